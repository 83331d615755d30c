use rust_hdl::prelude::*;

block! {
    /// A sum one of whose terms can be left out.
    ///
    /// A leaf of its own, so that a target can put the gate into the adder: carry chains have inputs to spare, and
    /// synthesis leaves a gate in front of them in tables of its own, with their wires.
    ///
    /// Timing: combinational.
    /// Widths: the sum wraps in 32 bits.
    pub struct GatedSum;

    /// A gated sum of 32 bits.
    new()
    module "gated_sum"
    ports {
        /// The term that is always added.
        in addend_i: Bits<32>,
        /// The term that is added while gate_i is high.
        in term_i: Bits<32>,
        /// Add term_i.
        in gate_i: Bit,
        /// The sum.
        out sum_o: Bits<32>,
    }
    inside {
        wire counted: Bits<32>,
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
