//! What the inputs of a block must obey, and how often its control signals come: one place for each block.

mod draw;
mod joined;
mod passes;
mod vector;

use draw::{columns, commands, factors, fp32, lengths, near_one, numbers, sparse};
use joined::{Accumulators, Places};
use proptest::prelude::*;
use seedchip_spec::{Direction, Instance, Pins, Port, Value};

/// The rules of one block, with what they must remember of a run.
pub(crate) struct Rules {
    instance: Instance,
    /// The words that are offered and not accepted, of [`STANDING`].
    held: Vec<(&'static str, Value)>,
    /// Rows that are under way, of launcher and collector.
    under_way: usize,
    /// A set of parameters was shown in the cycle before and is not accepted yet.
    set_shown: bool,
    /// The block has had a reset, if it needs one.
    reset: bool,
    /// Rows of FP32 results on their way, of the collector.
    joining: usize,
    /// The packet of operands has ended early.
    ended: bool,
    /// Of the joiner.
    accumulators: Accumulators,
    /// Of the packer.
    places: Places,
    /// Of the vector unit's lanes, and of its control.
    vector: vector::State,
    passes: passes::State,
}

/// Blocks whose registers mean something only behind a reset.
const RESET_FIRST: &[&str] = &["loader", "launcher", "statuses", "pass_statuses", "vector"];

/// Inputs that stand while they are offered: block, how their names begin, what offers them, what accepts them.
const STANDING: &[(&str, &str, &str, &str)] = &[
    ("loader", "tile_", "tile_valid_i", "tile_ready_o"),
    ("launcher", "tile_", "tile_valid_i", "tile_ready_o"),
    ("collector", "entry_", "entry_valid_i", "entry_ready_o"),
    ("parameter_sets", "command_", "command_valid_i", "command_ready_o"),
    ("packer", "group_", "group_valid_i", "advance_o"),
    ("packer", "joined_", "joined_valid_i", "joined_ready_o"),
    ("row_scales", "up_", "up_valid_i", "up_ready_o"),
    ("operand_packet", "up_", "up_valid_i", "up_ready_o"),
    ("issuer", "pass_", "pass_valid_i", "pass_ready_o"),
    ("vector", "s_axis_command_", "s_axis_command_tvalid", "s_axis_command_tready"),
    ("vector", "s_axis_x_", "s_axis_x_tvalid", "s_axis_x_tready"),
    ("vector", "s_axis_z_", "s_axis_z_tvalid", "s_axis_z_tready"),
    ("issuer", "x_", "x_valid_i", "x_take_o"),
    ("issuer", "z_", "z_valid_i", "z_take_o"),
];

impl Rules {
    pub(crate) fn of(instance: &Instance) -> Self {
        Self {
            instance: instance.clone(),
            held: Vec::new(),
            under_way: 0,
            set_shown: false,
            reset: false,
            joining: 0,
            ended: false,
            accumulators: Accumulators::default(),
            places: Places::default(),
            vector: vector::State::default(),
            passes: passes::State::default(),
        }
    }

    /// Values for a port that random bits would hardly ever bring where it matters.
    pub(crate) fn values(&self, port: &Port) -> Option<BoxedStrategy<Vec<u32>>> {
        let bit = |probability| Some(prop::bool::weighted(probability).prop_map(|bit| vec![u32::from(bit)]).boxed());
        let below = |limit: usize| Some((0..limit as u32).prop_map(|number| vec![number]).boxed());
        let mostly =
            |byte: u8| Some(prop_oneof![4 => Just(byte), 1 => any::<u8>()].prop_map(|byte| vec![byte.into()]).boxed());
        match (self.instance.name(), port.name) {
            ("angles" | "vector", "rst_ni") => bit(0.998),
            ("vector", "abort_i") => bit(0.002),
            (_, "rst_ni") => bit(0.99),
            (_, "abort_i") => bit(0.03),
            ("tile_iterator", "command_data_i") => Some(commands(self.instance.configuration())),
            ("tile_iterator", "launch_ready_i" | "load_ready_i" | "parameter_ready_i") => bit(0.85),
            ("loader", "weight_valid_i" | "tile_valid_i") => bit(0.85),
            ("loader", "weight_last_i" | "take_i") => bit(0.2),
            ("loader", "tile_drain_i") => bit(0.1),
            ("loader", "tile_padding_i") => bit(0.15),
            ("loader", "scale_ready_i") => bit(0.85),
            ("launcher", "tile_valid_i" | "activation_valid_i" | "complete_i" | "entry_ready_i") => bit(0.85),
            ("launcher", "activation_last_i") => bit(0.15),
            ("launcher", "weight_over_i") => bit(0.3),
            ("launcher", "tile_slots_i") => below(2 * self.instance.configuration().accumulators().min(16)),
            ("launcher", "tile_kind_i") => {
                Some(prop_oneof![1 => Just(0), 8 => Just(1), 1 => Just(2)].prop_map(|kind: u32| vec![kind]).boxed())
            }
            ("launcher", "tile_m_i") | ("collector", "entry_rows_i") => {
                below(self.instance.configuration().accumulators().min(8))
            }
            ("collector", "entry_empty_i") => bit(0.1),
            ("collector", "entry_valid_i" | "arrived_i" | "set_valid_i" | "advance_i" | "raw_ready_i") => bit(0.85),
            ("collector", "scale_valid_i" | "joined_left_i") => bit(0.85),
            ("row_scales" | "operand_packet", "up_valid_i" | "want_i" | "take_i") => bit(0.85),
            ("row_scales" | "operand_packet", "up_last_i" | "last_i") => bit(0.2),
            ("row_scales" | "operand_packet", "drain_i") => bit(0.1),
            ("joiner", "feed_i") => bit(0.85),
            ("joiner", "end_i") => bit(0.1),
            ("joiner", "row_i") => Some(joined::sums(port.width, self.instance.configuration().block_sum_bits())),
            ("joiner", "row_scale_i" | "column_scale_i") => Some(joined::scales(port.width)),
            ("joiner", "unit_i") => Some(numbers(-32..=31, -12..=-2)),
            // Few rows, so that they come again; and now and then any.
            ("joiner", "address_i") => {
                let most = self.instance.configuration().accumulators() as u32;
                Some(prop_oneof![4 => 0..most.min(3), 1 => 0..most].prop_map(|row| vec![row]).boxed())
            }
            ("packer", "joined_valid_i") => bit(0.8),
            ("packer", "joined_end_i") => bit(0.3),
            ("parameter_sets", "parameter_data_i") => Some(columns()),
            ("parameter_sets", "command_n_i") => below(3 * self.instance.configuration().columns()),
            ("parameter_sets", "command_drain_i" | "parameter_last_i") => bit(0.1),
            ("parameter_sets", "command_valid_i" | "parameter_valid_i" | "enable_i") => bit(0.85),
            ("converter" | "convert" | "multiplier" | "product_held", "enable_i") => bit(0.85),
            ("convert", "acc_i" | "multiplier_i") => Some(sparse()),
            ("convert", "bias_i") => Some(prop_oneof![8 => Just(vec![0]), 1 => sparse()].boxed()),
            ("convert", "zero_point_i") => mostly(0),
            ("convert", "low_i") => mostly(0x80),
            ("convert", "high_i") => mostly(0x7f),
            ("convert", "keep_i") => bit(0.95),
            ("packer", "group_valid_i" | "m_axis_result_tready" | "end_ready_i") => bit(0.8),
            ("packer", "raw_columns_i") => below(self.instance.configuration().columns()),
            ("packer", "group_end_i" | "raw_last_i" | "empty_valid_i") => bit(0.15),
            ("statuses", "end_i" | "command_valid_i") => bit(0.4),
            ("normalise" | "round_fp32", "value_i" | "significand_i") | ("join", "sum_i") => Some(lengths(port.width)),
            ("align_add", "a_exponent_i") => Some(numbers(1..=254, 90..=160)),
            ("align_add", "b_exponent_i") => Some(numbers(-300..=300, 70..=180)),
            ("round_fp32", "exponent_i") => Some(numbers(0..=300, 0..=50)),
            ("round_fp32" | "join", "infinite_i" | "nan_i") => bit(0.05),
            ("join", "exponent_i") => Some(numbers(-512..=511, -60..=20)),
            ("join", "acc_i")
            | ("fp32_to_narrow" | "fp32_to_int" | "fp32_function", "number_i")
            | ("mx_scale", "magnitude_i") => Some(fp32()),
            ("fp32_add" | "fp32_compare", "a_i" | "b_i") | ("fp32_fma", "c_i") => Some(near_one()),
            ("fp32_fma", "a_i" | "b_i") => Some(factors()),
            ("fp32_to_narrow" | "fp32_to_int", "shift_i") => Some(numbers(-256..=255, -25..=20)),
            ("int_to_fp32", "integer_i") | ("sine", "phase_i") => Some(lengths(port.width)),
            _ => vector::values(&self.instance, port).or_else(|| passes::values(&self.instance, port)),
        }
    }

    /// Brings the inputs of a cycle in line.
    pub(crate) fn before(&mut self, pins: &mut Pins) {
        if RESET_FIRST.contains(&self.instance.name()) && !self.reset {
            *pins = Pins::zero(&self.instance.ports(), Direction::Input);
            self.reset = true;
        }
        for (name, value) in &self.held {
            pins.bits_mut(name).copy_from_bitslice(value);
        }
        match self.instance.name() {
            "loader" => {
                self.tile(pins);
                // A tile that is not there is not taken.
                if !pins.high("tile_valid_i") {
                    pins.set("take_i", 0);
                }
            }
            "launcher" => {
                self.tile(pins);
                self.launch(pins);
            }
            "collector" => {
                if self.under_way == self.instance.configuration().waiting_rows() {
                    pins.set("arrived_i", 0);
                }
                if self.blocks() {
                    if pins.high("entry_joined_i") {
                        pins.set("entry_raw_i", 1);
                    }
                    if self.joining == 0 {
                        pins.set("joined_left_i", 0);
                    }
                }
            }
            "weight_lanes" if self.blocks() && !pins.high("nibbles_i") => pins.set("codes_i", 0),
            "row_scales" | "operand_packet" => self.packet(pins),
            "joiner" => self.accumulators.before(self.instance.configuration(), pins),
            "parameter_sets" => {
                self.group(pins);
                let legal = self.set_shown && pins.high("enable_i");
                pins.set("set_ready_i", u64::from(legal && pins.high("set_ready_i")));
            }
            "converter" => self.group(pins),
            // A command that asks has no operands, and so no errors of them.
            "statuses" if pins.high("end_asks_i") => {
                ["end_error_i", "end_parameter_error_i", "end_saturated_i"].iter().for_each(|port| pins.set(port, 0));
                if self.blocks() {
                    ["end_joined_i", "end_overflow_i", "end_nan_i"].iter().for_each(|port| pins.set(port, 0));
                }
            }
            // Row scales are short or long, parameters out of range too.
            "statuses" if self.blocks() && pins.high("end_joined_i") => {
                pins.set("end_parameter_error_i", pins.get("end_parameter_error_i") % 3);
            }
            "packer" => {
                if pins.high("group_valid_i") {
                    pins.set("converter_idle_i", 0);
                }
                if pins.high("raw_valid_i") {
                    pins.set("empty_valid_i", 0);
                }
                if self.blocks() {
                    self.places.before(self.instance.configuration(), pins);
                }
            }
            _ => {
                self.vector.before(&self.instance, pins);
                self.passes.before(&self.instance, pins);
            }
        }
    }

    /// Rows and columns of a tile are those of the array; what is to be discarded is one tile.
    fn tile(&self, pins: &mut Pins) {
        let configuration = self.instance.configuration();
        for (port, count) in [("tile_rows_i", configuration.rows()), ("tile_columns_i", configuration.columns())] {
            pins.set(port, pins.get(port) % count as u64);
        }
        if self.instance.name() == "loader" && pins.high("tile_drain_i") {
            pins.set("tile_last_i", 1);
        }
    }

    /// Whether the block's unit has block formats.
    fn blocks(&self) -> bool {
        self.instance.unit().is_some_and(|configuration| configuration.blocks() > 0)
    }

    /// What is drained is one beat; a beat is taken only when it is there.
    fn packet(&self, pins: &mut Pins) {
        if pins.high("drain_i") {
            pins.set("last_i", 1);
        }
        let fits = pins.high("up_last_i") || !pins.high("last_i");
        let valid = pins.high("want_i") && (self.ended || (pins.high("up_valid_i") && fits));
        pins.set("take_i", u64::from(valid && pins.high("take_i")));
    }

    /// Fields of a launch tile that go together, and no credit without a row.
    fn launch(&self, pins: &mut Pins) {
        let configuration = self.instance.configuration();
        pins.set("tile_kind_i", pins.get("tile_kind_i") % 3);
        match pins.get("tile_kind_i") {
            1 => pins.set("tile_error_i", 0),
            kind => {
                pins.set("tile_last_i", 1);
                let asks = kind == 0 && pins.high("tile_asks_i");
                pins.set("tile_error_i", if asks { 0 } else { pins.get("tile_error_i").max(1) });
            }
        }
        let most = configuration.accumulators().max(configuration.rows()) as u64;
        pins.set("tile_slots_i", (pins.get("tile_slots_i") % most).max(pins.get("tile_m_i")).max(3));
        if self.under_way == 0 {
            pins.set("credit_i", 0);
        }
    }

    /// A group that exists.
    fn group(&self, pins: &mut Pins) {
        pins.set("group_i", pins.get("group_i") % self.instance.configuration().groups() as u64);
    }

    /// Remembers what the block answered.
    pub(crate) fn after(&mut self, inputs: &Pins, outputs: &Pins) {
        let has = |port: &str| inputs.iter().any(|(name, _)| name == port);
        let reset = has("rst_ni") && !inputs.high("rst_ni");
        let standing = STANDING.iter().filter(|(block, _, offers, _)| *block == self.instance.name() && has(offers));
        let offered =
            standing.filter(|(_, _, offers, accepts)| inputs.high(offers) && !outputs.high(accepts) && !reset);
        let prefixes: Vec<&str> = offered.map(|(_, prefix, ..)| *prefix).collect();
        let stands = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
        self.held = inputs.iter().filter(|(name, _)| stands(name)).map(|(name, value)| (name, value.clone())).collect();
        match self.instance.name() {
            "launcher" => {
                self.under_way += usize::from(outputs.high("row_o") && outputs.high("result_o"));
                self.under_way -= usize::from(inputs.high("credit_i"));
            }
            "collector" => {
                self.under_way += usize::from(inputs.high("arrived_i"));
                self.under_way -= usize::from(outputs.high("read_o"));
                if self.blocks() {
                    let begins = outputs.high("join_o") && outputs.get("join_group_o") == 0;
                    self.joining += usize::from(begins && inputs.high("entry_final_i"));
                    self.joining -= usize::from(inputs.high("joined_left_i"));
                }
            }
            "row_scales" | "operand_packet" => {
                let accepted = inputs.high("up_valid_i") && outputs.high("up_ready_o");
                let taken = inputs.high("take_i") && inputs.high("last_i");
                self.ended |= accepted && inputs.high("up_last_i") && !inputs.high("last_i");
                self.ended &= !taken && !reset;
                return;
            }
            "joiner" => return self.accumulators.after(inputs),
            "packer" if self.blocks() => {
                return self.places.after(self.instance.configuration(), inputs, outputs);
            }
            "parameter_sets" => self.set_shown = outputs.high("set_valid_o") && !inputs.high("set_ready_i"),
            _ => {
                self.vector.after(&self.instance, inputs);
                return self.passes.after(&self.instance, inputs, outputs);
            }
        }
        if !inputs.high("rst_ni") {
            (self.under_way, self.set_shown, self.joining) = (0, false, 0);
        }
    }
}
