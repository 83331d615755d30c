//! A flip-flop, or a word of them.
//!
//! A kernel wires it with `dff_setup!(self, clk_i, name)` (or `name.clock.next` and `name.d.next` by hand). The exporter folds it into its parent as `name_d`, `name_q` and an `always @(posedge clk_i)`.
//! It has no reset pin: a kernel whose last statement is `if !self.rst_ni.val() { self.name.d.next = … }`
//! with constants gets a synchronous reset of those flip-flops.

use crate::primitive::bus::{Bus, Resize};
use rust_hdl::prelude::*;

/// How the exporter knows a flip-flop when it meets one.
pub(crate) const FLOP_MARKER: &str = "@flop";

/// A word of flip-flops of type `T`, of which `width` bits exist.
#[derive(Clone, Debug, LogicBlock)]
pub struct Flop<T: Resize> {
    /// The clock; the word changes at its rising edge.
    pub clock: Signal<In, Clock>,
    /// What the word takes at the next rising edge.
    pub d: Bus<In, T>,
    /// What the word holds.
    pub q: Bus<Out, T>,
}

impl<T: Resize> Flop<T> {
    /// A word of `width` flip-flops.
    pub fn new(width: usize) -> Self {
        Self { clock: Signal::default(), d: Bus::new(width), q: Bus::new(width) }
    }

    /// `lanes` words of one width: in Verilog a single vector, lane 0 lowest.
    pub fn lanes(lanes: usize, width: usize) -> Vec<Self> {
        (0..lanes).map(|_| Self::new(width)).collect()
    }
}

impl<T: Resize> Default for Flop<T> {
    fn default() -> Self {
        Self::new(T::BITS)
    }
}

impl<T: Resize> Logic for Flop<T> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.q.next = self.d.val();
        }
    }

    /// That clock and next value are driven too is checked at export, where kernels can name all flip-flops at once.
    fn connect(&mut self) {
        self.q.connect();
        self.d.connect();
        self.clock.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(FLOP_MARKER.into())
    }
}
