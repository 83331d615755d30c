//! The blocks of the vector unit.

pub(crate) mod answers;
pub mod convert_in;
pub mod lane;
pub mod pair_sum;
pub mod row_sum;
