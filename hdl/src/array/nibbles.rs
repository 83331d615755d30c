//! One half of a beat of nibbles.
//!
//! A beat of C bytes holds 2 C nibbles, the lower of a byte first: two rows of C nibbles.
//!
//! Ports: beat_i (C bytes), upper_i (take the upper half), nibble_o (C nibbles).
//! Timing: combinational.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module};

/// One half of a beat of nibbles.
#[derive(Clone, Debug, LogicBlock)]
pub struct Nibbles {
    /// The beat.
    pub beat_i: Vec<Signal<In, Signed<8>>>,
    /// Take the upper half.
    pub upper_i: Signal<In, Bit>,
    /// The half.
    pub nibble_o: Vec<Bus<Out, Signed<8>>>,
    module_name: Module,
}

impl Nibbles {
    /// One half of a beat of `columns` bytes.
    pub fn new(columns: usize) -> Self {
        Self {
            beat_i: vec![Signal::default(); columns],
            upper_i: Signal::default(),
            nibble_o: Bus::lanes(columns, 4),
            module_name: Module::new(format!("nibbles_{columns}"), include_str!("nibbles.rs")),
        }
    }
}

impl Logic for Nibbles {
    fn update(&mut self) {
        let offset = if self.upper_i.val() { self.nibble_o.len() } else { 0 };
        for (lane, nibble) in self.nibble_o.iter_mut().enumerate() {
            let position = offset + lane;
            nibble.next = self.beat_i[position / 2].val().get_bits::<8>(position % 2 * 4);
        }
    }

    fn connect(&mut self) {
        self.nibble_o.iter_mut().for_each(Logic::connect);
    }

    fn hdl(&self) -> Verilog {
        let half = self.nibble_o.len() * 4;
        Verilog::Custom(format!(
            "assign nibble_o = upper_i ? beat_i[{}:{half}] : beat_i[{}:0];\n",
            2 * half - 1,
            half - 1
        ))
    }
}
