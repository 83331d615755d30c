//! The sequencer: accepts commands, loads and launches their tiles, reports their status.

mod run;
mod tokens;

use crate::command::{Verdict, shape, verdict};
use crate::tiling::Tiling;
use crate::{Behaviour, Outputs};
use run::Run;
use seedchip_spec::codec::{Content, Field};
use seedchip_spec::{Command, Configuration, ErrorCode, Format, Instance, Pins};
use tokens::Tokens;

/// Ports that mean something only with `activation_ready_o`.
const OF_ACTIVATION: [&str; 2] = ["row_mask_o", "activation_last_o"];

#[derive(Clone, Debug)]
enum State {
    Idle,
    Check,
    Run(Run),
    /// The columns that exist of the last tile.
    Drain(usize),
    Status,
}

/// The clocked block.
///
/// Assumptions on the inputs: `credit_i` comes only while a result is under way; `set_i` only while fewer sets
/// wait than the parameter queue holds (4). Every other input may do anything in any cycle.
///
/// `int4_o` means nothing while the command has a format that doesn't exist.
#[derive(Clone, Debug)]
pub struct Sequencer {
    configuration: Configuration,
    state: State,
    /// The beat of the command.
    command: [u32; 4],
    error: ErrorCode,
    /// What shows of the cycle before.
    tokens: Tokens,
    /// Parameter sets that have arrived and are not used yet.
    sets: usize,
    /// Results that were launched and have not left the result queue.
    under_way: usize,
}

impl Sequencer {
    /// A sequencer in IDLE.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            configuration: configuration.clone(),
            state: State::Idle,
            command: [0; 4],
            error: ErrorCode::None,
            tokens: Tokens::default(),
            sets: 0,
            under_way: 0,
        }
    }

    /// Whether a bit of the command is set, good or bad.
    fn option(&self, field: Field) -> bool {
        field.get(&self.command) != 0
    }

    /// What stands in every state.
    fn show(&self, outputs: &mut Outputs) {
        let format = Format::from_bits(Command::FORMAT.get(&self.command));
        let bits = [
            ("command_ready_o", matches!(self.state, State::Idle)),
            ("start_o", matches!(self.state, State::Check)),
            ("clear_flags_o", matches!(self.state, State::Check) && self.option(Command::CLEAR_FLAGS)),
            ("busy_o", matches!(self.state, State::Check | State::Run(_) | State::Drain(_))),
            ("status_valid_o", matches!(self.state, State::Status)),
            ("int4_o", format == Some(Format::Int4)),
            ("raw_o", self.option(Command::RAW)),
            ("double_o", self.option(Command::DOUBLE_ROUNDING)),
        ];
        for (port, bit) in bits {
            outputs.pins.set(port, bit.into());
        }
        outputs.pins.set("error_o", self.error.to_bits());
        outputs.pins.set("tag_o", Command::TAG.get(&self.command));

        self.tokens.show(outputs);
        if !matches!(self.state, State::Run(_)) {
            outputs.unspecified.push("row_last_o");
            outputs.unspecified.extend(OF_ACTIVATION);
        }
        let columns = match &self.state {
            State::Run(run) => run.columns(),
            State::Drain(columns) => *columns,
            State::Idle | State::Check | State::Status => 0,
        };
        outputs.pins.bits_mut("column_mask_o")[..columns].fill(true);
        if !matches!(self.state, State::Drain(_)) {
            outputs.unspecified.push("column_mask_o");
        }
        if format.is_none() {
            outputs.unspecified.push("int4_o");
        }
    }

    /// The state after CHECK, and the error to tell.
    fn check(&self) -> (State, ErrorCode) {
        match verdict(&self.command, self.configuration.accumulators()) {
            Verdict::Nothing => (State::Status, ErrorCode::None),
            Verdict::Refused(error) => (State::Status, error),
            Verdict::Product(command) => {
                let tiling = Tiling::new(&self.configuration, shape(&command));
                (State::Run(Run::new(tiling, self.configuration.rows())), ErrorCode::None)
            }
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Sequencer {
    Sequencer::new(instance.configuration())
}

impl Behaviour for Sequencer {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show(outputs);
        let credits = self.configuration.result_queue_depth() - self.under_way;

        let mut sent = Tokens::default();
        let mut next = None;
        match &mut self.state {
            State::Idle if inputs.high("command_valid_i") => {
                self.command.copy_from_slice(inputs.words("command_data_i"));
                next = Some(State::Check);
            }
            State::Check => {
                let (state, error) = self.check();
                self.error = error;
                next = Some(state);
            }
            State::Run(run) => {
                sent = run.cycle(self.tokens.swap, self.sets > 0, credits > 0, inputs, outputs);
                next = sent.end.then(|| State::Drain(run.columns()));
            }
            State::Drain(_) if inputs.high("end_i") => next = Some(State::Status),
            State::Status if inputs.high("status_ready_i") => next = Some(State::Idle),
            State::Idle | State::Drain(_) | State::Status => {}
        }

        if let Some(state) = next {
            self.state = state;
        }
        self.tokens = sent;
        self.sets = self.sets + usize::from(inputs.high("set_i")) - usize::from(sent.set);
        let launched = self.under_way + usize::from(sent.result);
        self.under_way = launched.saturating_sub(usize::from(inputs.high("credit_i")));
        if !inputs.high("rst_ni") {
            self.state = State::Idle;
            self.tokens = Tokens::default();
            self.sets = 0;
            self.under_way = 0;
        }
    }
}

#[cfg(test)]
mod tests;
