//! Acts on a Verilated datapath: sent beats are accepted, output beats are collected, and the error of a list that cannot
//! end says what it waits for. `verif` tests whether the numbers are right.

use seedchip_sim::device::{StreamStalls, VerilatedDevice};
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::streams::Stalls;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::{Act, Device, DeviceError};
use seedchip_spec::{Beats, Command, Configuration, DATAPATH, ErrorCode, Stream};
use std::ops::ControlFlow;

type Tiny = VerilatedDevice<Verilated>;

fn tiny(seed: u64) -> Tiny {
    let configuration = Configuration::named("tiny").expect("a preset");
    let model = models::block(&DATAPATH.of(&configuration), PowerUp::Random(seed));
    let model = model.unwrap_or_else(|error| panic!("{error}"));
    let mut device = VerilatedDevice::new(model, &configuration).expect("it is a datapath");
    device.idle_cycles = 500;
    device
}

/// A product of zeros of one tile of k and one of n: 4 rows of weights, m of activations, 4 parameters.
fn product(m: u16, tag: u16) -> Vec<Act> {
    let zeros = |stream, count: u16, words: &[u32]| {
        let mut beats = Beats::new(words.len());
        (1..=count).for_each(|beat| beats.push(words, beat == count));
        Act::Send(stream, beats)
    };
    vec![
        Act::command(&Command { tag, ..Command::product(m, 4, 4) }),
        zeros(Stream::Weight, 4, &[0]),
        zeros(Stream::Activation, m, &[0]),
        zeros(Stream::Parameter, 4, &[0; 4]),
    ]
}

#[test]
fn products_pass_whole_under_stalls_on_every_stream() {
    for (seed, stalls) in (0..).zip([
        Stalls::Never,
        Stalls::Percent(20),
        Stalls::Percent(80),
        Stalls::Bursts { run: 3, pause: 20 },
        Stalls::Bursts { run: 30, pause: 30 },
    ]) {
        let mut device = tiny(seed);
        device.stall(&StreamStalls::all(stalls), seed).expect("it has the streams");
        let sizes = [1, 4, 7, 10, 13, 16];
        let mut acts: Vec<Act> = (0..).zip(sizes).flat_map(|(tag, m)| product(m, tag)).collect();
        acts.extend([Act::Await(Stream::Result, 15), Act::Await(Stream::Status, 6), Act::Pass(100)]);
        let events = device.run(&acts).unwrap_or_else(|error| panic!("{stalls:?}: {error}"));
        assert_eq!(events.results().len(), 15, "{stalls:?}: four rows per beat");
        assert!(events.left.len() == 4 && events.left.values().all(|left| *left == 0), "{stalls:?}");
        let tags: Vec<u16> = events.statuses().expect("statuses").iter().map(|status| status.tag).collect();
        assert_eq!(tags, [0, 1, 2, 3, 4, 5], "{stalls:?}");
        let lasts = events.results().iter().filter(|beat| beat.last).count();
        assert_eq!(lasts, 6, "{stalls:?}: one last per product");
        // A byte per result: four rows of four columns fill a beat, and the last beat of a packet holds what is left.
        let expected = sizes.into_iter().flat_map(|m| {
            let rows = (0..m).step_by(4).map(move |first| 4.min(m - first));
            rows.map(|rows| if rows == 4 { 0xffff } else { (1_u64 << (4 * rows)) - 1 })
        });
        let keeps: Vec<u64> =
            (0..events.results().len()).map(|beat| u64::from(events.results().keep(beat)[0])).collect();
        assert_eq!(keeps, expected.collect::<Vec<_>>(), "{stalls:?}");
    }
}

#[test]
fn a_refused_command_gives_a_status_and_no_results() {
    let mut device = tiny(1);
    let packet = |stream| {
        let mut beats = Beats::new(1);
        beats.push(&[1], true);
        Act::Send(stream, beats)
    };
    let acts = [
        Act::command(&Command { tag: 7, raw: true, ..Command::product(0, 4, 4) }),
        packet(Stream::Weight),
        packet(Stream::Activation),
        Act::Await(Stream::Status, 1),
        Act::Pass(20),
    ];
    let events = device.run(&acts).expect("a status comes");
    assert_eq!(events.statuses().expect("a status")[0].error, ErrorCode::ZeroSize);
    assert_eq!(events.results().len(), 0);
}

#[test]
fn a_missing_operand_is_told_by_what_was_waited_for() {
    let mut device = tiny(2);
    // Products without parameters: more rows than can wait for them.
    let mut acts: Vec<Act> = (0..4).flat_map(|tag| product(16, tag)).collect();
    acts.retain(|act| !matches!(act, Act::Send(Stream::Parameter, _)));
    acts.push(Act::Await(Stream::Result, 2));
    let error = device.run(&acts).expect_err("it hangs");
    assert!(matches!(error, DeviceError::Hung(_)), "{error}");
    let text = error.to_string();
    assert!(text.contains("`m_axis_result` (0 of 2 beats)"), "{text}");
    assert!(text.contains("`s_axis_activation` ("), "{text}");
    let error = device.run(&[Act::Await(Stream::Status, 1)]).expect_err("it hangs").to_string();
    assert!(error.contains("`m_axis_status` (0 of 1 beats)"), "{error}");
}

/// A unit that passes beats and never gives what is awaited does not keep its host for ever.
#[test]
fn a_list_ends_in_time_though_beats_go_on_to_pass() {
    let mut device = tiny(4);
    let mut commands = Beats::new(4);
    (0..1000).for_each(|_| commands.push(&Command::nothing(0).encode(), false));
    device.stall(&StreamStalls { commands: Stalls::Percent(99), ..StreamStalls::default() }, 1).expect("it has them");
    device.idle_cycles = u64::MAX;
    let acts = [Act::Send(Stream::Command, commands), Act::Await(Stream::Result, 1)];
    let error = device.run(&acts).expect_err("no result comes").to_string();
    assert!(error.contains("cycles were not enough"), "{error}");
}

#[test]
fn a_reset_drops_what_was_sent() {
    let mut device = tiny(5);
    let mut acts = product(8, 0);
    acts.extend([Act::Pass(9), Act::Reset, Act::Pass(60)]);
    let events = device.run(&acts).expect("nothing is awaited");
    assert_eq!(events.results().len(), 0);
    assert!(events.left.values().all(|left| *left == 0));
    let mut acts = product(3, 1);
    acts.extend([Act::Await(Stream::Result, 1), Act::Await(Stream::Status, 1)]);
    let events = device.run(&acts).expect("the next product is whole");
    assert_eq!(events.statuses().expect("a status")[0].tag, 1);
}

#[test]
fn who_watches_is_told_of_every_cycle_and_can_interrupt() {
    let mut device = tiny(6);
    let mut acts = product(16, 0);
    acts.push(Act::Await(Stream::Status, 1));
    let (before, mut told) = (device.harness().cycles(), 0);
    let mut watch = |cycles| {
        told += cycles;
        ControlFlow::Continue(())
    };
    device.run_watched(&acts, &mut watch).expect("it ends");
    assert_eq!(told, device.harness().cycles() - before);
    let error = device.run_watched(&acts, &mut |_| ControlFlow::Break(())).expect_err("interrupted");
    assert!(matches!(error, DeviceError::Interrupted), "{error}");
}

#[test]
fn a_run_can_be_recorded_and_traced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run.vcd");
    let mut device = tiny(3);
    let before = device.harness().cycles();
    device.harness().record();
    device.harness().model_mut().trace(&path, 0..=30).expect("it can be written");
    let mut acts = product(4, 0);
    acts.extend([Act::Await(Stream::Result, 1), Act::Await(Stream::Status, 1)]);
    device.run(&acts).expect("it ends");
    device.harness().model_mut().end_trace();
    let recording = device.harness().take_recording().expect("it was asked for");
    assert_eq!(recording.cycles() as u64, device.harness().cycles() - before);
    let text = std::fs::read_to_string(path).expect("it was written");
    assert!(text.contains("\n#300\n") && !text.contains("\n#310\n"));
}
