//! Whole commands on the datapath: every bit of every result and status, the cycle contract, and its own
//! simulator beside the Verilated export.

use crate::script::tiny;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Shape;
use seedchip_kit::campaign::{self, Limit};
use seedchip_kit::case_id::{CaseId, Recipe};
use seedchip_kit::lockstep::compare;
use seedchip_kit::outcome::{self, Options, Report, run_both};
use seedchip_kit::product::{Case, Limits, Step, Values, cases, print};
use seedchip_sim::PowerUp;
use seedchip_sim::device::{StreamStalls, VerilatedDevice};
use seedchip_sim::models;
use seedchip_sim::streams::Stalls;
use seedchip_spec::codec::Field;
use seedchip_spec::device::Device;
use seedchip_spec::{
    Cell, Command, Configuration, DATAPATH, Direction, ErrorCode, Format, Instance, NAMED, Pins, Status,
};

/// The catalogue's latency and interval, held by the tests of the cycle contract.
pub const LATENCY: &str = "2R + C / G + L + 15 and max(m, R) per tile, a tile every max(m, R)";

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
/// error, takes no operand, and the good ones are right.
#[test]
fn bad_commands_between_good_ones() {
    let configuration = tiny();
    let command = |m, n, k| Command { clear_flags: true, tag: 3, ..Command::product(m, n, k) };
    let beat = |m, n, k| command(m, n, k).encode();
    let with = |field: Field, value| {
        let mut beat = beat(1, 1, 1);
        field.set(&mut beat, value);
        beat
    };
    let bad = [
        (beat(0, 1, 1), ErrorCode::ZeroSize),
        (beat(1, 0, 1), ErrorCode::ZeroSize),
        (beat(1, 1, 0), ErrorCode::ZeroSize),
        (beat(1, 1, 65_536), ErrorCode::KTooLarge),
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
    steps.push(Step::new(&command(16, 4, 9), Values::Edges(1)));
    for stalls in [Stalls::Never, Stalls::Percent(50), Stalls::Bursts { run: 3, pause: 40 }] {
        let case = Case { steps: steps.clone(), at_once: true, stalls: StreamStalls::all(stalls), seed: 5 };
        let report = verilated(&configuration, &case, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.commands, steps.len());
    }
}

/// Runs one product on streams that never stall; its status, after the results were compared.
fn without_stalls(configuration: &Configuration, shape: Shape, format: Format) -> Status {
    let command = Command::product(shape.m as u16, shape.n as u16, shape.k as u32);
    let step = Step::new(&Command { format, tag: 1, ..command }, Values::Random(9));
    let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
    let mut device = VerilatedDevice::new(model, configuration).expect("a datapath has the streams of a datapath");
    let mut golden = Datapath::new(configuration);
    let events = run_both(&mut golden, &mut device, [step.acts(configuration)], true);
    let events = events.unwrap_or_else(|error| panic!("{shape:?}: {error}"));
    events.statuses().expect("a status")[0]
}

/// The cycle contract as the page has it.
fn contract(configuration: &Configuration, shape: Shape) -> u64 {
    let (rows, columns) = (configuration.rows(), configuration.columns());
    // L, the cycles from a cell's activation to its sum, and G, the columns that share a multiplier.
    let (latency, group) = match configuration.cell() {
        Cell::Single => (3, 1),
        Cell::Registered => (4, 1),
        Cell::Paired => (6, 2),
    };
    let tiles = shape.k.div_ceil(rows) * shape.n.div_ceil(columns);
    (2 * rows + columns / group + latency + 15 + tiles * shape.m.max(rows)) as u64
}

fn contract_holds(unit: &Instance) {
    let configuration = unit.configuration();
    let (rows, columns, most) = (configuration.rows(), configuration.columns(), configuration.accumulators());
    let mut shapes = 0;
    for m in [1, rows - 1, rows, (rows + 1).min(most), most] {
        for n in [1, columns, columns + 1, 3 * columns - 1] {
            for k in [1, rows, rows + 1, 2 * rows + 1] {
                let shape = Shape { m, n, k };
                let format = if shapes % 2 == 0 { Format::Int8 } else { Format::Int4 };
                let status = without_stalls(configuration, shape, format);
                assert_eq!(status.cycles, contract(configuration, shape), "{shape:?}");
                assert_eq!(status.stalls(), 0, "{shape:?}");
                assert_eq!(status.products, shape.products(), "{shape:?}");
                shapes += 1;
            }
        }
    }
    assert_eq!(shapes, 80);
}

mod contract_holds {
    crate::units::each_unit!(super::contract_holds);
}

/// The constant that the configuration tells other parts of the project is the page's.
#[test]
fn the_constant_is_that_of_the_page() {
    for preset in NAMED {
        let configuration = named(preset.name);
        let shape = Shape { m: 1, n: 1, k: 1 };
        let constant = contract(&configuration, shape) - configuration.rows() as u64;
        assert_eq!(configuration.constant_cycles() as u64, constant, "{}", preset.name);
    }
}

#[test]
fn utilisation_reaches_99_97_percent() {
    let configuration = named("default");
    let shape = Shape { m: 512, n: 512, k: 512 };
    let status = without_stalls(&configuration, shape, Format::Int8);
    assert_eq!(status.cycles, contract(&configuration, shape));
    let cells = (configuration.rows() * configuration.columns()) as u64;
    let utilisation = status.products as f64 / (cells * status.cycles) as f64;
    println!("utilisation {:.4} %", 100.0 * utilisation);
    assert!((0.9997..=1.0).contains(&utilisation), "{utilisation}");
}
