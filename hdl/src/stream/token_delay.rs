//! Tokens, some cycles later, every stage cleared by reset.
//!
//! A token is a bit that makes something happen; after a reset none may be under way, so all stages
//! have a reset. Data that a token only accompanies take delay, which has none and is smaller.
//!
//! Ports: rst_ni (synchronous, low clears all stages); token_i and token_o, of the same width.
//! Timing: token_o is token_i of N cycles ago (N at least 1), or 0 if a reset came between.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module};

/// A delay of tokens.
#[derive(Clone, Debug, LogicBlock)]
pub struct TokenDelay {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// The tokens.
    pub token_i: Bus<In, Bits<64>>,
    /// The tokens of N cycles ago.
    pub token_o: Bus<Out, Bits<64>>,
    stages: Vec<Flop<Bits<64>>>,
    module_name: Module,
    _stages: usize,
    _last: usize,
}

impl TokenDelay {
    /// A delay of `stages` cycles, at least one, for `bits` tokens.
    pub fn new(bits: usize, stages: usize) -> Self {
        let stages = stages.max(1);
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            token_i: Bus::new(bits),
            token_o: Bus::new(bits),
            stages: Flop::lanes(stages, bits),
            module_name: Module::new(format!("token_delay_{bits}x{stages}"), include_str!("token_delay.rs")),
            _stages: stages,
            _last: stages - 1,
        }
    }
}

impl Logic for TokenDelay {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._stages {
            self.stages[i].clock.next = self.clk_i.val();
        }
        self.stages[0].d.next = self.token_i.val();
        for i in 1..self._stages {
            self.stages[i].d.next = self.stages[i - 1].q.val();
        }
        for i in self._last..self._stages {
            self.token_o.next = self.stages[i].q.val();
        }
        if !self.rst_ni.val() {
            for i in 0..self._stages {
                self.stages[i].d.next = 0.into();
            }
        }
    }
}
