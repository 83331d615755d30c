//! Reads the output of OpenSTA: the lines of `timing.tcl` that begin with `figure`.

use super::names::in_source;
use super::timing::Timing;
use crate::error::FlowError;
use std::fs;
use std::path::Path;

/// Whether OpenSTA came to the end of its script: that of 2019 ends with exit code 0 whatever happens.
pub fn is_complete(log: &Path) -> bool {
    fs::read_to_string(log).is_ok_and(|text| text.lines().any(|line| line == "figure complete"))
}

/// The critical path between registers; none if the design has no such path.
pub fn read(log: &Path) -> Result<Option<Timing>, FlowError> {
    let text = fs::read_to_string(log).map_err(FlowError::file("read", log))?;
    timing(&text).map_err(|reason| FlowError::Result { path: log.to_owned(), reason: reason.to_owned() })
}

fn timing(text: &str) -> Result<Option<Timing>, &'static str> {
    let figure = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix("figure ")?.strip_prefix(name));
        lines.next().map(str::trim)
    };
    let path = figure("register_to_register ").ok_or("it has no line `figure register_to_register`")?;
    if path == "none" {
        return Ok(None);
    }
    let number = |name: &str| figure(name).and_then(|number| number.parse::<f64>().ok()).filter(|number| *number > 0.0);
    let path_ns = number("critical_path_ns ").ok_or("it has no `figure critical_path_ns`")?;
    let period = number("minimum_period_ns ").ok_or("it has no `figure minimum_period_ns`")?;
    let (_, ends) = path.split_once(" from ").ok_or("its critical path has no start")?;
    let (from, to) = ends.split_once(" to ").ok_or("its critical path has no end")?;
    Ok(Some(Timing { megahertz: 1000.0 / period, path_ns, from: register(from), to: register(to) }))
}

/// The register of a pin like `row_0.sum_q[3]_register/D`.
fn register(pin: &str) -> String {
    in_source(pin.rsplit_once('/').map_or(pin, |(cell, _)| cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As OpenSTA printed it for a tiny array, shortened.
    const SAID: &str = "\
Clock                   Period          Waveform
figure register_to_register slack_ns 0.1234 from row_3.cell_1.active_q[4]_register/CLK to row_3.cell_1.product_q[15]_register/D
figure input_to_register slack_ns 1.0000 from weight_i[3] to row_0.cell_0.shadow_q[3]_register/D
figure critical_path_ns 4.6266
figure minimum_period_ns 4.8701
Startpoint: row_3.cell_1.active_q[4]_register
";

    #[test]
    fn the_slowest_path_is_in_names_of_the_source() {
        let timing = timing(SAID).expect("well formed").expect("a path");
        assert_eq!(timing.from, "row[3].cell[1].active_q[4]");
        assert_eq!(timing.to, "row[3].cell[1].product_q[15]");
        assert!((timing.megahertz - 205.335).abs() < 0.01, "{}", timing.megahertz);
    }

    #[test]
    fn no_path_is_no_timing_and_no_figure_is_an_error() {
        assert_eq!(timing("figure register_to_register none\n"), Ok(None));
        for text in ["", "figure register_to_register slack_ns 1 from a to b\n", "figure critical_path_ns 3\n"] {
            assert!(timing(text).is_err(), "{text}");
        }
    }
}
