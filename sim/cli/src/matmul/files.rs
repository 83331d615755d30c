//! The operands of products, from files.

use crate::arguments::Matmul;
use crate::matrix_files::{bytes, matrix};
use anyhow::{bail, ensure};
use seedchip_host::blocks::{columns_of_integers, of_columns, of_rows, rows_of_integers};
use seedchip_host::operands::{BLOCK, Scales};
use seedchip_spec::{Element, Format};
use std::path::{Path, PathBuf};

/// The scale byte of 2^0.
const ONE: u8 = 127;

/// The operands of a product, one element per byte, with the scales of a block format.
pub struct Operands {
    pub format: Format,
    /// m, n and k.
    pub shape: (usize, usize, usize),
    pub a: Vec<i8>,
    pub b: Vec<i8>,
    row_scales: Vec<u8>,
    column_scales: Vec<u8>,
    /// What integers of a row of A and of a column of B were divided by, if they were quantised.
    pub integer_scales: Option<(Vec<f64>, Vec<f64>)>,
}

impl Operands {
    /// Bit patterns, and the scales of block formats.
    pub fn read(arguments: &Matmul, format: Format) -> anyhow::Result<Self> {
        let (a_shape, a) = elements(&arguments.a, format, format.activations())?;
        let (b_shape, b) = elements(&arguments.b, format, format.weights())?;
        let shape = shape(arguments, a_shape, b_shape)?;
        let (m, n, k) = shape;
        let scales = |path: &Option<PathBuf>, wanted: [usize; 2]| match path {
            Some(path) if format.has_blocks() => read_scales(path, wanted),
            Some(_) => bail!("{} has no scales: leave out --a-scale and --b-scale", format.name()),
            None if format.has_blocks() => Ok(vec![ONE; wanted[0] * wanted[1]]),
            None => Ok(Vec::new()),
        };
        let row_scales = scales(&arguments.a_scale, [m, k.div_ceil(BLOCK)])?;
        let column_scales = scales(&arguments.b_scale, [k.div_ceil(BLOCK), n])?;
        Ok(Self { format, shape, a, b, row_scales, column_scales, integer_scales: None })
    }

    /// Those of a block format; none of another one.
    pub fn scales(&self) -> Scales<'_> {
        Scales { rows: &self.row_scales, columns: &self.column_scales }
    }
}

/// Two matrices of float32.
pub struct Matrices {
    shape: (usize, usize, usize),
    a: Vec<f32>,
    b: Vec<f32>,
}

impl Matrices {
    /// Both files.
    pub fn read(arguments: &Matmul) -> anyhow::Result<Self> {
        ensure!(
            arguments.a_scale.is_none() && arguments.b_scale.is_none(),
            "--quantise finds the scales: leave out --a-scale and --b-scale"
        );
        let ((a_shape, a), (b_shape, b)) = (matrix(&arguments.a)?, matrix(&arguments.b)?);
        Ok(Self { shape: shape(arguments, a_shape, b_shape)?, a, b })
    }

    /// The operands in a format.
    pub fn quantised(&self, format: Format) -> Operands {
        let (shape, (_, n, k)) = (self.shape, self.shape);
        if format.has_blocks() {
            let a = of_rows(format.activations(), k, &self.a);
            let b = of_columns(format.weights(), n, &self.b);
            let (row_scales, column_scales) = (a.scales, b.scales);
            Operands { format, shape, a: a.elements, b: b.elements, row_scales, column_scales, integer_scales: None }
        } else {
            let ((a, rows), (b, columns)) =
                (rows_of_integers(format, k, &self.a), columns_of_integers(format, n, &self.b));
            let integer_scales = Some((rows, columns));
            Operands { format, shape, a, b, row_scales: Vec::new(), column_scales: Vec::new(), integer_scales }
        }
    }

    /// The product in float64.
    pub fn product(&self) -> Vec<f64> {
        let (m, n, k) = self.shape;
        let element = |index: usize| -> f64 {
            let (row, column) = (index / n, index % n);
            (0..k).map(|i| f64::from(self.a[row * k + i]) * f64::from(self.b[i * n + column])).sum()
        };
        (0..m * n).map(element).collect()
    }
}

/// m, n and k of two matrices that go together.
fn shape(arguments: &Matmul, [m, k]: [usize; 2], [rows, n]: [usize; 2]) -> anyhow::Result<(usize, usize, usize)> {
    let (a, b) = (arguments.a.display(), arguments.b.display());
    ensure!(k == rows, "{a} has {k} columns and {b} {rows} rows: these must be equal");
    ensure!(m > 0 && n > 0 && k > 0, "{a} · {b}: a product of no elements");
    Ok((m, n, k))
}

/// Scales of a known shape.
fn read_scales(path: &Path, wanted: [usize; 2]) -> anyhow::Result<Vec<u8>> {
    let (found, scales) = bytes(path)?;
    ensure!(found == wanted, "{} is {found:?}: the scales are {wanted:?}, a byte per block of {BLOCK}", path.display());
    Ok(scales)
}

/// Bit patterns, one element per byte; of an element of 4 bits the low ones count, and the others must extend their sign or
/// be zero.
fn elements(path: &Path, format: Format, element: Element) -> anyhow::Result<([usize; 2], Vec<i8>)> {
    let (shape, bytes) = bytes(path)?;
    let unused = 8 - element.bits();
    let of_byte = |byte: &u8| -> anyhow::Result<i8> {
        let value = (byte << unused).cast_signed() >> unused;
        let pattern = byte & (u8::MAX >> unused);
        ensure!(
            *byte == pattern || byte.cast_signed() == value,
            "{} has the element {byte:#04x}: {} has {} bits",
            path.display(),
            format.name(),
            element.bits()
        );
        Ok(value)
    };
    Ok((shape, bytes.iter().map(of_byte).collect::<anyhow::Result<_>>()?))
}
