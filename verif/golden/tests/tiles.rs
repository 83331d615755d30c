//! Results depend neither on how a product is cut into tiles nor on the padding.

mod support;

use proptest::prelude::*;
use seedchip_golden::arith::requantise::Mode;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::layer::{layer, product};
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_spec::device::{Act, Device, Events};
use seedchip_spec::{Column, Command, Configuration, ErrorCode, Flag, Flags, Format, NAMED, Opcode, Status, Stream};
use support::Layer;

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
            prop::collection::vec(format.weights(), k * n),
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
fn matrix(events: &Events, shape: Shape) -> Vec<i32> {
    let mut rows = vec![Vec::new(); shape.m];
    for (index, beat) in events.results().iter().enumerate() {
        for (lane, value) in beat.data.iter().enumerate() {
            let keep = beat.keep[lane / 8] >> (4 * (lane % 8)) & 15;
            assert!(keep == 15 || (keep == 0 && *value == 0), "lane {lane} of beat {index}");
            if keep == 15 {
                rows[index % shape.m].push(value.cast_signed());
            }
        }
    }
    rows.concat()
}

/// Runs a layer with padding from `seed`, and checks what doesn't depend on values.
fn run(
    configuration: &Configuration,
    layer: &Layer,
    format: Format,
    options: (bool, bool),
    seed: u32,
) -> (Events, Status) {
    let mut padding = seed;
    let operands = layer.operands(configuration, format, || {
        padding = padding.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (padding >> 24) as u8
    });
    let command = layer.command(format, options, 9);
    let (events, status) = support::run(&mut Datapath::new(configuration), &command, operands);
    assert!(events.left.values().all(|left| *left == 0));
    assert_eq!(status.error, ErrorCode::None);
    assert_eq!(status.products, layer.shape.products());
    assert_eq!(status.cycles, cycles(configuration, layer.shape));
    let ends: Vec<bool> = events.results().iter().map(|beat| beat.last).filter(|last| *last).collect();
    assert!(ends.len() == 1 && events.results().last(events.results().len() - 1));
    (events, status)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_configuration_gives_the_results_of_the_plain_layer(
        (format, given) in prop::sample::select(Format::ALL)
            .prop_flat_map(|format| (Just(format), layers(format))),
        (raw, double) in any::<(bool, bool)>(),
        seed in any::<u32>(),
    ) {
        let mode = Mode::of(raw, double);
        let expected = layer(&given.activations, &given.weights, &given.columns, given.shape, mode);
        let values: Vec<i32> = expected.iter().map(|result| result.value).collect();
        let saturated = expected.iter().any(|result| result.saturated);
        let flags = if saturated { Flag::Saturation.into() } else { Flags::default() };
        for configuration in Configuration::all() {
            let (events, status) = run(&configuration, &given, format, (raw, double), seed);
            prop_assert_eq!(matrix(&events, given.shape), values.clone(), "{}", configuration.name());
            prop_assert_eq!(status.flags, flags, "{}", configuration.name());
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
    let mut operands = given.operands(&configuration, Format::Int8, || 0xff);
    *operands.weights.last_mut(0) = true;
    *operands.activations.last_mut(0) = false;
    *operands.parameters.last_mut(3) = false;
    let (events, status) = support::run(&mut datapath, &given.command(Format::Int8, (false, false), 0), operands);
    assert_eq!(status.flags, Flags(0x1f));
    assert_eq!(events.left[&Stream::Parameter], 0);

    let mut nothing = |beat: [u32; 4]| {
        let events = datapath.run(&[Act::beat(Stream::Command, &beat)]).expect("a status");
        events.statuses().expect("a status")[0]
    };
    let status = nothing(Command::nothing(false, 3).encode());
    assert_eq!((status.flags, status.tag, status.cycles, status.products), (Flags(0x1f), 3, 1, 0));
    let mut unknown = Command::nothing(true, 4).encode();
    Command::OPCODE.set(&mut unknown, Opcode::Product as u64 + 1);
    let refused = nothing(unknown);
    assert_eq!((refused.flags, refused.error), (Flags(0), ErrorCode::UnknownOpcode));
}

#[test]
fn a_command_waits_for_its_operands_and_a_reset_forgets_them() {
    let configuration = Configuration::named("tiny").expect("named");
    let columns = vec![Column::default()];
    let given = Layer { shape: Shape { m: 1, n: 1, k: 1 }, activations: vec![1], weights: vec![1], columns };
    let operands = given.operands(&configuration, Format::Int8, || 0);
    let weights = operands.weights.clone();
    let mut datapath = Datapath::new(&configuration);
    let command = Act::command(&given.command(Format::Int8, (true, false), 0));
    let events = datapath.run(&[command, Act::Send(Stream::Weight, weights)]).expect("nothing is awaited");
    assert_eq!((events.results().len(), events.left[&Stream::Weight], events.left[&Stream::Command]), (0, 4, 1));
    let hung = datapath.run(&[Act::Await(Stream::Status, 1)]).expect_err("operands are missing").to_string();
    assert_eq!(hung, "0 of 1 beats of statuses can come of what was sent");
    let parts = [(Stream::Activation, operands.activations), (Stream::Parameter, operands.parameters)];
    let sent = parts.map(|(stream, beats)| Act::Send(stream, beats));
    assert_eq!(datapath.clone().run(&sent).expect("all is there").results().data(0)[0], 1);
    let events = datapath.run(&[&[Act::Reset], &sent[..]].concat()).expect("nothing is awaited");
    assert_eq!((events.results().len(), events.left[&Stream::Weight], events.left[&Stream::Activation]), (0, 0, 1));
}
