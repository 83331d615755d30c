//! `seedchip synth`: what a block takes on a target.

use crate::arguments::Synth;
use crate::ending::Ending;
use crate::flow::follow::Follow;
use crate::flow::{finished, job, tables};
use seedchip_flow::{PLOT, REPORT, Source, is_placed_here, synthesise};
use std::io::Write;

/// Synthesises and says what came out.
pub fn synth(arguments: &Synth, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let job = job(&arguments.flow, Source::Block(arguments.block.clone()), "synth")?;
    let result = synthesise(&job, &mut Follow::new(&format!("{} for {}", arguments.block, job.target.name)));
    let report = match finished(result)? {
        Ok(report) => report,
        Err(ending) => return Ok(ending),
    };
    writeln!(output, "{}", tables::title(&job))?;
    write!(output, "\n{}", tables::summary(&report))?;
    if let Some(timing) = &report.timing {
        writeln!(output, "slowest path: {}", tables::path(timing))?;
    } else if job.is_asic() {
        writeln!(output, "no path of it is between registers, so it has no clock of its own")?;
    } else if is_placed_here(job.target) {
        writeln!(output, "its clock is what `seedchip pnr` finds")?;
    } else {
        writeln!(output, "its clock is what the vendor's tool finds: vivado.tcl in the same folder")?;
    }
    if report.by_block.len() > 1 {
        write!(output, "\nby module, each mapped for itself:\n{}", tables::by_block(&report))?;
    }
    let folder = report.folder.display();
    let reused = if report.reused { ", a result that was there: nothing has changed since" } else { "" };
    writeln!(output, "\n{}{reused}", tables::versions(&report.versions))?;
    writeln!(output, "netlist {}, scripts and logs beside it", report.netlist_verilog().display())?;
    writeln!(output, "report {folder}/{REPORT}, plot {folder}/{PLOT}")?;
    Ok(Ending::Fine)
}
