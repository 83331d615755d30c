//! A language model on the two units: every multiplication, addition, comparison, function and rounding of the network is a
//! command of one of them; the host moves data.
//!
//! [`weights`] quantises a model once; [`decoder`] makes the products and passes of tokens, `attention` those between the
//! rows and the [`cache`]; [`units`] is who carries them out: golden model, Verilated units, both, or nobody, for a plan.
//! [`sampler`] chooses tokens of probabilities, and [`mod@reference`] is the network in FP32, to measure what a format costs.
//! Nothing in `decoder`, `attention` and `cache` computes with numbers, which are words there.

pub mod activations;
mod attention;
pub mod cache;
pub mod decoder;
mod operations;
pub mod reference;
pub mod sampler;
pub mod units;
pub mod weights;

pub use decoder::Decoder;
pub use operations::Row;
pub use sampler::Sampler;
pub use units::{MatrixProduct, Step, Units, UnitsError};
pub use weights::Weights;
