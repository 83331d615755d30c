//! Feeds by hand, and at random against the steps one by one.

use crate::Outputs;
use crate::bench::Bench;
use crate::float::join::join;

const ONE: u64 = 0x3f80_0000;
const NAN: u64 = 0x7fc0_0000;
const INFINITY: u64 = 0x7f80_0000;

/// 6 columns, 1 joiner: a group per column. 8 rows.
const NARROW: &str = "4x6x8_mx";
/// 3 columns, 2 tiles to a block; J is the least divisor of 3 that is 1.5 or more: 3.
const WIDE: &str = "16x3x4_registered_mx";

/// A joiner to which every column brings this sum, with scales of 1 and the unit 1, from 0 on and to the end.
fn bench(configuration: &str, sum: i32) -> Bench {
    let mut bench = Bench::new("joiner", configuration);
    for column in 0..bench.inputs.bits("column_scale_i").len() / 8 {
        bench.inputs.set_lane("row_i", column, 32, u64::from(sum.cast_unsigned()));
        bench.inputs.set_lane("column_scale_i", column, 8, 127);
    }
    for port in ["begin_i", "final_i"] {
        bench.inputs.set(port, 1);
    }
    bench.inputs.bits_mut("keep_i").fill(true);
    bench.inputs.set("row_scale_i", 127);
    bench
}

/// The results of a cycle, the lanes in their order.
fn results(outputs: &Outputs) -> Vec<u64> {
    assert_eq!(outputs.pins.get("valid_o"), 1);
    assert!(!outputs.unspecified.contains(&"result_o"));
    (0..outputs.pins.bits("result_o").len() / 32).map(|lane| outputs.pins.lane("result_o", lane, 32)).collect()
}

/// The first result of the next cycle in which there is one, and its flags.
fn next(bench: &mut Bench) -> [u64; 3] {
    for _ in 0..20 {
        let outputs = bench.cycle(&[]);
        if outputs.pins.high("valid_o") {
            return [results(&outputs)[0], outputs.specified("overflow_o"), outputs.specified("nan_o")];
        }
    }
    panic!("no result came");
}

/// A feed with these inputs and what comes of it, with no other feed on its way.
fn fed(bench: &mut Bench, inputs: &[(&str, u64)]) -> [u64; 3] {
    bench.cycle(&[&[("feed_i", 1)][..], inputs].concat());
    next(bench)
}

#[test]
fn a_result_comes_after_nineteen_cycles_with_all_that_came_with_the_feed() {
    let mut bench = bench(WIDE, 3);
    for (end, last_row, error) in [(0, 0, 0), (0, 1, 1), (1, 1, 2)] {
        let of_feed = [("feed_i", 1), ("end_i", end), ("last_row_i", last_row), ("error_i", error), ("keep_i", 5)];
        bench.cycle(&of_feed);
        for _ in 1..19 {
            let outputs = bench.cycle(&[]);
            assert_eq!(outputs.specified("valid_o"), 0);
            let of_feed = ["result_o", "keep_o", "last_row_o", "end_o", "error_o", "overflow_o", "nan_o"];
            assert!(of_feed.iter().all(|port| outputs.unspecified.contains(port)));
        }
        let outputs = bench.cycle(&[]);
        assert_eq!(results(&outputs), [u64::from(3_f32.to_bits()), 0, u64::from(3_f32.to_bits())]);
        let ports = ["end_o", "last_row_o", "error_o", "keep_o", "overflow_o", "nan_o"];
        assert_eq!(ports.map(|port| outputs.specified(port)), [end, last_row, error, 5, 0, 0]);
        assert_eq!(bench.cycle(&[]).specified("valid_o"), 0);
    }
}

#[test]
fn a_lane_takes_the_column_of_its_group() {
    let mut bench = bench(NARROW, 0);
    for column in 0..6 {
        bench.inputs.set_lane("row_i", column, 32, 1);
        bench.inputs.set_lane("column_scale_i", column, 8, 127 + column as u64);
    }
    for cycle in 0..25 {
        let group = cycle.min(5);
        let outputs = bench.cycle(&[("feed_i", u64::from(cycle < 6)), ("group_i", group)]);
        assert_eq!(outputs.pins.high("valid_o"), cycle >= 19);
        if cycle >= 19 {
            assert_eq!(results(&outputs), [ONE + ((cycle - 19) << 23)]);
        }
    }
}

#[test]
fn scales_and_unit_add_up() {
    // The unit is signed, in 6 bits: 2^-12.
    let unit = |exponent: i64| ("unit_i", exponent.cast_unsigned());
    let mut bench = bench(NARROW, 1);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 130), unit(-12)])[0], ONE - (9 << 23));
    assert_eq!(fed(&mut bench, &[("row_scale_i", 254), unit(-2)]), [ONE + (125 << 23), 0, 0]);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), ("column_scale_i", 0), unit(-2)]), [0, 0, 0], "2^-256");
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), unit(-2)]), [1 << 20, 0, 0], "2^-129 is subnormal");
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), unit(-22)]), [1, 0, 0]);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), unit(-23)]), [0, 0, 0], "a tie to even");
    assert_eq!(fed(&mut bench, &[("row_scale_i", 255), unit(-2), ("end_i", 1)]), [NAN, 0, 1]);
    bench.inputs.set_lane("column_scale_i", 0, 8, 255);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), ("end_i", 1)]), [NAN, 0, 1]);
    bench.inputs.set_lane("column_scale_i", 0, 8, 254);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 254)]), [INFINITY, 1, 0]);
}

#[test]
fn a_sum_has_the_bits_of_the_widest_format() {
    // 21 bits; those above mean nothing.
    let mut bench = bench(NARROW, 0x7ff0_0000);
    assert_eq!(fed(&mut bench, &[])[0], u64::from((-1_048_576_f32).to_bits()));
    // 17 bits of int8-mxfp4 and mxfp4; 16 of mxfp4 alone.
    for (configuration, bits) in [("8x4x4_f93", 17), ("8x4x4_f83", 16)] {
        let mut bench = self::bench(configuration, 1 << (bits - 1) | 1 << bits);
        let least = -((1 << (bits - 1)) as f32);
        assert_eq!(fed(&mut bench, &[])[0], u64::from(least.to_bits()));
    }
}

#[test]
fn blocks_add_up_in_the_accumulator_of_their_row_and_group() {
    let mut bench = bench(NARROW, 1);
    let mut results = Vec::new();
    // 16 places a block: each is fed again 16 cycles later, the nearest that may be.
    for cycle in 0..16 * 3 + 19_u64 {
        let (block, place) = (cycle / 16, cycle % 16);
        let inputs = [
            ("feed_i", u64::from(block < 3)),
            ("begin_i", u64::from(block == 0)),
            ("final_i", u64::from(block == 2)),
            ("group_i", place / 8),
            ("address_i", place % 8),
            ("row_scale_i", 127 + place),
        ];
        let outputs = bench.cycle(&inputs);
        if outputs.pins.high("valid_o") {
            results.push(self::results(&outputs)[0]);
        }
    }
    let expected: Vec<u64> = (0..16).map(|place| u64::from((3.0 * 2_f32.powi(place)).to_bits())).collect();
    assert_eq!(results, expected);
    // A new beginning.
    assert_eq!(fed(&mut bench, &[("address_i", 3)])[0], ONE);
    assert_eq!(fed(&mut bench, &[("address_i", 3), ("begin_i", 0)])[0], ONE + (1 << 23));
}

#[test]
fn a_lane_that_is_not_kept_has_no_result_and_raises_nothing() {
    let mut bench = bench(WIDE, 1);
    bench.cycle(&[("feed_i", 1), ("keep_i", 2), ("row_scale_i", 255)]);
    bench.wait(18);
    let outputs = bench.cycle(&[]);
    assert_eq!((results(&outputs), outputs.specified("nan_o")), (vec![0, NAN, 0], 1));
    bench.cycle(&[("feed_i", 1), ("keep_i", 0), ("row_scale_i", 255), ("end_i", 1)]);
    bench.wait(18);
    assert_eq!(results(&bench.cycle(&[])), [0; 3]);
    assert_eq!(fed(&mut bench, &[("keep_i", 0), ("row_scale_i", 255)]), [0, 0, 0]);
    // The greatest number, and twice as much.
    bench.inputs.set_lane("column_scale_i", 1, 8, 254);
    assert_eq!(fed(&mut bench, &[("keep_i", 5), ("row_scale_i", 254)]), [ONE + (127 << 23), 0, 0]);
    assert_eq!(fed(&mut bench, &[("keep_i", 7), ("row_scale_i", 254)])[1..], [1, 0]);
}

#[test]
fn flags_are_those_of_the_commands_steps_so_far() {
    let mut bench = bench(NARROW, 1);
    bench.inputs.set("begin_i", 1);
    // Blocks before the last raise them, too; a command ends with its last group.
    let feeds = [
        // (final, row scale, end), flags.
        ((1, 127, 0), Some([0, 0])),
        ((0, 255, 0), None),
        ((1, 127, 0), Some([0, 1])),
        ((1, 127, 1), Some([0, 1])),
        ((1, 127, 0), Some([0, 0])),
        ((1, 255, 1), Some([0, 1])),
        ((1, 127, 1), Some([0, 0])),
    ];
    let mut seen = Vec::new();
    for cycle in 0..19 + feeds.len() {
        let feed = feeds.get(cycle).map(|((is_final, scale, end), _)| {
            [("feed_i", 1), ("final_i", *is_final), ("row_scale_i", *scale), ("end_i", *end)]
        });
        let outputs = bench.cycle(feed.as_ref().map_or(&[], |feed| &feed[..]));
        if outputs.pins.high("valid_o") {
            seen.push(["overflow_o", "nan_o"].map(|port| outputs.specified(port)));
        }
    }
    assert_eq!(seen, feeds.iter().filter_map(|(_, flags)| *flags).collect::<Vec<_>>());
    // Overflow, and then NaN: infinities of both signs do not meet here, an infinity stays.
    bench.inputs.set_lane("column_scale_i", 0, 8, 254);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 254)]), [INFINITY, 1, 0]);
    bench.inputs.set_lane("row_i", 0, 32, 0x1f_ffff);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 254), ("begin_i", 0)]), [INFINITY, 1, 0]);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 255), ("begin_i", 0), ("end_i", 1)]), [NAN, 1, 1]);
    assert_eq!(fed(&mut bench, &[("begin_i", 0), ("end_i", 1)]), [NAN, 0, 1]);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 0), ("column_scale_i", 0)])[1..], [0, 0]);
}

#[test]
fn reset_clears_the_feeds_on_their_way_and_the_flags_and_keeps_accumulators() {
    let mut bench = bench(NARROW, 1);
    assert_eq!(fed(&mut bench, &[("address_i", 2)])[0], ONE);
    assert_eq!(fed(&mut bench, &[("row_scale_i", 255)]), [NAN, 0, 1]);
    for _ in 0..30 {
        bench.cycle(&[("feed_i", 1)]);
    }
    assert_eq!(bench.cycle(&[("feed_i", 1), ("rst_ni", 0)]).specified("valid_o"), 1);
    for _ in 0..25 {
        assert_eq!(bench.cycle(&[]).specified("valid_o"), 0);
    }
    assert_eq!(fed(&mut bench, &[("address_i", 2), ("begin_i", 0)]), [ONE + (1 << 23), 0, 0]);
}

#[test]
fn any_feeds_are_the_steps_one_by_one() {
    let mut state = 1_u64;
    let mut random = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    // 4 groups of 8.
    let mut bench = self::bench("lm", 0);
    for rows in [4, 5, 13] {
        let mut accumulators = vec![[0_u32; 32]; rows];
        let mut expected = Vec::new();
        let mut found = Vec::new();
        for cycle in 0..6 * rows * 4 + 19 {
            let (block, row, group) = (cycle / (4 * rows), cycle / 4 % rows, cycle % 4);
            let (unit, row_scale) = (random(64), if random(9) == 0 { 255 } else { 100 + random(50) });
            let mut inputs = vec![("feed_i", 0)];
            if block < 6 {
                let (begin, is_final) = (u64::from(block % 3 == 0), u64::from(block % 3 == 2));
                inputs = vec![("feed_i", 1), ("unit_i", unit), ("row_scale_i", row_scale), ("address_i", row as u64)];
                inputs.extend([("begin_i", begin), ("final_i", is_final), ("group_i", group as u64)]);
            }
            for lane in 0..8 * usize::from(block < 6) {
                let column = 8 * group + lane;
                let (sum, scale) = ((random(1 << 21) as i64 - (1 << 20)) >> random(21), 100 + random(50));
                bench.inputs.set_lane("row_i", column, 32, sum.cast_unsigned());
                bench.inputs.set_lane("column_scale_i", column, 8, scale);
                let unit = if unit < 32 { unit as i32 } else { unit as i32 - 64 };
                let exponent = unit + row_scale as i32 + scale as i32 - 254;
                let accumulator = &mut accumulators[row][column];
                let before = if block % 3 == 0 { 0 } else { *accumulator };
                *accumulator = join(before, sum, exponent, row_scale == 255).result;
                if block % 3 == 2 {
                    expected.push(u64::from(*accumulator));
                }
            }
            let outputs = bench.cycle(&inputs);
            if outputs.pins.high("valid_o") {
                found.extend(results(&outputs));
            }
        }
        assert_eq!(found, expected);
    }
}
