//! The unit out of the models of its blocks, wired as the page's section on the unit says.
//!
//! What a block leaves unspecified is garbage here, another in every cycle: the unit must not depend on it.

mod joining;
mod packet_input;
mod part;

use bitvec::prelude::*;
use joining::Joining;
use packet_input::PacketInput;
use part::Part;
use seedchip_golden::stream::delay::Delay;
use seedchip_golden::stream::stream_fifo::StreamFifo;
use seedchip_golden::stream::stream_register::StreamRegister;
use seedchip_spec::{Configuration, DATAPATH, Direction, Pins, Value};
use std::collections::BTreeMap;

/// More rounds than any path through the blocks has steps.
const ROUNDS: usize = 40;

/// The values of some ports.
type Word = Vec<(&'static str, u64)>;

/// The value of a port.
fn field(word: &Word, name: &str) -> u64 {
    word.iter().find(|(field, _)| *field == name).expect("a field").1
}

/// A tile for the loader, without `load_` before the names.
const LOAD: &[&str] = &["drain", "nibbles", "last", "rows", "columns"];
/// A tile for the launcher, without `launch_`.
const LAUNCH: &[&str] =
    &["kind", "asks", "error", "raw", "rounding", "first", "result", "last", "m", "slots", "rows", "columns"];
/// A command for the parameter sets, without `parameter_`.
const PARAMETER: &[&str] = &["drain", "double", "n"];
/// An entry, without `entry_`.
const ENTRY: &[&str] = &["empty", "raw", "last", "rounding", "rows", "columns"];
/// What a unit with block formats has besides, of a tile for the loader, of one for the launcher, and of an entry, where it
/// passes beside it.
const LOAD_BLOCKS: &[&str] = &["padding", "codes", "scales"];
const LAUNCH_BLOCKS: &[&str] = &["padding", "codes", "joined", "begin", "final", "unit"];
const ENTRY_BLOCKS: &[&str] = &["joined", "begin", "final", "unit"];
/// A verdict, without `verdict_`.
const VERDICT: &[&str] = &["asks", "error"];

/// The whole unit.
pub struct Unit {
    configuration: Configuration,
    parts: BTreeMap<&'static str, Part>,
    zero: Pins,
    commands: StreamFifo<[u32; 4]>,
    parameters: StreamRegister<Word>,
    loads: StreamRegister<Word>,
    launches: StreamRegister<Word>,
    entries: StreamFifo<Word>,
    verdicts: StreamFifo<Word>,
    /// Weights, activations, parameters.
    inputs: [PacketInput; 3],
    /// `load_o` a cycle later, `load_pair_o` H + 1.
    load: Delay<Value>,
    load_pair: Delay<Value>,
    /// The row that is sent, masked; then by lane to the rows of the array.
    activations: Vec<Delay<u64>>,
    swaps: Vec<Delay<bool>>,
    /// `row`, `first`, `result`; the addresses.
    tokens: Delay<[bool; 3]>,
    addresses: Delay<[u64; 2]>,
    stall_parameters: bool,
    /// With block formats.
    joining: Option<Joining>,
    garbage: u64,
}

const BLOCKS: &[&str] = &[
    "tile_iterator",
    "loader",
    "weight_lanes",
    "launcher",
    "array",
    "back_half",
    "collector",
    "parameter_sets",
    "converter",
    "packer",
    "statuses",
];
const JOINING_BLOCKS: &[&str] = &["row_scales", "joiner"];

/// The streams of operands, and the blocks that take them.
const OPERANDS: [(&str, &str); 3] = [("weight", "loader"), ("activation", "launcher"), ("parameter", "parameter_sets")];

impl Unit {
    /// The unit at power-up.
    pub fn new(configuration: &Configuration, seed: u64) -> Self {
        let (rows, half) = (configuration.rows(), configuration.half_rows());
        let ports = DATAPATH.of(configuration).ports();
        let has_blocks = configuration.blocks() == 1;
        let none = |names: &[&'static str], of_blocks: &[&'static str]| {
            let of_blocks = if has_blocks { of_blocks } else { &[] };
            names.iter().chain(of_blocks).map(|name| (*name, 0)).collect::<Word>()
        };
        let blocks = BLOCKS.iter().chain(if has_blocks { JOINING_BLOCKS } else { &[] });
        let width = |bits: usize| PacketInput::new(bits);
        let latency = rows + configuration.cell().latency();
        let queue = configuration.entry_queue_depth();
        let zeros = |bits: usize| BitVec::<u32, Lsb0>::repeat(false, bits);
        Self {
            parts: blocks.map(|name| (*name, Part::new(name, configuration))).collect(),
            zero: Pins::zero(&ports, Direction::Output),
            commands: StreamFifo::new(configuration.command_queue_depth(), [0; 4]),
            parameters: StreamRegister::new(none(PARAMETER, &[])),
            loads: StreamRegister::new(none(LOAD, LOAD_BLOCKS)),
            launches: StreamRegister::new(none(LAUNCH, LAUNCH_BLOCKS)),
            entries: StreamFifo::new(queue, none(ENTRY, ENTRY_BLOCKS)),
            verdicts: StreamFifo::new(queue, none(VERDICT, &[])),
            inputs: [width(configuration.columns() * 8), width(rows * 8), width(128)],
            load: Delay::new(1, zeros(rows)),
            load_pair: Delay::new(half + 1, zeros(rows / 2)),
            // The register behind the mask, then row r one cycle later than the one before it.
            activations: (0..rows).map(|row| Delay::new(1 + row + 1, 0)).collect(),
            swaps: (0..rows).map(|row| Delay::new(1 + row, false)).collect(),
            tokens: Delay::new(latency, [false; 3]),
            addresses: Delay::new(latency, [0; 2]),
            stall_parameters: false,
            joining: has_blocks.then(|| Joining::new(configuration)),
            configuration: configuration.clone(),
            garbage: seed,
        }
    }

    /// One clock cycle: the outputs of the unit with these inputs, then the rising edge.
    pub fn cycle(&mut self, top: &Pins) -> Pins {
        self.garbage = self.garbage.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        self.parts.values_mut().for_each(|part| part.seen = None);
        for round in 0.. {
            assert!(round < ROUNDS, "a path through the blocks is a loop");
            self.wire(top);
            let garbage = self.garbage;
            let settled = |count: usize, part: &mut Part| count + usize::from(part.settle(garbage));
            if self.parts.values_mut().fold(0, settled) == 0 && round > 0 {
                break;
            }
        }
        let outputs = self.outputs(top);
        self.edge(top);
        outputs
    }

    fn high(&self, part: &str, port: &str) -> bool {
        self.parts[part].outputs.high(port)
    }

    fn get(&self, part: &str, port: &str) -> u64 {
        self.parts[part].outputs.get(port)
    }

    /// Names, and those of block formats if the unit has any.
    fn names(&self, names: &'static [&'static str], of_blocks: &'static [&'static str]) -> Vec<&'static str> {
        let of_blocks = if self.joining.is_some() { of_blocks } else { &[] };
        names.iter().chain(of_blocks).copied().collect()
    }

    fn word(&self, part: &str, prefix: &str, names: &[&'static str]) -> Word {
        names.iter().map(|name| (*name, self.get(part, &format!("{prefix}_{name}_o")))).collect()
    }

    fn set(&mut self, part: &str, port: &str, value: u64) {
        self.parts.get_mut(part).expect("a block of the unit").inputs.set(port, value);
    }

    fn set_bits(&mut self, part: &str, port: &str, value: &BitSlice<u32, Lsb0>) {
        let inputs = &mut self.parts.get_mut(part).expect("a block of the unit").inputs;
        inputs.bits_mut(port).copy_from_bitslice(value);
    }

    fn set_word(&mut self, part: &str, prefix: &str, valid: bool, word: &Word) {
        self.set(part, &format!("{prefix}_valid_i"), valid.into());
        word.iter().for_each(|(name, value)| self.set(part, &format!("{prefix}_{name}_i"), *value));
    }

    /// Connects ports of blocks: from one to another.
    fn connect(&mut self, from: &str, to: &str, ports: &[(&str, &str)]) {
        for (output, input) in ports {
            let value = self.parts[from].outputs.bits(output).to_bitvec();
            self.set_bits(to, input, &value);
        }
    }

    fn command_ready(&self, top: &Pins) -> bool {
        top.high("rst_ni") && self.commands.ready() && self.high("statuses", "command_ready_o")
    }

    fn end_ready(&self) -> bool {
        self.high("statuses", "end_ready_o") && self.verdicts.valid()
    }

    /// The inputs of every block from the outputs that are known.
    fn wire(&mut self, top: &Pins) {
        let (reset, abort) = (!top.high("rst_ni"), top.high("abort_i"));
        for part in ["tile_iterator", "loader", "launcher", "back_half", "collector", "parameter_sets", "converter"] {
            self.set(part, "rst_ni", u64::from(!reset && !abort));
        }
        self.set("weight_lanes", "rst_ni", u64::from(!reset && !abort));
        for part in ["packer", "statuses"] {
            self.set(part, "rst_ni", u64::from(!reset));
            self.set(part, "abort_i", abort.into());
        }

        let offered = top.high("s_axis_command_tvalid") && self.commands.ready();
        self.set("statuses", "command_valid_i", offered.into());
        self.set("statuses", "command_tag_i", top.bits("s_axis_command_tdata")[96..112].load_le());
        self.set("tile_iterator", "command_valid_i", self.commands.valid().into());
        let command = *self.commands.shown();
        self.set_bits("tile_iterator", "command_data_i", command.view_bits());
        self.set("tile_iterator", "parameter_ready_i", self.parameters.ready().into());
        self.set("tile_iterator", "load_ready_i", self.loads.ready().into());
        self.set("tile_iterator", "launch_ready_i", self.launches.ready().into());
        self.set_word("parameter_sets", "command", self.parameters.valid(), &self.parameters.shown().clone());
        self.set_word("loader", "tile", self.loads.valid(), &self.loads.shown().clone());
        let mut launch = self.launches.shown().clone();
        launch.retain(|(name, _)| LAUNCH.contains(name));
        self.set_word("launcher", "tile", self.launches.valid(), &launch);

        for (operand, (name, part)) in OPERANDS.into_iter().enumerate() {
            let (data, last) = self.inputs[operand].beats.shown().clone();
            self.set(part, &format!("{name}_valid_i"), self.inputs[operand].beats.valid().into());
            self.set(part, &format!("{name}_last_i"), last.into());
            match name {
                "weight" => self.set_bits(part, "weight_i", &data),
                "parameter" => self.set_bits(part, "parameter_data_i", &data),
                _ => {}
            }
        }
        self.connect("launcher", "loader", &[("take_o", "take_i")]);
        self.connect("loader", "weight_lanes", &[("nibbles_o", "nibbles_i"), ("weight_o", "weight_i")]);
        let of_loader = [
            ("complete_o", "complete_i"),
            ("error_o", "load_error_i"),
            ("loading_o", "loading_i"),
            ("over_o", "weight_over_i"),
        ];
        self.connect("loader", "launcher", &of_loader);
        self.connect("collector", "launcher", &[("credit_o", "credit_i")]);
        self.set("launcher", "entry_ready_i", self.entries.ready().into());

        self.connect("weight_lanes", "array", &[("lower_o", "lower_i"), ("upper_o", "upper_i")]);
        self.connect("array", "back_half", &[("sum_o", "sum_i")]);
        let reads = [("read_o", "read_i"), ("row_address_o", "row_address_i"), ("show_o", "show_i")];
        self.connect("collector", "back_half", &reads);

        let mut entry = self.entries.shown().clone();
        entry.retain(|(name, _)| !["rounding", "unit"].contains(name));
        self.set_word("collector", "entry", self.entries.valid(), &entry);
        self.connect("back_half", "collector", &[("arrived_o", "arrived_i")]);
        self.connect("parameter_sets", "collector", &[("set_valid_o", "set_valid_i"), ("set_error_o", "set_error_i")]);
        let of_packer =
            [("advance_o", "advance_i"), ("raw_ready_o", "raw_ready_i"), ("empty_ready_o", "empty_ready_i")];
        self.connect("packer", "collector", &of_packer);

        self.connect("collector", "parameter_sets", &[("set_ready_o", "set_ready_i"), ("group_o", "group_i")]);
        self.connect("packer", "parameter_sets", &[("advance_o", "enable_i")]);
        self.connect("packer", "converter", &[("advance_o", "enable_i")]);
        let of_collector = [
            ("feed_o", "feed_i"),
            ("group_o", "group_i"),
            ("feed_end_o", "end_i"),
            ("last_row_o", "last_row_i"),
            ("keep_o", "keep_i"),
            ("error_o", "error_i"),
        ];
        self.connect("collector", "converter", &of_collector);
        self.connect("back_half", "converter", &[("row_o", "row_i")]);
        let entry = self.entries.shown().clone();
        self.set("converter", "rounding_i", field(&entry, "rounding"));
        let fields = ["bias", "multiplier", "shift", "zero_point", "low", "high"];
        for name in fields {
            self.connect("parameter_sets", "converter", &[(&format!("{name}_o"), &format!("{name}_i"))]);
        }

        let of_converter = [
            ("idle_o", "converter_idle_i"),
            ("valid_o", "group_valid_i"),
            ("end_o", "group_end_i"),
            ("last_row_o", "group_last_row_i"),
            ("keep_o", "group_keep_i"),
            ("error_o", "group_error_i"),
            ("saturated_o", "group_saturated_i"),
            ("result_o", "group_i"),
        ];
        self.connect("converter", "packer", &of_converter);
        let of_collector = [
            ("raw_valid_o", "raw_valid_i"),
            ("last_row_o", "raw_last_i"),
            ("empty_valid_o", "empty_valid_i"),
            ("error_o", "empty_error_i"),
        ];
        self.connect("collector", "packer", &of_collector);
        self.set("packer", "raw_columns_i", field(&entry, "columns"));
        self.connect("back_half", "packer", &[("row_o", "raw_i")]);
        self.set("packer", "end_ready_i", self.end_ready().into());
        self.set("packer", "m_axis_result_tready", top.get("m_axis_result_tready"));

        let of_packer =
            [("end_o", "end_i"), ("end_error_o", "end_parameter_error_i"), ("end_saturated_o", "end_saturated_i")];
        self.connect("packer", "statuses", &of_packer);
        let verdict = self.verdicts.shown().clone();
        self.set("statuses", "end_asks_i", field(&verdict, "asks"));
        self.set("statuses", "end_error_i", field(&verdict, "error"));
        self.set("statuses", "diagnosis_i", self.diagnosis());
        for name in ["weights", "activations", "results"] {
            self.connect("launcher", "statuses", &[(&format!("stall_{name}_o"), &format!("stall_{name}_i"))]);
        }
        self.set("statuses", "stall_parameters_i", self.stall_parameters.into());
        self.set("statuses", "m_axis_status_tready", top.get("m_axis_status_tready"));
        self.wire_delays();
        self.wire_joining(top);
    }

    /// What stands behind delays: known from the start of the cycle.
    fn wire_delays(&mut self) {
        let (rows, half) = (self.configuration.rows(), self.configuration.half_rows());
        let mut load = self.load.clone().cycle(BitVec::repeat(false, rows));
        let pair = self.load_pair.clone().cycle(BitVec::repeat(false, rows / 2));
        load[half..].iter_mut().zip(&pair).for_each(|(mut bit, pair)| *bit |= *pair);
        self.set_bits("array", "load_i", &load);
        for row in 0..rows {
            let activation = self.activations[row].clone().cycle(0);
            let swap = self.swaps[row].clone().cycle(false);
            let inputs = &mut self.parts.get_mut("array").expect("a block of the unit").inputs;
            inputs.set_lane("activation_i", row, 8, activation);
            inputs.bits_mut("swap_i").set(row, swap);
        }
        let tokens = self.tokens.clone().cycle([false; 3]);
        let [address, wait_address] = self.addresses.clone().cycle([0; 2]);
        for (port, token) in ["row_i", "first_i", "result_i"].into_iter().zip(tokens) {
            self.set("back_half", port, token.into());
        }
        self.set("back_half", "address_i", address);
        self.set("back_half", "wait_address_i", wait_address);
    }

    fn diagnosis(&self) -> u64 {
        let held = self.inputs.iter().map(|input| input.beats.valid());
        let mid = self.inputs.iter().map(|input| input.mid);
        let packer = ["m_axis_result_tvalid", "open_o"].map(|port| self.high("packer", port));
        let bits = held.chain([packer[0]]).chain(mid).chain([packer[1]]);
        bits.enumerate().fold(0, |byte, (place, bit)| byte | u64::from(bit) << place)
    }

    fn outputs(&self, top: &Pins) -> Pins {
        let mut outputs = self.zero.clone();
        outputs.set("s_axis_command_tready", self.command_ready(top).into());
        for ((name, _), input) in OPERANDS.iter().zip(&self.inputs) {
            outputs.set(&format!("s_axis_{name}_tready"), input.ready(!top.high("rst_ni")).into());
        }
        if let Some(joining) = &self.joining {
            outputs.set("s_axis_scale_tready", joining.input.ready(!top.high("rst_ni")).into());
        }
        for port in ["tvalid", "tdata", "tkeep", "tlast"].map(|part| format!("m_axis_result_{part}")) {
            outputs.bits_mut(&port).copy_from_bitslice(self.parts["packer"].outputs.bits(&port));
        }
        for port in ["tvalid", "tdata"].map(|part| format!("m_axis_status_{part}")) {
            outputs.bits_mut(&port).copy_from_bitslice(self.parts["statuses"].outputs.bits(&port));
        }
        outputs
    }

    /// The rising edge of everything.
    fn edge(&mut self, top: &Pins) {
        let (reset, abort) = (!top.high("rst_ni"), top.high("abort_i"));
        let clear = reset || abort;

        let mut command = [0; 4];
        command.copy_from_slice(top.words("s_axis_command_tdata"));
        let accepted = top.high("s_axis_command_tvalid") && self.command_ready(top);
        self.commands.step(accepted.then_some(command), self.high("tile_iterator", "command_ready_o"));

        let word = self.word("tile_iterator", "parameter", PARAMETER);
        let valid = self.high("tile_iterator", "parameter_valid_o");
        self.parameters.step(word, valid, self.high("parameter_sets", "command_ready_o"));
        let word = self.word("tile_iterator", "load", &self.names(LOAD, LOAD_BLOCKS));
        let valid = self.high("tile_iterator", "load_valid_o");
        self.loads.step(word, valid, self.high("loader", "tile_ready_o"));
        let launch = self.launches.shown().clone();
        let word = self.word("tile_iterator", "launch", &self.names(LAUNCH, LAUNCH_BLOCKS));
        let valid = self.high("tile_iterator", "launch_valid_o");
        self.launches.step(word, valid, self.high("launcher", "tile_ready_o"));

        let entry = self.high("launcher", "entry_valid_o").then(|| {
            let beside = self.names(&[], ENTRY_BLOCKS).into_iter().map(|name| (name, field(&launch, name)));
            self.word("launcher", "entry", ENTRY).into_iter().chain(beside).collect()
        });
        self.entries.step(entry, self.high("collector", "entry_ready_o"));
        let verdict = self.high("launcher", "verdict_valid_o").then(|| self.word("launcher", "verdict", VERDICT));
        assert!(verdict.is_none() || self.verdicts.ready(), "a verdict has no room");
        assert!(!self.high("packer", "end_o") || self.end_ready(), "a command ends that must not");
        self.verdicts.step(verdict, self.high("packer", "end_o"));

        let sent = &self.parts["launcher"].outputs;
        let mask = sent.bits("row_mask_o").to_bitvec();
        let beat = self.inputs[1].beats.shown().0.clone();
        for (row, lane) in self.activations.iter_mut().enumerate() {
            let byte = beat[row * 8..][..8].load_le();
            let byte = if self.joining.is_some() { joining::activation(&launch, byte) } else { byte };
            lane.cycle(if mask[row] { byte } else { 0 });
        }
        let swap = sent.high("swap_o");
        self.swaps.iter_mut().for_each(|delay| {
            delay.cycle(swap);
        });
        self.tokens.cycle(["row_o", "first_o", "result_o"].map(|port| sent.high(port)));
        self.addresses.cycle(["address_o", "wait_address_o"].map(|port| sent.get(port)));
        let loads = &self.parts["loader"].outputs;
        self.load.cycle(loads.bits("load_o").to_bitvec());
        self.load_pair.cycle(loads.bits("load_pair_o").to_bitvec());
        self.stall_parameters = self.high("collector", "stall_parameters_o");

        for (operand, (name, part)) in OPERANDS.into_iter().enumerate() {
            let data = top.bits(&format!("s_axis_{name}_tdata")).to_bitvec();
            let last = top.high(&format!("s_axis_{name}_tlast"));
            let valid = top.high(&format!("s_axis_{name}_tvalid"));
            let taken = self.high(part, &format!("{name}_ready_o"));
            self.inputs[operand].step((data, last), valid, taken, reset, abort);
        }

        self.edge_joining(top);
        if clear {
            let (rows, pairs) = (self.configuration.rows(), self.configuration.rows() / 2);
            self.commands.reset();
            self.parameters.reset();
            self.loads.reset();
            self.launches.reset();
            self.entries.reset();
            self.verdicts.reset();
            self.load.fill(&BitVec::repeat(false, rows));
            self.load_pair.fill(&BitVec::repeat(false, pairs));
            self.tokens.fill(&[false; 3]);
            self.stall_parameters = false;
        }
        self.parts.values_mut().for_each(|part| {
            part.model.cycle(&part.inputs);
        });
    }
}
