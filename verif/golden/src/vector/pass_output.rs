//! Beats of results and of scales, and the ends of passes.
//!
//! Page: Control, `pass_output`.

use super::block_scales::{BlockScales, Vector};
use super::convert_out::{self, convert_out};
use crate::float::mx_scale::BlockScale;
use crate::stream::delay::Delay;
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::{Instance, Number, PassFlag, Pins, VectorSizes};

/// Words of the queues of vectors and of scales, and of those of beats and of told scales.
const VECTORS: usize = 128;
const BEATS: usize = 8;
/// The scale of what is in no block.
const ONE: u8 = 127;

/// A vector that waits for its conversion.
#[derive(Clone, Debug, Default)]
struct Entry {
    numbers: Vec<u32>,
    /// It has results.
    real: bool,
    row_last: bool,
    last: bool,
    format: u64,
    existing: usize,
    /// Those of all vectors of the pass, with its last.
    flags: u64,
}

/// The format of the blocks of results for mx_scale, if they have any.
pub(crate) fn blocks(format: Number) -> Option<u64> {
    match format {
        Number::MxInt8 => Some(0),
        Number::E4m3 => Some(2),
        Number::E2m1 => Some(4),
        _ => None,
    }
}

impl Entry {
    /// The format of its blocks for mx_scale.
    fn blocks(real: bool, format: u64) -> Option<u64> {
        Number::from_bits(format).filter(|_| real).and_then(blocks)
    }

    fn has_blocks(&self) -> bool {
        Self::blocks(self.real, self.format).is_some()
    }

    /// What becomes of it in a block of this scale.
    fn converted(&self, scale: BlockScale) -> Word {
        let lanes = self.numbers.iter().map(|number| convert_out(*number, self.format, scale.code));
        let mut codes: Vec<u32> = Vec::with_capacity(self.numbers.len());
        let mut raised = if scale.nan { PassFlag::Nan as u64 } else { 0 };
        for (lane, converted) in lanes.enumerate() {
            let exists = lane < self.existing;
            codes.push(if exists { converted.code } else { 0 });
            let flags = [(converted.overflow, PassFlag::Overflow), (converted.nan_dropped, PassFlag::NanDropped)];
            for (_, flag) in flags.into_iter().filter(|(is_raised, _)| exists && self.real && *is_raised) {
                raised |= flag as u64;
            }
        }
        let Self { real, last, existing, flags, .. } = *self;
        Word { codes, real, last, existing, flags, raised }
    }
}

/// A converted vector.
#[derive(Clone, Debug, Default)]
struct Word {
    codes: Vec<u32>,
    real: bool,
    last: bool,
    existing: usize,
    flags: u64,
    /// By its conversion.
    raised: u64,
}

/// A beat of results.
#[derive(Clone, Debug)]
struct Beat {
    codes: Vec<u32>,
    /// Lanes that are no null bytes.
    keep: usize,
    last: bool,
}

/// A stream's packet: one that has begun is ended after an abort.
#[derive(Clone, Copy, Debug, Default)]
struct Packet {
    /// A beat has entered the register, and no last one behind it.
    open: bool,
    /// A beat of zeros is to end it.
    closing: bool,
}

impl Packet {
    /// The rising edge: whether the entering beat is the last.
    fn step(&mut self, entering: Option<bool>, abort: bool) {
        if let Some(last) = entering {
            *self = Self { open: !last, closing: false };
        }
        if abort {
            self.closing = self.open;
        }
    }
}

/// The vectors of passes on their way to the results, and the flags of the pass that ends.
///
/// Assumptions on the inputs: no more than 128 vectors are on their way; a pass's last vector is its row's last; a real vector
/// has a format of results. The model answers anything.
#[derive(Clone, Debug)]
pub struct PassOutput {
    lanes: usize,
    /// Of the vectors of the pass that arrives.
    flags: u64,
    vectors: StreamFifo<Entry>,
    block_scales: BlockScales,
    scales: StreamFifo<BlockScale>,
    /// The place in its block of the head of the vectors.
    place: usize,
    converting: Delay<Option<Word>>,
    beats: StreamFifo<Word>,
    /// Words that are converted or wait as beats.
    busy: usize,
    told: StreamFifo<(u8, bool)>,
    result: StreamRegister<Beat>,
    result_packet: Packet,
    scale: StreamRegister<(u8, bool)>,
    scale_packet: Packet,
    /// The last beat is in the register: with the flags that went in.
    ending: Option<u64>,
    /// By conversions of the pass that ends.
    raised: u64,
}

impl PassOutput {
    /// No vectors.
    pub fn new(lanes: usize) -> Self {
        let beat = Beat { codes: vec![0; lanes], keep: 0, last: false };
        Self {
            lanes,
            flags: 0,
            vectors: StreamFifo::new(VECTORS, Entry::default()),
            block_scales: BlockScales::new(lanes),
            scales: StreamFifo::new(VECTORS, BlockScale { code: 0, nan: false }),
            place: 0,
            converting: Delay::new(convert_out::LATENCY, None),
            beats: StreamFifo::new(BEATS, Word::default()),
            busy: 0,
            told: StreamFifo::new(BEATS, (0, false)),
            result: StreamRegister::new(beat),
            result_packet: Packet::default(),
            scale: StreamRegister::new((0, false)),
            scale_packet: Packet::default(),
            ending: None,
            raised: 0,
        }
    }

    /// The head of the vectors is its block's last.
    fn ends_block(&self) -> bool {
        let head = self.vectors.shown();
        head.has_blocks() && (head.row_last || (self.place + 1) * self.lanes == VectorSizes::BLOCK)
    }

    /// The head of the vectors leaves.
    fn converts(&self) -> bool {
        let scale_is_there = self.scales.valid() && (!self.ends_block() || self.told.ready());
        self.vectors.valid() && self.busy < BEATS && (!self.vectors.shown().has_blocks() || scale_is_there)
    }

    /// The head of the beats leaves.
    fn leaves(&self, inputs: &Pins) -> bool {
        let word = self.beats.shown();
        let calm = !inputs.high("abort_i") && !self.result_packet.closing && self.ending.is_none();
        let scales_have_left = self.told.is_empty() && !self.scale.valid();
        let may_end = !word.last || inputs.high("end_ready_i") && scales_have_left;
        self.beats.valid() && calm && may_end && (!word.real || self.result.ready())
    }

    /// The flags of the pass that ends in this cycle.
    fn end(&self, leaves: bool, inputs: &Pins) -> Option<u64> {
        let word = self.beats.shown();
        let accepted = self.result.valid() && inputs.high("m_axis_result_tready") && self.result.shown().last;
        match self.ending {
            Some(flags) => accepted.then_some(flags | self.raised),
            None => (leaves && !word.real).then_some(word.flags | word.raised | self.raised),
        }
    }

    fn show(&self, end: Option<u64>, outputs: &mut Outputs) {
        outputs.pins.set("credit_o", self.converts().into());
        outputs.pins.set("end_o", end.is_some().into());
        match end {
            Some(flags) => outputs.pins.set("end_flags_o", flags),
            None => outputs.unspecified.push("end_flags_o"),
        }
        let bits = |result: bool, scale: bool| u64::from(result) | u64::from(scale) << 1;
        outputs.pins.set("open_o", bits(self.result_packet.open, self.scale_packet.open));
        outputs.pins.set("waits_o", bits(self.result.valid(), self.scale.valid()));

        let Beat { codes, keep, last } = self.result.shown();
        outputs.pins.set("m_axis_result_tvalid", self.result.valid().into());
        outputs.pins.set_words("m_axis_result_tdata", codes);
        outputs.pins.set("m_axis_result_tlast", (*last).into());
        (0..*keep).for_each(|lane| outputs.pins.set_lane("m_axis_result_tkeep", lane, 4, 15));
        if !self.result.valid() {
            outputs.unspecified.extend(["m_axis_result_tdata", "m_axis_result_tkeep", "m_axis_result_tlast"]);
        }
        let (code, last) = *self.scale.shown();
        outputs.pins.set("m_axis_scale_tvalid", self.scale.valid().into());
        outputs.pins.set("m_axis_scale_tdata", code.into());
        outputs.pins.set("m_axis_scale_tlast", last.into());
        if !self.scale.valid() {
            outputs.unspecified.extend(["m_axis_scale_tdata", "m_axis_scale_tlast"]);
        }
    }

    /// A vector arrives: what enters the queue of vectors, and the scale that its queue takes. Or only its flags count.
    fn arrive(&mut self, inputs: &Pins) -> (Option<Entry>, Option<BlockScale>) {
        let valid = inputs.high("valid_i");
        let (real, last) = (inputs.high("real_i"), inputs.high("last_i"));
        let (format, row_last) = (inputs.get("format_i"), inputs.high("row_last_i"));
        let numbers = inputs.words("number_i");
        let blocks = Entry::blocks(real, format).filter(|_| valid);
        let vector = blocks.map(|format| Vector { numbers, last: row_last, format, ceil: inputs.high("ceil_i") });
        let scale = self.block_scales.cycle(vector);
        if !valid {
            return (None, scale);
        }
        let flags = self.flags | inputs.get("flags_i");
        self.flags = if last { 0 } else { flags };
        let existing = (inputs.get("existing_i") as usize).min(self.lanes);
        let entry = Entry { numbers: numbers.to_vec(), real, row_last, last, format, existing, flags };
        ((real || last).then_some(entry), scale)
    }

    /// The head of the vectors becomes a word, or none does: the rising edge of the queues around the conversion.
    fn convert(&mut self, inputs: &Pins, told_leaves: bool) -> Option<Word> {
        let (leaves, ends_block) = (self.converts(), self.converts() && self.ends_block());
        let head = self.vectors.shown();
        let scale = if head.has_blocks() { *self.scales.shown() } else { BlockScale { code: ONE, nan: false } };
        let word = leaves.then(|| head.converted(scale));
        let told = ends_block.then_some((scale.code, head.last));
        if leaves {
            self.place = if ends_block || !head.has_blocks() { 0 } else { self.place + 1 };
        }
        let (entering, made) = self.arrive(inputs);
        self.vectors.step(entering, leaves);
        self.scales.step(made, ends_block);
        self.told.step(told, told_leaves);
        word
    }

    /// The head of the beats enters the register, or zeros that end a packet do.
    fn send(&mut self, leaves: bool, inputs: &Pins) {
        let abort = inputs.high("abort_i");
        let closes = self.result_packet.closing && !abort && self.result.ready();
        let word = self.beats.shown();
        let enters = leaves && word.real;
        let beat = if closes {
            Beat { codes: vec![0; self.lanes], keep: self.lanes, last: true }
        } else {
            let keep = if word.last { word.existing } else { self.lanes };
            Beat { codes: word.codes.clone(), keep, last: word.last }
        };
        self.result_packet.step((enters || closes).then_some(beat.last), abort);
        // What stands before the register while nothing enters never shows.
        if enters || closes {
            self.result.step(beat, true, inputs.high("m_axis_result_tready"));
        } else {
            self.result.step(self.result.shown().clone(), false, inputs.high("m_axis_result_tready"));
        }
    }

    /// The same of scales: whether the head of the told scales enters.
    fn send_scale(&mut self, inputs: &Pins) -> bool {
        let abort = inputs.high("abort_i");
        let free = !abort && self.scale.ready();
        let closes = self.scale_packet.closing && free;
        let enters = self.told.valid() && !self.scale_packet.closing && free;
        let beat = if closes { (0, true) } else { *self.told.shown() };
        self.scale_packet.step((enters || closes).then_some(beat.1), abort);
        self.scale.step(beat, enters || closes, inputs.high("m_axis_scale_tready"));
        enters
    }

    /// What an abort clears, too.
    fn clear(&mut self) {
        (self.flags, self.raised, self.ending) = (0, 0, None);
        (self.place, self.busy) = (0, 0);
        self.vectors.reset();
        self.block_scales.reset();
        self.scales.reset();
        self.converting.fill(&None);
        self.beats.reset();
        self.told.reset();
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> PassOutput {
    let [lanes] = instance.own();
    PassOutput::new(lanes)
}

impl Behaviour for PassOutput {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let leaves = self.leaves(inputs);
        let end = self.end(leaves, inputs);
        self.show(end, outputs);

        let converts = self.converts();
        self.send(leaves, inputs);
        let told_leaves = self.send_scale(inputs);
        let Word { real, last, flags, raised, .. } = *self.beats.shown();
        let leaves_real = leaves && real;
        self.raised = match end {
            Some(_) => 0,
            None => self.raised | if leaves_real { raised } else { 0 },
        };
        self.ending = match end {
            Some(_) => None,
            None if leaves_real && last => Some(flags),
            None => self.ending,
        };
        let word = self.convert(inputs, told_leaves);
        let converted = self.converting.cycle(word);
        self.beats.step(converted, leaves);
        self.busy = self.busy + usize::from(converts) - usize::from(leaves);

        if inputs.high("abort_i") || !inputs.high("rst_ni") {
            self.clear();
        }
        if !inputs.high("rst_ni") {
            (self.result_packet, self.scale_packet) = (Packet::default(), Packet::default());
            self.result.reset();
            self.scale.reset();
        }
    }
}

#[cfg(test)]
mod tests;
