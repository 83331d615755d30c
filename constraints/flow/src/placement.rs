//! Place and route of a block in its test harness.

use crate::design::harness;
use crate::error::FlowError;
use crate::folder::NETLIST_JSON;
use crate::folder::cache::{Key, Locked, forget, load, read, store};
use crate::job::Job;
use crate::progress::Progress;
use crate::report::netlist::Netlist;
use crate::report::{Placement, Report, nextpnr};
use crate::synthesis::synthesise_design;
use crate::target::{Nextpnr, Target, Technology};
use crate::tool::{Tools, run};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The name of a placement's result: these around its seed.
const PREFIX: &str = "placement_";
const SUFFIX: &str = ".json";

/// Synthesises the block of a job in its harness, and places and routes it once per seed. Results of the same
/// inputs, scripts and tools that are in the folder already are taken as they are.
pub fn place_and_route(
    job: &Job,
    seeds: &[u32],
    progress: &mut dyn Progress,
) -> Result<(Report, Vec<Placement>), FlowError> {
    // First whether anything here places the target: other errors would not help.
    let nextpnr = placer(job)?;
    job.check()?;
    let design = job.source.design(&job.configuration)?;
    if !design.clocked() {
        return Err(FlowError::NoClock { block: job.source.name().to_owned() });
    }
    let tool = Tools::find().nextpnr(&nextpnr.family)?;
    let report = synthesise_design(job, &design, true, progress)?;
    let mut netlist = None;
    let mut placements = Vec::with_capacity(seeds.len());
    for seed in seeds {
        let said = format!("nextpnr_{seed}.json");
        // Plain names: a folder in them may mean another place to a tool that runs in a sandbox.
        let (frequency, number) = (job.megahertz().to_string(), seed.to_string());
        let mut arguments: Vec<&str> = nextpnr.arguments.iter().map(String::as_str).collect();
        arguments.extend(["--json", NETLIST_JSON, "--freq", &frequency, "--timing-allow-fail"]);
        arguments.extend(["--report", &said, "--seed", &number]);
        let mut key = Key::new();
        for part in [report.key.as_str(), &tool.name, &tool.version].iter().chain(&arguments) {
            key.add(part.as_bytes());
        }
        let key = key.finish();
        let _lock = Locked::open(&job.folder, progress)?;
        let result = job.folder.join(format!("{PREFIX}{seed}{SUFFIX}"));
        if let Some(placement) = load::<Placement>(&result).filter(|placement| placement.key == key) {
            placements.push(Placement { reused: true, ..placement });
            continue;
        }
        forget(&result)?;
        run(&tool, &arguments, &job.folder, &format!("nextpnr_{seed}.log"), progress)?;
        let netlist = match &netlist {
            Some(netlist) => netlist,
            None => netlist.insert(Netlist::read(&report.netlist_json(), &report.top)?),
        };
        let (timing, used) = nextpnr::read(&job.folder.join(&said), netlist)?;
        let mut versions = report.versions.clone();
        versions.insert(tool.name.clone(), tool.version.clone());
        let harness_flip_flops = harness::flip_flops(&design);
        let placement = Placement { seed: *seed, timing, used, harness_flip_flops, versions, key, reused: false };
        store(&placement, &result)?;
        placements.push(placement);
    }
    Ok((report, placements))
}

/// The kept placements in the folder of a job; none if there is no folder.
pub(crate) fn kept(folder: &Path) -> Result<Vec<Placement>, FlowError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => return Ok(Vec::new()),
        entries => entries.map_err(FlowError::file("read the folder", folder))?,
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let results = names.filter(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
    results.filter_map(|name| read(&folder.join(name)).transpose()).collect()
}

/// Whether [`place_and_route`] can do anything for a target.
pub fn is_placed_here(target: &Target) -> bool {
    matches!(target.technology, Technology::Nextpnr(_))
}

/// The arguments of nextpnr for a job's target; for a target without nextpnr, the error names its tool.
pub(crate) fn placer(job: &Job) -> Result<&'static Nextpnr, FlowError> {
    let (configuration, tool) = match &job.target.technology {
        Technology::Nextpnr(nextpnr) => return Ok(nextpnr),
        Technology::Vivado(_) => ("vivado.tcl", "Vivado"),
        Technology::StandardCells(_) => ("openroad.mk", "OpenROAD (openroad-flow-scripts)"),
    };
    Err(FlowError::NotPlaced { target: job.target.name, configuration, tool })
}
