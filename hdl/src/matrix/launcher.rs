use super::{TileKind, code, index_bits};
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;
use seedchip_spec::ErrorCode;

block! {
    /// Sends the rows of a tile into the array, a slot per cycle.
    ///
    /// The first slot takes the weights that the loader has brought, m slots send a row of activations each, and the rest
    /// leaves the loader the time that it needs. A slot that can't be sent is a stall, told with its reason, and becomes a
    /// bubble: the array never stops. A row of results is sent only if there is room for it behind, so nothing behind ever
    /// holds the array up either. Packets are judged here, row by row: what is missing is zero, what is too much is
    /// discarded. The verdict goes out a cycle after the command's last tile, or when the last of its packets has ended:
    /// then the command's status says that the unit is done with its packets. (Holding the tile instead would bring the
    /// end of the packet into the cycle that decides on the slot.)
    ///
    /// Timing: slot 0 may be sent in the cycle in which the tile's weights are complete, the next tile's in the cycle after
    /// the last slot. Tokens, stalls and verdicts show a cycle later. activation_ready_o depends on activation_valid_i, complete_i and
    /// entry_ready_i of the same cycle.
    /// Widths: slots are at most D or R, of which 16 bits hold the number less one; of those that are rows, fewer than D,
    /// the low bits are the address. under_way counts to E, a power of two: its upper bit says that all E are.
    pub struct Launcher;

    /// The launcher of `configuration`.
    new(configuration: &Configuration) {
        let (rows, address_bits) = (configuration.rows(), configuration.address_bits());
        let waiting_bits = configuration.waiting_bits();
        let slot_bits = address_bits.max(index_bits(rows));
    }
    module "launcher" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// There is a tile.
        in tile_valid_i: Bit,
        /// The tile ends.
        out tile_ready_o: Bit,
        /// What it is: 0 the end of a command without a product, 1 a tile of a product, 2 a refused product.
        in tile_kind_i: Bits<2>,
        /// The command asks for the geometry.
        in tile_asks_i: Bit,
        /// Why the command was refused, or 0.
        in tile_error_i: Bits<4>,
        /// No parameters, no conversion.
        in tile_raw_i: Bit,
        /// How a scaled sum becomes an integer.
        in tile_rounding_i: Bits<2>,
        /// The tile is the first of its n-tile.
        in tile_first_i: Bit,
        /// The tile is the last of its n-tile: its sums are results.
        in tile_result_i: Bit,
        /// The tile is the command's last.
        in tile_last_i: Bit,
        /// Rows of activations, less one.
        in tile_m_i: Bits<16>{address_bits},
        /// Slots of the tile, less one: 3 or more.
        in tile_slots_i: Bits<16>,
        /// Rows of the tile, less one.
        in tile_rows_i: Bits<8>,
        /// Columns of the tile, less one.
        in tile_columns_i: Bits<8>,
        /// The tile's weights are taken into use.
        out take_o: Bit,
        /// All weights of the tile are loaded.
        in complete_i: Bit,
        /// Of the command, with its last tile: the packet of weights was too short (1), too long (2), or neither (0).
        in load_error_i: Bits<2>,
        /// A beat of weights is loaded or discarded.
        in loading_i: Bit,
        /// The loader discards beats, up to the end of a packet.
        in weight_over_i: Bit,
        /// A row of activations is offered.
        in activation_valid_i: Bit,
        /// The row is accepted.
        out activation_ready_o: Bit,
        /// The row is the last of its packet.
        in activation_last_i: Bit,
        /// The rows of the array that take the activations of the slot; the others take zeros.
        out row_mask_o: Bit[rows],
        /// A row of results has left the waiting rows.
        in credit_i: Bit,
        /// An entry for the collector: what becomes of the n-tile's rows.
        out entry_valid_o: Bit,
        /// There is room for an entry.
        in entry_ready_i: Bit,
        /// There are no rows.
        out entry_empty_o: Bit,
        /// Rows leave as sums.
        out entry_raw_o: Bit,
        /// The n-tile is the command's last.
        out entry_last_o: Bit,
        /// How a scaled sum becomes an integer.
        out entry_rounding_o: Bits<2>,
        /// Rows, less one.
        out entry_rows_o: Bits<16>{address_bits},
        /// Columns, less one.
        out entry_columns_o: Bits<8>,
        /// A verdict: the command has ended here, and so have its packets.
        out verdict_valid_o: Bit,
        /// It asks for the geometry.
        out verdict_asks_o: Bit,
        /// Why it failed, or 0.
        out verdict_error_o: Bits<4>,
        /// Token: take the loaded weights into use.
        out swap_o: Bit,
        /// Token: a row of sums.
        out row_o: Bit,
        /// Token: the row begins its sums.
        out first_o: Bit,
        /// Token: the row is a row of results.
        out result_o: Bit,
        /// The accumulator of the row.
        out address_o: Bits<16>{address_bits},
        /// The place where the row waits, if it is one of results.
        out wait_address_o: Bits<16>{waiting_bits},
        /// The cycle waited for weights.
        out stall_weights_o: Bit,
        /// The cycle waited for activations.
        out stall_activations_o: Bit,
        /// The cycle waited for room for results.
        out stall_results_o: Bit,
    }
    inside {
        // The coming slot.
        reg slot: Bits<16>{slot_bits},
        reg started: Bit,
        reg rows_sent: Bit,
        reg last_slot: Bit,
        reg credit: Bit,
        // The packet of activations: it ended early; what comes belongs to one that is over; the tile's was too long.
        reg ended: Bit,
        reg over: Bit,
        reg long: Bit,
        // What the loader said of the packet of weights.
        reg load_error: Bits<2>,
        reg filling: Bit,
        // Rows of results on their way.
        reg under_way: Bits<16>{waiting_bits + 1},
        reg next_wait_address: Bits<16>{waiting_bits},
        // Packets that were too long or refused, and whose ends have not come.
        reg weights_left: Bit,
        reg activations_left: Bit,
        // The verdict of the command that ended last.
        reg verdict_held: Bit,
        reg verdict_asks: Bit,
        reg verdict_error: Bits<4>,
        // What goes with a slot, and why none was sent.
        reg swap: Bit,
        reg row: Bit,
        reg first: Bit,
        reg result: Bit,
        reg address: Bits<16>{address_bits},
        reg wait_address: Bits<16>{waiting_bits},
        reg stall_weights: Bit,
        reg stall_activations: Bit,
        reg stall_results: Bit,

        wire product: Bit,
        wire refused: Bit,
        wire wait_results: Bit,
        wire wait_weights: Bit,
        wire wait_activations: Bit,
        wire next_slot: Bits<16>{slot_bits},
        wire last_slot_number: Bits<16>{slot_bits},
        wire flows: Bit,
        wire sends: Bit,
        wire starts: Bit,
        wire sends_row: Bit,
        wire sends_result: Bit,
        wire last_row: Bit,
        wire overruns: Bit,
        wire refuses: Bit,
        wire ends: Bit,
        wire weights_remain: Bit,
        wire activations_remain: Bit,
        wire verdict_waits: Bit,
        wire overlong: Bit,
        wire last_array_row: Bits<8>{index_bits(rows)},

        const product_tile: Bits<2> = TileKind::Product.bits(),
        const drain_tile: Bits<2> = TileKind::Drain.bits(),
        const weights_short: Bits<4> = code(ErrorCode::WeightsShort),
        const weights_long: Bits<4> = code(ErrorCode::WeightsLong),
        const activations_short: Bits<4> = code(ErrorCode::ActivationsShort),
        const activations_long: Bits<4> = code(ErrorCode::ActivationsLong),
        const waiting_bits: Bits<8> = waiting_bits.to_bits(),
        const row_index: Bits<8>[rows] = ToBits::to_bits,
        value _rows: usize = rows,
    }
}

impl Logic for Launcher {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.product.next = self.tile_valid_i.val() && self.tile_kind_i.val() == self.product_tile.val();
        self.refused.next = self.tile_valid_i.val() && self.tile_kind_i.val() == self.drain_tile.val();

        comment!(
            "A verdict waits until what is left of the command's packets is discarded, and so does the next tile."
        );
        self.weights_remain.next = self.weights_left.q.val() && self.weight_over_i.val();
        self.activations_remain.next = self.activations_left.q.val() && self.over.q.val();
        self.verdict_waits.next =
            self.verdict_held.q.val() && (self.weights_remain.val() || self.activations_remain.val());

        comment!("A slot is sent, or waits for something. Slot 0 is a row.");
        self.wait_results.next = self.tile_result_i.val()
            && ((!self.rows_sent.q.val() && self.under_way.q.val().get_bit(self.waiting_bits.val().index()))
                || (!self.started.q.val() && !self.entry_ready_i.val()));
        self.wait_weights.next = !self.started.q.val()
            && (!self.complete_i.val() || (self.verdict_held.q.val() && self.weights_remain.val()));
        self.wait_activations.next =
            !self.rows_sent.q.val() && !self.ended.q.val() && (self.over.q.val() || !self.activation_valid_i.val());
        self.flows.next = self.product.val() && !self.wait_results.val() && !self.wait_activations.val();
        self.sends.next = self.flows.val() && !self.wait_weights.val();
        self.starts.next = self.sends.val() && !self.started.q.val();
        self.sends_row.next = self.sends.val() && !self.rows_sent.q.val();
        self.sends_result.next = self.sends_row.val() && self.tile_result_i.val();

        comment!("The packet of activations: a command's last row has to end it, and no other may.");
        comment!("What is left of a packet that is over is discarded.");
        self.activation_ready_o.next = self.over.q.val() || (self.sends_row.val() && !self.ended.q.val());
        self.last_row.next = self.slot.q.val() == self.tile_m_i.val();
        self.overruns.next = !self.rows_sent.q.val()
            && !self.ended.q.val()
            && self.last_row.val()
            && self.tile_last_i.val()
            && !self.activation_last_i.val();
        if self.activation_valid_i.val() && self.activation_last_i.val() {
            self.over.d.next = false;
        }
        if self.refuses.val() || (self.sends.val() && self.overruns.val()) {
            self.over.d.next = true;
        }
        self.last_array_row.next = self.tile_rows_i.val();
        self.row_mask_o[0].next = !self.ended.q.val();
        for r in 1..self._rows {
            self.row_mask_o[r].next = !self.ended.q.val() && self.row_index[r - 1].val() < self.last_array_row.val();
        }

        comment!("The slot after.");
        self.next_slot.next = self.slot.q.val() + 1;
        self.last_slot_number.next = self.tile_slots_i.val();
        if self.sends.val() {
            self.slot.d.next = self.next_slot.val();
            self.started.d.next = true;
            self.rows_sent.d.next = self.rows_sent.q.val() || self.last_row.val();
            self.last_slot.d.next = self.next_slot.val() == self.last_slot_number.val();
            self.long.d.next = self.long.q.val() || self.overruns.val();
            if !self.rows_sent.q.val()
                && self.activation_last_i.val()
                && !(self.last_row.val() && self.tile_last_i.val())
            {
                self.ended.d.next = true;
            }
            if self.last_slot.q.val() {
                self.slot.d.next = 0.into();
                self.started.d.next = false;
                self.rows_sent.d.next = false;
                self.long.d.next = false;
                if self.tile_last_i.val() {
                    self.ended.d.next = false;
                }
            }
        }
        self.weights_left.d.next = self.weights_remain.val();
        if self.starts.val() {
            self.load_error.d.next = self.load_error_i.val();
            self.weights_left.d.next = self.load_error_i.val() == 2;
        } else if self.refuses.val() {
            self.weights_left.d.next = true;
        }

        comment!("The tile ends: with its last slot, which waits for no weights, or at once.");
        self.refuses.next = self.refused.val()
            && self.complete_i.val()
            && self.entry_ready_i.val()
            && !self.over.q.val()
            && !self.verdict_waits.val();
        if self.product.val() {
            self.ends.next = self.flows.val() && self.last_slot.q.val();
        } else if self.refused.val() {
            self.ends.next = self.refuses.val();
        } else {
            self.ends.next = self.tile_valid_i.val() && self.entry_ready_i.val() && !self.verdict_waits.val();
        }
        self.tile_ready_o.next = self.ends.val();
        self.take_o.next = self.starts.val() || self.refuses.val();

        comment!("An entry goes out with the first row of an n-tile's results, or when there are none.");
        self.entry_valid_o.next =
            (self.starts.val() && self.tile_result_i.val()) || (!self.product.val() && self.ends.val());
        self.entry_empty_o.next = !self.product.val();
        self.entry_raw_o.next = self.tile_raw_i.val();
        self.entry_last_o.next = self.tile_last_i.val();
        self.entry_rounding_o.next = self.tile_rounding_i.val();
        self.entry_rows_o.next = self.tile_m_i.val();
        self.entry_columns_o.next = self.tile_columns_i.val();

        comment!("The verdict. A product has no error of its own, and nothing else has packets that are judged.");
        self.overlong.next = self.long.q.val() || self.overruns.val();
        self.verdict_held.d.next = self.verdict_waits.val();
        if self.ends.val() && self.tile_last_i.val() {
            self.verdict_held.d.next = true;
            self.verdict_asks.d.next = self.tile_asks_i.val();
            self.verdict_error.d.next = self.tile_error_i.val();
            self.activations_left.d.next = self.refused.val() || self.overlong.val();
            if self.product.val() {
                if self.load_error.q.val() == 1 {
                    self.verdict_error.d.next = self.weights_short.val();
                } else if self.load_error.q.val() == 2 {
                    self.verdict_error.d.next = self.weights_long.val();
                } else if self.ended.q.val() {
                    self.verdict_error.d.next = self.activations_short.val();
                } else if self.overlong.val() {
                    self.verdict_error.d.next = self.activations_long.val();
                }
            }
        }
        self.verdict_valid_o.next = self.verdict_held.q.val() && !self.verdict_waits.val();
        self.verdict_asks_o.next = self.verdict_asks.q.val();
        self.verdict_error_o.next = self.verdict_error.q.val();

        comment!("Rows of results on their way.");
        if self.sends_result.val() {
            self.next_wait_address.d.next = self.next_wait_address.q.val() + 1;
        }
        self.credit.d.next = self.credit_i.val();
        if self.sends_result.val() && !self.credit.q.val() {
            self.under_way.d.next = self.under_way.q.val() + 1;
        } else if self.credit.q.val() && !self.sends_result.val() {
            self.under_way.d.next = self.under_way.q.val() - 1;
        }

        comment!("What goes with a slot.");
        self.swap.d.next = self.starts.val();
        self.row.d.next = self.sends_row.val();
        self.first.d.next = self.tile_first_i.val();
        self.result.d.next = self.tile_result_i.val();
        self.address.d.next = self.slot.q.val();
        self.wait_address.d.next = self.next_wait_address.q.val();
        self.swap_o.next = self.swap.q.val();
        self.row_o.next = self.row.q.val();
        self.first_o.next = self.first.q.val();
        self.result_o.next = self.result.q.val();
        self.address_o.next = self.address.q.val();
        self.wait_address_o.next = self.wait_address.q.val();

        comment!("Why none was sent. While the first weights after a rest come, a cycle that brings some is no stall.");
        self.filling.d.next = !self.tile_valid_i.val() || (self.filling.q.val() && !self.starts.val());
        self.stall_results.d.next = self.product.val() && self.wait_results.val();
        self.stall_weights.d.next = self.product.val()
            && !self.wait_results.val()
            && self.wait_weights.val()
            && !(self.filling.q.val() && self.loading_i.val());
        self.stall_activations.d.next =
            self.product.val() && !self.wait_results.val() && !self.wait_weights.val() && self.wait_activations.val();
        self.stall_weights_o.next = self.stall_weights.q.val();
        self.stall_activations_o.next = self.stall_activations.q.val();
        self.stall_results_o.next = self.stall_results.q.val();

        if !self.rst_ni.val() {
            self.slot.d.next = 0.into();
            self.started.d.next = false;
            self.last_slot.d.next = false;
            self.credit.d.next = false;
            self.rows_sent.d.next = false;
            self.ended.d.next = false;
            self.over.d.next = false;
            self.long.d.next = false;
            self.filling.d.next = true;
            self.verdict_held.d.next = false;
            self.weights_left.d.next = false;
            self.under_way.d.next = 0.into();
            self.next_wait_address.d.next = 0.into();
            self.swap.d.next = false;
            self.row.d.next = false;
            self.stall_weights.d.next = false;
            self.stall_activations.d.next = false;
            self.stall_results.d.next = false;
        }
    }
}
