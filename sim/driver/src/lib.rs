//! Networks to commands and operands of the SeedChip datapath, and their file formats.
