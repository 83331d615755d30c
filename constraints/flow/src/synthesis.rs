//! Synthesis: from a block to a netlist of the target's cells and its size.

use crate::design::{Design, NamedText, harness};
use crate::error::FlowError;
use crate::folder::cache::{Key, Locked, forget, load, store};
use crate::folder::liberty::{self, Liberty};
use crate::folder::{NETLIST_JSON, NETLIST_VERILOG, PLOT, REPORT, SOURCES, files};
use crate::job::Job;
use crate::progress::Progress;
use crate::report::{Report, Versions, opensta, plot, statistics};
use crate::tool::{Tool, Tools, failure, run};
use std::fs;
use std::path::Path;

const STAT: &str = "stat.json";
const BY_BLOCK: &str = "by_block.json";
const TIMING_LOG: &str = "timing.log";

/// Synthesises the block of a job alone. A result of the same inputs, scripts and tools that is in the folder
/// already is taken as it is.
pub fn synthesise(job: &Job, progress: &mut dyn Progress) -> Result<Report, FlowError> {
    job.check()?;
    let design = job.source.design(&job.configuration)?;
    synthesise_design(job, &design, false, progress)
}

/// The same of a design that was made already, in its harness or alone.
pub(crate) fn synthesise_design(
    job: &Job,
    design: &Design,
    with_harness: bool,
    progress: &mut dyn Progress,
) -> Result<Report, FlowError> {
    let tools = Tools::find();
    let yosys = tools.yosys()?;
    let opensta = (job.is_asic() && design.clocked()).then(|| tools.opensta()).transpose()?;
    let libraries = liberty::read(job)?;
    let nand2 = liberty::nand2_area(job, &libraries)?;
    let names: Vec<String> = libraries.iter().map(|file| file.name.clone()).collect();
    let files = files::files(job, design, with_harness, &names);
    let used: Vec<&Tool> = [&yosys].into_iter().chain(&opensta).collect();
    let versions: Versions = used.iter().map(|tool| (tool.name.clone(), tool.version.clone())).collect();
    let key = key(&files, &libraries, &used);

    let folder = &job.folder;
    let _lock = Locked::open(folder, progress)?;
    let path = folder.join(REPORT);
    if let Some(report) = load::<Report>(&path).filter(|report| report.key == key && complete(folder, job)) {
        return Ok(Report { folder: folder.clone(), reused: true, ..report });
    }
    forget(&path)?;
    write(folder, &files, &libraries)?;

    run(&yosys, &["synth.ys"], folder, "yosys.log", progress)?;
    if let Some(tool) = &opensta {
        run(tool, &["timing.tcl"], folder, TIMING_LOG, progress)?;
        let log = folder.join(TIMING_LOG);
        if !opensta::is_complete(&log) {
            return Err(failure(tool, "its script was not completed", log));
        }
    }
    let (size, kinds) = statistics::flat(&folder.join(STAT))?;
    let top = if with_harness { harness::MODULE } else { &design.top };
    let report = Report {
        target: job.target.name.to_owned(),
        configuration: job.configuration.name().to_owned(),
        block: job.source.name().to_owned(),
        top: top.to_owned(),
        structure: job.is_asic().then_some(job.structure),
        goal_megahertz: job.megahertz(),
        size,
        nand2: nand2.map(|area| size.area / area),
        kinds,
        by_block: statistics::by_block(&folder.join(BY_BLOCK), top)?,
        timing: opensta.is_some().then(|| opensta::read(&folder.join(TIMING_LOG))).transpose()?.flatten(),
        versions,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        key,
        folder: folder.clone(),
        reused: false,
    };
    plot::area_by_block(&report, &folder.join(PLOT))?;
    store(&report, &path)?;
    Ok(report)
}

fn key(files: &[NamedText], libraries: &[Liberty], tools: &[&Tool]) -> String {
    let mut key = Key::new();
    key.add(env!("CARGO_PKG_VERSION").as_bytes());
    for tool in tools {
        key.add(tool.name.as_bytes());
        key.add(tool.version.as_bytes());
    }
    key.files(files);
    key.liberty(libraries);
    key.finish()
}

/// Whether the files that a report speaks of are there.
fn complete(folder: &Path, job: &Job) -> bool {
    let json = if job.is_asic() { NETLIST_VERILOG } else { NETLIST_JSON };
    [NETLIST_VERILOG, json, STAT, BY_BLOCK, PLOT].iter().all(|name| folder.join(name).is_file())
}

/// Writes the files that a run begins with. Verilog of an earlier run goes: it would be no part of this one.
fn write(folder: &Path, files: &[NamedText], libraries: &[Liberty]) -> Result<(), FlowError> {
    let sources = folder.join(SOURCES);
    if sources.is_dir() {
        fs::remove_dir_all(&sources).map_err(FlowError::file("remove", &sources))?;
    }
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(FlowError::file("make the folder", parent))?;
        fs::write(&path, text).map_err(FlowError::file("write", &path))?;
    }
    libraries.iter().try_for_each(|library| library.write(folder))
}
