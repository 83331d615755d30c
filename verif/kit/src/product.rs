//! Whole commands at random: shapes, formats, options, operands, stalls, faults.
//!
//! Operands are random beats, padding included: what lies in padding must not matter.

use proptest::prelude::*;
use seedchip_golden::command::{Command, Verdict};
use seedchip_golden::datapath::{Beat, Operands};
use seedchip_golden::tiling::{Shape, Tiling};
use seedchip_sim::harness::StreamStalls;
use seedchip_sim::streams::{Random, Stalls};
use seedchip_spec::Configuration;
use seedchip_spec::layout::{Field, Format, command, parameter};

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
    pub command: u128,
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
    /// `tlast` is inverted on one beat of the weights (the number is taken modulo the beats).
    WeightLast(usize),
    /// The same of the activations.
    ActivationLast(usize),
    /// The same of the parameters.
    ParameterLast(usize),
    /// One bias is out of range.
    Bias(usize),
}

impl Fault {
    /// Faults of parameters raise their flag when the beat enters the queue, which may be before its command
    /// starts: only commands that wait for each other, and don't clear the flags at their start, have a status
    /// that is known to the bit.
    fn is_early(self) -> bool {
        matches!(self, Fault::ParameterLast(_) | Fault::Bias(_))
    }
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
        .prop_map(|(mut steps, at_once, stalls, seed)| {
            for step in &mut steps {
                let unknown = at_once || Command(step.command).clear_flags();
                step.fault = step.fault.filter(|fault| !(unknown && fault.is_early()));
            }
            Case { steps, at_once, stalls, seed }
        })
        .boxed()
}

/// Stalls on every stream, or on none.
fn stalls() -> BoxedStrategy<StreamStalls> {
    let one = prop_oneof![
        4 => Just(Stalls::Never),
        3 => (1_u8..90).prop_map(Stalls::Percent),
        2 => (1_u32..40, 1_u32..80).prop_map(|(run, pause)| Stalls::Bursts { run, pause }),
    ];
    let some =
        prop::array::uniform6(one).prop_map(|[commands, weights, activations, parameters, results, statuses]| {
            StreamStalls { commands, weights, activations, parameters, results, statuses }
        });
    prop_oneof![1 => Just(StreamStalls::default()), 4 => some].boxed()
}

fn steps(configuration: &Configuration, limits: Limits) -> BoxedStrategy<Step> {
    let commands = prop_oneof![
        10 => products(configuration, limits),
        1 => (products(configuration, limits), 0..128_u32).prop_map(|(beat, bit)| beat ^ 1 << bit),
        1 => any::<u128>(),
        1 => any::<u16>().prop_map(|tag| put(0, command::TAG, tag.into())),
    ];
    // A flipped bit may make a product that is good and far too large to simulate.
    let (refused, most) = (configuration.accumulators(), configuration.clone());
    let commands = commands.prop_map(move |beat| match Command(beat).verdict(refused) {
        Verdict::Product(shape) if too_large(&most, shape, limits) => put(beat, command::OPCODE, 0x7e),
        _ => beat,
    });
    let values = prop_oneof![
        1 => Just(Values::Ones),
        2 => any::<u64>().prop_map(Values::Edges),
        5 => any::<u64>().prop_map(Values::Random),
    ];
    let fault = prop_oneof![
        12 => Just(None),
        1 => any::<usize>().prop_map(|beat| Some(Fault::WeightLast(beat))),
        1 => any::<usize>().prop_map(|beat| Some(Fault::ActivationLast(beat))),
        1 => any::<usize>().prop_map(|beat| Some(Fault::ParameterLast(beat))),
        1 => any::<usize>().prop_map(|beat| Some(Fault::Bias(beat))),
    ];
    (commands, values, fault).prop_map(|(command, values, fault)| Step { command, values, fault }).boxed()
}

fn too_large(configuration: &Configuration, shape: Shape, limits: Limits) -> bool {
    let tiling = Tiling::new(configuration, shape);
    shape.m > 4 * limits.m || tiling.k_tiles() > 4 * limits.tiles || tiling.n_tiles() > 4 * limits.tiles
}

/// Good commands.
fn products(configuration: &Configuration, limits: Limits) -> BoxedStrategy<u128> {
    let m = limits.m.min(configuration.accumulators());
    let sizes = (1..=m, 1..=limits.tiles * configuration.columns(), 1..=limits.tiles * configuration.rows());
    (sizes, any::<bool>(), 0..8_u8, any::<u16>())
        .prop_map(|((m, n, k), int4, options, tag)| {
            let format = if int4 { Format::Int4 } else { Format::Int8 };
            product(Shape { m, n, k }, format, options, tag)
        })
        .boxed()
}

/// The beat of a product.
pub fn product(shape: Shape, format: Format, options: u8, tag: u16) -> u128 {
    [
        (command::OPCODE, 1),
        (command::FORMAT, format as u128),
        (command::OPTIONS, options.into()),
        (command::M, shape.m as u128),
        (command::N, shape.n as u128),
        (command::K, shape.k as u128),
        (command::TAG, tag.into()),
    ]
    .into_iter()
    .fold(0, |beat, (field, value)| put(beat, field, value))
}

/// Replaces a field of a beat.
fn put(beat: u128, field: Field, value: u128) -> u128 {
    let mask = ((1_u128 << field.width) - 1) << field.offset;
    beat & !mask | value << field.offset & mask
}

/// The operands that a step offers: none for a command that is refused.
pub fn operands(configuration: &Configuration, step: &Step) -> Operands {
    let Verdict::Product(shape) = Command(step.command).verdict(configuration.accumulators()) else {
        return Operands::default();
    };
    let tiling = Tiling::new(configuration, shape);
    let rows = tiling.count() * configuration.rows();
    let int4 = Command(step.command).int4() == Some(true);
    let weights = if int4 { rows.div_ceil(2) } else { rows };
    let activations = tiling.count() * shape.m;
    let sets = tiling.n_tiles();
    let columns = configuration.columns();

    let mut weight_bytes = Bytes::new(step.values, "weights");
    let mut activation_bytes = Bytes::new(step.values, "activations");
    let mut parameters = Parameters::new(step.values, shape.k);
    let mut operands = Operands {
        weights: beats(weights, weights, || weight_bytes.take(columns)),
        activations: beats(activations, activations, || activation_bytes.take(configuration.rows())),
        parameters: beats(sets * columns, columns, || parameters.next()),
    };
    match step.fault {
        None => {}
        Some(Fault::WeightLast(beat)) => operands.weights[beat % weights].last ^= true,
        Some(Fault::ActivationLast(beat)) => operands.activations[beat % activations].last ^= true,
        Some(Fault::ParameterLast(beat)) => operands.parameters[beat % (sets * columns)].last ^= true,
        Some(Fault::Bias(beat)) => {
            let beat = &mut operands.parameters[beat % (sets * columns)].data;
            *beat = put(*beat, parameter::BIAS, 0x4000_0001);
        }
    }
    operands
}

/// `count` beats with `last` on every `packet`-th.
fn beats<T>(count: usize, packet: usize, mut data: impl FnMut() -> T) -> std::collections::VecDeque<Beat<T>> {
    (1..=count).map(|index| Beat { data: data(), last: index % packet == 0 }).collect()
}

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
}

impl Parameters {
    fn new(values: Values, k: usize) -> Self {
        let Bytes { values, random } = Bytes::new(values, "parameters");
        Self { values, random, bits: 12 + k.ilog2() / 2 }
    }

    fn next(&mut self) -> u128 {
        let random = &mut self.random;
        let word = random.word();
        let (bias, multiplier, shift, zero_point, low, high) = match self.values {
            Values::Ones => (0, 1 << 30, 30, 0, 0x80, 0x7f),
            Values::Edges(_) => {
                let biases = [0_u32, 1, u32::MAX, 1 << 30, (1_u32 << 30).wrapping_neg()];
                let multipliers = [0_u32, 1 << 30, (1 << 31) - 1, (1 << 30) + 1];
                let shifts = [1_u32, 2, 30, 31, 32, 33, 61, 62];
                (
                    biases[random.below(5) as usize],
                    multipliers[random.below(4) as usize],
                    shifts[random.below(8) as usize],
                    [0x80, 0, 0x7f][random.below(3) as usize],
                    [0x80, 0, 0x7f][random.below(3) as usize],
                    [0x80, 0, 0x7f][random.below(3) as usize],
                )
            }
            Values::Random(_) => (
                (random.word() as u32).cast_signed().wrapping_shr(random.below(16) + 2).cast_unsigned(),
                1 << 30 | random.word() as u32 & 0x3fff_ffff,
                (30 + self.bits + random.below(6)).saturating_sub(9),
                word as u8,
                if word & 0x300 == 0 { (word >> 16) as u8 } else { 0x80 },
                if word & 0xc00 == 0 { (word >> 24) as u8 } else { 0x7f },
            ),
        };
        [
            (parameter::BIAS, u128::from(bias)),
            (parameter::MULTIPLIER, multiplier.into()),
            (parameter::SHIFT, shift.into()),
            (parameter::ZERO_POINT, zero_point.into()),
            (parameter::LOW, low.into()),
            (parameter::HIGH, high.into()),
        ]
        .into_iter()
        .fold(0, |beat, (field, value)| put(beat, field, value))
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
        let verdict = Command(step.command).verdict(configuration.accumulators());
        text.push_str(&format!(
            "command {index}: {:#034x} {verdict:?} {:?} {:?}\n",
            step.command, step.values, step.fault
        ));
        let operands = operands(configuration, step);
        for (name, beats) in [("weights", &operands.weights), ("activations", &operands.activations)] {
            for beat in beats {
                let bytes: String = beat.data.iter().rev().map(|byte| format!("{byte:02x}")).collect();
                text.push_str(&format!("  {name} 0x{bytes}{}\n", if beat.last { " last" } else { "" }));
            }
        }
        for beat in &operands.parameters {
            text.push_str(&format!("  parameters {:#034x}{}\n", beat.data, if beat.last { " last" } else { "" }));
        }
    }
    text
}
