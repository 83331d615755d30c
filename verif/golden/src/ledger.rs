//! The commands that have no status yet, and the statuses that wait: what the statuses of both units share.
//!
//! Page: Statuses.

use crate::Outputs;
use crate::stream::stream_fifo::StreamFifo;
use seedchip_spec::{Pins, Status};

/// A status as a beat.
pub(crate) type Beat = [u32; 8];

/// Cycles, and stalls of four kinds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub cycles: u64,
    pub stalls: [u64; 4],
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
/// Assumption on the inputs: a command ends only when it may. The model does nothing otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
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

/// What a cycle sees of the ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// The command that is offered is taken.
    pub accepts: bool,
    /// A command may end.
    pub ready: bool,
    /// A command ends without a status of its own.
    pub abandons: bool,
    /// The tag of the oldest command.
    pub tag: u16,
    /// What a status of this cycle has.
    pub counters: Counters,
}

impl Ledger {
    /// No commands; so many tags in the queue's memory, and so many statuses that may wait.
    pub fn new(tags: usize, statuses: usize) -> Self {
        Self {
            tags: StreamFifo::new(tags, 0),
            statuses: StreamFifo::new(statuses, Beat::default()),
            entering: None,
            waiting: 0,
            most: statuses,
            outstanding: 0,
            aborting: false,
            counters: Counters::default(),
        }
    }

    /// What is seen in a cycle with these inputs. Writes the status that waits, and whether a command is taken.
    pub fn show(&self, inputs: &Pins, outputs: &mut Outputs) -> Sight {
        let abort = inputs.high("abort_i");
        let command_ready = self.tags.ready() && !self.aborting && !abort;
        let both_ready = self.waiting < self.most && self.tags.valid();
        outputs.pins.set("command_ready_o", command_ready.into());
        outputs.pins.set("m_axis_status_tvalid", self.statuses.valid().into());
        outputs.pins.set_words("m_axis_status_tdata", self.statuses.shown());
        Sight {
            accepts: inputs.high("command_valid_i") && command_ready,
            ready: both_ready && !self.aborting && !abort,
            abandons: self.aborting && both_ready && !abort,
            tag: *self.tags.shown(),
            counters: self.counters.after(1, [0; 4]),
        }
    }

    /// The rising edge: the status of the command that ends, or of the one that is abandoned, and the stalls of the cycle.
    pub fn step(&mut self, sight: Sight, status: Option<Beat>, stalls: [u64; 4], inputs: &Pins) {
        let abort = inputs.high("abort_i");
        let made = status.is_some();
        let tag = sight.accepts.then(|| inputs.get("command_tag_i") as u16);
        self.tags.step(tag, made);
        let taken = self.statuses.valid() && inputs.high("m_axis_status_tready");
        self.waiting = self.waiting + usize::from(made) - usize::from(taken);
        self.statuses.step(std::mem::replace(&mut self.entering, status), inputs.high("m_axis_status_tready"));

        let left = self.outstanding - u64::from(made);
        self.counters = if abort || self.aborting {
            Counters::default()
        } else if made {
            Counters::default().after(0, stalls)
        } else {
            self.counters.after((self.outstanding != 0).into(), stalls)
        };
        self.aborting = if abort { self.outstanding != 0 } else { self.aborting && left != 0 };
        self.outstanding = left + u64::from(sight.accepts);

        if !inputs.high("rst_ni") {
            self.tags.reset();
            self.statuses.reset();
            (self.entering, self.waiting) = (None, 0);
            (self.outstanding, self.aborting, self.counters) = (0, false, Counters::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_have_their_widths() {
        let counters = Counters { cycles: (1 << 48) - 1, stalls: [(1 << 40) - 1; 4] };
        let after = counters.after(1, [1, 0, 1, 0]);
        assert_eq!((after.cycles, after.stalls), (0, [0, (1 << 40) - 1, 0, (1 << 40) - 1]));
    }
}
