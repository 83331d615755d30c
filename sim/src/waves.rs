//! Waveforms, VCD files: save files for viewing them, and the first difference of two. [`crate::Model::trace`] writes
//! waveforms.

mod declaration;
mod diff;
mod error;
mod reader;
mod samples;
mod save_file;
mod signal;
mod value;

pub use diff::{Comparison, Difference, LeftOut, Options, diff};
pub use error::WaveError;
pub use samples::{Samples, samples};
pub use save_file::{save_file, save_file_like};
