//! Verilated models of the SeedChip blocks, stream drivers, monitors and waveforms.
