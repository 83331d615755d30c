//! JSON files whose objects have fields of known kinds.

use super::error::ModelError;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// The greatest of a size: a vocabulary of 2^20, rows of 2^20.
const GREATEST_SIZE: u64 = 1 << 20;

/// A file.
pub(super) fn read(path: &Path) -> Result<Value, ModelError> {
    let file = fs::read(path).map_err(|error| ModelError::read(path, error))?;
    serde_json::from_slice(&file).map_err(|error| ModelError::broken(path, format!("it is not JSON: {error}")))
}

/// An object of a file. A field that is null is as one that is absent.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    path: &'a Path,
    fields: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    /// The object that a file is.
    pub fn new(path: &'a Path, value: &'a Value) -> Result<Self, ModelError> {
        match value {
            Value::Object(fields) => Ok(Self { path, fields }),
            _ => Err(ModelError::broken(path, "it is not an object")),
        }
    }

    /// The file.
    pub fn path(&self) -> &'a Path {
        self.path
    }

    /// Names and values of all fields.
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A field, and if it is not of the kind that `read` takes, an error that says so.
    fn field<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ModelError> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match read(value) {
                Some(read) => Ok(Some(read)),
                None => Err(ModelError::broken(self.path, format!("its {name} is not {kind}"))),
            },
        }
    }

    /// The field's value, which must be there.
    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, ModelError> {
        value.ok_or_else(|| ModelError::broken(self.path, format!("it has no {name}")))
    }

    /// A size: 1 to 2^20.
    pub fn size(&self, name: &str) -> Result<Option<usize>, ModelError> {
        let kind = format!("a number from 1 to {GREATEST_SIZE}");
        let size = |value: &Value| value.as_u64().filter(|size| (1..=GREATEST_SIZE).contains(size));
        Ok(self.field(name, &kind, size)?.map(|size| size as usize))
    }

    /// A size that must be there.
    pub fn required_size(&self, name: &str) -> Result<usize, ModelError> {
        self.required(name, self.size(name)?)
    }

    /// A number of positions, or of layers: any whole number that 32 bits hold.
    pub fn count(&self, name: &str) -> Result<Option<usize>, ModelError> {
        let count = |value: &Value| u32::try_from(value.as_u64()?).ok();
        Ok(self.field(name, "a whole number of 32 bits", count)?.map(|count| count as usize))
    }

    /// A number of positions that must be there.
    pub fn required_count(&self, name: &str) -> Result<usize, ModelError> {
        self.required(name, self.count(name)?)
    }

    /// A number that is above 0 and finite.
    pub fn positive(&self, name: &str) -> Result<Option<f64>, ModelError> {
        self.field(name, "a number above 0", |value| {
            value.as_f64().filter(|number| *number > 0.0 && number.is_finite())
        })
    }

    /// A number that must be there, above 0.
    pub fn required_positive(&self, name: &str) -> Result<f64, ModelError> {
        self.required(name, self.positive(name)?)
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ModelError> {
        self.field(name, "true or false", Value::as_bool)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, ModelError> {
        self.field(name, "a text", Value::as_str)
    }

    /// A text that must be there.
    pub fn required_text(&self, name: &str) -> Result<&'a str, ModelError> {
        self.required(name, self.text(name)?)
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<&'a str>>, ModelError> {
        self.field(name, "a list of texts", |value| value.as_array()?.iter().map(Value::as_str).collect())
    }

    /// A list of pairs of texts, each a list of two, or one text with a space between.
    pub fn pairs(&self, name: &str) -> Result<Option<Vec<(&'a str, &'a str)>>, ModelError> {
        let pair = |value: &'a Value| match value {
            Value::String(both) => both.split_once(' '),
            value => match value.as_array()?.as_slice() {
                [left, right] => Some((left.as_str()?, right.as_str()?)),
                _ => None,
            },
        };
        self.field(name, "a list of pairs of texts", |value| value.as_array()?.iter().map(pair).collect())
    }

    /// Tokens: a number or a list of them.
    pub fn tokens(&self, name: &str) -> Result<Option<Vec<u32>>, ModelError> {
        let token = |value: &Value| u32::try_from(value.as_u64()?).ok();
        self.field(name, "a token or a list of tokens", |value| match value {
            Value::Array(tokens) => tokens.iter().map(token).collect(),
            value => Some(vec![token(value)?]),
        })
    }

    /// An object.
    pub fn object(&self, name: &str) -> Result<Option<Self>, ModelError> {
        let fields = self.field(name, "an object", Value::as_object)?;
        Ok(fields.map(|fields| Self { path: self.path, fields }))
    }

    /// An object that must be there.
    pub fn required_object(&self, name: &str) -> Result<Self, ModelError> {
        self.required(name, self.object(name)?)
    }

    /// Whether a field is there and not null.
    pub fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|value| !value.is_null())
    }
}
