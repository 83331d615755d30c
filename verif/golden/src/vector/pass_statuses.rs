//! The status of every pass, in order.
//!
//! Page: Control, `pass_statuses`.

use crate::ledger::{Beat, Counters, Ledger, Sight};
use crate::stream::stream_fifo::StreamFifo;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, PassError, PassFlags, PassGeometry, PassStatus, Pins, VectorSizes};

/// Words of the memories of the queues of tags, of issued passes and of scalars' flags.
const PASSES: usize = 32;

/// A pass whose last vector has been issued.
#[derive(Clone, Copy, Debug, Default)]
struct Issued {
    asks: bool,
    error: u64,
    keeps: bool,
}

/// The passes that have no status yet, and what is known of them.
///
/// Assumptions on the inputs: `end_i` comes only with `end_ready_o`, and no more passes are issued than were accepted. The
/// model does nothing otherwise.
#[derive(Clone, Debug)]
pub struct PassStatuses {
    geometry: PassGeometry,
    ledger: Ledger,
    issued: StreamFifo<Issued>,
    scalars: StreamFifo<u64>,
}

impl PassStatuses {
    /// No passes.
    pub fn new(sizes: VectorSizes) -> Self {
        Self {
            geometry: PassGeometry::of(sizes),
            ledger: Ledger::new(PASSES, PassGeometry::QUEUE_DEPTH),
            issued: StreamFifo::new(PASSES, Issued::default()),
            scalars: StreamFifo::new(PASSES, 0),
        }
    }

    /// The status of the pass that ends in this cycle.
    fn status(&self, sight: &Sight, inputs: &Pins) -> Beat {
        let Issued { asks, error, keeps } = *self.issued.shown();
        if asks {
            let diagnosis = inputs.get("diagnosis_i") as u8;
            return PassGeometry { tag: sight.tag, diagnosis, ..self.geometry }.encode();
        }
        let scalars = if keeps { *self.scalars.shown() } else { 0 };
        // Of scalars: overflow, nan, empty; of the end: overflow, nan, nan_dropped.
        let flags = inputs.get("end_flags_i") | scalars & 3 | (scalars & 4) << 1;
        let flags = PassFlags(if error == 0 { flags as u8 } else { 0 });
        let mut beat = status(sight.tag, flags, PassError::None, sight.counters);
        PassStatus::ERROR.set(&mut beat, error);
        beat
    }
}

fn status(tag: u16, flags: PassFlags, error: PassError, Counters { cycles, stalls }: Counters) -> Beat {
    let [stalls_x, stalls_z, stalls_results, stalls_wait] = stalls;
    PassStatus { tag, flags, error, cycles, stalls_x, stalls_z, stalls_results, stalls_wait }.encode()
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> PassStatuses {
    let [lanes, words, rows] = instance.own();
    PassStatuses::new(VectorSizes { lanes, words, rows })
}

impl Behaviour for PassStatuses {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sight = self.ledger.show(inputs, outputs);
        let keeps = self.issued.shown().keeps;
        let ready = sight.ready && self.issued.valid() && (!keeps || self.scalars.valid());
        outputs.pins.set("end_ready_o", ready.into());

        let end = inputs.high("end_i") && ready;
        let aborted = || status(sight.tag, PassFlags::default(), PassError::Aborted, Counters::default());
        let made = if end { Some(self.status(&sight, inputs)) } else { sight.abandons.then(aborted) };
        let stalls = ["stall_x_i", "stall_z_i", "stall_results_i", "stall_wait_i"].map(|port| inputs.get(port));
        self.ledger.step(sight, made, stalls, inputs);

        let issued = inputs.high("issued_i").then(|| Issued {
            asks: inputs.high("issued_asks_i"),
            error: inputs.get("issued_error_i"),
            keeps: inputs.high("issued_keeps_i"),
        });
        self.issued.step(issued, end);
        let flags = inputs.high("scalar_end_i").then(|| inputs.get("scalar_flags_i"));
        self.scalars.step(flags, end && keeps);
        if inputs.high("abort_i") || !inputs.high("rst_ni") {
            self.issued.reset();
            self.scalars.reset();
        }
    }
}

#[cfg(test)]
mod tests;
