//! The vector unit: from passes and operands to results and statuses.

pub mod angles;
pub mod block_scales;
pub mod convert_in;
pub mod convert_out;
pub mod lane;
pub mod row_window;
