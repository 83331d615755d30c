//! The elements of a row: what a pass makes of its operands, a slice at a time.
//!
//! Page: What a pass computes, steps 3 to 5. [`lane`] defines each element; here operations are the processor's, which are
//! those of IEEE 754 but for the NaNs that they give.

use crate::exact::NAN;
use crate::float::fp32_function::fp32_function;
use crate::vector::lane::{function_of, lane};
use seedchip_spec::{Operation, Pass};

/// What the elements of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Raised {
    /// One of finite operands is infinite.
    pub overflow: bool,
    /// One is NaN.
    pub nan: bool,
}

/// Writes the elements of operands a and b, all of one length.
pub(crate) fn elements(pass: &Pass, a: &[u32], b: &[u32], elements: &mut [u32]) -> Raised {
    let overflow = if pass.guard { guarded(pass, a, b, elements) } else { plain(pass, a, b, elements) };
    Raised { overflow, nan: elements.iter().any(|element| f32::from_bits(*element).is_nan()) }
}

/// With a guard, which is of a few elements: each by its definition.
fn guarded(pass: &Pass, a: &[u32], b: &[u32], elements: &mut [u32]) -> bool {
    let mut overflow = false;
    for ((element, a), b) in elements.iter_mut().zip(a).zip(b) {
        let rounded = lane(*a, *b, pass.operation, pass.function, true);
        *element = rounded.result;
        overflow |= rounded.overflow;
    }
    overflow
}

fn plain(pass: &Pass, a: &[u32], b: &[u32], elements: &mut [u32]) -> bool {
    let mut overflow = match pass.operation {
        Operation::Copy => operate(a, a, elements, |a, _| a),
        Operation::Multiply => operate(a, b, elements, |a, b| a * b),
        Operation::Add => operate(a, b, elements, |a, b| a + b),
        Operation::Subtract => operate(a, b, elements, |a, b| a - b),
    };
    if let Some(function) = function_of(pass.function) {
        for element in elements {
            let rounded = fp32_function(function, *element);
            *element = rounded.result;
            overflow |= rounded.overflow;
        }
    }
    overflow
}

/// Writes an operation's results; whether one overflowed.
fn operate(a: &[u32], b: &[u32], results: &mut [u32], operation: impl Fn(f32, f32) -> f32) -> bool {
    let mut overflow = false;
    for ((result, a), b) in results.iter_mut().zip(a).zip(b) {
        let (a, b) = (f32::from_bits(*a), f32::from_bits(*b));
        let number = operation(a, b);
        overflow |= number.is_infinite() & a.is_finite() & b.is_finite();
        *result = if number.is_nan() { NAN } else { number.to_bits() };
    }
    overflow
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::edges;
    use proptest::prelude::*;
    use seedchip_spec::PassFunction;

    /// The elements of these operands are those of the lane, one by one and all together.
    fn check(a: &[u32], b: &[u32]) -> Result<(), TestCaseError> {
        let mut all = vec![0; a.len()];
        for operation in Operation::ALL {
            for function in PassFunction::ALL {
                for guard in [false, true] {
                    let pass = Pass { operation: *operation, function: *function, guard, ..Pass::copy(1, 1) };
                    let raised = elements(&pass, a, b, &mut all);
                    let lanes: Vec<_> =
                        a.iter().zip(b).map(|(a, b)| lane(*a, *b, *operation, *function, guard)).collect();
                    prop_assert_eq!(&all, &lanes.iter().map(|lane| lane.result).collect::<Vec<_>>());
                    prop_assert_eq!(raised.overflow, lanes.iter().any(|lane| lane.overflow));
                    prop_assert_eq!(raised.nan, lanes.iter().any(|lane| lane.nan));
                    for (index, lane) in lanes.iter().enumerate() {
                        let mut one = [0];
                        let raised = elements(&pass, &a[index..=index], &b[index..=index], &mut one);
                        prop_assert_eq!(
                            (one[0], raised),
                            (lane.result, Raised { overflow: lane.overflow, nan: lane.nan })
                        );
                    }
                }
            }
        }
        Ok(())
    }

    #[test]
    fn elements_of_edges_are_those_of_the_lane() -> Result<(), TestCaseError> {
        let edges = edges();
        for a in &edges {
            check(&vec![*a; edges.len()], &edges)?;
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn elements_are_those_of_the_lane(row in proptest::collection::vec(any::<(u32, u32)>(), 1..20)) {
            let (a, b): (Vec<u32>, Vec<u32>) = row.into_iter().unzip();
            check(&a, &b)?;
        }
    }
}
