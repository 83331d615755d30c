//! Operations of networks as sequences of passes, against the table "Vectors" of the numeric specification; and the same
//! passes in units of other sizes.

mod direct;
mod lanes;
mod sequences;

use proptest::prelude::*;
use seedchip_golden::passes::unit::VectorUnit;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{Pass, PassError, VectorSizes};

/// Units of every number of lanes, with room for the same rows.
const UNITS: [VectorSizes; 4] = [of_lanes(4), of_lanes(8), of_lanes(16), of_lanes(32)];

const fn of_lanes(lanes: usize) -> VectorSizes {
    VectorSizes { lanes, words: 1024, rows: 8 }
}

/// A pass with the elements of its operands, the words of its banks as numbers of rows.
#[derive(Clone, Debug)]
struct Step {
    pass: Pass,
    x: Vec<u32>,
    z: Vec<u32>,
}

/// Carries out steps in a unit: words of banks that they give as rows of n elements become words of it.
fn run(sizes: VectorSizes, steps: &[Step], n: usize) -> Vec<PassOutcome> {
    let words = |row: u16| (usize::from(row) * sizes.vectors(n)) as u16;
    let jobs: Vec<PassJob> = steps
        .iter()
        .map(|Step { pass, x, z }| {
            let (x_base, z_base, store_base) = (words(pass.x_base), words(pass.z_base), words(pass.store_base));
            PassJob::new(sizes, Pass { x_base, z_base, store_base, ..*pass }, x, z)
        })
        .collect();
    let outcomes = VectorUnit::new(sizes).passes(&jobs).expect("every packet is whole");
    for (outcome, step) in outcomes.iter().zip(steps) {
        assert_eq!(outcome.status.error, PassError::None, "{:?}", step.pass);
    }
    outcomes
}

/// A number of a row: mostly an ordinary one, often a special one.
fn number() -> impl Strategy<Value = u32> {
    let (least, one) = (f32::from_bits(1), 1.0);
    let specials = [0.0, f32::INFINITY, f32::NAN, f32::MAX, f32::MIN_POSITIVE, least, one, 1e-37, 1e30];
    prop_oneof![
        20 => (-20.0..20.0_f32).prop_map(f32::to_bits),
        2 => any::<u32>(),
        1 => (0..specials.len(), any::<bool>())
            .prop_map(move |(index, negative)| (if negative { -specials[index] } else { specials[index] }).to_bits()),
    ]
}

/// Rows without special numbers, and rows with them.
fn rows(m: usize, n: usize) -> impl Strategy<Value = Vec<u32>> {
    let plain = (-20.0..20.0_f32).prop_map(f32::to_bits);
    prop_oneof![proptest::collection::vec(plain, m * n), proptest::collection::vec(number(), m * n)]
}

/// Rows of these sizes, and as many more: the sizes, and two lists of numbers.
fn two_rows() -> impl Strategy<Value = (usize, usize, Vec<u32>, Vec<u32>)> {
    (1..=4_usize, 1..=70_usize).prop_flat_map(|(m, n)| (Just(m), Just(n), rows(m, n), rows(m, n)))
}
