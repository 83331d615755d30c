//! The timing diagrams: their signals and cycles.

use crate::measure::{Sink, waveform};
use crate::waves::{Radix, Row, draw, high};
use anyhow::Context;
use seedchip_sim::waves::Samples;
use seedchip_spec::Configuration;
use std::ops::Range;
use std::path::Path;

/// A diagram.
pub struct Diagram {
    /// The name of its file, without the suffix.
    pub name: &'static str,
    /// Its caption.
    pub caption: String,
    /// The picture.
    pub svg: String,
}

/// All diagrams of a configuration. `folder` is for temporary waveforms.
pub fn all(configuration: &Configuration, folder: &Path) -> anyhow::Result<Vec<Diagram>> {
    Ok(vec![stall(configuration, folder)?, command(configuration, folder)?, tile(configuration, folder)?])
}

fn wire(signal: &'static str) -> Row {
    Row { signal, bits: None, radix: Radix::Hexadecimal, valid: None }
}

fn bus(signal: &'static str, bits: Range<usize>, radix: Radix, valid: Option<&'static str>) -> Row {
    Row { signal, bits: Some(bits), radix, valid }
}

/// Samples the signals of the rows.
fn sample(configuration: &Configuration, sink: Sink, rows: &[Row], folder: &Path) -> anyhow::Result<Vec<Samples>> {
    let mut signals: Vec<&str> = rows.iter().flat_map(|row| [Some(row.signal), row.valid]).flatten().collect();
    signals.sort_unstable();
    signals.dedup();
    waveform(configuration, sink, &signals, folder)
}

/// The first cycle, from one on, in which a signal is high.
fn first(samples: &[Samples], signal: &str, from: u64) -> anyhow::Result<u64> {
    let end = samples.first().map_or(0, |samples| samples.first + samples.values.len() as u64);
    let found = (from..end).find(|cycle| high(samples, signal, *cycle));
    found.with_context(|| format!("`{signal}` is not high from cycle {from} on"))
}

/// A stream with back-pressure.
fn stall(configuration: &Configuration, folder: &Path) -> anyhow::Result<Diagram> {
    let valid = "m_axis_result_tvalid";
    let rows = [
        wire(valid),
        wire("m_axis_result_tready"),
        bus("m_axis_result_tdata", 0..8, Radix::Signed, Some(valid)),
        bus("m_axis_result_tkeep", 0..4, Radix::Hexadecimal, Some(valid)),
        wire("m_axis_result_tlast"),
    ];
    let samples = sample(configuration, Sink::Stalls, &rows, folder)?;
    let begin = first(&samples, valid, 0)?;
    let end = first(&samples, "m_axis_result_tlast", begin)?;
    let end = (end..end + 64).find(|cycle| !high(&samples, valid, *cycle)).unwrap_or(end);
    Ok(Diagram {
        name: "handshake",
        caption:
            "Back-pressure: results of one command whose receiver is not always ready. A dot marks a beat that passes; \
             a waiting beat does not change. Lane 0 is shown."
                .to_owned(),
        svg: draw(&rows, &samples, begin.saturating_sub(2)..end + 2, "Handshake with stalls"),
    })
}

/// A command from its acceptance to its status.
fn command(configuration: &Configuration, folder: &Path) -> anyhow::Result<Diagram> {
    let rows = [
        "s_axis_command_tvalid",
        "s_axis_command_tready",
        "s_axis_weight_tvalid",
        "s_axis_weight_tready",
        "s_axis_parameter_tvalid",
        "s_axis_parameter_tready",
        "s_axis_activation_tvalid",
        "s_axis_activation_tready",
        "s_axis_activation_tlast",
        "m_axis_result_tvalid",
        "m_axis_result_tready",
        "m_axis_result_tlast",
        "m_axis_status_tvalid",
        "m_axis_status_tready",
    ]
    .map(wire);
    let samples = sample(configuration, Sink::Ready, &rows, folder)?;
    let begin = first(&samples, "s_axis_command_tvalid", 0)?;
    let end = first(&samples, "m_axis_status_tvalid", begin)?;
    Ok(Diagram {
        name: "command",
        caption: format!(
            "A command from its acceptance to its status: one tile, m = {}, n = {}, k = {}, no stalls. Cycles are \
             numbered from power-up.",
            configuration.accumulators().min(6),
            configuration.columns(),
            configuration.rows()
        ),
        svg: draw(&rows, &samples, begin.saturating_sub(1)..end + 2, "A command"),
    })
}

/// A tile from its launch to its results.
fn tile(configuration: &Configuration, folder: &Path) -> anyhow::Result<Diagram> {
    let valid = "m_axis_result_tvalid";
    let rows = [
        wire("launcher_activation_ready_o"),
        wire("launcher_swap_o"),
        wire("launcher_result_o"),
        bus("activations_down_data_o", 0..8, Radix::Signed, Some("launcher_activation_ready_o")),
        bus("array_sum_o", 0..configuration.sum_bits(), Radix::Signed, None),
        wire("back_half_arrived_o"),
        bus("back_half_row_o", 0..32, Radix::Signed, Some("collector_feed_o")),
        bus("converter_result_o", 0..8, Radix::Signed, Some("converter_valid_o")),
        wire(valid),
        bus("m_axis_result_tdata", 0..8, Radix::Signed, Some(valid)),
        wire("m_axis_result_tlast"),
    ];
    let samples = sample(configuration, Sink::Ready, &rows, folder)?;
    let begin = first(&samples, "launcher_activation_ready_o", 0)?;
    let end = first(&samples, "m_axis_result_tlast", begin)?;
    Ok(Diagram {
        name: "tile",
        caption:
            "A tile from the launch of its rows to their results, row 0 and column 0 of the array: the activation \
                  enters, the column's sum leaves the array, the row arrives in the memory of waiting rows, its groups \
                  enter the convert lanes one after the other, and four rows make a beat. Same command as above."
                .to_owned(),
        svg: draw(&rows, &samples, begin.saturating_sub(1)..end + 2, "A tile from launch to result"),
    })
}
