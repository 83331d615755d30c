//! The host's programs of the vector unit on the golden model, against the operations as the table "Vectors" of the numeric
//! specification says them, element by element; in units of every number of lanes, with little and with much room; and on the Verilated unit.

#[path = "../../golden/tests/vector/direct.rs"]
mod direct;

use proptest::prelude::*;
use seedchip_golden::passes::unit::VectorUnit;
use seedchip_host::vector::{
    Activation, Answer, LayerNorm, Mask, Matrix, Pairing, Program, RmsNorm, Rope, Scaling, activation, add, argmax,
    frequencies, from_blocks, function, gated, int8_rows, softmax, softmax_terms, to_bf16, to_blocks,
};
use seedchip_sim::PowerUp;
use seedchip_sim::models;
use seedchip_sim::streams::Stalls;
use seedchip_sim::vector_device::{VectorStalls, VerilatedVector};
use seedchip_spec::functions::Function;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice, rows_to_beats};
use seedchip_spec::{
    Block, Number, Operation, Pass, PassError, PassFlag, PassFunction, PassStatus, Second, Store, VectorSizes,
};
use std::error::Error;

fn sizes() -> impl Strategy<Value = VectorSizes> {
    let power = |from: u32, to: u32| (from..=to).prop_map(|bits| 1_usize << bits);
    (power(2, 5), power(4, 7), power(0, 4)).prop_map(|(lanes, words, rows)| VectorSizes { lanes, words, rows })
}

/// A number of a row: mostly an ordinary one, often a special one.
fn number() -> impl Strategy<Value = f32> {
    let specials = [0.0, f32::INFINITY, f32::NAN, f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), 1.0, 1e-37, 1e30];
    prop_oneof![
        20 => -20.0..20.0_f32,
        2 => any::<u32>().prop_map(f32::from_bits),
        1 => (prop::sample::select(specials.to_vec()), any::<bool>()).prop_map(|(x, minus)| if minus { -x } else { x }),
    ]
}

/// Numbers without special ones, or with them.
fn numbers(count: usize) -> impl Strategy<Value = Vec<f32>> {
    prop_oneof![prop::collection::vec(-20.0..20.0_f32, count), prop::collection::vec(number(), count)]
}

/// A unit, the sizes of rows, two operands of them, and three rows or columns more.
#[derive(Clone, Debug)]
struct Case {
    sizes: VectorSizes,
    m: usize,
    n: usize,
    x: Vec<f32>,
    y: Vec<f32>,
    gain: Vec<f32>,
    bias: Vec<f32>,
    column: Vec<f32>,
}

fn cases(longest: usize) -> impl Strategy<Value = Case> {
    (sizes(), 1..24_usize, 1..longest).prop_flat_map(|(sizes, m, n)| {
        (numbers(m * n), numbers(m * n), numbers(n), numbers(n), numbers(m))
            .prop_map(move |(x, y, gain, bias, column)| Case { sizes, m, n, x, y, gain, bias, column })
    })
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

impl Case {
    fn x(&self) -> Matrix {
        Matrix::of_numbers(self.m, self.n, &self.x).expect("of this length")
    }

    fn y(&self) -> Matrix {
        Matrix::of_numbers(self.m, self.n, &self.y).expect("of this length")
    }

    fn run(&self, program: &Program) -> Answer {
        program.run(&mut VectorUnit::new(self.sizes)).expect("an answer")
    }

    /// The results of an operation of each row.
    fn by_rows(&self, of: impl Fn(&[u32]) -> Vec<u32>) -> Vec<u32> {
        bits(&self.x).chunks(self.n).flat_map(of).collect()
    }

    /// The results of an operation of each element of both operands.
    fn by_elements(&self, of: impl Fn(u32, u32) -> u32) -> Vec<u32> {
        self.x.iter().zip(&self.y).map(|(x, y)| of(x.to_bits(), y.to_bits())).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn elements(case in cases(70)) {
        let (sizes, x, y) = (case.sizes, case.x(), case.y());
        let alone = [
            (activation(sizes, Activation::Silu, &x), direct::silu as fn(u32) -> u32),
            (activation(sizes, Activation::Gelu, &x), direct::gelu),
            (function(sizes, PassFunction::Exp, &x), |x| direct::of(Function::Exp, x)),
            (function(sizes, PassFunction::Exp2, &x), |x| direct::of(Function::Exp2, x)),
            (function(sizes, PassFunction::Sigmoid, &x), |x| direct::of(Function::Sigmoid, x)),
            (function(sizes, PassFunction::Reciprocal, &x), |x| direct::of(Function::Reciprocal, x)),
            (function(sizes, PassFunction::Rsqrt, &x), |x| direct::of(Function::Rsqrt, x)),
        ];
        for (program, of) in alone {
            prop_assert_eq!(case.run(&program).elements.words, case.by_elements(|x, _| of(x)));
        }
        for (kind, of) in [(Activation::Silu, direct::silu as fn(u32) -> u32), (Activation::Gelu, direct::gelu)] {
            let found = case.run(&gated(sizes, kind, &x, &y)?).elements.words;
            prop_assert_eq!(found, case.by_elements(|gate, up| direct::mul(of(gate), up)));
        }
        prop_assert_eq!(case.run(&add(sizes, &x, &y)?).elements.words, case.by_elements(direct::add));
        // FP32 to BF16: the upper half, nearest even.
        let half = |x: u32, _| {
            let rounded = x.wrapping_add(0x7fff + (x >> 16 & 1)) >> 16;
            if f32::from_bits(x).is_nan() { 0x7fc0 } else { rounded }
        };
        prop_assert_eq!(case.run(&to_bf16(sizes, &x)).elements.words, case.by_elements(half));
    }

    #[test]
    fn softmax_of_rows(
        case in cases(300), causal in any::<bool>(), length in prop::option::of(0..320_usize),
        window in prop::option::of(0..320_usize), position in 0..320_usize, shared in 1..4_usize,
    ) {
        let mask = Mask { causal, length, window, position, shared };
        let visible = |row: usize, t: usize| {
            let p = position + row / shared;
            !(causal && t > p) && length.is_none_or(|length| t < length) && window.is_none_or(|window| t + window > p)
        };
        let rows = bits(&case.x);
        let direct = rows.chunks(case.n).enumerate().map(|(row, x)| direct::softmax(x, |t| visible(row, t)));
        let (expected, empty): (Vec<Vec<u32>>, Vec<bool>) = direct.unzip();
        let found = case.run(&softmax(case.sizes, &case.x(), &mask)?);
        prop_assert_eq!(&found.elements.words, &expected.concat());
        prop_assert_eq!(found.flags().contains(PassFlag::EmptyRow), empty.contains(&true));
        // The terms times one over their sum are the same.
        let terms = case.run(&softmax_terms(case.sizes, &case.x(), &mask)?);
        for (row, expected) in expected.iter().enumerate().filter(|(row, _)| !empty[*row]) {
            let inverse = direct::of(Function::Reciprocal, terms.scalars[row]);
            let of_row = &terms.elements.words[row * case.n..][..case.n];
            let scaled = of_row.iter().enumerate();
            let scaled = scaled.map(|(t, term)| if visible(row, t) { direct::mul(*term, inverse) } else { *term });
            prop_assert_eq!(&scaled.collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn norms(case in cases(64), epsilon in 0.0..1e-3_f32, plus_one in any::<bool>()) {
        let (gain, bias) = (bits(&case.gain), bits(&case.bias));
        let norm = RmsNorm { gain: Some(&case.gain), plus_one, epsilon };
        let found = case.run(&norm.program(case.sizes, &case.x())?).elements.words;
        let gains: Vec<u32> = gain.iter().map(|g| if plus_one { direct::add(1_f32.to_bits(), *g) } else { *g }).collect();
        prop_assert_eq!(found, case.by_rows(|row| direct::rms_norm(row, &gains, epsilon.to_bits())));
        let norm = LayerNorm { gain: Some(&case.gain), bias: Some(&case.bias), epsilon };
        let found = case.run(&norm.program(case.sizes, &case.x())?).elements.words;
        prop_assert_eq!(found, case.by_rows(|row| direct::layer_norm(row, &gain, &bias, epsilon.to_bits())));
    }

    #[test]
    fn rope(case in cases(80), positions in prop::collection::vec(0..1_usize << 20, 24), near in any::<bool>()) {
        let (pairs, n) = (case.n, 2 * case.n);
        let x: Vec<f32> = case.x.iter().chain(&case.y).copied().collect();
        let x = Matrix::of_numbers(case.m, n, &x)?;
        let positions: Vec<usize> = positions[..case.m].iter().map(|p| if near { p % 7 } else { *p }).collect();
        let frequencies = frequencies(10_000.0, n);
        for pairing in [Pairing::Adjacent, Pairing::Half] {
            let rope = Rope { pairing, frequencies: &frequencies, positions: &positions, factor: None };
            let found = case.run(&rope.program(case.sizes, &x)?).elements.words;
            let place = |pair: usize, side: usize| match pairing {
                Pairing::Adjacent => 2 * pair + side,
                Pairing::Half => pair + side * pairs,
            };
            for (row, position) in positions.iter().enumerate() {
                let of = |words: &[u32], side| (0..pairs).map(|pair| words[row * n + place(pair, side)]).collect::<Vec<_>>();
                let expected = direct::rope([&of(&x.words, 0), &of(&x.words, 1)], &frequencies, *position as u64);
                prop_assert_eq!([of(&found, 0), of(&found, 1)], expected);
            }
        }
    }

    #[test]
    fn scales(case in cases(300), factor in prop::option::of(0.01..2.0_f32)) {
        let integers: Vec<u32> = bits(&case.y);
        let acc = Matrix::new(case.m, case.n, integers.clone())?;
        let (gain, bias, column) = (bits(&case.gain), bits(&case.bias), bits(&case.column));
        let scaling = Scaling {
            from: Number::Int32,
            rows: Some(&case.column),
            columns: Some(&case.gain),
            bias: Some(&case.bias),
            factor,
            ..Scaling::default()
        };
        let found = case.run(&scaling.program(case.sizes, &acc)?).elements.words;
        let element = |(index, acc): (usize, &u32)| {
            let (row, t) = (index / case.n, index % case.n);
            let sum = direct::dequantised(acc.cast_signed(), column[row], gain[t], bias[t]);
            factor.map_or(sum, |factor| direct::mul(sum, factor.to_bits()))
        };
        prop_assert_eq!(found, integers.iter().enumerate().map(element).collect::<Vec<_>>());
        // Scales of tokens folded into probabilities, which become MXINT8.
        let folded = Scaling { columns: Some(&case.gain), to: Number::MxInt8, ..Scaling::default() };
        let found = case.run(&folded.program(case.sizes, &case.x())?);
        let products = case.by_rows(|row| row.iter().zip(&gain).map(|(x, s)| direct::mul(*x, *s)).collect());
        let blocks = products.chunks(case.n).flat_map(|row| row.chunks(32)).map(direct::mxint8);
        let (elements, scales): (Vec<Vec<i8>>, Vec<u8>) = blocks.unzip();
        prop_assert_eq!(bytes(&found), elements.concat());
        prop_assert_eq!(found.scales, scales);
    }

    #[test]
    fn quantised(case in cases(300), shift in -130..130_i32) {
        // Rows of very different sizes.
        let shifted: Vec<f32> = case.x.iter().map(|x| x * 2_f32.powi(shift)).collect();
        let case = Case { x: shifted, ..case };
        let found = case.run(&int8_rows(case.sizes, &case.x())?);
        let rows = bits(&case.x);
        let (elements, scales): (Vec<Vec<i8>>, Vec<u32>) = rows.chunks(case.n).map(direct::row_int8).unzip();
        prop_assert_eq!(bytes(&found), elements.concat());
        prop_assert_eq!(&found.scalars, &scales);
        let found = case.run(&to_blocks(case.sizes, Number::MxInt8, false, &case.x())?);
        let blocks = rows.chunks(case.n).flat_map(|row| row.chunks(32)).map(direct::mxint8);
        let (elements, scales): (Vec<Vec<i8>>, Vec<u8>) = blocks.unzip();
        prop_assert_eq!(bytes(&found), elements.concat());
        prop_assert_eq!(&found.scales, &scales);
        // And back.
        let numbers = case.run(&from_blocks(case.sizes, Number::MxInt8, &found.elements, &found.scales)?);
        let of_row = scales.chunks(case.n.div_ceil(32)).zip(found.elements.words.chunks(case.n));
        let expected: Vec<u32> = of_row
            .flat_map(|(scales, row)| row.iter().enumerate().map(|(t, code)| value(*code as u8 as i8, scales[t / 32])))
            .collect();
        prop_assert_eq!(numbers.elements.words, expected);
        let found = case.run(&argmax(case.sizes, &case.x())?).elements.words;
        prop_assert_eq!(found, rows.chunks(case.n).map(direct::argmax).collect::<Vec<_>>());
    }
}

/// The codes of INT8.
fn bytes(answer: &Answer) -> Vec<i8> {
    answer.elements.words.iter().map(|code| *code as u8 as i8).collect()
}

/// What an MXINT8 element is worth: FP64 holds every product.
fn value(code: i8, scale: u8) -> u32 {
    if scale == 255 {
        return 0x7fc0_0000;
    }
    ((f64::from(code) / 64.0 * 2_f64.powi(i32::from(scale) - 127)) as f32).to_bits()
}

/// The Verilated unit gives the golden model's results, scales and flags, with its streams pausing and without.
#[test]
fn the_verilated_unit_runs_programs() -> Result<(), Box<dyn Error>> {
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    let block = Block::named("vector").expect("it is listed").at(&[sizes.lanes, sizes.words, sizes.rows]);
    let (m, n) = (11, 30);
    let number = |index: usize| (index * 7919 % 1009) as f32 / 126.0 - 4.0;
    let x = Matrix::of_numbers(m, n, &(0..m * n).map(number).collect::<Vec<_>>())?;
    let row: Vec<f32> = (0..n).map(number).collect();
    let positions: Vec<usize> = (0..m).map(|row| row / 2).collect();
    let frequencies = frequencies(10_000.0, n);
    let rope = Rope { pairing: Pairing::Half, frequencies: &frequencies, positions: &positions, factor: Some(1.1) };
    let programs = [
        softmax(sizes, &x, &Mask { causal: true, position: 20, shared: 2, ..Mask::default() })?,
        softmax_terms(sizes, &Matrix::new(3, 110, x.words.clone())?, &Mask::default())?,
        LayerNorm { gain: Some(&row), bias: Some(&row), epsilon: 1e-5 }.program(sizes, &x)?,
        rope.program(sizes, &x)?,
        gated(sizes, Activation::Gelu, &x, &x)?,
        int8_rows(sizes, &x)?,
        to_blocks(sizes, Number::E4m3, true, &x)?,
        argmax(sizes, &x)?,
    ];
    for (seed, stalls) in (0..).zip([Stalls::Never, Stalls::Percent(60), Stalls::Bursts { run: 20, pause: 40 }]) {
        let mut unit = VerilatedVector::new(models::block(&block, PowerUp::Random(seed))?, sizes)?;
        unit.stall(&VectorStalls::all(stalls), seed)?;
        for program in &programs {
            let (found, expected) = (program.run(&mut unit)?, program.run(&mut VectorUnit::new(sizes))?);
            let flags = |answer: &Answer| answer.statuses.iter().map(|status| status.flags).collect::<Vec<_>>();
            assert_eq!(flags(&found), flags(&expected), "{stalls:?}");
            assert_eq!(
                Answer { statuses: Vec::new(), ..found },
                Answer { statuses: Vec::new(), ..expected },
                "{stalls:?}"
            );
        }
    }
    Ok(())
}

/// Packets of wrong lengths, refused passes and questions end as the golden model says, and the next pass is carried out.
#[test]
fn the_verilated_unit_survives_wrong_passes() -> Result<(), Box<dyn Error>> {
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    let block = Block::named("vector").expect("it is listed").at(&[sizes.lanes, sizes.words, sizes.rows]);
    let words: Vec<u32> = (0..60).map(|index| (index as f32 / 7.0).to_bits()).collect();
    let add = Pass { operation: Operation::Add, second: Second::Stream, ..Pass::copy(3, 9) };
    let job = |pass: Pass, x: usize, z: usize| PassJob {
        pass,
        x: rows_to_beats(sizes, 4, &words[..4 * x]),
        z: rows_to_beats(sizes, 4, &words[..4 * z]),
    };
    let jobs = [
        job(add, 9, 9),
        job(add, 4, 9),
        job(add, 9, 14),
        job(Pass { m: 9, ..add }, 2, 3),
        job(Pass { x_format: Number::None, ..add }, 1, 1),
        job(Pass { store: Store::X, store_base: 8, ..add }, 9, 9),
        job(Pass::nothing(7), 0, 0),
        job(Pass { out_format: Number::MxInt8, ..add }, 9, 9),
    ];
    let mut unit = VerilatedVector::new(models::block(&block, PowerUp::Random(1))?, sizes)?;
    let (found, expected) = (unit.passes(&jobs)?, VectorUnit::new(sizes).passes(&jobs)?);
    let errors: Vec<PassError> = found.iter().map(|outcome| outcome.status.error).collect();
    let (none, short, long) = (PassError::None, PassError::XShort, PassError::ZLong);
    let refused = [PassError::TooManyRows, PassError::UnknownCode, PassError::MemoryRange];
    assert_eq!(errors, [none, short, long, refused[0], refused[1], refused[2], none, none]);
    for (found, expected) in found.iter().zip(&expected) {
        let PassStatus { tag, flags, error, .. } = found.status;
        let status = PassStatus { tag, flags, error, ..expected.status };
        assert_eq!(&PassOutcome { status, ..found.clone() }, expected);
    }
    Ok(())
}
