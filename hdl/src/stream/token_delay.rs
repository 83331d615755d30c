use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// A delay of N cycles for tokens, with a reset in every stage.
    ///
    /// A token is a bit that triggers an action. After a reset no token may be in flight, so all stages have a reset.
    /// Data that accompany a token use delay, which has no reset and is smaller.
    ///
    /// Timing: token_o is token_i of N cycles before (N at least 1), or 0 if there was a reset since. New tokens every
    /// cycle.
    pub struct TokenDelay;

    /// A delay of `stages` cycles, at least one, for `bits` tokens.
    new(bits, stages) {
        let stages = stages.max(1);
    }
    module "token_delay" parameters {
        /// Tokens.
        WIDTH: bits in [8, 5, 3] = bits,
        /// Cycles, N, at least 1.
        STAGES: stages in [3, 1, 2, 5] = stages,
    } made by new(bits, stages) names { BITS = bits * stages }
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: clears all stages.
        in rst_ni: Bit,
        /// The tokens.
        in token_i: Bits<64>{bits},
        /// The tokens of N cycles before.
        out token_o: Bits<64>{bits},
    }
    inside {
        reg stages: Bits<64>{bits}[stages],
        value _stages: usize = stages,
        value _last: usize = stages - 1,
    }
}

impl Logic for TokenDelay {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
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
