//! The commands of the testbench: valid ones of every kind, and one for each error code.

use seedchip_golden::command::announces;
use seedchip_host::operands::{BLOCK, Product, Scales};
use seedchip_sim::streams::Random;
use seedchip_spec::codec::Field;
use seedchip_spec::device::Act;
use seedchip_spec::{Column, Command, Configuration, Element, Format, Rounding, Stream};

/// How long the packets of a command are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packets {
    Right,
    WeightsShort,
    ActivationsLong,
    ScalesLong,
}

/// All of them with their packets, in the order in which they are run.
pub fn acts(configuration: &Configuration) -> anyhow::Result<Vec<Act>> {
    let (rows, columns) = (configuration.rows() as u32, configuration.columns() as u16);
    let greatest = configuration.accumulators() as u16;
    // Tiles that are full and tiles that are not, products longer and shorter than it takes to load a tile.
    let m = (configuration.rows() as u16 + 1).min(greatest);
    let good = Command::product(m, columns + columns.div_ceil(2), 2 * rows + 1);
    let int4 = Command { format: Format::Int4, ..Command::product(3, columns, rows + 1) };
    let double = Command { rounding: Rounding::Double, ..Command::product(2, 1, 3 * rows - 1) };
    let even = Command { rounding: Rounding::Even, ..Command::product(5.min(greatest), columns + 1, rows) };
    let raw = Command { raw: true, ..int4 };
    let one = Command::product(1, 1, 1);
    // More results than their queue holds, in as little time as can be: a slow sink stalls the array.
    let most = greatest.min(2 * configuration.waiting_rows() as u16);
    let tiles = (2 * configuration.waiting_rows()).div_ceil(usize::from(most)).min(16) as u16;
    let crowd = Command { raw: true, ..Command::product(most, (tiles - 1) * columns + 1, 1) };
    let reserved_bit = Field { offset: 127, width: 1 };

    let mut maker = Maker { configuration, random: Random::new(1), tag: 0 };
    let mut acts = Vec::new();
    for good in [good, int4, raw, double, even, crowd] {
        acts.extend(maker.product(good, Packets::Right)?);
    }
    // One word, for who sends commands in words and ends them early.
    acts.push(Act::command(&Command::nothing(0)));
    let too_large = Command::greatest_k(Format::Int8, false) + 1;
    let mut refused = vec![
        Command { m: 0, ..one },
        Command { n: 0, ..one },
        Command { k: 0, ..one },
        Command { k: too_large, ..one },
    ];
    refused.extend(greatest.checked_add(1).map(|m| Command { m, raw: true, ..one }));
    for command in refused {
        let beat = maker.tagged(command).encode();
        acts.extend(maker.refused(beat));
    }
    for (field, value) in [(Command::FORMAT, 0xff), (reserved_bit, 1)] {
        let mut beat = maker.tagged(one).encode();
        field.set(&mut beat, value);
        acts.extend(maker.refused(beat));
    }
    let mut unknown = maker.tagged(one).encode();
    Command::OPCODE.set(&mut unknown, 0xff);
    acts.push(Act::beat(Stream::Command, &unknown));
    // Block formats: whole blocks and parts of one, and a packet that goes on.
    let blocks = |format, k| Command { format, raw: true, k, ..good };
    for format in configuration.formats().iter().filter(|format| format.has_blocks()) {
        acts.extend(maker.product(blocks(format, 70), Packets::Right)?);
        acts.extend(maker.product(Command { m: 1, ..blocks(format, 32) }, Packets::Right)?);
        acts.extend(maker.product(blocks(format, 1), Packets::ScalesLong)?);
    }
    acts.extend(maker.product(good, Packets::WeightsShort)?);
    acts.extend(maker.product(int4, Packets::ActivationsLong)?);
    let greatest = Command { m: greatest.min(2 * m), ..good };
    acts.extend(maker.product(greatest, Packets::Right)?);
    Ok(acts)
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

    /// A product with its operands.
    fn product(&mut self, command: Command, packets: Packets) -> anyhow::Result<Vec<Act>> {
        let command = self.tagged(command);
        let (m, n, k) = (usize::from(command.m), usize::from(command.n), command.k as usize);
        let format = command.format;
        let mut elements =
            |count, element: Element| -> Vec<i8> { (0..count).map(|_| self.byte() >> (8 - element.bits())).collect() };
        let activations = elements(m * k, format.activations());
        let weights = elements(k * n, format.weights());
        let columns: Vec<Column> = (0..n).map(|_| self.column(k, format)).collect();
        let (rows, of_columns) = (self.scales(m * k.div_ceil(BLOCK)), self.scales(n * k.div_ceil(BLOCK)));
        let product = if format.has_blocks() {
            let scales = Scales { rows: &rows, columns: &of_columns };
            Product::in_blocks((m, n, k), format, &activations, &weights, scales)?
        } else {
            Product::new((m, n, k), format, &activations, &weights, &columns)?
        };
        let mut acts = vec![Act::command(&command)];
        for mut act in product.send(self.configuration.sizes(), command.raw) {
            match (&mut act, packets) {
                (Act::Send(Stream::Weight, beats), Packets::WeightsShort) => {
                    *beats = beats.part(0..beats.len() / 2);
                    *beats.last_mut(beats.len() - 1) = true;
                }
                (Act::Send(Stream::Activation, beats), Packets::ActivationsLong)
                | (Act::Send(Stream::Scale, beats), Packets::ScalesLong) => {
                    *beats.last_mut(beats.len() - 1) = false;
                    let more = beats.part(0..1);
                    beats.append(&more);
                    *beats.last_mut(beats.len() - 1) = true;
                }
                _ => {}
            }
            acts.push(act);
        }
        Ok(acts)
    }

    /// A command that is to be refused, with a beat in each packet that it announces.
    fn refused(&mut self, beat: [u32; 4]) -> Vec<Act> {
        let announced = announces(self.configuration, &beat);
        let packets = [
            (Stream::Weight, announced.operands),
            (Stream::Activation, announced.operands),
            (Stream::Parameter, announced.parameters),
            (Stream::Scale, announced.scales),
        ];
        let sizes = self.configuration.sizes();
        let packet = |stream: Stream| {
            let mut beats = stream.beats(sizes);
            beats.push(&vec![0; beats.data_words()], true);
            Act::Send(stream, beats)
        };
        let packets = packets.into_iter().filter(|(_, announced)| *announced).map(|(stream, _)| packet(stream));
        [Act::beat(Stream::Command, &beat)].into_iter().chain(packets).collect()
    }

    /// Scales near 2^0, and now and then any.
    fn scales(&mut self, count: usize) -> Vec<u8> {
        let random = &mut self.random;
        (0..count)
            .map(|_| if random.below(16) == 0 { random.word() as u8 } else { 120 + random.below(16) as u8 })
            .collect()
    }

    fn byte(&mut self) -> i8 {
        (self.random.word() as u8).cast_signed()
    }

    /// Parameters with which most results fill the range of a byte, and some leave it.
    fn column(&mut self, k: usize, format: Format) -> Column {
        let product_bits = 4 + format.weight_bits() as u8;
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
