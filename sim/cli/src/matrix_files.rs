//! Matrices from files.

use anyhow::{Context, bail};
use seedchip_host::npy::{Array, Element, NpyError, Raw, Type};
use std::fs;
use std::path::Path;

/// The shape of a matrix.
pub fn two_dimensions(path: &Path, shape: &[usize]) -> anyhow::Result<[usize; 2]> {
    match *shape {
        [rows, columns] => Ok([rows, columns]),
        _ => bail!("{} has {} dimensions: a matrix has two", path.display(), shape.len()),
    }
}

/// An array of one type.
pub fn array<T: Element>(path: &Path) -> anyhow::Result<Array<T>> {
    let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Array::<T>::read(&file).with_context(|| format!("cannot use {}", path.display()))
}

/// A matrix of one type.
pub fn matrix<T: Element>(path: &Path) -> anyhow::Result<([usize; 2], Vec<T>)> {
    let array = array(path)?;
    Ok((two_dimensions(path, &array.shape)?, array.values))
}

/// A matrix of bytes of int8 or uint8, whatever they mean.
pub fn bytes(path: &Path) -> anyhow::Result<([usize; 2], Vec<u8>)> {
    let file = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let of_file = || format!("cannot use {}", path.display());
    let raw = Raw::read(&file).with_context(of_file)?;
    let found = raw.header.element;
    if !matches!(found, Type::Int8 | Type::Uint8) {
        return Err(NpyError::Type { found: found.name(), wanted: "int8 or uint8" }).with_context(of_file);
    }
    Ok((two_dimensions(path, &raw.header.shape)?, raw.bytes.into_owned()))
}

/// Writes an array.
pub fn write<T: Element>(path: &Path, shape: Vec<usize>, values: Vec<T>) -> anyhow::Result<()> {
    let file = Array { shape, values }.write();
    fs::write(path, file).with_context(|| format!("cannot write {}", path.display()))
}
