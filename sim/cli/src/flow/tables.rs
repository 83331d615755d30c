//! The tables of the commands that run a flow.

use crate::table::Table;
use seedchip_flow::{BlockSize, Job, Report, Size, Timing, Versions, grouped};

/// How many modules the table by module has; the plot has more.
const MODULES: usize = 8;

/// The cell of a figure that a target does not have.
pub const NONE: &str = "–";

/// `array of small: 8 rows, … on ecp5, Lattice ECP5 LFE5U-85F-6`.
pub fn title(job: &Job) -> String {
    let structure = if job.is_asic() { format!(", {}", job.structure) } else { String::new() };
    let (name, title) = (job.target.name, &job.target.title);
    format!("{} of {} on {name} ({title}){structure}", job.source.name(), job.configuration)
}

/// `yosys 0.70, opensta 2.0.17`.
pub fn versions(versions: &Versions) -> String {
    versions.iter().map(|(tool, version)| format!("{tool} {version}")).collect::<Vec<_>>().join(", ")
}

/// The headings of what [`size`] gives.
pub const SIZE: [&str; 7] = ["cells", "LUT", "FF", "DSP", "BRAM", "area µm²", "NAND2"];

/// The cells of a table for a size.
pub fn size(size: &Size, nand2: Option<f64>) -> [String; 7] {
    let asic = nand2.is_some();
    let of_fpga = |count: u64| if asic { NONE.to_owned() } else { grouped(count as f64) };
    [
        grouped(size.cells as f64),
        of_fpga(size.luts),
        grouped(size.flip_flops as f64),
        of_fpga(size.dsps),
        of_fpga(size.block_rams),
        if asic { area(size.area) } else { NONE.to_owned() },
        nand2.map_or_else(|| NONE.to_owned(), grouped),
    ]
}

/// An area, small ones with a fraction.
pub fn area(area: f64) -> String {
    if area < 1000.0 { format!("{area:.2}") } else { grouped(area) }
}

/// A clock in MHz.
pub fn clock(megahertz: Option<f64>) -> String {
    megahertz.map_or_else(|| NONE.to_owned(), |megahertz| format!("{megahertz:.1}"))
}

/// `3.87 ns from row[3].cell[0].active_q[4] to row[3].cell[0].product_q[14]`.
pub fn path(timing: &Timing) -> String {
    format!("{:.2} ns from {} to {}", timing.path_ns, timing.from, timing.to)
}

/// One line of figures.
pub fn summary(report: &Report) -> Table {
    let mut table = Table::new(&[&SIZE[..], &["MHz", "goal"]].concat(), &[]);
    let timing = report.timing.as_ref().map(|timing| timing.megahertz);
    let goal = report.goal_megahertz.to_string();
    table.row(size(&report.size, report.nand2).into_iter().chain([clock(timing), goal]));
    table
}

/// The sizes of the largest modules, all instances of each together.
pub fn by_block(report: &Report) -> Table {
    let mut table = Table::new(&[&["module", "instances"][..], &SIZE[..6], &["share"]].concat(), &[0]);
    let weight = |block: &BlockSize| {
        if report.nand2.is_some() { block.size.area } else { (block.size.luts + block.size.flip_flops) as f64 }
    };
    let all: f64 = report.by_block.iter().map(weight).sum();
    for block in report.by_block.iter().take(MODULES) {
        let [cells, luts, flip_flops, dsps, block_rams, area, _] = size(&block.size, report.nand2);
        let share = format!("{:.1} %", 100.0 * weight(block) / all.max(1e-9));
        let counts = [cells, luts, flip_flops, dsps, block_rams, area, share];
        table.row([block.block.clone(), block.instances.to_string()].into_iter().chain(counts));
    }
    table
}
