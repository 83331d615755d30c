use crate::array::grouped;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::Resize;

block! {
    /// The triangle of delays that undoes the diagonal of the array: each group of lanes is delayed by one cycle less
    /// than the group before it, the last by none.
    ///
    /// Timing: lane i of data_o is lane i of data_i of C / G − 1 − ⌊i / G⌋ cycles before, for C lanes in groups of G.
    /// One beat per cycle. The lanes of the last group are wires. No reset.
    pub struct Deskew<T: Resize = Bits<64>>;

    /// A deskew of `lanes` lanes of `bits` bits, of which `group` go together; `lanes` is a multiple of it.
    new(lanes, bits, group) {
        let last = lanes - group;
        let groups = grouped(group);
    }
    module "deskew" sized "{lanes}x{bits}{groups}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The lanes, each group one cycle after the group before it, lane 0 lowest.
        in data_i: T{bits}[lanes],
        /// The lanes in step.
        out data_o: T{bits}[lanes],
    }
    inside {
        block lane: Delay<T>[last] = |lane| Delay::new(bits, lanes / group - 1 - lane / group),
        value _lanes: usize = lanes,
        value _last: usize = last,
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
