//! The back half of the matrix unit.

use crate::{number, start, tick};
use rust_hdl::prelude::*;
use seedchip_hdl::matrix::convert::Convert;

/// What a convert lane is given, and holds until its result shows.
#[derive(Clone, Copy)]
struct Case {
    acc: i32,
    bias: i32,
    multiplier: i32,
    rounding: u8,
    shift: u8,
    zero_point: i8,
    low: i8,
    high: i8,
}

/// A sum that passes as it is.
const PLAIN: Case =
    Case { acc: 0, bias: 0, multiplier: 1, rounding: 0, shift: 0, zero_point: 0, low: i8::MIN, high: i8::MAX };

/// Result and saturation of each case, one after the other in the lane; every third cycle it stands still.
fn converted(cases: &[Case]) -> Vec<(i64, bool)> {
    let mut lane = start(Convert::new());
    let mut answer = Vec::new();
    for case in cases {
        lane.acc_i.next = signed(case.acc.into());
        lane.bias_i.next = signed(case.bias.into());
        lane.multiplier_i.next = signed(case.multiplier.into());
        lane.rounding_i.next = u128::from(case.rounding).to_bits();
        lane.shift_i.next = u128::from(case.shift).to_bits();
        lane.zero_point_i.next = signed(case.zero_point.into());
        lane.low_i.next = signed(case.low.into());
        lane.high_i.next = signed(case.high.into());
        lane.keep_i.next = true;
        for cycle in 0..20 {
            lane.enable_i.next = cycle % 3 != 0;
            tick!(&mut lane);
        }
        answer.push((number(lane.result_o.val()), lane.saturated_o.val()));
    }
    answer
}

fn signed<const N: usize>(value: i64) -> Signed<N> {
    signed_cast((value as u128 & ((1 << N) - 1)).to_bits())
}

/// x / 2^s to the nearest integer: a tie up, away from zero or to even.
fn rounded(x: i128, s: u32, rounding: u8) -> i128 {
    let (floor, rest) = (x >> s, x & ((1 << s) - 1));
    let up = match (2 * rest).cmp(&(1 << s)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => match rounding {
            0 => true,
            1 => x >= 0,
            _ => floor % 2 != 0,
        },
    };
    floor + i128::from(up)
}

fn expected(case: Case) -> (i64, bool) {
    let product = i128::from(case.acc.wrapping_add(case.bias)) * i128::from(case.multiplier);
    let shift = u32::from(case.shift);
    let value = if case.rounding == 3 {
        let first = ((product + (1 << 30)) >> 31).clamp(i32::MIN.into(), i32::MAX.into());
        rounded(first, shift.saturating_sub(31), 1)
    } else {
        rounded(product, shift, case.rounding)
    };
    let moved = value + i128::from(case.zero_point);
    let result = moved.max(case.low.into()).min(case.high.into());
    (result as i64, moved != moved.clamp(-128, 127))
}

fn check(cases: &[Case]) {
    let found = converted(cases);
    for (case, found) in cases.iter().zip(found) {
        let Case { acc, bias, multiplier, rounding, shift, zero_point, low, high } = *case;
        assert_eq!(
            found,
            expected(*case),
            "({acc} + {bias}) * {multiplier} >> {shift}, rounding {rounding}, + {zero_point}, in {low} to {high}"
        );
    }
}

#[test]
fn ties_go_where_the_rounding_says() {
    let mut cases = Vec::new();
    for rounding in 0..4 {
        for shift in 0..64 {
            let half = 1_i128 << (u32::from(shift).max(1) - 1);
            // Products near a tie: odd and even integers and a half, one beside it, and near zero.
            for target in [half, -half, 3 * half, -3 * half, 5 * half, -7 * half, 0] {
                for beside in -2..3 {
                    let product = target + beside;
                    let multiplier = if shift > 30 { 1 << 30 } else { 1 };
                    let acc = (product / i128::from(multiplier)).clamp(i32::MIN.into(), i32::MAX.into()) as i32;
                    cases.push(Case { acc, multiplier, rounding, shift, ..PLAIN });
                }
            }
        }
    }
    check(&cases);
}

#[test]
fn any_sum_has_its_result() {
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let ends = [i32::MIN, i32::MAX, -1, 1, 0];
    let mut cases = Vec::new();
    for index in 0..3000 {
        // Small products for small shifts, so that not all saturate.
        let shift = (random() % 64) as u8;
        let spare = 56_u32.saturating_sub(shift.into()).min(31);
        let acc = if index % 9 == 0 { ends[(random() % 5) as usize] } else { (random() as i32) << 1 >> spare };
        let multiplier = if index % 7 == 0 { ends[(random() % 5) as usize] } else { (1 << 30) | random() as i32 >> 1 };
        let bytes = random().to_le_bytes().map(|byte| byte as i8);
        let [zero_point, low, high, _, ..] = bytes;
        let (low, high) = if index % 2 == 0 { (low, high) } else { (i8::MIN, i8::MAX) };
        let bias = if index % 3 == 0 { random() as i32 % 1000 } else { 0 };
        cases.push(Case { acc, bias, multiplier, rounding: (random() % 4) as u8, shift, zero_point, low, high });
    }
    check(&cases);
}
