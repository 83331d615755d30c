//! An operation with its operands: the program that does it, and its results in float64.

use super::{numbers, reference};
use crate::arguments::{MaskKind, NumberFormat, Operation, Pairs, Vector};
use crate::matrix_files::{array, bytes, matrix};
use anyhow::{Context, bail, ensure};
use seedchip_host::vector::{
    Activation, LayerNorm, Mask, Matrix, Pairing, Program, RmsNorm, Rope, Scaling, activation, add, argmax,
    frequencies, from_blocks, function, gated, int8_rows, softmax, softmax_terms, to_bf16, to_blocks,
};
use seedchip_spec::{Number, PassFunction, VectorSizes};
use std::path::{Path, PathBuf};

/// What is added to a mean of squares unless the user says so.
const EPSILON: f32 = 1e-5;
/// The base of the frequencies of rotary embeddings unless the user says so.
const THETA: f64 = 10_000.0;

/// An operation that can run.
pub struct Task {
    pub program: Program,
    /// m and n of the first operand.
    pub shape: (usize, usize),
    /// The results in float64, of what is a number.
    pub exact: Option<Vec<f64>>,
}

/// An operation of each element alone.
pub fn of_elements(operation: Operation, sizes: VectorSizes, x: &Matrix) -> anyhow::Result<Program> {
    Ok(match operation {
        Operation::Exp2 => function(sizes, PassFunction::Exp2, x),
        Operation::Exp => function(sizes, PassFunction::Exp, x),
        Operation::Sigmoid => function(sizes, PassFunction::Sigmoid, x),
        Operation::Reciprocal => function(sizes, PassFunction::Reciprocal, x),
        Operation::Rsqrt => function(sizes, PassFunction::Rsqrt, x),
        Operation::Silu => activation(sizes, Activation::Silu, x),
        Operation::Gelu => activation(sizes, Activation::Gelu, x),
        Operation::Bf16 => to_bf16(sizes, x),
        _ => bail!("{} is no operation of each element alone", operation.name()),
    })
}

impl Task {
    /// Reads the operands.
    pub fn read(arguments: &Vector, sizes: VectorSizes) -> anyhow::Result<Self> {
        let path = arguments.input.as_deref().context("--in gives the first operand")?;
        match arguments.operation {
            Operation::Dequantise => Self::dequantise(arguments, sizes, path),
            _ => Self::of_numbers(arguments, sizes, path),
        }
    }

    /// An operation whose first operand is float32.
    fn of_numbers(arguments: &Vector, sizes: VectorSizes, path: &Path) -> anyhow::Result<Self> {
        let (x, numbers) = Operand::read(path)?.parts();
        let (m, n) = (x.rows, x.columns);
        let each = |of: fn(f64) -> f64| Some(numbers.iter().map(|x| of(*x)).collect::<Vec<f64>>());
        let pairs = |with: &Operand, of: fn(f64, f64) -> f64| {
            Some(numbers.iter().zip(&with.numbers).map(|(x, z)| of(*x, *z)).collect())
        };
        let with = || Operand::read(arguments.with.as_deref().context("--with gives the second operand")?);
        let (program, exact) = match arguments.operation {
            operation @ Operation::Exp2 => (of_elements(operation, sizes, &x)?, each(f64::exp2)),
            operation @ Operation::Exp => (of_elements(operation, sizes, &x)?, each(f64::exp)),
            operation @ Operation::Sigmoid => (of_elements(operation, sizes, &x)?, each(reference::sigmoid)),
            operation @ Operation::Reciprocal => (of_elements(operation, sizes, &x)?, each(f64::recip)),
            operation @ Operation::Rsqrt => (of_elements(operation, sizes, &x)?, each(reference::rsqrt)),
            operation @ Operation::Silu => (of_elements(operation, sizes, &x)?, each(reference::silu)),
            operation @ Operation::Gelu => (of_elements(operation, sizes, &x)?, each(reference::gelu)),
            operation @ Operation::Bf16 => (of_elements(operation, sizes, &x)?, each(|x| x)),
            Operation::Add => {
                let z = with()?;
                (add(sizes, &x, &z.matrix)?, pairs(&z, |x, z| x + z))
            }
            Operation::Swiglu => {
                let z = with()?;
                (gated(sizes, Activation::Silu, &x, &z.matrix)?, pairs(&z, |x, z| reference::silu(x) * z))
            }
            Operation::Geglu => {
                let z = with()?;
                (gated(sizes, Activation::Gelu, &x, &z.matrix)?, pairs(&z, |x, z| reference::gelu(x) * z))
            }
            operation @ (Operation::Softmax | Operation::SoftmaxTerms) => {
                let mask = mask(arguments)?;
                let of_row = |(row, x): (usize, &[f64])| {
                    let visible = mask.visible(row, n);
                    let is_visible = |t| visible.contains(&t);
                    if operation == Operation::Softmax {
                        reference::softmax(x, is_visible)
                    } else {
                        reference::softmax_terms(x, is_visible)
                    }
                };
                let program = if operation == Operation::Softmax { softmax } else { softmax_terms }(sizes, &x, &mask)?;
                (program, Some(numbers.chunks(n).enumerate().flat_map(of_row).collect()))
            }
            Operation::Rmsnorm | Operation::Layernorm => norm(arguments, sizes, &x, &numbers)?,
            Operation::Rope => rope(arguments, sizes, &x, &numbers)?,
            Operation::Argmax => (argmax(sizes, &x)?, None),
            Operation::Quantise => {
                let ceil = arguments.ceil;
                let program = match arguments.format.unwrap_or(NumberFormat::Int8) {
                    NumberFormat::Int8 => {
                        ensure!(!ceil, "--ceil is for formats with scales of blocks");
                        int8_rows(sizes, &x)?
                    }
                    format => to_blocks(sizes, of_blocks(format, "int8")?, ceil, &x)?,
                };
                (program, Some(numbers))
            }
            Operation::Scale => {
                let to = match arguments.format.unwrap_or(NumberFormat::Fp32) {
                    NumberFormat::Fp32 => Number::Fp32,
                    NumberFormat::Bf16 => Number::Bf16,
                    format => of_blocks(format, "fp32, bf16")?,
                };
                let has_scales = to.has_blocks() || arguments.out_scale.is_none();
                ensure!(has_scales, "--out-scale is for formats with scales of blocks");
                let scales = Scales::read(arguments)?;
                let scaling = Scaling { to, ..scales.scaling(arguments) };
                let program = scaling.program(sizes, &x)?;
                (program, Some(scales.exact(arguments, n, &numbers)))
            }
            Operation::Dequantise => bail!("the first operand of dequantise is no float32"),
        };
        Ok(Self { program, shape: (m, n), exact })
    }

    /// Sums of integers, or elements with scales of blocks, to numbers.
    fn dequantise(arguments: &Vector, sizes: VectorSizes, path: &Path) -> anyhow::Result<Self> {
        match arguments.format.unwrap_or(NumberFormat::Int32) {
            NumberFormat::Int32 => {
                let ([m, n], integers) = matrix::<i32>(path)?;
                let x = Matrix::new(m, n, integers.iter().map(|x| x.cast_unsigned()).collect())?;
                let scales = Scales::read(arguments)?;
                let scaling = Scaling { from: Number::Int32, ..scales.scaling(arguments) };
                let program = scaling.program(sizes, &x)?;
                let numbers: Vec<f64> = integers.into_iter().map(f64::from).collect();
                Ok(Self { program, shape: (m, n), exact: Some(scales.exact(arguments, n, &numbers)) })
            }
            format => {
                let format = of_blocks(format, "int32")?;
                ensure!(
                    arguments.column_scale.is_none() && arguments.bias.is_none() && arguments.factor.is_none(),
                    "a format with scales of blocks has --row-scale alone"
                );
                let ([m, n], codes) = bytes(path)?;
                let codes = Matrix::new(m, n, codes.into_iter().map(u32::from).collect())?;
                let scales = arguments.row_scale.as_deref().context("--row-scale gives the scales of the blocks")?;
                let (_, scales) = bytes(scales)?;
                let program = from_blocks(sizes, format, &codes, &scales)?;
                let exact = numbers::of_blocks(format, n, &codes.words, &scales);
                Ok(Self { program, shape: (m, n), exact: Some(exact) })
            }
        }
    }
}

/// Rows of float32, and the same in float64.
struct Operand {
    matrix: Matrix,
    numbers: Vec<f64>,
}

impl Operand {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let ([rows, columns], numbers) = matrix::<f32>(path)?;
        let matrix =
            Matrix::of_numbers(rows, columns, &numbers).with_context(|| format!("cannot use {}", path.display()))?;
        Ok(Self { matrix, numbers: numbers.into_iter().map(f64::from).collect() })
    }

    fn parts(self) -> (Matrix, Vec<f64>) {
        (self.matrix, self.numbers)
    }
}

/// Numbers of float32 in any shape, if there is a file.
fn row(path: &Option<PathBuf>) -> anyhow::Result<Option<Vec<f32>>> {
    path.as_deref().map(|path| Ok(array::<f32>(path)?.values)).transpose()
}

/// A format with scales of blocks; `others` are those that the operation has besides.
fn of_blocks(format: NumberFormat, others: &str) -> anyhow::Result<Number> {
    Ok(match format {
        NumberFormat::Mxint8 => Number::MxInt8,
        NumberFormat::Mxfp8 => Number::E4m3,
        NumberFormat::Mxfp4 => Number::E2m1,
        _ => bail!("the format of this operation is one of {others}, mxint8, mxfp8 and mxfp4"),
    })
}

/// The mask of softmax.
fn mask(arguments: &Vector) -> anyhow::Result<Mask> {
    let position = arguments.positions.as_deref().unwrap_or("0");
    let position =
        position.parse().ok().context("--positions of softmax is the position of the first row, a number")?;
    Ok(Mask {
        causal: arguments.mask == Some(MaskKind::Causal),
        length: arguments.length,
        window: arguments.window,
        position,
        shared: arguments.shared.unwrap_or(1),
    })
}

/// RMSNorm and LayerNorm.
fn norm(
    arguments: &Vector,
    sizes: VectorSizes,
    x: &Matrix,
    numbers: &[f64],
) -> anyhow::Result<(Program, Option<Vec<f64>>)> {
    let (gain, bias) = (row(&arguments.gain)?, row(&arguments.bias)?);
    let epsilon = arguments.epsilon.unwrap_or(EPSILON);
    let (gain, bias, plus_one) = (gain.as_deref(), bias.as_deref(), arguments.plus_one);
    ensure!(!plus_one || gain.is_some(), "--plus-one is about the gains: give --gain");
    let is_rms = arguments.operation == Operation::Rmsnorm;
    let program = if is_rms {
        RmsNorm { gain, plus_one, epsilon }.program(sizes, x)?
    } else {
        LayerNorm { gain, bias, epsilon }.program(sizes, x)?
    };
    let normed = if is_rms { reference::rms_norm } else { reference::layer_norm };
    let gain = |t: usize| gain.map_or(1.0, |gain| f64::from(gain[t]) + f64::from(u8::from(plus_one)));
    let bias = |t: usize| bias.map_or(0.0, |bias| f64::from(bias[t]));
    let of_row = |row: &[f64]| -> Vec<f64> {
        let normed = normed(row, epsilon.into());
        normed.iter().enumerate().map(|(t, x)| x * gain(t) + bias(t)).collect()
    };
    Ok((program, Some(numbers.chunks(x.columns).flat_map(of_row).collect())))
}

/// Rotary embeddings.
fn rope(
    arguments: &Vector,
    sizes: VectorSizes,
    x: &Matrix,
    numbers: &[f64],
) -> anyhow::Result<(Program, Option<Vec<f64>>)> {
    let (m, n) = (x.rows, x.columns);
    let shared = arguments.shared.unwrap_or(1);
    ensure!(shared > 0, "--shared is the number of rows of a position: 1 or more");
    let text = arguments.positions.as_deref().unwrap_or("0");
    let positions: Vec<usize> = match text.parse::<usize>() {
        Ok(first) => (0..m).map(|row| first.saturating_add(row / shared)).collect(),
        Err(_) => {
            ensure!(arguments.shared.is_none(), "a file of --positions has one for each row: leave out --shared");
            let positions = array::<i32>(Path::new(text))?.values;
            let position = |position: &i32| usize::try_from(*position).context("a position is less than 0");
            positions.iter().map(position).collect::<anyhow::Result<_>>()?
        }
    };
    let theta = arguments.theta.unwrap_or(THETA);
    ensure!(theta.is_finite() && theta >= 1.0, "--theta must be 1 or more, got {theta}");
    let frequencies = frequencies(theta, n);
    let pairing = match arguments.pairing {
        Some(Pairs::Adjacent) => Pairing::Adjacent,
        Some(Pairs::Half) | None => Pairing::Half,
    };
    let factor = arguments.factor;
    let rope = Rope { pairing, frequencies: &frequencies, positions: &positions, factor };
    let program = rope.program(sizes, x)?;
    let mut exact = vec![0.0; m * n];
    for (row, position) in positions.iter().enumerate() {
        for (pair, frequency) in frequencies.iter().enumerate() {
            let places = pairing.places(n, pair).map(|place| row * n + place);
            let turned = reference::turned(places.map(|place| numbers[place]), *position, *frequency);
            places.into_iter().zip(turned).for_each(|(place, x)| exact[place] = x * f64::from(factor.unwrap_or(1.0)));
        }
    }
    Ok((program, Some(exact)))
}

/// Scales of rows and columns, and biases, as far as they are given.
struct Scales {
    rows: Option<Vec<f32>>,
    columns: Option<Vec<f32>>,
    bias: Option<Vec<f32>>,
}

impl Scales {
    fn read(arguments: &Vector) -> anyhow::Result<Self> {
        let (rows, columns) = (row(&arguments.row_scale)?, row(&arguments.column_scale)?);
        Ok(Self { rows, columns, bias: row(&arguments.bias)? })
    }

    /// From FP32 to FP32.
    fn scaling(&self, arguments: &Vector) -> Scaling<'_> {
        Scaling {
            rows: self.rows.as_deref(),
            columns: self.columns.as_deref(),
            bias: self.bias.as_deref(),
            factor: arguments.factor,
            ..Scaling::default()
        }
    }

    /// In float64, once the lengths are known to be right.
    fn exact(&self, arguments: &Vector, n: usize, numbers: &[f64]) -> Vec<f64> {
        let at = |numbers: &Option<Vec<f32>>, index: usize, none: f64| {
            numbers.as_ref().map_or(none, |numbers| f64::from(numbers[index]))
        };
        let scaled = |(index, x): (usize, &f64)| {
            let product = x * at(&self.rows, index / n, 1.0) * at(&self.columns, index % n, 1.0);
            (product + at(&self.bias, index % n, 0.0)) * f64::from(arguments.factor.unwrap_or(1.0))
        };
        numbers.iter().enumerate().map(scaled).collect()
    }
}
