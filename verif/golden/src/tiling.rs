//! How a product is cut into tiles of the array.

use seedchip_spec::{Configuration, Format};

/// The k of a block.
pub const BLOCK: usize = 32;

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
    /// Its first row of the weights, counted from 0; of a block format it may lie behind k.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// Rows that exist; none in a tile that pads a block.
    pub rows: usize,
    /// Columns that exist.
    pub columns: usize,
    /// It is the first of the k-tiles whose sums add up in an accumulator: those of a block, of integers all.
    pub first: bool,
    /// It is the last of them.
    pub result: bool,
    /// The scales of its columns come behind its weights.
    pub scales: bool,
    /// It is of the first block of its columns. Integers are one block.
    pub begins: bool,
    /// It is of the last one.
    pub ends: bool,
}

/// The tiles of a product, n-tile outer, k-tile inner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiling {
    rows: usize,
    columns: usize,
    format: Format,
    shape: Shape,
}

impl Tiling {
    /// The tiles of a product of this format, one that the unit has, and this shape, which has no zero size.
    pub fn new(configuration: &Configuration, format: Format, shape: Shape) -> Self {
        Self { rows: configuration.rows(), columns: configuration.columns(), format, shape }
    }

    /// The sizes of the product.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Blocks along k. Integers are one block.
    pub fn blocks(&self) -> usize {
        if self.format.has_blocks() { self.shape.k.div_ceil(BLOCK) } else { 1 }
    }

    /// Tiles of a block.
    pub fn block_tiles(&self) -> usize {
        if self.format.has_blocks() { BLOCK / self.rows } else { self.shape.k.div_ceil(self.rows) }
    }

    /// Tiles along k.
    pub fn k_tiles(&self) -> usize {
        self.blocks() * self.block_tiles()
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
        let (block, place) = (k_tile / self.block_tiles(), k_tile % self.block_tiles());
        let result = place + 1 == self.block_tiles();
        Tile {
            row,
            column,
            rows: self.rows.min(self.shape.k.saturating_sub(row)),
            columns: self.columns.min(self.shape.n - column),
            first: place == 0,
            result,
            scales: result && self.format.has_blocks(),
            begins: block == 0,
            ends: block + 1 == self.blocks(),
        }
    }

    /// Every tile in its order.
    pub fn tiles(self) -> impl Iterator<Item = Tile> {
        (0..self.count()).map(move |index| self.tile(index))
    }

    /// Beats of rows in a tile, W.
    fn row_beats(&self) -> usize {
        self.format.tile_beats(self.rows)
    }

    /// Beats of weights, those of rows that don't exist included, and with the scales of their columns.
    pub fn weight_beats(&self) -> usize {
        self.first_beat(self.count())
    }

    /// The first beat of weights of the tile of this index.
    pub fn first_beat(&self, index: usize) -> usize {
        let scales = if self.format.has_blocks() { index / self.block_tiles() } else { 0 };
        index * self.row_beats() + scales
    }

    /// The beat of weights with the column scales of a block, of which n-tiles have so many each.
    pub fn scale_beat(&self, block: usize) -> usize {
        self.first_beat((block + 1) * self.block_tiles()) - 1
    }

    /// Beats of activations: one for each row and tile.
    pub fn activation_beats(&self) -> usize {
        self.count() * self.shape.m
    }

    /// Beats of row scales: one for each row and block.
    pub fn scale_beats(&self) -> usize {
        if self.format.has_blocks() { self.n_tiles() * self.blocks() * self.shape.m } else { 0 }
    }

    /// Beats of weights of a tile, W + s.
    pub fn tile_beats(&self, tile: &Tile) -> usize {
        self.row_beats() + usize::from(tile.scales)
    }

    /// Slots of a tile, T: one for each row of the activations, no fewer than its beats of rows of weights, and no fewer than the
    /// cycles in which an accumulator is read, added to and stored.
    pub fn slots(&self) -> usize {
        self.shape.m.max(self.row_beats()).max(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(configuration: &str, format: Format, (m, n, k): (usize, usize, usize)) -> Tiling {
        Tiling::new(&Configuration::named(configuration).expect("it can be"), format, Shape { m, n, k })
    }

    #[test]
    fn tiles_cover_every_weight_once() {
        for (configuration, format) in
            [("tiny", Format::Int8), ("4x6x8_mx", Format::Int8), ("4x6x8_mx", Format::MxInt8), ("lm", Format::Mxfp4)]
        {
            for (n, k) in [(1, 1), (4, 4), (5, 9), (11, 3), (2, 32), (7, 33), (33, 70)] {
                let tiling = of(configuration, format, (1, n, k));
                let mut seen = vec![0; n * k];
                for tile in tiling.tiles() {
                    for row in tile.row..tile.row + tile.rows {
                        for column in tile.column..tile.column + tile.columns {
                            seen[row * n + column] += 1;
                        }
                    }
                }
                assert!(seen.iter().all(|times| *times == 1), "{configuration}, {n} × {k}");
            }
        }
    }

    #[test]
    fn integers_are_one_block_of_any_length() {
        let tiling = of("tiny", Format::Int4, (1, 5, 9));
        let ends = |tile: Tile| (tile.first, tile.result, tile.begins, tile.ends, tile.scales);
        let row = [(true, false), (false, false), (false, true)].map(|(first, last)| (first, last, true, true, false));
        assert_eq!(tiling.tiles().map(ends).collect::<Vec<_>>(), [row, row].concat());
        assert_eq!((tiling.blocks(), tiling.k_tiles(), tiling.scale_beats()), (1, 3, 0));
    }

    #[test]
    fn blocks_are_whole_and_the_last_is_padded() {
        // Two tiles to a block, two blocks; the second one has 3 rows, all in its first tile.
        let tiling = of("16x3x4_registered_mx", Format::MxInt8, (2, 4, 35));
        let of_tile =
            |tile: Tile| (tile.row, tile.rows, [tile.first, tile.result, tile.scales, tile.begins, tile.ends]);
        let columns = [
            (0, 16, [true, false, false, true, false]),
            (16, 16, [false, true, true, true, false]),
            (32, 3, [true, false, false, false, true]),
            (48, 0, [false, true, true, false, true]),
        ];
        assert_eq!(tiling.tiles().map(of_tile).collect::<Vec<_>>(), [columns, columns].concat());
        assert_eq!([0, 1, 2, 3, 4, 8].map(|tile| tiling.first_beat(tile)), [0, 16, 33, 49, 66, 132]);
        assert_eq!([0, 1, 3].map(|block| tiling.scale_beat(block)), [32, 65, 131]);
        assert_eq!((tiling.weight_beats(), tiling.activation_beats(), tiling.scale_beats()), (132, 16, 8));
        // A block of one tile.
        let tiling = of("32x2x4_paired_mx", Format::Mxfp4, (1, 1, 1));
        assert_eq!(tiling.tiles().map(of_tile).collect::<Vec<_>>(), [(0, 1, [true; 5])]);
        assert_eq!((tiling.weight_beats(), tiling.slots()), (17, 16));
    }

    #[test]
    fn beats_and_slots_by_hand() {
        // Two k-tiles, three n-tiles.
        let odd = |format, m| of("5x3x8", format, (m, 7, 6));
        let weights = |format| odd(format, 1).weight_beats();
        assert_eq!((weights(Format::Int8), weights(Format::Int4)), (6 * 5, 6 * 3));
        assert_eq!(odd(Format::Int8, 7).activation_beats(), 6 * 7);
        let slots = |format| [1, 7].map(|m| odd(format, m).slots());
        assert_eq!((slots(Format::Int8), slots(Format::Int4)), ([5, 7], [4, 7]));
    }
}
