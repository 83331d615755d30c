//! Two cells of neighbouring columns that share a multiplier.

use super::pe::Pe;
use seedchip_spec::Instance;

/// Cycles from the activation to the sums.
pub const LATENCY: usize = 6;
/// Columns that share a multiplier.
pub const COLUMNS: usize = 2;

/// The cell called `paired`, of zeros: two columns with sums of `sum_bits` bits.
pub fn pair(sum_bits: usize) -> Pe {
    Pe::new(COLUMNS, LATENCY, sum_bits)
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Pe {
    let [sum_bits] = instance.own();
    pair(sum_bits)
}

#[cfg(test)]
mod tests {
    use super::{LATENCY, pair};
    use crate::array::pe::Token;
    use crate::array::pe::tests::swaps_as_the_page_says;

    #[test]
    fn an_activation_meets_the_weights_swapped_in_with_it_and_takes_six_cycles() {
        swaps_as_the_page_says(&pair(20), 6);
    }

    /// Whatever the neighbour: every weight of either column with every activation, beside weights at the ends of
    /// their range and of its halves.
    #[test]
    fn neither_product_depends_on_the_other() {
        let neighbours = [-128, -127, -65, -64, -1, 0, 1, 63, 64, 127];
        for neighbour in neighbours {
            for weight in i8::MIN..=i8::MAX {
                for weights in [[weight, neighbour], [neighbour, weight]] {
                    let mut pe = pair(16);
                    pe.step(Token { load: true, ..Token::default() }, &weights, &[0, 0]);
                    for cycle in 0..256 + LATENCY {
                        let activation = |cycle: usize| (cycle as u8).cast_signed();
                        if let Some(sent) = cycle.checked_sub(LATENCY) {
                            let sums: Vec<i64> = pe.sums().collect();
                            let product = |column: usize| i64::from(weights[column]) * i64::from(activation(sent));
                            assert_eq!(sums, [product(0), product(1)], "{weights:?} · {}", activation(sent));
                        }
                        let token = Token { load: false, swap: cycle == 0, activation: activation(cycle) };
                        pe.step(token, &[0, 0], &[0, 0]);
                    }
                }
            }
        }
    }
}
