//! The page's blocks fit together: the models of the blocks, wired as the page says and cycle by cycle, give what the model
//! of the whole unit gives, in the cycles of the contract, whatever the streams do.

mod cases;
mod host;
#[path = "../support/mod.rs"]
mod support;
mod wiring;

use cases::{Case, hostile, merge, nothing, packets, product, product_of};
use host::{Host, Random};
use seedchip_golden::datapath::{Datapath, has_results};
use seedchip_golden::tiling::Shape;
use seedchip_golden::{aborted, contract};
use seedchip_spec::codec::Content;
use seedchip_spec::device::{Act, Device, Events};
use seedchip_spec::{Beats, Command, Configuration, ErrorCode, Format, Rounding, Status, Stream};
use std::collections::BTreeSet;
use support::Options;

/// Configurations that differ in everything.
fn configurations() -> Vec<Configuration> {
    [
        "4x4x16",
        "5x3x8_registered",
        "4x9x16",
        "6x4x16_paired",
        "4x1x4",
        "9x8x4_registered",
        "4x6x8_mx",
        "16x3x4_registered_mx",
        "32x2x4_paired_mx",
        "8x8x16_f87",
    ]
    .map(|name| Configuration::named(name).expect("it can be"))
    .to_vec()
}

/// Cycles after which something hangs.
const LIMIT: u64 = 200_000;

fn acts(cases: &[Case]) -> Vec<Act> {
    let mut acts = Vec::new();
    for case in cases {
        acts.push(Act::beat(Stream::Command, &case.command));
        let sent = packets(&case.operands).into_iter().filter(|(_, beats)| !beats.is_empty());
        acts.extend(sent.map(|(stream, beats)| Act::Send(stream, beats.clone())));
    }
    acts
}

fn send(host: &mut Host, cases: &[Case]) {
    for act in acts(cases) {
        if let Act::Send(stream, beats) = act {
            host.send(stream, &beats);
        }
    }
}

fn commands(cases: &[Case]) -> Vec<[u32; 4]> {
    cases.iter().map(|case| case.command).collect()
}

/// What the model of the whole unit gives.
fn expected(configuration: &Configuration, cases: &[Case]) -> Events {
    Datapath::new(configuration).run(&acts(cases)).expect("nothing is awaited")
}

fn error(status: &[u32]) -> ErrorCode {
    ErrorCode::from_bits(Status::ERROR.get(status)).expect("a known error")
}

/// Compares statuses but for time and diagnosis, and results but for null bytes and values of commands that failed.
fn compare(cases: &[Case], expected: &Events, found: &Events, what: &str) {
    assert_eq!(aborted::check(&commands(cases), expected, found), Ok(cases.len()), "{what}");
}

/// Pauses of every stream: none in a part of the cases.
fn pauses(random: &mut Random) -> Vec<(Stream, usize)> {
    let one = |random: &mut Random| if random.percent(50) { 0 } else { random.below(95) };
    Stream::ALL.iter().map(|stream| (*stream, one(random))).collect()
}

fn describe(configuration: &Configuration, cases: &[Case]) -> String {
    let commands: Vec<_> = cases
        .iter()
        .map(|case| {
            let lengths = packets(&case.operands).map(|(_, beats)| beats.len());
            (Command::decode(&case.command), lengths)
        })
        .collect();
    format!("{}: {commands:#?}", configuration.name())
}

#[test]
fn without_stalls_every_command_ends_when_the_contract_says() {
    let (mut ended, mut joined) = (0, 0);
    for (number, configuration) in configurations().iter().enumerate() {
        for seed in 0..30 {
            let mut random = Random::new(seed * 100 + number as u64);
            let count = 1 + random.below(9);
            let raw_alone = random.percent(30);
            let cases: Vec<Case> = (0..count)
                .map(|tag| {
                    let mut case = if random.percent(15) {
                        nothing(tag as u16, &mut random)
                    } else {
                        product(configuration, tag as u16, &mut random)
                    };
                    if raw_alone && !case.operands.parameters.is_empty() {
                        Command::RAW.set(&mut case.command, 1);
                        case.operands.parameters = Beats::default();
                    }
                    case
                })
                .collect();
            let what = describe(configuration, &cases);
            let mut host = Host::new(configuration, seed);
            // Operands wait at the unit when the first command comes.
            send(&mut host, &cases);
            host.finish(count, LIMIT);
            let found = host.take();
            compare(&cases, &expected(configuration, &cases), &found, &what);
            let commands = commands(&cases);
            let ends = contract::ends(configuration, &commands).expect("no packet is discarded");
            let mut end = 0;
            for (command, (told, expected)) in found.beats(Stream::Status).iter().zip(&ends).enumerate() {
                // The status of a command that asks has no cycles.
                let asks = Command::OPCODE.get(&commands[command]) == 0;
                end = if asks { *expected } else { end + Status::CYCLES.get(told.data) };
                assert_eq!(end, *expected, "command {command} of {what}");
                ended += usize::from(!asks);
                joined += usize::from(!cases[command].operands.scales.is_empty());
            }
        }
    }
    assert!(ended > joined && joined > 0, "{ended} commands told their cycles, {joined} of them in blocks");
}

#[test]
fn whatever_the_streams_do_results_and_statuses_are_those_of_the_model() {
    let (mut errors, mut flags) = (BTreeSet::new(), 0);
    for (number, configuration) in configurations().iter().enumerate() {
        for seed in 0..30 {
            let mut random = Random::new(seed * 1000 + number as u64);
            let bad = random.percent(70);
            let cases: Vec<Case> = (0..1 + random.below(8) as u16)
                .map(|tag| match random.below(6) {
                    0 => nothing(tag, &mut random),
                    _ if bad => hostile(configuration, tag, &mut random),
                    _ => product(configuration, tag, &mut random),
                })
                .collect();
            let what = describe(configuration, &cases);
            let mut host = Host::new(configuration, seed);
            host.pauses = pauses(&mut random).into_iter().collect();
            send(&mut host, &cases);
            host.finish(cases.len(), LIMIT);
            let found = host.take();
            compare(&cases, &expected(configuration, &cases), &found, &what);
            for status in found.beats(Stream::Status).iter() {
                errors.insert(Status::ERROR.get(status.data));
                flags |= Status::FLAGS.get(status.data);
            }
            let left = |stream: &Stream| host.left(*stream);
            assert_eq!((left(&Stream::Command), host.operands().iter().map(left).sum::<usize>()), (0, 0), "{what}");
        }
    }
    let told = |error: &&ErrorCode| **error != ErrorCode::Aborted;
    let all: BTreeSet<u64> = ErrorCode::ALL.iter().filter(told).map(|error| error.to_bits()).collect();
    assert_eq!((errors, flags), (all, 7), "every error and every flag");
}

#[test]
fn a_stream_that_stands_still_for_long_fills_the_queues_and_breaks_nothing() {
    for (number, configuration) in configurations().iter().enumerate() {
        let last = configuration.formats().iter().last().expect("a format");
        let blocks = if last.has_blocks() { last } else { Format::Int8 };
        let (depth, width) = (configuration.accumulators(), configuration.columns());
        for stalled in Stream::of(configuration.sizes()).filter(|stream| *stream != Stream::Command) {
            let mut random = Random::new(number as u64);
            let mut cases: Vec<Case> = (0..5).map(|tag| nothing(tag, &mut random)).collect();
            // Converted, in many blocks of one row, raw, in blocks of many rows; twice.
            for (format, raw, (m, n, k)) in [
                (Format::Int8, false, (2, width, 5)),
                (blocks, true, (1, 1, 20 * 32)),
                (Format::Int4, true, (depth.min(8), 1, 9)),
                (blocks, true, (depth.min(8), 2 * width, 33)),
            ]
            .repeat(2)
            {
                let (tag, options) = (cases.len() as u16, Options { format, raw, rounding: Rounding::Even });
                cases.push(product_of(configuration, tag, Shape { m, n, k }, options, &mut random));
            }
            let mut host = Host::new(configuration, 0);
            send(&mut host, &cases);
            // Until the first commands are under way, and then for long.
            for (pause, cycles) in [(0, 30 * number), (100, 1500)] {
                host.pauses.insert(stalled, pause);
                (0..cycles).for_each(|_| host.step(true, false));
            }
            host.pauses.clear();
            host.finish(cases.len(), LIMIT);
            let what = format!("{stalled:?} of {configuration}");
            compare(&cases, &expected(configuration, &cases), &host.take(), &what);
        }
    }
}

#[test]
fn a_packet_without_an_end_goes_on_in_the_next_one_and_a_command_waits() {
    let mut waited = 0;
    for (number, configuration) in configurations().iter().enumerate() {
        for seed in 0..20 {
            let mut random = Random::new(seed * 10_000 + number as u64);
            let mut cases: Vec<Case> =
                (0..2 + random.below(5) as u16).map(|tag| hostile(configuration, tag, &mut random)).collect();
            let merged = random.below(cases.len() - 1);
            merge(&mut cases[merged], &mut random);
            let what = describe(configuration, &cases);
            let mut model = Datapath::new(configuration);
            let mut undisturbed = model.run(&acts(&cases)).expect("nothing is awaited");
            let told = undisturbed.beats(Stream::Status).len();
            // Had all packets come, every command would have ended.
            for stream in Stream::of(configuration.sizes()).filter(|stream| stream.is_operand()) {
                let mut beats = stream.beats(configuration.sizes());
                cases.iter().for_each(|_| beats.push(&vec![0; beats.data_words()], true));
                undisturbed.append(model.run(&[Act::Send(stream, beats)]).expect("nothing is awaited"));
            }
            assert_eq!(undisturbed.beats(Stream::Status).len(), cases.len(), "{what}");

            let mut host = Host::new(configuration, seed);
            host.pauses = pauses(&mut random).into_iter().collect();
            send(&mut host, &cases);
            host.finish(told, LIMIT);
            host.abort();
            host.finish(cases.len(), LIMIT);
            let ended = aborted::check(&commands(&cases), &undisturbed, &host.take());
            assert_eq!(ended, Ok(told), "{what}");
            waited += cases.len() - told;
        }
    }
    assert!(waited > 0, "no command waited for a packet");
}

#[test]
fn an_abort_at_any_time_ends_everything_and_the_unit_goes_on() {
    let (mut aborted_commands, mut cut) = (0, 0);
    for (number, configuration) in configurations().iter().enumerate() {
        for seed in 0..40 {
            let mut random = Random::new(seed * 100_000 + number as u64);
            let bad = random.percent(50);
            let mut any = |tag: u16| match random.below(6) {
                0 => nothing(tag, &mut random),
                _ if bad => hostile(configuration, tag, &mut random),
                _ => product(configuration, tag, &mut random),
            };
            let cases: Vec<Case> = (0..4).map(&mut any).collect();
            let later: Vec<Case> = (10..13).map(&mut any).collect();
            let what = describe(configuration, &cases);
            let mut host = Host::new(configuration, seed);
            host.pauses = pauses(&mut random).into_iter().collect();
            send(&mut host, &cases);
            let limit = if random.percent(50) { 60 } else { 1500 };
            let at = random.below(limit);
            (0..at).for_each(|_| host.step(true, false));
            while host.left(Stream::Command) > 0 {
                host.step(true, false);
            }
            host.abort();
            (0..random.below(5)).for_each(|_| host.step(true, false));
            send(&mut host, &later);
            host.finish(cases.len() + later.len(), LIMIT);
            let found = host.take();

            // Statuses and results of the commands before the abort, and of those behind it.
            let results_later = expected(configuration, &later).results().len();
            let split = |stream: Stream, at: usize| {
                let beats = found.beats(stream);
                let mut parts = [stream.beats(configuration.sizes()), stream.beats(configuration.sizes())];
                for (index, beat) in beats.iter().enumerate() {
                    parts[usize::from(index >= at)].push_kept(beat.data, beat.keep, beat.last);
                }
                parts
            };
            let [statuses, statuses_later] = split(Stream::Status, cases.len());
            let count = found.results().len();
            assert!(count >= results_later, "{what}");
            let [results, results_after] = split(Stream::Result, count - results_later);
            let events = |statuses: &Beats, results: &Beats| {
                let mut events = Events::none(configuration.sizes());
                events.beats_mut(Stream::Status).append(statuses);
                events.beats_mut(Stream::Result).append(results);
                events
            };
            let undisturbed = expected(configuration, &cases);
            let ended = aborted::check(&commands(&cases), &undisturbed, &events(&statuses, &results));
            let ended = ended.unwrap_or_else(|error| panic!("{error}, abort at {at}: {what}"));
            aborted_commands += cases.len() - ended;
            let told = undisturbed.beats(Stream::Status);
            let gives = |command: &usize| {
                Command::OPCODE.get(&cases[*command].command) == 1 && has_results(error(told.data(*command)))
            };
            let whole = (0..ended).filter(gives).count();
            let lasts = results.iter().filter(|beat| beat.last).count();
            cut += lasts - whole;
            compare(&later, &expected(configuration, &later), &events(&statuses_later, &results_after), &what);
        }
    }
    assert!(aborted_commands > 0 && cut > 0, "{aborted_commands} commands were aborted, {cut} packets cut");
}

#[test]
fn a_reset_at_any_time_leaves_nothing_behind() {
    for (number, configuration) in configurations().iter().enumerate() {
        for seed in 0..20 {
            let mut random = Random::new(seed * 1_000_000 + number as u64);
            let cases: Vec<Case> = (0..3).map(|tag| hostile(configuration, tag, &mut random)).collect();
            let later: Vec<Case> = (10..13).map(|tag| product(configuration, tag, &mut random)).collect();
            let mut host = Host::new(configuration, seed);
            host.pauses = pauses(&mut random).into_iter().collect();
            send(&mut host, &cases);
            (0..random.below(300)).for_each(|_| host.step(true, false));
            host.reset();
            send(&mut host, &later);
            host.finish(later.len(), LIMIT);
            compare(&later, &expected(configuration, &later), &host.take(), &describe(configuration, &later));
        }
    }
}
