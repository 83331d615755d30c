//! A lane: an operation of two numbers, a function of what it gives, and a guard, in 65 cycles.
//!
//! Page: Blocks of a lane, `lane`.

use crate::exact::{INFINITY, Rounded, SIGN};
use crate::float::fp32_fma::fp32_fma;
use crate::float::fp32_function::fp32_function;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::functions::Function;
use seedchip_spec::{Instance, Operation, PassFunction, Pins};

/// Cycles from the operands to the element.
pub(crate) const LATENCY: usize = 65;

const ONE: u32 = 0x3f80_0000;
/// 2^-120: what is less is 0 to the guard.
const LEAST: u32 = (127 - 120) << 23;

/// The function of the operation of two numbers, if the guard lets a pass.
pub fn lane(a: u32, b: u32, operation: Operation, function: PassFunction, guard: bool) -> Rounded {
    match a & !SIGN {
        ..LEAST if guard => return Rounded::as_is(0),
        INFINITY.. if guard => return Rounded::NAN,
        _ => {}
    }
    let number = match operation {
        Operation::Copy => fp32_fma(a, ONE, SIGN),
        Operation::Multiply => fp32_fma(a, b, SIGN),
        Operation::Add => fp32_fma(a, ONE, b),
        Operation::Subtract => fp32_fma(a, ONE, b ^ SIGN),
    };
    let Some(function) = function_of(function) else { return number };
    let result = fp32_function(function, number.result);
    Rounded { overflow: number.overflow || result.overflow, ..result }
}

/// The function, if there is one.
pub(crate) fn function_of(function: PassFunction) -> Option<Function> {
    match function {
        PassFunction::None => None,
        PassFunction::Exp2 => Some(Function::Exp2),
        PassFunction::Exp => Some(Function::Exp),
        PassFunction::Sigmoid => Some(Function::Sigmoid),
        PassFunction::Reciprocal => Some(Function::Reciprocal),
        PassFunction::Rsqrt => Some(Function::Rsqrt),
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Lane {
    elements: Delay<Rounded>,
}

impl Lane {
    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { elements: Delay::new(LATENCY, Rounded::default()) }
    }
}

impl Default for Lane {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> Lane {
    Lane::new()
}

impl Behaviour for Lane {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        // Operations have a code each, and the functions without one are as the last.
        let operation = Operation::from_bits(inputs.get("operation_i")).unwrap_or(Operation::Copy);
        let function = PassFunction::from_bits(inputs.get("function_i")).unwrap_or(PassFunction::Rsqrt);
        let number = |port| inputs.get(port) as u32;
        let element = lane(number("a_i"), number("b_i"), operation, function, inputs.high("guard_i"));
        self.elements.cycle(element).show(outputs, "number_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::NAN;
    use crate::exact::tests::{edges, of_processor, shown};
    use proptest::prelude::*;

    const INPUTS: [(&str, usize); 5] =
        [("a_i", 32), ("b_i", 32), ("operation_i", 2), ("function_i", 3), ("guard_i", 1)];
    const OUTPUTS: [(&str, usize); 3] = [("number_o", 32), ("overflow_o", 1), ("nan_o", 1)];

    /// The operation, by the processor.
    fn expected(a: u32, b: u32, operation: Operation) -> Rounded {
        let [x, y] = [a, b].map(f32::from_bits);
        match operation {
            Operation::Copy => of_processor(x, &[a]),
            Operation::Multiply => of_processor(x * y, &[a, b]),
            Operation::Add => of_processor(x + y, &[a, b]),
            Operation::Subtract => of_processor(x - y, &[a, b]),
        }
    }

    fn plain(a: u32, b: u32, operation: Operation) -> Rounded {
        lane(a, b, operation, PassFunction::None, false)
    }

    #[test]
    fn operations_of_edges_are_those_of_the_processor() {
        for operation in Operation::ALL {
            for a in edges() {
                for b in edges() {
                    assert_eq!(plain(a, b, *operation), expected(a, b, *operation), "{operation:?} {a:#x} {b:#x}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn operations_are_those_of_the_processor(a in any::<u32>(), b in any::<u32>()) {
            for operation in Operation::ALL {
                prop_assert_eq!(plain(a, b, *operation), expected(a, b, *operation));
            }
        }
    }

    #[test]
    fn functions_by_hand() {
        let of = |x: f32, function| {
            let Rounded { result, overflow, nan } =
                lane(x.to_bits(), 1.0_f32.to_bits(), Operation::Subtract, function, false);
            (f32::from_bits(result), overflow, nan)
        };
        assert_eq!(of(4.0, PassFunction::None), (3.0, false, false));
        assert_eq!(of(4.0, PassFunction::Exp2), (8.0, false, false));
        assert_eq!(of(1.0, PassFunction::Exp), (1.0, false, false));
        assert_eq!(of(1.0, PassFunction::Sigmoid), (0.5, false, false));
        assert_eq!(of(5.0, PassFunction::Reciprocal), (0.25, false, false));
        assert_eq!(of(5.0, PassFunction::Rsqrt), (0.5, false, false));
        // The function overflows; a pole and an infinite number do not.
        assert_eq!(of(129.0, PassFunction::Exp2), (f32::INFINITY, true, false));
        assert_eq!(of(1.0, PassFunction::Reciprocal), (f32::INFINITY, false, false));
        assert_eq!(of(f32::INFINITY, PassFunction::Exp), (f32::INFINITY, false, false));
        assert!(of(0.0, PassFunction::Rsqrt).2);
    }

    #[test]
    fn an_operation_that_overflows_is_told_whatever_becomes_of_it() {
        let greatest = f32::MAX.to_bits();
        for (function, result) in [
            (PassFunction::None, INFINITY),
            (PassFunction::Exp, INFINITY),
            (PassFunction::Sigmoid, ONE),
            (PassFunction::Reciprocal, 0),
            (PassFunction::Rsqrt, 0),
        ] {
            let element = lane(greatest, greatest, Operation::Add, function, false);
            assert_eq!(element, Rounded { result, overflow: true, nan: false });
        }
    }

    #[test]
    fn the_guard_replaces_what_is_small_and_what_is_not_finite() {
        let guarded = |a, b, function| lane(a, b, Operation::Multiply, function, true);
        for a in [0, 1, LEAST - 1].into_iter().flat_map(|a| [a, a | SIGN]) {
            for b in [ONE, INFINITY, NAN] {
                assert_eq!(guarded(a, b, PassFunction::Reciprocal), Rounded::as_is(0), "{a:#x}");
            }
        }
        for a in [INFINITY, INFINITY + 1, NAN].into_iter().flat_map(|a| [a, a | SIGN]) {
            assert_eq!(guarded(a, ONE, PassFunction::Reciprocal), Rounded::NAN, "{a:#x}");
        }
        // Neither: 2^-120 and the greatest number.
        assert_eq!(f32::from_bits(LEAST), 2_f32.powi(-120));
        assert_eq!(guarded(LEAST, ONE, PassFunction::Reciprocal).result, 2_f32.powi(120).to_bits());
        assert_eq!(guarded(LEAST | SIGN, ONE, PassFunction::None).result, LEAST | SIGN);
        let overflow = guarded(f32::MAX.to_bits(), f32::MAX.to_bits(), PassFunction::Reciprocal);
        assert_eq!(overflow, Rounded { result: 0, overflow: true, nan: false });
    }

    #[test]
    fn an_element_shows_65_cycles_after_its_operands() {
        let mut bench = Bench::unlisted(Lane::new(), &INPUTS, &OUTPUTS);
        let numbers = edges();
        let operand = |cycle: usize| numbers[cycle % numbers.len()];
        let codes = |cycle: usize| (cycle % 4, cycle % 7, cycle.is_multiple_of(3));
        for cycle in 0..400_usize {
            let (operation, function, guard) = codes(cycle);
            let outputs = bench.cycle(&[
                ("a_i", operand(cycle * 5).into()),
                ("b_i", operand(cycle * 11).into()),
                ("operation_i", operation as u64),
                ("function_i", function as u64),
                ("guard_i", guard.into()),
            ]);
            let expected = cycle.checked_sub(65).map_or(Rounded::default(), |cycle| {
                let (operation, function, guard) = codes(cycle);
                let function = PassFunction::ALL[function.min(5)];
                lane(operand(cycle * 5), operand(cycle * 11), Operation::ALL[operation], function, guard)
            });
            assert_eq!(shown(&outputs, "number_o"), expected, "{cycle}");
        }
    }
}
