//! How a product is cut into tiles of the array.

use seedchip_spec::{Configuration, Format};

/// The sizes of a matrix product: activations m × k, weights k × n, results m × n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Rows of the activations and of the result.
    pub m: usize,
    /// Columns of the weights and of the result.
    pub n: usize,
    /// Columns of the activations, rows of the weights.
    pub k: usize,
}

impl Shape {
    /// Products that the result needs, m · n · k.
    pub fn products(self) -> u64 {
        self.m as u64 * self.n as u64 * self.k as u64
    }
}

/// A tile of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Its first row of the weights, counted from 0 to k.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// Rows that exist.
    pub rows: usize,
    /// Columns that exist.
    pub columns: usize,
    /// It is the last k-tile of its columns, whose sums are results.
    pub result: bool,
}

/// The tiles of a product, n-tile outer, k-tile inner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiling {
    rows: usize,
    columns: usize,
    shape: Shape,
}

impl Tiling {
    /// The tiles of a product of this shape, which has no zero size.
    pub fn new(configuration: &Configuration, shape: Shape) -> Self {
        Self { rows: configuration.rows(), columns: configuration.columns(), shape }
    }

    /// The sizes of the product.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Tiles along k.
    pub fn k_tiles(&self) -> usize {
        self.shape.k.div_ceil(self.rows)
    }

    /// Tiles along n.
    pub fn n_tiles(&self) -> usize {
        self.shape.n.div_ceil(self.columns)
    }

    /// All tiles.
    pub fn count(&self) -> usize {
        self.k_tiles() * self.n_tiles()
    }

    /// The tile of this index, which is below the count.
    pub fn tile(&self, index: usize) -> Tile {
        let (n_tile, k_tile) = (index / self.k_tiles(), index % self.k_tiles());
        let (row, column) = (k_tile * self.rows, n_tile * self.columns);
        Tile {
            row,
            column,
            rows: self.rows.min(self.shape.k - row),
            columns: self.columns.min(self.shape.n - column),
            result: k_tile + 1 == self.k_tiles(),
        }
    }

    /// Every tile in its order.
    pub fn tiles(&self) -> impl Iterator<Item = Tile> {
        (0..self.count()).map(|index| self.tile(index))
    }

    /// Beats of weights, those of rows that don't exist included.
    pub fn weight_beats(&self, format: Format) -> usize {
        self.count() * format.tile_beats(self.rows)
    }

    /// Beats of activations: one for each row and tile.
    pub fn activation_beats(&self) -> usize {
        self.count() * self.shape.m
    }

    /// Slots of a tile, T: one for each row of the activations, no fewer than it takes to load the next tile of the
    /// command, and no fewer than the cycles in which an accumulator is read, added to and stored.
    pub fn slots(&self, format: Format) -> usize {
        self.shape.m.max(format.tile_beats(self.rows)).max(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_every_weight_once() {
        let tiny = Configuration::named("tiny").expect("named");
        for (n, k) in [(1, 1), (4, 4), (5, 9), (11, 3)] {
            let tiling = Tiling::new(&tiny, Shape { m: 1, n, k });
            let mut seen = vec![0; n * k];
            for tile in tiling.tiles() {
                for row in tile.row..tile.row + tile.rows {
                    for column in tile.column..tile.column + tile.columns {
                        seen[row * n + column] += 1;
                    }
                }
                assert_eq!(tile.result, tile.row + tile.rows == k, "{n} × {k}");
            }
            assert!(seen.iter().all(|times| *times == 1), "{n} × {k}");
        }
    }

    #[test]
    fn beats_and_slots_by_hand() {
        let odd = Configuration::named("5x3x8").expect("it can be");
        // Two k-tiles, three n-tiles.
        let of = |m| Tiling::new(&odd, Shape { m, n: 7, k: 6 });
        let weights = |format| of(1).weight_beats(format);
        assert_eq!((weights(Format::Int8), weights(Format::Int4)), (6 * 5, 6 * 3));
        assert_eq!(of(7).activation_beats(), 6 * 7);
        let slots = |format| [1, 7].map(|m| of(m).slots(format));
        assert_eq!((slots(Format::Int8), slots(Format::Int4)), ([5, 7], [4, 7]));
    }
}
