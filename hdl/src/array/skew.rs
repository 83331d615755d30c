//! A triangle of delays: lane i comes i + 1 cycles later, or each group of lanes after the one before.
//!
//! Brings the lanes of a beat to the array's diagonal; the one cycle of lane 0 is the register
//! between the memory side and the array.
//!
//! Ports: data_i and data_o, lanes of equal width, lane 0 lowest.
//! Timing: lane i of data_o is lane i of data_i of ⌊i / G⌋ + 1 cycles ago, for groups of G lanes, a new beat every
//! cycle. No reset.

use crate::array::grouped;
use crate::stream::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module, Resize};

/// A skew of lanes of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct Skew<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// The lanes, in step.
    pub data_i: Vec<Bus<In, T>>,
    /// The lanes, each a cycle after the one before.
    pub data_o: Vec<Bus<Out, T>>,
    lane: Vec<Delay<T>>,
    module_name: Module,
    _lanes: usize,
}

impl<T: Resize> Skew<T> {
    /// A skew of `lanes` lanes of `bits` bits, of which `group` go together.
    pub fn new(lanes: usize, bits: usize, group: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            data_i: Bus::lanes(lanes, bits),
            data_o: Bus::lanes(lanes, bits),
            lane: (0..lanes).map(|lane| Delay::new(bits, lane / group + 1)).collect(),
            module_name: Module::new(format!("skew_{lanes}x{bits}{}", grouped(group)), include_str!("skew.rs")),
            _lanes: lanes,
        }
    }
}

impl<T: Resize> Logic for Skew<T> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._lanes {
            self.lane[i].clk_i.next = self.clk_i.val();
            self.lane[i].data_i.next = self.data_i[i].val();
            self.data_o[i].next = self.lane[i].data_o.val();
        }
    }
}
