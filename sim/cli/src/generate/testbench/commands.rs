//! The commands that the testbench runs: good ones of every kind, and one for each way to be refused.

use seedchip_golden::datapath::{Beat, Operands};
use seedchip_host::command::{Command, Format};
use seedchip_host::operands::{ArrayShape, Column, Product, Stream};
use seedchip_sim::streams::Random;
use seedchip_spec::Configuration;
use std::collections::VecDeque;

/// A command and its operands; no operands if it is to be refused.
pub struct Step {
    /// The beat of the command.
    pub command: u128,
    /// The beats of its operands.
    pub operands: Operands,
}

/// The operands whose `tlast` are wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Framing {
    Right,
    WeightsWrong,
    ActivationsWrong,
}

/// All of them, in the order in which they are run.
pub fn all(configuration: &Configuration) -> anyhow::Result<Vec<Step>> {
    let (rows, columns) = (configuration.rows() as u32, configuration.columns() as u16);
    let greatest = configuration.accumulators() as u16;
    // Tiles that are full and tiles that are not, products longer and shorter than it takes to load a tile.
    let m = (configuration.rows() as u16 + 1).min(greatest);
    let good = Command::product(m, columns + columns.div_ceil(2), 2 * rows + 1);
    let int4 = Command { weight_format: Format::Int4, ..Command::product(3, columns, rows + 1) };
    let double = Command { double_rounding: true, ..Command::product(2, 1, 3 * rows - 1) };
    let raw = Command { raw: true, ..int4 };
    let one = Command::product(1, 1, 1);
    // More results than their queue holds, in as little time as can be: a slow sink stalls the array.
    let most = greatest.min(2 * configuration.result_queue_depth() as u16);
    let tiles = (2 * configuration.result_queue_depth()).div_ceil(usize::from(most)).min(16) as u16;
    let crowd = Command { raw: true, ..Command::product(most, (tiles - 1) * columns + 1, 1) };
    let reserved_bit = 1 << 127;
    let unknown_format = 0xff << 8;
    let unknown_opcode = 0xfe;

    let mut maker = Maker { configuration, random: Random::new(1), tag: 0 };
    let mut steps = vec![
        maker.product(good, Framing::Right)?,
        maker.product(int4, Framing::Right)?,
        maker.product(raw, Framing::Right)?,
        maker.product(double, Framing::Right)?,
        maker.product(crowd, Framing::Right)?,
        // One word, for who sends commands in words and ends them early.
        Step { command: Command::nothing(true, 0).encode(), operands: Operands::default() },
    ];
    for zero in [Command { m: 0, ..one }, Command { n: 0, ..one }, Command { k: 0, ..one }] {
        steps.push(maker.bare(zero, 0));
    }
    steps.push(maker.bare(Command { k: 65_536, ..one }, 0));
    if let Some(m) = greatest.checked_add(1) {
        steps.push(maker.bare(Command { m, ..one }, 0));
    }
    for bits in [unknown_format, unknown_opcode, reserved_bit] {
        steps.push(maker.bare(one, bits));
    }
    steps.push(maker.product(Command { clear_flags: true, ..one }, Framing::WeightsWrong)?);
    steps.push(maker.product(int4, Framing::ActivationsWrong)?);
    steps.push(maker.product(Command { clear_flags: true, m: greatest.min(2 * m), ..good }, Framing::Right)?);
    Ok(steps)
}

/// Makes operands of random values.
struct Maker<'a> {
    configuration: &'a Configuration,
    random: Random,
    tag: u16,
}

impl Maker<'_> {
    /// Every command has a tag of its own, the first one zero.
    fn tagged(&mut self, command: Command) -> Command {
        let tag = self.tag;
        self.tag = tag.wrapping_add(0x1357);
        Command { tag, ..command }
    }

    /// A command without operands, with some bits turned over.
    fn bare(&mut self, command: Command, bits: u128) -> Step {
        Step { command: self.tagged(command).encode() ^ bits, operands: Operands::default() }
    }

    /// A product with its operands.
    fn product(&mut self, command: Command, framing: Framing) -> anyhow::Result<Step> {
        let command = self.tagged(command);
        let (m, n, k) = (usize::from(command.m), usize::from(command.n), command.k as usize);
        let activations: Vec<i8> = (0..m * k).map(|_| self.byte()).collect();
        let weights: Vec<i8> = (0..k * n)
            .map(|_| if command.weight_format == Format::Int4 { self.byte() >> 4 } else { self.byte() })
            .collect();
        let columns: Vec<Column> = (0..n).map(|_| self.column(k, command.weight_format)).collect();
        let product = Product::new((m, n, k), command.weight_format, &activations, &weights, &columns)?;
        let array = ArrayShape {
            rows: self.configuration.rows(),
            columns: self.configuration.columns(),
            accumulators: self.configuration.accumulators(),
        };
        let mut operands = Operands {
            weights: bytes(&product.weights(array)),
            activations: bytes(&product.activations(array)),
            parameters: words(&product.parameters(array)),
        };
        let turned = match framing {
            Framing::Right => None,
            Framing::WeightsWrong => operands.weights.front_mut(),
            Framing::ActivationsWrong => operands.activations.front_mut(),
        };
        if let Some(beat) = turned {
            beat.last = !beat.last;
        }
        Ok(Step { command: command.encode(), operands })
    }

    fn byte(&mut self) -> i8 {
        (self.random.word() as u8).cast_signed()
    }

    /// Parameters with which most results fill the range of a byte, and some leave it.
    fn column(&mut self, k: usize, format: Format) -> Column {
        let product_bits = if format == Format::Int4 { 8 } else { 12 };
        let random = &mut self.random;
        Column {
            bias: (random.word() as u16).cast_signed().into(),
            multiplier: 1 << 30 | (random.below(1 << 30)).cast_signed(),
            shift: 31 + product_bits + (k.ilog2() / 2) as u8 - 6,
            zero_point: (random.word() as u8).cast_signed() >> 3,
            low: if random.below(4) == 0 { -100 } else { i8::MIN },
            high: if random.below(4) == 0 { 99 } else { i8::MAX },
        }
    }
}

fn bytes(stream: &Stream) -> VecDeque<Beat<Vec<u8>>> {
    stream.beats().map(|(bytes, last)| Beat { data: bytes.to_vec(), last }).collect()
}

fn words(stream: &Stream) -> VecDeque<Beat<u128>> {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte));
    stream.beats().map(|(bytes, last)| Beat { data: word(bytes), last }).collect()
}
