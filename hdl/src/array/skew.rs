use crate::array::grouped;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::Resize;

block! {
    /// A triangle of delays: each group of lanes is delayed by one cycle more than the group before it, the first by one.
    ///
    /// Brings the lanes of a beat to the diagonal of the array. The one cycle of the first group is the register between
    /// the stream and the array.
    ///
    /// Timing: lane i of data_o is lane i of data_i of ⌊i / G⌋ + 1 cycles before, for groups of G lanes. One beat per
    /// cycle. No reset.
    pub struct Skew<T: Resize = Bits<64>>;

    /// A skew of `lanes` lanes of `bits` bits, of which `group` go together.
    new(lanes, bits, group) {
        let groups = grouped(group);
    }
    module "skew" sized "{lanes}x{bits}{groups}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The lanes in step, lane 0 lowest.
        in data_i: T{bits}[lanes],
        /// The lanes, each group one cycle after the group before it.
        out data_o: T{bits}[lanes],
    }
    inside {
        block lane: Delay<T>[lanes] = |lane| Delay::new(bits, lane / group + 1),
        value _lanes: usize = lanes,
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
