//! The tiles of a product, and its cycles.

use seedchip_spec::Configuration;

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
    /// It is the first k-tile of its columns.
    pub first: bool,
    /// It is the last k-tile of its columns.
    pub last: bool,
    /// Its columns are the last n-tile.
    pub last_columns: bool,
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
            first: k_tile == 0,
            last: k_tile + 1 == self.k_tiles(),
            last_columns: n_tile + 1 == self.n_tiles(),
        }
    }

    /// Slots of a tile: one for each row of the activations, and no less than it takes to load the next tile.
    pub fn slots(&self) -> usize {
        self.shape.m.max(self.rows)
    }
}

/// The cycles that the status of a command tells when no stream stalls; every stall adds one.
///
/// One to check, R − 1 to fill the first weights, the slots, R + C / G + L + 15 from the last slot to the status.
pub fn cycles(configuration: &Configuration, shape: Shape) -> u64 {
    let tiling = Tiling::new(configuration, shape);
    let cell = configuration.cell();
    let lanes = configuration.columns() / cell.columns();
    let constant = 2 * configuration.rows() + lanes + cell.latency() + 15;
    constant as u64 + tiling.count() as u64 * tiling.slots() as u64
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
            for tile in (0..tiling.count()).map(|index| tiling.tile(index)) {
                for row in tile.row..tile.row + tile.rows {
                    for column in tile.column..tile.column + tile.columns {
                        seen[row * n + column] += 1;
                    }
                }
            }
            assert!(seen.iter().all(|times| *times == 1), "{n} × {k}");
            assert!(tiling.tile(0).first);
            let end = tiling.tile(tiling.count() - 1);
            assert!(end.last && end.last_columns);
        }
    }

    #[test]
    fn cycles_of_a_product_by_hand() {
        let tiny = Configuration::named("tiny").expect("named");
        // Two k-tiles, three n-tiles, 16 slots each.
        let shape = Shape { m: 16, n: 9, k: 8 };
        assert_eq!(cycles(&tiny, shape), 8 + 4 + 3 + 15 + 2 * 3 * 16);
    }
}
