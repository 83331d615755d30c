//! `seedchip compare`: the array against a hand-written one.

use crate::arguments::Compare;
use crate::ending::Ending;
use crate::flow::follow::Follow;
use crate::flow::{finished, job, tables};
use crate::table::Table;
use anyhow::ensure;
use seedchip_flow::{
    COMPARISON, Comparison, Contest, LEAST_CLOCK, MOST_AREA, Placement, Report, Results, Source, grouped, ratio,
};
use std::io::Write;

/// Compares, and says what came out.
pub fn compare(arguments: &Compare, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let job = job(&arguments.flow, Source::Block("array".to_owned()), "compare")?;
    ensure!(
        job.is_asic() || !arguments.structures,
        "--structures is for standard cells and {} is an FPGA: leave it out",
        job.target.name
    );
    ensure!(!arguments.seeds.is_empty(), "no seed is given: give one or more with --seeds, like 1,2,3");
    let contest = Contest {
        target: job.target,
        configuration: job.configuration.clone(),
        yardstick: arguments.yardstick.clone(),
        structure: job.structure,
        liberty: job.liberty.clone(),
        seeds: arguments.seeds.clone(),
    };
    // The job's own folder is that of its block, here one of several.
    let folder = arguments.flow.out.as_deref().or(job.folder.parent()).unwrap_or(&job.folder);
    let mut follow = Follow::new(&format!("array and yardstick on {}", job.target.name));
    let both = contest.run(folder, &mut follow).and_then(|comparison| {
        let structures = if arguments.structures { contest.structures(folder, &mut follow)? } else { Vec::new() };
        Ok((comparison, structures))
    });
    drop(follow);
    let (comparison, structures) = match finished(both)? {
        Ok(both) => both,
        Err(ending) => return Ok(ending),
    };
    let bits = job.configuration.sum_bits();
    writeln!(output, "{}", tables::title(&job))?;
    writeln!(output, "yardstick {}: PW={bits}, PIPE=1, DB=1, en=1\n", arguments.yardstick.display())?;
    write!(output, "{}", sides(&comparison))?;
    for (name, side) in [("array", &comparison.exported), ("yardstick", &comparison.yardstick)] {
        tell_path(name, side, output)?;
    }
    if !structures.is_empty() {
        write!(output, "\nthe array with every structure, the least area × period marked:\n{}", table_of(&structures))?;
    }
    let versions =
        comparison.exported.placements.first().map_or(&comparison.exported.report.versions, |first| &first.versions);
    writeln!(output, "\n{}; {COMPARISON}, scripts and logs in {}", tables::versions(versions), folder.display())?;
    let area = if job.is_asic() { "area" } else { "the resource with the largest ratio" };
    let clock = comparison.clock().unwrap_or(0.0);
    let held = if comparison.holds() { "within the limits" } else { "beyond the limits" };
    writeln!(
        output,
        "{held}: {:.3} × the yardstick's {area} (at most {MOST_AREA}), {clock:.3} × its clock (at least {LEAST_CLOCK})",
        comparison.area()
    )?;
    Ok(if comparison.holds() { Ending::Fine } else { Ending::Difference })
}

/// Both arrays and their ratio.
fn sides(comparison: &Comparison) -> Table {
    let mut table = Table::new(&[&[""][..], &tables::SIZE, &["MHz"]].concat(), &[0]);
    let Comparison { exported, yardstick } = comparison;
    for (name, side) in [("array", exported), ("yardstick", yardstick)] {
        let report = &side.report;
        let cells = tables::size(&report.size, report.nand2)
            .into_iter()
            .chain([tables::clock(side.timing().map(|timing| timing.megahertz))]);
        table.row([name.to_owned()].into_iter().chain(cells));
    }
    let (own, other) = (exported.report.size, yardstick.report.size);
    let asic = exported.report.structure.is_some();
    let quotient = |own: f64, other: f64, when: bool| {
        if when { format!("{:.3}", ratio(own, other)) } else { tables::NONE.to_owned() }
    };
    table.row([
        "ratio".to_owned(),
        quotient(own.cells as f64, other.cells as f64, true),
        quotient(own.luts as f64, other.luts as f64, !asic),
        quotient(own.flip_flops as f64, other.flip_flops as f64, true),
        quotient(own.dsps as f64, other.dsps as f64, !asic),
        quotient(own.block_rams as f64, other.block_rams as f64, !asic),
        quotient(own.area, other.area, asic),
        quotient(own.area, other.area, asic),
        comparison.clock().map_or_else(|| tables::NONE.to_owned(), |clock| format!("{clock:.3}")),
    ]);
    table
}

/// Which path sets the clock, and which clocks the seeds gave.
fn tell_path(name: &str, side: &Results, output: &mut dyn Write) -> anyhow::Result<()> {
    let Some(timing) = side.timing() else { return Ok(()) };
    writeln!(output, "critical path of the {name}: {}", tables::path(timing))?;
    if side.placements.len() > 1 {
        let clock = |placement: &Placement| {
            format!("{} (seed {})", tables::clock(Some(placement.timing.megahertz)), placement.seed)
        };
        let clocks: Vec<String> = side.placements.iter().map(clock).collect();
        writeln!(output, "  clocks: {} MHz", clocks.join(", "))?;
    }
    Ok(())
}

/// Every structure with what it takes, the least area × period marked.
fn table_of(reports: &[Report]) -> Table {
    let mut table = Table::new(&["multiplier", "adder", "cells", "area µm²", "MHz", "area × period", ""], &[0, 1, 6]);
    let cost = |report: &Report| report.timing.as_ref().map(|timing| report.size.area / timing.megahertz);
    let least = reports.iter().filter_map(cost).fold(f64::INFINITY, f64::min);
    for report in reports {
        let structure = report.structure.unwrap_or_default();
        let cost = cost(report);
        table.row([
            structure.multiplier.name().to_owned(),
            structure.adder.name().to_owned(),
            grouped(report.size.cells as f64),
            tables::area(report.size.area),
            tables::clock(report.timing.as_ref().map(|timing| timing.megahertz)),
            cost.map_or_else(|| tables::NONE.to_owned(), |cost| format!("{:.3}", cost / least)),
            if cost == Some(least) { "best".to_owned() } else { String::new() },
        ]);
    }
    table
}
