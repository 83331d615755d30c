use crate::arith::gated_sum::GatedSum;
use crate::mem::memory_registered::MemoryRegistered;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The accumulators of one column: a memory of D words of 32 bits and an adder.
    ///
    /// Reading takes two cycles, adding and writing back one each. An address comes again after R cycles at the
    /// earliest; R is at least 4, by when its word is written: no forwarding is needed. A bias joins its sum while the
    /// memory is read, by an adder of its own, so that between memory and adder there is only a gate, which a carry
    /// chain has room for. (One adder behind a multiplexer of bias and word is smaller and slower.)
    ///
    /// Timing: a sum every cycle. sum_i and read_address_i at t, first_i and bias_i at t + 1, write_i
    /// and write_address_i at t + 3, when acc_o shows the new word, stored or not. No reset.
    /// Widths: k up to 65 535 products of at most 2^14 and a bias of at most 2^30 stay within 32 bits.
    pub struct Accumulator;

    /// The `accumulators` of a column (a power of two), whose sums have `sum_bits` bits.
    new(accumulators, sum_bits) {
        let address_bits = accumulators.ilog2() as usize;
    }
    module "accumulator" parameters {
        /// Bits of a sum, 16 to 31.
        SUM_BITS: sum_bits in [18, 20, 24] = sum_bits,
        /// Bits of an address of an accumulator.
        ADDRESS_BITS: address_bits in [4, 2, 5] = address_bits,
    } made by new(1 << address_bits, sum_bits)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The sum of a tile.
        in sum_i: Signed<32>{sum_bits},
        /// The accumulator it belongs to.
        in read_address_i: Bits<16>{address_bits},
        /// Begin with the bias in place of the word.
        in first_i: Bit,
        /// The bias.
        in bias_i: Signed<32>,
        /// Store the new word.
        in write_i: Bit,
        /// The accumulator to store it in.
        in write_address_i: Bits<16>{address_bits},
        /// The new word.
        out acc_o: Signed<32>,
    }
    inside {
        reg sum: Signed<32>{sum_bits},
        reg sum_late: Signed<32>,
        reg acc: Signed<32>,
        reg word_counts: Bit,
        block with_bias: GatedSum = GatedSum::new(),
        block with_word: GatedSum = GatedSum::new(),
        block memory: MemoryRegistered<Signed<32>> = MemoryRegistered::new(1, 32, accumulators),
    }
}

impl Logic for Accumulator {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.memory.clk_i.next = self.clk_i.val();
        self.memory.read_address_i.next = self.read_address_i.val();
        self.memory.write_i.next = self.write_i.val();
        self.memory.write_address_i.next = self.write_address_i.val();
        self.memory.write_data_i[0].next = self.acc.q.val();

        self.sum.d.next = self.sum_i.val();
        self.with_bias.addend_i.next = unsigned_cast(self.sum.q.val());
        self.with_bias.term_i.next = unsigned_cast(self.bias_i.val());
        self.with_bias.gate_i.next = self.first_i.val();
        self.sum_late.d.next = signed_cast(self.with_bias.sum_o.val());
        self.word_counts.d.next = !self.first_i.val();
        self.with_word.addend_i.next = unsigned_cast(self.sum_late.q.val());
        self.with_word.term_i.next = unsigned_cast(self.memory.read_data_o[0].val());
        self.with_word.gate_i.next = self.word_counts.q.val();
        self.acc.d.next = signed_cast(self.with_word.sum_o.val());
        self.acc_o.next = self.acc.q.val();
    }
}
