use super::{TileKind, code};
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};
use seedchip_spec::{Command, ErrorCode, Rounding};
use seedchip_spec::{Configuration, Element, Format, Opcode};

/// What the iterator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LogicState)]
pub enum Stage {
    /// Waits for a command.
    Idle,
    /// Checks whether the command is possible.
    Check,
    /// Offers it to the parameter sets.
    Parameters,
    /// Offers a tile to loader and launcher.
    Tile,
    /// Goes on to the next tile.
    Step,
}

impl Resize for Stage {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

/// The bits of a command that belong to no field.
fn reserved() -> Bits<128> {
    let fields = Command::LAYOUT.fields.iter().map(|row| row.field);
    (!fields.fold(0_u128, |used, field| used | ((1 << field.width) - 1) << field.offset)).to_bits()
}

block! {
    /// Takes commands apart into descriptors of tiles.
    ///
    /// Goes over the tiles of a product, n-tiles outside, k-tiles inside, and offers each to the loader and to the
    /// launcher, which so can be at different tiles, even of different commands: the weights of the next one are loaded
    /// while this one is multiplied. (One process for both would leave the array idle while weights are loaded.) Tiles
    /// are counted by subtracting R and C from what is left, so nothing is divided. Sizes are kept less one: so k and the
    /// rows of a tile fit whole bits, and the last tile is the one in which less than R (C) is left.
    ///
    /// A command of a block format has whole blocks: B tiles each, the last of which may have no rows.
    ///
    /// Timing: CHECK is the cycle after a command was accepted, the first tile is offered in the one after that, or after
    /// PARAMETERS. A tile takes two cycles or more, of which loader and launcher need none: their tiles take four at
    /// least, and queues stand between.
    /// Widths: k − 1 is less than 2^20 if the command is possible, n − 1 less than 2^16, m − 1 less than D.
    pub struct TileIterator;

    /// The tile iterator of `configuration`.
    new(configuration: &Configuration) {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let (address_bits, blocks) = (configuration.address_bits(), configuration.blocks());
        let of_blocks = configuration.formats().iter().filter(|format| format.has_blocks()).collect::<Vec<_>>();
        let formats = of_blocks.len();
        let k_bits = Command::greatest_k(Format::Int4, true).ilog2() as usize;
    }
    module "tile_iterator" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A command is offered.
        in command_valid_i: Bit,
        /// The command is accepted.
        out command_ready_o: Bit,
        /// The command.
        in command_data_i: Bits<128>,
        /// A command with parameters is offered.
        out parameter_valid_o: Bit,
        /// It is accepted.
        in parameter_ready_i: Bit,
        /// Its parameters are to be discarded.
        out parameter_drain_o: Bit,
        /// It rounds twice.
        out parameter_double_o: Bit,
        /// Its columns, less one.
        out parameter_n_o: Bits<16>,
        /// A tile is offered to the loader.
        out load_valid_o: Bit,
        /// It is accepted.
        in load_ready_i: Bit,
        /// The packet of weights is to be discarded.
        out load_drain_o: Bit,
        /// Weights are INT4, two per byte.
        out load_nibbles_o: Bit,
        /// The tile is the command's last.
        out load_last_o: Bit,
        /// Rows of the tile, less one.
        out load_rows_o: Bits<8>,
        /// Columns of the tile, less one.
        out load_columns_o: Bits<8>,
        /// A tile is offered to the launcher.
        out launch_valid_o: Bit,
        /// It is accepted.
        in launch_ready_i: Bit,
        /// What it is: 0 the end of a command without a product, 1 a tile of a product, 2 a refused product.
        out launch_kind_o: Bits<2>,
        /// The command asks for the geometry.
        out launch_asks_o: Bit,
        /// Why the command was refused, or 0.
        out launch_error_o: Bits<4>,
        /// No parameters, no conversion.
        out launch_raw_o: Bit,
        /// How a scaled sum becomes an integer.
        out launch_rounding_o: Bits<2>,
        /// The tile is the first of its n-tile.
        out launch_first_o: Bit,
        /// The tile is the last of its n-tile: its sums are results.
        out launch_result_o: Bit,
        /// The tile is the command's last.
        out launch_last_o: Bit,
        /// Rows of activations, less one.
        out launch_m_o: Bits<16>{address_bits},
        /// Slots of the tile, less one.
        out launch_slots_o: Bits<16>,
        /// Rows of the tile, less one.
        out launch_rows_o: Bits<8>,
        /// Columns of the tile, less one.
        out launch_columns_o: Bits<8>,
        /// No row of the tile exists, for the loader.
        out load_padding_o: Bit[blocks],
        /// Weights are E2M1.
        out load_codes_o: Bit[blocks],
        /// The tile is its block's last: a beat of scales follows.
        out load_scales_o: Bit[blocks],
        /// No row of the tile exists, for the launcher.
        out launch_padding_o: Bit[blocks],
        /// Activations are E2M1.
        out launch_codes_o: Bit[blocks],
        /// The command is of a block format.
        out launch_joined_o: Bit[blocks],
        /// The tile is of its n-tile's first block.
        out launch_begin_o: Bit[blocks],
        /// With launch_result_o: the tile is of its n-tile's last block.
        out launch_final_o: Bit[blocks],
        /// The exponent of the unit of a block's sum.
        out launch_unit_o: Signed<6>[blocks],
    }
    inside {
        reg stage: Stage,
        // The command.
        reg asks: Bit,
        reg product: Bit,
        reg nibbles: Bit,
        reg raw: Bit,
        reg rounding: Bits<2>,
        reg m: Bits<16>{address_bits},
        reg k: Bits<32>{k_bits},
        // What is wrong with it.
        reg unknown_format: Bit,
        reg reserved_set: Bit,
        reg zero: Bit,
        reg m_large: Bit,
        reg k_large: Bit,
        reg error: Bits<4>,
        // What is left from the tile on, less one.
        reg left_n: Bits<16>,
        reg left_k: Bits<32>{k_bits},
        reg first: Bit,
        // Of block formats: the command, and the tile in its block.
        reg joined: Bit[blocks],
        reg of_activations: Bits<1>[blocks],
        reg of_weights: Bits<1>[blocks],
        reg unit: Signed<6>[blocks],
        reg block_tile: Bits<8>{configuration.block_tile_bits()}[blocks],
        reg begin: Bit[blocks],
        reg padding: Bit[blocks],
        // What was accepted of the tile.
        reg launched: Bit,
        reg loaded: Bit,

        wire given_nibbles: Bit,
        wire given_raw: Bit,
        wire greatest_k: Bits<32>,
        wire given_joined: Bit[blocks],
        wire ragged: Bit[blocks],
        wire block_ends: Bit[blocks],
        wire refused: Bit,
        wire last_k: Bit,
        wire last_n: Bit,
        wire last: Bit,
        wire rows: Bits<8>,
        wire columns: Bits<8>,
        wire least_slots: Bits<16>,
        wire launch_done: Bit,
        wire load_done: Bit,

        const opcode_at: Bits<8> = Command::OPCODE.offset.to_bits(),
        const format_at: Bits<8> = Command::FORMAT.offset.to_bits(),
        const raw_at: Bits<8> = Command::RAW.offset.to_bits(),
        const rounding_at: Bits<8> = Command::ROUNDING.offset.to_bits(),
        const m_at: Bits<8> = Command::M.offset.to_bits(),
        const n_at: Bits<8> = Command::N.offset.to_bits(),
        const k_at: Bits<8> = Command::K.offset.to_bits(),
        const reserved: Bits<128> = reserved(),
        const opcode_nothing: Bits<8> = (Opcode::Nothing as u128).to_bits(),
        const opcode_product: Bits<8> = (Opcode::Product as u128).to_bits(),
        const greatest_format: Bits<8> = (Format::Int4 as u128).to_bits(),
        const double: Bits<2> = (Rounding::Double as u128).to_bits(),
        const unknown_opcode_error: Bits<4> = code(ErrorCode::UnknownOpcode),
        const reserved_error: Bits<4> = code(ErrorCode::ReservedBits),
        const unknown_format_error: Bits<4> = code(ErrorCode::UnknownFormat),
        const zero_error: Bits<4> = code(ErrorCode::ZeroSize),
        const k_error: Bits<4> = code(ErrorCode::KTooLarge),
        const m_error: Bits<4> = code(ErrorCode::MTooLarge),
        const end_tile: Bits<2> = TileKind::End.bits(),
        const product_tile: Bits<2> = TileKind::Product.bits(),
        const drain_tile: Bits<2> = TileKind::Drain.bits(),
        const accumulators: Bits<16> = configuration.accumulators().to_bits(),
        const greatest_k_int8_raw: Bits<32> = u64::from(Command::greatest_k(Format::Int8, true)).to_bits(),
        const greatest_k_int8: Bits<32> = u64::from(Command::greatest_k(Format::Int8, false)).to_bits(),
        const greatest_k_int4_raw: Bits<32> = u64::from(Command::greatest_k(Format::Int4, true)).to_bits(),
        const greatest_k_int4: Bits<32> = u64::from(Command::greatest_k(Format::Int4, false)).to_bits(),
        const array_rows: Bits<32> = rows.to_bits(),
        const array_columns: Bits<16> = columns.to_bits(),
        const last_row: Bits<8> = (rows - 1).to_bits(),
        const last_column: Bits<8> = (columns - 1).to_bits(),
        const least_slots_int8: Bits<16> = (rows.max(4) - 1).to_bits(),
        const least_slots_int4: Bits<16> = (configuration.half_rows().max(4) - 1).to_bits(),
        const first_of_blocks: Bits<8>[blocks] = |_| u64::from(Format::FIRST_OF_BLOCKS).to_bits(),
        const last_of_blocks: Bits<8>[blocks] = |_| u64::from(Format::LAST_OF_BLOCKS).to_bits(),
        const last_block_tile: Bits<8>[blocks] = |_| (configuration.block_tiles() - 1).to_bits(),
        const format_code: Bits<8>[formats] = |index| (of_blocks[index] as u128).to_bits(),
        const format_nibbles: Bits<1>[formats] = |index| usize::from(of_blocks[index].weight_bits() < 8).to_bits(),
        const format_activations: Bits<1>[formats] =
            |index| usize::from(of_blocks[index].activations() == Element::E2m1).to_bits(),
        const format_weights: Bits<1>[formats] =
            |index| usize::from(of_blocks[index].weights() == Element::E2m1).to_bits(),
        const format_unit: Signed<6>[formats] = |index| i64::from(of_blocks[index].unit()).into(),
        value _blocks: usize = blocks,
        value _formats: usize = formats,
    }
}

impl Logic for TileIterator {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("The greatest k of the offered command.");
        self.given_nibbles.next = self.command_data_i.val().get_bit(self.format_at.val().index());
        for f in 0..self._formats {
            if self.command_data_i.val().get_bits::<8>(self.format_at.val().index()) == self.format_code[f].val() {
                self.given_nibbles.next = self.format_nibbles[f].val().any();
            }
        }
        self.given_raw.next = self.command_data_i.val().get_bit(self.raw_at.val().index());
        if self.given_nibbles.val() && self.given_raw.val() {
            self.greatest_k.next = self.greatest_k_int4_raw.val();
        } else if self.given_nibbles.val() {
            self.greatest_k.next = self.greatest_k_int4.val();
        } else if self.given_raw.val() {
            self.greatest_k.next = self.greatest_k_int8_raw.val();
        } else {
            self.greatest_k.next = self.greatest_k_int8.val();
        }
        for b in 0..self._blocks {
            self.given_joined[b].next = self.command_data_i.val().get_bits::<8>(self.format_at.val().index())
                >= self.first_of_blocks[b].val()
                && self.command_data_i.val().get_bits::<8>(self.format_at.val().index())
                    <= self.last_of_blocks[b].val();
            if self.given_joined[b].val() {
                self.greatest_k.next = self.greatest_k_int4_raw.val();
            }
        }

        comment!("The tile.");
        self.refused.next = self.error.q.val().any();
        self.last_k.next = self.left_k.q.val() < self.array_rows.val();
        for b in 0..self._blocks {
            comment!(
                "A block ends with its last tile, an n-tile with its last block; tiles behind the last row are padding."
            );
            self.ragged[b].next = self.left_k.q.val() < self.array_rows.val();
            self.block_ends[b].next = self.block_tile[b].q.val() == self.last_block_tile[b].val();
            if self.joined[b].q.val() {
                self.last_k.next = (self.ragged[b].val() || self.padding[b].q.val()) && self.block_ends[b].val();
            }
        }
        self.last_n.next = self.left_n.q.val() < self.array_columns.val();
        self.last.next = !self.product.q.val() || self.refused.val() || (self.last_k.val() && self.last_n.val());
        self.rows.next = self.last_row.val();
        if self.last_k.val() {
            self.rows.next = bit_cast::<8, 32>(self.left_k.q.val());
        }
        for b in 0..self._blocks {
            if self.ragged[b].val() {
                self.rows.next = bit_cast::<8, 32>(self.left_k.q.val());
            }
        }
        self.columns.next = self.last_column.val();
        if self.last_n.val() {
            self.columns.next = bit_cast::<8, 16>(self.left_n.q.val());
        }
        self.least_slots.next = self.least_slots_int8.val();
        if self.nibbles.q.val() {
            self.least_slots.next = self.least_slots_int4.val();
        }

        comment!("What is offered to the parameter sets, the loader and the launcher.");
        self.parameter_valid_o.next = self.stage.q.val() == Stage::Parameters;
        self.parameter_drain_o.next = self.refused.val();
        self.parameter_double_o.next = self.rounding.q.val() == self.double.val();
        self.parameter_n_o.next = self.left_n.q.val();
        self.load_valid_o.next = self.stage.q.val() == Stage::Tile && !self.loaded.q.val();
        self.load_drain_o.next = self.refused.val();
        self.load_nibbles_o.next = self.nibbles.q.val();
        self.load_last_o.next = self.last.val();
        self.load_rows_o.next = self.rows.val();
        self.load_columns_o.next = self.columns.val();
        self.launch_valid_o.next = self.stage.q.val() == Stage::Tile && !self.launched.q.val();
        self.launch_kind_o.next = self.product_tile.val();
        if !self.product.q.val() {
            self.launch_kind_o.next = self.end_tile.val();
        } else if self.refused.val() {
            self.launch_kind_o.next = self.drain_tile.val();
        }
        self.launch_asks_o.next = self.asks.q.val();
        self.launch_error_o.next = self.error.q.val();
        self.launch_raw_o.next = self.raw.q.val();
        self.launch_rounding_o.next = self.rounding.q.val();
        self.launch_first_o.next = self.first.q.val();
        self.launch_result_o.next = self.last_k.val();
        self.launch_last_o.next = self.last.val();
        self.launch_m_o.next = self.m.q.val();
        self.launch_slots_o.next = self.least_slots.val();
        if self.m.q.val() > self.least_slots.val() {
            self.launch_slots_o.next = self.m.q.val();
        }
        self.launch_rows_o.next = self.rows.val();
        self.launch_columns_o.next = self.columns.val();
        for b in 0..self._blocks {
            if self.joined[b].q.val() {
                self.launch_result_o.next = self.block_ends[b].val();
            }
            self.load_padding_o[b].next = self.joined[b].q.val() && self.padding[b].q.val();
            self.load_codes_o[b].next = self.joined[b].q.val() && self.of_weights[b].q.val().any();
            self.load_scales_o[b].next = self.joined[b].q.val() && self.block_ends[b].val();
            self.launch_padding_o[b].next = self.joined[b].q.val() && self.padding[b].q.val();
            self.launch_codes_o[b].next = self.joined[b].q.val() && self.of_activations[b].q.val().any();
            self.launch_joined_o[b].next = self.joined[b].q.val();
            self.launch_begin_o[b].next = self.begin[b].q.val();
            self.launch_final_o[b].next = self.last_k.val();
            self.launch_unit_o[b].next = self.unit[b].q.val();
        }

        comment!("From command to command.");
        self.command_ready_o.next = self.stage.q.val() == Stage::Idle;
        self.launch_done.next = self.launched.q.val() || self.launch_ready_i.val();
        self.load_done.next = self.loaded.q.val() || self.load_ready_i.val();
        match self.stage.q.val() {
            Stage::Idle => {
                self.asks.d.next =
                    self.command_data_i.val().get_bits::<8>(self.opcode_at.val().index()) == self.opcode_nothing.val();
                self.product.d.next =
                    self.command_data_i.val().get_bits::<8>(self.opcode_at.val().index()) == self.opcode_product.val();
                self.nibbles.d.next = self.given_nibbles.val();
                self.raw.d.next = self.given_raw.val()
                    || self.command_data_i.val().get_bits::<8>(self.opcode_at.val().index())
                        != self.opcode_product.val();
                self.rounding.d.next = self.command_data_i.val().get_bits::<2>(self.rounding_at.val().index());
                self.m.d.next = self.command_data_i.val().get_bits::<16>(self.m_at.val().index()) - 1;
                self.k.d.next = self.command_data_i.val().get_bits::<32>(self.k_at.val().index()) - 1;
                self.left_k.d.next = self.command_data_i.val().get_bits::<32>(self.k_at.val().index()) - 1;
                self.left_n.d.next = self.command_data_i.val().get_bits::<16>(self.n_at.val().index()) - 1;
                self.unknown_format.d.next =
                    self.command_data_i.val().get_bits::<8>(self.format_at.val().index()) > self.greatest_format.val();
                self.reserved_set.d.next = (self.command_data_i.val() & self.reserved.val()).any();
                self.zero.d.next = self.command_data_i.val().get_bits::<16>(self.m_at.val().index()) == 0
                    || self.command_data_i.val().get_bits::<16>(self.n_at.val().index()) == 0
                    || self.command_data_i.val().get_bits::<32>(self.k_at.val().index()) == 0;
                self.m_large.d.next =
                    self.command_data_i.val().get_bits::<16>(self.m_at.val().index()) > self.accumulators.val();
                self.k_large.d.next =
                    self.command_data_i.val().get_bits::<32>(self.k_at.val().index()) > self.greatest_k.val();
                for b in 0..self._blocks {
                    self.joined[b].d.next = self.given_joined[b].val()
                        && self.command_data_i.val().get_bits::<8>(self.opcode_at.val().index())
                            == self.opcode_product.val();
                    if self.given_joined[b].val() {
                        self.raw.d.next = true;
                    }
                    for f in 0..self._formats {
                        if self.command_data_i.val().get_bits::<8>(self.format_at.val().index())
                            == self.format_code[f].val()
                        {
                            self.unknown_format.d.next = false;
                            self.of_activations[b].d.next = self.format_activations[f].val();
                            self.of_weights[b].d.next = self.format_weights[f].val();
                            self.unit[b].d.next = self.format_unit[f].val();
                        }
                    }
                    self.block_tile[b].d.next = 0.into();
                    self.begin[b].d.next = true;
                    self.padding[b].d.next = false;
                }
                if self.command_valid_i.val() {
                    self.stage.d.next = Stage::Check;
                }
            }
            Stage::Check => {
                self.error.d.next = 0.into();
                if !self.product.q.val() {
                    if !self.asks.q.val() {
                        self.error.d.next = self.unknown_opcode_error.val();
                    }
                } else if self.reserved_set.q.val() {
                    self.error.d.next = self.reserved_error.val();
                } else if self.unknown_format.q.val() {
                    self.error.d.next = self.unknown_format_error.val();
                } else if self.zero.q.val() {
                    self.error.d.next = self.zero_error.val();
                } else if self.k_large.q.val() {
                    self.error.d.next = self.k_error.val();
                } else if self.m_large.q.val() {
                    self.error.d.next = self.m_error.val();
                }
                self.first.d.next = true;
                self.loaded.d.next = !self.product.q.val();
                if self.raw.q.val() {
                    self.stage.d.next = Stage::Tile;
                } else {
                    self.stage.d.next = Stage::Parameters;
                }
            }
            Stage::Parameters => {
                if self.parameter_ready_i.val() {
                    self.stage.d.next = Stage::Tile;
                }
            }
            Stage::Tile => {
                self.launched.d.next = self.launch_done.val() && !self.load_done.val();
                self.loaded.d.next = self.load_done.val() && !self.launch_done.val();
                if self.launch_done.val() && self.load_done.val() {
                    if self.last.val() {
                        self.stage.d.next = Stage::Idle;
                    } else {
                        self.stage.d.next = Stage::Step;
                    }
                }
            }
            Stage::Step => {
                self.first.d.next = self.last_k.val();
                self.left_k.d.next = self.left_k.q.val() - self.array_rows.val();
                if self.last_k.val() {
                    self.left_k.d.next = self.k.q.val();
                    self.left_n.d.next = self.left_n.q.val() - self.array_columns.val();
                }
                for b in 0..self._blocks {
                    self.block_tile[b].d.next = self.block_tile[b].q.val() + 1;
                    self.padding[b].d.next = self.ragged[b].val() || self.padding[b].q.val();
                    if self.joined[b].q.val() {
                        self.first.d.next = self.block_ends[b].val();
                    }
                    if self.block_ends[b].val() {
                        self.block_tile[b].d.next = 0.into();
                        self.begin[b].d.next = self.last_k.val();
                    }
                    if self.last_k.val() {
                        self.padding[b].d.next = false;
                    }
                }
                self.stage.d.next = Stage::Tile;
            }
        }

        if !self.rst_ni.val() {
            self.stage.d.next = Stage::Idle;
            self.launched.d.next = false;
        }
    }
}
