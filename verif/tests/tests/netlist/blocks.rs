//! Netlists of single blocks.
