//! Cases of `array`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "array", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    let loaded =
        Script::of("array").resting(&[("lower_i", 0x0101_0101), ("upper_i", 0x0101_0101)]).cycle(&[("load_i", 15)]);
    let swapped = loaded.cycle(&[("swap_i", 15)]).rest(4);
    Latency::new("activation_i", "sum_o", swapped).formula("R + L − 1 + floor(column / G)")
}

/// Rows and columns of the array at the size of its test.
const SIZE: usize = 4;
const SUM_BITS: usize = 18;

type Tile = [[i64; SIZE]; SIZE];

pub fn listed() -> Vec<Script> {
    vec![
        products(&[[[-128; SIZE]; SIZE]], &[[-128; SIZE]; SIZE]),
        products(&[[[-128; SIZE]; SIZE]], &[[127; SIZE]; SIZE]),
        products(
            &[
                [[1, 2, 3, 4], [-5, 6, -7, 8], [9, -10, 11, -12], [127, -128, 127, -128]],
                [[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]],
                [[-128, 127, 0, 1], [7, 7, 7, 7], [-1, -1, -1, -1], [100, -100, 50, -50]],
            ],
            &[[1, -1, 127, -128], [0, 0, 0, 1], [3, 1, 4, 1], [-128, -128, -128, -128]],
        ),
    ]
}

/// Products of the activations with one tile of weights after another, without a cycle between them: the next
/// tile is loaded while one is multiplied. Everything comes skewed, as the block wants it.
fn products(tiles: &[Tile], activations: &Tile) -> Script {
    let mut script = Script::of("array");
    let last = SIZE * (tiles.len() + 1) + 3 * SIZE;
    for cycle in 0..last {
        let mut load = 0;
        let mut weights = [0; SIZE];
        for column in 0..SIZE {
            // Row r of tile t reaches column c at t·R + r + c.
            if let Some(position) = cycle.checked_sub(column).filter(|position| position / SIZE < tiles.len()) {
                weights[column] = tiles[position / SIZE][position % SIZE][column];
                load |= if column == 0 { 1 << (position % SIZE) } else { 0 };
            }
        }
        let mut swap = 0;
        let mut lanes = [0; SIZE];
        for row in 0..SIZE {
            // The activations of tile t start when its last row is loaded, a row of the array after the other.
            let position = cycle.checked_sub(SIZE + row).filter(|position| position / SIZE < tiles.len());
            if let Some(position) = position {
                lanes[row] = activations[position % SIZE][row];
                swap |= if position % SIZE == 0 { 1 << row } else { 0 };
            }
        }
        script = script
            .cycle(&[("load_i", load), ("swap_i", swap)])
            .lanes("lower_i", 8, &weights)
            .lanes("upper_i", 8, &weights)
            .lanes("activation_i", 8, &lanes);
        for column in 0..SIZE {
            let position = cycle.checked_sub(SIZE + SIZE + 2 + column);
            if let Some(position) = position.filter(|position| position / SIZE < tiles.len()) {
                let (tile, row) = (&tiles[position / SIZE], &activations[position % SIZE]);
                let sum = (0..SIZE).map(|k| row[k] * tile[k][column]).sum();
                script = script.sees_lane("sum_o", column, SUM_BITS, sum);
            }
        }
    }
    script
}
