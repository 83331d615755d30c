//! What the inputs of a block must obey, and how often its control signals come: one place for each block.

use proptest::prelude::*;
use seedchip_spec::{Column, Command, Configuration, Direction, Format, Instance, Pins, Port, Rounding};
use std::ops::RangeInclusive;

/// The rules of one block, with what they must remember of a run.
pub(crate) struct Rules {
    instance: Instance,
    /// A word that is offered and not accepted, of [`STANDING`].
    held: Option<Vec<(&'static str, u64)>>,
    /// Rows that are under way, of launcher and collector.
    under_way: usize,
    /// A set of parameters was shown in the cycle before and is not accepted yet.
    set_shown: bool,
    /// The block has had a reset, if it needs one.
    reset: bool,
}

/// Blocks whose registers mean something only behind a reset.
const RESET_FIRST: &[&str] = &["loader", "launcher", "statuses"];

/// Inputs that stand while they are offered: block, how their names begin, what offers them, what accepts them.
const STANDING: &[(&str, &str, &str, &str)] = &[
    ("loader", "tile_", "tile_valid_i", "tile_ready_o"),
    ("launcher", "tile_", "tile_valid_i", "tile_ready_o"),
    ("collector", "entry_", "entry_valid_i", "entry_ready_o"),
    ("parameter_sets", "command_", "command_valid_i", "command_ready_o"),
    ("packer", "group_", "group_valid_i", "advance_o"),
];

impl Rules {
    pub(crate) fn of(instance: &Instance) -> Self {
        Self { instance: instance.clone(), held: None, under_way: 0, set_shown: false, reset: false }
    }

    /// Values for a port that random bits would hardly ever bring where it matters.
    pub(crate) fn values(&self, port: &Port) -> Option<BoxedStrategy<Vec<u32>>> {
        let bit = |probability| Some(prop::bool::weighted(probability).prop_map(|bit| vec![u32::from(bit)]).boxed());
        let below = |limit: usize| Some((0..limit as u32).prop_map(|number| vec![number]).boxed());
        let mostly =
            |byte: u8| Some(prop_oneof![4 => Just(byte), 1 => any::<u8>()].prop_map(|byte| vec![byte.into()]).boxed());
        match (self.instance.name(), port.name) {
            (_, "rst_ni") => bit(0.99),
            (_, "abort_i") => bit(0.03),
            ("tile_iterator", "command_data_i") => Some(commands(self.instance.configuration())),
            ("tile_iterator", "launch_ready_i" | "load_ready_i" | "parameter_ready_i") => bit(0.85),
            ("loader", "weight_valid_i" | "tile_valid_i") => bit(0.85),
            ("loader", "weight_last_i" | "take_i") => bit(0.2),
            ("loader", "tile_drain_i") => bit(0.1),
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
            _ => None,
        }
    }

    /// Brings the inputs of a cycle in line.
    pub(crate) fn before(&mut self, pins: &mut Pins) {
        if RESET_FIRST.contains(&self.instance.name()) && !self.reset {
            *pins = Pins::zero(&self.instance.ports(), Direction::Input);
            self.reset = true;
        }
        for (name, value) in self.held.iter().flatten() {
            pins.set(name, *value);
        }
        match self.instance.name() {
            "loader" => self.tile(pins),
            "launcher" => {
                self.tile(pins);
                self.launch(pins);
            }
            "collector" if self.under_way == self.instance.configuration().waiting_rows() => pins.set("arrived_i", 0),
            "parameter_sets" => {
                self.group(pins);
                let legal = self.set_shown && pins.high("enable_i");
                pins.set("set_ready_i", u64::from(legal && pins.high("set_ready_i")));
            }
            "converter" => self.group(pins),
            // A command that asks has no operands, and so no errors of them.
            "statuses" if pins.high("end_asks_i") => {
                ["end_error_i", "end_parameter_error_i", "end_saturated_i"].iter().for_each(|port| pins.set(port, 0));
            }
            "packer" => {
                if pins.high("group_valid_i") {
                    pins.set("converter_idle_i", 0);
                }
                if pins.high("raw_valid_i") {
                    pins.set("empty_valid_i", 0);
                }
            }
            _ => {}
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
        let standing = STANDING.iter().find(|(block, ..)| *block == self.instance.name());
        self.held = standing.and_then(|(_, prefix, offers, accepts)| {
            let reset = inputs.iter().any(|(name, _)| name == "rst_ni") && !inputs.high("rst_ni");
            let stands = inputs.high(offers) && !outputs.high(accepts) && !reset;
            let inputs = inputs.iter().map(|(name, _)| name).filter(|name| name.starts_with(prefix));
            stands.then(|| inputs.map(|name| (name, 0)).collect())
        });
        for (name, value) in self.held.iter_mut().flatten() {
            *value = inputs.get(name);
        }
        match self.instance.name() {
            "launcher" => {
                self.under_way += usize::from(outputs.high("row_o") && outputs.high("result_o"));
                self.under_way -= usize::from(inputs.high("credit_i"));
            }
            "collector" => {
                self.under_way += usize::from(inputs.high("arrived_i"));
                self.under_way -= usize::from(outputs.high("read_o"));
            }
            "parameter_sets" => self.set_shown = outputs.high("set_valid_o") && !inputs.high("set_ready_i"),
            _ => return,
        }
        if !inputs.high("rst_ni") {
            (self.under_way, self.set_shown) = (0, false);
        }
    }
}

/// Numbers of every length up to `width` bits, 64 at most.
fn lengths(width: usize) -> BoxedStrategy<Vec<u32>> {
    let words = move |number: u64| (0..width.div_ceil(32)).map(|word| (number >> (32 * word)) as u32).collect();
    let sign = if width < 64 { (1 << width) - 1 } else { u64::MAX };
    (any::<u64>(), 0..=width as u32, any::<bool>())
        .prop_map(move |(bits, length, inverted)| {
            let number = bits.checked_shr(64 - length).unwrap_or(0);
            words(if inverted { number ^ sign } else { number })
        })
        .boxed()
}

/// Sums and differences of a few powers of two: their products have long runs of zeros and of ones, which are ties, or
/// lie next to one, for some shift.
fn sparse() -> BoxedStrategy<Vec<u32>> {
    let power = || {
        (0..32_u32, any::<bool>())
            .prop_map(|(bit, negative)| if negative { (1_u32 << bit).wrapping_neg() } else { 1 << bit })
    };
    prop_oneof![
        2 => power(),
        4 => (power(), power()).prop_map(|(a, b)| a.wrapping_add(b)),
        2 => (power(), power(), power()).prop_map(|(a, b, c)| a.wrapping_add(b).wrapping_add(c)),
        1 => any::<u32>(),
    ]
    .prop_map(|number| vec![number])
    .boxed()
}

/// Signed numbers of at most 32 bits, as often from a wide range as from a narrow one.
fn numbers(wide: RangeInclusive<i32>, narrow: RangeInclusive<i32>) -> BoxedStrategy<Vec<u32>> {
    prop_oneof![wide, narrow].prop_map(|number| vec![number.cast_unsigned()]).boxed()
}

/// An FP32 number of these parts; of a fraction that is too long, the lowest bits.
fn of_parts(sign: bool, exponent: u32, fraction: u32) -> Vec<u32> {
    vec![u32::from(sign) << 31 | exponent << 23 | (fraction & ((1 << 23) - 1))]
}

/// FP32 numbers: of any exponent, near one, subnormal, and near the greatest ones and beyond.
fn fp32() -> BoxedStrategy<Vec<u32>> {
    let exponent = prop_oneof![0..=255_u32, 100..=150_u32, 0..=2_u32, 250..=255_u32];
    (any::<bool>(), exponent, 0..1_u32 << 23, 0..=23_u32)
        .prop_map(|(sign, exponent, fraction, shift)| of_parts(sign, exponent, fraction << shift))
        .boxed()
}

/// FP32 numbers of every kind, and as often such as cancel, tie and are equal: of few exponents, with few bits, near the
/// ends of the significand.
fn near_one() -> BoxedStrategy<Vec<u32>> {
    let fraction =
        prop_oneof![(0..8_u32).prop_map(|top| top << 20), 0..4_u32, (1_u32 << 23) - 4..1 << 23, 0..1_u32 << 23];
    let near = (any::<bool>(), 124..=130_u32, fraction)
        .prop_map(|(sign, exponent, fraction)| of_parts(sign, exponent, fraction));
    prop_oneof![fp32(), near].boxed()
}

/// FP32 numbers whose products lie near those of [`near_one`], near the least normal number, or near the greatest one.
fn factors() -> BoxedStrategy<Vec<u32>> {
    let far = (any::<bool>(), prop_oneof![50..=70_u32, 186..=192_u32], 0..1_u32 << 23, 0..=23_u32)
        .prop_map(|(sign, exponent, fraction, shift)| of_parts(sign, exponent, fraction << shift));
    prop_oneof![2 => near_one(), 1 => far].boxed()
}

/// Mostly good commands of a few tiles, some with one bit flipped.
fn commands(configuration: &Configuration) -> BoxedStrategy<Vec<u32>> {
    let most = configuration.accumulators() as u16 + 1;
    let sizes = (0..=most, 0..=3 * configuration.columns() as u16, 0..=3 * configuration.rows() as u32);
    let formats = (prop::sample::select(Format::ALL), any::<bool>(), prop::sample::select(Rounding::ALL), any::<u16>());
    let good = (sizes, formats).prop_map(|((m, n, k), (format, raw, rounding, tag))| {
        Command { format, raw, rounding, tag, ..Command::product(m, n, k) }.encode().to_vec()
    });
    let flipped = prop_oneof![8 => Just(None), 1 => (0..128_usize).prop_map(Some)];
    // The greatest k of each format, and one more.
    let limit = (prop::sample::select(Format::ALL), any::<bool>(), 0..2_u32).prop_map(|(format, raw, more)| {
        let k = Command::greatest_k(format, raw) + more;
        Command { format, raw, ..Command::product(1, 1, k) }.encode().to_vec()
    });
    let one_bit = (good, flipped).prop_map(|(mut beat, flipped)| {
        if let Some(bit) = flipped {
            beat[bit / 32] ^= 1 << (bit % 32);
        }
        beat
    });
    prop_oneof![12 => one_bit, 1 => limit].boxed()
}

/// Parameters of columns, most of them in their ranges and at their edges.
fn columns() -> BoxedStrategy<Vec<u32>> {
    let biases = prop_oneof![
        30 => any::<i16>().prop_map(i32::from),
        1 => prop::sample::select(vec![-(1 << 30), 1 << 30, (1 << 30) + 1, (1 << 30) + 3, -(1 << 30) - 1, i32::MIN]),
    ];
    let multipliers = prop_oneof![
        30 => (1 << 30)..=i32::MAX,
        1 => prop::sample::select(vec![0, 1, 3, (1 << 30) - 1, 1 << 30, i32::MAX, i32::MIN, -1]),
    ];
    let shifts = prop_oneof![50 => 31..=62_u8, 1 => 0..=63_u8, 1 => prop::sample::select(vec![0, 1, 30, 62, 63])];
    (biases, multipliers, shifts, any::<[i8; 3]>(), any::<[u32; 2]>())
        .prop_map(|(bias, multiplier, shift, [zero_point, low, high], rest)| {
            let mut beat = Column { bias, multiplier, shift, zero_point, low, high }.encode();
            beat[2] |= rest[0] & 0xc0;
            beat[3] = rest[1];
            beat.to_vec()
        })
        .boxed()
}
