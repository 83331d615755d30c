//! The tools: where they are, which versions they have, and how they run.

mod find;
mod run;

pub use find::{Tool, Tools};
pub(crate) use run::{failure, run};
