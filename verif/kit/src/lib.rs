//! Case generators, comparison, shrinking and replay for the SeedChip datapath.
