//! `seedchip wave diff`: the first difference of two waveforms.

use crate::arguments::WaveDiff;
use crate::ending::Ending;
use seedchip_sim::waves::{self, Comparison, Difference, Options};
use std::io::Write;

/// Compares two waveforms, and says what was not compared.
pub fn diff(arguments: &WaveDiff, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let scopes = match arguments.scope.as_slice() {
        [] => None,
        [both] => Some([both, both]),
        [first, second] => Some([first, second]),
        more => anyhow::bail!("--scope is given {} times: give it once for both files, or once for each", more.len()),
    };
    let options = Options { scopes: scopes.map(|scopes| scopes.map(Clone::clone)), common: arguments.common };
    let files = [&arguments.first, &arguments.second];
    let comparison = waves::diff(files[0], files[1], &options)?;
    let names = files.map(|path| path.display().to_string());
    let [first, second] = &names;
    let ending = match &comparison.difference {
        None => {
            writeln!(output, "{first} and {second} are equal: {} compared", count(comparison.compared, "signal"))?;
            Ending::Fine
        }
        Some(difference) => {
            writeln!(output, "{first} and {second} differ: {difference}")?;
            Ending::Difference
        }
    };
    let notes = left_out(&comparison, &options, &names);
    if !notes.is_empty() {
        writeln!(output, "not compared: {}", notes.join(", "))?;
    }
    if matches!(comparison.difference, Some(Difference::OnlyInOne { .. })) && options == Options::default() {
        writeln!(output, "--scope compares the signals below a scope, --common the signals that both files have")?;
    }
    Ok(ending)
}

/// The numbers of things that were not compared.
fn left_out(comparison: &Comparison, options: &Options, names: &[String; 2]) -> Vec<String> {
    let left_out = &comparison.left_out;
    let mut notes = Vec::new();
    if left_out.events > 0 {
        notes.push(count(left_out.events, "event"));
    }
    for (side, name) in names.iter().enumerate() {
        let only = if options.common { left_out.only_in_one[side] } else { 0 };
        for (number, what, place) in [
            (only, "signal", "only in"),
            (left_out.outside[side], "signal", "outside of the scope in"),
            (left_out.unknown_sections[side], "unknown section", "in"),
        ] {
            if number > 0 {
                notes.push(format!("{} {place} {name}", count(number, what)));
            }
        }
    }
    notes
}

/// A number and its noun.
fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
