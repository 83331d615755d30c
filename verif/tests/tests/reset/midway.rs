//! Reset during commands: no trace of them is left.

use super::{cases_of, limits};
use crate::datapath::draw;
use crate::exported::design;
use crate::script;
use crate::units::each_unit;
use seedchip_kit::campaign::{self, Limit};
use seedchip_kit::outcome::{Options, Report, run_on};
use seedchip_kit::product::{Case, Step, Values, cases};
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models::{self, Design};
use seedchip_sim::streams::{Random, Role, StreamPorts};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::{Act, Device};
use seedchip_spec::{Configuration, DATAPATH, Direction, Instance, Stream};

/// Lets a case run until a random cycle of it, with other operands: so the memories don't hold what comes out when it
/// runs whole. Returns the datapath, and whether a command was under way.
fn interrupted<M: Model>(
    model: M,
    configuration: &Configuration,
    case: &Case,
    random: &mut Random,
) -> Result<(M, bool), String> {
    let mut device = VerilatedDevice::new(model, configuration).map_err(|error| error.to_string())?;
    device.stall(&case.stalls, case.seed).map_err(|error| error.to_string())?;
    let values = Values::Random(random.word());
    let others = case.steps.iter().map(|step| Step { values, ..*step });
    let mut acts: Vec<Act> = others.flat_map(|step| step.acts(configuration)).collect();
    let sent = |act: &Act| if let Act::Send(Stream::Activation, beats) = act { beats.len() as u32 } else { 0 };
    let beats: u32 = acts.iter().map(sent).sum();
    acts.push(Act::Pass(random.below(beats + 40).into()));
    let events = device.run(&acts).map_err(|error| error.to_string())?;
    let taken = case.steps.len() - events.left[&Stream::Command];
    let under_way = taken > events.beats(Stream::Status).len();
    Ok((device.into_model(), under_way))
}

/// Holds a datapath in reset for some cycles in which nothing is offered and all else is random, and watches that
/// nothing comes out of it afterwards. Nothing is aborted then, as an abort would clear what the reset left.
fn reset_and_watch<M: Model>(model: &mut M, configuration: &Configuration, random: &mut Random) -> Result<(), String> {
    let streams = StreamPorts::find(model.ports());
    let port =
        |name: &str| model.ports().iter().position(|port| port.name == name).ok_or(format!("there is no {name}"));
    let (reset, abort) = (port("rst_ni")?, port("abort_i")?);
    let cycles = 1 + random.below(2);
    // Longer than anything is under way.
    let watched = 4 * (configuration.rows() + configuration.columns()) as u32 + 64;
    for cycle in 0..cycles + watched {
        let resets = cycle < cycles;
        for (index, port) in model.ports().iter().enumerate() {
            if port.direction == Direction::Input {
                let words: Vec<u32> = (0..port.width.div_ceil(32)).map(|_| random.word() as u32).collect();
                model.write(index, &words);
            }
        }
        for stream in streams.iter().filter(|stream| stream.role == Role::Input) {
            model.set_value(stream.valid, 0);
        }
        model.set_value(reset, u64::from(!resets));
        if !resets {
            model.set_value(abort, 0);
        }
        model.settle();
        for stream in streams.iter().filter(|stream| stream.role == Role::Output) {
            if !resets && model.value(stream.valid) != 0 {
                return Err(format!("`{}` is valid {} cycles after reset", stream.name, cycle - cycles));
            }
        }
        model.rise();
    }
    Ok(())
}

/// A case, interrupted by a reset, and then the same case from its start.
fn check<M: Model>(
    model: M,
    configuration: &Configuration,
    case: &Case,
    random: &mut Random,
    interruptions: &mut u64,
) -> Result<Report, String> {
    let (mut model, under_way) = interrupted(model, configuration, case, random)?;
    *interruptions += u64::from(under_way);
    reset_and_watch(&mut model, configuration, random)?;
    let mut device = VerilatedDevice::running(model, configuration).map_err(|error| error.to_string())?;
    run_on(&mut device, case, &Options::default()).map_err(|mismatch| mismatch.to_string())
}

fn leaves_nothing(unit: &Instance) {
    let configuration = unit.configuration();
    let mut random = Random::named(1, configuration.name());
    let count = cases_of(configuration, 2000);
    let mut interruptions = 0;
    draw(configuration, limits(configuration), count, |case| {
        let power_up = PowerUp::Random(random.word());
        let model = models::block(&DATAPATH.of(configuration), power_up).map_err(|error| error.to_string())?;
        check(model, configuration, case, &mut random, &mut interruptions)
    });
    println!("{unit}: {interruptions} of {count} resets came in the midst of a command");
    assert!(interruptions * 2 >= count, "only {interruptions} of {count} resets came in the midst of a command");
}

each_unit!(leaves_nothing);

/// A reset that is lost on the way shows: in the stage of the tile iterator, and in tokens that are on their way.
#[test]
fn a_lost_reset_shows() {
    let configuration = script::tiny();
    for (name, block, text) in [
        ("without_stage", "tile_iterator", "stage_q <= STAGE_IDLE;"),
        ("without_tokens", "token_delay", "if (!rst_ni) begin"),
    ] {
        let mut design = design(&DATAPATH.of(&configuration));
        for module in design.modules.iter_mut().filter(|module| module.block == block) {
            assert!(module.text.contains(text), "`{}` has no `{text}` any more: plant it anew", module.name);
            // Each branch of `generate` has a reset of its own; the iterator returns to IDLE elsewhere too.
            module.text = if text.starts_with("if") {
                module.text.replace(text, "if (1'b0) begin")
            } else {
                module.text.replacen(text, "", 1)
            };
        }
        let broken = Design {
            variant: name.to_owned(),
            flags: vec!["-Wno-lint".to_owned()],
            ..Design::new(&DATAPATH.of(&configuration), &design.top, design.verilog())
        };
        let loaded = models::load(&broken);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        let mut random = Random::named(1, name);
        let found = campaign::run(
            &cases(&configuration, limits(&configuration)),
            1,
            Limit::Cases(1000),
            |case| {
                let model = loaded.model(PowerUp::Random(random.word()));
                check(model, &configuration, case, &mut random, &mut 0).map(|_| ())
            },
            |_| true,
        );
        println!("{name}: {}", found.expect_err("no case finds the lost reset"));
    }
}
