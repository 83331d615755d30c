//! Cases of `parameters`.

use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "parameters", cases: 400, cycles: 80 }

/// Columns at the size of the test.
const COLUMNS: usize = 4;

/// The parameters of a column.
#[derive(Clone, Copy)]
struct Column {
    bias: i64,
    multiplier: i64,
    shift: i64,
    zero_point: i64,
    low: i64,
    high: i64,
}

impl Column {
    /// Parameters that tell the column and its set.
    fn numbered(number: i64) -> Self {
        Self {
            bias: -1000 - number,
            multiplier: (1 << 30) + number,
            shift: 31 + number,
            zero_point: number - 7,
            low: -100 + number,
            high: 100 + number,
        }
    }

    /// The two halves of the beat, with every bit of no field set: they must not matter.
    fn beat(&self) -> [i64; 2] {
        let byte = |value: i64, offset: u32| (value & 0xff) << offset;
        let fields = self.shift & 63 | byte(self.zero_point, 8) | byte(self.low, 16) | byte(self.high, 24);
        [self.bias & 0xffff_ffff | self.multiplier << 32, fields | 0b11 << 6 | !0xffff_ffff]
    }
}

pub fn listed() -> Vec<Script> {
    vec![one_set(), next_set_during_swap(), raw(), framing(), bias_range()]
}

/// Offers the beat of a column.
fn offered(script: Script, column: Column, last: bool) -> Script {
    script.cycle(&[("parameter_valid_i", 1), ("parameter_last_i", i64::from(last))]).lanes(
        "parameter_data_i",
        64,
        &column.beat(),
    )
}

/// What an output shows for every column.
fn sees_columns(mut script: Script, port: &'static str, width: usize, value: impl Fn(usize) -> i64) -> Script {
    for column in 0..COLUMNS {
        script = script.sees_lane(port, column, width, value(column));
    }
    script
}

/// Four beats, their set, and the swap that brings each field to its output in its own cycle.
fn one_set() -> Script {
    let column = |index: usize| Column::numbered(index as i64);
    let mut script = Script::of("parameters");
    for index in 0..COLUMNS {
        script = offered(script, column(index), index == COLUMNS - 1);
        script = script.sees(&[("parameter_ready_o", 1), ("set_o", 0)]);
    }
    // Beats enter the queue at 0 to 3 and leave it at 2 to 5.
    script = script.rest(1).sees(&[("set_o", 1), ("framing_o", 0), ("bias_range_o", 0)]);
    script = script.rest(1).sees(&[("set_o", 0)]).cycle(&[("swap_i", 1)]);
    script = sees_columns(script, "bias_o", 32, |_| 0).rest(1);
    script = sees_columns(script, "bias_o", 32, |index| column(index).bias).rest(1);
    script = sees_columns(script, "multiplier_o", 32, |_| 0).rest(1);
    script = sees_columns(script, "multiplier_o", 32, |index| column(index).multiplier).rest(4);
    script = sees_columns(script, "shift_o", 6, |_| 0).rest(1);
    script = sees_columns(script, "shift_o", 6, |index| column(index).shift).rest(3);
    script = sees_columns(script, "zero_point_o", 8, |_| 0).rest(1);
    script = sees_columns(script, "zero_point_o", 8, |index| column(index).zero_point);
    script = sees_columns(script, "low_o", 8, |_| 0);
    script = sees_columns(script, "high_o", 8, |_| 0).rest(1);
    script = sees_columns(script, "low_o", 8, |index| column(index).low);
    sees_columns(script, "high_o", 8, |index| column(index).high)
}

/// The first column of the next set is loaded in the cycle of the swap, which still takes the set before.
fn next_set_during_swap() -> Script {
    let mut script = Script::of("parameters");
    for index in 0..2 * COLUMNS {
        script = offered(script, Column::numbered(index as i64), index % COLUMNS == COLUMNS - 1);
    }
    script = script.cycle(&[("swap_i", 1)]).sees(&[("set_o", 1)]).rest(2);
    script = sees_columns(script, "bias_o", 32, |index| Column::numbered(index as i64).bias).rest(1);
    script = script.cycle(&[("swap_i", 1)]);
    script = sees_columns(script, "bias_o", 32, |index| Column::numbered(index as i64).bias).rest(1);
    script = sees_columns(script, "bias_o", 32, |index| Column::numbered((COLUMNS + index) as i64).bias).rest(11);
    script = sees_columns(script, "high_o", 8, |index| Column::numbered(index as i64).high).rest(1);
    sees_columns(script, "high_o", 8, |index| Column::numbered((COLUMNS + index) as i64).high)
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
    let first = |index: usize| Column::numbered(index as i64);
    let second = |index: usize| Column::numbered((COLUMNS + index) as i64);
    let plain = |index: usize| Column { multiplier: 1, shift: 0, zero_point: 0, ..second(index) };

    let mut script = Script::of("parameters").resting(&[("raw_i", 1)]);
    for index in 0..2 * COLUMNS {
        script = offered(script, Column::numbered(index as i64), index % COLUMNS == COLUMNS - 1);
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
        script = offered(script, Column::numbered(0), last);
        if index > 0 {
            let wrong = lasts[index - 1] != (index % COLUMNS == 0);
            script = script.sees(&[("framing_o", i64::from(wrong)), ("set_o", i64::from(index % COLUMNS == 0))]);
        }
    }
    script.rest(1).sees(&[("framing_o", 0), ("set_o", 1)]).rest(1).sees(&[("framing_o", 0), ("set_o", 0)])
}

fn bias_range() -> Script {
    let limit = 1 << 30;
    let biases = [limit, limit + 1, -limit, -limit - 1, i64::from(i32::MAX), i64::from(i32::MIN), 0, -1];
    let mut script = Script::of("parameters");
    for (index, bias) in biases.into_iter().enumerate() {
        script = offered(script, Column { bias, ..Column::numbered(0) }, index % COLUMNS == COLUMNS - 1);
        if index > 0 {
            let outside = biases[index - 1] > limit || biases[index - 1] < -limit;
            script = script.sees(&[("bias_range_o", i64::from(outside))]);
        }
    }
    script.rest(1).sees(&[("bias_range_o", 0)])
}
