//! Multiplier, shifter, requantisation.

use crate::{number, settle, start, tick};
use rust_hdl::prelude::*;
use seedchip_hdl::arith::multiplier::Multiplier;
use seedchip_hdl::arith::requantise::Requantise;
use seedchip_hdl::arith::shift_right::ShiftRight;

#[test]
fn a_product_takes_five_cycles() {
    let multiplier = &mut start(Multiplier::new());
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

/// The inputs of a requantisation.
#[derive(Clone, Copy)]
struct Case {
    acc: i64,
    multiplier: i64,
    shift: u64,
    zero_point: i64,
    low: i64,
    high: i64,
    raw: bool,
    double: bool,
}

const PLAIN: Case =
    Case { acc: 0, multiplier: 1, shift: 0, zero_point: 0, low: -128, high: 127, raw: false, double: false };

/// Result and saturation, with each input right in the one cycle in which it is taken.
fn requantised(case: Case) -> (i64, bool) {
    let block = &mut start(Requantise::new());
    block.raw_i.next = case.raw;
    block.double_i.next = case.double;
    block.keep_i.next = true;
    for cycle in 0..12 {
        let at = |when: i32, value: i64| if cycle == when { value } else { !value };
        block.acc_i.next = at(0, case.acc).into();
        block.multiplier_i.next = at(0, case.multiplier).into();
        block.shift_i.next = (at(5, case.shift as i64) as u64 & 63).into();
        block.zero_point_i.next = at(9, case.zero_point).into();
        block.low_i.next = at(10, case.low).into();
        block.high_i.next = at(10, case.high).into();
        settle(block);
        tick!(block);
    }
    (number(block.result_o.val()), block.saturated_o.val())
}

#[test]
fn single_rounding_is_half_up() {
    let value = |acc, shift| requantised(Case { acc, shift, ..PLAIN }).0;
    assert_eq!([value(5, 1), value(-5, 1), value(6, 2), value(-6, 2), value(7, 0)], [3, -2, 2, -1, 7]);
}

#[test]
fn double_rounding_is_away_from_zero_the_second_time() {
    let value = |acc, shift| {
        let multiplier = 1 << 30;
        requantised(Case { acc, multiplier, shift, double: true, ..PLAIN }).0
    };
    assert_eq!([value(10, 31), value(5, 31), value(-5, 31)], [5, 3, -2], "31 bits, half up");
    assert_eq!([value(10, 32), value(-10, 32), value(-12, 33)], [3, -3, -2], "5/2, −5/2, −6/4");
    assert_eq!(value(10, 5), 5, "no second step below 32");
}

#[test]
fn the_second_rounding_takes_its_greatest_shift() {
    let value = |acc| {
        let multiplier = i64::from(i32::MIN);
        requantised(Case { acc, multiplier, shift: 63, double: true, ..PLAIN }).0
    };
    assert_eq!(value(i64::from(i32::MIN)), 0, "saturated to 2^31 − 1, then (2^32 − 1) >> 32");
    assert_eq!(value(i64::from(i32::MAX)), 0, "(1 − 2^31 + 2^31 − 1) >> 32");
}

#[test]
fn the_rounding_constant_does_not_wrap() {
    let least = i64::from(i32::MIN);
    assert_eq!(requantised(Case { acc: least, multiplier: least, shift: 63, ..PLAIN }), (1, false));
}

#[test]
fn values_saturate_and_are_clamped_to_low_then_high() {
    let value = |case: Case| requantised(case);
    assert_eq!(value(Case { acc: 127, zero_point: 1, ..PLAIN }), (127, true));
    assert_eq!(value(Case { acc: -128, zero_point: -1, ..PLAIN }), (-128, true));
    assert_eq!(value(Case { acc: 130, zero_point: -3, ..PLAIN }), (127, false));
    assert_eq!(value(Case { acc: 100, low: -8, high: 8, ..PLAIN }), (8, false));
    assert_eq!(value(Case { acc: -100, low: -8, high: 8, ..PLAIN }), (-8, false));
    assert_eq!(value(Case { acc: 3, low: 9, high: -9, ..PLAIN }), (-9, false));
    assert_eq!(value(Case { acc: 1 << 30, multiplier: 1 << 30, zero_point: 127, ..PLAIN }), (127, true));
    assert_eq!(value(Case { acc: -1 << 30, multiplier: 1 << 30, zero_point: -128, ..PLAIN }), (-128, true));
}

#[test]
fn raw_is_the_sum_itself() {
    for acc in [i64::from(i32::MIN), -1, 0, i64::from(i32::MAX)] {
        let case = Case { acc, raw: true, double: true, ..PLAIN };
        assert_eq!(requantised(case), (acc, false));
    }
}
