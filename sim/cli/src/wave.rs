//! `seedchip wave`: the waveform of a block under its random test, and the difference of two waveforms.

mod diff;

use crate::arguments::{Wave, WaveCommand};
use crate::bench::{self, Bench};
use crate::ending::Ending;
use crate::trace_files;
use anyhow::{Context, ensure};
use seedchip_kit::campaign::{self, Limit};
use seedchip_kit::{outcome, product};
use seedchip_sim::{PowerUp, models};
use seedchip_spec::{Configuration, DATAPATH};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a waveform, or compares two.
pub fn wave(arguments: Wave, output: &mut dyn Write) -> anyhow::Result<Ending> {
    match arguments {
        Wave { command: Some(WaveCommand::Diff(files)), .. } => diff::diff(&files, output),
        Wave { block: Some(name), sizes, seed, cycles, out, save_file, .. } => {
            let configuration = sizes.configuration("tiny")?;
            let block = bench::listed(&name)?.name;
            let path = out.unwrap_or_else(|| PathBuf::from(format!("build/wave/{block}.vcd")));
            trace_files::prepare(&path)?;
            if let Some(given) = &save_file {
                ensure!(given.is_file(), "cannot read the save file {}: it is no file", given.display());
            }
            let verdict = if block == DATAPATH.name {
                top(&configuration, seed, &path)?
            } else {
                one(block, configuration.clone(), seed, cycles as usize, &path)?
            };
            writeln!(output, "`{block}` at {}, seed {seed:#x}: {}", configuration.name(), text(&verdict))?;
            match &save_file {
                Some(given) => trace_files::finish_like(given, &path, output)?,
                None => trace_files::finish(&path, output)?,
            }
            Ok(if verdict.is_ok() { Ending::Fine } else { Ending::Difference })
        }
        Wave { command: None, block: None, .. } => anyhow::bail!("a block is missing: give one of them, or `diff`"),
    }
}

/// What was run and passed, or the first difference.
type Verdict = Result<String, String>;

fn text(verdict: &Verdict) -> String {
    match verdict {
        Ok(run) => format!("passed ({run}), all equal to the golden model"),
        Err(difference) => format!("FAILED, {difference}"),
    }
}

/// Runs the case that a seed makes of a block.
fn one(block: &str, configuration: Configuration, seed: u64, cycles: usize, path: &Path) -> anyhow::Result<Verdict> {
    let bench = Bench::new(block, configuration)?;
    let case = bench.obey(&only(&bench.cases(cycles), seed)?)?;
    let verdict = bench.check(&case, Some(path))?;
    Ok(verdict.map(|()| format!("cycles {}", case.len())).map_err(|error| error.to_string()))
}

/// Runs the case that a seed makes of the datapath.
fn top(configuration: &Configuration, seed: u64, path: &Path) -> anyhow::Result<Verdict> {
    let case = only(&product::cases(configuration, product::Limits::default()), seed)?;
    let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero)?;
    let options = outcome::Options { waveform: Some((path.to_owned(), 0..=u64::MAX)), ..Default::default() };
    let verdict = outcome::run(model, configuration, &case, &options);
    Ok(verdict
        .map(|report| format!("commands {}, results {}, cycles {}", report.commands, report.results, report.cycles))
        .map_err(|error| error.to_string()))
}

/// The case that a campaign of one from this seed would check.
fn only<S: proptest::strategy::Strategy>(strategy: &S, seed: u64) -> anyhow::Result<S::Value>
where
    S::Value: Clone + std::fmt::Debug,
{
    let mut only = None;
    let check = |case: &S::Value| {
        only = Some(case.clone());
        Ok(())
    };
    // A check that accepts everything leaves no failure.
    let _ = campaign::run(strategy, seed, Limit::Cases(1), check, |_| true);
    only.context("the seed makes no case: give another with --seed")
}
