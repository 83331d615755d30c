//! Networks to commands and operands of the SeedChip datapath, and their file formats.
//!
//! The way of a network through this crate: [`tflite`] reads the file; [`quantise`] turns each of its layers into
//! the integers of the numeric specification; [`operands`] cuts a layer and its activations into the beats of the
//! datapath's streams, and [`results`] puts what comes back together again; [`job`] runs them on a device. [`frames`]
//! reads and writes the rows that go in and come out, of which [`npy`] knows NumPy's format, and [`merit`] judges them.
//! Nothing here simulates or computes a product.

mod file_kind;
pub mod frames;
pub mod job;
pub mod merit;
pub mod npy;
pub mod operands;
pub mod quantise;
pub mod results;
pub mod tflite;
