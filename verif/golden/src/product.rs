//! The results of a product out of its operands, with ordinary loops.

use crate::exact::Rounded;
use crate::float::join::join;
use crate::float::scale::Scale;
use crate::matrix::convert::convert;
use crate::operands::Operands;
use crate::results::Results;
use crate::tiling::{BLOCK, Shape};
use seedchip_spec::{Column, Command, Flag, Flags};

/// The results, and the flags.
pub(crate) fn product(operands: &Operands) -> (Results, Flags) {
    let (mut results, mut flags) = (Results::new(operands.configuration), Flags::default());
    for n_tile in 0..operands.tiling.n_tiles() {
        if operands.command.format.has_blocks() {
            of_blocks(operands, n_tile, &mut results, &mut flags);
        } else {
            of_integers(operands, n_tile, &mut results, &mut flags);
        }
    }
    (results, flags)
}

/// An n-tile of integers.
fn of_integers(operands: &Operands, n_tile: usize, results: &mut Results, flags: &mut Flags) {
    let Shape { k, .. } = operands.tiling.shape();
    let Command { raw, rounding, .. } = operands.command;
    let width = operands.configuration.columns();
    let (weights, activations) = (operands.weights(n_tile), operands.activations(n_tile));
    let existing = weights.len() / k;
    let columns: Vec<Column> = (0..existing).map(|column| operands.column(n_tile * width + column)).collect();
    for row in activations.chunks_exact(k) {
        let sums = sums(row, &weights, existing);
        if raw {
            results.row(sums.iter().map(|sum| sum.to_le_bytes()));
        } else {
            results.row(sums.iter().zip(&columns).map(|(sum, column)| {
                let converted = convert(*sum, column, rounding);
                if converted.saturated {
                    flags.raise(Flag::Saturation);
                }
                converted.value.to_le_bytes()
            }));
        }
    }
}

/// An n-tile of a block format.
fn of_blocks(operands: &Operands, n_tile: usize, results: &mut Results, flags: &mut Flags) {
    let Shape { k, .. } = operands.tiling.shape();
    let (weights, activations) = (operands.weights(n_tile), operands.activations(n_tile));
    let existing = weights.len() / k;
    for (row, activations) in activations.chunks_exact(k).enumerate() {
        let mut accumulators = vec![0_u32; existing];
        // The last block has what there is: its padding is zeros.
        let blocks = activations.chunks(BLOCK).zip(weights.chunks(BLOCK * existing));
        for (block, (activations, weights)) in blocks.enumerate() {
            let row_scale = operands.row_scale(n_tile, block, row);
            let sums = sums(activations, weights, existing);
            for (column, (accumulator, sum)) in accumulators.iter_mut().zip(sums).enumerate() {
                let column_scale = operands.column_scale(n_tile, block, column);
                let scale = Scale::new(row_scale, column_scale, operands.command.format.unit().into());
                let Rounded { result, overflow, nan } = join(*accumulator, sum.into(), scale.exponent, scale.nan);
                *accumulator = result;
                for (raised, flag) in [(overflow, Flag::Overflow), (nan, Flag::Nan)] {
                    if raised {
                        flags.raise(flag);
                    }
                }
            }
        }
        results.row(accumulators.iter().map(|accumulator| accumulator.to_le_bytes()));
    }
}

/// The sums of the products of a row of activations with each of so many columns.
fn sums(activations: &[i8], weights: &[i8], columns: usize) -> Vec<i32> {
    let mut sums = vec![0_i32; columns];
    for (activation, weights) in activations.iter().zip(weights.chunks_exact(columns)) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum = sum.wrapping_add(i32::from(*activation) * i32::from(*weight));
        }
    }
    sums
}
