//! A device that looks whether passes are legal, and what programs do to it.

use super::*;
use proptest::prelude::*;
use seedchip_spec::device::DeviceError;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{
    Beats, First, Number, Operation, Pass, PassError, PassFlags, PassFunction, PassStatus, Second, Store, VectorSizes,
};
use std::ops::Range;

/// Every result is the number of the results before it; scales count likewise. What a bank or a register holds must have
/// been written.
struct Mock {
    sizes: VectorSizes,
    results: u32,
    scales: u32,
    written: [Vec<bool>; 2],
    kept: Vec<Vec<bool>>,
}

fn status(tag: u16) -> PassStatus {
    let (flags, error) = (PassFlags::default(), PassError::None);
    PassStatus { tag, flags, error, cycles: 1, stalls_x: 0, stalls_z: 0, stalls_results: 0, stalls_wait: 0 }
}

impl Mock {
    fn new(sizes: VectorSizes) -> Self {
        let bank = vec![false; sizes.words];
        let kept = vec![vec![false; sizes.rows]; VectorSizes::REGISTERS];
        Self { sizes, results: 0, scales: 0, written: [bank.clone(), bank], kept }
    }

    fn range(&self, base: u16, words: usize) -> Range<usize> {
        let range = usize::from(base)..usize::from(base) + words;
        assert!(range.end <= self.sizes.words, "words {range:?} of {}", self.sizes.words);
        range
    }

    fn packet(&self, announced: bool, beats: &Beats, pass: &Pass) {
        let wanted = if announced { usize::from(pass.m) * self.sizes.vectors(pass.n as usize) } else { 0 };
        assert_eq!(beats.len(), wanted, "{pass:?}");
    }

    /// What the page asks of a pass.
    fn check(&mut self, job: &PassJob) {
        let PassJob { pass, x, z } = job;
        assert_eq!(Pass::decode(&pass.encode()).as_ref(), Ok(pass));
        let (m, n) = (usize::from(pass.m), pass.n as usize);
        assert!((1..=self.sizes.rows).contains(&m) && (1..=1 << 20).contains(&n), "{pass:?}");
        let vectors = self.sizes.vectors(n);
        self.packet(pass.announces_x(), x, pass);
        self.packet(pass.announces_z(), z, pass);
        assert!(pass.first != First::Stream || pass.x_format.is_x());
        assert!(pass.second != Second::Stream || (pass.z_format.is_z() && !pass.x_format.is_angle()));
        let read_x = (pass.first == First::Bank).then(|| self.range(pass.x_base, m * vectors));
        let rows_of_z = if pass.broadcast { 1 } else { m };
        let read_z = (pass.second == Second::Bank).then(|| self.range(pass.z_base, rows_of_z * vectors));
        for (read, written) in [(&read_x, &self.written[0]), (&read_z, &self.written[1])] {
            assert!(read.iter().cloned().flatten().all(|word| written[word]), "{pass:?} reads what nobody wrote");
        }
        if pass.first == First::Scalar || pass.second == Second::Scalar {
            assert!(self.kept[usize::from(pass.take)][..m].iter().all(|kept| *kept), "{pass:?}");
        }
        if pass.store != Store::Nowhere {
            let bank = usize::from(pass.store == Store::Z);
            let stored = self.range(pass.store_base, m * vectors);
            let read = if bank == 0 { &read_x } else { &read_z };
            let apart = |read: &Range<usize>| read.end <= stored.start || stored.end <= read.start || (*read == stored);
            assert!(read.as_ref().is_none_or(apart), "{pass:?} stores into what it reads");
            self.written[bank][stored].fill(true);
        }
        if pass.keep {
            self.kept[usize::from(pass.keep_register)][..m].fill(true);
        }
    }
}

impl VectorDevice for Mock {
    fn sizes(&self) -> VectorSizes {
        self.sizes
    }

    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
        let outcome = |job: &PassJob| {
            self.check(job);
            let (m, n) = (usize::from(job.pass.m), job.pass.n as usize);
            let results = if job.pass.out_format == Number::None { 0 } else { m * n };
            let scales = if job.pass.out_format.has_blocks() { m * n.div_ceil(32) } else { 0 };
            let (from, scale) = (self.results, self.scales);
            self.results += results as u32;
            self.scales += scales as u32;
            PassOutcome {
                status: status(job.pass.tag),
                results: (from..self.results).collect(),
                scales: (scale..self.scales).map(|scale| scale as u8).collect(),
            }
        };
        Ok(jobs.iter().map(outcome).collect())
    }
}

/// Runs it; every element is a result, and no result goes to two of them.
fn run(sizes: VectorSizes, program: &Program) -> Answer {
    let mut mock = Mock::new(sizes);
    let answer = program.run(&mut mock).expect("an answer");
    let mut all: Vec<u32> = answer.elements.words.iter().chain(&answer.scalars).copied().collect();
    all.sort_unstable();
    assert_eq!(all, (0..mock.results).collect::<Vec<_>>());
    assert_eq!(answer.scales.len(), mock.scales as usize);
    assert_eq!(answer.cycles(), program.jobs().len() as u64);
    answer
}

fn sizes() -> impl Strategy<Value = VectorSizes> {
    let power = |from: u32, to: u32| (from..=to).prop_map(|bits| 1_usize << bits);
    (power(2, 5), power(4, 7), power(0, 4)).prop_map(|(lanes, words, rows)| VectorSizes { lanes, words, rows })
}

fn matrix(rows: usize, columns: usize) -> Matrix {
    Matrix::new(rows, columns, (0..(rows * columns) as u32).collect()).expect("of this length")
}

proptest! {
    /// Passes are legal, and every element comes from one of them.
    #[test]
    fn programs_are_whole(sizes in sizes(), m in 1..40_usize, n in 1..300_usize, position in 0..400_usize, shared in 1..5_usize) {
        let x = matrix(m, n);
        let all = |program: Result<Program, VectorError>| program.map(|program| run(sizes, &program));
        let of_row = vec![1.0; n];
        for kind in [Activation::Silu, Activation::Gelu] {
            run(sizes, &activation(sizes, kind, &x));
            all(gated(sizes, kind, &x, &x))?;
        }
        run(sizes, &function(sizes, PassFunction::Exp, &x));
        run(sizes, &to_bf16(sizes, &x));
        all(add(sizes, &x, &x))?;
        prop_assert_eq!(all(argmax(sizes, &x))?.elements.columns, 1);
        let mask = Mask { causal: true, window: Some(30), length: Some(250), position, shared };
        prop_assert!(all(softmax(sizes, &x, &mask))?.scalars.is_empty());
        prop_assert_eq!(all(softmax_terms(sizes, &x, &mask))?.scalars.len(), m);
        prop_assert_eq!(all(int8_rows(sizes, &x))?.scalars.len(), m);
        let blocks = m * n.div_ceil(32);
        prop_assert_eq!(all(to_blocks(sizes, Number::E2m1, true, &x))?.scales.len(), blocks);
        all(from_blocks(sizes, Number::E4m3, &x, &vec![127; blocks]))?;
        let (rows, row, more) = (Some(&vec![1.0; m][..]), Some(&of_row[..]), Some(2.0));
        for (rows, columns, bias, factor) in
            [(None, None, None, None), (rows, row, row, more), (rows, None, row, None), (None, row, None, None)]
        {
            let scaling = Scaling { from: Number::Int32, rows, columns, bias, factor, to: Number::MxInt8 };
            all(scaling.program(sizes, &x))?;
        }
        let norms = [
            RmsNorm { gain: row, plus_one: true, epsilon: 1e-5 }.program(sizes, &x),
            RmsNorm { gain: None, plus_one: false, epsilon: 1e-5 }.program(sizes, &x),
            LayerNorm { gain: row, bias: row, epsilon: 1e-5 }.program(sizes, &x),
            LayerNorm { gain: None, bias: row, epsilon: 1e-5 }.program(sizes, &x),
        ];
        let most = sizes.words * sizes.lanes;
        for norm in norms {
            if n <= most {
                all(norm)?;
            } else {
                prop_assert_eq!(norm.err(), Some(VectorError::RowTooLong { most, found: n }));
            }
        }
    }

    /// Rotary embeddings of rows in any order of positions.
    #[test]
    fn turns_are_whole(sizes in sizes(), positions in prop::collection::vec(0..12_usize, 1..40), half in 1..100_usize) {
        let (x, frequencies) = (matrix(positions.len(), 2 * half), frequencies(1e4, 2 * half));
        for (pairing, factor) in [(Pairing::Adjacent, None), (Pairing::Half, Some(1.5))] {
            let rope = Rope { pairing, frequencies: &frequencies, positions: &positions, factor };
            let program = rope.program(sizes, &x)?;
            run(sizes, &program);
            let angles = program.jobs().iter().filter(|job| job.pass.x_format == Number::Cosine);
            let mut distinct = positions.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let vectors: usize = angles.map(|job| job.x.len()).sum();
            // A row is cut only where its pairs do not fit into a quarter of the bank.
            if half <= sizes.words / 4 * sizes.lanes {
                prop_assert_eq!(vectors, distinct.len() * sizes.vectors(half));
            }
        }
    }
}

#[test]
fn wrong_operands_are_refused() {
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    let x = matrix(2, 6);
    assert_eq!(Matrix::new(0, 6, Vec::new()), Err(VectorError::Empty { rows: 0, columns: 6 }));
    assert_eq!(
        add(sizes, &x, &matrix(2, 5)).err(),
        Some(VectorError::Length { what: "a row of the second operand", wanted: 6, found: 5 })
    );
    let rope = |x: &Matrix, frequencies: &[u64], positions: &[usize]| {
        Rope { pairing: Pairing::Half, frequencies, positions, factor: None }.program(sizes, x).err()
    };
    assert_eq!(rope(&matrix(2, 5), &[0; 2], &[0; 2]), Some(VectorError::Odd(5)));
    assert_eq!(rope(&x, &[0; 3], &[0, 1 << 20]), Some(VectorError::Position(1 << 20)));
    assert!(rope(&x, &[0; 2], &[0; 2]).is_some());
    let long = matrix(1, (1 << 20) + 1);
    assert_eq!(argmax(sizes, &long).err(), Some(VectorError::RowTooLong { most: 1 << 20, found: (1 << 20) + 1 }));
    assert_eq!(softmax(sizes, &x, &Mask { shared: 0, ..Mask::default() }).err(), Some(VectorError::Shared(0)));
    let other = VectorSizes { lanes: 8, ..sizes };
    let program = to_bf16(sizes, &x);
    assert!(matches!(program.run(&mut Mock::new(other)), Err(ProgramError::Sizes { .. })));
}

/// A device that refuses passes is told of.
#[test]
fn a_pass_that_fails_is_named() {
    struct Broken(VectorSizes);
    impl VectorDevice for Broken {
        fn sizes(&self) -> VectorSizes {
            self.0
        }
        fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
            let outcome = |job: &PassJob| PassOutcome {
                status: PassStatus { error: PassError::XShort, ..status(job.pass.tag) },
                results: Vec::new(),
                scales: Vec::new(),
            };
            Ok(jobs.iter().map(outcome).collect())
        }
    }
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    let found = activation(sizes, Activation::Silu, &matrix(1, 3)).run(&mut Broken(sizes));
    assert!(matches!(found, Err(ProgramError::Pass { pass: 0, error: PassError::XShort })));
}

/// The passes of SwiGLU, one by one.
#[test]
fn swiglu_is_three_passes() -> Result<(), VectorError> {
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    let program = gated(sizes, Activation::Silu, &matrix(8, 8), &matrix(8, 8))?;
    let passes: Vec<_> = program
        .jobs()
        .iter()
        .map(|PassJob { pass, .. }| {
            (pass.first, pass.operation, pass.second, pass.function, pass.store, pass.out_format)
        })
        .collect();
    let (none, multiply) = (PassFunction::None, Operation::Multiply);
    assert_eq!(
        passes,
        [
            (First::Stream, Operation::Copy, Second::First, PassFunction::Sigmoid, Store::Z, Number::None),
            (First::Stream, multiply, Second::Bank, none, Store::X, Number::None),
            (First::Bank, multiply, Second::Stream, none, Store::Nowhere, Number::Fp32),
        ]
    );
    Ok(())
}
