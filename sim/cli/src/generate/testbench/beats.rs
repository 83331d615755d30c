//! The beats of the commands, and the golden model's output beats, as lines for `$readmemh`.

use super::commands;
use seedchip_golden::datapath::Datapath;
use seedchip_spec::device::{Act, Device};
use seedchip_spec::{Beats, Configuration, Stream};
use std::collections::BTreeMap;

/// Every stream's beats in hexadecimal, the highest digit first: `tlast` if the stream has it, `tkeep` if it has it,
/// `tdata`, without a gap between them. Results and statuses are the golden model's, of a run without stalls.
pub fn lines(configuration: &Configuration) -> anyhow::Result<BTreeMap<Stream, Vec<String>>> {
    let acts = commands::acts(configuration)?;
    let events = Datapath::new(configuration).run(&acts)?;
    let mut lines: BTreeMap<Stream, Vec<String>> = BTreeMap::new();
    let mut add = |stream: Stream, beats: &Beats| {
        let (data, keep) = stream.widths(configuration.sizes());
        let last = |last: bool| if stream.row().last.is_empty() { String::new() } else { u8::from(last).to_string() };
        let of = beats.iter().map(|beat| last(beat.last) + &digits(beat.keep, keep) + &digits(beat.data, data));
        lines.entry(stream).or_default().extend(of);
    };
    for act in &acts {
        if let Act::Send(stream, beats) = act {
            add(*stream, beats);
        }
    }
    add(Stream::Result, events.results());
    add(Stream::Status, events.beats(Stream::Status));
    Ok(lines)
}

/// The hexadecimal digits of so many bits, a whole number of them.
fn digits(words: &[u32], bits: usize) -> String {
    let digits: String = words.iter().rev().map(|word| format!("{word:08x}")).collect();
    digits[digits.len() - bits / 4..].to_owned()
}
