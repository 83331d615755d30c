//! The vector unit: from passes and operands to results and statuses.

pub mod hazard;
pub mod issuer;
pub mod pass_checker;
pub mod pass_statuses;
