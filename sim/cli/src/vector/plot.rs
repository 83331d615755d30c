//! The error of a function over its inputs, as a picture.

use super::outcome::Outcome;
use super::reference::{gelu, rsqrt, sigmoid, silu, ulps};
use super::{numbers, task};
use crate::arguments::Operation;
use anyhow::bail;
use seedchip_datasheet::svg::Svg;
use seedchip_host::vector::{Matrix, Program};
use seedchip_spec::VectorSizes;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// Places of the picture along the inputs, and inputs of each.
const PLACES: usize = 640;
const INPUTS: usize = 8;

/// The frame of the curves in the picture.
const LEFT: usize = 56;
const TOP: usize = 44;
const HEIGHT: usize = 240;

/// A function and the inputs at which its error is drawn.
pub struct Plot {
    name: String,
    exact: fn(f64) -> f64,
    range: RangeInclusive<f64>,
    inputs: Vec<f32>,
    /// What the unit runs.
    pub program: Program,
}

impl Plot {
    /// The plot of an operation, which must be a function of one number.
    pub fn new(operation: Operation, sizes: VectorSizes) -> anyhow::Result<Self> {
        let name = operation.name();
        let (exact, range): (fn(f64) -> f64, _) = match operation {
            Operation::Exp2 => (f64::exp2, -150.0..=128.0),
            Operation::Exp => (f64::exp, -104.0..=88.0),
            Operation::Sigmoid => (sigmoid, -104.0..=20.0),
            // Other octaves are this one with other exponents; of the root every other two.
            Operation::Reciprocal => (f64::recip, 1.0..=2.0),
            Operation::Rsqrt => (rsqrt, 1.0..=4.0),
            Operation::Silu => (silu, -20.0..=20.0),
            Operation::Gelu => (gelu, -6.0..=6.0),
            _ => bail!("--plot draws exp2, exp, sigmoid, reciprocal, rsqrt, silu or gelu, not {name}"),
        };
        let count = PLACES * INPUTS;
        let (start, width) = (*range.start(), range.end() - range.start());
        // Off the parts' begin, where fractions would have few bits.
        let input = |index: usize| (start + width * (index as f64 + 0.382) / count as f64) as f32;
        let inputs: Vec<f32> = (0..count).map(input).collect();
        let program = task::of_elements(operation, sizes, &Matrix::of_numbers(1, count, &inputs)?)?;
        Ok(Self { name, exact, range, inputs, program })
    }

    /// The picture, and what it shows in a sentence.
    pub fn draw(&self, outcome: &Outcome) -> (String, String) {
        let found = numbers::of_answer(&outcome.found);
        let error = |(found, x): (&f64, &f32)| ulps(*found, (self.exact)(f64::from(*x))).unwrap_or(0.0);
        let errors: Vec<f64> = found.iter().zip(&self.inputs).map(error).collect();
        let worst = (0..errors.len()).max_by(|a, b| errors[*a].total_cmp(&errors[*b])).unwrap_or(0);
        let (count, mean) = (errors.len(), errors.iter().sum::<f64>() / errors.len() as f64);
        let (start, end) = (self.range.start(), self.range.end());
        let sentence = format!(
            "{}: {count} inputs from {start} to {end}, largest error {:.3} ULP at {:e}, mean {mean:.3} ULP",
            self.name, errors[worst], self.inputs[worst]
        );
        (self.picture(&errors), sentence)
    }

    /// For each place the greatest error as a line from the axis, and the mean as a curve.
    fn picture(&self, errors: &[f64]) -> String {
        let most = errors.iter().fold(0.0_f64, |most, error| most.max(*error));
        // Half units up to the greatest error, so that the axis has round numbers.
        let halves = (2.0 * most).ceil().max(1.0);
        let y = |error: f64| TOP as f64 + HEIGHT as f64 * (1.0 - 2.0 * error / halves);
        let bottom = TOP + HEIGHT;
        let mut picture = Svg::new(LEFT + PLACES + 24, bottom + 48, &format!("Error of {}", self.name));
        let title = format!("Error of {} against float64, in ULP: greatest (lines) and mean (curve)", self.name);
        picture.text(LEFT, 20, "start", "title", &title);
        // At most eight lines, a power of two of halves apart.
        let step = (halves / 8.0).log2().ceil().max(0.0).exp2();
        for half in (0..=8).map(|line| f64::from(line) * step).take_while(|half| *half <= halves) {
            let at = y(half / 2.0);
            picture.path("grid", &format!("M{LEFT} {at:.1}H{}", LEFT + PLACES));
            picture.text(LEFT - 6, at as usize + 4, "end", "number", &(half / 2.0).to_string());
        }
        for tick in 0..=4 {
            let at = LEFT + PLACES * tick / 4;
            let x = self.range.start() + (self.range.end() - self.range.start()) * tick as f64 / 4.0;
            picture.path("tick", &format!("M{at} {bottom}v5"));
            picture.text(at, bottom + 20, "middle", "number", &x.to_string());
        }
        picture.text(LEFT + PLACES / 2, bottom + 38, "middle", "number", "x");
        let (mut greatest, mut mean) = (String::new(), String::new());
        for (place, errors) in errors.chunks(INPUTS).enumerate() {
            let x = (LEFT + place) as f64 + 0.5;
            let most = errors.iter().fold(0.0_f64, |most, error| most.max(*error));
            let letter = if place == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            let _ = write!(greatest, "M{x} {bottom}V{:.1}", y(most));
            let _ = write!(mean, "{letter}{x} {:.1}", y(errors.iter().sum::<f64>() / errors.len() as f64));
        }
        picture.path("idle", &greatest);
        picture.path("wire", &mean);
        picture.finish()
    }
}
