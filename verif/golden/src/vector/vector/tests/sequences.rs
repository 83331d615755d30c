//! Any passes, one after the other: what comes of them is what the model of whole passes says, when they end is what the
//! contract says.

use crate::passes::contract::contract;
use crate::passes::unit::VectorUnit;
use super::host::{Host, Offer};
use super::{SIZES, numbers};
use proptest::prelude::*;
use proptest::sample::select;
use seedchip_spec::passes::{PassJob, VectorDevice, rows_to_beats};
use seedchip_spec::{
    Beats, First, Number, Operation, Pass, PassFlags, PassFunction, PassStatus, Reduction, Second, Store,
};

const OUT: [Number; 8] = [
    Number::None,
    Number::None,
    Number::Fp32,
    Number::Bf16,
    Number::Int8,
    Number::MxInt8,
    Number::E2m1,
    Number::RowInt8,
];

fn operands() -> impl Strategy<Value = Pass> {
    let sources = (select(First::ALL), select(Second::ALL), any::<bool>(), 0..3_u8, 0..3_u8);
    let bases = (select(vec![0, 4, 8, 9, 60_u16]), select(vec![0, 4, 8, 9_u16]), select(vec![0, 4, 8, 9, 40_u16]));
    (sources, bases, select(Store::ALL)).prop_map(|(sources, (x_base, z_base, store_base), store)| {
        let (first, second, broadcast, take, keep_register) = sources;
        let pass = Pass { first, second, broadcast, take, keep_register, ..Pass::copy(1, 1) };
        Pass { x_base, z_base, store_base, store, ..pass }
    })
}

fn operations() -> impl Strategy<Value = Pass> {
    let operations = (select(Operation::ALL), select(PassFunction::ALL), any::<bool>());
    let reductions = (select(Reduction::ALL), any::<bool>(), any::<u16>());
    let formats = (select(vec![0, 0, 1, 2, 8, 9_usize]), select(&Number::ALL[..8]), select(&OUT[..]));
    let window = (any::<[bool; 3]>(), 0..20_u32, 0..20_u32, 0..20_u32, 0..2_u8);
    (operations, reductions, formats, window).prop_map(|(operations, (reduction, keep, tag), formats, window)| {
        let (operation, function, guard) = operations;
        let (x_format, z_format, out_format) = formats;
        let (masks, position, window, length, shared) = window;
        let [causal, windowed, limited] = masks;
        let pass = Pass { operation, function, guard, reduction, keep, tag, ..Pass::copy(1, 1) };
        let pass = Pass { causal, windowed, limited, position, window, length, shared, ..pass };
        Pass { x_format: Number::ALL[x_format], z_format, out_format, immediate: 0x4000_0000, ..pass }
    })
}

/// A pass, sometimes one that asks.
fn pass() -> impl Strategy<Value = Pass> {
    let sizes = (1..=4_u16, select(vec![1, 3, 4, 9, 16, 20, 33, 64_u32]), 0..20);
    (operands(), operations(), sizes).prop_map(|(from, of, (m, n, kind))| {
        let Pass { first, second, broadcast, take, keep_register, x_base, z_base, store_base, store, .. } = from;
        let pass = Pass { first, second, broadcast, take, keep_register, x_base, z_base, store_base, store, ..of };
        if kind == 0 { Pass::nothing(of.tag) } else { Pass { m, n, ..pass } }
    })
}

/// The job of a pass, whose packets are so many beats longer.
fn job(pass: Pass, seed: u32, longer: [isize; 2]) -> PassJob {
    let beats = usize::from(pass.m) * SIZES.vectors(pass.n as usize);
    let packet = |announced: bool, seed, longer| {
        let beats = beats.saturating_add_signed(longer).max(1) * SIZES.lanes;
        if announced { rows_to_beats(SIZES, beats, &numbers(beats, seed)) } else { Beats::new(SIZES.lanes) }
    };
    let asks = pass == Pass::nothing(pass.tag);
    let x = packet(pass.announces_x() && !asks, seed, longer[0]);
    PassJob { pass, x, z: packet(pass.announces_z() && !asks, seed + 1, longer[1]) }
}

/// A status without its times; that of a geometry has none of its fields but the tag.
fn timeless(status: &PassStatus, asks: bool) -> PassStatus {
    let flags = if asks { PassFlags::default() } else { status.flags };
    PassStatus { flags, cycles: 0, stalls_x: 0, stalls_z: 0, stalls_results: 0, stalls_wait: 0, ..*status }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn passes_give_what_the_model_of_whole_passes_gives(
        passes in proptest::collection::vec((pass(), select(vec![0, 0, 0, 0, 0, 0, -1, 2_isize]), select(vec![0, 0, 0, 0, 0, -2, 1_isize])), 1..10),
        seed in any::<u16>(), pauses in any::<bool>(),
    ) {
        let jobs: Vec<PassJob> = passes
            .iter()
            .enumerate()
            .map(|(number, (pass, x, z))| job(*pass, u32::from(seed) + 2 * number as u32, [*x, *z]))
            .collect();
        let offer = if pauses { Offer::Seldom(seed.into()) } else { Offer::Always };
        let outcomes = Host::new(SIZES).run(&jobs, offer);
        let expected = VectorUnit::new(SIZES).passes(&jobs).expect("every packet is whole");
        for ((outcome, expected), job) in outcomes.iter().zip(&expected).zip(&jobs) {
            let asks = job.pass == Pass::nothing(job.pass.tag);
            prop_assert_eq!(timeless(&outcome.status, asks), expected.status, "{:?}", job.pass);
            prop_assert_eq!(&outcome.results, &expected.results, "{:?}", job.pass);
            prop_assert_eq!(&outcome.scales, &expected.scales, "{:?}", job.pass);
        }
    }

    #[test]
    fn passes_end_when_the_contract_says(passes in proptest::collection::vec(pass(), 1..40)) {
        // None that is refused and discards packets.
        let passes: Vec<Pass> = passes.into_iter().filter(|pass| contract(SIZES, &[*pass]).is_some()).collect();
        let jobs: Vec<PassJob> = passes.iter().map(|pass| job(*pass, 1, [0, 0])).collect();
        let mut host = Host::new(SIZES);
        let outcomes = host.run(&jobs, Offer::Always);
        let contract = contract(SIZES, &passes).expect("none discards packets");
        let mut before = 0;
        for (number, (times, outcome)) in contract.passes.iter().zip(&outcomes).enumerate() {
            prop_assert_eq!([host.accepted[number], host.shown[number]], [times.accepted, times.status], "{} of {:?}", number, passes);
            let cycles = times.end - before.max(times.accepted);
            if passes[number] != Pass::nothing(passes[number].tag) {
                prop_assert_eq!(outcome.status.cycles, cycles);
            }
            before = times.end;
        }
    }
}
