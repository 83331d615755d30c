//! Layers to the integers that the datapath computes with.
//!
//! Scales become a multiplier and a shift as in TFLite's `QuantizeMultiplier`, restated for
//! real = M · 2^−s with M in [2^30, 2^31) or 0 and s in 1..=62. The real scale is
//! input scale · weight scale / output scale in double precision, which is what LiteRT's fully connected kernel does
//! (measured: `verif/oracle/README.md`).

use crate::tflite::{Activation, FullyConnected, Network, Quantisation};
use seedchip_spec::{Column, Command, Format};
use thiserror::Error;

/// Why the datapath cannot compute a layer.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum QuantiseError {
    /// It has too many inputs.
    #[error("inputs of a layer must be at most 65535, got {0}: a longer sum could overflow")]
    Inputs(usize),
    /// It has too many outputs.
    #[error("outputs of a layer must be at most 65535, got {0}: a command's n has 16 bits")]
    Outputs(usize),
    /// A scale is no scale, or 2^30 or more.
    #[error("the scale from sums to results must lie between 0 and 2^30, got {0}")]
    Scale(f64),
    /// A bias is too large with the input's zero point folded in.
    #[error("the bias of output {output} must be -2^30 to 2^30 with the input's zero point folded in, got {bias}")]
    Bias {
        /// The output, from 0.
        output: usize,
        /// Its bias.
        bias: i64,
    },
    /// Lengths contradict the layer's shape.
    #[error("the numbers of the layer's weights, scales or biases contradict its shape")]
    Shape,
}

/// A scale from sums to results: real = `multiplier` · 2^−`shift`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// M: 2^30 to 2^31 − 1, or 0.
    pub multiplier: i32,
    /// s: 1 to 62.
    pub shift: u8,
}

impl Scale {
    /// The nearest scale to a real one (half away from zero); one below 2^−32 becomes 0.
    pub fn new(real: f64) -> Result<Self, QuantiseError> {
        /// What TFLite makes of a scale that is too small: a multiplier of 0, unshifted.
        const ZERO: Scale = Scale { multiplier: 0, shift: 31 };
        if !(real.is_finite() && real >= 0.0) {
            return Err(QuantiseError::Scale(real));
        }
        // Far below what can be expressed: keeps subnormal numbers out of the next line.
        if real < power_of_two(-40) {
            return Ok(ZERO);
        }
        // real = fraction · 2^exponent with the fraction in [1/2, 1): C's frexp.
        let mut exponent = i32::try_from(real.to_bits() >> 52).unwrap_or(i32::MAX) - 1022;
        let fraction = real / power_of_two(exponent);
        let mut multiplier = (fraction * power_of_two(31)).round();
        if multiplier == power_of_two(31) {
            multiplier /= 2.0;
            exponent += 1;
        }
        if exponent < -31 {
            return Ok(ZERO);
        }
        match u8::try_from(31 - exponent) {
            Ok(shift) if shift >= 1 => Ok(Self { multiplier: multiplier as i32, shift }),
            _ => Err(QuantiseError::Scale(real)),
        }
    }
}

/// 2^`exponent`, exactly, for a normal result.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(u64::from((1023 + exponent).unsigned_abs()) << 52)
}

impl Activation {
    /// The smallest and the greatest code of a layer's results.
    pub fn bounds(self, output: Quantisation) -> (i8, i8) {
        // In float32 and half away from zero, as TFLite does; a code beyond int8 limits nothing.
        let code = |real: f32| {
            let code = ((real / output.scale).round() as i64).saturating_add(i64::from(output.zero_point));
            code.clamp(i64::from(i8::MIN), i64::from(i8::MAX)) as i8
        };
        match self {
            Self::Identity => (i8::MIN, i8::MAX),
            Self::Relu => (code(0.0), i8::MAX),
            Self::ReluN1To1 => (code(-1.0), code(1.0)),
            Self::Relu6 => (code(0.0), code(6.0)),
        }
    }
}

/// A layer as the datapath computes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Inputs per row, k: 1 to 65 535.
    pub inputs: usize,
    /// Outputs per row, n: 1 to 65 535.
    pub outputs: usize,
    /// `[inputs, outputs]`, row-major: a column per output.
    pub weights: Vec<i8>,
    /// One per output.
    pub columns: Vec<Column>,
}

impl Layer {
    /// Quantises a layer: scales to integers, the input's zero point into the biases, the activation into bounds.
    pub fn new(layer: &FullyConnected) -> Result<Self, QuantiseError> {
        let &FullyConnected { inputs, outputs, .. } = layer;
        if inputs > Command::greatest_k(Format::Int8, false) as usize {
            return Err(QuantiseError::Inputs(inputs));
        }
        if outputs > usize::from(u16::MAX) {
            return Err(QuantiseError::Outputs(outputs));
        }
        let scales = layer.weight_scales.len();
        let sound = inputs > 0 && outputs > 0 && layer.weights.len() == inputs * outputs;
        if !sound || layer.bias.len() != outputs || (scales != 1 && scales != outputs) {
            return Err(QuantiseError::Shape);
        }
        let (low, high) = layer.activation.bounds(layer.output);
        let mut weights = vec![0; inputs * outputs];
        let mut columns = Vec::with_capacity(outputs);
        for (output, row) in layer.weights.chunks_exact(inputs).enumerate() {
            for (input, weight) in row.iter().enumerate() {
                weights[input * outputs + output] = *weight;
            }
            let sum: i64 = row.iter().copied().map(i64::from).sum();
            let bias = i64::from(layer.bias[output]) - i64::from(layer.input.zero_point) * sum;
            let bias = i32::try_from(bias)
                .ok()
                .filter(|bias| (-Column::BIAS_LIMIT..=Column::BIAS_LIMIT).contains(bias))
                .ok_or(QuantiseError::Bias { output, bias })?;
            let weight_scale = layer.weight_scales[output % scales];
            let real = f64::from(layer.input.scale) * f64::from(weight_scale) / f64::from(layer.output.scale);
            let Scale { multiplier, shift } = Scale::new(real)?;
            columns.push(Column { bias, multiplier, shift, zero_point: layer.output.zero_point, low, high });
        }
        Ok(Self { inputs, outputs, weights, columns })
    }
}

/// Every layer of a network, in order.
pub fn layers(network: &Network) -> Result<Vec<Layer>, QuantiseError> {
    network.layers.iter().map(Layer::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(real: f64) -> (i32, u8) {
        let scale = Scale::new(real).expect("a scale");
        (scale.multiplier, scale.shift)
    }

    #[test]
    fn powers_of_two_have_the_smallest_multiplier() {
        for exponent in -32..30 {
            assert_eq!(scale(power_of_two(exponent)), (1 << 30, u8::try_from(30 - exponent).expect("small")));
        }
    }

    #[test]
    fn a_fraction_that_rounds_to_one_moves_the_exponent() {
        assert_eq!(scale(1.0 - power_of_two(-31)), (i32::MAX, 31));
        assert_eq!(scale(1.0 - power_of_two(-32)), (1 << 30, 30), "a tie rounds away from zero");
        assert_eq!(scale(1.0 - power_of_two(-33)), (1 << 30, 30));
        assert_eq!(scale(power_of_two(-32) * (1.0 - power_of_two(-33))), (1 << 30, 62));
    }

    #[test]
    fn small_scales_become_zero_and_large_ones_are_refused() {
        assert_eq!(scale(power_of_two(-32)), (1 << 30, 62));
        for real in [0.0, f64::MIN_POSITIVE / 4.0, power_of_two(-41), power_of_two(-32) * 0.999_999] {
            assert_eq!(scale(real), (0, 31), "{real}");
        }
        assert_eq!(scale(power_of_two(30) - 1.0), (i32::MAX - 1, 1));
        for real in [power_of_two(30), f64::MAX, f64::INFINITY, f64::NAN, -1.0] {
            assert!(matches!(Scale::new(real), Err(QuantiseError::Scale(_))), "{real}");
        }
    }

    #[test]
    fn activations_limit_codes() {
        let output = |scale, zero_point| Quantisation { scale, zero_point };
        assert_eq!(Activation::Identity.bounds(output(0.1, 3)), (-128, 127));
        assert_eq!(Activation::Relu.bounds(output(0.1, -128)), (-128, 127));
        assert_eq!(Activation::Relu.bounds(output(0.1, 3)), (3, 127));
        assert_eq!(Activation::Relu6.bounds(output(0.1, 3)), (3, 63));
        assert_eq!(Activation::Relu6.bounds(output(1e-30, 3)), (3, 127));
        assert_eq!(Activation::ReluN1To1.bounds(output(0.4, 0)), (-3, 3), "2.5 rounds away from zero");
    }

    fn layer() -> FullyConnected {
        FullyConnected {
            inputs: 3,
            outputs: 2,
            weights: vec![1, 2, 3, 4, 5, 6],
            weight_scales: vec![0.5, 0.25],
            bias: vec![100, -100],
            activation: Activation::Relu,
            input: Quantisation { scale: 1.0, zero_point: -10 },
            output: Quantisation { scale: 2.0, zero_point: 7 },
        }
    }

    #[test]
    fn the_zero_point_goes_into_the_bias_and_weights_are_transposed() {
        let made = Layer::new(&layer()).expect("sound");
        assert_eq!(made.weights, [1, 4, 2, 5, 3, 6]);
        let column = |bias, shift| Column { bias, multiplier: 1 << 30, shift, zero_point: 7, low: 7, high: 127 };
        assert_eq!(made.columns, [column(160, 32), column(50, 33)]);
    }

    #[test]
    fn what_could_overflow_is_refused() {
        let mut large = layer();
        large.bias[1] = Column::BIAS_LIMIT - 149;
        assert_eq!(Layer::new(&large), Err(QuantiseError::Bias { output: 1, bias: i64::from(Column::BIAS_LIMIT) + 1 }));
        large.bias[1] -= 1;
        assert!(Layer::new(&large).is_ok());
        let wide = FullyConnected { inputs: 65_536, ..layer() };
        assert_eq!(Layer::new(&wide), Err(QuantiseError::Inputs(65_536)));
        let short = FullyConnected { bias: vec![1], ..layer() };
        assert_eq!(Layer::new(&short), Err(QuantiseError::Shape));
    }
}
