use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::stream_fifo::StreamFifo;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::VectorSizes;

block! {
    /// The scalars of rows, and who writes them.
    ///
    /// Scalars come in the order of their rows, so a queue of the passes that keep one says where each goes; neither row
    /// nor register travels with a row. (They would travel as long as the longest sum, which depends on the row.)
    ///
    /// Timing: a scalar is written in the cycle in which it comes. The word of an address shows two cycles later. Reset:
    /// queue, row and flags; scalars know none.
    /// Widths: no more than 33 passes are under way, as many as the queue has words.
    pub struct Scalars;

    /// The scalars of `rows` rows.
    new(rows) {
        let row_bits = rows.ilog2() as usize;
    }
    module "scalars" sized "{rows}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A pass that keeps a scalar has begun.
        in begin_i: Bit,
        /// Its register.
        in begin_register_i: Bits<3>,
        /// Its rows, less one.
        in begin_m_i: Bits<10>,
        /// A scalar comes.
        in valid_i: Bit,
        /// The scalar.
        in scalar_i: Bits<32>,
        /// It has overflowed.
        in overflow_i: Bit,
        /// It is NaN.
        in nan_i: Bit,
        /// Its row was empty.
        in empty_i: Bit,
        /// The register and the row to read.
        in read_address_i: Bits<16>{row_bits + 3},
        /// The scalar at the address of two cycles before.
        out read_data_o: Bits<32>,
        /// A scalar is written.
        out done_o: Bit,
        /// It is its pass's last.
        out end_o: Bit,
        /// The flags of the pass's scalars: overflow, nan, empty.
        out end_flags_o: Bits<3>,
    }
    inside {
        block passes: StreamFifo = StreamFifo::new(1, 13, 32),
        block memory: MemoryRegistered<Bits<32>> = MemoryRegistered::new(1, 32, VectorSizes::REGISTERS * rows),
        reg row: Bits<10>,
        reg flags: Bits<3>,
        wire ends: Bit,
        wire all_flags: Bits<3>,
        const row_bits: Bits<4> = row_bits.to_bits(),
    }
}

impl Logic for Scalars {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.passes.clk_i.next = self.clk_i.val();
        self.passes.rst_ni.next = self.rst_ni.val();
        self.passes.up.valid_i.next = self.begin_i.val();
        self.passes.up.data_i[0].next =
            bit_cast::<64, 10>(self.begin_m_i.val()) | (bit_cast::<64, 3>(self.begin_register_i.val()) << 10);
        self.passes.down.ready_i.next = self.ends.val();

        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.valid_i.val();
        self.memory.write_address_i.next = (bit_cast::<16, 3>(self.passes.down.data_o[0].val().get_bits::<3>(10))
            << self.row_bits.val())
            | bit_cast::<16, 10>(self.row.q.val());
        self.memory.write_data_i[0].next = self.scalar_i.val();
        self.memory.read_address_i.next = self.read_address_i.val();
        self.read_data_o.next = self.memory.read_data_o[0].val();

        self.ends.next = self.valid_i.val() && self.row.q.val() == self.passes.down.data_o[0].val().get_bits::<10>(0);
        self.all_flags.next = self.flags.q.val()
            | bit_cast::<3, 1>(self.overflow_i.val().into())
            | (bit_cast::<3, 1>(self.nan_i.val().into()) << 1)
            | (bit_cast::<3, 1>(self.empty_i.val().into()) << 2);
        self.done_o.next = self.valid_i.val();
        self.end_o.next = self.ends.val();
        self.end_flags_o.next = self.all_flags.val();
        if self.ends.val() {
            self.row.d.next = 0.into();
            self.flags.d.next = 0.into();
        } else if self.valid_i.val() {
            self.row.d.next = self.row.q.val() + 1;
            self.flags.d.next = self.all_flags.val();
        }
        if !self.rst_ni.val() {
            self.row.d.next = 0.into();
            self.flags.d.next = 0.into();
        }
    }
}
