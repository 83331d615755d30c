//! Packed operands of integers through a plain model of the array and its streams, against a plain matrix product.

mod naive;

use proptest::prelude::*;
use seedchip_host::operands::{Product, layer_commands};
use seedchip_host::results::matrix;
use seedchip_spec::{Beat, Beats, Column, Format, Formats, Sizes, Stream};

/// Takes beats off a stream, and checks `tlast`.
struct Source<'a> {
    beats: Box<dyn Iterator<Item = Beat<'a>> + 'a>,
}

impl<'a> Source<'a> {
    fn new(beats: &'a Beats) -> Self {
        Self { beats: Box::new(beats.iter()) }
    }

    /// The first `width` bytes of the next beat.
    fn next(&mut self, width: usize, last: bool) -> Vec<u8> {
        let beat = self.beats.next().expect("a beat");
        assert_eq!(beat.last, last, "tlast");
        assert_eq!(beat.data.len(), width.div_ceil(4), "words of a beat");
        beat.bytes().take(width).collect()
    }
}

/// The rows of C weights of each tile, in their order.
fn weight_tiles(stream: &Beats, format: Format, array: Sizes) -> Vec<Vec<Vec<i8>>> {
    let mut source = Source::new(stream);
    let beats = format.tile_beats(array.rows);
    assert!(stream.len().is_multiple_of(beats), "whole tiles");
    let mut tile = |tile: usize| -> Vec<Vec<i8>> {
        let lines: Vec<Vec<u8>> =
            (1..=beats).map(|beat| source.next(array.columns, tile * beats + beat == stream.len())).collect();
        match format.weight_bits() {
            8 => lines.iter().map(|line| line.iter().map(|byte| byte.cast_signed()).collect()).collect(),
            _ => {
                let part = |shift: u32| {
                    let nibble = move |byte: &u8| (byte >> shift << 4).cast_signed() >> 4;
                    lines.iter().map(move |line| line.iter().map(nibble).collect())
                };
                let mut rows: Vec<Vec<i8>> = part(0).chain(part(4)).collect();
                let padding = rows.split_off(array.rows);
                assert!(padding.iter().flatten().all(|weight| *weight == 0), "padding is zero");
                rows
            }
        }
    };
    (0..stream.len() / beats).map(&mut tile).collect()
}

/// The raw sums of one command, from its beats alone.
fn datapath(array: Sizes, (m, n, k): (usize, usize, usize), product: &Product, format: Format) -> Vec<i32> {
    let (n_tiles, k_tiles) = (n.div_ceil(array.columns), k.div_ceil(array.rows));
    let tiles = weight_tiles(&product.weights(array), format, array);
    let mut tiles = tiles.iter();
    let (activations, parameters) = (product.activations(array), product.parameters(array));
    let (mut activation, mut parameter) = (Source::new(&activations), Source::new(&parameters));
    let mut results = Stream::Result.beats(array);
    for n_tile in 0..n_tiles {
        let present = array.columns.min(n - n_tile * array.columns);
        let mut biases: Vec<i32> = (0..present)
            .map(|column| parameter.next(16, n_tile * array.columns + column + 1 == n))
            .map(|beat| i32::from_le_bytes(*beat.first_chunk().expect("sixteen bytes")))
            .collect();
        biases.resize(array.columns, 0);
        let mut sums = vec![biases; m];
        for k_tile in 0..k_tiles {
            let tile = tiles.next().expect("a tile");
            for (row, sums) in sums.iter_mut().enumerate() {
                let beat = activation.next(array.rows, n_tile + 1 == n_tiles && k_tile + 1 == k_tiles && row + 1 == m);
                for (activation, weights) in beat.iter().zip(tile) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += i32::from(activation.cast_signed()) * i32::from(*weight);
                    }
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let data: Vec<u32> = sums.iter().map(|sum| sum.cast_unsigned()).collect();
            let last = n_tile + 1 == n_tiles && row + 1 == m;
            let kept = if last { present } else { array.columns };
            let mut keep = vec![0; (4 * data.len()).div_ceil(32)];
            (0..kept * 4).for_each(|bit| keep[bit / 32] |= 1 << (bit % 32));
            results.push_kept(&data, &keep, last);
        }
    }
    assert!(activation.beats.next().is_none() && parameter.beats.next().is_none(), "operands were left over");
    matrix(array, (m, n), true, &results).expect("results of this product")
}

/// m, n and k; the array; the format; activations, weights and biases.
type Case = ((usize, usize, usize), Sizes, Format, Vec<i8>, Vec<i8>, Vec<i32>);

fn cases() -> impl Strategy<Value = Case> {
    let formats: Vec<Format> = Formats::INTEGER.iter().collect();
    (1..12_usize, 1..20_usize, 1..20_usize, 1..9_usize, 1..9_usize, 1..6_usize, prop::sample::select(formats))
        .prop_flat_map(|(m, n, k, rows, columns, accumulators, format)| {
            (
                Just((m, n, k)),
                Just(Sizes { rows, columns, accumulators, ..Sizes::default() }),
                Just(format),
                prop::collection::vec(any::<i8>(), m * k),
                prop::collection::vec(format.weights().range(), k * n),
                prop::collection::vec(-(1 << 30)..=1 << 30, n),
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packed_products_come_back((sizes, array, format, activations, weights, biases) in cases()) {
        let (m, n, k) = sizes;
        let columns: Vec<Column> = biases.iter().map(|bias| Column { bias: *bias, ..Column::default() }).collect();
        let whole = Product::new(sizes, format, &activations, &weights, &columns).expect("they go together");
        let mut results = Vec::new();
        for (part, command) in layer_commands(array, m, whole.command()) {
            let rows = &activations[part.start * k..part.end * k];
            let sizes = (usize::from(command.m), n, k);
            prop_assert!(sizes.0 <= array.accumulators && sizes.0 == part.len());
            let product = Product::new(sizes, format, rows, &weights, &columns).expect("they go together");
            results.extend(datapath(array, sizes, &product, format));
        }
        prop_assert_eq!(results, naive::sums(k, n, &activations, &weights, &columns));
    }
}

#[test]
fn requantised_extremes_stay_within_their_bounds() {
    let column = Column { bias: 0, multiplier: i32::MAX, shift: 1, zero_point: -5, low: -100, high: 90 };
    assert_eq!(naive::requantise(i32::MAX, &column), 90);
    assert_eq!(naive::requantise(i32::MIN, &column), -100);
}
