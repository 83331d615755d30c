//! Formats, named configurations and the list of blocks of the SeedChip datapath.
