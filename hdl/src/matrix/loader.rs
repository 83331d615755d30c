use super::index_bits;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// Brings the weights of a tile into the shadow registers of the array, a beat per cycle.
    ///
    /// A beat goes to its rows in the cycle in which it is accepted, with zeros where the tile has no row or column: so
    /// whatever a packet holds there, the sums are right. When the packet ends too early, the rest of the command's beats
    /// are zeros that nobody sends; when it goes on behind its last beat, the rest is discarded before the next command's
    /// weights are loaded. (Checking whole packets first would need a memory for one.) Behind the weights of a block comes a
    /// beat of column scales, which goes to their queue.
    ///
    /// Timing: combinational from beat to load_o and weight_o. A beat per cycle; the first beat of a tile may come in the
    /// cycle after the tile before it was taken. complete_o depends on weight_valid_i and weight_last_i of the same cycle.
    /// With block formats it depends on scale_ready_i too.
    /// Widths: beat counts to R − 1. pair is beat + H: where it is looked at, with 4-bit weights, less than 2 H, which is
    /// 256 at most.
    pub struct Loader;

    /// The loader of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns, half) = (configuration.rows(), configuration.columns(), configuration.half_rows());
        let (row_bits, blocks) = (index_bits(rows), configuration.blocks());
    }
    module "loader" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// There is a tile.
        in tile_valid_i: Bit,
        /// The tile leaves.
        out tile_ready_o: Bit,
        /// Its command was refused: the packet of weights is to be discarded.
        in tile_drain_i: Bit,
        /// Weights are INT4, two per byte.
        in tile_nibbles_i: Bit,
        /// The tile is its command's last.
        in tile_last_i: Bit,
        /// Rows of the tile, less one.
        in tile_rows_i: Bits<8>,
        /// Columns of the tile, less one.
        in tile_columns_i: Bits<8>,
        /// A beat of weights is offered.
        in weight_valid_i: Bit,
        /// The beat is accepted.
        out weight_ready_o: Bit,
        /// The beat: a byte per column.
        in weight_i: Bits<8>[columns],
        /// The beat is the last of its packet.
        in weight_last_i: Bit,
        /// For each row: load the weights of the beat, of 4-bit weights the low nibbles.
        out load_o: Bit[rows],
        /// For each row from row H on: load the high nibbles of the beat.
        out load_pair_o: Bit[rows - half],
        /// A beat of 4-bit weights is loaded.
        out nibbles_o: Bit,
        /// The beat, zero where the tile has no row or column.
        out weight_o: Bits<8>[columns],
        /// The launcher takes the tile.
        in take_i: Bit,
        /// All weights of the tile are loaded.
        out complete_o: Bit,
        /// Of the command, with the last tile: the packet was too short (1), too long (2), or neither (0).
        out error_o: Bits<2>,
        /// A beat is loaded or discarded.
        out loading_o: Bit,
        /// Beats are discarded, up to the end of a packet.
        out over_o: Bit,
        /// No row of the tile exists.
        in tile_padding_i: Bit[blocks],
        /// Weights of four bits are E2M1.
        in tile_codes_i: Bit[blocks],
        /// A beat of column scales follows: the tile is its block's last.
        in tile_scales_i: Bit[blocks],
        /// A beat of E2M1 weights is loaded.
        out codes_o: Bit[blocks],
        /// The beat is one of scales.
        out scale_o: Bit[blocks],
        /// There is room for a beat of scales.
        in scale_ready_i: Bit[blocks],
    }
    inside {
        reg beat: Bits<8>{row_bits},
        reg pair: Bits<8>{row_bits},
        reg final_beat: Bit,
        reg full: Bit,
        reg ended: Bit,
        reg over: Bit,
        reg long: Bit,
        // The coming beat is one of scales.
        reg scales: Bit[blocks],
        wire open: Bit,
        wire loads: Bit,
        wire completes: Bit,
        wire overruns: Bit,
        wire last_row: Bits<8>{row_bits},
        wire last_column: Bits<8>{index_bits(columns)},
        wire row_exists: Bit,
        wire pair_exists: Bit,
        wire column_exists: Bit[columns],
        wire row_keep: Bits<8>,
        wire keep: Bits<8>[columns],
        wire last_but_one: Bits<8>,
        const half_rows: Bits<8> = half.to_bits(),
        const last_but_one_int8: Bits<8> = (rows - 2).to_bits(),
        const last_but_one_int4: Bits<8> = (half - 2).to_bits(),
        const row_index: Bits<8>[rows] = ToBits::to_bits,
        const column_index: Bits<8>[columns] = ToBits::to_bits,
        value _rows: usize = rows,
        value _pairs: usize = rows - half,
        value _columns: usize = columns,
        value _blocks: usize = blocks,
    }
}

impl Logic for Loader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("A beat is loaded, the packet's or zeros once it has ended, or discarded.");
        self.open.next =
            self.tile_valid_i.val() && !self.tile_drain_i.val() && !self.full.q.val() && !self.over.q.val();
        for b in 0..self._blocks {
            if self.scales[b].q.val() && !self.scale_ready_i[b].val() {
                self.open.next = false;
            }
        }
        self.loads.next = self.open.val() && (self.ended.q.val() || self.weight_valid_i.val());
        self.weight_ready_o.next = self.over.q.val() || (self.open.val() && !self.ended.q.val());
        self.over_o.next = self.over.q.val();
        self.loading_o.next = self.loads.val() || (self.over.q.val() && self.weight_valid_i.val());

        comment!("A tile is complete with its final beat. Of one that is to be discarded there is nothing to load.");
        self.completes.next = self.loads.val() && self.final_beat.q.val();
        for b in 0..self._blocks {
            if self.tile_scales_i[b].val() {
                self.completes.next = self.loads.val() && self.scales[b].q.val();
            }
        }
        self.complete_o.next = self.full.q.val() || self.completes.val();
        self.full.d.next = !self.take_i.val()
            && (self.complete_o.val() || (self.tile_valid_i.val() && self.tile_drain_i.val() && !self.over.q.val()));
        self.tile_ready_o.next = self.take_i.val();

        comment!("A command's final beat has to end its packet, and no other may.");
        self.overruns.next =
            self.completes.val() && self.tile_last_i.val() && !self.ended.q.val() && !self.weight_last_i.val();
        self.error_o.next = 0.into();
        if self.ended.q.val() {
            self.error_o.next = 1.into();
        } else if self.long.q.val() || self.overruns.val() {
            self.error_o.next = 2.into();
        }

        comment!("Its rows.");
        for r in 0..self._rows {
            self.load_o[r].next = self.loads.val() && self.beat.q.val() == self.row_index[r].val();
        }
        for r in 0..self._pairs {
            self.load_pair_o[r].next =
                self.loads.val() && self.tile_nibbles_i.val() && self.beat.q.val() == self.row_index[r].val();
        }
        self.nibbles_o.next = self.loads.val() && self.tile_nibbles_i.val();
        for b in 0..self._blocks {
            self.codes_o[b].next = self.loads.val() && self.tile_codes_i[b].val() && self.tile_nibbles_i.val();
            self.scale_o[b].next = self.loads.val() && self.scales[b].q.val();
            if self.scales[b].q.val() {
                for r in 0..self._rows {
                    self.load_o[r].next = false;
                }
                for r in 0..self._pairs {
                    self.load_pair_o[r].next = false;
                }
                self.nibbles_o.next = false;
                self.codes_o[b].next = false;
            }
        }

        comment!("Its weights: the row of a high nibble exists only if that of the low one does.");
        self.last_row.next = self.tile_rows_i.val();
        self.last_column.next = self.tile_columns_i.val();
        self.row_exists.next = !self.ended.q.val() && self.beat.q.val() <= self.last_row.val();
        for b in 0..self._blocks {
            if self.tile_padding_i[b].val() {
                self.row_exists.next = false;
            }
        }
        self.pair_exists.next = self.row_exists.val();
        if self.tile_nibbles_i.val() {
            self.pair_exists.next = !self.ended.q.val() && self.pair.q.val() <= self.last_row.val();
        }
        self.column_exists[0].next = true;
        for c in 1..self._columns {
            self.column_exists[c].next = self.column_index[c - 1].val() < self.last_column.val();
        }
        for b in 0..self._blocks {
            if self.tile_padding_i[b].val() {
                self.pair_exists.next = false;
            }
            if self.scales[b].q.val() {
                self.pair_exists.next = !self.ended.q.val();
            }
        }
        self.row_keep.next = 0.into();
        if self.pair_exists.val() {
            self.row_keep.next = 255.into();
        } else if self.row_exists.val() {
            self.row_keep.next = 15.into();
        }
        for c in 0..self._columns {
            self.keep[c].next = 0.into();
            if self.column_exists[c].val() {
                self.keep[c].next = self.row_keep.val();
            }
            self.weight_o[c].next = self.weight_i[c].val() & self.keep[c].val();
        }

        comment!("The coming beat.");
        self.last_but_one.next = self.last_but_one_int8.val();
        if self.tile_nibbles_i.val() {
            self.last_but_one.next = self.last_but_one_int4.val();
        }
        if self.loads.val() {
            self.beat.d.next = self.beat.q.val() + 1;
            self.pair.d.next = self.pair.q.val() + 1;
            self.final_beat.d.next = self.beat.q.val() == self.last_but_one.val();
            for b in 0..self._blocks {
                self.scales[b].d.next = self.final_beat.q.val() && self.tile_scales_i[b].val();
            }
        }
        if self.loads.val() && self.weight_last_i.val() && !(self.completes.val() && self.tile_last_i.val()) {
            self.ended.d.next = true;
        }
        if self.overruns.val() {
            self.over.d.next = true;
            self.long.d.next = true;
        }
        if self.weight_valid_i.val() && self.weight_last_i.val() {
            self.over.d.next = false;
        }
        if self.take_i.val() {
            self.beat.d.next = 0.into();
            self.pair.d.next = self.half_rows.val();
            self.final_beat.d.next = false;
            for b in 0..self._blocks {
                self.scales[b].d.next = false;
            }
            self.long.d.next = false;
            if self.tile_last_i.val() {
                self.ended.d.next = false;
            }
            if self.tile_drain_i.val() {
                self.over.d.next = true;
            }
        }

        if !self.rst_ni.val() {
            self.beat.d.next = 0.into();
            self.pair.d.next = self.half_rows.val();
            self.final_beat.d.next = false;
            for b in 0..self._blocks {
                self.scales[b].d.next = false;
            }
            self.full.d.next = false;
            self.ended.d.next = false;
            self.over.d.next = false;
            self.long.d.next = false;
        }
    }
}
