//! The keys of a file and their values.

use super::reader::Reader;
use crate::model::error::ModelError;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The greatest of a size: a vocabulary of 2^20, rows of 2^20.
const GREATEST_SIZE: i128 = 1 << 20;

/// A value. Numbers in an array are few, or small, so all of them are binary64.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Whole(i128),
    Real(f64),
    Flag(bool),
    Text(String),
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

/// The type of a value, by its code.
#[derive(Clone, Copy)]
enum Type {
    Unsigned { bytes: u64 },
    Signed { bytes: u64 },
    Float32,
    Float64,
    Flag,
    Text,
    Array,
}

impl Type {
    fn of(code: u32) -> Option<Self> {
        Some(match code {
            0 => Self::Unsigned { bytes: 1 },
            1 => Self::Signed { bytes: 1 },
            2 => Self::Unsigned { bytes: 2 },
            3 => Self::Signed { bytes: 2 },
            4 => Self::Unsigned { bytes: 4 },
            5 => Self::Signed { bytes: 4 },
            6 => Self::Float32,
            7 => Self::Flag,
            8 => Self::Text,
            9 => Self::Array,
            10 => Self::Unsigned { bytes: 8 },
            11 => Self::Signed { bytes: 8 },
            12 => Self::Float64,
            _ => return None,
        })
    }

    fn read(reader: &mut Reader) -> Result<Self, ModelError> {
        let code = u32::from_le_bytes(reader.array()?);
        Self::of(code).ok_or_else(|| ModelError::broken(reader.path(), format!("a value of it is of type {code}")))
    }

    /// The least that a value takes.
    fn bytes(self) -> u64 {
        match self {
            Self::Unsigned { bytes } | Self::Signed { bytes } => bytes,
            Self::Flag => 1,
            Self::Float32 => 4,
            Self::Float64 | Self::Text => 8,
            Self::Array => 12,
        }
    }

    fn value(self, reader: &mut Reader) -> Result<Value, ModelError> {
        Ok(match self {
            Self::Unsigned { bytes } => Value::Whole(i128::from(unsigned(&reader.bytes(bytes)?))),
            Self::Signed { bytes } => {
                let unused = 64 - 8 * bytes as u32;
                Value::Whole(i128::from((unsigned(&reader.bytes(bytes)?) << unused).cast_signed() >> unused))
            }
            Self::Float32 => Value::Real(f64::from(f32::from_le_bytes(reader.array()?))),
            Self::Float64 => Value::Real(f64::from_le_bytes(reader.array()?)),
            Self::Flag => Value::Flag(reader.array()? != [0]),
            Self::Text => Value::Text(reader.text()?),
            Self::Array => array(reader)?,
        })
    }
}

/// A number of up to 8 bytes.
fn unsigned(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn array(reader: &mut Reader) -> Result<Value, ModelError> {
    let kind = Type::read(reader)?;
    let length = u64::from_le_bytes(reader.array()?);
    if length.checked_mul(kind.bytes()).is_none_or(|bytes| bytes > reader.left()) {
        return Err(ModelError::broken(reader.path(), format!("an array of {length} values goes on behind its end")));
    }
    match kind {
        Type::Text => Ok(Value::Texts((0..length).map(|_| reader.text()).collect::<Result<_, _>>()?)),
        Type::Array => Err(ModelError::unsupported(reader.path(), "it has an array of arrays")),
        number => {
            let number = |reader: &mut Reader| {
                Ok(match number.value(reader)? {
                    Value::Whole(whole) => whole as f64,
                    Value::Real(real) => real,
                    _ => 0.0,
                })
            };
            Ok(Value::Numbers((0..length).map(|_| number(reader)).collect::<Result<_, _>>()?))
        }
    }
}

/// The keys of a file and their values.
pub struct Metadata {
    path: PathBuf,
    values: HashMap<String, Value>,
}

impl Metadata {
    /// Reads so many keys.
    pub fn read(reader: &mut Reader, keys: u64) -> Result<Self, ModelError> {
        let mut values = HashMap::new();
        for _ in 0..keys {
            let key = reader.text()?;
            let value = Type::read(reader)?.value(reader)?;
            if values.contains_key(&key) {
                return Err(ModelError::broken(reader.path(), format!("it has two values for {key}")));
            }
            values.insert(key, value);
        }
        Ok(Self { path: reader.path().to_owned(), values })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The keys that begin with `prefix` and a dot.
    pub fn section<'a>(&'a self, prefix: &'a str) -> Section<'a> {
        Section { metadata: self, prefix }
    }

    /// The keys of the file as a whole.
    pub fn general(&self) -> Section<'_> {
        self.section("general")
    }
}

/// Keys that begin alike. What is left of them names the values.
#[derive(Clone, Copy)]
pub struct Section<'a> {
    metadata: &'a Metadata,
    prefix: &'a str,
}

impl<'a> Section<'a> {
    /// The file.
    pub fn path(&self) -> &'a Path {
        &self.metadata.path
    }

    /// A value, and if it is not of the kind that `read` takes, an error that says so.
    fn value<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ModelError> {
        let key = format!("{}.{name}", self.prefix);
        let Some(value) = self.metadata.values.get(&key) else { return Ok(None) };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(ModelError::broken(self.path(), format!("its {key} is not {kind}"))),
        }
    }

    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, ModelError> {
        value.ok_or_else(|| ModelError::broken(self.path(), format!("it has no {}.{name}", self.prefix)))
    }

    /// A size: 1 to 2^20.
    pub fn size(&self, name: &str) -> Result<Option<usize>, ModelError> {
        let kind = format!("a number from 1 to {GREATEST_SIZE}");
        self.value(name, &kind, |value| match value {
            Value::Whole(size @ 1..=GREATEST_SIZE) => Some(*size as usize),
            _ => None,
        })
    }

    /// A size that must be there.
    pub fn required_size(&self, name: &str) -> Result<usize, ModelError> {
        self.required(name, self.size(name)?)
    }

    /// A number of positions, or a token: any whole number that 32 bits hold.
    pub fn count(&self, name: &str) -> Result<Option<u32>, ModelError> {
        self.value(name, "a whole number of 32 bits", |value| match value {
            Value::Whole(count) => u32::try_from(*count).ok(),
            _ => None,
        })
    }

    /// A number of positions that must be there.
    pub fn required_count(&self, name: &str) -> Result<u32, ModelError> {
        self.required(name, self.count(name)?)
    }

    /// A number that is above 0 and finite.
    pub fn positive(&self, name: &str) -> Result<Option<f64>, ModelError> {
        self.value(name, "a number above 0", |value| {
            let number = match value {
                Value::Whole(whole) => *whole as f64,
                Value::Real(real) => *real,
                _ => return None,
            };
            (number > 0.0 && number.is_finite()).then_some(number)
        })
    }

    /// A number that must be there, above 0.
    pub fn required_positive(&self, name: &str) -> Result<f64, ModelError> {
        self.required(name, self.positive(name)?)
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ModelError> {
        self.value(name, "true or false", |value| match value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        })
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, ModelError> {
        self.value(name, "a text", |value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// A text that must be there.
    pub fn required_text(&self, name: &str) -> Result<&'a str, ModelError> {
        self.required(name, self.text(name)?)
    }

    /// An array of texts that must be there.
    pub fn required_texts(&self, name: &str) -> Result<&'a [String], ModelError> {
        let texts = self.value(name, "an array of texts", |value| match value {
            Value::Texts(texts) => Some(texts.as_slice()),
            _ => None,
        })?;
        self.required(name, texts)
    }

    /// An array of numbers.
    pub fn numbers(&self, name: &str) -> Result<Option<&'a [f64]>, ModelError> {
        self.value(name, "an array of numbers", |value| match value {
            Value::Numbers(numbers) => Some(numbers.as_slice()),
            _ => None,
        })
    }

    /// An array of numbers that must be there.
    pub fn required_numbers(&self, name: &str) -> Result<&'a [f64], ModelError> {
        self.required(name, self.numbers(name)?)
    }
}
