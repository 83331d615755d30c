//! The number of lanes changes no bit: any passes, one after the other, in units of every number of lanes.

use super::{Step, UNITS, number, run};
use proptest::prelude::*;
use proptest::sample::select;
use seedchip_spec::{First, Number, Operation, Pass, PassFunction, Reduction, Second, Store};

const OUT: [Number; 7] =
    [Number::Fp32, Number::Bf16, Number::Int8, Number::MxInt8, Number::E4m3, Number::E2m1, Number::None];

/// Operands, functions and reductions.
fn operations() -> impl Strategy<Value = Pass> {
    let operands = (select(Operation::ALL), select(First::ALL), select(Second::ALL), any::<bool>());
    let functions = (select(PassFunction::ALL), any::<bool>(), select(Reduction::ALL), any::<bool>());
    (operands, functions, 0..8_u8, 0..8_u8, number()).prop_map(|(operands, functions, take, register, immediate)| {
        let (operation, first, second, broadcast) = operands;
        let (function, guard, reduction, keep) = functions;
        let pass = Pass { operation, first, second, broadcast, function, guard, reduction, keep, ..Pass::copy(1, 1) };
        Pass { take, keep_register: register, immediate, ..pass }
    })
}

/// Windows and formats.
fn formats() -> impl Strategy<Value = Pass> {
    let window = (any::<[bool; 3]>(), 0..40_u32, 0..40_u32, 0..40_u32, 0..3_u8);
    let inputs = (select(&Number::ALL[..10]), select(&Number::ALL[..8]), select(&OUT[..]), any::<bool>());
    (window, inputs).prop_map(|(window, (x_format, z_format, out_format, ceil))| {
        let ([causal, windowed, limited], position, window, length, shared) = window;
        let pass = Pass { causal, windowed, limited, position, window, length, shared, ..Pass::copy(1, 1) };
        Pass { x_format, z_format, out_format, ceil, ..pass }
    })
}

/// A pass over m rows of n elements that no unit refuses: banks have room for four rows of four rows.
fn step(m: usize, n: usize) -> impl Strategy<Value = Step> {
    let banks = (select(Store::ALL), 0..4_u16, 0..4_u16, 0..4_u16);
    let elements = || proptest::collection::vec(number(), m * n);
    (operations(), formats(), banks, elements(), elements()).prop_map(move |(of, formats, banks, x, z)| {
        let (store, x_base, z_base, store_base) = banks;
        let Pass { operation, first, second, broadcast, function, guard, reduction, keep, take, .. } = of;
        let mut pass = Pass { operation, first, second, function, guard, reduction, keep, take, ..formats };
        pass = Pass { keep_register: of.keep_register, immediate: of.immediate, m: m as u16, n: n as u32, ..pass };
        pass = Pass { store, x_base: 4 * x_base, z_base: 4 * z_base, store_base: 4 * store_base, ..pass };
        // Rows that share the words that are stored are refused.
        pass.broadcast = broadcast && store != Store::Z;
        if pass.announces_x() && pass.x_format.is_angle() && second == Second::Stream {
            pass.second = Second::First;
        }
        let (announces_x, announces_z) = (pass.announces_x(), pass.announces_z());
        let only = |announced, elements: Vec<u32>| if announced { elements } else { Vec::new() };
        Step { pass, x: only(announces_x, x), z: only(announces_z, z) }
    })
}

proptest! {
    #[test]
    fn lanes_change_no_bit(
        (n, steps) in (1..=4_usize, 1..=60_usize)
            .prop_flat_map(|(m, n)| (Just(n), proptest::collection::vec(step(m, n), 1..12))),
    ) {
        let outcomes = run(UNITS[0], &steps, n);
        for sizes in &UNITS[1..] {
            prop_assert_eq!(&outcomes, &run(*sizes, &steps, n), "{:?}", sizes);
        }
    }
}
