//! The status of every command, in order.
//!
//! Page: Statuses.

use crate::ledger::{Beat, Counters, Ledger, Sight};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, ErrorCode, Flag, Flags, Geometry, Instance, Pins, Status};

/// Tags that the memory of their queue holds.
const TAGS: usize = 16;
/// What an error of the parameters is taken from to make the status' code, and what one of the row scales.
const PARAMETERS: u64 = 14;
const SCALES: u64 = 17;

/// The commands that have no status yet, and the statuses that wait.
///
/// Assumption on the inputs: `end_i` comes only with `end_ready_o`. The model does nothing otherwise.
#[derive(Clone, Debug)]
pub struct Statuses {
    /// What every geometry says.
    geometry: Geometry,
    /// Commands of block formats come, too.
    has_blocks: bool,
    ledger: Ledger,
}

impl Statuses {
    /// No commands.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            geometry: Geometry::of(configuration),
            has_blocks: configuration.blocks() == 1,
            ledger: Ledger::new(TAGS, configuration.command_queue_depth()),
        }
    }

    /// The status of the command that ends in this cycle.
    fn status(&self, sight: &Sight, inputs: &Pins) -> Beat {
        let tag = sight.tag;
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
        let mut beat = Status { flags, ..status(tag, ErrorCode::None, sight.counters) }.encode();
        let error = match (inputs.get("end_error_i"), inputs.get("end_parameter_error_i")) {
            (0, 0) => 0,
            (0, of_packet) => behind - of_packet,
            (error, _) => error,
        };
        Status::ERROR.set(&mut beat, error);
        beat
    }
}

/// A status without flags.
fn status(tag: u16, error: ErrorCode, Counters { cycles, stalls }: Counters) -> Status {
    let [stalls_weights, stalls_activations, stalls_parameters, stalls_results] = stalls;
    let flags = Flags::default();
    Status { tag, flags, error, cycles, stalls_weights, stalls_activations, stalls_parameters, stalls_results }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Statuses {
    Statuses::new(instance.configuration())
}

impl Behaviour for Statuses {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sight = self.ledger.show(inputs, outputs);
        outputs.pins.set("end_ready_o", sight.ready.into());
        let aborted = || status(sight.tag, ErrorCode::Aborted, Counters::default()).encode();
        let end = inputs.high("end_i") && sight.ready;
        let made = if end { Some(self.status(&sight, inputs)) } else { sight.abandons.then(aborted) };
        let stalls = ["stall_weights_i", "stall_activations_i", "stall_parameters_i", "stall_results_i"];
        self.ledger.step(sight, made, stalls.map(|port| inputs.get(port)), inputs);
    }
}

#[cfg(test)]
mod tests;
