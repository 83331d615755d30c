//! Nextpnr: how it is told what to do for a target, and its report.

use crate::error::FlowError;
use crate::names::in_source;
use crate::netlist::Netlist;
use crate::timing::Timing;
use seedchip_params::{HarnessPin, Target, Technology};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What of a device is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// How many.
    pub used: u64,
    /// Of how many.
    pub available: u64,
}

/// How a target is placed and routed.
pub struct Nextpnr {
    /// The family that its program is called after.
    pub family: &'static str,
    /// Arguments but for netlist, clock, seed and report.
    pub arguments: Vec<String>,
}

impl Nextpnr {
    /// For a target that it can place.
    pub fn of(target: &Target) -> Option<Self> {
        let Technology::Fpga { device, package, speed, .. } = target.technology else { return None };
        let (family, constraints, arguments) = match target.name {
            "ecp5" => (
                "ecp5",
                "seedchip.lpf",
                vec![
                    format!("--{device}"),
                    "--package".into(),
                    package.into(),
                    "--speed".into(),
                    speed.into(),
                    "--lpf".into(),
                ],
            ),
            "ice40" => (
                "ice40",
                "seedchip.pcf",
                vec![format!("--{device}"), "--package".into(), package.into(), "--pcf".into()],
            ),
            "gowin" => (
                "himbaechel-gowin",
                "seedchip.cst",
                vec!["--device".into(), device.into(), "--vopt".into(), "family=GW2A-18".into(), "--vopt".into()],
            ),
            _ => return None,
        };
        let mut arguments: Vec<String> = arguments;
        arguments.push(if family == "himbaechel-gowin" {
            format!("cst={constraints}")
        } else {
            constraints.to_owned()
        });
        Some(Self { family, arguments })
    }
}

/// The lines that put the harness's pins on their balls, in the target's own syntax.
pub fn pin_lines(target: &Target) -> String {
    let Technology::Fpga { pins, .. } = target.technology else { return String::new() };
    let line = |HarnessPin { port, site }: &HarnessPin| match target.name {
        "ecp5" => format!("LOCATE COMP \"{port}\" SITE \"{site}\";\nIOBUF PORT \"{port}\" IO_TYPE=LVCMOS33;"),
        "gowin" => format!("IO_LOC \"{port}\" {site};\nIO_PORT \"{port}\" IO_TYPE=LVCMOS33;"),
        _ => format!("set_io {port} {site}"),
    };
    pins.iter().map(line).collect::<Vec<_>>().join("\n")
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
    let (from, to) = ends(path, netlist).ok_or_else(|| wrong("its slowest path has no ends".to_owned()))?;
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
