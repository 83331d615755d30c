//! The parameters of the columns: beats, their queue, shadow and active sets.

use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Column, Configuration, Instance, Pins};

/// Whether a bias is too great for sums that can't overflow.
pub fn bias_out_of_range(bias: i32) -> bool {
    !(-Column::BIAS_LIMIT..=Column::BIAS_LIMIT).contains(&bias)
}

/// The parameters in a beat.
pub fn column(beat: &[u32]) -> Column {
    Column::decode(beat).unwrap_or_else(|malformed| panic!("the parameters of a column: {malformed}"))
}

/// These parameters with a scaling that leaves a sum as it is: what raw sums come with.
pub fn raw(column: &Column) -> Column {
    Column { multiplier: 1, shift: 0, zero_point: 0, ..*column }
}

/// What the loader did in one cycle.
#[derive(Clone, Copy, Debug, Default)]
struct Event {
    /// A beat left the queue for this column.
    load: Option<(usize, Column)>,
    /// The shadow set became the active one.
    swap: bool,
    /// It did so with the scaling of raw sums.
    raw: bool,
}

/// Copies a field of a column's parameters.
type Copy = fn(&mut Column, &Column);

/// The fields, and the cycles from an event to its effect on them: a field comes when a value in flight takes it.
const FIELDS: [(usize, Copy); 5] = [
    (0, |to, from| to.bias = from.bias),
    (2, |to, from| to.multiplier = from.multiplier),
    (7, |to, from| to.shift = from.shift),
    (11, |to, from| to.zero_point = from.zero_point),
    (12, |to, from| (to.low, to.high) = (from.low, from.high)),
];

/// The clocked block.
///
/// Assumption on the inputs, for the parameters to mean something: `swap_i` comes only when a whole set is in the
/// shadow registers. The model is exact without it.
#[derive(Clone, Debug)]
pub struct Parameters {
    columns: usize,
    queue: StreamFifo<Column>,
    /// Accepted beats of the set that is coming in.
    accepted: usize,
    /// What is told of the beat of the cycle before: set, framing, bias range.
    told: [bool; 3],
    /// Columns of the shadow set that are loaded.
    index: usize,
    /// The events on their way to each of the fields.
    events: [Delay<Event>; FIELDS.len()],
    shadow: Vec<Column>,
    active: Vec<Column>,
}

impl Parameters {
    /// An empty queue and parameters of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let columns = configuration.columns();
        Self {
            columns,
            queue: StreamFifo::new(configuration.parameter_queue_depth(), Column::default()),
            accepted: 0,
            told: [false; 3],
            index: 0,
            events: FIELDS.map(|(delay, _)| Delay::new(delay, Event::default())),
            shadow: vec![Column::default(); columns],
            active: vec![Column::default(); columns],
        }
    }

    fn show(&self, outputs: &mut Outputs) {
        outputs.pins.set("parameter_ready_o", self.queue.ready().into());
        for (port, told) in ["set_o", "framing_o", "bias_range_o"].into_iter().zip(self.told) {
            outputs.pins.set(port, told.into());
        }
        for (lane, column) in self.active.iter().enumerate() {
            let fields = [
                ("bias_o", 32, i64::from(column.bias)),
                ("multiplier_o", 32, i64::from(column.multiplier)),
                ("shift_o", 6, i64::from(column.shift)),
                ("zero_point_o", 8, i64::from(column.zero_point)),
                ("low_o", 8, i64::from(column.low)),
                ("high_o", 8, i64::from(column.high)),
            ];
            for (port, width, value) in fields {
                outputs.pins.set_lane(port, lane, width, value.cast_unsigned());
            }
        }
    }

    /// Counts an accepted beat and says what there is to tell of it.
    fn accept(&mut self, bias: i32, last: bool) {
        let ends = self.accepted + 1 == self.columns;
        self.accepted = (self.accepted + 1) % self.columns;
        self.told = [ends, last != ends, bias_out_of_range(bias)];
    }

    /// Whether a beat leaves the queue in this cycle, and for which column.
    fn load(&mut self, swap: bool) -> Option<(usize, Column)> {
        let pops = self.queue.valid() && (swap || self.index != self.columns);
        let column = if swap { 0 } else { self.index };
        let load = pops.then(|| (column, *self.queue.shown()));
        self.index = if pops { column + 1 } else { column };
        load
    }

    /// Brings an event to the fields that `copy` copies; a swap takes the shadow of before the load.
    fn apply(&mut self, event: Event, copy: Copy) {
        if event.swap {
            for (active, shadow) in self.active.iter_mut().zip(&self.shadow) {
                copy(active, &if event.raw { raw(shadow) } else { *shadow });
            }
        }
        if let Some((index, column)) = event.load {
            copy(&mut self.shadow[index], &column);
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Parameters {
    Parameters::new(instance.configuration())
}

impl Behaviour for Parameters {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show(outputs);

        let up = inputs.high("parameter_valid_i").then(|| column(inputs.words("parameter_data_i")));
        self.told = [false; 3];
        if let Some(Column { bias, .. }) = up.filter(|_| self.queue.ready()) {
            self.accept(bias, inputs.high("parameter_last_i"));
        }
        let swap = inputs.high("swap_i");
        let event = Event { load: self.load(swap), swap, raw: inputs.high("raw_i") };
        self.queue.step(up, event.load.is_some());

        for (index, (_, copy)) in FIELDS.into_iter().enumerate() {
            let due = self.events[index].cycle(event);
            self.apply(due, copy);
        }

        // What was due in this cycle has happened; what is on its way is forgotten.
        if !inputs.high("rst_ni") {
            self.queue.reset();
            self.accepted = 0;
            self.told = [false; 3];
            self.index = 0;
            self.events.iter_mut().for_each(|events| events.fill(&Event::default()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::Direction;

    #[test]
    fn raw_replaces_the_scaling_alone() {
        let column = Column { bias: 5, multiplier: 1 << 30, shift: 40, zero_point: -1, low: -128, high: 127 };
        let raw = Column { bias: 5, multiplier: 1, shift: 0, zero_point: 0, low: -128, high: 127 };
        let ports = seedchip_spec::Block::named("parameters").expect("it is listed").first().ports();
        let mut parameters = Parameters::new(&Configuration::all()[0]);
        parameters.shadow.fill(column);
        for (swap, raw_at_swap, expected) in
            [(true, false, column), (true, true, raw), (false, true, raw), (true, false, column)]
        {
            for cycle in 0..13 {
                let mut inputs = Pins::zero(&ports, Direction::Input);
                inputs.set("rst_ni", 1);
                inputs.set("swap_i", (swap && cycle == 0).into());
                inputs.set("raw_i", (raw_at_swap == (cycle == 0)).into());
                let mut outputs = Outputs { pins: Pins::zero(&ports, Direction::Output), unspecified: Vec::new() };
                parameters.cycle(&inputs, &mut outputs);
            }
            assert!(parameters.active.iter().all(|active| *active == expected), "{:?}", parameters.active);
            assert!(parameters.shadow.iter().all(|shadow| *shadow == column), "the shadow stays");
        }
    }

    #[test]
    fn the_range_of_a_bias_includes_its_ends() {
        assert!(![1 << 30, -(1 << 30)].into_iter().any(bias_out_of_range));
        assert!([(1 << 30) + 1, -(1 << 30) - 1, i32::MIN, i32::MAX].into_iter().all(bias_out_of_range));
    }
}
