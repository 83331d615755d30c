//! Sequences of passes, whose results are known from the functions that the blocks are made of.

mod host;
mod random;

use super::super::angles::angle;
use super::super::block_scales::block_scale;
use super::super::convert_out::convert_out;
use super::super::lane::lane;
use super::super::row_maximum::{Kind, greatest};
use super::super::row_sum::tree_sum;
use host::{Host, Offer};
use seedchip_spec::passes::{PassJob, PassOutcome};
use seedchip_spec::{
    First, Number, Operation, Pass, PassError, PassFlag, PassFunction, PassGeometry, Reduction, Second, Store,
    VectorSizes,
};

const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 64, rows: 16 };

/// Cycles from the acceptance of a command by the idle unit to the issue of its first vector.
const TO_ISSUE: u64 = 7;
/// Y without results and scalars, and of results, whose last beat is accepted a cycle later.
const TO_STATUS: u64 = 85;
const OF_RESULTS: u64 = TO_STATUS + 1;

fn job(pass: Pass, x: &[u32], z: &[u32]) -> PassJob {
    PassJob::new(SIZES, pass, x, z)
}

/// Numbers between 1/4 and 4 in magnitude, of both signs.
fn numbers(count: usize, seed: u32) -> Vec<u32> {
    let random = |index: u32| (index + 1).wrapping_mul(0x9e37_79b9).wrapping_add(seed.wrapping_mul(0x85eb_ca6b));
    (0..count as u32).map(|index| random(index) & 0x81ff_ffff | 0x3e80_0000).collect()
}

/// A result without flags.
fn of(a: u32, b: u32, operation: Operation, function: PassFunction) -> u32 {
    lane(a, b, operation, function, false).result
}

/// The softmax of rows of n elements, in four passes.
fn softmax(m: u16, n: u32, x: &[u32]) -> (Vec<PassJob>, Vec<u32>) {
    let from_bank = |second, operation| Pass { first: First::Bank, second, operation, ..Pass::copy(m, n) };
    let greatest_of = Pass {
        store: Store::X,
        keep: true,
        reduction: Reduction::Maximum,
        out_format: Number::None,
        ..Pass::copy(m, n)
    };
    let exponentials = Pass {
        function: PassFunction::Exp,
        store: Store::X,
        keep: true,
        reduction: Reduction::Sum,
        keep_register: 1,
        out_format: Number::None,
        ..from_bank(Second::Scalar, Operation::Subtract)
    };
    let inverses = Pass {
        first: First::Scalar,
        take: 1,
        function: PassFunction::Reciprocal,
        keep: true,
        keep_register: 2,
        out_format: Number::None,
        ..Pass::copy(m, 1)
    };
    let products = Pass { take: 2, ..from_bank(Second::Scalar, Operation::Multiply) };
    let jobs = [greatest_of, exponentials, inverses, products];
    let jobs = jobs.into_iter().zip([x, &[], &[], &[]]).map(|(pass, x)| job(pass, x, &[])).collect();

    let rows = x.chunks(n as usize).flat_map(|row| {
        let elements: Vec<(u32, u32)> = (0..).zip(row.iter().copied()).collect();
        let maximum = greatest(Kind::Maximum, &elements).number;
        let powers: Vec<u32> =
            row.iter().map(|number| of(*number, maximum, Operation::Subtract, PassFunction::Exp)).collect();
        let sum = tree_sum(&powers).result;
        let inverse = of(sum, 0, Operation::Copy, PassFunction::Reciprocal);
        powers.into_iter().map(move |power| of(power, inverse, Operation::Multiply, PassFunction::None))
    });
    (jobs, rows.collect())
}

fn results(outcomes: &[PassOutcome]) -> Vec<Vec<u32>> {
    outcomes.iter().map(|outcome| outcome.results.clone()).collect()
}

fn errors(outcomes: &[PassOutcome]) -> Vec<PassError> {
    outcomes.iter().map(|outcome| outcome.status.error).collect()
}

#[test]
fn a_pass_goes_a_vector_per_cycle_and_its_status_shows_when_the_page_says() {
    for (m, n) in [(1, 1), (2, 6), (5, 4), (3, 17)] {
        let x = numbers(m * n, 1);
        let copy = Pass { tag: 0x1234, ..Pass::copy(m as u16, n as u32) };
        let mut host = Host::new(SIZES);
        let outcome = &host.run(&[job(copy, &x, &[])], Offer::Always)[0];
        let vectors = (m * SIZES.vectors(n)) as u64;
        assert_eq!((outcome.status.tag, outcome.status.error, outcome.status.flags.0), (0x1234, PassError::None, 0));
        assert_eq!(outcome.results, x);
        let [accepted, shown] = [host.accepted[0], host.shown[0]];
        assert_eq!(shown - accepted, TO_ISSUE + vectors - 1 + OF_RESULTS, "{m} x {n}");
        // From the acceptance to the end, three cycles before the status shows.
        assert_eq!(outcome.status.cycles, shown - accepted - 3);
    }
}

#[test]
fn a_status_waits_for_the_flags_of_the_scalars() {
    for (n, reduction, levels) in [(5, Reduction::Maximum, 0), (4, Reduction::Sum, 0), (30, Reduction::Sum, 3)] {
        // The scalar, and two cycles more until its flags are seen, then three to the status.
        let scalar = match reduction {
            Reduction::Sum => 74 + 13 * (2 + levels) + 2,
            _ => 74 + 13 + 2,
        };
        for (out_format, behind) in [(Number::None, 0), (Number::Fp32, 1)] {
            let pass = Pass { keep: true, reduction, out_format, ..Pass::copy(1, n) };
            let mut host = Host::new(SIZES);
            host.run(&[job(pass, &numbers(n as usize, 2), &[])], Offer::Always);
            let last_issue = host.accepted[0] + TO_ISSUE + SIZES.vectors(n as usize) as u64 - 1;
            assert_eq!(host.shown[0] - last_issue, scalar + 5 + behind, "{reduction:?} {out_format:?}");
        }
    }
}

#[test]
fn passes_are_issued_without_a_bubble_and_the_end_of_results_takes_a_cycle() {
    for (out_format, distance) in [(Number::None, 16), (Number::Fp32, 17)] {
        let pass = Pass { out_format, ..Pass::copy(4, 16) };
        let mut host = Host::new(SIZES);
        host.run(&vec![job(pass, &numbers(64, 2), &[]); 5], Offer::Always);
        let distances: Vec<u64> = host.shown.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(distances, [distance; 4]);
    }
}

#[test]
fn a_softmax_is_that_of_its_functions_whatever_the_streams_do() {
    for (m, n) in [(1, 1), (3, 6), (7, 4), (2, 37), (16, 13)] {
        let (jobs, expected) = softmax(m, n, &numbers(usize::from(m) * n as usize, 3));
        for offer in [Offer::Always, Offer::Seldom(1), Offer::Seldom(2)] {
            let outcomes = Host::new(SIZES).run(&jobs, offer);
            assert_eq!(results(&outcomes), [vec![], vec![], vec![], expected.clone()], "{m} x {n}, {offer:?}");
            assert_eq!(errors(&outcomes), [PassError::None; 4]);
            assert!(outcomes.iter().all(|outcome| outcome.status.flags.0 == 0));
        }
    }
}

#[test]
fn softmaxes_follow_each_other_in_the_same_banks() {
    let all: Vec<(Vec<PassJob>, Vec<u32>)> = [(3, 6), (2, 40), (16, 2), (1, 64), (5, 8)]
        .map(|(m, n)| softmax(m, n, &numbers(usize::from(m) * n as usize, n)))
        .into();
    let jobs: Vec<PassJob> = all.iter().flat_map(|(jobs, _)| jobs.clone()).collect();
    let expected: Vec<&Vec<u32>> = all.iter().map(|(_, expected)| expected).collect();
    for offer in [Offer::Always, Offer::Seldom(3)] {
        let outcomes = Host::new(SIZES).run(&jobs, offer);
        let found: Vec<&Vec<u32>> = outcomes.iter().map(|it| &it.results).filter(|it| !it.is_empty()).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn rows_share_the_words_of_a_broadcast() {
    let (m, n) = (3, 10);
    let (gains, x) = (numbers(n, 4), numbers(m * n, 5));
    let store = Pass { store: Store::Z, store_base: 7, out_format: Number::None, ..Pass::copy(1, n as u32) };
    let scale = Pass {
        operation: Operation::Multiply,
        second: Second::Bank,
        broadcast: true,
        z_base: 7,
        ..Pass::copy(m as u16, n as u32)
    };
    let outcomes = Host::new(SIZES).run(&[job(store, &gains, &[]), job(scale, &x, &[])], Offer::Always);
    let expected: Vec<u32> = x
        .iter()
        .zip(gains.iter().cycle())
        .map(|(number, gain)| of(*number, *gain, Operation::Multiply, PassFunction::None))
        .collect();
    assert_eq!(outcomes[1].results, expected);
}

#[test]
fn what_the_window_hides_is_zero_and_takes_no_part() {
    let (m, n) = (6, 11);
    let x = numbers(m * n, 6);
    // Two rows of each position from 4 on; elements of the last 3 positions, of the first 6 ones.
    let pass = Pass {
        causal: true,
        windowed: true,
        window: 3,
        limited: true,
        length: 6,
        position: 4,
        shared: 1,
        keep: true,
        reduction: Reduction::Argmax,
        ..Pass::copy(m as u16, n as u32)
    };
    let indices = Pass { first: First::Scalar, ..Pass::copy(m as u16, 1) };
    let outcomes = Host::new(SIZES).run(&[job(pass, &x, &[]), job(indices, &[], &[])], Offer::Always);
    let visible = |row: usize, t: usize| {
        let position = 4 + row / 2;
        t <= position && t + 3 > position && t < 6
    };
    let expected: Vec<u32> = (0..m * n).map(|at| if visible(at / n, at % n) { x[at] } else { 0 }).collect();
    assert_eq!(outcomes[0].results, expected);
    let best: Vec<u32> = (0..m)
        .map(|row| {
            let seen = (0..n).filter(|t| visible(row, *t));
            let value = |t: &usize| f32::from_bits(x[row * n + t]);
            seen.max_by(|a, b| value(a).total_cmp(&value(b))).map_or(0, |t| t as u32)
        })
        .collect();
    assert_eq!(outcomes[1].results, best);
}

#[test]
fn blocks_have_scales_beside_their_elements() {
    for (format, of_scale) in [(Number::MxInt8, 0), (Number::E4m3, 2), (Number::E2m1, 4)] {
        for (n, ceil) in [(40, false), (5, true), (32, true), (64, false)] {
            let m = 3;
            let x = numbers(m * n, 7);
            let pass = Pass { out_format: format, ceil, ..Pass::copy(m as u16, n as u32) };
            let jobs = vec![job(pass, &x, &[]); 3];
            let (mut codes, mut scales) = (Vec::new(), Vec::new());
            for row in x.chunks(n) {
                for block in row.chunks(32) {
                    let scale = block_scale(block, of_scale, ceil).code;
                    codes.extend(block.iter().map(|number| convert_out(*number, format as u64, scale).code));
                    scales.push(scale);
                }
            }
            for offer in [Offer::Always, Offer::Seldom(4)] {
                for outcome in Host::new(SIZES).run(&jobs, offer) {
                    assert_eq!((&outcome.results, &outcome.scales), (&codes, &scales), "{format:?} {n}");
                }
            }
        }
    }
}

#[test]
fn angles_are_those_of_the_rows_positions() {
    let frequencies: Vec<u64> = (1..=6).map(|t| t * 0x12_3456_789a).map(|it| it % (1 << 40)).collect();
    let m = 3;
    let low: Vec<u32> = (0..m).flat_map(|_| frequencies.iter().map(|it| *it as u32)).collect();
    let high: Vec<u32> = (0..m).flat_map(|_| frequencies.iter().map(|it| (it >> 32) as u32)).collect();
    for (x_format, cosine) in [(Number::Sine, false), (Number::Cosine, true)] {
        let pass = Pass { x_format, position: 1000, ..Pass::copy(m as u16, 6) };
        let plain = job(Pass::copy(2, 6), &numbers(12, 8), &[]);
        let jobs = [job(pass, &low, &high), plain.clone(), job(pass, &low, &high)];
        let expected: Vec<u32> =
            (0..m as u32).flat_map(|row| frequencies.iter().map(move |it| angle(1000 + row, *it, cosine))).collect();
        for offer in [Offer::Always, Offer::Seldom(5)] {
            let mut host = Host::new(SIZES);
            let outcomes = host.run(&jobs, offer);
            assert_eq!(results(&outcomes), [expected.clone(), numbers(12, 8), expected.clone()]);
            if offer == Offer::Always {
                // L + 33 cycles more for each of six vectors.
                let issues = 6 * (1 + 4 + 33);
                assert_eq!(host.shown[0] - host.accepted[0], TO_ISSUE + issues - 1 + OF_RESULTS);
            }
        }
    }
}

#[test]
fn packets_of_another_length_are_told_and_the_next_pass_is_right() {
    let (m, n) = (2, 8);
    let x = numbers(m * n, 9);
    let add = Pass { operation: Operation::Add, second: Second::Stream, ..Pass::copy(m as u16, n as u32) };
    let right = job(add, &x, &x);
    let expected: Vec<u32> = x.iter().map(|it| of(*it, *it, Operation::Add, PassFunction::None)).collect();
    let short = PassJob { x: job(add, &x[..n], &[]).x, ..right.clone() };
    let long = PassJob { z: job(add, &[], &[&x[..], &x].concat()).z, ..right.clone() };
    let both = PassJob { x: long.z.clone(), z: short.x.clone(), ..right.clone() };
    let refused = PassJob { pass: Pass { m: 17, ..add }, ..long.clone() };
    let jobs = [right.clone(), short, right.clone(), long, right.clone(), both, right.clone(), refused, right];
    for offer in [Offer::Always, Offer::Seldom(6)] {
        let outcomes = Host::new(SIZES).run(&jobs, offer);
        let told = errors(&outcomes);
        let failed = [PassError::XShort, PassError::ZLong, PassError::XLong, PassError::TooManyRows];
        for (index, error) in told.into_iter().enumerate() {
            let expected_error = if index % 2 == 0 { PassError::None } else { failed[index / 2] };
            assert_eq!(error, expected_error, "{index}");
            if index % 2 == 0 {
                assert_eq!(outcomes[index].results, expected, "{index}");
            }
        }
    }
}

#[test]
fn flags_are_those_of_what_is_visible() {
    let run = |pass: Pass, x: &[u32]| Host::new(SIZES).run(&[job(pass, x, &[])], Offer::Always)[0].status.flags;
    let (nan, greatest, one) = (0x7fc0_0000, 0x7f7f_ffff, 0x3f80_0000);
    let row = [one, nan, greatest, one, one];
    let raised = |pass: Pass| PassFlag::ALL.iter().map(|flag| run(pass, &row).contains(*flag)).collect::<Vec<_>>();
    let copy = Pass::copy(1, 5);
    assert_eq!(raised(copy), [false, true, false, false]);
    assert_eq!(raised(Pass { limited: true, length: 1, ..copy }), [false; 4]);
    let twice = Pass { operation: Operation::Add, ..copy };
    assert_eq!(raised(twice), [true, true, false, false]);
    let int8 = Pass { out_format: Number::Int8, ..copy };
    assert_eq!(raised(int8), [false, true, true, false]);
    let mx = Pass { out_format: Number::MxInt8, ..copy };
    assert_eq!(raised(mx), [false, true, false, false]);
    let peak = Pass { keep: true, reduction: Reduction::Peak, limited: true, ..copy };
    assert_eq!(raised(peak), [false, false, false, true]);
    let sum = Pass { keep: true, reduction: Reduction::Sum, ..copy };
    assert_eq!(run(sum, &[greatest; 5]).0, PassFlag::Overflow as u8);
}

#[test]
fn a_command_asks_for_the_geometry() {
    let mut host = Host::new(SIZES);
    let copy = job(Pass::copy(1, 4), &numbers(4, 1), &[]);
    host.send(&[copy.clone(), job(Pass::nothing(77), &[], &[]), copy]);
    host.run_to(3, Offer::Always);
    assert_eq!(host.statuses[1][0], 77);
    let geometry = PassGeometry::decode(&host.statuses[1]).expect("it is one");
    assert_eq!(geometry, PassGeometry { tag: 77, diagnosis: geometry.diagnosis, ..PassGeometry::of(SIZES) });
}

#[test]
fn whenever_an_abort_comes_every_command_has_its_status_and_the_next_pass_is_right() {
    let (m, n) = (2, 40);
    let (jobs, _) = softmax(m, n, &numbers(80, 11));
    let blocks = Pass { out_format: Number::MxInt8, ..Pass::copy(2, 40) };
    let before: Vec<PassJob> = jobs.into_iter().chain([job(blocks, &numbers(80, 13), &[])]).collect();
    let (after, expected) = softmax(3, 6, &numbers(18, 12));
    for cycle in (0..700).step_by(23) {
        let mut host = Host::new(SIZES);
        host.send(&before);
        host.wait(cycle, Offer::Seldom(cycle as u64));
        host.abort(3);
        // What is left of the packets goes nowhere.
        host.drain();
        let commands = host.accepted.len();
        host.run_to(commands, Offer::Always);
        host.wait(40, Offer::Always);
        host.forget();
        let outcomes = host.run(&after, Offer::Always);
        assert_eq!(errors(&outcomes), [PassError::None; 4], "{cycle}");
        assert_eq!(outcomes[3].results, expected, "{cycle}");
    }
}
