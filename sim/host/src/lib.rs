//! Networks to commands and operands of the SeedChip datapath, and their file formats.
//!
//! A network passes through this crate as follows: [`tflite`] reads the file; [`quantise`] turns each layer into the
//! integers of the numeric specification, [`blocks`] numbers into those of block formats; [`operands`] cuts a layer and its activations into the beats of the datapath's
//! streams, and [`results`] joins the beats of the results; [`job`] runs them on a device. [`frames`] reads and writes
//! inputs and outputs, with [`npy`] for NumPy's format, and [`merit`] scores the outputs. [`vector`] makes passes of the vector
//! unit of the operations between the layers. Nothing here simulates or computes a product.

pub mod blocks;
mod file_kind;
pub mod frames;
pub mod job;
pub mod language;
pub mod merit;
pub mod model;
pub mod npy;
pub mod operands;
pub mod quantise;
pub mod results;
pub mod tflite;
pub mod vector;
