//! Cases of `parameters`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::Column;

four_kinds! { block: "parameters", cases: 400, cycles: 80 }

pub fn latency() -> Latency {
    let mut beats = Script::of("parameters");
    for _ in 0..4 {
        beats = beats.cycle(&[("parameter_valid_i", 1)]).lanes("parameter_data_i", 64, &[1, 0]);
    }
    // A set has a beat for each column.
    Latency::new("swap_i", "bias_o", beats.rest(8)).interval("C")
}

/// Columns at the size of the test.
const COLUMNS: usize = 4;

/// Parameters that tell the column and its set.
fn numbered(number: usize) -> Column {
    let number = number as i8;
    Column {
        bias: -1000 - i32::from(number),
        multiplier: (1 << 30) + i32::from(number),
        shift: 31 + number.cast_unsigned(),
        zero_point: number - 7,
        low: -100 + number,
        high: 100 + number,
    }
}

pub fn listed() -> Vec<Script> {
    vec![one_set(), next_set_during_swap(), raw(), framing(), bias_range()]
}

/// Offers the beat of a column, with every bit of no field set: they must not matter.
fn offered(script: Script, column: Column, last: bool) -> Script {
    let [bias, multiplier, fields, none] = column.encode();
    let words = [bias, multiplier, fields | 0b11 << 6, !none].map(i64::from);
    let script = script.cycle(&[("parameter_valid_i", 1), ("parameter_last_i", i64::from(last))]);
    script.lanes("parameter_data_i", 32, &words)
}

/// What an output shows for every column.
fn sees_columns<V: Into<i64>>(
    mut script: Script,
    port: &'static str,
    width: usize,
    value: impl Fn(usize) -> V,
) -> Script {
    for column in 0..COLUMNS {
        script = script.sees_lane(port, column, width, value(column).into());
    }
    script
}

/// Four beats, their set, and the swap that brings each field to its output in its own cycle.
fn one_set() -> Script {
    let mut script = Script::of("parameters");
    for index in 0..COLUMNS {
        script = offered(script, numbered(index), index == COLUMNS - 1);
        script = script.sees(&[("parameter_ready_o", 1), ("set_o", 0)]);
    }
    // Beats enter the queue at 0 to 3 and leave it at 2 to 5.
    script = script.rest(1).sees(&[("set_o", 1), ("framing_o", 0), ("bias_range_o", 0)]);
    script = script.rest(1).sees(&[("set_o", 0)]).cycle(&[("swap_i", 1)]);
    script = sees_columns(script, "bias_o", 32, |_| 0).rest(1);
    script = sees_columns(script, "bias_o", 32, |index| numbered(index).bias).rest(1);
    script = sees_columns(script, "multiplier_o", 32, |_| 0).rest(1);
    script = sees_columns(script, "multiplier_o", 32, |index| numbered(index).multiplier).rest(4);
    script = sees_columns(script, "shift_o", 6, |_| 0).rest(1);
    script = sees_columns(script, "shift_o", 6, |index| numbered(index).shift).rest(3);
    script = sees_columns(script, "zero_point_o", 8, |_| 0).rest(1);
    script = sees_columns(script, "zero_point_o", 8, |index| numbered(index).zero_point);
    script = sees_columns(script, "low_o", 8, |_| 0);
    script = sees_columns(script, "high_o", 8, |_| 0).rest(1);
    script = sees_columns(script, "low_o", 8, |index| numbered(index).low);
    sees_columns(script, "high_o", 8, |index| numbered(index).high)
}

/// The first column of the next set is loaded in the cycle of the swap, which still takes the set before.
fn next_set_during_swap() -> Script {
    let mut script = Script::of("parameters");
    for index in 0..2 * COLUMNS {
        script = offered(script, numbered(index), index % COLUMNS == COLUMNS - 1);
    }
    script = script.cycle(&[("swap_i", 1)]).sees(&[("set_o", 1)]).rest(2);
    script = sees_columns(script, "bias_o", 32, |index| numbered(index).bias).rest(1);
    script = script.cycle(&[("swap_i", 1)]);
    script = sees_columns(script, "bias_o", 32, |index| numbered(index).bias).rest(1);
    script = sees_columns(script, "bias_o", 32, |index| numbered(COLUMNS + index).bias).rest(11);
    script = sees_columns(script, "high_o", 8, |index| numbered(index).high).rest(1);
    sees_columns(script, "high_o", 8, |index| numbered(COLUMNS + index).high)
}

/// What every output shows of a whole set.
fn sees_set(mut script: Script, column: impl Fn(usize) -> Column) -> Script {
    script = sees_columns(script, "bias_o", 32, |index| column(index).bias);
    script = sees_columns(script, "multiplier_o", 32, |index| column(index).multiplier);
    script = sees_columns(script, "shift_o", 6, |index| column(index).shift);
    script = sees_columns(script, "zero_point_o", 8, |index| column(index).zero_point);
    script = sees_columns(script, "low_o", 8, |index| column(index).low);
    sees_columns(script, "high_o", 8, |index| column(index).high)
}

/// Three swaps, the second with raw: it takes bias and range of the shadow set, and a scaling of its own in the cycles
/// of the fields. The third takes the whole of the same shadow set. `raw_i` matters in the cycle of the swap alone:
/// in the others it is high around the first and the third, and low around the second.
fn raw() -> Script {
    let first = numbered;
    let second = |index: usize| numbered(COLUMNS + index);
    let plain = |index: usize| Column { multiplier: 1, shift: 0, zero_point: 0, ..second(index) };

    let mut script = Script::of("parameters").resting(&[("raw_i", 1)]);
    for index in 0..2 * COLUMNS {
        script = offered(script, numbered(index), index % COLUMNS == COLUMNS - 1);
    }
    script = script.cycle(&[("swap_i", 1), ("raw_i", 0)]).rest(13);
    script = sees_set(script, first).resting(&[("raw_i", 0)]);

    script = script.cycle(&[("swap_i", 1), ("raw_i", 1)]).rest(2);
    script = sees_columns(script, "multiplier_o", 32, |index| first(index).multiplier).rest(1);
    script = sees_columns(script, "multiplier_o", 32, |_| 1).rest(4);
    script = sees_columns(script, "shift_o", 6, |index| first(index).shift).rest(1);
    script = sees_columns(script, "shift_o", 6, |_| 0).rest(3);
    script = sees_columns(script, "zero_point_o", 8, |index| first(index).zero_point).rest(1);
    script = sees_columns(script, "zero_point_o", 8, |_| 0).rest(1);
    script = sees_set(script, plain).resting(&[("raw_i", 1)]).rest(14);

    script = sees_set(script, plain).cycle(&[("swap_i", 1), ("raw_i", 0)]).rest(13);
    sees_set(script, second)
}

/// `tlast` too early, missing, and where it should be; the count of the set is not moved by it.
fn framing() -> Script {
    let mut script = Script::of("parameters");
    let lasts = [false, true, false, false, false, false, false, true];
    for (index, last) in lasts.into_iter().enumerate() {
        script = offered(script, numbered(0), last);
        if index > 0 {
            let wrong = lasts[index - 1] != (index % COLUMNS == 0);
            script = script.sees(&[("framing_o", i64::from(wrong)), ("set_o", i64::from(index % COLUMNS == 0))]);
        }
    }
    script.rest(1).sees(&[("framing_o", 0), ("set_o", 1)]).rest(1).sees(&[("framing_o", 0), ("set_o", 0)])
}

fn bias_range() -> Script {
    let limit = Column::BIAS_LIMIT;
    let biases = [limit, limit + 1, -limit, -limit - 1, i32::MAX, i32::MIN, 0, -1];
    let mut script = Script::of("parameters");
    for (index, bias) in biases.into_iter().enumerate() {
        script = offered(script, Column { bias, ..numbered(0) }, index % COLUMNS == COLUMNS - 1);
        if index > 0 {
            let outside = biases[index - 1] > limit || biases[index - 1] < -limit;
            script = script.sees(&[("bias_range_o", i64::from(outside))]);
        }
    }
    script.rest(1).sees(&[("bias_range_o", 0)])
}
