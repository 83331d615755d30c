//! The datapath as a component for block designs: literal widths alone, which every tool can evaluate.

use super::VERSION;
use super::template::{Value, fill_in, value};
use seedchip_spec::{Column, Command, Configuration, Status};

const TEMPLATE: &str = include_str!("wrapper.v");

/// Bits of a word of a command or a status.
const WORD: usize = 32;

/// The wrapper's module for a configuration.
pub fn module(configuration: &Configuration) -> String {
    format!("seedchip_axis_{}", configuration.name())
}

/// The wrapper's Verilog.
pub fn verilog(configuration: &Configuration) -> anyhow::Result<String> {
    let (rows, columns) = (configuration.rows(), configuration.columns());
    let (lines, lanes) = (rows.next_power_of_two(), columns.next_power_of_two());
    let mut values = vec![
        value("CONFIGURATION", configuration.name()),
        value("VERSION", VERSION),
        value("WEIGHT_TOP", 8 * lanes - 1),
        value("ACTIVATION_TOP", 8 * lines - 1),
        value("RESULT_TOP", 32 * lanes - 1),
        value("KEEP_TOP", 4 * lanes - 1),
        value("OWN_WEIGHT_TOP", 8 * columns - 1),
        value("OWN_ACTIVATION_TOP", 8 * rows - 1),
        value("OWN_RESULT_TOP", 32 * columns - 1),
        value("OWN_KEEP_TOP", 4 * columns - 1),
        value("RESULT", extended("result", 32 * columns, 32 * lanes)),
        value("KEEP", extended("keep", 4 * columns, 4 * lanes)),
        value("BLOCKS", configuration.blocks()),
        value("SCALE_BUS", if configuration.blocks() == 0 { "" } else { ":s_axis_scale" }),
        value("PARAMETER_BITS", Column::WIDTH),
        value("PARAMETER_TOP", Column::WIDTH - 1),
        value("COMMAND_TOP", Command::WIDTH - 1),
        value("COMMAND_PADDING", format!("{}'d0", Command::WIDTH - WORD)),
        value("STATUS_TOP", Status::WIDTH - 1),
    ];
    values.extend(words(
        Command::WIDTH,
        ["COMMAND_WORDS", "COMMAND_WORD_TOP", "FIRST_COMMAND_WORD", "NEXT_COMMAND_WORD", "LAST_COMMAND_WORD"],
    ));
    values.extend(words(
        Status::WIDTH,
        ["STATUS_WORDS", "STATUS_WORD_TOP", "FIRST_STATUS_WORD", "NEXT_STATUS_WORD", "LAST_STATUS_WORD"],
    ));
    fill_in(TEMPLATE, &values)
}

/// How many words `width` bits are, the highest bit of an index to them, and the index as a literal: 0, 1 and the
/// last one.
fn words(width: usize, names: [&'static str; 5]) -> [Value; 5] {
    let words = width / WORD;
    let bits = words.next_power_of_two().ilog2();
    let index = |word: usize| format!("{bits}'d{word}");
    let values = [words.to_string(), (bits - 1).to_string(), index(0), index(1), index(words - 1)];
    let mut values = values.into_iter();
    names.map(|name| value(name, values.next().unwrap_or_default()))
}

/// `name` of `from` bits in `to` bits.
fn extended(name: &str, from: usize, to: usize) -> String {
    if from == to { name.to_owned() } else { format!("{{{}'d0, {name}}}", to - from) }
}
