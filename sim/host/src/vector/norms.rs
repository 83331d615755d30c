//! RMSNorm and LayerNorm.

use super::cuts::{most_rows, parts};
use super::matrix::{Matrix, VectorError, check, check_row, words};
use super::program::{Place, Program};
use super::row_operand::RowOperand;
use super::template::{immediate, inside, kept, of, scalars, sent, times_scalar, to_x, with};
use seedchip_spec::{Operation, Pass, PassFunction, Reduction, Second, VectorSizes};

/// Registers: a sum, a mean, one over the root of it.
const SUM: u8 = 0;
const MEAN: u8 = 1;
const ROOT: u8 = 2;

/// RN(RN(x · r) · g), r = rsqrt(RN(mean + ε)), mean = RN(Σ RN(x²) · RN(1/n)).
#[derive(Clone, Copy, Debug, Default)]
pub struct RmsNorm<'a> {
    /// Gains, one for each element of a row; 1 if there are none.
    pub gain: Option<&'a [f32]>,
    /// The gain is RN(1 + g).
    pub plus_one: bool,
    /// ε.
    pub epsilon: f32,
}

/// RN(RN(RN(d · rsqrt(RN(v + ε))) · g) + b), d = RN(x − mean), v = RN(Σ RN(d²) · RN(1/n)).
#[derive(Clone, Copy, Debug, Default)]
pub struct LayerNorm<'a> {
    /// Gains, one for each element of a row; 1 if there are none.
    pub gain: Option<&'a [f32]>,
    /// Biases; −0 if there are none.
    pub bias: Option<&'a [f32]>,
    /// ε.
    pub epsilon: f32,
}

impl RmsNorm<'_> {
    /// The program for rows.
    pub fn program(&self, sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
        let n = x.columns;
        let (mut program, most) = begin(sizes, x)?;
        let load = |pass| if self.plus_one { immediate(Operation::Add, 1.0, pass) } else { pass };
        let gain = row_operand(&mut program, "the gain", 0, n, self.gain, load)?;
        for rows in parts(x.rows, most) {
            let (m, of_rows) = (rows.len(), x.part(rows.clone()));
            program.add(kept(Reduction::Sum, SUM, squares(sent(m, n))), of_rows, &[]);
            root(&mut program, m, n, self.epsilon);
            let scaled = times_scalar(ROOT, sent(m, n));
            finish(&mut program, scaled, of_rows, &[(Operation::Multiply, &gain)], place(&rows, n));
        }
        Ok(program)
    }
}

impl LayerNorm<'_> {
    /// The program for rows.
    pub fn program(&self, sizes: VectorSizes, x: &Matrix) -> Result<Program, VectorError> {
        let n = x.columns;
        let (mut program, most) = begin(sizes, x)?;
        let gain = row_operand(&mut program, "the gain", 0, n, self.gain, |pass| pass)?;
        let bias = row_operand(&mut program, "the bias", sizes.vectors(n), n, self.bias, |pass| pass)?;
        for rows in parts(x.rows, most) {
            let (m, inside) = (rows.len(), inside(rows.len(), n));
            program.add(to_x(kept(Reduction::Sum, SUM, sent(m, n))), x.part(rows.clone()), &[]);
            mean(&mut program, m, n);
            let distances = Pass { take: MEAN, ..with(Operation::Subtract, Second::Scalar, inside) };
            program.add(to_x(distances), &[], &[]);
            program.add(kept(Reduction::Sum, SUM, squares(inside)), &[], &[]);
            root(&mut program, m, n, self.epsilon);
            let steps = [(Operation::Multiply, &gain), (Operation::Add, &bias)];
            finish(&mut program, times_scalar(ROOT, inside), &[], &steps, place(&rows, n));
        }
        Ok(program)
    }
}

/// A program without passes, and how many rows it takes at once.
fn begin(sizes: VectorSizes, x: &Matrix) -> Result<(Program, usize), VectorError> {
    check_row(x.columns, sizes.words * sizes.lanes)?;
    Ok((Program::new(sizes, x.rows, x.columns), most_rows(sizes, sizes.words, x.columns)))
}

fn row_operand(
    program: &mut Program,
    what: &'static str,
    base: usize,
    n: usize,
    numbers: Option<&[f32]>,
    load: impl FnOnce(Pass) -> Pass,
) -> Result<Option<RowOperand>, VectorError> {
    let Some(numbers) = numbers else { return Ok(None) };
    check(what, numbers.len(), n)?;
    Ok(Some(RowOperand::new(program, base, &words(numbers), load)))
}

fn place(rows: &std::ops::Range<usize>, n: usize) -> Place {
    Place::rows(rows.start * n, rows.len(), n)
}

fn squares(pass: Pass) -> Pass {
    with(Operation::Multiply, Second::First, pass)
}

/// The mean of n elements from their sum.
fn mean(program: &mut Program, m: usize, n: usize) {
    let share = (1.0 / n as f64) as f32;
    program.add(immediate(Operation::Multiply, share, scalars(m, SUM, MEAN)), &[], &[]);
}

/// One over the root of the mean of squares and ε, from the squares' sum.
fn root(program: &mut Program, m: usize, n: usize, epsilon: f32) {
    mean(program, m, n);
    let sum = immediate(Operation::Add, epsilon, scalars(m, MEAN, ROOT));
    program.add(of(PassFunction::Rsqrt, sum), &[], &[]);
}

/// Adds a pass, and passes with those row operands that there are; the last one gives the results.
fn finish(program: &mut Program, first: Pass, x: &[u32], steps: &[(Operation, &Option<RowOperand>)], place: Place) {
    let inside = inside(usize::from(first.m), first.n as usize);
    let (mut pass, mut x, mut z) = (first, x, Vec::new());
    for (operation, operand) in steps {
        if let Some(operand) = operand {
            program.add(to_x(pass), x, &z);
            x = &[];
            (pass, z) = operand.with(*operation, inside);
        }
    }
    program.tell(pass, x, &z, place);
}
