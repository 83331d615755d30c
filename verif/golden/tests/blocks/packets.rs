//! Packets of commands in blocks: whole, short, long, without end, refused.

use crate::run;
use crate::support::{Layer, Operands, Options, Scales};
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Shape;
use seedchip_spec::device::{Act, Device};
use seedchip_spec::{Beats, Command, Configuration, ErrorCode, Format, Rounding, Stream};

fn given() -> (Configuration, Layer, Options) {
    let options = Options { format: Format::MxInt8Mxfp4, raw: false, rounding: Rounding::Up };
    let layer = Layer {
        shape: Shape { m: 2, n: 3, k: 33 },
        activations: vec![64; 66],
        weights: vec![2; 99],
        columns: Vec::new(),
        scales: Scales { rows: vec![127; 4], columns: vec![127; 6] },
    };
    (Configuration::named("16x2x4_mx").expect("it can be"), layer, options)
}

/// The first beats of a packet, again from its start if they are more.
fn cut(beats: &Beats, count: usize, ends: bool) -> Beats {
    let mut cut = Beats::new(beats.data_words());
    (0..count).for_each(|beat| cut.push(beats.data(beat % beats.len()), ends && beat + 1 == count));
    cut
}

/// The errors of a command with these packets, and of the same with good ones behind it.
fn errors(command: Command, bad: &Operands) -> Vec<ErrorCode> {
    let (configuration, layer, options) = given();
    let good = layer.operands(&configuration, options, || 0);
    let mut acts = run::acts(&command, bad);
    acts.extend(run::acts(&layer.command(options, 2), &good));
    let events = Datapath::new(&configuration).run(&acts).expect("nothing is awaited");
    let last = events.results().part(events.results().len() - 4..events.results().len());
    let fresh = run::run(&mut Datapath::new(&configuration), &layer.command(options, 2), &good).0;
    assert_eq!(&last, fresh.results());
    events.statuses().expect("statuses").iter().map(|status| status.error).collect()
}

#[test]
fn packets_have_the_beats_of_all_rows_and_blocks() {
    let (configuration, layer, options) = given();
    let good = layer.operands(&configuration, options, || 0);
    // 2 n-tiles, 2 blocks of 2 tiles; a tile has 8 beats of weights and m of activations.
    let lengths = [&good.weights, &good.activations, &good.parameters, &good.scales].map(Beats::len);
    assert_eq!(lengths, [2 * 2 * (2 * 8 + 1), 2 * 4 * 2, 0, 2 * 2 * 2]);
    let command = layer.command(options, 1);
    let told = |change: &dyn Fn(&mut Operands)| {
        let mut bad = good.clone();
        change(&mut bad);
        let errors = errors(command, &bad);
        assert_eq!((errors.len(), errors[1]), (2, ErrorCode::None));
        errors[0]
    };
    for (count, error) in [(7, ErrorCode::ScalesShort), (1, ErrorCode::ScalesShort), (8, ErrorCode::None)] {
        assert_eq!(told(&|bad| bad.scales = cut(&good.scales, count, true)), error);
    }
    for (count, error) in [(9, ErrorCode::ScalesLong), (30, ErrorCode::ScalesLong)] {
        assert_eq!(told(&|bad| bad.scales = cut(&good.scales, count, true)), error);
    }
    for (count, error) in [(67, ErrorCode::WeightsShort), (68, ErrorCode::None), (69, ErrorCode::WeightsLong)] {
        assert_eq!(told(&|bad| bad.weights = cut(&good.weights, count, true)), error);
    }
    // The least code is told.
    let both = |bad: &mut Operands| {
        bad.scales = cut(&good.scales, 1, true);
        bad.activations = cut(&good.activations, 20, true);
    };
    assert_eq!(told(&both), ErrorCode::ActivationsLong);
}

#[test]
fn a_refused_command_of_a_block_format_discards_its_row_scales() {
    let (configuration, layer, options) = given();
    let good = layer.operands(&configuration, options, || 0);
    let bad = Operands { scales: cut(&good.scales, 3, true), ..good.clone() };
    let command = layer.command(options, 1);
    for (command, error) in [
        (Command { m: 0, ..command }, ErrorCode::ZeroSize),
        (Command { m: 5, raw: true, ..command }, ErrorCode::MTooLarge),
        (Command { k: (1 << 20) + 1, raw: true, ..command }, ErrorCode::KTooLarge),
    ] {
        assert_eq!(errors(command, &bad), [error, ErrorCode::None]);
    }
    // A code of a block format that no unit has announces them, too.
    let mut acts = run::acts(&command, &bad);
    let mut unknown = command.encode();
    Command::FORMAT.set(&mut unknown, 5);
    acts[0] = Act::beat(Stream::Command, &unknown);
    let events = Datapath::new(&configuration).run(&acts).expect("nothing is awaited");
    assert_eq!(events.statuses().expect("statuses")[0].error, ErrorCode::UnknownFormat);
    assert_eq!(events.left.values().sum::<usize>(), 0);
}

#[test]
fn row_scales_without_an_end_go_on_in_the_next_packet() {
    let (configuration, layer, options) = given();
    let good = layer.operands(&configuration, options, || 0);
    let command = layer.command(options, 1);
    let endless = Operands { scales: cut(&good.scales, 8, false), ..good.clone() };
    let mut unit = Datapath::new(&configuration);
    let events = unit.run(&run::acts(&command, &endless)).expect("nothing is awaited");
    assert_eq!((events.left[&Stream::Command], events.left[&Stream::Scale]), (1, 8));
    let events = unit.run(&run::acts(&command, &good)).expect("nothing is awaited");
    let told: Vec<_> = events.statuses().expect("statuses").iter().map(|status| status.error).collect();
    assert_eq!(told, [ErrorCode::ScalesLong]);
    assert_eq!((events.left[&Stream::Command], events.left[&Stream::Scale]), (1, 0));
    // An abort drops the rest.
    unit.run(&[Act::Send(Stream::Scale, cut(&good.scales, 2, false)), Act::Abort]).expect("nothing is awaited");
    unit.run(&[Act::Send(Stream::Scale, cut(&good.scales, 3, true))]).expect("nothing is awaited");
    let (_, status) = run::run(&mut unit, &command, &good);
    assert_eq!(status.error, ErrorCode::None);
}

#[test]
fn a_unit_without_block_formats_knows_none() {
    let (_, layer, options) = given();
    let configuration = Configuration::named("tiny").expect("named");
    let operands = Layer { shape: Shape { m: 1, n: 1, k: 1 }, ..layer.clone() }.operands(
        &configuration,
        Options { format: Format::Int8, ..options },
        || 0,
    );
    let mut parameters = Stream::Parameter.beats(configuration.sizes());
    parameters.push(&[0; 4], true);
    // Its packets are those of an integer format.
    let operands = Operands { parameters, ..operands };
    let (events, status) = run::run(&mut Datapath::new(&configuration), &layer.command(options, 1), &operands);
    assert_eq!((status.error, events.left.values().sum::<usize>()), (ErrorCode::UnknownFormat, 0));
    assert!(!events.left.contains_key(&Stream::Scale));
    let scales = Act::Send(Stream::Scale, Beats::new(1));
    let refused = Datapath::new(&configuration).run(&[scales]).expect_err("there is no such stream").to_string();
    assert!(refused.contains("without block formats"), "{refused}");
}
