//! Commands to tiles.

use crate::command::{Verdict, shape, verdict};
use crate::tiling::Tiling;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Command, Configuration, ErrorCode, Instance, Opcode, Pins, Rounding};

/// Kinds of launch tiles.
const END: u64 = 0;
const PRODUCT: u64 = 1;
const DRAIN: u64 = 2;

/// Fields of a launch tile that only a product has.
const LAUNCH: &[&str] = &[
    "launch_rounding_o",
    "launch_m_o",
    "launch_slots_o",
    "launch_rows_o",
    "launch_columns_o",
    "launch_first_o",
    "launch_result_o",
];

/// Fields of a load tile that only a product has.
const LOAD: &[&str] = &["load_nibbles_o", "load_rows_o", "load_columns_o"];

/// A command that was taken.
#[derive(Clone, Debug)]
struct Taken {
    beat: Vec<u32>,
    verdict: Verdict,
}

impl Taken {
    /// The kind of its tiles.
    fn kind(&self) -> u64 {
        match self.verdict {
            Verdict::Product(_) => PRODUCT,
            Verdict::Refused(_) if self.opcode() == Opcode::Product as u64 => DRAIN,
            Verdict::Refused(_) | Verdict::Nothing => END,
        }
    }

    fn opcode(&self) -> u64 {
        Command::OPCODE.get(&self.beat)
    }

    fn raw(&self) -> bool {
        self.kind() == END || Command::RAW.get(&self.beat) != 0
    }

    fn error(&self) -> ErrorCode {
        match self.verdict {
            Verdict::Refused(error) => error,
            Verdict::Nothing | Verdict::Product(_) => ErrorCode::None,
        }
    }
}

/// Where it is.
#[derive(Clone, Debug)]
enum State {
    Idle,
    Check(Taken),
    Parameters(Taken),
    /// Offers a tile; which of the two offers were accepted before.
    Tile {
        taken: Taken,
        tile: usize,
        launched: bool,
        loaded: bool,
    },
    Step {
        taken: Taken,
        tile: usize,
    },
}

/// Takes commands apart into descriptors of tiles.
#[derive(Clone, Debug)]
pub struct TileIterator {
    configuration: Configuration,
    state: State,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> TileIterator {
    TileIterator { configuration: instance.configuration().clone(), state: State::Idle }
}

impl TileIterator {
    /// Writes what is offered of a tile. Whether it is the command's last.
    fn offer(&self, taken: &Taken, tile: usize, launched: bool, loaded: bool, outputs: &mut Outputs) -> bool {
        let kind = taken.kind();
        let (launch, load) = (!launched, !loaded && kind != END);
        let mut set = |port: &'static str, value: u64| outputs.pins.set(port, value);
        set("launch_valid_o", launch.into());
        set("load_valid_o", load.into());
        set("launch_kind_o", kind);
        set("launch_asks_o", (taken.opcode() == Opcode::Nothing as u64).into());
        set("launch_error_o", taken.error() as u64);
        set("launch_raw_o", taken.raw().into());
        set("load_drain_o", (kind == DRAIN).into());
        let Verdict::Product(command) = &taken.verdict else {
            set("launch_last_o", 1);
            set("load_last_o", 1);
            outputs.unspecified.extend(LAUNCH.iter().chain(LOAD));
            return true;
        };
        let tiling = Tiling::new(&self.configuration, shape(command));
        let this = tiling.tile(tile);
        let last = tile + 1 == tiling.count();
        let beats = command.format.tile_beats(self.configuration.rows());
        let slots = usize::from(command.m).max(beats).max(4);
        set("launch_last_o", last.into());
        set("load_last_o", last.into());
        set("launch_rounding_o", command.rounding as u64);
        set("launch_m_o", u64::from(command.m) - 1);
        set("launch_slots_o", slots as u64 - 1);
        set("launch_first_o", (this.row == 0).into());
        set("launch_result_o", this.result.into());
        set("load_nibbles_o", (command.format.weight_bits() == 4).into());
        for unit in ["launch", "load"] {
            let (rows, columns) = match unit {
                "launch" => ("launch_rows_o", "launch_columns_o"),
                _ => ("load_rows_o", "load_columns_o"),
            };
            set(rows, this.rows as u64 - 1);
            set(columns, this.columns as u64 - 1);
        }
        last
    }
}

impl Behaviour for TileIterator {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let unspecified = |outputs: &mut Outputs, prefix: &str| {
            let names: Vec<&'static str> = outputs.pins.iter().map(|(name, _)| name).collect();
            let fields = names.into_iter().filter(|name| name.starts_with(prefix) && !name.ends_with("_valid_o"));
            outputs.unspecified.extend(fields);
        };
        if !matches!(self.state, State::Parameters(_)) {
            unspecified(outputs, "parameter_");
        }
        let state = std::mem::replace(&mut self.state, State::Idle);
        if !matches!(state, State::Tile { .. }) {
            unspecified(outputs, "launch_");
            unspecified(outputs, "load_");
        }
        self.state = match state {
            State::Idle => {
                outputs.pins.set("command_ready_o", 1);
                if inputs.high("command_valid_i") {
                    let beat = inputs.words("command_data_i").to_vec();
                    let verdict = verdict(&beat, self.configuration.accumulators());
                    State::Check(Taken { beat, verdict })
                } else {
                    State::Idle
                }
            }
            State::Check(taken) if taken.raw() => State::Tile { taken, tile: 0, launched: false, loaded: false },
            State::Check(taken) => State::Parameters(taken),
            State::Parameters(taken) => {
                let double = Command::ROUNDING.get(&taken.beat) == Rounding::Double as u64;
                outputs.pins.set("parameter_valid_o", 1);
                outputs.pins.set("parameter_drain_o", (taken.kind() == DRAIN).into());
                outputs.pins.set("parameter_double_o", double.into());
                outputs.pins.set("parameter_n_o", Command::N.get(&taken.beat).wrapping_sub(1));
                if inputs.high("parameter_ready_i") {
                    State::Tile { taken, tile: 0, launched: false, loaded: false }
                } else {
                    State::Parameters(taken)
                }
            }
            State::Tile { taken, tile, launched, loaded } => {
                let last = self.offer(&taken, tile, launched, loaded, outputs);
                if launched {
                    unspecified(outputs, "launch_");
                }
                if loaded || taken.kind() == END {
                    unspecified(outputs, "load_");
                }
                let launched = launched || inputs.high("launch_ready_i");
                let loaded = loaded || taken.kind() == END || inputs.high("load_ready_i");
                match (launched && loaded, last) {
                    (true, true) => State::Idle,
                    (true, false) => State::Step { taken, tile },
                    (false, _) => State::Tile { taken, tile, launched, loaded },
                }
            }
            State::Step { taken, tile } => State::Tile { taken, tile: tile + 1, launched: false, loaded: false },
        };
        if !inputs.high("rst_ni") {
            self.state = State::Idle;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::{Command, Format};

    fn offer(iterator: &mut Bench, command: &[u32; 4]) {
        iterator.inputs.set_words("command_data_i", command);
        assert!(iterator.cycle(&[("command_valid_i", 1)]).pins.high("command_ready_o"));
    }

    /// The launch tiles of a command: kind, error, first, result, last, m, slots, rows, columns, each less one.
    fn tiles(command: &[u32; 4]) -> Vec<[u64; 9]> {
        let mut iterator = Bench::new("tile_iterator", "tiny");
        offer(&mut iterator, command);
        let mut tiles = Vec::new();
        for _ in 0..200 {
            let ready = [("launch_ready_i", 1), ("load_ready_i", 1), ("parameter_ready_i", 1)];
            let outputs = iterator.cycle(&ready).pins;
            if outputs.high("launch_valid_o") {
                tiles.push(
                    ["kind", "error", "first", "result", "last", "m", "slots", "rows", "columns"]
                        .map(|field| outputs.get(&format!("launch_{field}_o"))),
                );
            }
            if outputs.high("command_ready_o") {
                break;
            }
        }
        tiles
    }

    #[test]
    fn a_product_is_its_tiles() {
        let found = tiles(&Command::product(2, 5, 6).encode());
        let expected = [
            [1, 0, 1, 0, 0, 1, 3, 3, 3],
            [1, 0, 0, 1, 0, 1, 3, 1, 3],
            [1, 0, 1, 0, 0, 1, 3, 3, 0],
            [1, 0, 0, 1, 1, 1, 3, 1, 0],
        ];
        assert_eq!(found, expected);
        let long = tiles(&Command { format: Format::Int4, raw: true, ..Command::product(7, 1, 1) }.encode());
        assert_eq!(long, [[1, 0, 1, 1, 1, 6, 6, 0, 0]]);
    }

    #[test]
    fn refused_commands_and_those_that_ask_are_one_tile() {
        let head = |command: [u32; 4]| tiles(&command)[0][..2].to_vec();
        assert_eq!(head(Command::product(0, 1, 1).encode()), [2, 1]);
        assert_eq!(head(Command::product(17, 1, 1).encode()), [2, 3]);
        assert_eq!(head(Command::nothing(3).encode()), [0, 0]);
        assert_eq!(head([5, 0, 0, 0]), [0, 5]);
    }

    #[test]
    fn a_tile_takes_two_cycles_at_least() {
        let mut iterator = Bench::new("tile_iterator", "tiny");
        let command = Command { raw: true, ..Command::product(1, 1, 9) }.encode();
        offer(&mut iterator, &command);
        let offers: Vec<bool> = (0..8)
            .map(|_| iterator.cycle(&[("launch_ready_i", 1), ("load_ready_i", 1)]).pins.high("launch_valid_o"))
            .collect();
        assert_eq!(offers, [false, true, false, true, false, true, false, false]);
    }
}
