use crate::matrix::column::Column;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// The columns behind the array, with the tokens of their sums.
    ///
    /// Sums arrive lane after lane, one cycle each, and stay so: the tokens pass from lane to lane, a register each, as
    /// they do in the array. No sum is delayed to bring a row into step, and no wire is longer than a lane. Words of a
    /// row are stored at different times, and a row is read when its last one is there.
    ///
    /// Timing: row_i, first_i, result_i and the addresses come with the sum of lane 0; the sum of lane l, of G columns,
    /// comes l cycles later. A row that ends its sums shows in arrived_o C / G + 3 cycles after it came, and can be read
    /// from that cycle on, in two steps: read_i, then show_i, then row_o. A row every cycle. Reset: row_i and
    /// result_i, in all stages.
    pub struct BackHalf;

    /// The columns of `configuration`.
    new(configuration: &Configuration) {
        let (columns, lanes, group) = (configuration.columns(), configuration.lanes(), configuration.cell().columns());
    }
    module "back_half" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no row is under way.
        in rst_ni: Bit,
        /// The sums of all columns, each lane one cycle after the lane before it.
        in sum_i: Signed<32>{configuration.sum_bits()}[columns],
        /// The sums are of a row.
        in row_i: Bit,
        /// The row begins its sums: it is of a first k-tile.
        in first_i: Bit,
        /// The row ends its sums: it is of a last k-tile.
        in result_i: Bit,
        /// The accumulators of the row.
        in address_i: Bits<16>{configuration.address_bits()},
        /// The place in which the row waits if it ends its sums.
        in wait_address_i: Bits<16>{configuration.waiting_bits()},
        /// A row has arrived among those that wait.
        out arrived_o: Bit,
        /// Read a waiting row.
        in read_i: Bit,
        /// Its place.
        in row_address_i: Bits<16>{configuration.waiting_bits()},
        /// Show the row that was read last.
        in show_i: Bit,
        /// The row shown last.
        out row_o: Bits<64>{32}[columns],
    }
    inside {
        block column: Column[columns] = |_| Column::new(configuration),
        // Lane i of these is i + 1 cycles old.
        reg first: Bit[lanes],
        reg stores: Bit[lanes + 2],
        reg waits: Bit[lanes + 3],
        reg address: Bits<16>{configuration.address_bits()}[lanes + 2],
        reg wait_address: Bits<16>{configuration.waiting_bits()}[lanes + 2],
        value _columns: usize = columns,
        value _lanes: usize = lanes,
        value _group: usize = group,
        value _late: usize = lanes + 2,
        value _later: usize = lanes + 3,
    }
}

impl Logic for BackHalf {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("From lane to lane.");
        self.first[0].d.next = self.first_i.val();
        self.stores[0].d.next = self.row_i.val() & !self.result_i.val();
        self.waits[0].d.next = self.row_i.val() & self.result_i.val();
        self.address[0].d.next = self.address_i.val();
        self.wait_address[0].d.next = self.wait_address_i.val();
        for i in 1..self._lanes {
            self.first[i].d.next = self.first[i - 1].q.val();
        }
        for i in 1..self._late {
            self.stores[i].d.next = self.stores[i - 1].q.val();
            self.address[i].d.next = self.address[i - 1].q.val();
            self.wait_address[i].d.next = self.wait_address[i - 1].q.val();
        }
        for i in 1..self._later {
            self.waits[i].d.next = self.waits[i - 1].q.val();
        }
        for i in self._late..self._later {
            self.arrived_o.next = self.waits[i].q.val();
        }

        for group in self._group..(self._group + 1) {
            for l in 0..self._lanes {
                for i in 0..self._group {
                    if l < 1 {
                        self.column[l * group + i].read_address_i.next = self.address_i.val();
                    } else {
                        self.column[l * group + i].read_address_i.next = self.address[l - 1].q.val();
                    }
                    self.column[l * group + i].first_i.next = self.first[l].q.val();
                    self.column[l * group + i].store_i.next = self.stores[l + 2].q.val();
                    self.column[l * group + i].write_address_i.next = self.address[l + 2].q.val();
                    self.column[l * group + i].wait_i.next = self.waits[l + 2].q.val();
                    self.column[l * group + i].wait_address_i.next = self.wait_address[l + 2].q.val();
                }
            }
        }
        for c in 0..self._columns {
            self.column[c].clk_i.next = self.clk_i.val();
            self.column[c].sum_i.next = self.sum_i[c].val();
            self.column[c].read_i.next = self.read_i.val();
            self.column[c].row_address_i.next = self.row_address_i.val();
            self.column[c].show_i.next = self.show_i.val();
            self.row_o[c].next = self.column[c].row_o.val();
        }

        if !self.rst_ni.val() {
            for i in 0..self._late {
                self.stores[i].d.next = false;
            }
            for i in 0..self._later {
                self.waits[i].d.next = false;
            }
        }
    }
}
