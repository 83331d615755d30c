//! FP32 numbers to integers, in three cycles.

use crate::beat::signed;
use crate::exact::{Exact, SIGN};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// An integer, and whether it stands for a NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Integer {
    /// Of so many bits.
    pub value: i64,
    /// The number was NaN, the integer is 0.
    pub nan_dropped: bool,
}

/// x · 2^`shift` to the nearest integer, ties to even, clamped to `bits` (4 to 32) bits, without the least integer if
/// `symmetric`.
pub fn fp32_to_int(x: u32, shift: i32, bits: usize, symmetric: bool) -> Integer {
    if f32::from_bits(x).is_nan() {
        return Integer { value: 0, nan_dropped: true };
    }
    let greatest = (1_i64 << (bits - 1)) - 1;
    let least = if symmetric { -greatest } else { -greatest - 1 };
    let value = match Exact::of_fp32(x) {
        // As many units of 2^-shift as x · 2^shift has of 1.
        Some(number) => number.rounded_to(-shift).clamp(least.into(), greatest.into()) as i64,
        None if x < SIGN => greatest,
        None => least,
    };
    Integer { value, nan_dropped: false }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Fp32ToInt {
    bits: usize,
    results: Delay<Integer>,
}

impl Fp32ToInt {
    /// Cycles from a number to its integer.
    pub const LATENCY: usize = 3;

    /// A pipeline of zeros for integers of 4 to 32 bits.
    pub fn new(bits: usize) -> Self {
        Self { bits, results: Delay::new(Self::LATENCY, Integer::default()) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Fp32ToInt {
    let [bits] = instance.own();
    Fp32ToInt::new(bits)
}

impl Behaviour for Fp32ToInt {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shift = signed(inputs.get("shift_i"), 9) as i32;
        let integer = fp32_to_int(inputs.get("number_i") as u32, shift, self.bits, inputs.high("symmetric_i"));
        let integer = self.results.cycle(integer);
        outputs.pins.set("integer_o", integer.value.cast_unsigned());
        outputs.pins.set("nan_dropped_o", integer.nan_dropped.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::INFINITY;
    use crate::exact::tests::edges;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    /// By the processor: every FP32 number times every power of two is an FP64 number. A cast of NaN gives 0.
    fn expected(x: u32, shift: i32, bits: usize, symmetric: bool) -> Integer {
        let number = f64::from(f32::from_bits(x));
        let rounded = (number * 2_f64.powi(shift)).round_ties_even();
        let half = 2_f64.powi(bits as i32 - 1);
        let value = rounded.clamp(if symmetric { 1.0 - half } else { -half }, half - 1.0) as i64;
        Integer { value, nan_dropped: number.is_nan() }
    }

    fn value(x: f32, shift: i32, bits: usize) -> i64 {
        let Integer { value, nan_dropped } = fp32_to_int(x.to_bits(), shift, bits, false);
        assert!(!nan_dropped);
        value
    }

    #[test]
    fn ties_go_to_even() {
        let table = [(0.5, 0), (1.5, 2), (2.5, 2), (3.5, 4), (0.500_000_06, 1), (0.499_999_97, 0), (2.499_999_8, 2)];
        for (x, integer) in table {
            assert_eq!([value(x, 0, 8), value(-x, 0, 8)], [integer, -integer], "{x}");
            assert_eq!([value(x / 64.0, 6, 8), value(x * 8192.0, -13, 8)], [integer; 2], "{x}");
        }
        assert_eq!([value(126.5, 0, 8), value(127.499_99, 0, 8), value(-128.5, 0, 8)], [126, 127, -128]);
    }

    #[test]
    fn integers_are_clamped() {
        for (bits, greatest) in [(4, 7), (8, 127), (16, 32_767), (32, i64::from(i32::MAX))] {
            let x = greatest as f32 * 4.0;
            assert_eq!([value(x, 0, bits), value(-x, 0, bits)], [greatest, -greatest - 1]);
            let both = |x: f32| [false, true].map(|symmetric| fp32_to_int(x.to_bits(), 0, bits, symmetric).value);
            assert_eq!(both(-x), [-greatest - 1, -greatest]);
            assert_eq!(both(-(greatest as f32 + 1.0)), [-greatest - 1, -greatest]);
            assert_eq!(both(f32::NEG_INFINITY), [-greatest - 1, -greatest]);
            assert_eq!(both(f32::INFINITY), [greatest; 2]);
            assert_eq!(both(f32::MAX), [greatest; 2]);
            assert_eq!(both(-0.0), [0; 2]);
        }
        assert_eq!([value(127.5, 0, 8), value(128.0, 0, 8)], [127; 2]);
        assert_eq!([value(7.5, 0, 4), value(-8.0, 0, 4), value(-8.5, 0, 4)], [7, -8, -8]);
        assert_eq!([value(2_147_483_520.0, 0, 32), value(2_147_483_648.0, 0, 32)], [2_147_483_520, 2_147_483_647]);
    }

    #[test]
    fn a_nan_is_dropped_and_nothing_else() {
        for nan in [0x7fc0_0000, 0xffff_ffff, 0x7f80_0001, 0xff80_0001] {
            for (shift, symmetric) in [(-256, false), (255, true)] {
                assert_eq!(fp32_to_int(nan, shift, 8, symmetric), Integer { value: 0, nan_dropped: true });
            }
        }
        assert!([INFINITY, SIGN | INFINITY, 0x7f7f_ffff].iter().all(|x| !fp32_to_int(*x, 255, 8, false).nan_dropped));
    }

    #[test]
    fn shifts_reach_the_ends() {
        assert_eq!([value(f32::from_bits(1), 149, 8), value(f32::from_bits(1), 148, 8)], [1, 0]);
        assert_eq!(value(f32::from_bits(3), 148, 8), 2, "1.5");
        assert_eq!(value(f32::from_bits(1), 255, 32), i64::from(i32::MAX));
        assert_eq!([value(f32::MAX, -127, 8), value(f32::MAX, -128, 8), value(f32::MAX, -129, 8)], [2, 1, 0]);
        assert_eq!([value(f32::MAX, -256, 32), value(f32::MIN, -256, 32), value(f32::MIN, 255, 32)], [0, 0, -1 << 31]);
    }

    #[test]
    fn edges_are_those_of_the_processor_whatever_the_shift() {
        for x in edges() {
            for shift in -256..256 {
                for (bits, symmetric) in [(8, false), (8, true), (32, false), (32, true), (4, false), (4, true)] {
                    let integer = fp32_to_int(x, shift, bits, symmetric);
                    assert_eq!(integer, expected(x, shift, bits, symmetric), "{x:#x}, {shift}, {bits}");
                }
            }
            let cast = f32::from_bits(x).round_ties_even() as i32;
            assert_eq!(fp32_to_int(x, 0, 32, false).value, cast.into(), "{x:#x}: a cast clamps too");
        }
    }

    proptest! {
        #[test]
        fn any_numbers_are_those_of_the_processor(
            x in any::<u32>(), any in -256..256_i32, size in -4..34_i32, close in any::<bool>(), bits in 4..=32_usize,
            symmetric in any::<bool>(),
        ) {
            let field = (x >> 23 & 0xff).cast_signed();
            let shift = if close { (127 - field + size).clamp(-256, 255) } else { any };
            prop_assert_eq!(fp32_to_int(x, shift, bits, symmetric), expected(x, shift, bits, symmetric));
        }

        /// Ties, and the numbers beside them.
        #[test]
        fn halves_are_those_of_the_processor(twice in -600..600_i32, near in -1..=1_i32, shift in -100..100_i32) {
            let x = ((f64::from(twice) / 2.0 * 2_f64.powi(-shift)) as f32).to_bits().wrapping_add_signed(near);
            for bits in [4, 8, 9, 10, 32] {
                prop_assert_eq!(fp32_to_int(x, shift, bits, false), expected(x, shift, bits, false));
            }
        }
    }

    #[test]
    fn an_integer_shows_three_cycles_after_its_number() {
        for instance in Block::named("fp32_to_int").expect("it is listed").instances() {
            let [bits] = instance.own();
            let mut bench = Bench::of(&instance);
            let numbers = edges();
            let inputs =
                |cycle: usize| (numbers[cycle * 5 % numbers.len()], cycle as i32 * 7 % 512 - 256, cycle % 2 == 1);
            for cycle in 0..400_usize {
                let (x, shift, symmetric) = inputs(cycle);
                let outputs = bench.cycle(&[
                    ("number_i", x.into()),
                    ("shift_i", i64::from(shift).cast_unsigned()),
                    ("symmetric_i", symmetric.into()),
                ]);
                let expected = cycle.checked_sub(3).map(inputs).map(|(x, shift, it)| expected(x, shift, bits, it));
                let shown = Integer {
                    value: signed(outputs.specified("integer_o"), bits),
                    nan_dropped: outputs.specified("nan_dropped_o") == 1,
                };
                assert_eq!(shown, expected.unwrap_or_default(), "{bits}: {cycle}");
            }
        }
    }
}
