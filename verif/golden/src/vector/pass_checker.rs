//! Commands become passes, or what they are refused for.
//!
//! Page: Control, `pass_checker`; What a pass computes, errors.

use crate::{Behaviour, Outputs};
use seedchip_spec::codec::{Content, Field, Malformed};
use seedchip_spec::{
    First, Instance, Number, Pass, PassError, PassOpcode, Pins, Reduction, Second, Store, VectorSizes,
};
use std::ops::Range;

/// A command as a beat.
pub type Beat = [u32; 8];

/// Where the command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum State {
    #[default]
    Idle,
    /// With the cycles that are left behind this one.
    Measure(usize),
    Check,
    Offer,
}

/// A command, read as far as its codes are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Why it is refused, if it is.
    pub error: PassError,
    /// It only asks for the geometry.
    pub asks: bool,
    /// It announces a packet of x,
    pub x: bool,
    /// one of z.
    pub z: bool,
    /// x holds phases.
    pub angles: bool,
}

impl Checked {
    /// The pass has one vector, of nothing.
    pub fn is_empty(&self) -> bool {
        self.asks || self.error != PassError::None
    }
}

/// A code that is known.
fn code<T: Content>(field: Field, beat: &Beat) -> Option<T> {
    T::from_bits(field.get(beat))
}

/// The check of a command.
pub fn check(sizes: VectorSizes, beat: &Beat) -> Checked {
    let opcode = code::<PassOpcode>(Pass::OPCODE, beat);
    let is_pass = opcode == Some(PassOpcode::Pass);
    let x = is_pass && code(Pass::FIRST, beat) == Some(First::Stream);
    let angles = x && code::<Number>(Pass::X_FORMAT, beat).is_some_and(Number::is_angle);
    let z = is_pass && code(Pass::SECOND, beat) == Some(Second::Stream) || angles;
    let error = match Pass::decode(beat) {
        Ok(pass) => refusal(sizes, &pass),
        Err(Malformed::Reserved { .. }) => PassError::ReservedBits,
        Err(_) if opcode.is_none() => PassError::UnknownOpcode,
        Err(_) => PassError::UnknownCode,
    };
    Checked { error, asks: opcode == Some(PassOpcode::Nothing), x, z, angles }
}

/// Why a pass whose codes are known is refused: the first cause in the order of the check.
pub fn refusal(sizes: VectorSizes, pass: &Pass) -> PassError {
    if pass.opcode == PassOpcode::Nothing {
        return PassError::None;
    }
    if !pass.x_format.is_x() || !pass.z_format.is_z() || !pass.out_format.is_result() {
        return PassError::UnknownCode;
    }
    if pass.m == 0 || pass.n == 0 {
        return PassError::ZeroSize;
    }
    let vectors = sizes.vectors(pass.n as usize);
    let is_sum = pass.keep && pass.reduction == Reduction::Sum;
    if pass.n > VectorSizes::GREATEST_N || is_sum && vectors > sizes.words {
        return PassError::RowTooLong;
    }
    if usize::from(pass.m) > sizes.rows {
        return PassError::TooManyRows;
    }
    let words = Words::of(pass, vectors);
    if words.reach() > sizes.words {
        return PassError::MemoryRange;
    }
    let wants_z_twice = pass.second == Second::Stream && pass.announces_x() && pass.x_format.is_angle();
    if wants_z_twice || words.conflict(pass) { PassError::Conflict } else { PassError::None }
}

/// The words of the banks that a pass uses.
struct Words {
    x: Option<Range<usize>>,
    z: Option<Range<usize>>,
    stored: Option<Range<usize>>,
}

impl Words {
    fn of(pass: &Pass, vectors: usize) -> Self {
        let all = usize::from(pass.m) * vectors;
        let from = |base: u16, words: usize| usize::from(base)..usize::from(base) + words;
        Self {
            x: (pass.first == First::Bank).then(|| from(pass.x_base, all)),
            z: (pass.second == Second::Bank).then(|| from(pass.z_base, if pass.broadcast { vectors } else { all })),
            stored: (pass.store != Store::Nowhere).then(|| from(pass.store_base, all)),
        }
    }

    /// The end of the last word.
    fn reach(&self) -> usize {
        [&self.x, &self.z, &self.stored].into_iter().flatten().map(|words| words.end).max().unwrap_or(0)
    }

    /// The pass stores into words that it reads, and some row reads other words than it stores.
    fn conflict(&self, pass: &Pass) -> bool {
        let (read, is_shared) = match pass.store {
            Store::Nowhere => return false,
            Store::X => (&self.x, false),
            Store::Z => (&self.z, pass.broadcast && pass.m > 1),
        };
        match (read, &self.stored) {
            (Some(read), Some(stored)) => {
                let meet = read.start < stored.end && stored.start < read.end;
                meet && (read.start != stored.start || is_shared)
            }
            _ => false,
        }
    }
}

/// The command that is checked or offered.
#[derive(Clone, Debug)]
pub struct PassChecker {
    sizes: VectorSizes,
    state: State,
    command: Beat,
}

impl PassChecker {
    /// No command.
    pub fn new(sizes: VectorSizes) -> Self {
        Self { sizes, state: State::Idle, command: Beat::default() }
    }

    fn show_offer(&self, outputs: &mut Outputs) {
        let checked = check(self.sizes, &self.command);
        for (port, value) in [
            ("pass_valid_o", true),
            ("pass_empty_o", checked.is_empty()),
            ("pass_asks_o", checked.asks),
            ("pass_x_o", checked.x),
            ("pass_z_o", checked.z),
            ("pass_angles_o", checked.angles),
        ] {
            outputs.pins.set(port, value.into());
        }
        outputs.pins.set("pass_error_o", checked.error as u64);
        if checked.is_empty() {
            outputs.unspecified.extend(FIELDS.map(|(port, _)| port));
            outputs.unspecified.extend(MEASURES);
            return;
        }
        for (port, field) in FIELDS {
            outputs.pins.set(port, field.get(&self.command));
        }
        let n = Pass::N.get(&self.command);
        let vectors = self.sizes.vectors(n as usize) as u64;
        let measures = [
            Pass::M.get(&self.command) - 1,
            vectors - 1,
            vectors.next_power_of_two().ilog2().into(),
            (!n.is_power_of_two()).into(),
        ];
        MEASURES.into_iter().zip(measures).for_each(|(port, value)| outputs.pins.set(port, value));
    }
}

/// What is offered of a pass that is not empty: fields of its command,
const FIELDS: [(&str, Field); 27] = [
    ("pass_first_o", Pass::FIRST),
    ("pass_second_o", Pass::SECOND),
    ("pass_broadcast_o", Pass::BROADCAST),
    ("pass_operation_o", Pass::OPERATION),
    ("pass_function_o", Pass::FUNCTION),
    ("pass_guard_o", Pass::GUARD),
    ("pass_reduction_o", Pass::REDUCTION),
    ("pass_keep_o", Pass::KEEP),
    ("pass_take_o", Pass::TAKE),
    ("pass_register_o", Pass::KEEP_REGISTER),
    ("pass_store_o", Pass::STORE),
    ("pass_x_format_o", Pass::X_FORMAT),
    ("pass_z_format_o", Pass::Z_FORMAT),
    ("pass_out_format_o", Pass::OUT_FORMAT),
    ("pass_ceil_o", Pass::CEIL),
    ("pass_n_o", Pass::N),
    ("pass_x_base_o", Pass::X_BASE),
    ("pass_z_base_o", Pass::Z_BASE),
    ("pass_store_base_o", Pass::STORE_BASE),
    ("pass_immediate_o", Pass::IMMEDIATE),
    ("pass_position_o", Pass::POSITION),
    ("pass_shared_o", Pass::SHARED),
    ("pass_causal_o", Pass::CAUSAL),
    ("pass_windowed_o", Pass::WINDOWED),
    ("pass_limited_o", Pass::LIMITED),
    ("pass_window_o", Pass::WINDOW),
    ("pass_length_o", Pass::LENGTH),
];

/// and what is computed of them: m − 1, V − 1, ceil(log2 V), whether n is no power of two.
const MEASURES: [&str; 4] = ["pass_m_o", "pass_vectors_o", "pass_levels_o", "pass_plus_o"];

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> PassChecker {
    let [lanes, words, rows] = instance.own();
    PassChecker::new(VectorSizes { lanes, words, rows })
}

impl Behaviour for PassChecker {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (idle, offers) = (self.state == State::Idle, self.state == State::Offer);
        outputs.pins.set("command_ready_o", idle.into());
        if offers {
            self.show_offer(outputs);
        } else {
            let of_offer = ["pass_empty_o", "pass_asks_o", "pass_error_o", "pass_x_o", "pass_z_o", "pass_angles_o"];
            outputs.unspecified.extend(of_offer);
            outputs.unspecified.extend(FIELDS.map(|(port, _)| port));
            outputs.unspecified.extend(MEASURES);
        }

        self.state = match self.state {
            State::Idle if inputs.high("command_valid_i") => {
                self.command.copy_from_slice(inputs.words("command_data_i"));
                State::Measure(1)
            }
            State::Measure(0) => State::Check,
            State::Measure(left) => State::Measure(left - 1),
            State::Check => State::Offer,
            State::Offer if inputs.high("pass_ready_i") => State::Idle,
            state => state,
        };
        if !inputs.high("rst_ni") {
            self.state = State::Idle;
        }
    }
}

#[cfg(test)]
mod tests;
