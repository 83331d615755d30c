//! The program `seedchip`.
fn main() {}
