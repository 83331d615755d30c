//! `seedchip synth`: the size of a block on a target.

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
        writeln!(output, "critical path: {}", tables::path(timing))?;
    } else if job.is_asic() {
        writeln!(output, "no clock: no path of the block is between registers")?;
    } else if is_placed_here(job.target) {
        writeln!(output, "clock: run `seedchip pnr`")?;
    } else {
        writeln!(output, "clock: run vivado.tcl in the same folder with Vivado")?;
    }
    if report.by_block.len() > 1 {
        write!(output, "\nby module, each mapped by itself:\n{}", tables::by_block(&report))?;
    }
    let folder = report.folder.display();
    let reused = if report.reused { "; kept from an earlier run, as nothing has changed" } else { "" };
    writeln!(output, "\n{}{reused}", tables::versions(&report.versions))?;
    writeln!(output, "netlist {}, scripts and logs in the same folder", report.netlist_verilog().display())?;
    writeln!(output, "report {folder}/{REPORT}, plot {folder}/{PLOT}")?;
    Ok(Ending::Fine)
}
