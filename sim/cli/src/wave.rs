//! `seedchip wave`: the waveform of a block under its random test, and the difference of two waveforms.

mod diff;

use crate::arguments::{Wave, WaveCommand};
use crate::ending::Ending;
use crate::{subject, trace_files};
use anyhow::{Context, ensure};
use seedchip_kit::block::Kind;
use seedchip_kit::campaign;
use seedchip_kit::case_id::{CaseId, Recipe};
use seedchip_kit::product;
use seedchip_kit::target::{Target, Visitor};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a waveform, or compares two.
pub fn wave(arguments: Wave, output: &mut dyn Write) -> anyhow::Result<Ending> {
    if let Some(WaveCommand::Diff(files)) = &arguments.command {
        return diff::diff(files, output);
    }
    let id = case(&arguments)?;
    let path = arguments.out.unwrap_or_else(|| PathBuf::from(format!("build/wave/{}.vcd", id.instance.name())));
    trace_files::prepare(&path)?;
    if let Some(given) = &arguments.save_file {
        ensure!(given.is_file(), "cannot read the save file {}: it is not a file", given.display());
    }
    let verdict = id.visit(Trace { seed: id.seed, path: &path });
    match &verdict {
        Ok(run) => writeln!(output, "{id}: passed ({run}), all equal to the golden model")?,
        Err(difference) => writeln!(output, "{id}: FAILED, {difference}")?,
    }
    match &arguments.save_file {
        Some(given) => trace_files::finish_like(given, &path, output)?,
        None => trace_files::finish(&path, output)?,
    }
    Ok(if verdict.is_ok() { Ending::Fine } else { Ending::Difference })
}

/// The case that the user asks for.
fn case(arguments: &Wave) -> anyhow::Result<CaseId> {
    if let Some(id) = &arguments.case {
        return Ok(id.clone());
    }
    let block = arguments.block.as_deref().context("a block is missing: give its name, or `diff`")?;
    let instance = subject::instance(block, &arguments.sizes.configuration("tiny")?)?;
    let recipe = if instance.block().is_top() {
        Recipe::Commands(product::Limits::default())
    } else {
        Recipe::Cycles { kind: Kind::Random, cycles: arguments.cycles as usize }
    };
    Ok(CaseId { instance, recipe, seed: arguments.seed })
}

/// Runs one case and writes its waveform.
struct Trace<'a> {
    seed: u64,
    path: &'a Path,
}

impl Visitor for Trace<'_> {
    type Output = Result<String, String>;

    fn visit<T: Target>(self, target: &T) -> Self::Output {
        target.check(&campaign::draw(&target.strategy(), self.seed), Some(self.path))
    }
}
