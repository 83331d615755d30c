use crate::array::grouped;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::Resize;

block! {
    /// The triangle of delays that undoes the array's diagonal: lane i of C comes C − 1 − i cycles
    /// later, or each group of lanes as much before the last.
    ///
    /// Timing: lane i of data_o is lane i of data_i of C / G − 1 − ⌊i / G⌋ cycles ago, for groups of G lanes, a new
    /// beat every cycle; the last group's lanes are wires. No reset.
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
        /// The lanes, each group a cycle after the one before, lane 0 lowest.
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
