//! Results do not depend on how a product is cut into tiles, nor on what lies in the padding.

mod support;

use proptest::prelude::*;
use seedchip_golden::arith::requantise::Mode;
use seedchip_golden::datapath::{Datapath, Outcome};
use seedchip_golden::layer::{layer, product};
use seedchip_golden::parameters::Column;
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_spec::layout::{ErrorCode, Flag};
use seedchip_spec::{Configuration, NAMED};
use support::Layer;

fn columns() -> impl Strategy<Value = Column> {
    let multipliers = prop_oneof![8 => 1_i32 << 30..=i32::MAX, 1 => Just(0)];
    let clamps = prop_oneof![3 => Just((-128_i8, 127_i8)), 1 => any::<(i8, i8)>()];
    (-(1_i32 << 16)..1 << 16, multipliers, 31_u32..46, any::<i8>(), clamps).prop_map(
        |(bias, multiplier, shift, zero_point, (low, high))| Column { bias, multiplier, shift, zero_point, low, high },
    )
}

fn layers(int4: bool) -> impl Strategy<Value = Layer> {
    (1_usize..12, 1_usize..40, 1_usize..70).prop_flat_map(move |(m, n, k)| {
        let weights = if int4 { (-8_i8..8).boxed() } else { any::<i8>().boxed() };
        let vectors = (
            prop::collection::vec(any::<i8>(), m * k),
            prop::collection::vec(weights, k * n),
            prop::collection::vec(columns(), n),
        );
        vectors.prop_map(move |(activations, weights, columns)| Layer {
            shape: Shape { m, n, k },
            activations,
            weights,
            columns,
        })
    })
}

/// The results of a command as a matrix, row by row.
fn matrix(outcome: &Outcome, shape: Shape) -> Vec<i32> {
    let n_tiles = outcome.results.chunks(shape.m);
    let mut rows = vec![Vec::new(); shape.m];
    for n_tile in n_tiles {
        for (row, beat) in rows.iter_mut().zip(n_tile) {
            row.extend(beat.lanes.iter().zip(&beat.keep).filter(|(_, keep)| **keep).map(|(value, _)| *value));
        }
    }
    rows.concat()
}

/// Runs a layer with padding from `seed`, and checks what doesn't depend on values.
fn run(configuration: &Configuration, layer: &Layer, int4: bool, options: u8, seed: u32) -> Outcome {
    let mut padding = seed;
    let mut operands = layer.operands(configuration, int4, || {
        padding = padding.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (padding >> 24) as u8
    });
    let outcome = Datapath::new(configuration).command(layer.command(int4, options, 9), &mut operands);
    assert!(operands.weights.is_empty() && operands.activations.is_empty() && operands.parameters.is_empty());
    assert_eq!(outcome.status.error, ErrorCode::None);
    assert_eq!(outcome.status.products, layer.shape.products());
    assert_eq!(outcome.status.cycles, cycles(configuration, layer.shape));
    let ends = outcome.results.iter().filter(|beat| beat.last).count();
    assert!(ends == 1 && outcome.results[outcome.results.len() - 1].last);
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_configuration_gives_the_results_of_the_plain_layer(
        (int4, given) in any::<bool>().prop_flat_map(|int4| (Just(int4), layers(int4))),
        (raw, double) in any::<(bool, bool)>(),
        seed in any::<u32>(),
    ) {
        let mode = Mode::of(raw, double);
        let options = u8::from(raw) << 1 | u8::from(double) << 2;
        let expected = layer(&given.activations, &given.weights, &given.columns, given.shape, mode);
        let values: Vec<i32> = expected.iter().map(|result| result.value).collect();
        let flags = if expected.iter().any(|result| result.saturated) { Flag::Saturation as u8 } else { 0 };
        for configuration in Configuration::all() {
            let outcome = run(&configuration, &given, int4, options, seed);
            prop_assert_eq!(matrix(&outcome, given.shape), values.clone(), "{}", configuration.name());
            prop_assert_eq!(outcome.status.flags, flags, "{}", configuration.name());
        }
        if raw {
            let biased = product(&given.activations, &given.weights, given.shape)
                .into_iter()
                .zip(given.columns.iter().cycle())
                .map(|(sum, column)| sum + column.bias)
                .collect::<Vec<i32>>();
            prop_assert_eq!(values, biased);
        }
    }
}

#[test]
fn flags_stick_until_a_command_clears_them() {
    let configuration = Configuration::named(NAMED[0].name).expect("named");
    let wide = Column { bias: i32::MAX, multiplier: 1 << 30, shift: 31, zero_point: 0, low: -128, high: 127 };
    let given =
        Layer { shape: Shape { m: 1, n: 1, k: 1 }, activations: vec![0], weights: vec![1], columns: vec![wide] };
    let mut datapath = Datapath::new(&configuration);
    let mut operands = given.operands(&configuration, false, || 0xff);
    operands.weights[0].last = true;
    operands.activations[0].last = false;
    operands.parameters[3].last = false;
    let outcome = datapath.command(given.command(false, 0, 0), &mut operands);
    assert_eq!(outcome.status.flags, 0x1f);
    assert_eq!(outcome.consumed.parameters, 4);

    let nothing = |options: u128, tag: u128| options << 16 | tag << 96;
    let status = datapath.command(nothing(0, 3), &mut operands).status;
    assert_eq!((status.flags, status.tag, status.cycles, status.products), (0x1f, 3, 1, 0));
    let refused = datapath.command(nothing(1, 4) | 2, &mut operands).status;
    assert_eq!((refused.flags, refused.error), (0, ErrorCode::UnknownOpcode));
}
