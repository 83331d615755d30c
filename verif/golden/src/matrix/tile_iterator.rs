//! Commands taken apart into tiles.
//!
//! Page: Tile iterator.

use crate::command::{Verdict, announces, is_joined, shape, verdict};
use crate::tiling::{Tile, Tiling};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Command, Configuration, Element, ErrorCode, Instance, Opcode, Pins, Rounding};

/// What a launch tile is, `launch_kind_o`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It ends a command without packets.
    End = 0,
    /// A tile of a product.
    Product = 1,
    /// It discards the packets of a refused product.
    Drain = 2,
}

/// What is offered of a parameter command.
const PARAMETER: [&str; 3] = ["parameter_drain_o", "parameter_double_o", "parameter_n_o"];
/// What is offered of a load tile, and what of it means something in a product alone.
const LOAD: [&str; 2] = ["load_drain_o", "load_last_o"];
const LOAD_PRODUCT: [&str; 3] = ["load_nibbles_o", "load_rows_o", "load_columns_o"];
/// The same of a launch tile.
const LAUNCH: [&str; 5] = ["launch_kind_o", "launch_asks_o", "launch_error_o", "launch_raw_o", "launch_last_o"];
const LAUNCH_PRODUCT: [&str; 7] = [
    "launch_rounding_o",
    "launch_first_o",
    "launch_result_o",
    "launch_m_o",
    "launch_slots_o",
    "launch_rows_o",
    "launch_columns_o",
];
/// What a unit with block formats offers besides: of both, and of a launch tile what means something in blocks alone.
const LOAD_BLOCKS: [&str; 3] = ["load_padding_o", "load_codes_o", "load_scales_o"];
const LAUNCH_BLOCKS: [&str; 2] = ["launch_padding_o", "launch_codes_o"];
const LAUNCH_JOINED: [&str; 3] = ["launch_begin_o", "launch_final_o", "launch_unit_o"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Check,
    Parameters,
    Tile,
    Step,
}

/// A tile of a product with what it says of its command.
#[derive(Clone, Copy, Debug)]
struct Part {
    command: Command,
    tile: Tile,
    slots: usize,
}

/// What a command offers in TILE.
#[derive(Clone, Copy, Debug)]
struct Offer {
    kind: Kind,
    error: ErrorCode,
    last: bool,
    /// Of a product.
    part: Option<Part>,
}

/// The command that is taken apart, and how far it is.
#[derive(Clone, Debug)]
pub struct TileIterator {
    configuration: Configuration,
    state: State,
    command: [u32; 4],
    /// The number of the tile.
    tile: usize,
    /// The tile was accepted by the loader, by the launcher.
    loaded: bool,
    launched: bool,
}

impl TileIterator {
    /// No command.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            configuration: configuration.clone(),
            state: State::Idle,
            command: [0; 4],
            tile: 0,
            loaded: false,
            launched: false,
        }
    }

    fn verdict(&self) -> Verdict {
        verdict(&self.configuration, &self.command)
    }

    /// A unit without block formats has no such ports.
    fn has_blocks(&self) -> bool {
        self.configuration.blocks() == 1
    }

    /// The command is of a block format: its results are joined.
    fn is_joined(&self) -> bool {
        is_joined(&self.configuration, &self.command)
    }

    /// Says that outputs mean nothing; of those that only block formats need, if they are there.
    fn silence(&self, always: &[&[&'static str]], of_blocks: &[&[&'static str]], outputs: &mut Outputs) {
        outputs.unspecified.extend(always.iter().copied().flatten());
        if self.has_blocks() {
            outputs.unspecified.extend(of_blocks.iter().copied().flatten());
        }
    }

    fn offer(&self) -> Offer {
        let single = |kind, error| Offer { kind, error, last: true, part: None };
        match self.verdict() {
            Verdict::Nothing => single(Kind::End, ErrorCode::None),
            Verdict::Refused(error) if announces(&self.configuration, &self.command).operands => {
                single(Kind::Drain, error)
            }
            Verdict::Refused(error) => single(Kind::End, error),
            Verdict::Product(command) => {
                let tiling = Tiling::new(&self.configuration, command.format, shape(&command));
                let tile = tiling.tile(self.tile);
                let part = Part { command, tile, slots: tiling.slots() };
                let last = self.tile + 1 == tiling.count();
                Offer { kind: Kind::Product, error: ErrorCode::None, last, part: Some(part) }
            }
        }
    }

    fn show_parameters(&self, outputs: &mut Outputs) {
        outputs.pins.set("parameter_valid_o", 1);
        outputs.pins.set("parameter_drain_o", (!matches!(self.verdict(), Verdict::Product(_))).into());
        let double = Command::ROUNDING.get(&self.command) == Rounding::Double as u64;
        outputs.pins.set("parameter_double_o", double.into());
        outputs.pins.set("parameter_n_o", Command::N.get(&self.command).wrapping_sub(1));
    }

    /// Shows the numbers of a tile's last row, which means nothing where the tile has none, and column.
    fn show_last(tile: &Tile, ports: [&'static str; 2], outputs: &mut Outputs) {
        match tile.rows.checked_sub(1) {
            Some(row) => outputs.pins.set(ports[0], row as u64),
            None => outputs.unspecified.push(ports[0]),
        }
        outputs.pins.set(ports[1], tile.columns as u64 - 1);
    }

    fn show_load(&self, offer: &Offer, outputs: &mut Outputs) {
        outputs.pins.set("load_valid_o", 1);
        outputs.pins.set("load_drain_o", (offer.kind == Kind::Drain).into());
        outputs.pins.set("load_last_o", offer.last.into());
        let Some(Part { command, tile, .. }) = offer.part else {
            self.silence(&[&LOAD_PRODUCT], &[&LOAD_BLOCKS], outputs);
            return;
        };
        outputs.pins.set("load_nibbles_o", (command.format.weight_bits() == 4).into());
        Self::show_last(&tile, ["load_rows_o", "load_columns_o"], outputs);
        if self.has_blocks() {
            outputs.pins.set("load_padding_o", (tile.rows == 0).into());
            outputs.pins.set("load_codes_o", (command.format.weights() == Element::E2m1).into());
            outputs.pins.set("load_scales_o", tile.scales.into());
        }
    }

    fn show_launch(&self, offer: &Offer, outputs: &mut Outputs) {
        let product = announces(&self.configuration, &self.command).operands;
        let asks = Command::OPCODE.get(&self.command) == Opcode::Nothing as u64;
        let raw = offer.kind == Kind::End || self.is_joined() || Command::RAW.get(&self.command) == 1;
        for (port, value) in [
            ("launch_valid_o", 1),
            ("launch_kind_o", offer.kind as u64),
            ("launch_asks_o", asks.into()),
            ("launch_error_o", offer.error as u64),
            ("launch_raw_o", raw.into()),
            ("launch_last_o", offer.last.into()),
        ] {
            outputs.pins.set(port, value);
        }
        if self.has_blocks() {
            outputs.pins.set("launch_joined_o", (product && self.is_joined()).into());
        }
        let Some(part) = offer.part else {
            self.silence(&[&LAUNCH_PRODUCT], &[&LAUNCH_BLOCKS, &LAUNCH_JOINED], outputs);
            return;
        };
        let Part { command, tile, slots } = part;
        for (port, value) in [
            ("launch_rounding_o", command.rounding as u64),
            ("launch_first_o", tile.first.into()),
            ("launch_result_o", tile.result.into()),
            ("launch_m_o", u64::from(command.m) - 1),
            ("launch_slots_o", slots as u64 - 1),
        ] {
            outputs.pins.set(port, value);
        }
        Self::show_last(&tile, ["launch_rows_o", "launch_columns_o"], outputs);
        if self.has_blocks() {
            self.show_blocks(&part, outputs);
        }
    }

    fn show_blocks(&self, Part { command, tile, .. }: &Part, outputs: &mut Outputs) {
        outputs.pins.set("launch_padding_o", (tile.rows == 0).into());
        outputs.pins.set("launch_codes_o", (command.format.activations() == Element::E2m1).into());
        if self.is_joined() {
            outputs.pins.set("launch_begin_o", tile.begins.into());
            outputs.pins.set("launch_final_o", tile.ends.into());
            if !tile.result {
                outputs.unspecified.push("launch_final_o");
            }
            outputs.pins.set("launch_unit_o", i64::from(command.format.unit()).cast_unsigned());
        } else {
            self.silence(&[], &[&LAUNCH_JOINED], outputs);
        }
    }

    fn silence_load(&self, outputs: &mut Outputs) {
        self.silence(&[&LOAD, &LOAD_PRODUCT], &[&LOAD_BLOCKS], outputs);
    }

    fn silence_launch(&self, outputs: &mut Outputs) {
        let of_blocks: [&[&str]; 3] = [&["launch_joined_o"], &LAUNCH_BLOCKS, &LAUNCH_JOINED];
        self.silence(&[&LAUNCH, &LAUNCH_PRODUCT], &of_blocks, outputs);
    }

    /// A cycle in TILE.
    fn cycle_tile(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let offer = self.offer();
        let load = offer.kind != Kind::End && !self.loaded;
        let launch = !self.launched;
        if load {
            self.show_load(&offer, outputs);
        } else {
            self.silence_load(outputs);
        }
        if launch {
            self.show_launch(&offer, outputs);
        } else {
            self.silence_launch(outputs);
        }

        self.loaded = !load || inputs.high("load_ready_i");
        self.launched = !launch || inputs.high("launch_ready_i");
        if self.loaded && self.launched {
            (self.loaded, self.launched) = (false, false);
            self.state = if offer.last { State::Idle } else { State::Step };
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> TileIterator {
    TileIterator::new(instance.configuration())
}

impl Behaviour for TileIterator {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let state = self.state;
        if state != State::Parameters {
            outputs.unspecified.extend(PARAMETER);
        }
        if state != State::Tile {
            self.silence_load(outputs);
            self.silence_launch(outputs);
        }
        match state {
            State::Idle => {
                outputs.pins.set("command_ready_o", 1);
                if inputs.high("command_valid_i") {
                    self.command.copy_from_slice(inputs.words("command_data_i"));
                    (self.tile, self.state) = (0, State::Check);
                }
            }
            State::Check => {
                self.state = if announces(&self.configuration, &self.command).parameters {
                    State::Parameters
                } else {
                    State::Tile
                };
            }
            State::Parameters => {
                self.show_parameters(outputs);
                if inputs.high("parameter_ready_i") {
                    self.state = State::Tile;
                }
            }
            State::Tile => self.cycle_tile(inputs, outputs),
            State::Step => (self.tile, self.state) = (self.tile + 1, State::Tile),
        }
        if !inputs.high("rst_ni") {
            (self.state, self.loaded, self.launched) = (State::Idle, false, false);
        }
    }
}

#[cfg(test)]
mod tests;
