//! Random contents of every register and memory at power-up, against zero: after reset no output depends on them.

use super::{cases_of, limits};
use crate::datapath::draw;
use crate::units::each_unit;
use seedchip_kit::outcome::{self, Options, Report};
use seedchip_kit::product::Case;
use seedchip_sim::harness::Recording;
use seedchip_sim::models;
use seedchip_sim::streams::StreamPorts;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Configuration, DATAPATH, Direction, Instance, Port};

/// Power-ups that are compared with zero in each case.
const SEEDS: u64 = 4;

/// The pins of two runs are equal in every cycle. What a stream carries in a cycle in which it is not valid means
/// nothing, nor do its null bytes, whose keep is low.
fn compare(ports: &[Port], zero: &Recording, random: &Recording) -> Result<(), String> {
    let streams = StreamPorts::find(ports);
    let valid_of = |port: usize| {
        let of = |stream: &&StreamPorts| stream.data == port || stream.keep == Some(port) || stream.last == Some(port);
        streams.iter().find(of).map(|stream| stream.valid)
    };
    let valid: Vec<Option<usize>> = (0..ports.len()).map(valid_of).collect();
    let keep_of = |port: usize| streams.iter().find(|stream| stream.data == port).and_then(|stream| stream.keep);
    let keep: Vec<Option<usize>> = (0..ports.len()).map(keep_of).collect();
    if zero.cycles() != random.cycles() {
        return Err(format!("{} cycles from zero and {} from random contents", zero.cycles(), random.cycles()));
    }
    for cycle in 0..zero.cycles() {
        let pins: Vec<_> = zero.cycle(cycle).collect();
        for (index, ((port, expected), (_, found))) in pins.iter().zip(random.cycle(cycle)).enumerate() {
            let shows = valid[index].is_none_or(|valid| pins[valid].1[0] & 1 == 1);
            let kept = |byte: usize| keep[index].is_none_or(|keep| pins[keep].1[byte / 32] >> (byte % 32) & 1 == 1);
            if shows && !equal(expected, found, kept) {
                let kind = if port.direction == Direction::Input { "input" } else { "output" };
                return Err(format!(
                    "cycle {cycle}: the {kind} `{}` is {found:x?} from random contents and {expected:x?} from zero",
                    port.name
                ));
            }
        }
    }
    Ok(())
}

/// Whether two values are equal in all bytes that are kept.
fn equal(expected: &[u32], found: &[u32], kept: impl Fn(usize) -> bool) -> bool {
    let bytes = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut pairs = bytes(expected).into_iter().zip(bytes(found)).enumerate();
    expected.len() == found.len() && pairs.all(|(byte, (expected, found))| expected == found || !kept(byte))
}

/// A case from zero, and from random contents: what the golden model says, in the same cycles.
fn check(configuration: &Configuration, case: &Case, seed: &mut u64) -> Result<Report, String> {
    let run = |power_up| {
        let model = models::block(&DATAPATH.of(configuration), power_up).map_err(|error| error.to_string())?;
        let ports = model.ports();
        let options = Options { record: true, ..Options::default() };
        let report = outcome::run(model, configuration, case, &options).map_err(|mismatch| mismatch.to_string())?;
        Ok::<_, String>((ports, report))
    };
    let (ports, zero) = run(PowerUp::Zero)?;
    for _ in 0..SEEDS {
        *seed += 1;
        let in_seed = |reason| format!("power-up {seed}: {reason}");
        let (_, random) = run(PowerUp::Random(*seed)).map_err(in_seed)?;
        let (Some(zero), Some(random)) = (&zero.recording, &random.recording) else {
            panic!("nothing was recorded");
        };
        compare(ports, zero, random).map_err(in_seed)?;
    }
    Ok(zero)
}

fn suffices(unit: &Instance) {
    let configuration = unit.configuration();
    let mut seed = 0;
    let count = cases_of(configuration, 400);
    draw(configuration, limits(configuration), count, |case| check(configuration, case, &mut seed));
    assert!(seed >= SEEDS, "no power-up was tried");
}

each_unit!(suffices);

/// The power-ups do differ: before reset the pins show it.
#[test]
fn power_ups_differ() {
    let settled = |power_up| {
        let mut model = models::block(&DATAPATH.first(), power_up).unwrap_or_else(|error| panic!("{error}"));
        model.settle();
        model.output_pins()
    };
    let random: Vec<_> = (1..=SEEDS).map(|seed| settled(PowerUp::Random(seed))).collect();
    for (index, pins) in random.iter().enumerate() {
        assert_ne!(*pins, settled(PowerUp::Zero));
        assert!(!random[..index].contains(pins), "two seeds give the same contents");
    }
}
