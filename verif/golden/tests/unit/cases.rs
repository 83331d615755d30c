//! Commands at random with their packets, good and bad.

use crate::host::Random;
use crate::support::{Layer, Operands, Options, Scales};
use seedchip_golden::tiling::Shape;
use seedchip_spec::{Beats, Column, Command, Configuration, Element, Format, Rounding, Stream};

/// A command and its packets.
#[derive(Clone, Debug)]
pub struct Case {
    pub command: [u32; 4],
    pub operands: Operands,
}

fn one_of<T: Copy>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len())]
}

/// A good product.
pub fn product(configuration: &Configuration, tag: u16, random: &mut Random) -> Case {
    let size = |random: &mut Random, tile: usize| match random.below(4) {
        0 => 1,
        1 => tile,
        _ => 1 + random.below(3 * tile),
    };
    let depth = configuration.accumulators();
    let most = if random.percent(60) { depth.min(6) } else { depth };
    let m = 1 + random.below(most);
    let formats: Vec<Format> = configuration.formats().iter().collect();
    let format = one_of(random, &formats);
    let k = if format.has_blocks() { size(random, 32) } else { size(random, configuration.rows()) };
    let shape = Shape { m, n: size(random, configuration.columns()), k };
    let options = Options { format, raw: random.percent(40), rounding: one_of(random, Rounding::ALL) };
    product_of(configuration, tag, shape, options, random)
}

/// A good product of this shape.
pub fn product_of(
    configuration: &Configuration,
    tag: u16,
    shape: Shape,
    options: Options,
    random: &mut Random,
) -> Case {
    let (Shape { m, n, k }, format) = (shape, options.format);
    let weights = (0..k * n).map(|_| {
        let weight = random.word() as i8;
        if format.weights() == Element::Int8 { weight } else { weight >> 4 }
    });
    let weights = weights.collect();
    let activations = (0..m * k).map(|_| random.word() as i8).collect();
    let columns = (0..n).map(|_| column(random)).collect();
    let blocks = if format.has_blocks() { k.div_ceil(32) } else { 0 };
    let rows = (0..blocks * m).map(|_| scale(random)).collect();
    let scales = Scales { rows, columns: (0..blocks * n).map(|_| scale(random)).collect() };
    let layer = Layer { shape, activations, weights, columns, scales };
    let operands = layer.operands(configuration, options, || random.word() as u8);
    Case { command: layer.command(options, tag).encode(), operands }
}

fn column(random: &mut Random) -> Column {
    Column {
        bias: (random.word() as i32) >> (2 + random.below(20)),
        multiplier: if random.percent(5) { 0 } else { 1 << 30 | (random.word() & 0x3fff_ffff) as i32 },
        shift: 31 + random.below(12) as u8,
        zero_point: random.word() as i8,
        low: if random.percent(20) { random.word() as i8 } else { -128 },
        high: if random.percent(20) { random.word() as i8 } else { 127 },
    }
}

/// The scale of a block: one near 1, or any.
fn scale(random: &mut Random) -> u8 {
    if random.percent(80) { 120 + random.below(14) as u8 } else { random.word() as u8 }
}

/// A command that asks for the geometry, or that is refused and has no packets.
pub fn nothing(tag: u16, random: &mut Random) -> Case {
    let mut command = [random.word(), random.word(), random.word(), random.word() << 16 | u32::from(tag)];
    let opcode = if random.percent(70) { 0 } else { 2 + random.below(250) as u64 };
    Command::OPCODE.set(&mut command, opcode);
    Case {
        command,
        operands: Operands {
            weights: Beats::default(),
            activations: Beats::default(),
            parameters: Beats::default(),
            scales: Beats::default(),
        },
    }
}

/// A good product, or one that is refused, with packets of other lengths, and parameters out of range.
pub fn hostile(configuration: &Configuration, tag: u16, random: &mut Random) -> Case {
    let mut case = product(configuration, tag, random);
    if random.percent(25) {
        match random.below(5) {
            0 => Command::M.set(&mut case.command, 0),
            4 => Command::M.set(&mut case.command, 1 + configuration.accumulators() as u64),
            1 => Command::K.set(&mut case.command, 1 << 21),
            // One that no unit has, and that announces the same packets.
            2 if case.operands.scales.is_empty() => Command::FORMAT.set(&mut case.command, 8),
            2 => Command::FORMAT.set(&mut case.command, 5),
            _ => case.command[3] |= 1 << 31,
        }
    }
    let Operands { weights, activations, parameters, scales } = &mut case.operands;
    for packet in [weights, activations, parameters, scales] {
        if !packet.is_empty() && random.percent(25) {
            let length = match random.below(3) {
                0 => 1 + random.below(packet.len()),
                1 => packet.len() + 1 + random.below(4),
                _ => packet.len() + 1 + random.below(40),
            };
            let mut other = Beats::new(packet.data_words());
            (0..length).for_each(|beat| other.push(packet.data(beat % packet.len()), beat + 1 == length));
            *packet = other;
        }
    }
    let parameters = &mut case.operands.parameters;
    if !parameters.is_empty() && random.percent(15) {
        let beat = random.below(parameters.len());
        match random.below(3) {
            0 => Column::SHIFT.set(parameters.data_mut(beat), 63),
            1 => Column::MULTIPLIER.set(parameters.data_mut(beat), 1 << 29),
            _ => Column::BIAS.set(parameters.data_mut(beat), 0x4000_0001),
        }
    }
    case
}

/// Takes the last `tlast` of a packet away, so that it goes on in the next one.
pub fn merge(case: &mut Case, random: &mut Random) {
    let Operands { weights, activations, parameters, scales } = &mut case.operands;
    let packets = [weights, activations, parameters, scales];
    let packet = packets.into_iter().nth(random.below(4)).filter(|packet| !packet.is_empty());
    if let Some(packet) = packet {
        *packet.last_mut(packet.len() - 1) = false;
    }
}

/// The packets by stream.
pub fn packets(operands: &Operands) -> [(Stream, &Beats); 4] {
    [
        (Stream::Weight, &operands.weights),
        (Stream::Activation, &operands.activations),
        (Stream::Parameter, &operands.parameters),
        (Stream::Scale, &operands.scales),
    ]
}
