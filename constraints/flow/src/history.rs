//! The table of sizes and clocks of blocks, and whether the blocks have grown since.

use crate::design::Source;
use crate::error::FlowError;
use crate::job::Job;
use crate::placement::place_and_route;
use crate::progress::Progress;
use crate::report::{Placement, Report};
use crate::synthesis::synthesise;
use crate::target::target;
use seedchip_spec::Configuration;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};

/// How much a figure may differ from the table, in parts of the table's.
pub const TOLERANCE: f64 = 0.03;

/// The rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The target.
    pub target: &'static str,
    /// The configuration.
    pub configuration: &'static str,
    /// The block.
    pub block: &'static str,
    /// How much is done for it.
    pub effort: Effort,
}

/// How much is done for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Synthesis of seconds: a test does it again each time.
    Seconds,
    /// Synthesis of seconds, and placed for the clock when the table is written.
    SecondsAndPlaced,
    /// Synthesis of minutes.
    Minutes,
    /// Synthesis of minutes, and placed.
    MinutesAndPlaced,
}

impl Effort {
    /// Whether it is synthesised in seconds.
    pub fn is_cheap(self) -> bool {
        matches!(self, Self::Seconds | Self::SecondsAndPlaced)
    }

    /// Whether it is placed for its clock.
    pub fn is_placed(self) -> bool {
        matches!(self, Self::SecondsAndPlaced | Self::MinutesAndPlaced)
    }
}

const fn listed(target: &'static str, configuration: &'static str, block: &'static str, effort: Effort) -> Listed {
    Listed { target, configuration, block, effort }
}

/// Every row of the table. To follow another block, add a line and run `make history`.
pub const LISTED: &[Listed] = &[
    listed("ecp5", "tiny", "pe", Effort::Seconds),
    listed("ecp5", "tiny", "array", Effort::SecondsAndPlaced),
    listed("ecp5", "tiny", "convert", Effort::Seconds),
    listed("ecp5", "tiny", "column", Effort::Seconds),
    listed("ecp5", "tiny", "parameter_sets", Effort::Seconds),
    listed("ecp5", "tiny", "launcher", Effort::Seconds),
    listed("ecp5", "tiny", "datapath", Effort::MinutesAndPlaced),
    listed("ecp5", "small", "array", Effort::MinutesAndPlaced),
    listed("ecp5", "small", "datapath", Effort::MinutesAndPlaced),
    listed("ice40", "tiny", "pe", Effort::Seconds),
    listed("ice40", "tiny", "array", Effort::SecondsAndPlaced),
    listed("gowin", "tiny", "pe", Effort::SecondsAndPlaced),
    listed("gowin", "tiny", "array", Effort::Seconds),
    listed("gowin", "tiny", "datapath", Effort::Minutes),
    listed("xilinx7", "small", "array", Effort::Minutes),
    listed("xilinx7", "small", "datapath", Effort::Minutes),
    listed("ultrascale_plus", "small", "array", Effort::Minutes),
    listed("ultrascale_plus", "small", "datapath", Effort::Minutes),
    listed("sg13g2", "tiny", "array", Effort::Seconds),
    listed("sg13g2", "tiny", "datapath", Effort::Minutes),
    listed("sg13g2", "default", "array", Effort::Minutes),
    listed("asap7", "tiny", "array", Effort::Seconds),
    listed("asap7", "default", "array", Effort::Minutes),
    listed("asap7", "tiny", "datapath", Effort::Minutes),
];

impl Listed {
    /// Its job, in its folder under `root`. Of the Liberty files, those of its target are the ones that have the
    /// target's name in theirs; none if the target needs some and there are none.
    pub fn job(&self, root: &Path, liberty: &[PathBuf]) -> Result<Option<Job>, FlowError> {
        let configuration = Configuration::named(self.configuration)?;
        let mut job = Job::new(target(self.target)?, configuration, Source::Block(self.block.to_owned()), root);
        if job.is_asic() {
            let named = |path: &&PathBuf| {
                path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().contains(self.target))
            };
            job.liberty = liberty.iter().filter(named).cloned().collect();
            if job.liberty.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(job))
    }

    /// Does its work and makes its row; none without its library.
    pub fn measure(
        &self,
        root: &Path,
        liberty: &[PathBuf],
        progress: &mut dyn Progress,
    ) -> Result<Option<Row>, FlowError> {
        let Some(mut job) = self.job(root, liberty)? else { return Ok(None) };
        let report = synthesise(&job, progress)?;
        let mut placement = None;
        if self.effort.is_placed() {
            job.folder.push("placed");
            placement = place_and_route(&job, &[SEED], progress)?.1.pop();
        }
        Ok(Some(Row::new(&report, placement.as_ref())))
    }
}

/// The seed of the table's placements.
const SEED: u32 = 1;

/// A row of the table: one block of one configuration on one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The target.
    pub target: String,
    /// The configuration.
    pub configuration: String,
    /// The block.
    pub block: String,
    /// Cells.
    pub cells: u64,
    /// Lookup tables.
    pub luts: u64,
    /// Flip-flops.
    pub flip_flops: u64,
    /// Multipliers of the device.
    pub dsps: u64,
    /// Memories of the device.
    pub block_rams: u64,
    /// Area of standard cells.
    pub area_um2: Option<f64>,
    /// The clock: nextpnr's with seed 1, or OpenSTA's.
    pub megahertz: Option<f64>,
    /// The tools, `yosys 0.70, opensta 2.0.17`.
    pub tools: String,
    /// The version of the project.
    pub version: String,
}

impl Row {
    /// The row of a result.
    pub fn new(report: &Report, placement: Option<&Placement>) -> Self {
        let timing = placement.map(|placement| &placement.timing).or(report.timing.as_ref());
        let versions = placement.map_or(&report.versions, |placement| &placement.versions);
        let tools: Vec<String> = versions.iter().map(|(tool, version)| format!("{tool} {version}")).collect();
        let rounded = |value: f64, digits: i32| (value * 10_f64.powi(digits)).round() / 10_f64.powi(digits);
        Self {
            target: report.target.clone(),
            configuration: report.configuration.clone(),
            block: report.block.clone(),
            cells: report.size.cells,
            luts: report.size.luts,
            flip_flops: report.size.flip_flops,
            dsps: report.size.dsps,
            block_rams: report.size.block_rams,
            area_um2: report.nand2.map(|_| rounded(report.size.area, 2)),
            megahertz: timing.map(|timing| rounded(timing.megahertz, 1)),
            tools: tools.join(", "),
            version: report.version.clone(),
        }
    }

    fn key(&self) -> [&str; 3] {
        [&self.target, &self.configuration, &self.block]
    }

    /// What is compared: each figure's name, and whether more of it is a growth of the design. The number of
    /// cells is left to the figures that it is made of.
    fn figures(&self) -> [(&'static str, f64); 5] {
        [
            ("LUT", self.luts as f64),
            ("flip-flops", self.flip_flops as f64),
            ("DSP", self.dsps as f64),
            ("BRAM", self.block_rams as f64),
            ("area", self.area_um2.unwrap_or(0.0)),
        ]
    }
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History(pub Vec<Row>);

impl History {
    /// Reads a table.
    pub fn read(path: &Path) -> Result<Self, FlowError> {
        let wrong = |error: csv::Error| FlowError::History { path: path.to_owned(), reason: error.to_string() };
        let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
        reader.deserialize().collect::<Result<Vec<Row>, _>>().map(Self).map_err(wrong)
    }

    /// Writes the table, its rows in the order of their targets, configurations and blocks as they are here.
    pub fn write(&self, path: &Path) -> Result<(), FlowError> {
        let wrong = |error: csv::Error| FlowError::History { path: path.to_owned(), reason: error.to_string() };
        let mut writer = csv::Writer::from_path(path).map_err(wrong)?;
        self.0.iter().try_for_each(|row| writer.serialize(row)).map_err(wrong)?;
        writer.flush().map_err(FlowError::file("write", path))
    }

    /// The row of a block.
    pub fn row(&self, target: &str, configuration: &str, block: &str) -> Option<&Row> {
        self.0.iter().find(|row| row.key() == [target, configuration, block])
    }

    /// What is wrong with a new row. A growth is none if the change log speaks of it.
    pub fn judge(&self, new: &Row, change_log: &str) -> Vec<Finding> {
        let [target, configuration, block] = new.key();
        let name = format!("`{target}` `{configuration}` `{block}`");
        let Some(old) = self.row(target, configuration, block) else { return vec![Finding::Missing { name }] };
        let entry = entry(target, configuration);
        let told = top_section(change_log).lines().any(|line| line.contains(&entry));
        let mut findings = Vec::new();
        for ((figure, was), (_, is)) in old.figures().into_iter().zip(new.figures()) {
            let change = Change { name: name.clone(), figure, was, is };
            if is > was * (1.0 + TOLERANCE) && !told {
                findings.push(Finding::Growth { change, entry: entry.clone() });
            } else if is < was * (1.0 - TOLERANCE) {
                findings.push(Finding::Shrink(change));
            }
        }
        findings
    }
}

/// The words of a line in the top section of the change log that explains a growth.
pub fn entry(target: &str, configuration: &str) -> String {
    format!("Size of `{configuration}` on `{target}`:")
}

/// The change log from its first second-level heading to the next.
fn top_section(change_log: &str) -> &str {
    let start = change_log.find("\n## ").map_or(change_log.len(), |at| at + 1);
    let rest = &change_log[start..];
    let end = rest.find("\n## ").unwrap_or(rest.len());
    &rest[..end]
}

/// A figure that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    name: String,
    figure: &'static str,
    was: f64,
    is: f64,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, figure, was, is } = self;
        let percent = if *was > 0.0 { format!(" ({:+.1} %)", 100.0 * (is / was - 1.0)) } else { String::new() };
        write!(formatter, "{name}: {was} {figure} in constraints/history.csv, {is} now{percent}")
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// It takes more than it did, and the change log doesn't say so.
    Growth {
        /// The figure.
        change: Change,
        /// What the change log lacks.
        entry: String,
    },
    /// It takes less than it did: the table is out of date.
    Shrink(Change),
    /// The table has no such row.
    Missing {
        /// The row's name.
        name: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Growth { change, entry } => write!(
                formatter,
                "{change}: make it smaller, or say why in the top section of CHANGELOG.md, in a line with \"{entry}\""
            ),
            Self::Shrink(change) => write!(formatter, "{change}: run `make history`, so that it stays so small"),
            Self::Missing { name } => write!(formatter, "{name} is not in constraints/history.csv: run `make history`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::is_placed_here;

    fn row(luts: u64, area: Option<f64>) -> Row {
        let text = |text: &str| text.to_owned();
        Row {
            target: text("ecp5"),
            configuration: text("tiny"),
            block: text("array"),
            cells: 2000,
            luts,
            flip_flops: 900,
            dsps: 16,
            block_rams: 0,
            area_um2: area,
            megahertz: Some(140.0),
            tools: text("yosys 0.70, opensta 2.0.17"),
            version: text("0.1.0"),
        }
    }

    const LOG: &str = "# Changes\n\n## 0.2.0\n\n- Something.\n\n## 0.1.0\n\n- Size of `tiny` on `ecp5`: long ago.\n";

    fn judged(now: &Row, log: &str) -> Vec<String> {
        let history = History(vec![row(1000, None)]);
        history.judge(now, log).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn every_listed_row_is_possible_and_listed_once() {
        let root = Path::new("unused");
        for (position, row) in LISTED.iter().enumerate() {
            let asic = row.job(root, &[]).expect("target and configuration exist").is_none();
            let files = [PathBuf::from("lib/sg13g2_typ.lib"), PathBuf::from("lib/ASAP7_AO.lib.gz")];
            let job = row.job(root, &files).expect("they exist").expect("every library is there");
            assert_eq!(job.liberty.len(), usize::from(asic), "{row:?}");
            assert!(seedchip_spec::Block::named(row.block).is_some(), "{row:?}");
            assert!(!row.effort.is_placed() || is_placed_here(job.target), "{row:?}");
            let key = |row: &Listed| (row.target, row.configuration, row.block);
            assert!(LISTED[..position].iter().all(|other| key(other) != key(row)), "{row:?} is listed twice");
        }
    }

    #[test]
    fn three_per_cent_are_within_bounds() {
        for luts in [970, 1000, 1030] {
            assert_eq!(judged(&row(luts, None), LOG), Vec::<String>::new(), "{luts}");
        }
    }

    #[test]
    fn a_growth_fails_and_says_what_to_write() {
        let findings = judged(&row(1031, None), LOG);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let finding = &findings[0];
        assert!(
            finding.contains("`ecp5` `tiny` `array`: 1000 LUT") && finding.contains("1031 now (+3.1 %)"),
            "{finding}"
        );
        assert!(finding.contains("\"Size of `tiny` on `ecp5`:\""), "{finding}");
    }

    #[test]
    fn an_entry_of_this_version_allows_a_growth_and_one_of_another_does_not() {
        let told = LOG.replace("- Something.", "- Size of `tiny` on `ecp5`: 4 % more, for the clock.");
        assert_eq!(judged(&row(2000, None), &told), Vec::<String>::new());
        for other in ["Size of `small` on `ecp5`: more", "Size of `tiny` on `ice40`: more"] {
            assert_eq!(judged(&row(2000, None), &LOG.replace("Something.", other)).len(), 1, "{other}");
        }
    }

    #[test]
    fn a_resource_that_was_not_in_use_is_a_growth() {
        let mut now = row(1000, None);
        now.block_rams = 1;
        assert_eq!(judged(&now, LOG).len(), 1);
    }

    #[test]
    fn a_shrink_asks_for_the_table() {
        let findings = judged(&row(969, None), LOG);
        assert!(findings.len() == 1 && findings[0].contains("make history"), "{findings:?}");
    }

    #[test]
    fn a_row_that_is_not_there_is_missed() {
        let mut other = row(1000, None);
        other.block = "pe".to_owned();
        let findings = judged(&other, LOG);
        assert!(findings.len() == 1 && findings[0].contains("`pe` is not in"), "{findings:?}");
    }

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let history = History(vec![row(1000, None), Row { target: "sg13g2".to_owned(), ..row(0, Some(107_290.8)) }]);
        history.write(file.path()).expect("written");
        assert_eq!(History::read(file.path()).expect("well formed"), history);
        std::fs::write(file.path(), "target,block\nx,y\n").expect("written");
        assert!(History::read(file.path()).is_err());
    }
}
