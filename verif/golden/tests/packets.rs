//! Packets that are short, long or without end, commands that are refused, aborts and resets: none of them hangs the unit,
//! and the next command is as good as ever.

#[path = "support/run.rs"]
mod run;
mod support;

use run::acts;
use seedchip_golden::datapath::{Datapath, has_results};
use seedchip_golden::tiling::Shape;
use seedchip_spec::device::{Act, Device, Events};
use seedchip_spec::{
    Beats, Column, Command, Configuration, ErrorCode, Flags, Format, Geometry, Rounding, Status, Stream,
};
use support::{Layer, Operands, Options, Scales};

const OPTIONS: Options = Options { format: Format::Int8, raw: false, rounding: Rounding::Up };

fn tiny() -> Configuration {
    Configuration::named("tiny").expect("named")
}

/// Two rows of two n-tiles, and two k-tiles: 16 beats of weights, 8 of activations, 5 of parameters.
fn given() -> Layer {
    let column = Column { multiplier: 1 << 30, shift: 30, low: -128, high: 127, ..Column::default() };
    Layer {
        shape: Shape { m: 2, n: 5, k: 5 },
        activations: vec![1; 10],
        weights: vec![1; 25],
        columns: vec![column; 5],
        scales: Scales::default(),
    }
}

fn operands() -> Operands {
    given().operands(&tiny(), OPTIONS, || 0x55)
}

/// The first beats of a packet, the last one with `tlast`.
fn cut(beats: &Beats, count: usize, ends: bool) -> Beats {
    let mut cut = Beats::new(beats.data_words());
    (0..count).for_each(|beat| cut.push(beats.data(beat % beats.len()), ends && beat + 1 == count));
    cut
}

fn errors(events: &Events) -> Vec<ErrorCode> {
    events.statuses().expect("statuses").iter().map(|status| status.error).collect()
}

/// The command with changed packets, then the same with good ones: the statuses' errors, and the results of the second.
fn run(command: Command, bad: &Operands) -> Vec<ErrorCode> {
    let (mut unit, good) = (Datapath::new(&tiny()), operands());
    let first = unit.run(&acts(&command, bad)).expect("nothing is awaited");
    assert_eq!(first.statuses().expect("statuses").len(), 1, "it does not wait for more");
    let second = unit.run(&acts(&given().command(OPTIONS, 0), &good)).expect("nothing is awaited");
    let fresh = run::run(&mut Datapath::new(&tiny()), &given().command(OPTIONS, 0), &good).0;
    assert_eq!(second, fresh);
    // Of a command that fails the results have the same form.
    let form = |events: &Events| {
        let of = |beats: &Beats| beats.iter().map(|beat| (beat.keep.to_vec(), beat.last)).collect::<Vec<_>>();
        of(events.results())
    };
    let expected = if has_results(errors(&first)[0]) { form(&fresh) } else { Vec::new() };
    assert_eq!(form(&first), expected);
    errors(&first)
}

#[test]
fn packets_of_another_length_are_errors_and_the_least_code_is_told() {
    let good = operands();
    let command = given().command(OPTIONS, 0);
    let weights = |count| Operands { weights: cut(&good.weights, count, true), ..good.clone() };
    let activations = |count| Operands { activations: cut(&good.activations, count, true), ..good.clone() };
    let parameters = |count| Operands { parameters: cut(&good.parameters, count, true), ..good.clone() };
    for (bad, error) in [
        (weights(16), ErrorCode::None),
        (weights(15), ErrorCode::WeightsShort),
        (weights(1), ErrorCode::WeightsShort),
        (weights(17), ErrorCode::WeightsLong),
        (activations(7), ErrorCode::ActivationsShort),
        (activations(20), ErrorCode::ActivationsLong),
        (parameters(1), ErrorCode::ParametersShort),
        (parameters(8), ErrorCode::ParametersLong),
        (Operands { weights: weights(17).weights, ..parameters(1) }, ErrorCode::WeightsLong),
        (Operands { activations: activations(2).activations, ..parameters(1) }, ErrorCode::ActivationsShort),
    ] {
        assert_eq!(run(command, &bad), [error]);
    }
    let mut range = good.clone();
    Column::SHIFT.set(range.parameters.data_mut(4), 0);
    assert_eq!(run(command, &range), [ErrorCode::ParameterRange]);
    range.parameters.push(&[0; 4], true);
    *range.parameters.last_mut(4) = false;
    assert_eq!(run(command, &range), [ErrorCode::ParametersLong]);
    let short_shift = good.parameters.clone();
    let twice = Command { rounding: Rounding::Double, ..command };
    assert_eq!(run(twice, &Operands { parameters: short_shift, ..good }), [ErrorCode::ParameterRange]);
}

#[test]
fn what_is_missing_counts_as_zero() {
    let raw = Options { raw: true, ..OPTIONS };
    let good = given().operands(&tiny(), raw, || 0x55);
    let sums = |operands: &Operands| {
        let (events, _) = run::run(&mut Datapath::new(&tiny()), &given().command(raw, 0), operands);
        events.results().iter().map(|beat| beat.data.to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(sums(&good), [[5; 4], [5; 4], [5, 0, 0, 0], [5, 0, 0, 0]]);
    // Without the last beats of weights: n-tile 1 has the rows 0 to 3 of its first k-tile.
    let short = Operands { weights: cut(&good.weights, 10, true), ..good.clone() };
    assert_eq!(sums(&short), [[5; 4], [5; 4], [2, 0, 0, 0], [2, 0, 0, 0]]);
    // Without the last row of the last tile.
    let short = Operands { activations: cut(&good.activations, 7, true), ..good };
    assert_eq!(sums(&short), [[5; 4], [5; 4], [5, 0, 0, 0], [4, 0, 0, 0]]);
}

#[test]
fn a_refused_product_discards_the_packets_that_it_announces() {
    let good = given().command(OPTIONS, 0);
    let short = Operands {
        weights: cut(&operands().weights, 1, true),
        activations: cut(&operands().activations, 3, true),
        parameters: cut(&operands().parameters, 2, true),
        scales: Beats::default(),
    };
    assert_eq!(run(Command { m: 0, ..good }, &short), [ErrorCode::ZeroSize]);
    let raw = Command { raw: true, k: 131_072, ..good };
    assert_eq!(run(raw, &Operands { parameters: Beats::new(4), ..short }), [ErrorCode::KTooLarge]);
    let mut unit = Datapath::new(&tiny());
    let unknown = Act::beat(Stream::Command, &[0x77, 0, 0, 4]);
    let events = unit.run(&[unknown, Act::command(&Command::nothing(5))]).expect("nothing is awaited");
    let told = events.beats(Stream::Status);
    assert_eq!(Status::decode(told.data(0)).expect("a status").error, ErrorCode::UnknownOpcode);
    let geometry = Geometry::decode(told.data(1)).expect("a geometry");
    let found = (geometry.tag, geometry.rows, geometry.columns, geometry.accumulators, geometry.lanes);
    assert_eq!(found, (5, 4, 4, 16, 1));
    assert_eq!((geometry.version, geometry.queue, geometry.formats, geometry.flags), (2, 4, 0b11, Flags(0)));
}

#[test]
fn packets_without_an_end_merge_and_the_command_waits() {
    let good = operands();
    let command = given().command(OPTIONS, 0);
    let mut unit = Datapath::new(&tiny());
    let endless = Operands { weights: cut(&good.weights, 16, false), ..good.clone() };
    let events = unit.run(&acts(&command, &endless)).expect("nothing is awaited");
    assert_eq!((errors(&events).len(), events.left[&Stream::Command], events.left[&Stream::Weight]), (0, 1, 16));
    let hung = unit.clone().run(&[Act::Await(Stream::Status, 1)]).expect_err("a packet has no end").to_string();
    assert_eq!(hung, "0 of 1 beats of statuses can come of what was sent");
    let events = unit.run(&acts(&command, &good)).expect("nothing is awaited");
    assert_eq!(errors(&events), [ErrorCode::WeightsLong]);
    assert_eq!((events.left[&Stream::Command], events.left[&Stream::Weight]), (1, 0));
}

#[test]
fn an_abort_ends_what_waits_and_drops_what_was_sent() {
    let good = operands();
    let command = |tag| given().command(OPTIONS, tag);
    let mut unit = Datapath::new(&tiny());
    let begun = Operands { activations: cut(&good.activations, 3, false), ..good.clone() };
    let mut list = acts(&command(1), &good);
    list.extend(acts(&command(2), &begun));
    list.extend([Act::command(&Command::nothing(3)), Act::Abort]);
    // What is left of the packet under way is discarded.
    list.push(Act::Send(Stream::Activation, cut(&good.activations, 2, true)));
    list.extend(acts(&command(4), &good));
    let events = unit.run(&list).expect("nothing is awaited");
    let told: Vec<_> = events.statuses().expect("statuses").iter().map(|status| (status.tag, status.error)).collect();
    let (none, aborted) = (ErrorCode::None, ErrorCode::Aborted);
    assert_eq!(told, [(1, none), (2, aborted), (3, aborted), (4, none)]);
    let lasts = events.results().iter().filter(|beat| beat.last).count();
    assert_eq!((lasts, events.left.values().sum::<usize>()), (2, 0));
}

#[test]
fn a_reset_forgets_what_was_sent() {
    let good = operands();
    let mut unit = Datapath::new(&tiny());
    let sent = [Act::command(&given().command(OPTIONS, 1)), Act::Send(Stream::Weight, good.weights.clone())];
    let events = unit.run(&sent).expect("nothing is awaited");
    assert_eq!((events.left[&Stream::Command], events.left[&Stream::Weight]), (1, 16));
    let events = unit.run(&[Act::Reset]).expect("nothing is awaited");
    assert_eq!(events.left.values().sum::<usize>(), 0);
    assert_eq!(errors(&unit.run(&acts(&given().command(OPTIONS, 2), &good)).expect("all is there")), [ErrorCode::None]);
}
