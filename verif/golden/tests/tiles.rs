//! Results depend neither on how a product is cut into tiles nor on the padding.

#[path = "support/run.rs"]
mod run;
mod support;

use proptest::prelude::*;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::layer::{layer, product};
use seedchip_golden::tiling::Shape;
use seedchip_spec::device::Events;
use seedchip_spec::{Beat, Column, Configuration, ErrorCode, Flag, Flags, Format, Rounding, Sizes};
use support::{Layer, Options, Scales};

fn columns() -> impl Strategy<Value = Column> {
    let multipliers = prop_oneof![8 => 1_i32 << 30..=i32::MAX, 1 => Just(0)];
    let clamps = prop_oneof![3 => Just((-128_i8, 127_i8)), 1 => any::<(i8, i8)>()];
    (-(1_i32 << 16)..1 << 16, multipliers, 31_u8..46, any::<i8>(), clamps).prop_map(
        |(bias, multiplier, shift, zero_point, (low, high))| Column { bias, multiplier, shift, zero_point, low, high },
    )
}

fn layers(format: Format) -> impl Strategy<Value = Layer> {
    (1_usize..12, 1_usize..40, 1_usize..70).prop_flat_map(move |(m, n, k)| {
        let vectors = (
            prop::collection::vec(any::<i8>(), m * k),
            prop::collection::vec(format.weights().range(), k * n),
            prop::collection::vec(columns(), n),
        );
        vectors.prop_map(move |(activations, weights, columns)| Layer {
            shape: Shape { m, n, k },
            activations,
            weights,
            columns,
            scales: Scales::default(),
        })
    })
}

/// The named configurations, one with odd rows, and one with more columns than rows.
fn configurations() -> Vec<Configuration> {
    let sizes = |rows, columns| Sizes { rows, columns, accumulators: 16, ..Sizes::default() };
    let others = [sizes(5, 3), sizes(4, 9)].map(|sizes| Configuration::new(sizes).expect("it can be"));
    Configuration::all().into_iter().chain(others).collect()
}

/// The bytes of a packet of results that are kept; only the last beat has others, behind its last result.
fn bytes(events: &Events) -> Vec<u8> {
    let count = events.results().len();
    let of = |(index, beat): (usize, Beat)| {
        let lanes = 4 * beat.data.len();
        let kept = (0..lanes).take_while(|byte| beat.keep[byte / 32] >> (byte % 32) & 1 == 1).count();
        let ones: u32 = beat.keep.iter().map(|word| word.count_ones()).sum();
        assert!(ones as usize == kept && (kept == lanes || index + 1 == count), "beat {index}");
        assert_eq!(beat.last, index + 1 == count, "beat {index}");
        beat.bytes().take(kept).collect::<Vec<u8>>()
    };
    events.results().iter().enumerate().flat_map(of).collect()
}

/// The results of a command as a matrix of elements of `size` bytes, row by row. What stands between is zero.
fn matrix(configuration: &Configuration, events: &Events, shape: Shape, size: usize) -> Vec<Vec<u8>> {
    let (width, bytes) = (configuration.columns(), bytes(events));
    let n_tiles = shape.n.div_ceil(width);
    assert_eq!(bytes.len(), ((n_tiles * shape.m - 1) * width + (shape.n - 1) % width + 1) * size);
    let mut rows = vec![Vec::new(); shape.m];
    for (index, element) in bytes.chunks(size).enumerate() {
        let (row, column) = (index / width % shape.m, index / width / shape.m * width + index % width);
        if column < shape.n {
            rows[row].push(element.to_vec());
        } else {
            assert!(element.iter().all(|byte| *byte == 0), "element {index} is no result");
        }
    }
    rows.concat()
}

/// What a unit gives to a layer, with padding from `seed`: its results and flags.
fn run(configuration: &Configuration, layer: &Layer, options: Options, seed: u32) -> (Vec<Vec<u8>>, Flags) {
    let mut padding = seed;
    let operands = layer.operands(configuration, options, || {
        padding = padding.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (padding >> 24) as u8
    });
    let command = layer.command(options, 9);
    let (events, status) = run::run(&mut Datapath::new(configuration), &command, &operands);
    assert!(events.left.values().all(|left| *left == 0));
    assert_eq!((status.error, status.tag), (ErrorCode::None, 9));
    (matrix(configuration, &events, layer.shape, if options.raw { 4 } else { 1 }), status.flags)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_configuration_gives_the_results_of_the_plain_layer(
        (format, given) in prop::sample::select(&[Format::Int8, Format::Int4])
            .prop_flat_map(|format| (Just(format), layers(format))),
        rounding in prop::sample::select(Rounding::ALL),
        seed in any::<u32>(),
    ) {
        let results = layer(&given.activations, &given.weights, &given.columns, given.shape, rounding);
        let converted: Vec<_> = results.iter().map(|result| result.value.to_le_bytes().to_vec()).collect();
        let saturated = results.iter().any(|result| result.saturated);
        let flags = if saturated { Flag::Saturation.into() } else { Flags::default() };
        let sums = product(&given.activations, &given.weights, given.shape);
        let sums: Vec<_> = sums.into_iter().map(|sum| sum.to_le_bytes().to_vec()).collect();
        for configuration in configurations() {
            let of = |raw| run(&configuration, &given, Options { format, raw, rounding }, seed);
            prop_assert_eq!(of(false), (converted.clone(), flags), "{}", configuration.name());
            prop_assert_eq!(of(true), (sums.clone(), Flags::default()), "{}", configuration.name());
        }
    }
}
