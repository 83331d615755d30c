//! The status of every command, in order.

use crate::stream::stream_fifo::StreamFifo;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, ErrorCode, Flag, Flags, Geometry, Instance, Pins, Status};

/// Tags that the memory of their queue holds.
const TAGS: usize = 16;
/// What an error of the parameters is taken from to make the status' code.
const PARAMETERS: u64 = 14;

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
    tags: StreamFifo<u16>,
    statuses: StreamFifo<Beat>,
    /// The status that enters the queue in the coming cycle.
    entering: Option<Beat>,
    /// Statuses that are not accepted, and how many may be.
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
        if inputs.high("end_asks_i") {
            return Geometry { tag, diagnosis: inputs.get("diagnosis_i") as u8, ..self.geometry }.encode();
        }
        let Counters { cycles, stalls } = self.counters.after(1, [0; 4]);
        let [stalls_weights, stalls_activations, stalls_parameters, stalls_results] = stalls;
        let mut beat = Status {
            flags: if inputs.high("end_saturated_i") { Flag::Saturation.into() } else { Flags::default() },
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
            (0, parameters) => PARAMETERS - parameters,
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
mod tests {
    use super::*;
    use crate::bench::Bench;

    fn bench() -> Bench {
        Bench::new("statuses", "tiny")
    }

    /// Offers a command, which is accepted.
    fn accept(bench: &mut Bench, tag: u64) {
        let pins = bench.cycle(&[("command_valid_i", 1), ("command_tag_i", tag)]).pins;
        assert!(pins.high("command_ready_o"));
    }

    /// Ends a command in a cycle with these inputs.
    fn end(bench: &mut Bench, more: &[(&str, u64)]) {
        let pins = bench.cycle(&[&[("end_i", 1)][..], more].concat()).pins;
        assert!(pins.high("end_ready_o"));
    }

    /// Takes the status that shows; waits for it, at most two cycles.
    fn take(bench: &mut Bench) -> Vec<u32> {
        for _ in 0..3 {
            let pins = bench.cycle(&[("m_axis_status_tready", 1)]).pins;
            if pins.high("m_axis_status_tvalid") {
                return pins.words("m_axis_status_tdata").to_vec();
            }
        }
        panic!("no status came");
    }

    fn status(bench: &mut Bench) -> Status {
        Status::decode(&take(bench)).expect("it is a status")
    }

    #[test]
    fn a_status_has_the_cycles_from_the_acceptance_to_the_end_with_its_own() {
        let mut bench = bench();
        bench.wait(5);
        accept(&mut bench, 0x1234);
        // The tag is ready two cycles after the acceptance.
        assert!(!bench.cycle(&[]).pins.high("end_ready_o"));
        end(&mut bench, &[]);
        assert!(!bench.cycle(&[]).pins.high("m_axis_status_tvalid"));
        assert_eq!(take(&mut bench), [0x1234, 2, 0, 0, 0, 0, 0, 0]);
        bench.wait(7);
        accept(&mut bench, 5);
        bench.wait(8);
        end(&mut bench, &[("end_saturated_i", 1)]);
        assert_eq!(take(&mut bench), [1 << 16 | 5, 9, 0, 0, 0, 0, 0, 0], "cycles without a command do not count");
    }

    #[test]
    fn cycles_of_a_sequence_add_up_to_its_length() {
        let mut bench = bench();
        (1..4).for_each(|tag| accept(&mut bench, tag));
        // Accepted at 0; ends at 5, 6 and 10.
        bench.wait(2);
        end(&mut bench, &[]);
        end(&mut bench, &[]);
        bench.wait(3);
        end(&mut bench, &[]);
        for (tag, cycles) in [(1, 5), (2, 1), (3, 4)] {
            let status = status(&mut bench);
            assert_eq!((status.tag, status.cycles), (tag, cycles));
        }
    }

    #[test]
    fn a_stall_in_the_cycle_of_an_end_counts_for_the_next_status() {
        let mut bench = bench();
        accept(&mut bench, 1);
        accept(&mut bench, 2);
        bench.cycle(&[("stall_weights_i", 1), ("stall_results_i", 1)]);
        bench.cycle(&[("stall_weights_i", 1), ("stall_activations_i", 1)]);
        bench.cycle(&[("stall_weights_i", 1), ("stall_parameters_i", 1)]);
        bench.cycle(&[("stall_parameters_i", 1)]);
        end(&mut bench, &[("stall_results_i", 1)]);
        end(&mut bench, &[]);
        let stalls = |status: Status| {
            [status.stalls_weights, status.stalls_activations, status.stalls_parameters, status.stalls_results]
        };
        assert_eq!(stalls(status(&mut bench)), [3, 1, 2, 1]);
        assert_eq!(stalls(status(&mut bench)), [0, 0, 0, 1]);
    }

    #[test]
    fn the_verdicts_error_goes_before_that_of_the_parameters() {
        let mut bench = bench();
        for (error, parameters, expected) in [
            (0, 0, ErrorCode::None),
            (0, 1, ErrorCode::ParameterRange),
            (0, 2, ErrorCode::ParametersLong),
            (0, 3, ErrorCode::ParametersShort),
            (7, 3, ErrorCode::WeightsShort),
            (1, 1, ErrorCode::ZeroSize),
            (10, 0, ErrorCode::ActivationsLong),
        ] {
            accept(&mut bench, 1);
            bench.wait(1);
            end(&mut bench, &[("end_error_i", error), ("end_parameter_error_i", parameters)]);
            assert_eq!(status(&mut bench).error, expected);
        }
    }

    #[test]
    fn a_command_that_asks_gets_the_geometry_with_the_diagnosis_of_its_end() {
        let mut bench = bench();
        accept(&mut bench, 0xabcd);
        bench.cycle(&[("diagnosis_i", 0xff)]);
        end(&mut bench, &[("end_asks_i", 1), ("diagnosis_i", 0xa5), ("end_saturated_i", 1), ("stall_results_i", 1)]);
        // Version 2, 4 rows, 4 columns, 16 accumulators, 1 lane, queues of 4, both formats.
        assert_eq!(take(&mut bench), [0xabcd, 0x0400_0402, 0x0100_1000, 0x0003_0400, 0xa5, 0, 0, 0]);
    }

    #[test]
    fn statuses_stay_until_they_are_taken_and_hold_up_further_ends() {
        let mut bench = bench();
        (0..6).for_each(|tag| accept(&mut bench, tag));
        let mut ended = 0;
        for _ in 0..10 {
            let ready = bench.cycle(&[]).pins.high("end_ready_o");
            if ready {
                end(&mut bench, &[]);
                ended += 1;
            }
        }
        assert_eq!(ended, 4);
        (0..4).for_each(|tag| assert_eq!(status(&mut bench).tag, tag));
        (4..6).for_each(|tag| {
            end(&mut bench, &[]);
            assert_eq!(status(&mut bench).tag, tag);
        });
    }

    #[test]
    fn seventeen_commands_can_be_outstanding() {
        let mut bench = bench();
        (0..17).for_each(|tag| accept(&mut bench, tag));
        assert!(!bench.cycle(&[("command_valid_i", 1)]).pins.high("command_ready_o"));
    }

    #[test]
    fn an_abort_gives_every_command_a_status_and_accepts_none_meanwhile() {
        let mut bench = bench();
        accept(&mut bench, 1);
        bench.wait(3);
        end(&mut bench, &[("end_saturated_i", 1)]);
        (2..8).for_each(|tag| accept(&mut bench, tag));
        for _ in 0..3 {
            let pins = bench.cycle(&[("abort_i", 1), ("command_valid_i", 1), ("stall_weights_i", 1)]).pins;
            assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (0, 0));
        }
        // The status before stays; behind it there is room for three, then the others wait.
        for _ in 0..10 {
            let pins = bench.cycle(&[("command_valid_i", 1), ("stall_results_i", 1)]).pins;
            assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (0, 0));
        }
        assert_eq!((take(&mut bench)[0], take(&mut bench)[0]), (1 << 16 | 1, 14 << 24 | 2));
        for tag in 3..8 {
            assert_eq!(take(&mut bench), [14 << 24 | tag, 0, 0, 0, 0, 0, 0, 0]);
        }
        // With the last one the counters start again; what came before does not count.
        accept(&mut bench, 9);
        bench.wait(1);
        end(&mut bench, &[]);
        assert_eq!(take(&mut bench), [9, 2, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn nothing_is_told_during_an_abort_of_many_cycles() {
        let mut bench = bench();
        accept(&mut bench, 3);
        for _ in 0..9 {
            assert!(!bench.cycle(&[("abort_i", 1)]).pins.high("m_axis_status_tvalid"));
        }
        // One is made in the first cycle without abort, and shows three cycles later; commands are accepted again after it.
        let seen = [0; 4].map(|_| {
            let pins = bench.cycle(&[]).pins;
            (pins.get("m_axis_status_tvalid"), pins.get("command_ready_o"))
        });
        assert_eq!(seen, [(0, 0), (0, 1), (0, 1), (1, 1)]);
    }

    #[test]
    fn an_abort_without_commands_is_nothing() {
        let mut bench = bench();
        assert!(!bench.cycle(&[("abort_i", 1), ("command_valid_i", 1)]).pins.high("command_ready_o"));
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (1, 0));
        bench.wait(5);
        assert!(!bench.cycle(&[]).pins.high("m_axis_status_tvalid"));
    }

    #[test]
    fn a_command_accepted_in_the_cycle_before_the_abort_is_aborted() {
        let mut bench = bench();
        accept(&mut bench, 4);
        bench.cycle(&[("abort_i", 1)]);
        bench.wait(3);
        assert_eq!(status(&mut bench).error, ErrorCode::Aborted);
    }

    #[test]
    fn counters_have_their_widths() {
        let counters = Counters { cycles: (1 << 48) - 1, stalls: [(1 << 40) - 1; 4] };
        let after = counters.after(1, [1, 0, 1, 0]);
        assert_eq!((after.cycles, after.stalls), (0, [0, (1 << 40) - 1, 0, (1 << 40) - 1]));
    }

    #[test]
    fn reset_forgets_commands_and_statuses() {
        let mut bench = bench();
        accept(&mut bench, 1);
        accept(&mut bench, 2);
        end(&mut bench, &[]);
        bench.wait(1);
        bench.cycle(&[("rst_ni", 0)]);
        for _ in 0..4 {
            let pins = bench.cycle(&[("abort_i", 1)]).pins;
            assert_eq!((pins.get("m_axis_status_tvalid"), pins.get("end_ready_o")), (0, 0));
        }
        accept(&mut bench, 3);
        bench.wait(1);
        end(&mut bench, &[]);
        assert_eq!(status(&mut bench).cycles, 2);
    }
}
