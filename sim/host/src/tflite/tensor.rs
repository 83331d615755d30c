//! Tensors, and the data that a file holds for them.

use super::error::{Fault, NetworkError, fault};
use super::flatbuffer::{Numbers, Table, Tables};
use super::network::Quantisation;
use super::schema::{TYPES, buffer, quantisation, tensor};

/// Dimensions of a tensor, at most: no layer has a longer shape.
const DIMENSIONS: usize = 8;

/// An offset up to this one says that a buffer lies in its own vector.
const NO_OFFSET: u64 = 1;

/// The tensors of a file, and the bytes that may still be copied.
pub(super) struct Tensors<'a> {
    file: &'a [u8],
    tensors: Tables<'a>,
    buffers: Tables<'a>,
    budget: usize,
}

impl<'a> Tensors<'a> {
    /// The tensors and buffers of a file.
    pub(super) fn new(file: &'a [u8], tensors: Tables<'a>, buffers: Tables<'a>) -> Self {
        // A sound file holds each layer's data, or shares a little of it. In a hostile one thousands of operators
        // may refer to one long buffer: the copying ends here, and with it the work.
        Self { file, tensors, buffers, budget: file.len().saturating_mul(4) }
    }

    /// Tensor `index`.
    pub(super) fn get(&self, index: i32) -> Result<Tensor<'a>, NetworkError> {
        let table = self.tensors.get(usize::try_from(index).unwrap_or(usize::MAX))?;
        let shape: Numbers<i32> = table.numbers(tensor::SHAPE)?;
        if shape.len() > DIMENSIONS {
            return Err(NetworkError::Broken("a tensor has too many dimensions"));
        }
        let shape: Option<Vec<usize>> = shape.iter().map(|size| usize::try_from(size).ok()).collect();
        Ok(Tensor { table, shape: shape.ok_or(NetworkError::Broken("a tensor has a negative size"))? })
    }

    /// The constant data of a tensor, `length` bytes.
    pub(super) fn data(&mut self, tensor: &Tensor, what: &str, length: Option<usize>) -> Result<&'a [u8], Fault> {
        let index: u32 = tensor.table.number(tensor::BUFFER, 0)?;
        let buffer = self.buffers.get(usize::try_from(index).unwrap_or(usize::MAX))?;
        let data = self.bytes(&buffer)?;
        if data.is_empty() {
            return fault(format!("the file holds no data for its {what}"));
        }
        if length != Some(data.len()) {
            let needed = length.map_or("more".to_owned(), |length| length.to_string());
            return fault(format!("the file holds {} bytes for its {what}, whose shape needs {needed}", data.len()));
        }
        self.spend(data.len())?;
        Ok(data)
    }

    /// The bytes of a buffer: in the FlatBuffer, or at an offset of the file behind it, where files of 2 GB and more
    /// have them.
    fn bytes(&self, buffer: &Table<'a>) -> Result<&'a [u8], NetworkError> {
        let offset = buffer.number(buffer::OFFSET, 0_u64)?;
        if buffer.has(buffer::DATA)? || offset <= NO_OFFSET {
            return Ok(buffer.numbers::<u8>(buffer::DATA)?.bytes());
        }
        let end = offset.checked_add(buffer.number(buffer::SIZE, 0)?);
        let range = usize::try_from(offset).ok().zip(end.and_then(|end| usize::try_from(end).ok()));
        let bytes = range.and_then(|(start, end)| self.file.get(start..end));
        bytes.ok_or(NetworkError::Broken("a buffer lies outside of the file"))
    }

    /// Takes the bytes that are about to be looked through and copied off the budget.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), NetworkError> {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.ok_or(NetworkError::Broken("its layers refer to more data than it holds"))?;
        Ok(())
    }
}

/// A tensor and its shape.
pub(super) struct Tensor<'a> {
    table: Table<'a>,
    /// Its sizes.
    pub(super) shape: Vec<usize>,
}

impl<'a> Tensor<'a> {
    /// The number of its elements, if it can be counted.
    pub(super) fn elements(&self) -> Option<usize> {
        self.shape.iter().try_fold(1_usize, |elements, size| elements.checked_mul(*size))
    }

    /// Refuses every type but one.
    pub(super) fn check_type(&self, what: &str, expected: i8, name: &str) -> Result<(), Fault> {
        let code: i8 = self.table.number(tensor::TYPE, 0)?;
        let verb = if what == "weights" { "are" } else { "is" };
        if self.table.has(tensor::SPARSITY)? {
            return fault(format!("its {what} {verb} sparse"));
        }
        if code == expected {
            return Ok(());
        }
        let found = usize::try_from(code).ok().and_then(|code| TYPES.get(code)).unwrap_or(&"of an unknown type");
        fault(format!("its {what} {verb} {found}, not {name}"))
    }

    /// Scales, zero points and the dimension that they go along.
    pub(super) fn codes(&self, what: &str) -> Result<(Numbers<'a, f32>, Numbers<'a, i64>, i32), Fault> {
        match self.table.table(tensor::QUANTISATION)? {
            None => fault(format!("there is no scale for its {what}")),
            Some(quantisation) => Ok((
                quantisation.numbers(quantisation::SCALE)?,
                quantisation.numbers(quantisation::ZERO_POINT)?,
                quantisation.number(quantisation::DIMENSION, 0)?,
            )),
        }
    }

    /// One scale and zero point for the whole tensor.
    pub(super) fn quantisation(&self, what: &str) -> Result<Quantisation, Fault> {
        let (scales, zero_points, _) = self.codes(what)?;
        let (1, Some(scale)) = (scales.len(), scales.get(0)) else {
            return fault(format!("its {what} has {} scales, not one", scales.len()));
        };
        if zero_points.len() > 1 {
            return fault(format!("its {what} has {} zero points, not one", zero_points.len()));
        }
        check_scale(what, scale)?;
        let zero_point = zero_points.get(0).unwrap_or(0);
        match i8::try_from(zero_point) {
            Ok(zero_point) => Ok(Quantisation { scale, zero_point }),
            Err(_) => fault(format!("its {what} has a zero point of {zero_point}, which is not from -128 to 127")),
        }
    }
}

/// Refuses what is no scale.
pub(super) fn check_scale(what: &str, scale: f32) -> Result<(), Fault> {
    let sound = scale.is_finite() && scale > 0.0;
    if sound { Ok(()) } else { fault(format!("a scale of its {what} is {scale}, which must be above 0")) }
}
