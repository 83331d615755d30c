//! From a rust-hdl block to resolved, typed statements.

pub mod collect;
pub mod constant;
pub mod expression;
pub mod kernel;
pub mod net;
pub mod path;
pub mod statement;
pub mod typing;
