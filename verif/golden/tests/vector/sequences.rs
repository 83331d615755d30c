//! Each operation as a sequence of passes gives the bits of the direct one, in units of every number of lanes.

use super::{Step, UNITS, direct, rows, run, two_rows};
use proptest::prelude::*;
use seedchip_spec::passes::PassOutcome;
use seedchip_spec::{First, Number, Operation, Pass, PassFlag, PassFunction, Reduction, Second, Store};

/// A pass over m rows of n elements that neither streams in nor out.
fn inside(m: usize, n: usize) -> Pass {
    Pass { first: First::Bank, out_format: Number::None, ..Pass::copy(m as u16, n as u32) }
}

/// A pass over the scalars of m rows.
fn of_scalars(m: usize, take: u8, keep_register: u8) -> Pass {
    Pass { first: First::Scalar, take, keep: true, keep_register, ..inside(m, 1) }
}

fn with(pass: Pass) -> Step {
    Step { pass, x: Vec::new(), z: Vec::new() }
}

/// Copies rows to a bank.
fn load(store: Store, row: usize, m: usize, n: usize, x: &[u32]) -> Step {
    let pass = Pass { first: First::Stream, store, store_base: row as u16, ..inside(m, n) };
    Step { x: x.to_vec(), ..with(pass) }
}

fn times(second: Second, pass: Pass) -> Pass {
    Pass { operation: Operation::Multiply, second, ..pass }
}

fn immediate(operation: Operation, number: u32, pass: Pass) -> Pass {
    Pass { operation, second: Second::Immediate, immediate: number, ..pass }
}

fn to_x(pass: Pass) -> Pass {
    Pass { store: Store::X, ..pass }
}

fn to_z(row: usize, pass: Pass) -> Pass {
    Pass { store: Store::Z, store_base: row as u16, ..pass }
}

/// Results in FP32.
fn out(pass: Pass) -> Pass {
    Pass { out_format: Number::Fp32, ..pass }
}

/// What the last steps give, the same in all units.
fn outcomes(steps: &[Step], n: usize) -> Result<Vec<PassOutcome>, TestCaseError> {
    let outcomes = run(UNITS[0], steps, n);
    for sizes in &UNITS[1..] {
        prop_assert_eq!(&outcomes, &run(*sizes, steps, n), "{:?}", sizes);
    }
    Ok(outcomes)
}

/// The results of the last step.
fn results(steps: &[Step], n: usize) -> Result<Vec<u32>, TestCaseError> {
    Ok(outcomes(steps, n)?.pop().map(|outcome| outcome.results).unwrap_or_default())
}

fn by_rows(n: usize, rows: &[u32], of: impl Fn(&[u32]) -> Vec<u32>) -> Vec<u32> {
    rows.chunks(n).flat_map(of).collect()
}

fn softmax_steps(pass: Pass, x: &[u32]) -> Vec<Step> {
    let m = usize::from(pass.m);
    let masked = Pass { first: First::Bank, store: Store::X, keep: true, out_format: Number::None, ..pass };
    let peak = Pass { first: First::Stream, reduction: Reduction::Peak, ..masked };
    let terms = Pass {
        operation: Operation::Subtract,
        second: Second::Scalar,
        function: PassFunction::Exp,
        reduction: Reduction::FixedSum,
        keep_register: 1,
        ..masked
    };
    let inverse = Pass { guard: true, function: PassFunction::Reciprocal, ..of_scalars(m, 1, 2) };
    let last = times(Second::Scalar, Pass { first: First::Bank, take: 2, ..pass });
    vec![Step { x: x.to_vec(), ..with(peak) }, with(terms), with(inverse), with(last)]
}

fn check_softmax(pass: Pass, x: &[u32]) -> Result<(), TestCaseError> {
    let n = pass.n as usize;
    let outcomes = outcomes(&softmax_steps(pass, x), n)?;
    let mut empty = false;
    let mut expected = Vec::new();
    for (r, row) in x.chunks(n).enumerate() {
        let p = u64::from(pass.position) + (r / (usize::from(pass.shared) + 1)) as u64;
        let visible = |t: usize| {
            let t = t as u64;
            !(pass.causal && t > p
                || pass.limited && t >= u64::from(pass.length)
                || pass.windowed && t + u64::from(pass.window) <= p)
        };
        let (results, is_empty) = direct::softmax(row, visible);
        expected.extend(results);
        empty |= is_empty;
    }
    prop_assert_eq!(&outcomes[3].results, &expected);
    prop_assert_eq!(outcomes[0].status.flags.contains(PassFlag::EmptyRow), empty);
    let is_nan = expected.iter().any(|x| f32::from_bits(*x).is_nan());
    prop_assert_eq!(outcomes[3].status.flags.contains(PassFlag::Nan), is_nan);
    Ok(())
}

#[test]
fn softmax_of_rows_that_are_not_as_others() -> Result<(), TestCaseError> {
    let inf = f32::INFINITY;
    let tiny = f32::from_bits(1);
    for row in [
        vec![-inf; 7],
        vec![0.0, 1.0, f32::NAN, 2.0],
        vec![inf, 1.0, -inf],
        vec![inf; 3],
        vec![-inf, 3.0, -inf],
        vec![5.0; 33],
        vec![1.0, 3e38, 2.0, -3e38],
        vec![tiny, -tiny, 0.0, -0.0],
        vec![-104.0, 0.0, -103.5, -88.0],
        vec![7.0],
        vec![-inf],
    ] {
        let x: Vec<u32> = row.iter().map(|x| x.to_bits()).collect();
        let pass = Pass::copy(1, x.len() as u32);
        check_softmax(pass, &x)?;
        for (length, window, position) in [(0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 2, 2), (40, 3, 5)] {
            check_softmax(Pass { limited: true, length, ..pass }, &x)?;
            check_softmax(Pass { causal: true, windowed: true, window, position, ..pass }, &x)?;
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn softmax(
        (m, n, x, _) in two_rows(), masks in any::<[bool; 3]>(),
        position in 0..80_u32, window in 0..80_u32, length in 0..80_u32, shared in 0..3_u8,
    ) {
        let [causal, windowed, limited] = masks;
        let pass = Pass { causal, windowed, limited, position, window, length, shared, ..Pass::copy(m as u16, n as u32) };
        check_softmax(pass, &x)?;
    }

    #[test]
    fn rms_norm((m, n, x, gains) in two_rows(), epsilon in 0.0..1e-3_f32, plus_one in any::<bool>()) {
        let (gains, epsilon) = (&gains[..n], epsilon.to_bits());
        let one = if plus_one { direct::rn(1.0) } else { 1 << 31 };
        let pass = inside(m, n);
        let mut add = load(Store::Z, 0, 1, n, gains);
        add.pass = immediate(Operation::Add, one, add.pass);
        let steps = [
            add,
            load(Store::X, 0, m, n, &x),
            with(times(Second::First, Pass { keep: true, reduction: Reduction::Sum, ..pass })),
            with(immediate(Operation::Multiply, direct::rn(1.0 / n as f64), of_scalars(m, 0, 1))),
            with(Pass { function: PassFunction::Rsqrt, ..immediate(Operation::Add, epsilon, of_scalars(m, 1, 1)) }),
            with(to_x(times(Second::Scalar, Pass { take: 1, ..pass }))),
            with(out(times(Second::Bank, Pass { broadcast: true, ..pass }))),
        ];
        let gains: Vec<u32> = gains.iter().map(|gain| direct::add(*gain, one)).collect();
        prop_assert_eq!(results(&steps, n)?, by_rows(n, &x, |row| direct::rms_norm(row, &gains, epsilon)));
    }

    #[test]
    fn layer_norm((m, n, x, more) in two_rows(), biases in rows(1, 70), epsilon in 0.0..1e-3_f32) {
        let (gains, biases, epsilon) = (&more[..n], &biases[..n], epsilon.to_bits());
        let pass = inside(m, n);
        let mean = |take| with(immediate(Operation::Multiply, direct::rn(1.0 / n as f64), of_scalars(m, take, take)));
        let sum = Pass { keep: true, reduction: Reduction::Sum, ..pass };
        let mut first = load(Store::X, 0, m, n, &x);
        first.pass = Pass { keep: true, reduction: Reduction::Sum, ..first.pass };
        let steps = [
            load(Store::Z, 0, 1, n, gains),
            load(Store::Z, 1, 1, n, biases),
            first,
            mean(0),
            with(to_x(Pass { operation: Operation::Subtract, second: Second::Scalar, ..pass })),
            with(times(Second::First, Pass { keep_register: 1, ..sum })),
            mean(1),
            with(Pass { function: PassFunction::Rsqrt, ..immediate(Operation::Add, epsilon, of_scalars(m, 1, 1)) }),
            with(to_x(times(Second::Scalar, Pass { take: 1, ..pass }))),
            with(to_x(times(Second::Bank, Pass { broadcast: true, ..pass }))),
            with(out(Pass { operation: Operation::Add, second: Second::Bank, broadcast: true, z_base: 1, ..pass })),
        ];
        prop_assert_eq!(results(&steps, n)?, by_rows(n, &x, |row| direct::layer_norm(row, gains, biases, epsilon)));
    }

    #[test]
    fn rope((m, n, first, second) in two_rows(), position in 0..1_u32 << 20, seed in any::<u64>(), shared in 0..3_u8) {
        let frequencies: Vec<u64> = (0..n as u64).map(|t| seed.wrapping_mul(2 * t + 1) >> 24).collect();
        let repeated = |of: fn(&u64) -> u32| frequencies.iter().map(of).collect::<Vec<u32>>().repeat(m);
        let (low, high) = (repeated(|f| *f as u32), repeated(|f| (*f >> 32) as u32));
        // The positions are those that 20 bits hold.
        let position = position.min((1 << 20) - 4);
        let pass = Pass { position, shared, ..inside(m, n) };
        let angles = |x_format, row| Step {
            pass: to_z(row, Pass { first: First::Stream, x_format, ..pass }),
            x: low.clone(),
            z: high.clone(),
        };
        let product = |x: &[u32], z_row: usize, to: Pass| Step {
            x: x.to_vec(),
            ..with(times(Second::Bank, Pass { first: First::Stream, z_base: z_row as u16, ..to }))
        };
        // Rows of bank z: cosines, sines, products.
        let (c, s, t) = (0, m, 2 * m);
        let last = |operation| with(out(Pass { operation, second: Second::Bank, z_base: t as u16, ..pass }));
        let steps = [
            angles(Number::Cosine, c),
            angles(Number::Sine, s),
            product(&first, c, to_x(pass)),
            product(&second, s, to_z(t, pass)),
            last(Operation::Subtract),
            product(&first, s, to_x(pass)),
            product(&second, c, to_z(t, pass)),
            last(Operation::Add),
        ];
        let outcomes = outcomes(&steps, n)?;
        for r in 0..m {
            let part = r * n..(r + 1) * n;
            let p = u64::from(position) + (r / (usize::from(shared) + 1)) as u64;
            let expected = direct::rope([&first[part.clone()], &second[part.clone()]], &frequencies, p);
            prop_assert_eq!(&outcomes[4].results[part.clone()], expected[0].as_slice());
            prop_assert_eq!(&outcomes[7].results[part], expected[1].as_slice());
        }
    }

    #[test]
    fn swiglu((m, n, gate, up) in two_rows()) {
        let pass = inside(m, n);
        let last = times(Second::Stream, out(pass));
        let steps = [
            load(Store::X, 0, m, n, &gate),
            with(to_z(0, Pass { function: PassFunction::Sigmoid, ..pass })),
            with(to_x(times(Second::Bank, pass))),
            Step { z: up.clone(), ..with(last) },
        ];
        let expected: Vec<u32> = gate.iter().zip(&up).map(|(x, up)| direct::mul(direct::silu(*x), *up)).collect();
        prop_assert_eq!(results(&steps, n)?, expected);
    }

    #[test]
    fn gelu((m, n, x, _) in two_rows()) {
        let pass = inside(m, n);
        // x stays in row 0 of bank x, what is made of it is in row m; x also is in bank z.
        let made = Pass { x_base: m as u16, store_base: m as u16, ..to_x(pass) };
        let mut first = load(Store::Z, 0, m, n, &x);
        first.pass = Pass { store: Store::Z, ..first.pass };
        let steps = [
            first,
            load(Store::X, 0, m, n, &x),
            with(Pass { x_base: 0, ..times(Second::First, made) }),
            with(times(Second::Bank, made)),
            with(immediate(Operation::Multiply, direct::rn(0.044_715), made)),
            with(Pass { operation: Operation::Add, second: Second::Bank, ..made }),
            with(Pass { function: PassFunction::Sigmoid, ..immediate(Operation::Multiply, direct::two_roots(), made) }),
            with(out(times(Second::Bank, Pass { store: Store::Nowhere, ..made }))),
        ];
        prop_assert_eq!(results(&steps, n)?, x.iter().map(|x| direct::gelu(*x)).collect::<Vec<_>>());
    }

    #[test]
    fn dequantise((m, n, acc, scales) in two_rows(), biases in rows(1, 70), row_scales in rows(1, 4)) {
        let (scales, biases) = (&scales[..n], &biases[..n]);
        let pass = inside(m, n);
        let keep = Pass { first: First::Stream, keep: true, store: Store::Nowhere, ..inside(m, 1) };
        let integers = Pass { first: First::Stream, x_format: Number::Int32, ..to_x(pass) };
        let steps = [
            load(Store::Z, 0, 1, n, scales),
            load(Store::Z, 1, 1, n, biases),
            Step { x: row_scales[..m].to_vec(), ..with(keep) },
            Step { x: acc.clone(), ..with(times(Second::Scalar, integers)) },
            with(to_x(times(Second::Bank, Pass { broadcast: true, ..pass }))),
            with(out(Pass { operation: Operation::Add, second: Second::Bank, broadcast: true, z_base: 1, ..pass })),
        ];
        let expected: Vec<u32> = acc
            .iter()
            .enumerate()
            .map(|(index, acc)| {
                let column = index % n;
                direct::dequantised(acc.cast_signed(), row_scales[index / n], scales[column], biases[column])
            })
            .collect();
        prop_assert_eq!(results(&steps, n)?, expected);
    }

    #[test]
    fn quantise_to_int8_of_a_row((m, n, x, _) in two_rows(), shift in -130..130_i32) {
        // Rows of very different sizes.
        let x: Vec<u32> = x.iter().map(|x| direct::mul(*x, direct::rn(2_f64.powi(shift)))).collect();
        let mut first = load(Store::X, 0, m, n, &x);
        first.pass = Pass { keep: true, reduction: Reduction::Magnitude, ..first.pass };
        let guarded = |register| Pass { guard: true, ..of_scalars(m, 0, register) };
        let scale = out(immediate(Operation::Multiply, direct::rn(1.0 / 127.0), guarded(1)));
        let elements = times(Second::Scalar, Pass { take: 2, out_format: Number::RowInt8, ..inside(m, n) });
        let steps = [
            first,
            with(scale),
            with(Pass { function: PassFunction::Reciprocal, ..guarded(2) }),
            with(immediate(Operation::Multiply, direct::rn(127.0), of_scalars(m, 2, 2))),
            with(elements),
        ];
        let outcomes = outcomes(&steps, n)?;
        let (elements, scales): (Vec<Vec<i8>>, Vec<u32>) = x.chunks(n).map(direct::row_int8).unzip();
        prop_assert_eq!(&outcomes[1].results, &scales);
        let found: Vec<i8> = outcomes[4].results.iter().map(|code| *code as u8 as i8).collect();
        prop_assert_eq!(found, elements.concat());
        let is_nan = scales.iter().any(|scale| f32::from_bits(*scale).is_nan());
        prop_assert_eq!(outcomes[1].status.flags.contains(PassFlag::Nan), is_nan);
        prop_assert!(!outcomes[4].status.flags.contains(PassFlag::NanDropped));
    }

    #[test]
    fn quantise_to_mxint8((m, n, x, _) in two_rows()) {
        let pass = Pass { out_format: Number::MxInt8, ..Pass::copy(m as u16, n as u32) };
        let outcome = outcomes(&[Step { x: x.clone(), ..with(pass) }], n)?.remove(0);
        let (elements, scales): (Vec<Vec<i8>>, Vec<u8>) =
            x.chunks(n).flat_map(|row| row.chunks(32)).map(direct::mxint8).unzip();
        let found: Vec<i8> = outcome.results.iter().map(|code| *code as u8 as i8).collect();
        prop_assert_eq!(found, elements.concat());
        prop_assert_eq!(&outcome.scales, &scales);
        let is_nan = x.iter().any(|x| f32::from_bits(*x).is_nan()) || scales.contains(&255);
        prop_assert_eq!(outcome.status.flags.contains(PassFlag::Nan), is_nan);
    }

    #[test]
    fn argmax((m, n, x, _) in two_rows()) {
        let pass = Pass { reduction: Reduction::Argmax, keep: true, out_format: Number::None, ..Pass::copy(m as u16, n as u32) };
        // The integers as results: small ones are numbers that a copy leaves as they are.
        let steps = [Step { x: x.clone(), ..with(pass) }, with(out(Pass { keep: false, ..of_scalars(m, 0, 0) }))];
        prop_assert_eq!(results(&steps, n)?, x.chunks(n).map(direct::argmax).collect::<Vec<_>>());
    }
}
