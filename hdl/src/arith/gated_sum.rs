//! A sum one of whose terms can be left out.
//!
//! A leaf of its own, so that a target can put the gate into the adder: carry chains have inputs to spare, and
//! synthesis leaves a gate in front of them in tables of its own, with their wires.
//!
//! Ports: addend_i, term_i and sum_o (32 bits), gate_i: term_i counts.
//! Timing: combinational.
//! Widths: the sum wraps in 32 bits.

use rust_hdl::prelude::*;
use seedchip_export::Module;

/// A sum with a gated term.
#[derive(Clone, Debug, LogicBlock)]
pub struct GatedSum {
    /// What always counts.
    pub addend_i: Signal<In, Bits<32>>,
    /// What counts with the gate.
    pub term_i: Signal<In, Bits<32>>,
    /// Whether it does.
    pub gate_i: Signal<In, Bit>,
    /// The sum.
    pub sum_o: Signal<Out, Bits<32>>,
    counted: Signal<Local, Bits<32>>,
    module_name: Module,
}

impl GatedSum {
    /// A gated sum of 32 bits.
    pub fn new() -> Self {
        Self {
            addend_i: Signal::default(),
            term_i: Signal::default(),
            gate_i: Signal::default(),
            sum_o: Signal::default(),
            counted: Signal::default(),
            module_name: Module::new("gated_sum", include_str!("gated_sum.rs")),
        }
    }
}

impl Default for GatedSum {
    fn default() -> Self {
        Self::new()
    }
}

impl Logic for GatedSum {
    #[hdl_gen]
    fn update(&mut self) {
        self.counted.next = 0.into();
        if self.gate_i.val() {
            self.counted.next = self.term_i.val();
        }
        self.sum_o.next = self.addend_i.val() + self.counted.val();
    }
}
