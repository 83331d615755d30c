//! Waveforms: what to look at, and where two of them differ. They are written by [`crate::Model::trace`].

mod diff;
mod reader;
mod samples;
mod save_file;

pub use diff::{Difference, diff};
pub use reader::WaveError;
pub use samples::{Samples, samples};
pub use save_file::save_file;
