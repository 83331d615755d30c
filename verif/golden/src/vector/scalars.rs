//! The registers of the rows, and the passes that write them.
//!
//! Page: Reductions, `scalars`.

use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::stream_fifo::StreamFifo;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins, VectorSizes};

/// Words of the queue of passes.
const PASSES: usize = 32;

/// A pass that keeps a scalar.
#[derive(Clone, Copy, Debug, Default)]
struct Pass {
    register: usize,
    last_row: usize,
}

/// The memory of the scalars, and the passes whose scalars come.
///
/// Assumptions on the inputs: a scalar comes four cycles at least after its pass has begun, and a pass begins when the queue has
/// room. The model answers anything.
#[derive(Clone, Debug)]
pub struct Scalars {
    rows: usize,
    memory: MemoryRegistered<u32>,
    passes: StreamFifo<Pass>,
    /// The row of the oldest pass whose scalar comes next.
    row: usize,
    /// The flags of the rows before it.
    flags: u64,
}

impl Scalars {
    /// Scalars of zeros of so many rows.
    pub fn new(rows: usize) -> Self {
        Self {
            rows,
            memory: MemoryRegistered::new(VectorSizes::REGISTERS * rows, 0),
            passes: StreamFifo::new(PASSES, Pass::default()),
            row: 0,
            flags: 0,
        }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Scalars {
    let [rows] = instance.own();
    Scalars::new(rows)
}

impl Behaviour for Scalars {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let valid = inputs.high("valid_i");
        let pass = *self.passes.shown();
        let end = valid && self.row == pass.last_row;
        let of_row = ["overflow_i", "nan_i", "empty_i"].map(|port| inputs.get(port));
        let flags = self.flags | of_row[0] | of_row[1] << 1 | of_row[2] << 2;
        outputs.pins.set("done_o", valid.into());
        outputs.pins.set("end_o", end.into());
        outputs.pins.set("end_flags_o", flags);
        if !end {
            outputs.unspecified.push("end_flags_o");
        }

        let address = pass.register * self.rows + self.row % self.rows;
        let write = valid.then(|| (address, inputs.get("scalar_i") as u32));
        let read = self.memory.step(inputs.get("read_address_i") as usize, write);
        outputs.pins.set("read_data_o", read.into());

        let begin = inputs.high("begin_i").then(|| Pass {
            register: inputs.get("begin_register_i") as usize,
            last_row: inputs.get("begin_m_i") as usize,
        });
        self.passes.step(begin, end);
        if end {
            (self.row, self.flags) = (0, 0);
        } else if valid {
            (self.row, self.flags) = (self.row + 1, flags);
        }
        if !inputs.high("rst_ni") {
            self.passes.reset();
            (self.row, self.flags) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    fn bench() -> Bench {
        let inputs = [
            ("rst_ni", 1),
            ("begin_i", 1),
            ("begin_register_i", 3),
            ("begin_m_i", 10),
            ("valid_i", 1),
            ("scalar_i", 32),
            ("overflow_i", 1),
            ("nan_i", 1),
            ("empty_i", 1),
            ("read_address_i", 5),
        ];
        Bench::unlisted(
            Scalars::new(4),
            &inputs,
            &[("read_data_o", 32), ("done_o", 1), ("end_o", 1), ("end_flags_o", 3)],
        )
    }

    fn begin(bench: &mut Bench, register: u64, m: u64) {
        bench.cycle(&[("begin_i", 1), ("begin_register_i", register), ("begin_m_i", m - 1)]);
    }

    /// A scalar with its flags: the flags of the pass if it is the last one.
    fn scalar(bench: &mut Bench, scalar: u64, [overflow, nan, empty]: [u64; 3]) -> Option<u64> {
        let flags = [("overflow_i", overflow), ("nan_i", nan), ("empty_i", empty)];
        let outputs = bench.cycle(&[&flags[..], &[("valid_i", 1), ("scalar_i", scalar)]].concat());
        assert_eq!(outputs.specified("done_o"), 1);
        (outputs.specified("end_o") == 1).then(|| outputs.specified("end_flags_o"))
    }

    fn read(bench: &mut Bench, address: u64) -> u64 {
        bench.cycle(&[("read_address_i", address)]);
        bench.wait(1);
        let outputs = bench.cycle(&[]);
        assert_eq!(["done_o", "end_o"].map(|port| outputs.specified(port)), [0, 0]);
        outputs.specified("read_data_o")
    }

    #[test]
    fn scalars_go_to_the_registers_of_the_rows_of_the_oldest_pass() {
        let mut bench = bench();
        begin(&mut bench, 5, 3);
        begin(&mut bench, 2, 1);
        begin(&mut bench, 7, 4);
        bench.wait(2);
        for (number, ends) in [(10, false), (11, false), (12, true), (20, true), (30, false), (31, false)] {
            assert_eq!(scalar(&mut bench, number, [0; 3]), ends.then_some(0), "{number}");
        }
        for (address, number) in [(20, 10), (21, 11), (22, 12), (23, 0), (8, 20), (9, 0), (28, 30), (29, 31), (30, 0)] {
            assert_eq!(read(&mut bench, address), number, "{address}");
        }
    }

    #[test]
    fn flags_are_those_of_all_rows_of_a_pass() {
        let mut bench = bench();
        begin(&mut bench, 0, 2);
        begin(&mut bench, 1, 1);
        begin(&mut bench, 1, 3);
        bench.wait(2);
        assert_eq!(scalar(&mut bench, 1, [1, 0, 0]), None);
        assert_eq!(scalar(&mut bench, 1, [0, 0, 1]), Some(5));
        assert_eq!(scalar(&mut bench, 1, [0, 1, 0]), Some(2));
        assert_eq!([0; 3].map(|_| scalar(&mut bench, 1, [0; 3])), [None, None, Some(0)]);
    }

    #[test]
    fn a_read_in_the_cycle_of_the_write_shows_the_old_scalar() {
        let mut bench = bench();
        begin(&mut bench, 3, 2);
        bench.wait(3);
        bench.cycle(&[("valid_i", 1), ("scalar_i", 77), ("read_address_i", 12)]);
        bench.cycle(&[("read_address_i", 12)]);
        assert_eq!([0, 1].map(|_| bench.cycle(&[]).specified("read_data_o")), [0, 77]);
    }

    #[test]
    fn reset_forgets_passes_rows_and_flags_and_no_scalar() {
        let mut bench = bench();
        begin(&mut bench, 1, 4);
        bench.wait(3);
        scalar(&mut bench, 5, [1; 3]);
        bench.cycle(&[("rst_ni", 0)]);
        begin(&mut bench, 6, 1);
        bench.wait(3);
        assert_eq!(scalar(&mut bench, 6, [0; 3]), Some(0));
        assert_eq!([4, 24].map(|address| read(&mut bench, address)), [5, 6]);
    }
}
