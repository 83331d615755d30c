//! The sum of an FP32 number and a number of any width before it is rounded, in seven cycles.

use crate::beat::signed;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// An operand: the top bit of the significand weighs 2^(`exponent` − 127).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The sign bit.
    pub negative: bool,
    /// The exponent.
    pub exponent: i32,
    /// 24 bits, or as many as the other number has.
    pub significand: u64,
}

/// A sum: the top bit of the significand weighs 2^(`exponent` − 126).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sum {
    /// The sign bit.
    pub negative: bool,
    /// 0 to 1023.
    pub exponent: u32,
    /// D + 1 bits.
    pub significand: u64,
    /// The signs of the operands differ.
    pub cancelled: bool,
}

/// D, for a number of so many bits.
fn width(b_bits: usize) -> usize {
    (b_bits + 1).max(27)
}

/// The sum of an operand of 24 bits and one of `b_bits` (2 to 61): what lies below becomes a 1 in the lowest bit of the
/// lower one.
pub fn align_add(a: Operand, b: Operand, b_bits: usize) -> Sum {
    let left = |it: Operand, bits| Operand { significand: it.significand << (width(b_bits) - bits), ..it };
    let (a, b) = (left(a, 24), left(b, b_bits));
    let (greater, lower) = if a.exponent >= b.exponent { (a, b) } else { (b, a) };

    let unit = 1_u64.checked_shl(greater.exponent.abs_diff(lower.exponent)).unwrap_or(1 << 63);
    let aligned = (lower.significand / unit) | u64::from(!lower.significand.is_multiple_of(unit));

    let cancelled = a.negative != b.negative;
    let (g, h) = (greater.significand.cast_signed(), aligned.cast_signed());
    let sum = if cancelled { g - h } else { g + h };
    Sum {
        negative: if sum >= 0 { greater.negative } else { lower.negative },
        exponent: greater.exponent.cast_unsigned(),
        significand: sum.unsigned_abs(),
        cancelled,
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct AlignAdd {
    b_bits: usize,
    sums: Delay<Sum>,
}

impl AlignAdd {
    /// Cycles from the operands to the sum.
    pub const LATENCY: usize = 7;

    /// A pipeline of zeros for numbers of 2 to 61 bits beside those of FP32.
    pub fn new(b_bits: usize) -> Self {
        Self { b_bits, sums: Delay::new(Self::LATENCY, Sum::default()) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> AlignAdd {
    let [b_bits] = instance.own();
    AlignAdd::new(b_bits)
}

impl Behaviour for AlignAdd {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let a = Operand {
            negative: inputs.high("a_sign_i"),
            exponent: inputs.get("a_exponent_i") as i32,
            significand: inputs.get("a_significand_i"),
        };
        let b = Operand {
            negative: inputs.high("b_sign_i"),
            exponent: signed(inputs.get("b_exponent_i"), 11) as i32,
            significand: inputs.get("b_significand_i"),
        };
        let sum = self.sums.cycle(align_add(a, b, self.b_bits));
        outputs.pins.set("sign_o", sum.negative.into());
        outputs.pins.set("exponent_o", sum.exponent.into());
        outputs.pins.set("significand_o", sum.significand);
        outputs.pins.set("cancelled_o", sum.cancelled.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::finite;
    use crate::exact::{Exact, SIGN, round};
    use crate::float::round_fp32::{Special, round_fp32};
    use crate::float::unpack_fp32::Unpacked;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    fn operand(negative: bool, exponent: i32, significand: u64) -> Operand {
        Operand { negative, exponent, significand }
    }

    fn unpacked(number: u32) -> Operand {
        let Unpacked { negative, exponent, significand, .. } = Unpacked::new(number);
        operand(negative, exponent.into(), significand.into())
    }

    /// The sum rounded, as an adder of IEEE 754 does it.
    fn rounded(a: Operand, b: Operand, b_bits: usize) -> u32 {
        let special = Special { plus_zero: false, infinite: false, nan: false };
        round_fp32(align_add(a, b, b_bits), width(b_bits) + 1, special).result
    }

    #[test]
    fn sums_by_hand() {
        // D = 27, a stands 3 bits and b 25 bits to the left: 2^26 is the top bit.
        let (one, b) = (1 << 23, 3);
        let sum = |a_exponent, b_exponent, b_negative| {
            let sum = align_add(operand(false, a_exponent, one), operand(b_negative, b_exponent, b), 2);
            (sum.negative, sum.exponent, sum.significand, sum.cancelled)
        };
        assert_eq!(sum(10, 10, false), (false, 10, 5 << 25, false));
        assert_eq!(sum(10, 10, true), (true, 10, 1 << 25, true), "a, the greater one by its exponent, is less");
        assert_eq!(sum(10, 11, false), (false, 11, 8 << 24, false));
        assert_eq!(sum(10, 11, true), (true, 11, 4 << 24, true));
        assert_eq!(sum(11, 10, true), (false, 11, 1 << 24, true));
        // 25 bits lower both bits of b are still there; then one of them, then only that it is there.
        assert_eq!(sum(99, 74, false), (false, 99, 1 << 26 | 3, false));
        assert_eq!(sum(99, 73, false), (false, 99, 1 << 26 | 1, false));
        for b_exponent in [72, 0, -500, -1024] {
            assert_eq!(sum(99, b_exponent, false), (false, 99, 1 << 26 | 1, false));
            assert_eq!(sum(99, b_exponent, true), (false, 99, (1 << 26) - 1, true));
        }
        for b_exponent in [60, 130, 1023] {
            assert_eq!(sum(0, b_exponent, true), (true, b_exponent.cast_unsigned(), (3 << 25) - 1, true));
        }
    }

    #[test]
    fn a_lost_part_makes_the_lowest_bit_one_and_no_more() {
        // b = 10110 in five bits, D = 27: it ends 22 bits higher.
        for (distance, expected) in [(22, 0b10110), (23, 0b1011), (24, 0b101), (25, 0b11), (26, 1), (27, 1)] {
            let sum = align_add(operand(false, 200, 0), operand(false, 200 - distance, 0b10110), 5);
            assert_eq!(sum.significand, expected, "{distance}");
        }
    }

    #[test]
    fn zeros_and_equal_numbers() {
        let sum = |a: (bool, i32, u64), b: (bool, i32, u64)| {
            let sum = align_add(operand(a.0, a.1, a.2), operand(b.0, b.1, b.2), 24);
            (sum.negative, sum.exponent, sum.significand, sum.cancelled)
        };
        for negative in [false, true] {
            // The sign is that of the operand with the greater exponent, or of a.
            assert_eq!(sum((negative, 5, 7), (!negative, 5, 7)), (negative, 5, 0, true));
            assert_eq!(sum((negative, 5, 0), (!negative, 6, 0)), (!negative, 6, 0, true));
            assert_eq!(sum((negative, 5, 0), (negative, -6, 0)), (negative, 5, 0, false));
            // All of the one with the greater exponent is less.
            assert_eq!(sum((negative, 5, 0), (!negative, -600, 1)), (!negative, 5, 1, true));
            assert_eq!(sum((negative, 5, 1), (!negative, 600, 0)), (negative, 600, 1, true));
        }
    }

    #[test]
    fn the_widest_sum_has_d_and_one_bits() {
        for b_bits in [2, 20, 24, 26, 27, 41, 48, 61] {
            let (a, b) = (operand(true, 9, (1 << 24) - 1), operand(true, 9, (1 << b_bits) - 1));
            let sum = align_add(a, b, b_bits).significand;
            assert_eq!(sum.ilog2() as usize, width(b_bits), "{b_bits}");
            let expected = (a.significand << (width(b_bits) - 24)) + (b.significand << (width(b_bits) - b_bits));
            assert_eq!(sum, expected);
        }
    }

    #[test]
    fn a_product_alone_is_rounded_among_the_subnormal_numbers() {
        for bits in [48, 53] {
            let top = 1_u64 << (bits - 1);
            for exponent in (-40..4).chain([253, 254, 255, 256, 1023, -1024]) {
                for significand in [top, top + 1, top + (top >> 1), top + (top >> 23), 2 * top - 1] {
                    let product = align_product(significand, exponent, bits);
                    let lowest = exponent - 127 - (bits as i32 - 1);
                    assert_eq!(product, round(significand.into(), lowest), "{significand:#x}, {exponent}");
                }
            }
        }
    }

    /// b with a zero of its sign and the exponent 1, rounded.
    fn align_product(significand: u64, exponent: i32, bits: usize) -> u32 {
        rounded(operand(false, 1, 0), operand(false, exponent, significand), bits)
    }

    proptest! {
        /// Where every bit has its place, the sum is exact.
        #[test]
        fn sums_of_neighbours_are_exact(
            signs in any::<[bool; 2]>(), a in 0..1_u64 << 24, b in any::<u64>(), b_bits in 2..=61_usize,
            a_exponent in 0..256_i32, distance in -64..64_i32,
        ) {
            let b = b >> (64 - b_bits);
            let (a, b) = (operand(signs[0], a_exponent, a), operand(signs[1], a_exponent - distance, b));
            let sum = align_add(a, b, b_bits);
            // In units of 2^-64 of the sum's lowest bit.
            let value = |it: Operand, bits: usize| {
                i128::from(it.significand) << (width(b_bits) - bits + 64) >> (sum.exponent.cast_signed() - it.exponent)
            };
            let signed = |it: Operand, bits| if it.negative { -value(it, bits) } else { value(it, bits) };
            let exact = signed(a, 24) + signed(b, b_bits);
            let shown = i128::from(sum.significand) << 64;
            let shown = if sum.negative { -shown } else { shown };
            // A part that was lost is one of less than the lowest bit.
            prop_assert!((exact - shown).abs() < 1 << 64);
            prop_assert_eq!(exact == shown, exact % (1 << 64) == 0);
            prop_assert!(exact == shown || sum.significand % 2 == 1);
        }

        /// FP32 + FP32: the processor, with the signs of its zeros.
        #[test]
        fn sums_of_fp32_are_those_of_the_processor(
            a in finite(), b in finite(), near in -(1_i32 << 26)..1 << 26, close in any::<bool>(), equal in 0..8,
        ) {
            let near = if equal == 0 { 0 } else { near };
            let neighbour = (a & !SIGN).saturating_add_signed(near).min(0x7f7f_ffff) | b & SIGN;
            let b = if close { neighbour } else { b };
            let expected = f32::from_bits(a) + f32::from_bits(b);
            prop_assert_eq!(rounded(unpacked(a), unpacked(b), 24), expected.to_bits());
        }

        /// The contract for users: sums round right.
        #[test]
        fn sums_as_the_contract_wants_them_round_as_the_exact_ones(
            a in finite(), b in any::<u64>(), b_bits in 2..=61_usize, zeros in 0..61_usize, negative in any::<bool>(),
            any in -1024..1024_i32, near in -70..70_i32, close in any::<bool>(), kind in 0..8,
        ) {
            let b = b >> (64 - b_bits);
            let exponent = if close { unpacked(a).exponent + near } else { any };
            let (b, exponent) = match kind {
                0 => (0, exponent.min(1)),
                1 | 2 => (b >> (zeros % b_bits), exponent.min(0)),
                _ => (b | 1 << (b_bits - 1), exponent),
            };
            let b = operand(negative, exponent, b);
            let lowest = exponent - 127 - (b_bits as i32 - 1);
            let significand = b.significand.cast_signed();
            let b_exact = Exact { significand: if negative { -significand } else { significand }, exponent: lowest };
            let expected = Exact::of_fp32(a).expect("it is finite").rounded_sum(b_exact);
            let result = rounded(unpacked(a), b, b_bits);
            // The exact zero has no sign.
            prop_assert!(result == expected || result == SIGN && expected == 0, "{result:#x}, {expected:#x}");
        }
    }

    #[test]
    fn a_sum_shows_seven_cycles_after_its_operands() {
        for instance in Block::named("align_add").expect("it is listed").instances() {
            let [b_bits] = instance.own();
            let mut bench = Bench::of(&instance);
            let exponent = |cycle: u64| cycle * 37 % 256;
            for cycle in 0..200 {
                // Ones in every place, with distances on both sides.
                let operands = [
                    ("a_sign_i", cycle & 1),
                    ("a_exponent_i", exponent(cycle)),
                    ("a_significand_i", u64::MAX),
                    ("b_sign_i", cycle >> 1),
                    ("b_exponent_i", 2048 - 20 + exponent(cycle) + cycle % 40),
                    ("b_significand_i", u64::MAX),
                ];
                let outputs = bench.cycle(&operands);
                let expected = cycle.checked_sub(7).map_or(Sum::default(), |cycle| {
                    let exponent = exponent(cycle) as i32;
                    let a = operand(cycle & 1 == 1, exponent, (1 << 24) - 1);
                    let b = operand(cycle >> 1 & 1 == 1, exponent + (cycle % 40) as i32 - 20, (1 << b_bits) - 1);
                    align_add(a, b, b_bits)
                });
                let shown = Sum {
                    negative: outputs.specified("sign_o") == 1,
                    exponent: outputs.specified("exponent_o") as u32,
                    significand: outputs.specified("significand_o"),
                    cancelled: outputs.specified("cancelled_o") == 1,
                };
                assert_eq!(shown, expected, "{b_bits}: {cycle}");
            }
        }
    }

    #[test]
    fn every_exponent_of_b_is_signed() {
        let mut bench = Bench::of(&Block::named("align_add").expect("it is listed").first());
        bench.inputs.set("a_exponent_i", 255);
        for (bits, exponent) in [(0x400, 255), (0x7ff, 255), (0, 255), (0xff, 255), (0x100, 256), (0x3ff, 1023)] {
            bench.inputs.set("b_exponent_i", bits);
            bench.wait(7);
            assert_eq!(bench.cycle(&[]).specified("exponent_o"), exponent, "{bits:#x}");
        }
    }
}
