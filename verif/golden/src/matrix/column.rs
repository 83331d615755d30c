//! One column: its accumulators, and the rows of it that wait for their conversion.

use crate::beat::signed;
use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};

/// What enters a column in one cycle; the fields belong to sums of different cycles.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inputs {
    /// The sum whose A0 it is.
    pub(crate) sum: i32,
    /// The accumulator of the sum whose A0 it is.
    pub(crate) read_address: usize,
    /// The sum whose A1 it is is the first of its accumulator.
    pub(crate) first: bool,
    /// The accumulator that takes the sum whose A3 it is.
    pub(crate) store: Option<usize>,
    /// The place among the waiting rows that takes the sum whose A3 it is.
    pub(crate) wait: Option<usize>,
    /// The waiting row that is read.
    pub(crate) read: Option<usize>,
    /// The row read before is shown.
    pub(crate) show: bool,
}

/// D accumulators, E waiting words, and the sums on their way to them.
///
/// Assumption on the inputs, for the sums to mean something: an address of the accumulators comes again after 4 cycles
/// at the earliest. The model is exact without it.
#[derive(Clone, Debug)]
pub struct Column {
    sum_bits: usize,
    accumulators: MemoryRegistered<i32>,
    waiting: Vec<i32>,
    read: i32,
    shown: i32,
    sums: Delay<i32>,
    firsts: Delay<bool>,
    acc: i32,
}

impl Column {
    /// Cycles from the arrival of a sum, A0, to its adding, A2.
    const TO_ADDING: usize = 2;
    /// Cycles from the sampling of `first`, A1, to the adding.
    const FIRST_TO_ADDING: usize = 1;

    /// Words of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            sum_bits: configuration.sum_bits(),
            accumulators: MemoryRegistered::new(configuration.accumulators(), 0),
            waiting: vec![0; configuration.waiting_rows()],
            read: 0,
            shown: 0,
            sums: Delay::new(Self::TO_ADDING, 0),
            firsts: Delay::new(Self::FIRST_TO_ADDING, false),
            acc: 0,
        }
    }

    /// The word of the row that is shown.
    pub(crate) fn shown(&self) -> i32 {
        self.shown
    }

    /// The rising edge.
    pub(crate) fn step(&mut self, inputs: Inputs) {
        if inputs.show {
            self.shown = self.read;
        }
        if let Some(address) = inputs.read {
            self.read = self.waiting[address];
        }
        if let Some(address) = inputs.wait {
            self.waiting[address] = self.acc;
        }
        let word = self.accumulators.step(inputs.read_address, inputs.store.map(|address| (address, self.acc)));
        let sum = self.sums.cycle(inputs.sum);
        let first = self.firsts.cycle(inputs.first);
        self.acc = if first { sum } else { word.wrapping_add(sum) };
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Column {
    Column::new(instance.configuration())
}

impl Behaviour for Column {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("row_o", u64::from(self.shown().cast_unsigned()));

        let address = |port| inputs.get(port) as usize;
        let if_high = |port, at| inputs.high(port).then(|| address(at));
        self.step(Inputs {
            sum: signed(inputs.get("sum_i"), self.sum_bits) as i32,
            read_address: address("read_address_i"),
            first: inputs.high("first_i"),
            store: if_high("store_i", "write_address_i"),
            wait: if_high("wait_i", "wait_address_i"),
            read: if_high("read_i", "row_address_i"),
            show: inputs.high("show_i"),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    fn word(bench: &mut Bench, address: u64) -> i32 {
        bench.cycle(&[("read_i", 1), ("row_address_i", address)]);
        bench.cycle(&[("show_i", 1)]);
        (bench.cycle(&[]).specified("row_o") as u32).cast_signed()
    }

    #[test]
    fn a_sum_is_added_at_a2_and_stored_at_a3() {
        let mut bench = Bench::new("column", "tiny");
        // Junk beside each operand: it counts in its own cycle alone.
        bench.cycle(&[("sum_i", 7), ("read_address_i", 5)]);
        bench.cycle(&[("sum_i", 100), ("first_i", 1)]);
        bench.cycle(&[("sum_i", 200)]);
        bench.cycle(&[("store_i", 1), ("write_address_i", 5)]);
        // −3 in 18 bits joins the 7; it is no first one.
        bench.cycle(&[("sum_i", (1 << 18) - 3), ("read_address_i", 5)]);
        bench.wait(2);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 9)]);
        assert_eq!(word(&mut bench, 9), 4);
        assert_eq!(word(&mut bench, 10), 0);
    }

    #[test]
    fn a_first_sum_takes_no_word_along() {
        let mut bench = Bench::new("column", "tiny");
        for sum in [11, 5] {
            bench.cycle(&[("sum_i", sum), ("read_address_i", 2)]);
            bench.cycle(&[("first_i", 1)]);
            bench.cycle(&[]);
            bench.cycle(&[("store_i", 1), ("write_address_i", 2), ("wait_i", 1), ("wait_address_i", 31)]);
        }
        assert_eq!(word(&mut bench, 31), 5);
    }

    #[test]
    fn a_word_stored_at_a3_is_there_for_the_sum_that_arrives_a_cycle_later() {
        let mut bench = Bench::new("column", "tiny");
        bench.cycle(&[("sum_i", 3)]);
        bench.cycle(&[("first_i", 1)]);
        bench.cycle(&[]);
        // The sum that arrives in the cycle of the storing finds the old word, 0; the next one the new word, 3.
        bench.cycle(&[("store_i", 1), ("sum_i", 10)]);
        bench.cycle(&[("sum_i", 20)]);
        bench.cycle(&[]);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 1)]);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 2)]);
        assert_eq!((word(&mut bench, 1), word(&mut bench, 2)), (10, 23));
    }

    #[test]
    fn a_row_is_read_then_shown_and_stands() {
        let mut bench = Bench::new("column", "tiny");
        bench.cycle(&[("sum_i", 1)]);
        bench.cycle(&[("sum_i", 2), ("first_i", 1)]);
        bench.cycle(&[("first_i", 1)]);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 1)]);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 2)]);
        bench.cycle(&[("read_i", 1), ("row_address_i", 1)]);
        // Read and show in one cycle: the row read before is shown.
        assert_eq!(bench.cycle(&[("read_i", 1), ("row_address_i", 2), ("show_i", 1)]).pins.get("row_o"), 0);
        assert_eq!(bench.cycle(&[]).pins.get("row_o"), 1);
        assert_eq!(bench.cycle(&[("show_i", 1)]).pins.get("row_o"), 1);
        bench.wait(3);
        assert_eq!(bench.cycle(&[]).pins.get("row_o"), 2);
    }

    #[test]
    fn a_read_in_the_cycle_of_the_write_gives_the_old_word() {
        let mut bench = Bench::new("column", "tiny");
        bench.cycle(&[("sum_i", 6)]);
        bench.cycle(&[("first_i", 1)]);
        bench.cycle(&[]);
        bench.cycle(&[("wait_i", 1), ("wait_address_i", 4), ("read_i", 1), ("row_address_i", 4)]);
        bench.cycle(&[("show_i", 1)]);
        assert_eq!(bench.cycle(&[]).pins.get("row_o"), 0);
        assert_eq!(word(&mut bench, 4), 6);
    }

    #[test]
    fn the_adding_wraps_in_32_bits() {
        let configuration = seedchip_spec::Configuration::named("tiny").expect("named");
        let mut column = super::Column::new(&configuration);
        column.acc = i32::MAX;
        column.step(super::Inputs { store: Some(0), ..Default::default() });
        column.step(super::Inputs { sum: 2, ..Default::default() });
        (0..2).for_each(|_| column.step(super::Inputs::default()));
        assert_eq!(column.acc, i32::MIN + 1);
    }
}
