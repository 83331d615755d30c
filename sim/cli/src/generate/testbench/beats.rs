//! The beats of the commands, and what the golden model says to them, as lines for `$readmemh`.

use super::commands;
use seedchip_golden::datapath::{Beat, Datapath, ResultBeat, Status};
use seedchip_spec::Configuration;
use seedchip_spec::layout::{Field, status};
use std::collections::VecDeque;

/// Every stream's beats in hexadecimal, the highest digit first: `tlast` if the stream has it, `tkeep` if it has it,
/// `tdata`, without a gap between them.
#[derive(Default)]
pub struct Beats {
    /// Of the commands.
    pub commands: Vec<String>,
    /// Of the weights.
    pub weights: Vec<String>,
    /// Of the activations.
    pub activations: Vec<String>,
    /// Of the parameters.
    pub parameters: Vec<String>,
    /// Of the results, by the golden model.
    pub results: Vec<String>,
    /// Of the statuses of a run without stalls, by the golden model.
    pub statuses: Vec<String>,
}

impl Beats {
    /// The beats of all commands for a configuration.
    pub fn of(configuration: &Configuration) -> anyhow::Result<Self> {
        let mut golden = Datapath::new(configuration);
        let mut beats = Self::default();
        for mut step in commands::all(configuration)? {
            beats.commands.push(format!("{:032x}", step.command));
            beats.weights.extend(bytes(&step.operands.weights));
            beats.activations.extend(bytes(&step.operands.activations));
            beats.parameters.extend(
                step.operands.parameters.iter().map(|beat| format!("{:x}{:032x}", u8::from(beat.last), beat.data)),
            );
            let outcome = golden.command(step.command, &mut step.operands);
            beats.results.extend(outcome.results.iter().map(result));
            beats.statuses.push(status_beat(&outcome.status));
        }
        Ok(beats)
    }
}

fn bytes(beats: &VecDeque<Beat<Vec<u8>>>) -> impl Iterator<Item = String> {
    beats.iter().map(|beat| {
        let digits: String = beat.data.iter().rev().map(|byte| format!("{byte:02x}")).collect();
        format!("{:x}{digits}", u8::from(beat.last))
    })
}

fn result(beat: &ResultBeat) -> String {
    let keep: String = beat.keep.iter().rev().map(|keep| if *keep { 'f' } else { '0' }).collect();
    let lanes: String = beat.lanes.iter().rev().map(|lane| format!("{lane:08x}")).collect();
    format!("{:x}{keep}{lanes}", u8::from(beat.last))
}

fn status_beat(status: &Status) -> String {
    let mut beat = [0_u8; status::WIDTH / 8];
    for (field, value) in [
        (status::TAG, u64::from(status.tag)),
        (status::FLAGS, status.flags.into()),
        (status::ERROR, status.error as u64),
        (status::CYCLES, status.cycles),
        (status::PRODUCTS, status.products),
    ] {
        place(&mut beat, field, value);
    }
    beat.iter().rev().map(|byte| format!("{byte:02x}")).collect()
}

fn place(beat: &mut [u8], field: Field, value: u64) {
    for bit in (0..field.width).filter(|bit| value >> bit & 1 == 1) {
        let at = field.offset + bit;
        beat[at / 8] |= 1 << (at % 8);
    }
}
