//! Block formats: exact sums of blocks, scales, one rounding per block, flags, and their packets.

mod packets;
mod reference;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/mod.rs"]
mod support;

use proptest::prelude::*;
use reference::{INFINITY, NAN, reference};
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Shape;
use seedchip_spec::device::Events;
use seedchip_spec::{Configuration, ErrorCode, Flag, Flags, Format, Rounding};
use support::{Layer, Options, Scales};

/// Configurations of every number of tiles to a block, two of them with some of the formats.
fn configurations() -> Vec<Configuration> {
    let names = ["4x6x16_mx", "8x5x16_registered_f9b", "16x3x16_mx", "32x2x16_paired_mx", "lm", "32x7x16_f87"];
    names.map(|name| Configuration::named(name).expect("it can be")).to_vec()
}

fn blocks() -> Vec<Format> {
    Format::ALL.iter().copied().filter(|format| format.has_blocks()).collect()
}

/// The matrix out of the beats of a packet of results. What stands in columns that do not exist must be zero.
fn matrix(configuration: &Configuration, events: &Events, shape: Shape) -> Vec<u32> {
    let width = configuration.columns();
    let beats = events.results();
    let n_tiles = shape.n.div_ceil(width);
    assert_eq!(beats.len(), n_tiles * shape.m);
    let mut results = vec![0; shape.m * shape.n];
    for (index, beat) in beats.iter().enumerate() {
        let (row, first) = (index % shape.m, index / shape.m * width);
        let existing = width.min(shape.n - first);
        let last = index + 1 == beats.len();
        let kept: u32 = beat.keep.iter().map(|word| word.count_ones()).sum();
        assert_eq!((beat.last, kept as usize), (last, 4 * if last { existing } else { width }));
        results[row * shape.n + first..][..existing].copy_from_slice(&beat.data[..existing]);
        assert!(beat.data[existing..].iter().all(|word| *word == 0), "beat {index}");
    }
    results
}

/// What a unit gives to a layer, with this padding: its results and flags.
fn run(configuration: &Configuration, layer: &Layer, format: Format, padding: impl FnMut() -> u8) -> (Vec<u32>, Flags) {
    let options = Options { format, raw: layer.shape.m.is_multiple_of(2), rounding: Rounding::Double };
    let operands = layer.operands(configuration, options, padding);
    let (events, status) = run::run(&mut Datapath::new(configuration), &layer.command(options, 7), &operands);
    assert!(events.left.values().all(|left| *left == 0));
    assert_eq!((status.error, status.tag), (ErrorCode::None, 7));
    (matrix(configuration, &events, layer.shape), status.flags)
}

/// What all units that have the format give, which is the same, whatever the padding is.
fn run_all(layer: &Layer, format: Format) -> (Vec<u32>, Flags) {
    let configurations = configurations().into_iter().filter(|configuration| configuration.formats().contains(format));
    let found = configurations.map(|configuration| {
        let found = run(&configuration, layer, format, || 0xff);
        assert_eq!(run(&configuration, layer, format, || 0x7b), found, "{configuration}");
        found
    });
    let found: Vec<_> = found.collect();
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
    found.into_iter().next().expect("a unit has the format")
}

fn scales() -> impl Strategy<Value = u8> {
    prop_oneof![6 => 110..144_u8, 1 => prop::sample::select(vec![0, 1, 2, 100, 253, 254, 255]), 1 => any::<u8>()]
}

fn layers(format: Format) -> impl Strategy<Value = Layer> {
    (1_usize..7, 1_usize..14, 1_usize..140).prop_flat_map(move |(m, n, k)| {
        let blocks = k.div_ceil(32);
        let vectors = (
            prop::collection::vec(format.activations().range(), m * k),
            prop::collection::vec(format.weights().range(), k * n),
            prop::collection::vec(scales(), blocks * m),
            prop::collection::vec(scales(), blocks * n),
        );
        vectors.prop_map(move |(activations, weights, rows, columns)| Layer {
            shape: Shape { m, n, k },
            activations,
            weights,
            columns: Vec::new(),
            scales: Scales { rows, columns },
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_configuration_gives_the_results_of_the_reference(
        (format, layer) in prop::sample::select(blocks()).prop_flat_map(|format| (Just(format), layers(format))),
    ) {
        prop_assert_eq!(run_all(&layer, format), reference(&layer, format));
    }
}

/// One row and one column: in each block a product of these two integers and zeros, with these scales.
fn one(terms: &[(i8, i8, [u8; 2])]) -> Layer {
    let k = 32 * terms.len();
    let (mut activations, mut weights) = (vec![0; k], vec![0; k]);
    for (block, (activation, weight, _)) in terms.iter().enumerate() {
        // In the last place of the block, so that every tile of it counts.
        (activations[32 * block + 31], weights[32 * block + 31]) = (*activation, *weight);
    }
    let [rows, columns] = [0, 1].map(|which| terms.iter().map(|term| term.2[which]).collect());
    Layer {
        shape: Shape { m: 1, n: 1, k },
        activations,
        weights,
        columns: Vec::new(),
        scales: Scales { rows, columns },
    }
}

/// The result and the flags, of MXINT8 products; the reference agrees.
fn of(terms: &[(i8, i8, [u8; 2])]) -> (u32, Flags) {
    let layer = one(terms);
    let found = run_all(&layer, Format::MxInt8);
    assert_eq!(found, reference(&layer, Format::MxInt8));
    (found.0[0], found.1)
}

#[test]
fn scales_at_their_ends() {
    let none = Flags::default();
    // 64 · 2^-6 is 1.
    assert_eq!(of(&[(64, 64, [127; 2])]), (1_f32.to_bits(), none));
    assert_eq!(of(&[(64, 64, [0, 127])]), (1 << 22, none), "2^-127 is subnormal");
    assert_eq!(of(&[(64, 64, [1, 127])]), (1 << 23, none));
    assert_eq!(of(&[(64, 64, [254, 127])]), (254 << 23, none));
    assert_eq!(of(&[(64, 64, [254, 0])]), (1_f32.to_bits(), none));
    assert_eq!(of(&[(64, 64, [0, 0])]), (0, none), "2^-254");
    assert_eq!(of(&[(64, 64, [254, 254])]), (INFINITY, Flag::Overflow.into()));
    assert_eq!(of(&[(64, -64, [254, 128])]), (INFINITY | 1 << 31, Flag::Overflow.into()));
    for scales in [[255, 0], [0, 255], [255, 255], [255, 127]] {
        assert_eq!(of(&[(0, 0, scales)]), (NAN, Flag::Nan.into()), "even of nothing");
    }
}

#[test]
fn subnormal_results_and_ties() {
    let none = Flags::default();
    // 1 · 1 is 2^-12.
    assert_eq!(of(&[(1, 1, [0, 117])]), (1, none), "2^-149");
    assert_eq!(of(&[(1, 1, [0, 116])]), (0, none), "a tie");
    assert_eq!(of(&[(1, 3, [0, 116])]), (2, none), "1.5 units");
    assert_eq!(of(&[(-1, 1, [0, 116])]), (0, none), "no negative zero");
    assert_eq!(of(&[(-1, 1, [0, 117])]), (1 << 31 | 1, none));
    // Rounded after each block: a half is lost twice.
    assert_eq!(of(&[(1, 1, [0, 116]), (1, 1, [0, 116])]), (0, none));
    assert_eq!(of(&[(1, 1, [0, 117]), (1, 1, [0, 116])]), (2, none), "a tie to even");
    // 2^12 and a half of its last place, from either side.
    assert_eq!(of(&[(64, 64, [139, 127]), (1, 1, [127, 127])]).0, 0x4580_0000, "a tie to even");
    assert_eq!(of(&[(64, 64, [139, 127]), (3, 1, [127, 127])]).0, 0x4580_0002);
}

#[test]
fn cancellation_gives_plus_zero() {
    let none = Flags::default();
    for sign in [1, -1] {
        assert_eq!(of(&[(sign * 3, 5, [127; 2]), (sign * -3, 5, [127; 2])]), (0, none));
        assert_eq!(of(&[(sign * 64, 1, [254; 2]), (sign * -64, 1, [254; 2])]).0, INFINITY | u32::from(sign < 0) << 31);
        // What the second block leaves comes to light: 2^-12 of 1.
        let terms = [(64 * sign, 64, [127; 2]), (sign, 1, [127; 2]), (-64 * sign, 64, [127; 2])];
        assert_eq!(of(&terms).0 << 1, 0x3980_0000 << 1);
    }
}

#[test]
fn the_last_block_may_overflow_and_an_infinity_stays() {
    let overflow = Flag::Overflow.into();
    // 2^127 twice, of either sign; and twice as much of the other one.
    assert_eq!(of(&[(64, 64, [254, 127]), (64, 64, [254, 127])]), (INFINITY, overflow));
    assert_eq!(of(&[(64, -64, [254, 127]), (64, -64, [254, 127])]), (INFINITY | 1 << 31, overflow));
    assert_eq!(of(&[(64, 64, [254, 127]), (64, -64, [254, 128])]), (254 << 23 | 1 << 31, Flags::default()));
    assert_eq!(of(&[(64, 64, [254, 127]), (32, -64, [254, 128])]), (0, Flags::default()));
    let infinite = (64, 64, [254, 254]);
    assert_eq!(of(&[infinite, (64, -64, [254, 254]), (1, 1, [1; 2])]), (INFINITY, overflow));
    // NaN wins, and is told beside the overflow before it.
    let mut both: Flags = overflow;
    both.raise(Flag::Nan);
    assert_eq!(of(&[infinite, (1, 1, [255, 0]), (1, 1, [127; 2])]), (NAN, both));
}

#[test]
fn the_greatest_sums_of_every_format_are_exact() {
    for (format, activation, weight, expected) in [
        (Format::MxInt8, -128, -128, 32.0 * 4.0),
        (Format::MxInt8Int4, -128, -8, 32.0 * 4.0),
        (Format::MxInt8Int4, -128, 7, -32.0 * 3.5),
        (Format::MxInt8Mxfp4, -128, 0b1111, 32.0 * 12.0),
        (Format::Mxfp4, 0b0111, 0b1111, -32.0 * 36.0),
        (Format::Mxfp4, 0b1001, 0b1011, 32.0 * 0.75),
    ] {
        let shape = Shape { m: 2, n: 3, k: 64 };
        let layer = Layer {
            shape,
            activations: vec![activation; 2 * 64],
            weights: vec![weight; 3 * 64],
            columns: Vec::new(),
            scales: Scales { rows: vec![127; 4], columns: vec![127; 6] },
        };
        let result = (2.0 * expected as f32).to_bits();
        assert_eq!(run_all(&layer, format), (vec![result; 6], Flags::default()), "{}", format.name());
    }
}

#[test]
fn elements_behind_k_and_columns_that_do_not_exist_count_for_nothing() {
    // Their padding, scales of columns included, is 255: NaN, and −1.
    for k in [1, 3, 4, 5, 31, 33, 36, 63] {
        let layer = Layer {
            shape: Shape { m: 1, n: 1, k },
            activations: vec![64; k],
            weights: vec![64; k],
            columns: Vec::new(),
            scales: Scales { rows: vec![127; 2], columns: vec![127; 2] },
        };
        assert_eq!(run_all(&layer, Format::MxInt8), (vec![(k as f32).to_bits()], Flags::default()));
    }
}
