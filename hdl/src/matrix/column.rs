use crate::arith::gated_sum::GatedSum;
use crate::mem::memory_held::MemoryHeld;
use crate::mem::memory_registered::MemoryRegistered;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// The accumulators of one column, and the rows that wait for their conversion.
    ///
    /// Reading an accumulator takes two cycles, adding and writing back one each. An address comes again after 4 cycles
    /// at the earliest, by when its word is written: no forwarding is needed. A final sum goes to a memory of its own
    /// in place of the accumulators. So the next tile need not wait for the conversion, which the columns share and
    /// which is slower than the array. (Converting from the accumulators would take one memory less, and the array
    /// would stand still meanwhile.)
    ///
    /// Timing: a sum every cycle. sum_i and read_address_i at t, first_i at t + 1; the new word is stored at t + 3, with
    /// store_i and write_address_i, wait_i and wait_address_i. A waiting word is read in two steps: read_i and
    /// row_address_i at t, show_i at t + 1 or later, row_o in the cycle after. No reset.
    /// Widths: the words are those of an int32 result. A sum of more than D rows or of as many products as a command
    /// may have stays within them; what goes beyond wraps.
    pub struct Column;

    /// A column of `configuration`.
    new(configuration: &Configuration) {
        let (depth, waiting, sum_bits) =
            (configuration.accumulators(), configuration.waiting_rows(), configuration.sum_bits());
    }
    module "column" sized "{depth}x{waiting}x{sum_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The sum of a tile.
        in sum_i: Signed<32>{sum_bits},
        /// The accumulator it belongs to.
        in read_address_i: Bits<16>{configuration.address_bits()},
        /// Begin with the sum alone.
        in first_i: Bit,
        /// Store the new word in the accumulators.
        in store_i: Bit,
        /// The accumulator to store it in.
        in write_address_i: Bits<16>{configuration.address_bits()},
        /// Store the new word among those that wait.
        in wait_i: Bit,
        /// The place to store it in.
        in wait_address_i: Bits<16>{configuration.waiting_bits()},
        /// Read a waiting word.
        in read_i: Bit,
        /// Its place.
        in row_address_i: Bits<16>{configuration.waiting_bits()},
        /// Show the word that was read last.
        in show_i: Bit,
        /// The word shown last.
        out row_o: Bits<64>{32},
    }
    inside {
        reg sum: Signed<32>{sum_bits},
        reg sum_late: Signed<32>,
        reg word_counts: Bit,
        reg acc: Bits<32>,
        block adder: GatedSum = GatedSum::new(),
        block accumulators: MemoryRegistered<Bits<32>> = MemoryRegistered::new(1, 32, depth),
        block waiting: MemoryHeld<Bits<32>> = MemoryHeld::new(1, 32, waiting),
    }
}

impl Logic for Column {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("While the accumulator is read, the sum waits.");
        self.sum.d.next = self.sum_i.val();
        self.sum_late.d.next = self.sum.q.val();
        self.word_counts.d.next = !self.first_i.val();
        self.adder.addend_i.next = unsigned_cast(self.sum_late.q.val());
        self.adder.term_i.next = self.accumulators.read_data_o[0].val();
        self.adder.gate_i.next = self.word_counts.q.val();
        self.acc.d.next = self.adder.sum_o.val();

        self.accumulators.clk_i.next = self.clk_i.val();
        self.accumulators.read_address_i.next = self.read_address_i.val();
        self.accumulators.write_i.next = self.store_i.val();
        self.accumulators.write_address_i.next = self.write_address_i.val();
        self.accumulators.write_data_i[0].next = self.acc.q.val();

        self.waiting.clk_i.next = self.clk_i.val();
        self.waiting.write_i.next = self.wait_i.val();
        self.waiting.write_address_i.next = self.wait_address_i.val();
        self.waiting.write_data_i[0].next = self.acc.q.val();
        self.waiting.read_i.next = self.read_i.val();
        self.waiting.read_address_i.next = self.row_address_i.val();
        self.waiting.show_i.next = self.show_i.val();
        self.row_o.next = bit_cast::<64, 32>(self.waiting.read_data_o[0].val());
    }
}
