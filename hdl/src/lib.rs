//! The blocks of the SeedChip datapath in rust-hdl.
