//! Arithmetic shift to the right: the sign is shifted in.
//!
//! A leaf of its own, because the language of the other blocks has no arithmetic shift.
//!
//! Ports: data_i and data_o (signed), amount_i (6 bits, 0 to 63; beyond the width only the sign is
//! left).
//! Timing: combinational.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module};

/// An arithmetic shift to the right.
#[derive(Clone, Debug, LogicBlock)]
pub struct ShiftRight {
    /// The number.
    pub data_i: Bus<In, Signed<64>>,
    /// By how many bits.
    pub amount_i: Signal<In, Bits<6>>,
    /// The number divided by 2 to the amount, towards minus infinity.
    pub data_o: Bus<Out, Signed<64>>,
    module_name: Module,
}

impl ShiftRight {
    /// A shift of numbers of `bits` bits, at most 64.
    pub fn new(bits: usize) -> Self {
        Self {
            data_i: Bus::new(bits),
            amount_i: Signal::default(),
            data_o: Bus::new(bits),
            module_name: Module::new(format!("shift_right_{bits}"), include_str!("shift_right.rs")),
        }
    }
}

impl Logic for ShiftRight {
    fn update(&mut self) {
        let bits: LiteralType = self.data_i.val().inner().into();
        let shifted = (bits as i64) >> self.amount_i.val().index();
        self.data_o.next = signed_cast((shifted as LiteralType).into());
    }

    fn connect(&mut self) {
        self.data_o.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom("assign data_o = data_i >>> amount_i;\n".into())
    }
}
