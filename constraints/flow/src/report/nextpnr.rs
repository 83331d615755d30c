//! Reads the report of nextpnr.

use super::names::in_source;
use super::netlist::Netlist;
use super::timing::Timing;
use crate::error::FlowError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The use of one resource of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// How many.
    pub used: u64,
    /// Of how many.
    pub available: u64,
}

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    critical_paths: Vec<TimingPath>,
    fmax: BTreeMap<String, Clock>,
    utilization: BTreeMap<String, Use>,
}

#[derive(Deserialize)]
struct Clock {
    achieved: f64,
}

#[derive(Deserialize)]
struct TimingPath {
    from: String,
    to: String,
    path: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    delay: f64,
    from: End,
    to: End,
    net: Option<String>,
}

#[derive(Deserialize)]
struct End {
    cell: String,
}

/// The clock and its path, and what of the device is in use, by its own names.
pub fn read(report: &Path, netlist: &Netlist) -> Result<(Timing, BTreeMap<String, Use>), FlowError> {
    let text = fs::read(report).map_err(FlowError::file("read", report))?;
    let wrong = |reason: String| FlowError::Result { path: report.to_owned(), reason };
    let report: Report = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let clock = report.fmax.iter().min_by(|one, other| one.1.achieved.total_cmp(&other.1.achieved));
    let (name, clock) = clock.ok_or_else(|| wrong("it has no clock".to_owned()))?;
    let between = |path: &&TimingPath| path.from.ends_with(name.as_str()) && path.to.ends_with(name.as_str());
    let path =
        report.critical_paths.iter().find(between).ok_or_else(|| wrong("it has no path of the clock".to_owned()))?;
    let (from, to) = ends(path, netlist).ok_or_else(|| wrong("its critical path has no ends".to_owned()))?;
    let path_ns = path.path.iter().map(|segment| segment.delay).sum();
    let used = report.utilization.into_iter().filter(|(_, count)| count.used.min(count.available) > 0).collect();
    Ok((Timing { megahertz: clock.achieved, path_ns, from, to }, used))
}

/// Start and end of a path in names of the source. The net behind a register bears its name; a hard block, whose
/// pins bear none, is called by its own.
fn ends(path: &TimingPath, netlist: &Netlist) -> Option<(String, String)> {
    let (first, last) = (path.path.first()?, path.path.last()?);
    let net = path.path.iter().find_map(|segment| segment.net.as_deref());
    let from = netlist.register(&first.from.cell);
    let from = from.or_else(|| net.map(in_source)).unwrap_or_else(|| in_source(&first.from.cell));
    let to = netlist.register(&last.to.cell).unwrap_or_else(|| in_source(&last.to.cell));
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As nextpnr-ecp5 0.11 wrote it for an array in its harness, shortened: two segments of the path, one path that
    /// comes from a pad.
    const REPORT: &str = r#"{
      "critical_paths": [
        {"from": "<async>", "to": "posedge $glbnet$clk_i$TRELLIS_IO_IN", "path": [
          {"type": "source", "delay": 0, "from": {"cell": "take_i$tr_io", "loc": [0, 53], "port": "O"},
           "to": {"cell": "take_i$tr_io", "loc": [0, 53], "port": "O"}}]},
        {"from": "posedge $glbnet$clk_i$TRELLIS_IO_IN", "to": "posedge $glbnet$clk_i$TRELLIS_IO_IN", "path": [
          {"type": "clk-to-q", "delay": 0.525, "from": {"cell": "dut.row_3.cell_0.active_q_TRELLIS_FF_Q_9", "port": "CLK"},
           "to": {"cell": "dut.row_3.cell_0.active_q_TRELLIS_FF_Q_9", "port": "Q"}},
          {"type": "routing", "delay": 1.083, "net": "dut.row_3.cell_0.active_q[4]", "sources": ["pe.v:36.25-36.33"],
           "from": {"cell": "dut.row_3.cell_0.active_q_TRELLIS_FF_Q_9", "port": "Q"},
           "to": {"cell": "dut.row_3.cell_0.product_q_MULT18X18D_P0", "port": "A4"}},
          {"type": "setup", "delay": 0.392, "from": {"cell": "dut.row_3.cell_0.product_q_MULT18X18D_P0", "port": "A4"},
           "to": {"cell": "dut.row_3.cell_0.product_q_MULT18X18D_P0", "port": "A4"}}]}],
      "fmax": {"$glbnet$clk_i$TRELLIS_IO_IN": {"achieved": 140.33, "constraint": 180.0}},
      "utilization": {"TRELLIS_COMB": {"available": 83640, "used": 339}, "DCUA": {"available": 2, "used": 0},
        "DUMMY_CELL": {"available": 0, "used": 1}}}"#;

    const NETLIST: &str = r#"{"modules": {"harness": {"cells": {}, "netnames": {}}}}"#;

    fn read_text(report: &str) -> Result<(Timing, BTreeMap<String, Use>), FlowError> {
        let folder = tempfile::tempdir().expect("a folder");
        let (said, netlist) = (folder.path().join("nextpnr.json"), folder.path().join("netlist.json"));
        fs::write(&said, report).expect("written");
        fs::write(&netlist, NETLIST).expect("written");
        read(&said, &Netlist::read(&netlist, "harness").expect("well formed"))
    }

    #[test]
    fn the_clock_comes_with_its_path_and_what_is_in_use() {
        let (timing, used) = read_text(REPORT).expect("well formed");
        assert_eq!(timing.megahertz, 140.33);
        assert!((timing.path_ns - 2.0).abs() < 1e-9, "{}", timing.path_ns);
        assert_eq!(timing.from, "row[3].cell[0].active_q[4]");
        assert_eq!(timing.to, "row[3].cell[0].product_q");
        let names: Vec<&str> = used.keys().map(String::as_str).collect();
        assert_eq!(names, ["TRELLIS_COMB"]);
    }

    #[test]
    fn a_report_without_a_clock_is_none() {
        let no_path = REPORT.replace("\"to\": \"posedge", "\"to\": \"another");
        for text in
            ["", "{}", r#"{"fmax": {}, "utilization": {}}"#, &no_path.replace("IO_IN\", \"path", "IO\", \"path")]
        {
            assert!(read_text(text).is_err(), "{text}");
        }
    }
}
