//! The tensors of a file.

use super::format::{Format, NAMES};
use super::names;
use super::reader::Reader;
use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::file::Ranges;
use crate::model::tensors::Tensors;
use crate::model::weights::Listing;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

/// The most sizes that a tensor has.
const MOST_SIZES: u32 = 4;
/// What places of tensors are multiples of, if a file doesn't say it.
const ALIGNMENT: usize = 32;

/// What a file says about a tensor.
pub struct Info {
    name: String,
    /// Its shape as in the model: the last size is that of a row.
    shape: Vec<u64>,
    format: Format,
    /// Where it is, from the start of all numbers on.
    offset: u64,
    /// Bytes that it takes.
    bytes: u64,
}

/// What a file says about so many tensors.
pub fn read(reader: &mut Reader, tensors: u64) -> Result<Vec<Info>, ModelError> {
    let mut infos = Vec::new();
    for _ in 0..tensors {
        infos.push(info(reader)?);
    }
    Ok(infos)
}

fn info(reader: &mut Reader) -> Result<Info, ModelError> {
    let name = reader.text()?;
    let sizes = u32::from_le_bytes(reader.array()?);
    if !(1..=MOST_SIZES).contains(&sizes) {
        let what = format!("{name} has {sizes} sizes, and a tensor has 1 to {MOST_SIZES}");
        return Err(ModelError::broken(reader.path(), what));
    }
    let mut shape = Vec::new();
    for _ in 0..sizes {
        shape.push(u64::from_le_bytes(reader.array()?));
    }
    let row = shape[0];
    shape.reverse();
    let code = u32::from_le_bytes(reader.array()?);
    let format = Format::of(code).ok_or_else(|| {
        let what = format!("the numbers of {name} are of type {code}, and can be {NAMES}");
        ModelError::unsupported(reader.path(), what)
    })?;
    let offset = u64::from_le_bytes(reader.array()?);
    let elements = shape.iter().try_fold(1_u64, |product, size| product.checked_mul(*size));
    let whole = row.is_multiple_of(format.elements());
    let bytes = elements.and_then(|elements| (elements / format.elements()).checked_mul(format.bytes()));
    match bytes.filter(|_| whole) {
        Some(bytes) => Ok(Info { name, shape, format, offset, bytes }),
        None => Err(ModelError::broken(reader.path(), format!("{name} is {shape:?}, which cannot be in {format:?}"))),
    }
}

/// The numbers of a file.
pub struct Numbers {
    file: Ranges,
    /// By Hugging Face's name.
    infos: HashMap<String, Info>,
    /// Where they start.
    start: u64,
}

impl Numbers {
    /// The numbers of a file of this architecture that start at the next multiple of the alignment behind `end`.
    /// Tensors that are not in the file, or overlap, are an error.
    pub fn new(
        file: Ranges,
        architecture: &Architecture,
        mut infos: Vec<Info>,
        end: u64,
        alignment: Option<usize>,
    ) -> Result<Self, ModelError> {
        let broken = |what: String| ModelError::broken(file.path(), what);
        let alignment = alignment.unwrap_or(ALIGNMENT) as u64;
        let start = end.next_multiple_of(alignment);
        infos.sort_by_key(|info| info.offset);
        let mut free = 0;
        for info in &infos {
            if !info.offset.is_multiple_of(alignment) {
                return Err(broken(format!("{} is at {}, not at a multiple of {alignment}", info.name, info.offset)));
            }
            if info.offset < free {
                return Err(broken(format!("{} overlaps the tensor before it", info.name)));
            }
            let end = info.offset.checked_add(info.bytes).filter(|end| *end <= file.length().saturating_sub(start));
            free = end.ok_or_else(|| broken(format!("{} goes on behind its end", info.name)))?;
        }
        let mut by_name = HashMap::new();
        for info in infos {
            let name = names::name(&info.name, architecture);
            if by_name.contains_key(&name) {
                return Err(broken(format!("it has two tensors {}", info.name)));
            }
            by_name.insert(name, info);
        }
        Ok(Self { file, infos: by_name, start })
    }

    /// The shape of a tensor, if it is there.
    pub fn shape(&self, name: &str) -> Option<&[u64]> {
        self.infos.get(name).map(|info| info.shape.as_slice())
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<&Info, ModelError> {
        let broken = |what: String| ModelError::broken(self.file.path(), what);
        let info = self.infos.get(name).ok_or_else(|| broken(format!("it has no tensor {name}")))?;
        if info.shape.iter().copied().ne(shape.iter().map(|size| *size as u64)) {
            let what = format!("{} ({name}) is {:?}, and must be {shape:?}", info.name, info.shape);
            return Err(broken(what));
        }
        Ok(info)
    }
}

impl Listing for Numbers {
    fn path(&self) -> &Path {
        self.file.path()
    }

    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.infos.keys().map(String::as_str))
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<(), ModelError> {
        self.find(name, shape).map(|_| ())
    }
}

impl Tensors for Numbers {
    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let info = self.find(name, shape)?;
        Ok(info.format.read(&self.file.read(self.start + info.offset, info.bytes)?))
    }

    fn rows(&self, name: &str, shape: [usize; 2], rows: Range<usize>) -> Result<Vec<f32>, ModelError> {
        let info = self.find(name, &shape)?;
        if rows.end > shape[0] {
            let what = format!("{name} has {} rows, and row {} is wanted", shape[0], rows.end - 1);
            return Err(ModelError::broken(self.file.path(), what));
        }
        let row = shape[1] as u64 / info.format.elements() * info.format.bytes();
        let start = self.start + info.offset + rows.start as u64 * row;
        Ok(info.format.read(&self.file.read(start, rows.len() as u64 * row)?))
    }
}
