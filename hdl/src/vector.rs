//! The vector unit: from passes and operands to results and statuses.

pub mod angles;
pub mod block_scales;
pub mod convert_in;
pub mod convert_out;
pub mod hazard;
pub mod issuer;
pub mod lane;
pub mod pass_checker;
pub mod pass_statuses;
pub mod row_window;
