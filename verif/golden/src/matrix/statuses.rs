//! The status of every command, in order.
//!
//! Page: Statuses.

use crate::stream::stream_fifo::StreamFifo;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, ErrorCode, Flag, Flags, Geometry, Instance, Pins, Status};

/// Tags that the memory of their queue holds.
const TAGS: usize = 16;
/// What an error of the parameters is taken from to make the status' code, and what one of the row scales.
const PARAMETERS: u64 = 14;
const SCALES: u64 = 17;

/// A status as a beat.
type Beat = [u32; 8];

/// Cycles, and stalls of weights, activations, parameters and results.
#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    cycles: u64,
    stalls: [u64; 4],
}

impl Counters {
    /// The counts after a cycle.
    fn after(self, cycles: u64, stalls: [u64; 4]) -> Self {
        let wrapped = |count: u64, bits: usize| count & ((1 << bits) - 1);
        Self {
            cycles: wrapped(self.cycles + cycles, Status::CYCLES.width),
            stalls: std::array::from_fn(|index| {
                wrapped(self.stalls[index] + stalls[index], Status::STALLS_WEIGHTS.width)
            }),
        }
    }
}

/// The tags of the commands that have no status yet, the statuses that wait, and the counters.
///
/// Assumption on the inputs: `end_i` comes only with `end_ready_o`. The model does nothing otherwise.
#[derive(Clone, Debug)]
pub struct Statuses {
    /// What every geometry says.
    geometry: Geometry,
    /// Commands of block formats come, too.
    has_blocks: bool,
    tags: StreamFifo<u16>,
    statuses: StreamFifo<Beat>,
    /// The status that enters the queue in the coming cycle.
    entering: Option<Beat>,
    /// Statuses that are made and not accepted, and how many may be.
    waiting: usize,
    most: usize,
    outstanding: u64,
    aborting: bool,
    counters: Counters,
}

impl Statuses {
    /// No commands.
    pub fn new(configuration: &Configuration) -> Self {
        let queue = configuration.command_queue_depth();
        Self {
            geometry: Geometry::of(configuration),
            has_blocks: configuration.blocks() == 1,
            tags: StreamFifo::new(TAGS, 0),
            statuses: StreamFifo::new(queue, Beat::default()),
            entering: None,
            waiting: 0,
            most: queue,
            outstanding: 0,
            aborting: false,
            counters: Counters::default(),
        }
    }

    /// The status of the command that ends in this cycle.
    fn status(&self, inputs: &Pins) -> Beat {
        let tag = *self.tags.shown();
        // An input that only block formats need, and that is 0 without them.
        let of_blocks = |port| if self.has_blocks { inputs.get(port) } else { 0 };
        if inputs.high("end_asks_i") {
            let diagnosis = (inputs.get("diagnosis_i") | of_blocks("scale_diagnosis_i") << 8) as u16;
            return Geometry { tag, diagnosis, ..self.geometry }.encode();
        }
        let mut flags = Flags::default();
        for (raised, flag) in [
            (inputs.get("end_saturated_i"), Flag::Saturation),
            (of_blocks("end_overflow_i"), Flag::Overflow),
            (of_blocks("end_nan_i"), Flag::Nan),
        ] {
            if raised == 1 {
                flags.raise(flag);
            }
        }
        let behind = if of_blocks("end_joined_i") == 1 { SCALES } else { PARAMETERS };
        let Counters { cycles, stalls } = self.counters.after(1, [0; 4]);
        let [stalls_weights, stalls_activations, stalls_parameters, stalls_results] = stalls;
        let mut beat = Status {
            flags,
            cycles,
            stalls_weights,
            stalls_activations,
            stalls_parameters,
            stalls_results,
            ..Self::empty(tag)
        }
        .encode();
        let error = match (inputs.get("end_error_i"), inputs.get("end_parameter_error_i")) {
            (0, 0) => 0,
            (0, of_packet) => behind - of_packet,
            (error, _) => error,
        };
        Status::ERROR.set(&mut beat, error);
        beat
    }

    /// The status of a command that is aborted.
    fn aborted(&self) -> Beat {
        Status { error: ErrorCode::Aborted, ..Self::empty(*self.tags.shown()) }.encode()
    }

    fn empty(tag: u16) -> Status {
        Status {
            tag,
            flags: Flags::default(),
            error: ErrorCode::None,
            cycles: 0,
            stalls_weights: 0,
            stalls_activations: 0,
            stalls_parameters: 0,
            stalls_results: 0,
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Statuses {
    Statuses::new(instance.configuration())
}

impl Behaviour for Statuses {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let abort = inputs.high("abort_i");
        let command_ready = self.tags.ready() && !self.aborting && !abort;
        let both_ready = self.waiting < self.most && self.tags.valid();
        let end_ready = both_ready && !self.aborting && !abort;
        outputs.pins.set("command_ready_o", command_ready.into());
        outputs.pins.set("end_ready_o", end_ready.into());
        outputs.pins.set("m_axis_status_tvalid", self.statuses.valid().into());
        outputs.pins.set_words("m_axis_status_tdata", self.statuses.shown());

        let end = inputs.high("end_i") && end_ready;
        let abandon = self.aborting && both_ready && !abort;
        let status = match (end, abandon) {
            (true, _) => Some(self.status(inputs)),
            (false, true) => Some(self.aborted()),
            (false, false) => None,
        };
        let accepted = inputs.high("command_valid_i") && command_ready;
        let tag = accepted.then(|| inputs.get("command_tag_i") as u16);
        self.tags.step(tag, end || abandon);
        let taken = self.statuses.valid() && inputs.high("m_axis_status_tready");
        self.waiting = self.waiting + usize::from(status.is_some()) - usize::from(taken);
        self.statuses.step(std::mem::replace(&mut self.entering, status), inputs.high("m_axis_status_tready"));

        let left = self.outstanding - u64::from(end || abandon);
        let stalls = ["stall_weights_i", "stall_activations_i", "stall_parameters_i", "stall_results_i"];
        let stalls = stalls.map(|port| inputs.get(port));
        self.counters = if abort || self.aborting {
            Counters::default()
        } else if end {
            Counters::default().after(0, stalls)
        } else {
            self.counters.after((self.outstanding != 0).into(), stalls)
        };
        self.aborting = if abort { self.outstanding != 0 } else { self.aborting && left != 0 };
        self.outstanding = left + u64::from(accepted);

        if !inputs.high("rst_ni") {
            self.tags.reset();
            self.statuses.reset();
            (self.entering, self.waiting) = (None, 0);
            (self.outstanding, self.aborting, self.counters) = (0, false, Counters::default());
        }
    }
}

#[cfg(test)]
mod tests;
