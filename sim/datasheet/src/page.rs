//! The page as Markdown.

use crate::blocks::memories;
use crate::diagrams::Diagram;
use crate::measure::Command;
use anyhow::Context;
use seedchip_export::{Design, ModuleText, PortDirection};
use seedchip_flow::{Results, Size};
use seedchip_golden::contract;
use seedchip_golden::tiling::Shape;
use seedchip_spec::codec::{Codes, Layout};
use seedchip_spec::{Column, Command as CommandBeat, Configuration, Geometry, NAMED, Status, Stream};
use std::fmt::Write;

/// The version of the project.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A picture of the page.
pub struct Picture {
    /// The name of its file, without the suffix.
    pub name: String,
    /// The picture.
    pub svg: String,
}

/// The layouts: the name of the picture, the heading, the table.
pub const LAYOUTS: [(&str, &str, &Layout); 4] = [
    ("command", "Command", &CommandBeat::LAYOUT),
    ("parameter", "Parameters of a column", &Column::LAYOUT),
    ("status", "Status", &Status::LAYOUT),
    ("geometry", "Status of a command that asks", &Geometry::LAYOUT),
];

/// The contents of the page.
pub struct Page<'a> {
    /// The configuration.
    pub configuration: &'a Configuration,
    /// Its Verilog.
    pub design: &'a Design,
    /// Commands that were measured.
    pub commands: &'a [Command],
    /// Timing diagrams.
    pub diagrams: &'a [Diagram],
    /// The results of synthesis, by target.
    pub synthesis: &'a [Results],
}

impl Page<'_> {
    /// The text; pictures are in the folder of this name.
    pub fn markdown(&self, folder: &str) -> anyhow::Result<String> {
        let mut text = String::new();
        self.head(&mut text, folder)?;
        self.ports(&mut text)?;
        self.streams(&mut text, folder)?;
        Self::layouts(&mut text, folder)?;
        self.timing(&mut text, folder)?;
        self.blocks(&mut text)?;
        self.synthesis(&mut text)?;
        self.use_it(&mut text)?;
        Ok(text)
    }

    fn head(&self, text: &mut String, folder: &str) -> anyhow::Result<()> {
        let configuration = self.configuration;
        let (name, rows, columns) = (configuration.name(), configuration.rows(), configuration.columns());
        writeln!(text, "# SeedChip matrix unit, `{name}`\n")?;
        writeln!(text, "*Version {VERSION}. Made by `seedchip datasheet --config {name}` from the design itself.*\n")?;
        for paragraph in self.design.modules.last().into_iter().flat_map(ModuleText::paragraphs).take(2) {
            writeln!(text, "{paragraph}\n")?;
        }
        let purpose = NAMED.iter().find(|preset| preset.name == name).map(|preset| preset.purpose);
        let constant = self.constant();
        let streams = Stream::of(configuration.sizes()).count();
        let bits = self.design.ports().iter().map(|port| port.width).sum::<usize>();
        writeln!(text, "| at a glance | |\n|---|---|")?;
        for (what, value) in [
            (
                "Configuration",
                configuration.to_string() + &purpose.map_or(String::new(), |purpose| format!(", for: {purpose}")),
            ),
            ("Array", format!("{rows} rows × {columns} columns, {} products per cycle", rows * columns)),
            ("Formats", configuration.formats().to_string()),
            ("Sums", format!("at most {} bits in the array, 32 in the accumulators, exact", configuration.sum_bits())),
            ("Accumulators", format!("{} per column: the greatest m of a command", configuration.accumulators())),
            (
                "Results",
                format!(
                    "INT8, requantised with one of four roundings, or the INT32 sums{}",
                    if configuration.blocks() == 0 { "" } else { "; FP32 of block formats" }
                ),
            ),
            (
                "Cycles of a command",
                format!(
                    "INT8 to INT32: {constant} + (ceil(k/{rows}) · ceil(n/{columns}) − 1) · max(m, {rows}) + m − 1"
                ),
            ),
            ("Interfaces", format!("{streams} AXI4-Streams, {bits} bits of ports with clock and reset")),
            ("Clock, reset", "one clock; synchronous reset, active low".to_owned()),
            ("Verilog", format!("{} modules, plain Verilog-2001", self.design.modules.len())),
        ] {
            writeln!(text, "| {what} | {value} |")?;
        }
        writeln!(text, "\n![The datapath]({folder}/datapath.svg)\n")?;
        Ok(())
    }

    /// The cycles of a raw command of one row and one tile.
    fn constant(&self) -> u64 {
        let command = CommandBeat { raw: true, ..CommandBeat::product(1, 1, 1) };
        contract::ends(self.configuration, &[command.encode()]).and_then(|ends| ends.last().copied()).unwrap_or(0)
    }

    fn ports(&self, text: &mut String) -> anyhow::Result<()> {
        writeln!(text, "## Ports\n\nTop module `{}`.\n", self.design.top)?;
        writeln!(text, "| port | direction | bits | meaning |\n|---|---|--:|---|")?;
        for port in self.design.ports() {
            let direction = match port.direction {
                PortDirection::Input => "in",
                PortDirection::Output => "out",
            };
            writeln!(text, "| `{}` | {direction} | {} | {} |", port.name, port.width, cell(&port.documentation))?;
        }
        Ok(writeln!(text)?)
    }

    fn streams(&self, text: &mut String, folder: &str) -> anyhow::Result<()> {
        writeln!(text, "## Streams\n")?;
        writeln!(
            text,
            "A beat passes in a cycle in which `tvalid` and `tready` are high at the rising edge. `tvalid` never waits \
             for `tready`; `tvalid`, `tdata`, `tkeep` and `tlast` stay until the beat has passed; after a reset \
             `tvalid` is low. Any stream may stall in any cycle.\n"
        )?;
        writeln!(
            text,
            "R = {} rows, C = {} columns. m, n, k are those of the command; an n-tile is C columns of the result, a \
             k-tile R products of a sum. Lanes of a tile beyond the edges are padding: any value, taken for zero.\n",
            self.configuration.rows(),
            self.configuration.columns()
        )?;
        writeln!(text, "| stream | beat | order | tlast |\n|---|---|---|---|")?;
        for row in Stream::of(self.configuration.sizes()).map(Stream::row) {
            writeln!(text, "| {} | {} | {} | {} |", row.name, row.beat, row.order, row.last)?;
        }
        writeln!(text)?;
        self.diagram(text, folder, "handshake")
    }

    fn diagram(&self, text: &mut String, folder: &str, name: &str) -> anyhow::Result<()> {
        let diagram = self.diagrams.iter().find(|diagram| diagram.name == name);
        let diagram = diagram.with_context(|| format!("there is no diagram `{name}`"))?;
        writeln!(text, "![{}]({folder}/{name}.svg)\n\n*{}*\n", cell(&diagram.caption), diagram.caption)?;
        Ok(())
    }

    fn layouts(text: &mut String, folder: &str) -> anyhow::Result<()> {
        for (name, heading, layout) in LAYOUTS {
            writeln!(text, "## {heading}\n\n{}\n\n![{heading}]({folder}/{name}_bits.svg)\n", layout.meaning)?;
            fields(text, layout)?;
            for row in layout.fields {
                row.codes.map_or(Ok(()), |listed| codes(text, row.name, listed))?;
            }
        }
        Ok(())
    }

    fn timing(&self, text: &mut String, folder: &str) -> anyhow::Result<()> {
        let (rows, columns) = (self.configuration.rows(), self.configuration.columns());
        writeln!(text, "## Cycles and latency\n")?;
        writeln!(
            text,
            "A command of INT8 operands with INT32 results that is alone takes exactly\n\n    cycles = {} + (ceil(k / \
             {rows}) · ceil(n / {columns}) − 1) · max(m, {rows}) + m − 1\n\nfrom its acceptance to the entry of its \
             last result into the result register. Commands overlap: of a sequence, each tile takes max(m, {rows}) \
             cycles, and the constant is paid once. The conversion to INT8 adds what `hdl/doc/matrix.md` says. The \
             status has the cycles, and the stalls by cause. The table was measured on the Verilated model of this \
             configuration with INT8 results, without stalls of the streams; every result equals the golden model's. \
             Utilisation is the share of cell-cycles that formed a product; the rest is padding and fixed latency.\n",
            self.constant()
        )?;
        writeln!(
            text,
            "| m\u{a0}×\u{a0}k\u{a0}×\u{a0}n | formula | measured | stalls | utilisation | first result | status | result \
             beats |\n|---|--:|--:|--:|--:|--:|--:|--:|"
        )?;
        for command in self.commands {
            let Shape { m, n, k } = command.shape;
            let busy = command.shape.products() as f64 / (command.cycles * (rows * columns) as u64) as f64;
            writeln!(
                text,
                "| {m}\u{a0}×\u{a0}{k}\u{a0}×\u{a0}{n} | {} | {} | {} | {:.1} % | {} | {} | {} |",
                command.formula,
                command.cycles,
                command.stalls,
                100.0 * busy,
                command.first_result,
                command.status,
                command.results
            )?;
        }
        writeln!(
            text,
            "\nFirst result and status: cycles from the acceptance of the command to the first cycle with `tvalid` \
             high.\n"
        )?;
        self.diagram(text, folder, "command")?;
        self.diagram(text, folder, "tile")
    }

    fn blocks(&self, text: &mut String) -> anyhow::Result<()> {
        writeln!(text, "## Blocks\n\nEvery module of the Verilog, children first.\n")?;
        writeln!(text, "| module | instances | what it does |\n|---|--:|---|")?;
        for module in &self.design.modules {
            writeln!(text, "| `{}` | {} | {} |", module.name, module.instances, cell(&module.summary()))?;
        }
        writeln!(text, "\n### Memories\n\nOne write and one read port each, without reset.\n")?;
        writeln!(text, "| module | instances | words × bits | total bits |\n|---|--:|--:|--:|")?;
        let mut total = 0;
        for memory in memories(self.design) {
            let bits = memory.instances * memory.words * memory.bits;
            total += bits;
            writeln!(
                text,
                "| `{}` | {} | {} × {} | {bits} |",
                memory.module, memory.instances, memory.words, memory.bits
            )?;
        }
        Ok(writeln!(text, "| all | | | {total} |\n")?)
    }

    fn synthesis(&self, text: &mut String) -> anyhow::Result<()> {
        let name = self.configuration.name();
        writeln!(text, "## Area and clock\n")?;
        if self.synthesis.is_empty() {
            return Ok(writeln!(text, "Not synthesised yet: `make synth TARGET=ecp5 CONFIG={name}`.\n")?);
        }
        writeln!(
            text,
            "| target | LUT | FF | DSP | block RAM | µm² | NAND2 | clock | of |\n|---|--:|--:|--:|--:|--:|--:|--:|---|"
        )?;
        for results in self.synthesis {
            let report = &results.report;
            let clock = results.timing().map_or(String::new(), |timing| format!("{:.1} MHz", timing.megahertz));
            let of = match (clock.is_empty(), results.placements.len()) {
                (true, _) => String::new(),
                (false, 0) => "not placed, ideal wires".to_owned(),
                (false, seeds) => format!("placed and routed, median of {seeds}"),
            };
            let nand2 = report.nand2.map_or(String::new(), |nand2| format!("{nand2:.0}"));
            writeln!(text, "| `{}` | {} | {nand2} | {clock} | {of} |", report.target, size(&report.size))?;
        }
        writeln!(text)?;
        for results in self.synthesis {
            let report = &results.report;
            let versions: Vec<String> =
                report.versions.iter().map(|(tool, version)| format!("{tool} {version}")).collect();
            writeln!(text, "### `{}`\n", report.target)?;
            if let Some(timing) = results.timing() {
                writeln!(text, "Critical path from `{}` to `{}`. {}.\n", timing.from, timing.to, versions.join(", "))?;
            }
            if !report.by_block.is_empty() {
                writeln!(
                    text,
                    "| block, all instances | LUT | FF | DSP | block RAM | µm² |\n|---|--:|--:|--:|--:|--:|"
                )?;
                for block in &report.by_block {
                    writeln!(text, "| `{}` | {} |", block.block, size(&block.size))?;
                }
                writeln!(text)?;
            }
        }
        Ok(())
    }

    fn use_it(&self, text: &mut String) -> anyhow::Result<()> {
        let name = self.configuration.name();
        writeln!(
            text,
            "## Use\n\n    seedchip generate --config {name} --out build/rtl\n    \
             fusesoc --cores-root build/rtl run --target=sim seedchip::datapath_{name}\n\nwrites the Verilog, a \
             file list, a FuseSoC core, a wrapper for block designs and a testbench, and simulates it. `hdl/examples` \
             has a LiteX module; `hdl/doc/matrix.md` says what each block does in each cycle."
        )?;
        Ok(())
    }
}

fn fields(text: &mut String, layout: &Layout) -> anyhow::Result<()> {
    writeln!(text, "| bits | field | meaning |\n|--:|---|---|")?;
    for row in layout.fields {
        let bits = format!("{}:{}", row.field.bits().end - 1, row.field.offset);
        writeln!(text, "| {bits} | `{}` | {} |", row.name, cell(row.meaning))?;
    }
    Ok(writeln!(text)?)
}

fn codes(text: &mut String, field: &str, codes: &Codes) -> anyhow::Result<()> {
    writeln!(text, "### `{}`: field `{field}`\n\n{}\n", codes.name, codes.meaning)?;
    writeln!(text, "| value | name | meaning |\n|--:|---|---|")?;
    for row in codes.codes {
        writeln!(text, "| {} | `{}` | {} |", row.code, row.name, cell(row.meaning))?;
    }
    Ok(writeln!(text)?)
}

fn size(size: &Size) -> String {
    let area = if size.area > 0.0 { format!("{:.0}", size.area) } else { String::new() };
    format!("{} | {} | {} | {} | {area}", size.luts, size.flip_flops, size.dsps, size.block_rams)
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
