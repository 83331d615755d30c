//! A word, some cycles later.
//!
//! The stages are flip-flops without reset: for data that a token with a reset accompanies. For
//! tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//!
//! Ports: data_i and data_o, of the same width.
//! Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};

/// A delay of words of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct Delay<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// The word.
    pub data_i: Bus<In, T>,
    /// The word of N cycles ago.
    pub data_o: Bus<Out, T>,
    stages: Vec<Flop<T>>,
    module_name: Module,
    _stages: usize,
    _first: usize,
    _last: usize,
    _wires: usize,
}

impl<T: Resize> Delay<T> {
    /// A delay of `stages` cycles for words of `bits` bits.
    pub fn new(bits: usize, stages: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            data_i: Bus::new(bits),
            data_o: Bus::new(bits),
            stages: Flop::lanes(stages, bits),
            module_name: Module::new(format!("delay_{bits}x{stages}"), include_str!("delay.rs")),
            _stages: stages,
            _first: stages.min(1),
            _last: stages.saturating_sub(1),
            _wires: 1 - stages.min(1),
        }
    }
}

impl<T: Resize> Logic for Delay<T> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._stages {
            self.stages[i].clock.next = self.clk_i.val();
        }
        for i in 0..self._first {
            self.stages[i].d.next = self.data_i.val();
        }
        for i in 1..self._stages {
            self.stages[i].d.next = self.stages[i - 1].q.val();
        }
        for i in self._last..self._stages {
            self.data_o.next = self.stages[i].q.val();
        }
        for _wire in 0..self._wires {
            self.data_o.next = self.data_i.val();
        }
    }
}
