//! The cell with registers on both sides of its multiplier.

use super::pe::Pe;
use seedchip_spec::Instance;

/// Cycles from the activation to the sum.
pub const LATENCY: usize = 4;

/// The cell called `registered`, of zeros: one column with sums of `sum_bits` bits.
pub fn registered(sum_bits: usize) -> Pe {
    Pe::new(1, LATENCY, sum_bits)
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Pe {
    let [sum_bits] = instance.own();
    registered(sum_bits)
}

#[cfg(test)]
mod tests {
    use super::registered;
    use crate::array::pe::tests::swaps_as_the_page_says;

    #[test]
    fn an_activation_meets_the_weight_swapped_in_with_it_and_takes_four_cycles() {
        swaps_as_the_page_says(&registered(20), 4);
    }
}
