//! What a unit with block formats has besides: row scales, column scales, the joiner and its results.

use super::packet_input::PacketInput;
use super::{Unit, Word, field};
use bitvec::prelude::*;
use seedchip_golden::float::e2m1::twice;
use seedchip_golden::stream::stream_fifo::StreamFifo;
use seedchip_spec::{Configuration, Pins, Value};

/// The names of what comes with a group of results, without what stands before and behind them.
const GROUP: [&str; 5] = ["last_row", "end", "error", "overflow", "nan"];

/// A group of results.
#[derive(Clone)]
struct Group {
    results: Value,
    keep: Value,
    word: Word,
}

/// The queues.
pub struct Joining {
    /// Row scales.
    pub input: PacketInput,
    column_scales: StreamFifo<Value>,
    results: StreamFifo<Group>,
}

impl Joining {
    /// Empty queues.
    pub fn new(configuration: &Configuration) -> Self {
        let zeros = |bits: usize| BitVec::<u32, Lsb0>::repeat(false, bits);
        let joiners = configuration.joiners();
        let none =
            Group { results: zeros(32 * joiners), keep: zeros(joiners), word: GROUP.map(|name| (name, 0)).to_vec() };
        Self {
            input: PacketInput::new(8),
            column_scales: StreamFifo::new(configuration.entry_queue_depth(), zeros(8 * configuration.columns())),
            results: StreamFifo::new(32, none),
        }
    }
}

/// What a byte of activations is, as the tile says.
pub fn activation(tile: &Word, byte: u64) -> u64 {
    match (field(tile, "padding"), field(tile, "codes")) {
        (1, _) => 0,
        (_, 1) => u64::from(twice(byte as u8 & 15).cast_unsigned()),
        _ => byte,
    }
}

impl Unit {
    /// The inputs of the blocks that block formats need, from the outputs that are known.
    pub(super) fn wire_joining(&mut self, top: &Pins) {
        let Some(joining) = &self.joining else { return };
        let (scale, last) = joining.input.beats.shown().clone();
        let scale_valid = joining.input.beats.valid();
        let diagnosis = u64::from(scale_valid) | u64::from(joining.input.mid) << 1;
        let (room, columns) = (joining.column_scales.ready(), joining.column_scales.shown().clone());
        let (joined_valid, group) = (joining.results.valid(), joining.results.shown().clone());
        let running = u64::from(top.high("rst_ni") && !top.high("abort_i"));
        let entry = self.entries.shown().clone();

        self.set("loader", "scale_ready_i", room.into());
        self.connect("loader", "weight_lanes", &[("codes_o", "codes_i")]);

        self.set("row_scales", "rst_ni", running);
        self.set("row_scales", "up_valid_i", scale_valid.into());
        self.set("row_scales", "up_last_i", last.into());
        self.set_bits("row_scales", "up_data_i", &scale);
        self.set("row_scales", "drain_i", field(&entry, "empty"));
        let of_collector = [("scale_want_o", "want_i"), ("scale_last_o", "last_i"), ("scale_take_o", "take_i")];
        self.connect("collector", "row_scales", &of_collector);
        self.connect("row_scales", "collector", &[("scale_valid_o", "scale_valid_i")]);
        self.connect("packer", "collector", &[("joined_left_o", "joined_left_i")]);

        self.set("joiner", "rst_ni", running);
        let of_collector = [
            ("join_o", "feed_i"),
            ("join_group_o", "group_i"),
            ("join_row_o", "address_i"),
            ("join_keep_o", "keep_i"),
            ("join_last_row_o", "last_row_i"),
            ("join_end_o", "end_i"),
        ];
        self.connect("collector", "joiner", &of_collector);
        self.connect("back_half", "joiner", &[("row_o", "row_i")]);
        self.connect("row_scales", "joiner", &[("scale_o", "row_scale_i"), ("error_o", "error_i")]);
        self.set_bits("joiner", "column_scale_i", &columns);
        for name in ["unit", "begin", "final"] {
            self.set("joiner", &format!("{name}_i"), field(&entry, name));
        }

        self.set_word("packer", "joined", joined_valid, &group.word);
        self.set_bits("packer", "joined_i", &group.results);
        self.set_bits("packer", "joined_keep_i", &group.keep);
        let of_packer =
            [("end_joined_o", "end_joined_i"), ("end_overflow_o", "end_overflow_i"), ("end_nan_o", "end_nan_i")];
        self.connect("packer", "statuses", &of_packer);
        self.set("statuses", "scale_diagnosis_i", diagnosis);
    }

    /// The rising edge of the queues, in a cycle whose outputs are known.
    pub(super) fn edge_joining(&mut self, top: &Pins) {
        let Some(mut joining) = self.joining.take() else { return };
        let (reset, abort) = (!top.high("rst_ni"), top.high("abort_i"));

        let loads = &self.parts["loader"].outputs;
        let scales = loads.high("scale_o").then(|| loads.bits("weight_o").to_bitvec());
        assert!(scales.is_none() || joining.column_scales.ready(), "column scales have no room");
        let served = self.high("collector", "scales_ready_o");
        assert!(!self.high("collector", "join_o") || joining.column_scales.valid(), "a block without column scales");
        joining.column_scales.step(scales, served);

        let joiner = &self.parts["joiner"].outputs;
        let group = joiner.high("valid_o").then(|| Group {
            results: joiner.bits("result_o").to_bitvec(),
            keep: joiner.bits("keep_o").to_bitvec(),
            word: self.word_of("joiner", &GROUP),
        });
        assert!(group.is_none() || joining.results.ready(), "results have no room");
        joining.results.step(group, self.high("packer", "joined_ready_o"));

        let beat = (top.bits("s_axis_scale_tdata").to_bitvec(), top.high("s_axis_scale_tlast"));
        let taken = self.high("row_scales", "up_ready_o");
        joining.input.step(beat, top.high("s_axis_scale_tvalid"), taken, reset, abort);
        if reset || abort {
            joining.column_scales.reset();
            joining.results.reset();
        }
        self.joining = Some(joining);
    }

    /// The values of outputs that are named without a prefix.
    fn word_of(&self, part: &str, names: &[&'static str]) -> Word {
        names.iter().map(|name| (*name, self.get(part, &format!("{name}_o")))).collect()
    }
}
