//! The targets: the folders of `constraints/` that have a `target.toml`.

use crate::design::harness::PINS;
use crate::error::FlowError;
use seedchip_spec::Configuration;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A target's folder as the build found it.
struct Folder {
    name: &'static str,
    /// The text of its `target.toml`.
    data: &'static str,
    /// The files that `target.toml` lists, with their texts.
    files: &'static [File],
}

/// A file of a target, named from the target's folder, and its text, placeholders not filled in.
type File = (&'static str, &'static str);

/// Every target's folder, by name.
const FOLDERS: &[Folder] = include!(concat!(env!("OUT_DIR"), "/folders.rs"));

/// Every target, or what is wrong with which folder's data.
static TARGETS: LazyLock<Result<Vec<Target>, (&str, String)>> =
    LazyLock::new(|| FOLDERS.iter().map(|folder| Target::of(folder).map_err(|reason| (folder.name, reason))).collect());

/// A device or process to synthesise for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name for the user, and of its folder.
    pub name: &'static str,
    /// What it is.
    pub title: String,
    /// Its technology.
    pub technology: Technology,
    /// The clock goal of a configuration without one of its own.
    megahertz: u32,
    clocks: BTreeMap<String, u32>,
    files: &'static [File],
}

/// The technology of a target, and the tool that places and routes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Technology {
    /// An FPGA that nextpnr places and routes.
    Nextpnr(Nextpnr),
    /// An FPGA that Vivado places and routes.
    Vivado(Vivado),
    /// A library of standard cells.
    StandardCells(StandardCells),
}

/// A device for nextpnr.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nextpnr {
    /// The family that its program is named after.
    pub family: String,
    /// Its arguments but for netlist, clock, seed and report.
    pub arguments: Vec<String>,
    /// The lines that put a port of the test harness, `@PORT@`, on a ball of the package, `@SITE@`.
    pin: String,
    /// The balls of the harness's ports.
    sites: BTreeMap<String, String>,
}

/// A device for Vivado.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vivado {
    /// The device with its package and speed grade.
    pub part: String,
}

/// What stands for the neighbours of a block in standard cells, and the unit of its area.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardCells {
    /// The cell that drives every input.
    pub driver: String,
    /// The load of every output, in femtofarads.
    pub load: f64,
    /// The cell that gate equivalents are counted in.
    pub nand2: String,
}

/// `target.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    title: String,
    megahertz: u32,
    #[serde(default)]
    clocks: BTreeMap<String, u32>,
    files: Vec<String>,
    nextpnr: Option<Nextpnr>,
    vivado: Option<Vivado>,
    standard_cells: Option<StandardCells>,
}

/// Every target, by name.
pub fn targets() -> Result<&'static [Target], FlowError> {
    let wrong = |(target, reason): &(&'static str, String)| FlowError::TargetData { target, reason: reason.clone() };
    TARGETS.as_deref().map_err(wrong)
}

/// The target of this name.
pub fn target(name: &str) -> Result<&'static Target, FlowError> {
    let target = targets()?.iter().find(|target| target.name == name);
    target.ok_or_else(|| FlowError::Target { name: name.to_owned(), names: names() })
}

/// The names of all targets, for a sentence.
fn names() -> String {
    FOLDERS.iter().map(|folder| folder.name).collect::<Vec<_>>().join(", ")
}

impl Target {
    /// Reads a folder's data and checks what it says.
    fn of(folder: &Folder) -> Result<Self, String> {
        let data: Data = toml::from_str(folder.data).map_err(|error| error.to_string())?;
        let technology = match (data.nextpnr, data.vivado, data.standard_cells) {
            (Some(nextpnr), None, None) => Technology::Nextpnr(nextpnr),
            (None, Some(vivado), None) => Technology::Vivado(vivado),
            (None, None, Some(cells)) => Technology::StandardCells(cells),
            _ => return Err("it needs exactly one of [nextpnr], [vivado] and [standard_cells]".to_owned()),
        };
        if !folder.files.iter().map(|(name, _)| *name).eq(&data.files) {
            return Err("the program was built with other files: build it again".to_owned());
        }
        for name in data.clocks.keys() {
            Configuration::named(name).map_err(|error| format!("clocks: {error}"))?;
        }
        if data.clocks.values().chain([&data.megahertz]).any(|megahertz| *megahertz == 0) {
            return Err("a clock of 0 MHz has no period".to_owned());
        }
        if let Technology::Nextpnr(nextpnr) = &technology {
            let mut expected = PINS.to_vec();
            expected.sort_unstable();
            if !nextpnr.sites.keys().eq(&expected) {
                return Err(format!("nextpnr.sites needs a site for each of {}", expected.join(", ")));
            }
        }
        let Data { title, megahertz, clocks, .. } = data;
        Ok(Self { name: folder.name, title, technology, megahertz, clocks, files: folder.files })
    }

    /// The clock that a configuration is meant to reach.
    pub fn megahertz(&self, configuration: &Configuration) -> u32 {
        self.clocks.get(configuration.name()).copied().unwrap_or(self.megahertz)
    }

    /// Whether it is made of standard cells.
    pub fn is_asic(&self) -> bool {
        matches!(self.technology, Technology::StandardCells(_))
    }

    /// The files that a run's folder begins with, as they are named there, placeholders not filled in. What targets
    /// share stands above their folders.
    pub(crate) fn files(&self) -> impl Iterator<Item = File> {
        self.files.iter().map(|(name, text)| (name.trim_start_matches("../"), *text))
    }
}

impl Nextpnr {
    /// The lines that put the harness's ports on their balls, in the tool's own syntax.
    pub(crate) fn pin_lines(&self) -> String {
        let lines = PINS.iter().filter_map(|port| {
            Some(self.pin.trim_start().replace("@PORT@", port).replace("@SITE@", self.sites.get(*port)?))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{NAMED, Sizes};

    fn reason(data: &'static str) -> String {
        Target::of(&Folder { name: "new", data, files: &[] }).expect_err("refused")
    }

    #[test]
    fn every_folder_is_a_target() {
        let targets = targets().unwrap_or_else(|error| panic!("{error}"));
        let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
        assert_eq!(names, ["asap7", "ecp5", "gowin", "ice40", "sg13g2", "ultrascale_plus", "xilinx7"]);
        assert!(target("ecp6").expect_err("unknown").to_string().contains("`ecp6`: choose one of asap7, ecp5, gowin"));
    }

    #[test]
    fn every_target_has_a_script_and_what_its_technology_needs() {
        for target in targets().expect("well formed") {
            let has = |name: &str| target.files().any(|(file, _)| file == name);
            assert!(has("synth.ys") && has("check.ys"), "{}", target.name);
            match &target.technology {
                Technology::StandardCells(_) => {
                    assert!(has("timing.tcl") && has("seedchip.sdc") && has("abc.constr"), "{}", target.name);
                }
                Technology::Vivado(_) => assert!(has("seedchip.xdc") && has("vivado.tcl"), "{}", target.name),
                Technology::Nextpnr(nextpnr) => {
                    let read = |argument: &String| argument.rsplit('=').next().is_some_and(has);
                    assert!(nextpnr.arguments.iter().any(read), "{} reads no file of pins", target.name);
                }
            }
        }
    }

    #[test]
    fn clocks_are_those_of_the_configuration_or_the_target() {
        let named = |name| Configuration::named(name).expect("a preset");
        let ecp5 = target("ecp5").expect("a target");
        assert_eq!((ecp5.megahertz(&named("small")), ecp5.megahertz(&named("tiny"))), (180, 150));
        let sizes = Configuration::new(Sizes { rows: 24, columns: 12, ..Sizes::default() }).expect("possible");
        for target in targets().expect("well formed") {
            assert!(target.megahertz > 0 && target.megahertz(&sizes) == target.megahertz, "{}", target.name);
            for preset in NAMED {
                let clock = target.clocks.get(preset.name).copied().unwrap_or(target.megahertz);
                assert_eq!(target.megahertz(&named(preset.name)), clock, "{} on {}", preset.name, target.name);
            }
        }
    }

    #[test]
    fn pins_are_in_the_language_of_their_target() {
        let lines = |name: &str| match &target(name).expect("a target").technology {
            Technology::Nextpnr(nextpnr) => nextpnr.pin_lines(),
            _ => panic!("{name} is not placed by nextpnr"),
        };
        assert!(lines("ecp5").contains("# LOCATE COMP \"clk_i\" SITE \"G2\";\n# IOBUF PORT \"clk_i\" IO_TYPE="));
        assert!(lines("ecp5").lines().all(|line| line.starts_with('#')), "left to nextpnr");
        assert!(lines("ice40").starts_with("set_io clk_i J3\n"));
        assert!(lines("gowin").starts_with("IO_LOC \"clk_i\" H11;\n"));
        for name in ["ecp5", "ice40", "gowin"] {
            assert!(PINS.iter().all(|port| lines(name).contains(port)), "{name}");
        }
    }

    #[test]
    fn wrong_data_are_refused_with_the_reason() {
        for (data, part) in [
            ("title = 'X'\nmegahertz = 1\nfiles = []\n", "exactly one of"),
            ("title = 'X'\nmegahertz = 1\nfiles = []\nvivado = { part = 'p' }\nclock = 1\n", "unknown field `clock`"),
            ("title = 'X'\nmegahertz = 0\nfiles = []\nvivado = { part = 'p' }\n", "0 MHz"),
            (
                "title = 'X'\nmegahertz = 1\nfiles = []\nvivado = { part = 'p' }\nclocks = { huge = 1 }\n",
                "called `huge`",
            ),
            (
                "title = 'X'\nmegahertz = 1\nfiles = []\n[nextpnr]\nfamily = 'f'\narguments = []\npin = ''\n\
                 sites = { clk_i = 'A1' }\n",
                "a site for each of clk_i, data_i, data_o, shift_i, take_i",
            ),
        ] {
            assert!(reason(data).contains(part), "{}", reason(data));
        }
    }
}
