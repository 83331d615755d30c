//! `seedchip datasheet`: a page about one configuration.

use crate::arguments;
use crate::ending::Ending;
use crate::{generate, progress};
use seedchip_datasheet::{Datasheet, STEPS};
use seedchip_flow::Results;
use seedchip_spec::DATAPATH;
use std::io::Write;

/// Writes the page as Markdown with its pictures and as one file of HTML.
pub fn datasheet(arguments: &arguments::Datasheet, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("default")?;
    let design = generate::export(&configuration)?;
    let synthesis = Results::kept(&arguments.synthesis, &arguments.placements, &configuration, DATAPATH.name)?;
    let steps = progress::steps(STEPS.len());
    let datasheet = Datasheet::new(&configuration, &design, &synthesis, |step| steps.begin(step))?;
    let files = datasheet.write(&arguments.out)?;
    steps.end();

    writeln!(output, "{configuration}")?;
    let broken = datasheet.commands.iter().filter(|command| !command.is_as_contracted()).count();
    writeln!(output, "{} commands measured, {broken} of them broke the cycle contract", datasheet.commands.len())?;
    match synthesis.len() {
        0 => writeln!(output, "not synthesised yet: make synth TARGET=ecp5 CONFIG={}", configuration.name())?,
        targets => writeln!(output, "synthesis of {targets} targets from {}", arguments.synthesis.display())?,
    }
    let [html, markdown, pictures] = [&files.html, &files.markdown, &files.pictures].map(|path| path.display());
    writeln!(output, "datasheet {html} and {markdown}, pictures in {pictures}")?;
    Ok(if broken == 0 { Ending::Fine } else { Ending::Difference })
}
