//! `seedchip datasheet`: a page about one configuration, made from the design, its simulation and its synthesis.

mod bits;
mod blocks;
mod diagrams;
mod html;
mod measure;
mod page;
mod svg;
mod synthesis;
mod waves;

use crate::arguments::Datasheet;
use crate::ending::Ending;
use crate::generate;
use crate::progress;
use crate::sizes::describe;
use anyhow::Context;
use page::{Page, Picture};
use std::fs;
use std::io::Write;

/// The picture of the datapath.
const OVERVIEW: &str = include_str!("../../../hdl/doc/datapath.svg");

/// Writes the page as Markdown with its pictures and as one file of HTML.
pub fn datasheet(arguments: &Datasheet, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let name = format!("seedchip_{}", configuration.name());
    let step = progress::steps(&["export", "commands", "waveforms", "pages"]);

    step.begin("export");
    let design = generate::export(&configuration)?;
    let reports = synthesis::reports(&arguments.synthesis, configuration.name())?;
    step.begin("commands");
    let commands = measure::commands(&configuration)?;
    step.begin("waveforms");
    let scratch = tempfile::tempdir().context("cannot make a folder for the waveforms")?;
    let diagrams = diagrams::all(&configuration, scratch.path())?;
    step.begin("pages");
    let mut pictures = vec![Picture { name: "datapath".to_owned(), svg: OVERVIEW.to_owned() }];
    for (name, _, layout) in page::LAYOUTS {
        pictures.push(Picture { name: format!("{name}_bits"), svg: bits::draw(layout, name) });
    }
    pictures.extend(diagrams.iter().map(|diagram| Picture { name: diagram.name.to_owned(), svg: diagram.svg.clone() }));
    let page = Page {
        configuration: &configuration,
        design: &design,
        commands: &commands,
        diagrams: &diagrams,
        reports: &reports,
    };
    let markdown = page.markdown(&name)?;
    let html = html::page(&markdown, &pictures, &name);

    let folder = arguments.out.join(&name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut files = vec![
        (arguments.out.join(format!("{name}.md")), &markdown),
        (arguments.out.join(format!("{name}.html")), &html),
    ];
    files.extend(pictures.iter().map(|picture| (folder.join(format!("{}.svg", picture.name)), &picture.svg)));
    for (path, text) in &files {
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    step.end();

    writeln!(output, "{}", describe(&configuration))?;
    let different = commands.iter().filter(|command| command.cycles != command.formula + command.stalls).count();
    writeln!(output, "{} commands measured, {different} beside the cycle contract", commands.len())?;
    match reports.len() {
        0 => writeln!(output, "not synthesised yet: make synth TARGET=ecp5 CONFIG={}", configuration.name())?,
        targets => writeln!(output, "synthesis of {targets} targets from {}", arguments.synthesis.display())?,
    }
    writeln!(
        output,
        "datasheet {} and {}, pictures in {}",
        files[1].0.display(),
        files[0].0.display(),
        folder.display()
    )?;
    Ok(if different == 0 { Ending::Fine } else { Ending::Difference })
}
