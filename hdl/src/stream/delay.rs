use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A delay of N cycles for a word.
    ///
    /// The stages are flip-flops without reset, for data that accompany a token. The tokens themselves need token_delay,
    /// whose stages have a reset; beyond a few dozen stages a memory would be smaller.
    ///
    /// Timing: data_o is data_i of N cycles before. One word per cycle. N = 0 is a wire.
    pub struct Delay<T: Resize = Bits<64>>;

    /// A delay of `stages` cycles for words of `bits` bits.
    new(bits, stages)
    module "delay" parameters {
        /// Bits of a word.
        WIDTH: bits in [8, 5, 3] = bits,
        /// Cycles, N.
        STAGES: stages in [3, 0, 1, 2, 5] = stages,
    } made by new(bits, stages) names { BITS = bits * stages }
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The word.
        in data_i: T{bits},
        /// The word of N cycles before.
        out data_o: T{bits},
    }
    inside {
        reg stages: T{bits}[stages],
        value _stages: usize = stages,
        value _first: usize = stages.min(1),
        value _last: usize = stages.saturating_sub(1),
        value _wires: usize = 1 - stages.min(1),
    }
}

impl<T: Resize> Logic for Delay<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
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
