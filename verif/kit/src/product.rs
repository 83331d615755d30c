//! Whole commands at random: shapes, formats, options, operands, stalls, faults.
//!
//! Operands are random beats, including the padding, on which no result may depend.

use crate::lockstep::hexadecimal;
use bitvec::view::BitView;
use proptest::prelude::*;
use seedchip_golden::command::{Verdict, announces, shape, verdict};
use seedchip_golden::tiling::Tiling;
use seedchip_sim::device::StreamStalls;
use seedchip_sim::streams::{Random, Stalls};
use seedchip_spec::codec::{Content, Field};
use seedchip_spec::device::Act;
use seedchip_spec::{Beats, Column, Command, Configuration, Format, Rounding, Stream};

/// A run of the datapath: commands one after the other, and how the streams stall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The commands.
    pub steps: Vec<Step>,
    /// Whether all commands and operands are offered at once; otherwise each waits for the status before.
    pub at_once: bool,
    /// How the streams stall.
    pub stalls: StreamStalls,
    /// The seed of the stalls.
    pub seed: u64,
}

/// A command and what its operands are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The command's beat.
    pub command: [u32; 4],
    /// How operands are chosen.
    pub values: Values,
    /// Something wrong in the operands.
    pub fault: Option<Fault>,
}

/// How the bytes of operands are chosen; the simpler come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// All one; parameters that hand the sum through where it fits.
    Ones,
    /// −128, −1, 0, 1 and 127, from this seed.
    Edges(u64),
    /// Any, from this seed.
    Random(u64),
}

/// Something wrong in the operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A packet ends early, with this beat (the number is taken modulo the beats, and the last of them is none).
    Short(Stream, usize),
    /// A packet is so many beats longer than its command says (the number is taken modulo 8, and one more).
    Long(Stream, usize),
    /// The parameters of one column are out of range: its bias, its multiplier or its shift.
    Range(usize),
}

/// How large cases are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Commands in a case.
    pub commands: usize,
    /// Tiles along n and along k, at most.
    pub tiles: usize,
    /// m, at most (or the accumulators, if fewer).
    pub m: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { commands: 4, tiles: 3, m: 40 }
    }
}

/// Cases for a configuration.
pub fn cases(configuration: &Configuration, limits: Limits) -> BoxedStrategy<Case> {
    let steps = prop::collection::vec(steps(configuration, limits), 1..=limits.commands);
    (steps, any::<bool>(), stalls(), any::<u64>())
        .prop_map(|(steps, at_once, stalls, seed)| Case { steps, at_once, stalls, seed })
        .boxed()
}

/// Stalls on every stream, or on none.
fn stalls() -> BoxedStrategy<StreamStalls> {
    let one = prop_oneof![
        4 => Just(Stalls::Never),
        3 => (1_u8..90).prop_map(Stalls::Percent),
        2 => (1_u32..40, 1_u32..80).prop_map(|(run, pause)| Stalls::Bursts { run, pause }),
    ];
    let some = prop::array::uniform7(one).prop_map(
        |[commands, weights, activations, parameters, scales, results, statuses]| StreamStalls {
            commands,
            weights,
            activations,
            parameters,
            scales,
            results,
            statuses,
        },
    );
    prop_oneof![1 => Just(StreamStalls::default()), 4 => some].boxed()
}

fn steps(configuration: &Configuration, limits: Limits) -> BoxedStrategy<Step> {
    let commands = prop_oneof![
        10 => products(configuration, limits),
        1 => (products(configuration, limits), 0..128_usize).prop_map(|(mut beat, bit)| {
            beat[bit / 32] ^= 1 << (bit % 32);
            beat
        }),
        1 => any::<[u32; 4]>(),
        1 => any::<u16>().prop_map(|tag| Command::nothing(tag).encode()),
    ];
    // A flipped bit may make a product that is good and far too large to simulate.
    let of = configuration.clone();
    let commands = commands.prop_map(move |mut beat| {
        if let Verdict::Product(command) = verdict(&of, &beat)
            && too_large(&of, &command, limits)
        {
            Command::OPCODE.set(&mut beat, 0x7e);
        }
        beat
    });
    let values = prop_oneof![
        1 => Just(Values::Ones),
        2 => any::<u64>().prop_map(Values::Edges),
        5 => any::<u64>().prop_map(Values::Random),
    ];
    let operands: Vec<Stream> = Stream::of(configuration.sizes()).filter(|stream| stream.is_operand()).collect();
    let fault = prop_oneof![
        12 => Just(None),
        3 => (prop::sample::select(operands.clone()), any::<usize>()).prop_map(|(of, beat)| Some(Fault::Short(of, beat))),
        3 => (prop::sample::select(operands), any::<usize>()).prop_map(|(of, beats)| Some(Fault::Long(of, beats))),
        1 => any::<usize>().prop_map(|beat| Some(Fault::Range(beat))),
    ];
    (commands, values, fault).prop_map(|(command, values, fault)| Step { command, values, fault }).boxed()
}

fn too_large(configuration: &Configuration, command: &Command, limits: Limits) -> bool {
    let shape = shape(command);
    let tiling = Tiling::new(configuration, command.format, shape);
    let k_tiles = 4 * limits.tiles * if command.format.has_blocks() { configuration.block_tiles() } else { 1 };
    shape.m > 4 * limits.m || tiling.k_tiles() > k_tiles || tiling.n_tiles() > 4 * limits.tiles
}

/// Good commands.
fn products(configuration: &Configuration, limits: Limits) -> BoxedStrategy<[u32; 4]> {
    let m = limits.m.min(configuration.accumulators()) as u16;
    let (n, k) = (limits.tiles * configuration.columns(), limits.tiles * configuration.rows());
    let sizes = (1..=m, 1..=n as u16, 1..=k as u32, 1..=limits.tiles as u32 * 32);
    let formats: Vec<Format> = configuration.formats().iter().collect();
    let options = (prop::sample::select(formats), any::<bool>(), prop::sample::select(Rounding::ALL), any::<u16>());
    (sizes, options)
        .prop_map(|((m, n, k, k_of_blocks), (format, raw, rounding, tag))| {
            let k = if format.has_blocks() { k_of_blocks } else { k };
            Command { format, raw, rounding, tag, ..Command::product(m, n, k) }.encode()
        })
        .boxed()
}

impl Step {
    /// A command, which is good, with operands of these values.
    pub fn new(command: &Command, values: Values) -> Self {
        Self { command: command.encode(), values, fault: None }
    }

    /// What the host does: it sends the command and the packets that it announces, those of a refused command too.
    pub fn acts(&self, configuration: &Configuration) -> Vec<Act> {
        let mut acts = vec![Act::beat(Stream::Command, &self.command)];
        acts.extend(self.operands(configuration).into_iter().map(|(stream, beats)| Act::Send(stream, beats)));
        acts
    }

    fn operands(&self, configuration: &Configuration) -> Vec<(Stream, Beats)> {
        let announced = announces(configuration, &self.command);
        if !announced.operands {
            return Vec::new();
        }
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let rounding = Rounding::from_bits(Command::ROUNDING.get(&self.command)).unwrap_or(Rounding::Up);
        // A refused command's packets may have any length.
        let (counts, k) = match verdict(configuration, &self.command) {
            Verdict::Product(command) => {
                let shape = shape(&command);
                let tiling = Tiling::new(configuration, command.format, shape);
                ([tiling.weight_beats(), tiling.activation_beats(), shape.n, tiling.scale_beats()], shape.k)
            }
            _ => ([1, 2, 3, 4], 1),
        };
        let count = |stream: Stream, beats: usize| match self.fault {
            Some(Fault::Short(short, beat)) if short == stream && beats > 1 => 1 + beat % (beats - 1),
            Some(Fault::Long(long, more)) if long == stream => beats + 1 + more % 8,
            _ => beats,
        };
        let bytes = |stream: Stream, beats: usize, width: usize| {
            let (count, mut bytes) = (count(stream, beats), Bytes::new(self.values, stream.name()));
            let mut beats = stream.beats(configuration.sizes());
            (1..=count).for_each(|beat| beats.push_bytes(&bytes.take(width), beat == count));
            (stream, beats)
        };
        let mut operands = vec![bytes(Stream::Weight, counts[0], columns), bytes(Stream::Activation, counts[1], rows)];
        if announced.parameters {
            let count = count(Stream::Parameter, counts[2]);
            let mut parameters = Parameters::new(self.values, k, rounding);
            let mut beats = Stream::Parameter.beats(configuration.sizes());
            (1..=count).for_each(|beat| beats.push(&parameters.next().encode(), beat == count));
            if let Some(Fault::Range(place)) = self.fault {
                let (field, value) = OUT_OF_RANGE[place % OUT_OF_RANGE.len()];
                field.set(beats.data_mut(place / OUT_OF_RANGE.len() % count), value);
            }
            operands.push((Stream::Parameter, beats));
        }
        if announced.scales {
            let (stream, mut beats) = bytes(Stream::Scale, counts[3], 1);
            // Mostly near 2^0: so results are numbers.
            (0..beats.len()).for_each(|beat| {
                let word = &mut beats.data_mut(beat)[0];
                *word = if *word & 0xf0 == 0x80 { *word & 0xff } else { 120 + (*word & 15) };
            });
            operands.push((stream, beats));
        }
        operands
    }
}

/// Fields of parameters, and what they must not hold.
const OUT_OF_RANGE: [(Field, u64); 7] = [
    (Column::BIAS, 0x4000_0001),
    (Column::BIAS, 0xbfff_ffff),
    (Column::MULTIPLIER, 1),
    (Column::MULTIPLIER, 0x3fff_ffff),
    (Column::MULTIPLIER, 0x8000_0000),
    (Column::SHIFT, 0),
    (Column::SHIFT, 63),
];

struct Bytes {
    values: Values,
    random: Random,
}

impl Bytes {
    fn new(values: Values, name: &str) -> Self {
        let seed = match values {
            Values::Ones => 0,
            Values::Edges(seed) | Values::Random(seed) => seed,
        };
        Self { values, random: Random::named(seed, name) }
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        const EDGES: [u8; 5] = [0x80, 0xff, 0, 1, 0x7f];
        (0..count)
            .map(|_| match self.values {
                Values::Ones => 1,
                Values::Edges(_) => EDGES[self.random.below(5) as usize],
                Values::Random(_) => self.random.word() as u8,
            })
            .collect()
    }
}

/// Parameters of columns, most of them such that results fill the range of a byte and now and then leave it.
struct Parameters {
    values: Values,
    random: Random,
    /// The bits of a typical sum.
    bits: u32,
    /// The least shift that the rounding allows.
    least: u8,
}

impl Parameters {
    fn new(values: Values, k: usize, rounding: Rounding) -> Self {
        let Bytes { values, random } = Bytes::new(values, "parameters");
        let least = if rounding == Rounding::Double { 31 } else { 1 };
        Self { values, random, bits: 12 + k.ilog2() / 2, least }
    }

    fn next(&mut self) -> Column {
        let random = &mut self.random;
        let word = random.word();
        let (bias, multiplier, shift, zero_point, low, high) = match self.values {
            Values::Ones => (0, 1 << 30, 30, 0, -128, 127),
            Values::Edges(_) => {
                let biases = [0, 1, -1, Column::BIAS_LIMIT, -Column::BIAS_LIMIT];
                let multipliers = [0, 1 << 30, i32::MAX, (1 << 30) + 1];
                let shifts = [1, 2, 30, 31, 32, 33, 61, 62];
                (
                    biases[random.below(5) as usize],
                    multipliers[random.below(4) as usize],
                    shifts[random.below(8) as usize],
                    [-128, 0, 127][random.below(3) as usize],
                    [-128, 0, 127][random.below(3) as usize],
                    [-128, 0, 127][random.below(3) as usize],
                )
            }
            Values::Random(_) => (
                (random.word() as i32).wrapping_shr(random.below(16) + 2),
                1 << 30 | random.word() as i32 & 0x3fff_ffff,
                (30 + self.bits + random.below(6)).saturating_sub(9) as u8,
                word as i8,
                if word & 0x300 == 0 { (word >> 16) as i8 } else { i8::MIN },
                if word & 0xc00 == 0 { (word >> 24) as i8 } else { i8::MAX },
            ),
        };
        Column { bias, multiplier, shift: shift.max(self.least), zero_point, low, high }
    }
}

/// A case in hexadecimal: commands, stalls, and every beat of the operands.
pub fn print(configuration: &Configuration, case: &Case) -> String {
    let mut text = format!(
        "commands: {}, {}\nstalls {:?}, seed {:#x}\n",
        case.steps.len(),
        if case.at_once { "all offered at once" } else { "each after the status before" },
        case.stalls,
        case.seed
    );
    for (index, step) in case.steps.iter().enumerate() {
        let verdict = verdict(configuration, &step.command);
        let command = hexadecimal(step.command.view_bits());
        text.push_str(&format!("command {index}: {command} {verdict:?} {:?} {:?}\n", step.values, step.fault));
        for (stream, beats) in step.operands(configuration) {
            let (width, _) = stream.widths(configuration.sizes());
            for beat in beats.iter() {
                let (data, last) = (hexadecimal(&beat.data.view_bits()[..width]), if beat.last { " last" } else { "" });
                text.push_str(&format!("  {} {data}{last}\n", stream.name()));
            }
        }
    }
    text
}
