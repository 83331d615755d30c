//! `seedchip pnr`: the clock that a block reaches on an FPGA.

use crate::arguments::Pnr;
use crate::ending::Ending;
use crate::flow::follow::Follow;
use crate::flow::{finished, job, tables};
use crate::table::Table;
use seedchip_flow::{Placement, Source, Spread, grouped, place_and_route};
use std::io::Write;

/// Places and routes, and says what came out.
pub fn pnr(arguments: &Pnr, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let job = job(&arguments.flow, Source::Block(arguments.block.clone()), "pnr")?;
    let seeds = if arguments.seeds.is_empty() { vec![arguments.seed] } else { arguments.seeds.clone() };
    let result =
        place_and_route(&job, &seeds, &mut Follow::new(&format!("{} on {}", arguments.block, job.target.name)));
    let (_, placements) = match finished(result)? {
        Ok(result) => result,
        Err(ending) => return Ok(ending),
    };
    writeln!(output, "{}, in its test harness\n", tables::title(&job))?;
    let mut table = Table::new(&["seed", "MHz", "goal", "critical path"], &[3]);
    for placement in &placements {
        let timing = &placement.timing;
        let goal = job.megahertz().to_string();
        table.row([placement.seed.to_string(), tables::clock(Some(timing.megahertz)), goal, tables::path(timing)]);
    }
    write!(output, "{table}")?;
    if let Some(Spread { best, median, worst }) = Spread::of(&placements).filter(|_| placements.len() > 1) {
        let clock = |placement: &Placement| tables::clock(Some(placement.timing.megahertz));
        writeln!(output, "best {} MHz, median {}, worst {}", clock(best), clock(median), clock(worst))?;
    }
    let Some(first) = placements.first() else { return Ok(Ending::Fine) };
    let mut table = Table::new(&["resource", "used", "available", "utilisation"], &[0]);
    for (name, count) in &first.used {
        let share = format!("{:.1} %", 100.0 * count.used as f64 / count.available.max(1) as f64);
        table.row([name.clone(), grouped(count.used as f64), grouped(count.available as f64), share]);
    }
    write!(output, "\nincluding {} flip-flops of the harness:\n{table}", grouped(first.harness_flip_flops as f64))?;
    let reused = placements.iter().filter(|placement| placement.reused).count();
    let reused = if reused > 0 {
        format!("; {reused} of {} placements kept from an earlier run", placements.len())
    } else {
        String::new()
    };
    writeln!(output, "\n{}{reused}", tables::versions(&first.versions))?;
    writeln!(output, "placement_SEED.json, scripts and logs in {}", job.folder.display())?;
    Ok(Ending::Fine)
}
