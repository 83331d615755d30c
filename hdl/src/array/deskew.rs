//! The triangle of delays that undoes the array's diagonal: lane i of C comes C − 1 − i cycles
//! later, or each group of lanes as much before the last.
//!
//! Ports: data_i and data_o, lanes of equal width, lane 0 lowest.
//! Timing: lane i of data_o is lane i of data_i of C / G − 1 − ⌊i / G⌋ cycles ago, for groups of G lanes, a new beat
//! every cycle; the last group's lanes are wires. No reset.

use crate::array::grouped;
use crate::stream::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module, Resize};

/// A deskew of lanes of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct Deskew<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// The lanes, each a cycle after the one before.
    pub data_i: Vec<Bus<In, T>>,
    /// The lanes, in step.
    pub data_o: Vec<Bus<Out, T>>,
    lane: Vec<Delay<T>>,
    module_name: Module,
    _lanes: usize,
    _last: usize,
}

impl<T: Resize> Deskew<T> {
    /// A deskew of `lanes` lanes of `bits` bits, of which `group` go together; `lanes` is a multiple of it.
    pub fn new(lanes: usize, bits: usize, group: usize) -> Self {
        let last = lanes - group;
        Self {
            clk_i: Signal::default(),
            data_i: Bus::lanes(lanes, bits),
            data_o: Bus::lanes(lanes, bits),
            lane: (0..last).map(|lane| Delay::new(bits, lanes / group - 1 - lane / group)).collect(),
            module_name: Module::new(format!("deskew_{lanes}x{bits}{}", grouped(group)), include_str!("deskew.rs")),
            _lanes: lanes,
            _last: last,
        }
    }
}

impl<T: Resize> Logic for Deskew<T> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._last {
            self.lane[i].clk_i.next = self.clk_i.val();
            self.lane[i].data_i.next = self.data_i[i].val();
            self.data_o[i].next = self.lane[i].data_o.val();
        }
        for i in self._last..self._lanes {
            self.data_o[i].next = self.data_i[i].val();
        }
    }
}
