//! The datasheet of a configuration, made from the design, its simulation and its synthesis: Markdown with pictures, and
//! one file of HTML.

mod bits;
mod blocks;
mod diagrams;
mod html;
mod measure;
mod page;
pub mod svg;
mod waves;

pub use measure::Command;

use anyhow::Context;
use page::{Page, Picture};
use seedchip_export::Design;
use seedchip_flow::Results;
use seedchip_spec::Configuration;
use std::fs;
use std::path::{Path, PathBuf};

/// The picture of the datapath.
const OVERVIEW: &str = include_str!("../../../hdl/doc/datapath.svg");

/// The steps of [`Datasheet::new`], in their order.
pub const STEPS: [&str; 3] = ["commands", "waveforms", "pages"];

/// The pages and pictures about a configuration.
pub struct Datasheet {
    name: String,
    markdown: String,
    html: String,
    pictures: Vec<Picture>,
    /// The commands that were measured on the Verilated datapath.
    pub commands: Vec<Command>,
}

/// The files of a datasheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The page in Markdown, with links to the pictures.
    pub markdown: PathBuf,
    /// The page in HTML, with the pictures in it.
    pub html: PathBuf,
    /// The folder of the pictures.
    pub pictures: PathBuf,
}

impl Datasheet {
    /// Measures the Verilated datapath of a configuration and writes the pages, with the results of synthesis for all
    /// targets. Calls `begin` with the name of each step.
    ///
    /// # Errors
    /// The datapath cannot be Verilated, or its results differ from the golden model's.
    pub fn new(
        configuration: &Configuration,
        design: &Design,
        synthesis: &[Results],
        begin: impl Fn(&str),
    ) -> anyhow::Result<Self> {
        begin(STEPS[0]);
        let commands = measure::commands(configuration)?;
        begin(STEPS[1]);
        let scratch = tempfile::tempdir().context("cannot make a folder for the waveforms")?;
        let diagrams = diagrams::all(configuration, scratch.path())?;
        begin(STEPS[2]);
        let name = format!("seedchip_{}", configuration.name());
        let page = Page { configuration, design, commands: &commands, diagrams: &diagrams, synthesis };
        let markdown = page.markdown(&name)?;
        let mut pictures = vec![Picture { name: "datapath".to_owned(), svg: OVERVIEW.to_owned() }];
        pictures.extend(
            page::LAYOUTS
                .map(|(name, _, layout)| Picture { name: format!("{name}_bits"), svg: bits::draw(layout, name) }),
        );
        pictures
            .extend(diagrams.into_iter().map(|diagram| Picture { name: diagram.name.to_owned(), svg: diagram.svg }));
        let html = html::page(&markdown, &pictures, &name);
        Ok(Self { name, markdown, html, pictures, commands })
    }

    /// Writes the pages and pictures to a folder, which is created if missing.
    ///
    /// # Errors
    /// A folder or file cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<Files> {
        let page = |suffix: &str| folder.join(format!("{}.{suffix}", self.name));
        let files = Files { markdown: page("md"), html: page("html"), pictures: folder.join(&self.name) };
        fs::create_dir_all(&files.pictures)
            .with_context(|| format!("cannot make the folder {}", files.pictures.display()))?;
        let write =
            |path: &Path, text: &str| fs::write(path, text).with_context(|| format!("cannot write {}", path.display()));
        write(&files.markdown, &self.markdown)?;
        write(&files.html, &self.html)?;
        for picture in &self.pictures {
            write(&files.pictures.join(format!("{}.svg", picture.name)), &picture.svg)?;
        }
        Ok(files)
    }
}
