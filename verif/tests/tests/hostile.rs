//! Hosts that err: merged packets, packets without a command, aborts anywhere. Nothing hangs for ever, every command that
//! was accepted gets one status, and the good command after it gives right bits.

use crate::units::each_unit;
use proptest::strategy::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use seedchip_golden::datapath::Datapath;
use seedchip_kit::outcome::run_both;
use seedchip_kit::product::{Limits, Step, Values, cases};
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::streams::Random;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::{Act, Device, DeviceError};
use seedchip_spec::{Command, Configuration, DATAPATH, ErrorCode, Format, Instance, Stream};

fn device(configuration: &Configuration) -> VerilatedDevice<Verilated> {
    let model =
        models::block(&DATAPATH.of(configuration), PowerUp::Random(7)).unwrap_or_else(|error| panic!("{error}"));
    VerilatedDevice::new(model, configuration).expect("a datapath has the streams of a datapath")
}

/// Runs a few good commands after whatever went wrong, and compares every bit.
fn recovers<M: Model>(device: &mut VerilatedDevice<M>, what: &str) {
    let configuration = device.configuration().clone();
    let (rows, columns) = (configuration.rows() as u32, configuration.columns() as u16);
    let good = [
        Command { tag: 1, ..Command::product(2, columns + 1, rows + 1) },
        Command { tag: 2, raw: true, ..Command::product(3, columns, 2 * rows) },
        Command::nothing(3),
    ];
    let acts = good.iter().flat_map(|command| Step::new(command, Values::Random(4)).acts(&configuration)).collect();
    let compared = run_both(&mut Datapath::new(&configuration), device, [acts]);
    compared.unwrap_or_else(|error| panic!("{what}: {error}"));
}

/// A packet whose tlast is missing takes the next one along: the first command ends as too long, the second waits for
/// operands, and an abort frees the unit.
#[test]
fn a_missing_tlast_merges_two_packets() {
    let integers = (Configuration::named("tiny").expect("a preset"), Format::Int8);
    let blocks = (Configuration::named("4x6x8_mx").expect("it can be"), Format::MxInt8);
    for ((configuration, format), stream, error) in [
        (&integers, Stream::Weight, ErrorCode::WeightsLong),
        (&integers, Stream::Activation, ErrorCode::ActivationsLong),
        (&integers, Stream::Parameter, ErrorCode::ParametersLong),
        (&blocks, Stream::Weight, ErrorCode::WeightsLong),
        (&blocks, Stream::Activation, ErrorCode::ActivationsLong),
        (&blocks, Stream::Scale, ErrorCode::ScalesLong),
    ] {
        let mut device = device(configuration);
        let mut acts = Vec::new();
        for tag in [10, 11] {
            let command = Command { tag, format: *format, ..Command::product(2, 5, 6) };
            for mut act in Step::new(&command, Values::Random(tag.into())).acts(configuration) {
                if let (Act::Send(of, beats), 10) = (&mut act, tag)
                    && *of == stream
                {
                    *beats.last_mut(beats.len() - 1) = false;
                }
                acts.push(act);
            }
        }
        acts.extend([Act::Await(Stream::Status, 1), Act::Pass(500)]);
        let events = device.run(&acts).unwrap_or_else(|error| panic!("{stream:?}: {error}"));
        let told: Vec<_> =
            events.statuses().expect("statuses").iter().map(|status| (status.tag, status.error)).collect();
        assert_eq!(told, [(10, error)], "{stream:?}");
        let events = device.run(&[Act::Abort, Act::Await(Stream::Status, 1), Act::Pass(20)]);
        let events = events.unwrap_or_else(|error| panic!("{stream:?}: {error}"));
        let told: Vec<_> =
            events.statuses().expect("statuses").iter().map(|status| (status.tag, status.error)).collect();
        assert_eq!(told, [(11, ErrorCode::Aborted)], "{stream:?}");
        recovers(&mut device, stream.name());
    }
}

/// Operands that no command wants wait at the inputs, and an abort discards them.
#[test]
fn packets_without_a_command_are_discarded_by_an_abort() {
    let configuration = Configuration::named("tiny").expect("a preset");
    let mut device = device(&configuration);
    let step = Step::new(&Command::product(2, 5, 6), Values::Random(1));
    let operands = step.acts(&configuration).into_iter().skip(1);
    let acts: Vec<Act> = operands.chain([Act::Pass(50), Act::Abort, Act::Pass(50)]).collect();
    let events = device.run(&acts).expect("nothing is awaited");
    assert!(events.beats(Stream::Status).is_empty() && events.results().is_empty());
    assert!(events.left.values().all(|left| *left == 0), "{:?}", events.left);
    recovers(&mut device, "operands without a command");
}

/// An abort at any cycle of any case: every command that was accepted has one status, in order, and what was begun of a
/// packet of results is ended.
fn aborts_anywhere(unit: &Instance) {
    let configuration = unit.configuration();
    let limits = Limits { commands: 4, tiles: 2, m: 12 };
    let mut random = Random::named(11, configuration.name());
    let config = Config { rng_seed: RngSeed::Fixed(5), ..Config::default() };
    let mut runner = TestRunner::new(config);
    let count = (4000 / (configuration.rows() * configuration.columns())).clamp(4, 200);
    let (mut aborted, mut device) = (0, device(configuration));
    for number in 0..count {
        let case = cases(configuration, limits).new_tree(&mut runner).expect("a case").current();
        device.stall(&case.stalls, case.seed).expect("it has the streams");
        let mut acts: Vec<Act> = case.steps.iter().flat_map(|step| step.acts(configuration)).collect();
        acts.push(Act::Pass(random.below(400).into()));
        acts.extend([Act::Abort, Act::Pass(400)]);
        let events = match device.run(&acts) {
            Ok(events) => events,
            Err(error @ DeviceError::Hung(_)) => panic!("case {number}: {error}"),
            Err(error) => panic!("{error}"),
        };
        let tags = |beats: &mut dyn Iterator<Item = [u32; 4]>| -> Vec<u16> {
            beats.map(|beat| Command::TAG.get(&beat) as u16).collect()
        };
        // Commands that were not accepted before the abort run after it, and wait for operands that are gone: abort
        // again, until none is left.
        let mut statuses = events.statuses().unwrap_or_default();
        let mut results = events.results().clone();
        for _ in 0..case.steps.len() {
            let later = device.run(&[Act::Abort, Act::Pass(400)]).unwrap_or_else(|error| panic!("{error}"));
            statuses.extend(later.statuses().unwrap_or_default());
            results.append(later.results());
        }
        let expected = tags(&mut case.steps.iter().map(|step| step.command));
        let found: Vec<u16> = statuses.iter().map(|status| status.tag).collect();
        assert_eq!(found, expected, "case {number} on {unit}");
        aborted += statuses.iter().filter(|status| status.error == ErrorCode::Aborted).count();
        assert!(results.is_empty() || results.last(results.len() - 1), "case {number}: a packet of results is open");
        recovers(&mut device, &format!("case {number} on {unit}"));
    }
    println!("{unit}: {aborted} commands were aborted");
    assert!(aborted > 0, "no command was aborted");
}

each_unit!(aborts_anywhere);
