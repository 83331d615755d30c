//! Bit-exact golden model of the SeedChip datapath.
