//! The proof that the SeedChip blocks obey their golden models.
