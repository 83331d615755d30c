//! Whole commands on the datapath: every bit of every result, every status, the cycle contract, and its own simulator
//! beside the Verilated export.

use crate::script::tiny;
use seedchip_golden::command::shape;
use seedchip_golden::contract;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Tiling;
use seedchip_kit::campaign::{self, Limit};
use seedchip_kit::case_id::{CaseId, Recipe};
use seedchip_kit::lockstep::compare;
use seedchip_kit::outcome::{self, Options, Report, run_both};
use seedchip_kit::product::{Case, Limits, Step, Values, cases, print};
use seedchip_sim::PowerUp;
use seedchip_sim::device::{StreamStalls, VerilatedDevice};
use seedchip_sim::models;
use seedchip_sim::streams::{Random, Stalls};
use seedchip_spec::codec::Field;
use seedchip_spec::device::Device;
use seedchip_spec::{Command, Configuration, DATAPATH, Direction, ErrorCode, Format, Instance, Pins, Status};

/// The catalogue's latency and interval, held by the tests of the cycle contract.
pub const LATENCY: &str = "W + R + C / G + L + 11 for a raw row, a tile every max(m, W, 4)";

/// The seed of the first case of every campaign.
const SEED: u64 = 0xda7a_9a74;

fn named(configuration: &str) -> Configuration {
    Configuration::named(configuration).expect("a preset")
}

/// Runs a case on the Verilated datapath.
fn verilated(configuration: &Configuration, case: &Case, options: &Options) -> Result<Report, String> {
    let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero).map_err(|error| error.to_string())?;
    outcome::run(model, configuration, case, options).map_err(|mismatch| mismatch.to_string())
}

/// Runs `count` random cases, and says what was compared.
pub fn draw(
    configuration: &Configuration,
    limits: Limits,
    count: u64,
    mut check: impl FnMut(&Case) -> Result<Report, String>,
) {
    let name = configuration.name();
    let (mut commands, mut results, mut cycles) = (0, 0, 0);
    let check = |case: &Case| {
        let report = check(case)?;
        commands += report.commands;
        results += report.results;
        cycles += report.cycles;
        Ok(())
    };
    match campaign::run(&cases(configuration, limits), SEED, Limit::Cases(count), check, |_| true) {
        Ok(summary) => {
            assert!(summary.cases > 0 && commands > 0 && results > 0, "nothing was tested");
            println!("{name}: {} cases, {commands} commands, {results} results, {cycles} cycles", summary.cases);
        }
        Err(failure) => {
            let instance = DATAPATH.of(configuration);
            let id = CaseId { instance, recipe: Recipe::Commands(limits), seed: failure.seed };
            panic!("{failure}\n{}replay with: seedchip fuzz --case {id}", print(configuration, &failure.case))
        }
    }
}

/// Random commands with random stalls, bad commands among them: the more, the less a cycle takes.
fn random_commands(unit: &Instance) {
    let configuration = unit.configuration();
    let (limits, count) = match configuration.name() {
        "tiny" => (Limits::default(), 5000),
        "small" => (Limits::default(), 20000),
        "large" => (Limits { commands: 2, tiles: 2, m: 70 }, 100),
        _ => (Limits::default(), 1000),
    };
    draw(configuration, limits, count, |case| verilated(configuration, case, &Options::default()));
}

mod random_commands {
    crate::units::each_unit!(super::random_commands);
}

/// Every pin of every cycle of the Verilated datapath, again in rust-hdl's own simulator.
#[test]
fn own_simulator_in_lockstep() {
    let configuration = tiny();
    let limits = Limits { commands: 3, tiles: 2, m: 10 };
    draw(&configuration, limits, 100, |case| {
        let report = verilated(&configuration, case, &Options { record: true, ..Options::default() })?;
        let mut own = seedchip_hdl::registry::block(&DATAPATH.of(&configuration));
        // The harness has reset the model before the recording starts.
        let reset = Pins::zero(&own.ports(), Direction::Input);
        for _ in 0..2 {
            own.cycle(&reset);
        }
        let recording = report.recording.as_ref().ok_or("nothing was recorded")?;
        let cycles = recording.cycles();
        for cycle in 0..cycles {
            let found = own.cycle(&recording.pins(cycle, Direction::Input));
            compare(cycle, &recording.pins(cycle, Direction::Output), &[], &found)
                .map_err(|difference| format!("rust-hdl against the Verilated export: {difference}"))?;
        }
        if cycles as u64 >= report.cycles { Ok(report) } else { Err(format!("{cycles} cycles were recorded")) }
    });
}

/// A bad command of every kind between good ones, all offered at once, with and without stalls: each is told its
/// error, its packets are discarded, and the good ones are right.
#[test]
fn bad_commands_between_good_ones() {
    let configuration = tiny();
    let beat = |m, n, k| Command { tag: 3, ..Command::product(m, n, k) }.encode();
    let with = |field: Field, value| {
        let mut beat = beat(1, 1, 1);
        field.set(&mut beat, value);
        beat
    };
    let raw = |k| Command { raw: true, ..Command::product(1, 1, k) };
    let bad = [
        (beat(0, 1, 1), ErrorCode::ZeroSize),
        (beat(1, 0, 1), ErrorCode::ZeroSize),
        (beat(1, 1, 0), ErrorCode::ZeroSize),
        (beat(1, 1, 65_536), ErrorCode::KTooLarge),
        (raw(131_072).encode(), ErrorCode::KTooLarge),
        (Command { format: Format::Int4, ..raw((1 << 20) + 1) }.encode(), ErrorCode::KTooLarge),
        (Command { format: Format::Int4, ..Command::product(1, 1, 1 << 20) }.encode(), ErrorCode::KTooLarge),
        (beat(17, 1, 1), ErrorCode::MTooLarge),
        (with(Command::FORMAT, 2), ErrorCode::UnknownFormat),
        (with(Command::OPCODE, 3), ErrorCode::UnknownOpcode),
        (with(Field { offset: 127, width: 1 }, 1), ErrorCode::ReservedBits),
    ];
    let mut golden = Datapath::new(&configuration);
    let mut steps = Vec::new();
    for (index, (command, error)) in bad.into_iter().enumerate() {
        let values = Values::Random(index as u64);
        let bad = Step { command, values, fault: None };
        let told = golden.run(&bad.acts(&configuration)).expect("nothing is awaited").statuses().expect("a status");
        assert_eq!(told[0].error, error);
        let good = Command { format: Format::Int4, tag: index as u16, ..Command::product(3, 5, 6) };
        steps.extend([Step::new(&good, values), bad]);
    }
    steps.push(Step::new(&Command::product(16, 4, 9), Values::Edges(1)));
    for stalls in [Stalls::Never, Stalls::Percent(50), Stalls::Bursts { run: 3, pause: 40 }] {
        let case = Case { steps: steps.clone(), at_once: true, stalls: StreamStalls::all(stalls), seed: 5 };
        let report = verilated(&configuration, &case, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.commands, steps.len());
    }
}

/// Runs commands, all offered at once, on streams that never stall; their statuses, after the results were compared.
fn without_stalls(configuration: &Configuration, commands: &[Command]) -> Vec<Status> {
    let steps = commands.iter().map(|command| Step::new(command, Values::Random(9)));
    let acts = steps.flat_map(|step| step.acts(configuration)).collect();
    let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
    let mut device = VerilatedDevice::new(model, configuration).expect("a datapath has the streams of a datapath");
    let mut golden = Datapath::new(configuration);
    let events = run_both(&mut golden, &mut device, [acts]);
    let events = events.unwrap_or_else(|error| panic!("{commands:?}: {error}"));
    events.statuses().expect("statuses")
}

/// Holds a sequence to the cycle contract, command by command. Its cycles.
fn hold(configuration: &Configuration, commands: &[Command]) -> u64 {
    let statuses = without_stalls(configuration, commands);
    let beats: Vec<[u32; 4]> = commands.iter().map(Command::encode).collect();
    let ends = contract::ends(configuration, &beats).expect("good commands");
    let mut end = 0;
    for (status, expected) in statuses.iter().zip(ends) {
        end += status.cycles;
        assert_eq!(end, expected, "command {} of {commands:?} on {}", status.tag, configuration.name());
    }
    assert_eq!(statuses.len(), commands.len());
    end
}

fn contract_holds(unit: &Instance) {
    let configuration = unit.configuration();
    let (rows, columns, most) = (configuration.rows(), configuration.columns(), configuration.accumulators());
    let mut shapes = 0;
    for m in [1, rows - 1, rows, rows + 1, most] {
        for n in [1, columns, columns + 1, 3 * columns - 1] {
            for k in [1, rows, rows + 1, 2 * rows + 1] {
                let (format, raw) = (Format::ALL[shapes % 2], shapes / 2 % 2 == 0);
                let command = Command::product(m.min(most) as u16, n as u16, k as u32);
                hold(configuration, &[Command { format, raw, ..command }]);
                shapes += 1;
            }
        }
    }
    assert_eq!(shapes, 80);
}

mod contract_holds {
    crate::units::each_unit!(super::contract_holds);
}

/// Sequences of commands of all kinds, each offered while those before it are under way.
fn overlapping_commands_hold_the_contract(unit: &Instance) {
    let configuration = unit.configuration();
    let mut random = Random::named(3, configuration.name());
    let most = configuration.accumulators().min(2 * configuration.rows()) as u32;
    let mut number = |limit: u32| 1 + random.below(limit);
    let sequences = if configuration.rows() <= 8 { 60 } else { 6 };
    let formats: Vec<Format> = configuration.formats().iter().collect();
    for _ in 0..sequences {
        let mut commands = Vec::new();
        for tag in 0..number(8) as u16 {
            let (m, n) = (number(most), number(3 * configuration.columns() as u32));
            let (format, raw) = (formats[number(formats.len() as u32) as usize - 1], number(2) == 1);
            let k = number(3 * if format.has_blocks() { 32 } else { configuration.rows() as u32 });
            commands.push(Command { format, raw, tag, ..Command::product(m as u16, n as u16, k) });
        }
        hold(configuration, &commands);
    }
}

mod overlapping_commands_hold_the_contract {
    crate::units::each_unit!(super::overlapping_commands_hold_the_contract);
}

/// The share of cell-cycles that formed a product.
fn utilisation(configuration: &Configuration, commands: &[Command]) -> f64 {
    let cycles = hold(configuration, commands);
    let products = |command: &Command| u64::from(command.m) * u64::from(command.n) * u64::from(command.k);
    let cells = (configuration.rows() * configuration.columns()) as u64;
    let share = commands.iter().map(products).sum::<u64>() as f64 / (cells * cycles) as f64;
    println!("{} commands like {:?}: {:.4} %", commands.len(), commands[0], 100.0 * share);
    share
}

#[test]
fn many_small_commands_use_99_percent_of_the_array() {
    let command = Command { raw: true, ..Command::product(16, 64, 64) };
    let share = utilisation(&named("default"), &[command; 64]);
    assert!((0.99..=1.0).contains(&share), "{share}");
}

#[test]
fn a_large_command_uses_99_97_percent_of_the_array() {
    let share = utilisation(&named("default"), &[Command { raw: true, ..Command::product(512, 512, 512) }]);
    assert!((0.9997..=1.0).contains(&share), "{share}");
}

/// m = 1: a beat of weights in every cycle, but for the constant of the sequence.
#[test]
fn decoding_takes_a_beat_of_weights_per_cycle() {
    for configuration in [named("default"), named("lm")] {
        for format in configuration.formats().iter() {
            let command = Command { format, raw: true, ..Command::product(1, 256, 256) };
            let cycles = hold(&configuration, &[command; 8]);
            let one = hold(&configuration, &[command]);
            let beats = Tiling::new(&configuration, format, shape(&command)).weight_beats() as u64;
            assert_eq!(cycles - one, 7 * beats, "{format:?} on {}", configuration.name());
            println!("{} on {}: {beats} cycles of m = 1, n = k = 256", format.name(), configuration.name());
        }
    }
}
