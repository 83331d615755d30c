//! Cases of `product`, and all its products of a byte with corners of 18 bits.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "product", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("a_i", "product_o", Script::of("product").resting(&[("b_i", 1), ("b_load_i", 1)]).cycle(&[]))
}

/// Cycles from the operands to the product.
const LATENCY: usize = 2;

const CORNERS: &[i64] = &[
    0,
    1,
    -1,
    127,
    -128,
    511,
    -512,
    1 << 9,
    -(1 << 9),
    (1 << 16) - 1,
    -(1 << 16),
    (1 << 17) - 1,
    -(1 << 17),
    -(1 << 17) + 1,
];

pub fn listed() -> Vec<Script> {
    vec![operands_of_one_cycle(), the_second_stays()]
}

/// Every corner with every end of a byte, both operands new in each cycle.
fn operands_of_one_cycle() -> Script {
    let pairs: Vec<(i64, i64)> =
        [-128, -127, -1, 0, 1, 127].iter().flat_map(|a| CORNERS.iter().map(|b| (*a, *b))).collect();
    let mut script = Script::of("product");
    for cycle in 0..pairs.len() + LATENCY {
        script = match pairs.get(cycle) {
            Some((a, b)) => script.cycle(&[("a_i", *a), ("b_i", *b), ("b_load_i", 1)]),
            None => script.rest(1),
        };
        if let Some((a, b)) = cycle.checked_sub(LATENCY).map(|sent| pairs[sent]) {
            script = script.sees(&[("product_o", a * b)]);
        }
    }
    script
}

/// Without `b_load_i` the second operand stays; with it, the operand of the same cycle is taken.
fn the_second_stays() -> Script {
    Script::of("product")
        .cycle(&[("a_i", 3), ("b_i", -70_000), ("b_load_i", 1)])
        .sees(&[("product_o", 0)])
        .cycle(&[("a_i", -5), ("b_i", 99)])
        .sees(&[("product_o", 0)])
        .cycle(&[("a_i", 7), ("b_i", 11), ("b_load_i", 1)])
        .sees(&[("product_o", -210_000)])
        .cycle(&[("b_i", 13)])
        .sees(&[("product_o", 350_000)])
        .cycle(&[("a_i", 2)])
        .sees(&[("product_o", 77)])
        .rest(1)
        .sees(&[("product_o", 0)])
        .rest(1)
        .sees(&[("product_o", 22)])
}

/// Every byte with every corner.
#[test]
fn all_bytes() {
    let mut products = 0;
    for corner in CORNERS {
        let mut script = Script::of("product").cycle(&[("b_i", *corner), ("b_load_i", 1)]);
        for cycle in 0..256 + LATENCY as i64 {
            // Past the last byte it wraps: these products are not looked at.
            script = script.cycle(&[("a_i", cycle - 128)]);
            if cycle >= LATENCY as i64 {
                script = script.sees(&[("product_o", (cycle - LATENCY as i64 - 128) * corner)]);
                products += 1;
            }
        }
        check(&script);
    }
    assert_eq!(products, CORNERS.len() * 256);
}
