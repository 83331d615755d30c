//! The whole unit, pass by pass: which results, which scales, which statuses.
//!
//! Page: What a pass computes.

use super::elements::elements;
use super::scalar::scalar;
use crate::packet::{Length, Packet, Packets};
use crate::vector::angles::angle;
use crate::vector::block_scales::block_scale;
use crate::vector::convert_in::convert_in;
use crate::vector::convert_out::convert_out;
use crate::vector::pass_checker::check;
use crate::vector::pass_output::blocks;
use crate::vector::row_window::Window;
use seedchip_spec::device::DeviceError;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{
    Beats, First, Number, Pass, PassError, PassFlag, PassFlags, PassStatus, Second, Store, VectorSizes,
};
use std::ops::Range;

/// Positions that an angle tells apart.
const POSITIONS: u32 = 1 << 20;

/// The vector unit.
///
/// A pass is carried out in no time: cycles and stalls of its status are 0, and so is the diagnosis of a geometry, whose status
/// is that of a pass without errors. Banks and scalars stay from list to list.
#[derive(Clone, Debug)]
pub struct VectorUnit {
    sizes: VectorSizes,
    bank_x: Vec<u32>,
    bank_z: Vec<u32>,
    /// Register after register, a scalar for each row.
    scalars: Vec<u32>,
    x: Packets,
    z: Packets,
    row: Row,
}

/// The row under way. Its vectors are kept from row to row, so that nothing is allocated for one.
#[derive(Clone, Debug, Default)]
struct Row {
    /// The operands of the visible elements.
    a: Vec<u32>,
    b: Vec<u32>,
    /// Every element.
    elements: Vec<u32>,
    tree: Vec<u32>,
}

/// A packet of operands of which a pass takes so many beats.
#[derive(Clone, Copy, Debug)]
struct Operand<'a> {
    packet: Packet<'a>,
    wanted: usize,
}

impl Operand<'_> {
    /// The beat of a vector; zeros where it is missing. The last vector takes the packet's last beat.
    fn beat(&self, vector: usize) -> Option<&[u32]> {
        let too_long = vector + 1 == self.wanted && self.packet.len() > self.wanted;
        let beat = if too_long { self.packet.len() - 1 } else { vector };
        self.packet.beat(beat).map(|beat| beat.data)
    }

    /// Appends some elements of a row whose first vector is `vector`, converted.
    fn read(&self, lanes: usize, vector: usize, range: Range<usize>, to: &mut Vec<u32>, of: impl Fn(u32) -> u32) {
        let mut t = range.start;
        while t < range.end {
            let end = ((t / lanes + 1) * lanes).min(range.end);
            let lane = t % lanes;
            match self.beat(vector + t / lanes) {
                Some(beat) => to.extend(beat[lane..][..end - t].iter().map(|bits| of(*bits))),
                None => to.resize(to.len() + end - t, of(0)),
            }
            t = end;
        }
    }

    /// The same of a format.
    fn read_format(&self, lanes: usize, vector: usize, range: Range<usize>, to: &mut Vec<u32>, format: Number) {
        match format {
            Number::Fp32 => self.read(lanes, vector, range, to, |bits| bits),
            _ => self.read(lanes, vector, range, to, |bits| convert_in(bits, format as u64)),
        }
    }

    /// What was wrong with its length, given that of a short one and of a long one.
    fn error(&self, announced: bool, short: PassError, long: PassError) -> PassError {
        match self.packet.length(self.wanted) {
            Length::Short if announced => short,
            Length::Long if announced => long,
            _ => PassError::None,
        }
    }
}

impl VectorUnit {
    /// A unit after reset; banks and scalars are 0.
    pub fn new(sizes: VectorSizes) -> Self {
        let bank = vec![0; sizes.words * sizes.lanes];
        let none = Packets::new(Beats::new(sizes.lanes));
        Self {
            sizes,
            bank_x: bank.clone(),
            bank_z: bank,
            scalars: vec![0; VectorSizes::REGISTERS * sizes.rows],
            x: none.clone(),
            z: none,
            row: Row::default(),
        }
    }

    /// Sends the operands of a pass.
    fn send(&mut self, job: &PassJob) -> Result<(), DeviceError> {
        for (stream, beats) in [(&mut self.x, &job.x), (&mut self.z, &job.z)] {
            if beats.is_empty() {
                continue;
            }
            if (beats.data_words(), beats.keep_words()) != (self.sizes.lanes, 0) {
                return Err(DeviceError::Unsupported("take beats of x or z that have not a word for each lane"));
            }
            stream.send(beats);
        }
        Ok(())
    }

    fn carry_out(&mut self, job: &PassJob) -> Result<PassOutcome, DeviceError> {
        self.send(job)?;
        // As the unit reads it: a field has no more than its bits.
        let beat = job.pass.encode();
        let checked = check(self.sizes, &beat);
        let mut outcome =
            PassOutcome { status: status(job.pass.tag, checked.error), results: Vec::new(), scales: Vec::new() };
        for (announced, stream, name) in [(checked.x, &self.x, "x"), (checked.z, &self.z, "z")] {
            if announced && !stream.is_whole() {
                let tag = job.pass.tag;
                return Err(DeviceError::Hung(format!(
                    "the pass with tag {tag} waits for the rest of its packet of {name}"
                )));
            }
        }
        match Pass::decode(&beat) {
            Ok(pass) if !checked.is_empty() => self.compute(&pass, &mut outcome),
            _ => {
                self.x.take(checked.x);
                self.z.take(checked.z);
            }
        }
        Ok(outcome)
    }

    /// Carries out a pass that is not refused.
    fn compute(&mut self, pass: &Pass, outcome: &mut PassOutcome) {
        let Self { sizes, bank_x, bank_z, scalars, row, .. } = self;
        let (m, n) = (usize::from(pass.m), pass.n as usize);
        let (lanes, vectors) = (sizes.lanes, sizes.vectors(n));
        let operand = |packet| Operand { packet, wanted: m * vectors };
        let (x, z) = (operand(self.x.take(pass.announces_x())), operand(self.z.take(pass.announces_z())));
        let source = Source { pass, lanes, vectors, x, z };
        let mut flags = PassFlags::default();
        let mut raise = |raised: bool, flag| {
            if raised {
                flags.raise(flag);
            }
        };
        for r in 0..m {
            let visible = source.window(r).visible();
            let taken = scalars[usize::from(pass.take) * sizes.rows + r];
            source.first(r, visible.clone(), bank_x, taken, row);
            source.second(r, visible.clone(), bank_z, taken, row);
            row.elements.clear();
            row.elements.resize(n, 0);
            let raised = elements(pass, &row.a, &row.b, &mut row.elements[visible.clone()]);
            raise(raised.overflow, PassFlag::Overflow);
            raise(raised.nan, PassFlag::Nan);

            let bank = match pass.store {
                Store::Nowhere => None,
                Store::X => Some(&mut *bank_x),
                Store::Z => Some(&mut *bank_z),
            };
            if let Some(bank) = bank {
                let words = &mut bank[source.first_of(pass.store_base, r)..][..vectors * lanes];
                let (stored, behind) = words.split_at_mut(n);
                stored.copy_from_slice(&row.elements);
                behind.fill(0);
            }
            if pass.keep {
                let kept = scalar(pass.reduction, &row.elements, visible, &mut row.tree);
                scalars[usize::from(pass.keep_register) * sizes.rows + r] = kept.scalar;
                raise(kept.overflow, PassFlag::Overflow);
                raise(kept.nan, PassFlag::Nan);
                raise(kept.empty, PassFlag::EmptyRow);
            }
            results(pass, &row.elements, outcome, &mut raise);
        }
        outcome.status.error = source.error();
        if outcome.status.error == PassError::None {
            outcome.status.flags = flags;
        }
    }
}

/// Where a pass has its operands from.
#[derive(Clone, Copy, Debug)]
struct Source<'a> {
    pass: &'a Pass,
    lanes: usize,
    vectors: usize,
    x: Operand<'a>,
    z: Operand<'a>,
}

impl Source<'_> {
    /// The place in a bank of the first element of a row.
    fn first_of(&self, base: u16, r: usize) -> usize {
        (usize::from(base) + r * self.vectors) * self.lanes
    }

    fn position(&self, r: usize) -> u32 {
        self.pass.position + (r / (usize::from(self.pass.shared) + 1)) as u32
    }

    fn window(&self, r: usize) -> Window {
        let pass = self.pass;
        Window {
            n: pass.n.into(),
            position: self.position(r).into(),
            causal: pass.causal,
            window: pass.windowed.then_some(pass.window.into()),
            length: pass.limited.then_some(pass.length.into()),
        }
    }

    /// Makes `a` the first operands of a row's visible elements.
    fn first(&self, r: usize, visible: Range<usize>, bank: &[u32], taken: u32, Row { a, b, .. }: &mut Row) {
        let (pass, vector) = (self.pass, r * self.vectors);
        a.clear();
        match pass.first {
            First::Stream if pass.x_format.is_angle() => {
                b.clear();
                self.x.read(self.lanes, vector, visible.clone(), a, |bits| bits);
                self.z.read(self.lanes, vector, visible, b, |bits| bits & 0xff);
                for (low, high) in a.iter_mut().zip(b) {
                    let frequency = u64::from(*low) | u64::from(*high) << 32;
                    *low = angle(self.position(r) % POSITIONS, frequency, pass.x_format == Number::Cosine);
                }
            }
            First::Stream => self.x.read_format(self.lanes, vector, visible, a, pass.x_format),
            First::Bank => a.extend(&bank[self.first_of(pass.x_base, r)..][visible]),
            First::Scalar => a.resize(visible.len(), taken),
        }
    }

    /// Makes `b` the second operands.
    fn second(&self, r: usize, visible: Range<usize>, bank: &[u32], taken: u32, Row { a, b, .. }: &mut Row) {
        let pass = self.pass;
        b.clear();
        match pass.second {
            Second::Stream => self.z.read_format(self.lanes, r * self.vectors, visible, b, pass.z_format),
            Second::Bank if pass.broadcast => b.extend(&bank[self.first_of(pass.z_base, 0)..][visible]),
            Second::Bank => b.extend(&bank[self.first_of(pass.z_base, r)..][visible]),
            Second::Scalar => b.resize(visible.len(), taken),
            Second::Immediate => b.resize(visible.len(), pass.immediate),
            Second::First => b.extend_from_slice(a),
        }
    }

    /// What was wrong with the packets: the least code.
    fn error(&self) -> PassError {
        let x = self.x.error(self.pass.announces_x(), PassError::XShort, PassError::XLong);
        let z = self.z.error(self.pass.announces_z(), PassError::ZShort, PassError::ZLong);
        if x == PassError::None { z } else { x }
    }
}

/// Appends the results of a row, and their scales.
fn results(pass: &Pass, row: &[u32], outcome: &mut PassOutcome, raise: &mut impl FnMut(bool, PassFlag)) {
    /// The scale of what is in no block.
    const ONE: u8 = 127;
    let PassOutcome { results, scales, .. } = outcome;
    let mut convert = |elements: &[u32], scale: u8| {
        results.extend(elements.iter().map(|element| {
            let converted = convert_out(*element, pass.out_format as u64, scale);
            raise(converted.overflow, PassFlag::Overflow);
            raise(converted.nan_dropped, PassFlag::NanDropped);
            converted.code
        }));
    };
    match (pass.out_format, blocks(pass.out_format)) {
        (Number::None, _) => {}
        (_, None) => convert(row, ONE),
        (_, Some(format)) => {
            let first = scales.len();
            for block in row.chunks(VectorSizes::BLOCK) {
                let scale = block_scale(block, format, pass.ceil).code;
                convert(block, scale);
                scales.push(scale);
            }
            raise(scales[first..].contains(&u8::MAX), PassFlag::Nan);
        }
    }
}

/// A status without flags.
fn status(tag: u16, error: PassError) -> PassStatus {
    let flags = PassFlags::default();
    PassStatus { tag, flags, error, cycles: 0, stalls_x: 0, stalls_z: 0, stalls_results: 0, stalls_wait: 0 }
}

impl VectorDevice for VectorUnit {
    fn sizes(&self) -> VectorSizes {
        self.sizes
    }

    /// A pass whose packets are not whole hangs, and the others are not carried out.
    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
        jobs.iter().map(|job| self.carry_out(job)).collect()
    }
}

#[cfg(test)]
mod tests;
