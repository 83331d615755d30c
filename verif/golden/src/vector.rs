//! The blocks of the vector unit.

pub mod angles;
pub mod block_scales;
pub mod convert_in;
pub mod convert_out;
pub mod fixed_sum;
pub mod hazard;
pub mod issuer;
pub mod lane;
pub mod pair_sum;
pub mod pass_checker;
pub mod pass_output;
pub mod pass_statuses;
pub mod reductions;
pub mod row_maximum;
pub mod row_sum;
pub mod row_window;
pub mod scalars;
#[expect(clippy::module_inception, reason = "one block, one name, the same path in every tree")]
pub mod vector;
