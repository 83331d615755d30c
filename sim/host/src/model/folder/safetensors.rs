//! Weights in files of the format safetensors: the length of a header in 64 bits, the header, which is JSON, and the
//! numbers.

use crate::model::error::ModelError;
use crate::model::file::Ranges;
use crate::model::json::{self, Object};
use crate::model::number::Number;
use crate::model::tensors::Tensors;
use crate::model::weights::Listing;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// Bytes of the header's length.
const PREFIX: u64 = 8;

/// A file.
struct Shard {
    file: Ranges,
    metadata: Metadata,
    /// Where the numbers begin.
    numbers: u64,
}

impl Shard {
    /// Opens a file. Only its header is read, which tells of tensors side by side that fill the rest of the file.
    fn open(path: &Path) -> Result<Self, ModelError> {
        let file = Ranges::open(path)?;
        let prefix = file.read(0, PREFIX)?;
        let length = prefix.iter().rev().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
        let header = file.read(PREFIX, length)?;
        let metadata: Metadata = serde_json::from_slice(&header)
            .map_err(|error| ModelError::broken(path, format!("its header cannot be read: {error}")))?;
        let (found, claimed) = (file.length() - PREFIX - length, metadata.data_len());
        if found != claimed as u64 {
            let what = format!("its header tells of {claimed} bytes of numbers, and it has {found}");
            return Err(ModelError::broken(path, what));
        }
        Ok(Self { file, metadata, numbers: PREFIX + length })
    }
}

/// All files of a model.
pub struct Shards {
    shards: Vec<Shard>,
    /// The file of each tensor.
    places: HashMap<String, usize>,
    /// The file that names the tensors.
    path: PathBuf,
}

impl Shards {
    /// Opens the weights in a folder.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let single = folder.join("model.safetensors");
        let path = folder.join("model.safetensors.index.json");
        if single.exists() || !path.exists() {
            let shard = Shard::open(&single)?;
            let places = shard.metadata.offset_keys().into_iter().map(|name| (name, 0)).collect();
            return Ok(Self { shards: vec![shard], places, path: single });
        }
        let index = json::read(&path)?;
        let mut names: Vec<&str> = Vec::new();
        let mut places = HashMap::new();
        for (tensor, shard) in Object::new(&path, &index)?.required_object("weight_map")?.fields() {
            let shard = shard.as_str().filter(|name| is_name(name)).ok_or_else(|| {
                ModelError::broken(&path, format!("the file of its tensor {tensor} is not one in its folder"))
            })?;
            let place = names.iter().position(|name| *name == shard).unwrap_or_else(|| {
                names.push(shard);
                names.len() - 1
            });
            places.insert(tensor.to_owned(), place);
        }
        let shards: Vec<Shard> = names.iter().map(|name| Shard::open(&folder.join(name))).collect::<Result<_, _>>()?;
        Ok(Self { shards, places, path })
    }

    /// A tensor of this shape: its file, what the file says about it, and how its numbers are written.
    fn find(&self, name: &str, shape: &[usize]) -> Result<(&Shard, &TensorInfo, Number), ModelError> {
        let missing = |path: &Path| ModelError::broken(path, format!("it has no tensor {name}"));
        let shard = &self.shards[*self.places.get(name).ok_or_else(|| missing(&self.path))?];
        let path = shard.file.path();
        let info = shard.metadata.info(name).ok_or_else(|| missing(path))?;
        if info.shape != shape {
            return Err(ModelError::broken(path, format!("{name} is {:?}, and must be {shape:?}", info.shape)));
        }
        match info.dtype {
            Dtype::F32 => Ok((shard, info, Number::F32)),
            Dtype::F16 => Ok((shard, info, Number::F16)),
            Dtype::BF16 => Ok((shard, info, Number::Bf16)),
            other => {
                let what = format!("the numbers of {name} are {other:?}, and can be F32, F16 and BF16");
                Err(ModelError::unsupported(path, what))
            }
        }
    }
}

/// Whether this is the name of a file, not a way to another folder.
fn is_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
}

impl Listing for Shards {
    fn path(&self) -> &Path {
        &self.path
    }

    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.places.keys().map(String::as_str))
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<(), ModelError> {
        self.find(name, shape).map(|_| ())
    }
}

impl Tensors for Shards {
    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let (shard, info, number) = self.find(name, shape)?;
        let (start, end) = info.data_offsets;
        Ok(number.read(&shard.file.read(shard.numbers + start as u64, (end - start) as u64)?))
    }

    fn rows(&self, name: &str, shape: [usize; 2], rows: Range<usize>) -> Result<Vec<f32>, ModelError> {
        let (shard, info, number) = self.find(name, &shape)?;
        if rows.end > shape[0] {
            let what = format!("{name} has {} rows, and row {} is wanted", shape[0], rows.end - 1);
            return Err(ModelError::broken(shard.file.path(), what));
        }
        let row = shape[1] as u64 * number.size();
        let start = shard.numbers + info.data_offsets.0 as u64 + rows.start as u64 * row;
        Ok(number.read(&shard.file.read(start, rows.len() as u64 * row)?))
    }
}
