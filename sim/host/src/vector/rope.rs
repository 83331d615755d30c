//! Rotary embeddings.

use super::cuts::{most_rows, parts};
use super::matrix::{Matrix, VectorError, check, position};
use super::program::{Place, Program};
use super::template::{immediate, inside, sent, to_x, to_z, with};
use seedchip_spec::{Number, Operation, Pass, Second, VectorSizes};
use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::ops::Range;

/// Which elements are a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// 2i and 2i + 1.
    Adjacent,
    /// i and i + n / 2.
    Half,
}

impl Pairing {
    /// The two elements of a pair of a row of n.
    pub fn places(self, n: usize, pair: usize) -> [usize; 2] {
        [0, 1].map(|side| self.elements(n, pair, side).0)
    }

    /// The first element that is one of the pairs from `pair` on, the one before (0) or behind (1), and the distance of two
    /// of them.
    fn elements(self, n: usize, pair: usize, side: usize) -> (usize, usize) {
        match self {
            Self::Adjacent => (2 * pair + side, 2),
            Self::Half => (side * n / 2 + pair, 1),
        }
    }
}

/// The frequencies of a head of n elements, round(2^40 · θ^(−2i/n) / 2π): turns per position, in multiples of 2^-40.
pub fn frequencies(theta: f64, n: usize) -> Vec<u64> {
    let turns = |pair: usize| theta.powf(-2.0 * pair as f64 / n as f64) / TAU;
    (0..n / 2).map(|pair| (turns(pair) * (1_u64 << 40) as f64).round() as u64).collect()
}

/// RN(RN(x0 · c) − RN(x1 · s)), RN(RN(x0 · s) + RN(x1 · c)) of each pair, c and s those of its angle: the row's position
/// times the pair's frequency.
#[derive(Clone, Copy, Debug)]
pub struct Rope<'a> {
    /// Which elements are a pair.
    pub pairing: Pairing,
    /// The frequency of each pair; 40 bits count.
    pub frequencies: &'a [u64],
    /// The position of each row. Rows of the same position, such as those of heads, share its angles.
    pub positions: &'a [usize],
    /// What sines and cosines are multiplied by, if the architecture does that.
    pub factor: Option<f32>,
}

/// Words of bank z, one quarter each.
#[derive(Clone, Copy)]
struct Quarters {
    cosines: usize,
    sines: usize,
    products: [usize; 2],
}

/// Rows that are turned together.
#[derive(Clone, Copy)]
struct Turn<'a> {
    /// The row of each quarter from which on their angles are in bank z.
    first: usize,
    /// All have the angles of that row.
    broadcast: bool,
    rows: &'a [usize],
}

impl Rope<'_> {
    /// The program for rows. Angles are made once for each position, and rows are sent twice.
    pub fn program(&self, sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
        let n = x.columns;
        if !n.is_multiple_of(2) {
            return Err(VectorError::Odd(n));
        }
        check("the frequencies", self.frequencies.len(), n / 2)?;
        check("the positions", self.positions.len(), x.rows)?;
        let quarter = sizes.words / 4;
        if quarter == 0 {
            return Err(VectorError::Bank { wanted: 4, found: sizes.words });
        }
        let quarters = Quarters { cosines: 0, sines: quarter, products: [2 * quarter, 3 * quarter] };
        let mut rows_at: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (row, at) in self.positions.iter().enumerate() {
            rows_at.entry(position(*at)?).or_default().push(row);
        }
        let rows_at: Vec<(u32, Vec<usize>)> = rows_at.into_iter().collect();
        let mut program = Program::new(sizes, x.rows, n);
        for pairs in parts(n / 2, quarter * sizes.lanes) {
            let most = most_rows(sizes, quarter, pairs.len());
            for chunk in rows_at.chunks(most.max(1)) {
                self.angles(&mut program, &pairs, chunk, quarters);
                self.turns(&mut program, x, &pairs, chunk, quarters);
            }
        }
        Ok(program)
    }

    /// Puts cosines and sines of positions into bank z.
    fn angles(&self, program: &mut Program, pairs: &Range<usize>, chunk: &[(u32, Vec<usize>)], quarters: Quarters) {
        let n = pairs.len();
        let vectors = program.sizes().vectors(n);
        let of_pairs = &self.frequencies[pairs.clone()];
        for run in runs(chunk.len(), |index| chunk[index].0 == chunk[index - 1].0 + 1) {
            let low: Vec<u32> = of_pairs.iter().map(|frequency| *frequency as u32).collect();
            let high: Vec<u32> = of_pairs.iter().map(|frequency| (frequency >> 32) as u32 & 0xff).collect();
            let (low, high) = (low.repeat(run.len()), high.repeat(run.len()));
            for (x_format, base) in [(Number::Cosine, quarters.cosines), (Number::Sine, quarters.sines)] {
                let angles = Pass {
                    x_format,
                    position: chunk[run.start].0,
                    store_base: (base + run.start * vectors) as u16,
                    ..to_z(sent(run.len(), n))
                };
                let scaled = self.factor.map(|factor| immediate(Operation::Multiply, factor, angles));
                program.add(scaled.unwrap_or(angles), &low, &high);
            }
        }
    }

    /// Turns the rows of positions whose angles are in bank z: all rows of a position together where that takes fewer turns,
    /// else first one row of each, then another one of those that have more.
    fn turns(
        &self,
        program: &mut Program,
        x: &Matrix,
        pairs: &Range<usize>,
        chunk: &[(u32, Vec<usize>)],
        quarters: Quarters,
    ) {
        let most = chunk.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
        let fitting = most_rows(program.sizes(), program.sizes().words / 4, pairs.len()).max(1);
        let of_positions: usize = chunk.iter().map(|(_, rows)| rows.len().div_ceil(fitting)).sum();
        if of_positions < most {
            for (index, (_, rows)) in chunk.iter().enumerate() {
                for rows in rows.chunks(fitting) {
                    self.turn(program, x, pairs, Turn { first: index, broadcast: true, rows }, quarters);
                }
            }
            return;
        }
        for turn in 0..most {
            let with_row: Vec<usize> = (0..chunk.len()).filter(|index| chunk[*index].1.len() > turn).collect();
            for run in runs(with_row.len(), |index| with_row[index] == with_row[index - 1] + 1) {
                let first = with_row[run.start];
                let rows: Vec<usize> = (first..first + run.len()).map(|index| chunk[index].1[turn]).collect();
                self.turn(program, x, pairs, Turn { first, broadcast: false, rows: &rows }, quarters);
            }
        }
    }

    /// Turns rows whose angles are in bank z.
    fn turn(&self, program: &mut Program, x: &Matrix, pairs: &Range<usize>, turn: Turn, quarters: Quarters) {
        let Turn { first, broadcast, rows } = turn;
        let (m, n, columns) = (rows.len(), pairs.len(), x.columns);
        let vectors = program.sizes().vectors(n);
        let side = |side| {
            let (start, step) = self.pairing.elements(columns, pairs.start, side);
            x.gather(rows.iter().copied(), start, step, n)
        };
        let sides = [side(0), side(1)];
        // Products with the first of a pair go into bank x, with the second into bank z.
        let product = |angles: usize| {
            let z_base = (angles + first * vectors) as u16;
            Pass { z_base, broadcast, ..with(Operation::Multiply, Second::Bank, sent(m, n)) }
        };
        let in_x = [0, m * vectors];
        for (result, angles) in
            [[quarters.cosines, quarters.sines], [quarters.sines, quarters.cosines]].iter().enumerate()
        {
            let [of_first, of_second] = angles.map(product);
            program.add(Pass { store_base: in_x[result] as u16, ..to_x(of_first) }, &sides[0], &[]);
            let store_base = quarters.products[result] as u16;
            program.add(Pass { store_base, ..to_z(of_second) }, &sides[1], &[]);
        }
        for (result, operation) in [Operation::Subtract, Operation::Add].into_iter().enumerate() {
            let (x_base, z_base) = (in_x[result] as u16, quarters.products[result] as u16);
            let pass = Pass { x_base, z_base, ..with(operation, Second::Bank, inside(m, n)) };
            let (start, step) = self.pairing.elements(columns, pairs.start, result);
            let firsts = rows.iter().map(|row| row * columns + start).collect();
            program.tell(pass, &[], &[], Place::Elements { firsts, step });
        }
    }
}

/// Runs of indices from 0 on, of which each but the first goes on from the one before.
fn runs(count: usize, goes_on: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in 0..count {
        match runs.last_mut() {
            Some(run) if goes_on(index) => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_turns() {
        let found = frequencies(10_000.0, 4);
        assert_eq!(found, [174_992_710_548, 1_749_927_105]);
        assert_eq!(runs(5, |index| index != 3), [0..3, 3..5]);
    }
}
