//! Rows by hand: those that are not as others.

use super::*;
use seedchip_spec::{Operation, PassFunction, Reduction};

const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 64, rows: 8 };
const INF: f32 = f32::INFINITY;

fn unit() -> VectorUnit {
    VectorUnit::new(SIZES)
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn run(unit: &mut VectorUnit, pass: Pass, x: &[f32], z: &[f32]) -> PassOutcome {
    let job = PassJob::new(SIZES, pass, &bits(x), &bits(z));
    let mut outcomes = unit.passes(&[job]).expect("its packets are whole");
    outcomes.pop().expect("every pass has an outcome")
}

/// The flags and what a row's scalar is, copied into a row of one.
fn kept(unit: &mut VectorUnit, pass: Pass, x: &[f32]) -> (u8, u32) {
    let outcome = run(unit, Pass { keep: true, keep_register: 5, ..pass }, x, &[]);
    assert_eq!(outcome.status.error, PassError::None);
    let scalar = unit.scalars[5 * SIZES.rows];
    (outcome.status.flags.0, scalar)
}

const OVERFLOW: u8 = PassFlag::Overflow as u8;
const NAN_FLAG: u8 = PassFlag::Nan as u8;
const DROPPED: u8 = PassFlag::NanDropped as u8;
const EMPTY: u8 = PassFlag::EmptyRow as u8;
const NAN: u32 = crate::exact::NAN;

#[test]
fn reductions_of_rows_that_are_not_as_others() {
    let huge = f32::MAX;
    let tiny = f32::from_bits(1);
    let one = |x: f32| x.to_bits();
    for (row, [maximum, magnitude, peak, argmax, sum]) in [
        (vec![-INF; 5], [(0, one(-INF)), (0, one(INF)), (EMPTY, 0), (0, 0), (0, one(-INF))]),
        (vec![1.0, f32::NAN, INF], [(2, NAN), (2, NAN), (2, NAN), (2, 1), (2, NAN)]),
        (vec![INF, -INF], [(0, one(INF)), (0, one(INF)), (0, one(INF)), (0, 0), (2, NAN)]),
        (vec![-2.0; 7], [(0, one(-2.0)), (0, one(2.0)), (0, one(-2.0)), (0, 0), (0, one(-14.0))]),
        (vec![1.0, 2.0, huge, 3.0], [(0, one(huge)), (0, one(huge)), (0, one(huge)), (0, 2), (0, one(huge))]),
        (vec![tiny, -tiny, 3.0 * tiny], [(0, 3), (0, 3), (0, 3), (0, 2), (0, 3)]),
        (vec![-0.0, 0.0], [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]),
        (vec![-0.0; 3], [(0, one(-0.0)), (0, 0), (0, one(-0.0)), (0, 0), (0, 0)]),
        (vec![-0.0; 4], [(0, one(-0.0)), (0, 0), (0, one(-0.0)), (0, 0), (0, one(-0.0))]),
        (vec![-7.0], [(0, one(-7.0)), (0, one(7.0)), (0, one(-7.0)), (0, 0), (0, one(-7.0))]),
        (vec![huge; 2], [(0, one(huge)), (0, one(huge)), (0, one(huge)), (0, 0), (OVERFLOW, one(INF))]),
    ] {
        // A NaN is told as a result, too; an argmax is its index.
        let expected = [maximum, magnitude, peak, argmax, sum];
        let reductions = [Reduction::Maximum, Reduction::Magnitude, Reduction::Peak, Reduction::Argmax, Reduction::Sum];
        for (reduction, expected) in reductions.into_iter().zip(expected) {
            let pass = Pass { reduction, ..Pass::copy(1, row.len() as u32) };
            assert_eq!(kept(&mut unit(), pass, &row), expected, "{reduction:?} of {row:?}");
        }
    }
}

#[test]
fn a_row_that_is_wholly_masked_is_empty() {
    let row = [f32::NAN, INF, 1.0, f32::MAX, 2.0];
    let masked = Pass { limited: true, length: 0, operation: Operation::Add, ..Pass::copy(1, 5) };
    for (reduction, expected) in [
        (Reduction::None, (0, 0)),
        (Reduction::Sum, (0, 0)),
        (Reduction::FixedSum, (0, 0)),
        (Reduction::Maximum, (0, (-INF).to_bits())),
        (Reduction::Magnitude, (0, 0)),
        (Reduction::Peak, (EMPTY, 0)),
        (Reduction::Argmax, (0, 0)),
    ] {
        assert_eq!(kept(&mut unit(), Pass { reduction, ..masked }, &row), expected, "{reduction:?}");
    }
    let outcome = run(&mut unit(), Pass { out_format: Number::Int8, ..masked }, &row, &[]);
    assert_eq!((outcome.results, outcome.status.flags.0), (vec![0; 5], 0));
}

#[test]
fn fixed_sums_are_of_numbers_from_0_to_1() {
    let pass = |n| Pass { reduction: Reduction::FixedSum, ..Pass::copy(1, n) };
    assert_eq!(kept(&mut unit(), pass(3), &[1.0, 0.5, -0.0]), (0, 1.5_f32.to_bits()));
    assert_eq!(kept(&mut unit(), pass(2), &[1.0, 1.000_000_1]), (NAN_FLAG, NAN));
    assert_eq!(kept(&mut unit(), pass(2), &[1.0, -1e-40]), (NAN_FLAG, NAN));
    // Half a unit is even, three halves are two.
    let unit_of = |x: f32| x * 2_f32.powi(-40);
    assert_eq!(kept(&mut unit(), pass(2), &[unit_of(0.5), unit_of(1.5)]), (0, unit_of(2.0).to_bits()));
}

#[test]
fn windows_hide_what_they_hide_from_everything() {
    // Rows at positions 2, 2, 3, 3: elements of the last three up to the position, below 4.
    let pass = Pass {
        causal: true,
        windowed: true,
        window: 2,
        limited: true,
        length: 3,
        shared: 1,
        position: 2,
        second: Second::Immediate,
        immediate: 10_f32.to_bits(),
        operation: Operation::Add,
        ..Pass::copy(4, 5)
    };
    let row = [f32::NAN, 1.0, 2.0, f32::NAN, f32::NAN];
    let outcome = run(&mut unit(), pass, &row.repeat(4), &[]);
    let early = bits(&[0.0, 11.0, 12.0, 0.0, 0.0]);
    let late = bits(&[0.0, 0.0, 12.0, 0.0, 0.0]);
    assert_eq!(outcome.results, [&early[..], &early, &late, &late].concat());
    assert_eq!(outcome.status.flags.0, 0);
}

#[test]
fn a_guard_makes_small_numbers_0_and_infinite_ones_nan() {
    let least = 2_f32.powi(-120);
    let pass = Pass {
        guard: true,
        second: Second::Immediate,
        immediate: f32::MAX.to_bits(),
        operation: Operation::Multiply,
        ..Pass::copy(1, 1)
    };
    for (x, result, flags) in [
        (0.0, 0, 0),
        (-0.0, 0, 0),
        (f32::from_bits(least.to_bits() - 1), 0, 0),
        (least, (least * f32::MAX).to_bits(), 0),
        (3.0, INF.to_bits(), OVERFLOW),
        (INF, NAN, NAN_FLAG),
        (f32::NAN, NAN, NAN_FLAG),
    ] {
        let outcome = run(&mut unit(), pass, &[x], &[]);
        assert_eq!((outcome.results[0], outcome.status.flags.0), (result, flags), "{x}");
    }
    let reciprocal = Pass { guard: true, function: PassFunction::Reciprocal, ..Pass::copy(1, 2) };
    let outcome = run(&mut unit(), reciprocal, &[0.0, 4.0], &[]);
    assert_eq!((outcome.results, outcome.status.flags.0), (bits(&[0.0, 0.25]), 0));
}

#[test]
fn operands_come_from_streams_banks_scalars_and_the_command() {
    let mut unit = unit();
    let row = |x: f32| [x, x + 1.0, x + 2.0, x + 3.0, x + 4.0];
    let rows: Vec<f32> = [row(0.0), row(10.0)].concat();
    // Two rows into bank z from word 3 on, and their first elements as scalars.
    let store = Pass { store: Store::Z, store_base: 3, keep: true, keep_register: 2, ..Pass::copy(2, 5) };
    assert_eq!(run(&mut unit, store, &rows, &[]).results, bits(&rows));
    assert_eq!(unit.bank_z[3 * 4..7 * 4], bits(&[&row(0.0)[..], &[0.0; 3], &row(10.0), &[0.0; 3]].concat()));
    let add = Pass { operation: Operation::Add, ..Pass::copy(2, 5) };
    let sum = |rows: [f32; 2]| {
        bits(
            &[row(0.0), row(10.0)]
                .concat()
                .iter()
                .zip(rows.map(|x| [x; 5]).concat())
                .map(|(x, y)| x + y)
                .collect::<Vec<_>>(),
        )
    };
    let bank = Pass { second: Second::Bank, z_base: 3, ..add };
    assert_eq!(run(&mut unit, bank, &[0.5; 10], &[]).results, bits(&rows.iter().map(|x| x + 0.5).collect::<Vec<_>>()));
    let scalar = Pass { second: Second::Scalar, take: 2, ..add };
    assert_eq!(run(&mut unit, scalar, &rows, &[]).results, sum([0.0, 10.0]));
    let immediate = Pass { second: Second::Immediate, immediate: 2_f32.to_bits(), ..add };
    assert_eq!(run(&mut unit, immediate, &rows, &[]).results, sum([2.0; 2]));
    let broadcast = Pass { broadcast: true, z_base: 5, operation: Operation::Subtract, ..bank };
    assert_eq!(run(&mut unit, broadcast, &row(10.0).repeat(2), &[]).results, [0; 10]);
    let scalars = Pass { first: First::Scalar, second: Second::Scalar, take: 2, ..add };
    assert_eq!(run(&mut unit, scalars, &[], &[]).results, bits(&[[0.0; 5], [20.0; 5]].concat()));
    let both = Pass { second: Second::Stream, operation: Operation::Subtract, ..add };
    assert_eq!(run(&mut unit, both, &rows, &rows).results, [0; 10]);
    let first = Pass { second: Second::First, operation: Operation::Multiply, ..add };
    assert_eq!(run(&mut unit, first, &rows, &[]).results, bits(&rows.iter().map(|x| x * x).collect::<Vec<_>>()));
    // In place.
    let store_x = Pass { store: Store::X, out_format: Number::None, ..Pass::copy(2, 5) };
    assert_eq!(run(&mut unit, store_x, &rows, &[]).results, []);
    let twice = Pass { first: First::Bank, second: Second::First, operation: Operation::Add, ..store_x };
    run(&mut unit, twice, &[], &[]);
    let read = Pass { first: First::Bank, ..Pass::copy(2, 5) };
    assert_eq!(run(&mut unit, read, &[], &[]).results, bits(&rows.iter().map(|x| x + x).collect::<Vec<_>>()));
}

#[test]
fn elements_come_and_go_in_their_formats() {
    let words = |pass: Pass, x: &[u32], z: &[u32]| {
        let outcomes = unit().passes(&[PassJob::new(SIZES, pass, x, z)]).expect("whole");
        (outcomes[0].results.clone(), outcomes[0].scales.clone(), outcomes[0].status.flags.0)
    };
    // Bits above a format's mean nothing.
    let pass = |x_format| Pass { x_format, ..Pass::copy(1, 3) };
    assert_eq!(words(pass(Number::Int32), &[3, 0xffff_fffe, 0x0100_0001], &[]).0, bits(&[3.0, -2.0, 16_777_216.0]));
    assert_eq!(words(pass(Number::Int8), &[0xff7f, 0x1280, 0], &[]).0, bits(&[127.0, -128.0, 0.0]));
    assert_eq!(words(pass(Number::MxInt8), &[64, 0xff, 1], &[]).0, bits(&[1.0, -0.015_625, 0.015_625]));
    assert_eq!(words(pass(Number::E8m0), &[127, 0, 255], &[]), (vec![0x3f80_0000, 0x40_0000, NAN], vec![], NAN_FLAG));
    assert_eq!(words(pass(Number::Bf16), &[0xabcd_3f80, 0x4000, 0x7fff], &[]).0, [0x3f80_0000, 0x4000_0000, NAN]);
    let to = |out_format, x: &[f32]| words(Pass { out_format, ..Pass::copy(1, x.len() as u32) }, &bits(x), &[]);
    assert_eq!(to(Number::Int8, &[1.5, -300.0, f32::NAN]), (vec![2, 0x80, 0], vec![], NAN_FLAG | DROPPED));
    assert_eq!(to(Number::RowInt8, &[1.5, -300.0, f32::NAN]), (vec![2, 0x81, 0], vec![], NAN_FLAG));
    assert_eq!(to(Number::Bf16, &[1.0, f32::MAX]), (vec![0x3f80, 0x7f80], vec![], OVERFLOW));
    let mut blocks = vec![0.0; 70];
    (blocks[31], blocks[32], blocks[69]) = (4.0, -1.0, INF);
    let (results, scales, flags) = to(Number::MxInt8, &blocks);
    assert_eq!((scales, flags), (vec![129, 127, 255], NAN_FLAG));
    assert_eq!((results[31], results[32], results[69]), (64, 0xc0, 0));
    let cosine = Pass { x_format: Number::Cosine, position: 1 << 19, ..Pass::copy(1, 3) };
    // A 2^21-th, and a 2^20-th of a turn at position 2^19 are a quarter and a half of one.
    let (results, ..) = words(cosine, &[1 << 19, 1 << 20, 0], &[0xff00, 0, 0x80]);
    assert_eq!(results, bits(&[0.0, -1.0, 1.0]));
}

#[test]
fn packets_of_another_length_are_told_and_what_is_missing_is_zero() {
    let mut unit = unit();
    let add = Pass { operation: Operation::Add, second: Second::Stream, ..Pass::copy(1, 8) };
    let rows = |n: usize, first: f32| rows_of(n, first);
    for (x, z, error, last) in [
        (2, 2, PassError::None, 5.0 + 5.0),
        (1, 2, PassError::XShort, 0.0 + 5.0),
        (4, 2, PassError::XLong, 13.0 + 5.0),
        (2, 1, PassError::ZShort, 5.0 + 0.0),
        (2, 3, PassError::ZLong, 5.0 + 9.0),
        (3, 1, PassError::XLong, 9.0 + 0.0),
    ] {
        let job = PassJob { pass: add, x: rows(x, 1.0), z: rows(z, 1.0) };
        let outcome = &unit.passes(&[job]).expect("whole")[0];
        assert_eq!((outcome.status.error, outcome.status.flags.0), (error, 0), "{x} {z}");
        assert_eq!(outcome.results[4], f32::to_bits(last), "{x} {z}");
        assert_eq!(outcome.results[0], 2_f32.to_bits());
    }
    // A refused pass takes its packets, of any length; the one behind it has its own.
    let refused = PassJob { pass: Pass { store: Store::X, store_base: 63, ..add }, x: rows(5, 1.0), z: rows(1, 1.0) };
    let asks = PassJob::new(SIZES, Pass::nothing(7), &[], &[]);
    let good = PassJob { pass: add, x: rows(2, 1.0), z: rows(2, 1.0) };
    let outcomes = unit.passes(&[refused, asks, good]).expect("whole");
    let errors: Vec<_> = outcomes.iter().map(|outcome| outcome.status.error).collect();
    assert_eq!(errors, [PassError::MemoryRange, PassError::None, PassError::None]);
    assert_eq!((outcomes[0].results.len(), outcomes[1].status.tag, outcomes[2].results.len()), (0, 7, 8));
    let hung = PassJob { pass: add, x: rows(2, 1.0), z: Beats::new(4) };
    assert!(matches!(unit.passes(&[hung]), Err(DeviceError::Hung(_))));
    let mut beats = Beats::new(3);
    beats.push(&[0; 3], true);
    let narrow = PassJob { pass: add, x: beats, z: rows(2, 1.0) };
    assert!(matches!(unit.passes(&[narrow]), Err(DeviceError::Unsupported(_))));
}

/// A packet of so many beats of numbers that count up.
fn rows_of(beats: usize, first: f32) -> Beats {
    let numbers: Vec<f32> = (0..4 * beats).map(|number| first + number as f32).collect();
    seedchip_spec::passes::rows_to_beats(SIZES, numbers.len(), &bits(&numbers))
}

#[test]
fn the_longest_rows_are_reduced_exactly() {
    let n = 1 << 20;
    let thirds = vec![1.0_f32 / 3.0; n as usize];
    let pass = |reduction| Pass { reduction, out_format: Number::None, ..Pass::copy(1, n) };
    // Each of them is 2^40 / 3 units to the nearest.
    let units = (f64::from(1.0_f32 / 3.0) * 2_f64.powi(40)).round_ties_even();
    let sum = ((units * f64::from(n)) as f32) * 2_f32.powi(-40);
    assert_eq!(kept(&mut unit(), pass(Reduction::FixedSum), &thirds), (0, sum.to_bits()));
    assert_eq!(kept(&mut unit(), Pass { causal: true, position: n - 1, ..pass(Reduction::Argmax) }, &thirds), (0, 0));
    let mut rising = thirds;
    rising[n as usize - 1] = 1.0;
    assert_eq!(kept(&mut unit(), pass(Reduction::Argmax), &rising), (0, n - 1));
}
