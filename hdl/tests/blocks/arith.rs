//! Multiplier and shifter.

use crate::{number, settle, start, tick};
use rust_hdl::prelude::*;
use seedchip_hdl::arith::multiplier::Multiplier;
use seedchip_hdl::arith::shift_right::ShiftRight;

#[test]
fn a_product_takes_five_cycles() {
    let multiplier = &mut start(Multiplier::new());
    multiplier.enable_i.next = true;
    let factors = [(i32::MIN, i32::MIN), (i32::MIN, i32::MAX), (-3, 7), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)];
    for (cycle, (a, b)) in factors.into_iter().enumerate() {
        multiplier.a_i.next = i64::from(a).into();
        multiplier.b_i.next = i64::from(b).into();
        settle(multiplier);
        let expected =
            cycle.checked_sub(5).map_or(0, |cycle| i64::from(factors[cycle].0) * i64::from(factors[cycle].1));
        assert_eq!(number(multiplier.product_o.val()), expected, "cycle {cycle}");
        tick!(multiplier);
    }
}

#[test]
fn a_shift_brings_in_the_sign() {
    let mut shift = start(ShiftRight::new(64));
    for (data, amount) in [(i64::MIN, 63), (i64::MIN, 0), (-5, 1), (5, 1), (i64::MAX, 62), (-1, 63)] {
        shift.data_i.next = signed_cast((data as u64).into());
        shift.amount_i.next = (amount as u64).into();
        settle(&mut shift);
        assert_eq!(number(shift.data_o.val()), data >> amount, "{data} >> {amount}");
    }
}
