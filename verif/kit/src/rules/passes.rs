//! Rules of the blocks that control the vector unit.

use super::draw::{near_one, numbers};
use proptest::prelude::*;
use seedchip_spec::{
    First, Instance, Number, Operation, Pass, PassFunction, Pins, Port, Reduction, Second, Store, VectorSizes,
};

/// What must be remembered of a run.
#[derive(Default)]
pub(super) struct State {
    /// Vectors that have a place among the results, of issuer and pass_output.
    places: usize,
    /// Scalars that are to come, of issuer and pass_statuses.
    scalars: usize,
    /// Commands that were accepted and not issued, of pass_statuses.
    accepted: usize,
    /// Passes that were issued and have not ended, of pass_statuses.
    issued: usize,
    /// The pass under way, of pass_output: real, format, ceil.
    pass: Option<[u64; 3]>,
    /// A pass can end, of pass_output.
    end_ready: bool,
}

/// Places of the results.
const PLACES: usize = 128;

/// Values that random bits would hardly ever bring.
pub(super) fn values(instance: &Instance, port: &Port) -> Option<BoxedStrategy<Vec<u32>>> {
    let bit = |probability| Some(prop::bool::weighted(probability).prop_map(|bit| vec![u32::from(bit)]).boxed());
    let below = |limit: u32| Some((0..limit).prop_map(|number| vec![number]).boxed());
    match (instance.name(), port.name) {
        ("hazard", "commit_i") => bit(0.2),
        ("hazard", "begin_i" | "end_i" | "done_i") => Some(numbers(0..=4095, 0..=8)),
        ("hazard", "row_i") => Some(numbers(0..=1023, 0..=6)),
        ("pass_checker", "command_valid_i" | "pass_ready_i") => bit(0.85),
        ("vector", "s_axis_x_tdata" | "s_axis_z_tdata") => {
            let slots = prop::collection::vec(near_one(), port.width / 32);
            Some(slots.prop_map(|slots| slots.concat()).boxed())
        }
        ("vector", "s_axis_x_tlast" | "s_axis_z_tlast") => bit(0.3),
        ("vector", "s_axis_command_tvalid") => bit(0.1),
        ("vector", _) if port.width == 1 => bit(0.9),
        ("pass_checker", "command_data_i") | ("vector", "s_axis_command_tdata") => {
            let [lanes, words, rows] = instance.own();
            Some(commands(VectorSizes { lanes, words, rows }))
        }
        ("issuer", "pass_valid_i" | "x_valid_i" | "z_valid_i" | "credit_i") => bit(0.9),
        ("issuer", "scalar_done_i") => bit(0.3),
        ("issuer", "pass_empty_i" | "x_error_i" | "z_error_i") => bit(0.1),
        ("issuer", "pass_m_i") => below(4),
        ("issuer", "pass_vectors_i") => below(3),
        ("issuer", "pass_shared_i") => below(3),
        ("issuer", "pass_levels_i" | "pass_take_i" | "pass_register_i") => below(2),
        ("issuer", "pass_x_base_i" | "pass_z_base_i" | "pass_store_base_i") => below(3),
        ("issuer", "pass_out_format_i") => Some(prop_oneof![Just(vec![0]), Just(vec![Number::None as u32])].boxed()),
        ("pass_output", "valid_i") => bit(0.7),
        ("pass_output", "real_i") => bit(0.8),
        ("pass_output", "row_last_i" | "last_i") => bit(0.25),
        ("pass_output", "m_axis_result_tready" | "m_axis_scale_tready" | "end_ready_i") => bit(0.8),
        ("pass_output", "flags_i") => {
            Some(prop_oneof![6 => Just(vec![0]), 1 => Just(vec![1]), 1 => Just(vec![2])].boxed())
        }
        ("pass_output", "format_i") => {
            let formats: Vec<Number> =
                Number::ALL.iter().copied().filter(|it| it.is_result() && *it != Number::None).collect();
            Some(prop::sample::select(formats).prop_map(|format| vec![format as u32]).boxed())
        }
        ("pass_statuses", "command_valid_i" | "issued_i" | "end_i" | "scalar_end_i") => bit(0.5),
        ("pass_statuses", "issued_asks_i" | "stall_x_i") => bit(0.1),
        ("pass_statuses", "issued_error_i") => {
            Some(prop_oneof![4 => Just(vec![0]), 1 => (0..15_u32).prop_map(|code| vec![code])].boxed())
        }
        _ => None,
    }
}

/// Mostly possible passes of a few rows, some with one bit flipped.
fn commands(sizes: VectorSizes) -> BoxedStrategy<Vec<u32>> {
    let (lanes, words, rows) = (sizes.lanes as u32, sizes.words as u16, sizes.rows as u16);
    let shape = (
        0..=rows + 1,
        prop_oneof![4 => 0..=3 * lanes, 1 => 0..=(words as u32 + 1) * lanes, 1 => (1_u32 << 20) - 1..=(1 << 20) + 1],
    );
    let operands = (
        prop::sample::select(Operation::ALL),
        prop::sample::select(First::ALL),
        prop::sample::select(Second::ALL),
        any::<bool>(),
        prop::sample::select(PassFunction::ALL),
    );
    let ends = (
        prop::sample::select(Reduction::ALL),
        any::<bool>(),
        prop::sample::select(Store::ALL),
        prop::collection::vec(prop_oneof![3 => Just(0_u16), 2 => 0..words, 1 => words - 1..=words + 1], 3),
    );
    let format = prop_oneof![6 => Just(Number::Fp32), 1 => prop::sample::select(Number::ALL)];
    let formats = (format.clone(), format.clone(), prop_oneof![format, Just(Number::None)]);
    let rest = any::<(u16, u8, u32, bool, bool, u8)>();
    let good = (shape, operands, ends, formats, rest).prop_map(
        |((m, n), (operation, first, second, broadcast, function), (reduction, keep, store, bases), formats, rest)| {
            let (tag, registers, immediate, guard, causal, shared) = rest;
            Pass {
                operation,
                first,
                second,
                broadcast,
                tag,
                function,
                guard,
                reduction,
                keep,
                take: registers & 7,
                keep_register: registers >> 3 & 7,
                store,
                causal,
                windowed: guard != causal,
                limited: broadcast != causal,
                shared,
                x_format: formats.0,
                z_format: formats.1,
                out_format: formats.2,
                ceil: guard,
                x_base: bases[0],
                z_base: bases[1],
                store_base: bases[2],
                immediate,
                position: immediate >> 12,
                window: immediate & 0xf_ffff,
                length: immediate >> 7 & 0x1f_ffff,
                ..Pass::copy(m, n)
            }
            .encode()
            .to_vec()
        },
    );
    let flipped = prop_oneof![6 => Just(None), 1 => (0..256_usize).prop_map(Some)];
    let one_bit = (good, flipped).prop_map(|(mut beat, flipped)| {
        if let Some(bit) = flipped {
            beat[bit / 32] ^= 1 << (bit % 32);
        }
        beat
    });
    let asks = any::<u16>().prop_map(|tag| Pass::nothing(tag).encode().to_vec());
    prop_oneof![12 => one_bit, 1 => asks].boxed()
}

impl State {
    /// Brings the inputs of a cycle in line.
    pub(super) fn before(&self, instance: &Instance, pins: &mut Pins) {
        match instance.name() {
            "issuer" => {
                // A packet is too short or too long, and only what is empty was refused.
                for port in ["x_error_i", "z_error_i"] {
                    pins.set(port, pins.get(port) % 3);
                }
                if !pins.high("pass_empty_i") {
                    pins.set("pass_error_i", 0);
                }
                if self.places == 0 {
                    pins.set("credit_i", 0);
                }
                if self.scalars == 0 {
                    pins.set("scalar_done_i", 0);
                }
            }
            "pass_output" => {
                let [lanes] = instance.own();
                pins.set("existing_i", pins.get("existing_i") % (lanes as u64 + 1));
                if pins.high("last_i") {
                    pins.set("row_last_i", 1);
                }
                if let Some([real, format, ceil]) = self.pass {
                    pins.set("real_i", real);
                    pins.set("format_i", format);
                    pins.set("ceil_i", ceil);
                }
                if self.places >= PLACES {
                    pins.set("valid_i", 0);
                }
                if self.end_ready {
                    pins.set("end_ready_i", 1);
                }
            }
            "pass_statuses" => {
                pins.set("issued_i", u64::from(self.accepted > 0 && pins.high("issued_i")));
                pins.set("scalar_end_i", u64::from(self.scalars > 0 && pins.high("scalar_end_i")));
                if pins.high("issued_asks_i") {
                    pins.set("issued_error_i", 0);
                    pins.set("issued_keeps_i", 0);
                }
            }
            _ => {}
        }
    }

    /// Remembers what has been.
    pub(super) fn after(&mut self, instance: &Instance, inputs: &Pins, outputs: &Pins) {
        let aborts = inputs.iter().any(|(port, _)| port == "abort_i") && inputs.high("abort_i");
        match instance.name() {
            "issuer" => {
                if outputs.high("issue_o") {
                    let empty = inputs.high("pass_empty_i");
                    let real = !empty && inputs.get("pass_out_format_i") != Number::None as u64;
                    self.places += usize::from(real || outputs.high("last_o"));
                    self.scalars += usize::from(!empty && inputs.high("pass_keep_i") && outputs.high("row_last_o"));
                }
                self.places -= usize::from(inputs.high("credit_i"));
                self.scalars -= usize::from(inputs.high("scalar_done_i"));
            }
            "pass_output" => {
                if inputs.high("valid_i") {
                    let pass = ["real_i", "format_i", "ceil_i"].map(|port| inputs.get(port));
                    self.pass = (!inputs.high("last_i")).then_some(pass);
                    self.places += usize::from(inputs.high("real_i") || inputs.high("last_i"));
                }
                self.places -= usize::from(outputs.high("credit_o"));
                self.end_ready = inputs.high("end_ready_i") && !outputs.high("end_o");
            }
            "pass_statuses" => {
                let ends = inputs.high("end_i") && outputs.high("end_ready_o");
                self.accepted += usize::from(inputs.high("command_valid_i") && outputs.high("command_ready_o"));
                self.accepted -= usize::from(inputs.high("issued_i"));
                self.scalars += usize::from(inputs.high("issued_i") && inputs.high("issued_keeps_i"));
                self.scalars -= usize::from(inputs.high("scalar_end_i"));
                self.issued += usize::from(inputs.high("issued_i"));
                self.issued -= usize::from(ends);
            }
            _ => return,
        }
        if aborts || !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
}
