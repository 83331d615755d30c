//! The accumulators of one column: a memory of D words of 32 bits and an adder.
//!
//! Reading takes two cycles, adding and writing back one each. An address comes again after R cycles at the
//! earliest; R is at least 4, by when its word is written: no forwarding is needed. A bias joins its sum while the memory
//! is read, by an adder of its own, so that between memory and adder there is only a gate, which a carry chain has
//! room for. (One adder behind a multiplexer of bias and word is smaller and slower.)
//!
//! Ports: sum_i (signed) and read_address_i; first_i and bias_i (signed 32 bits): begin with the
//! bias in place of the word; write_i and write_address_i: store the new word; acc_o (signed 32
//! bits): the new word.
//! Timing: a sum every cycle. sum_i and read_address_i at t, first_i and bias_i at t + 1, write_i
//! and write_address_i at t + 3, when acc_o shows the new word, stored or not. No reset.
//! Widths: k up to 65 535 products of at most 2^14 and a bias of at most 2^30 stay within 32 bits.

use crate::arith::GatedSum;
use crate::mem::MemoryRegistered;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};
use seedchip_spec::Configuration;

/// The accumulators of one column.
#[derive(Clone, Debug, LogicBlock)]
pub struct Accumulator {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// The sum of a tile.
    pub sum_i: Bus<In, Signed<32>>,
    /// The accumulator it belongs to.
    pub read_address_i: Bus<In, Bits<16>>,
    /// Begin with the bias.
    pub first_i: Signal<In, Bit>,
    /// The bias.
    pub bias_i: Signal<In, Signed<32>>,
    /// Store the new word.
    pub write_i: Signal<In, Bit>,
    /// Where.
    pub write_address_i: Bus<In, Bits<16>>,
    /// The new word.
    pub acc_o: Signal<Out, Signed<32>>,
    sum: Flop<Signed<32>>,
    sum_late: Flop<Signed<32>>,
    acc: Flop<Signed<32>>,
    word_counts: Flop<Bit>,
    with_bias: GatedSum,
    with_word: GatedSum,
    memory: MemoryRegistered<Signed<32>>,
    module_name: Module,
}

impl Accumulator {
    /// The accumulators of a column of `configuration`.
    pub fn new(configuration: &Configuration) -> Self {
        let depth = configuration.accumulators();
        Self {
            clk_i: Signal::default(),
            sum_i: Bus::new(configuration.sum_bits()),
            read_address_i: Bus::new(configuration.address_bits()),
            first_i: Signal::default(),
            bias_i: Signal::default(),
            write_i: Signal::default(),
            write_address_i: Bus::new(configuration.address_bits()),
            acc_o: Signal::default(),
            sum: Flop::new(configuration.sum_bits()),
            sum_late: Flop::default(),
            acc: Flop::default(),
            word_counts: Flop::default(),
            with_bias: GatedSum::new(),
            with_word: GatedSum::new(),
            memory: MemoryRegistered::new(1, 32, depth),
            module_name: Module::new(format!("accumulator_{depth}"), include_str!("accumulator.rs")),
        }
    }
}

impl Logic for Accumulator {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, sum, sum_late, word_counts, acc);
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
