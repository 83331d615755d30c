//! Jobs on a Verilated datapath: what is fed is taken, what comes out is collected, and a run that can't end says
//! what it lacks. Whether the numbers are right is for `verif` to say.
#![cfg(feature = "models")]

use seedchip_sim::harness::{DatapathHarness, HarnessError, Job, Limits, RunOptions, StreamStalls};
use seedchip_sim::models;
use seedchip_sim::streams::{Beats, Stalls};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::layout::{ErrorCode, Field, Opcode, command, status};

type Tiny = DatapathHarness<Box<dyn Model>>;

fn tiny(seed: u64) -> Tiny {
    let model = models::model("datapath", "tiny", PowerUp::Random(seed)).expect("it is Verilated");
    DatapathHarness::new(model).expect("it is a datapath")
}

fn set(words: &mut [u32], field: Field, value: u32) {
    words[field.offset / 32] |= value << (field.offset % 32);
}

fn get(words: &[u32], field: Field) -> u32 {
    let mask = u32::MAX >> (32 - field.width.min(32));
    words[field.offset / 32] >> (field.offset % 32) & mask
}

fn push_command(job: &mut Job, opcode: Opcode, [m, k, n]: [u32; 3], tag: u32) {
    let mut words = [0; 4];
    set(&mut words, command::OPCODE, opcode as u32);
    set(&mut words, command::M, m);
    set(&mut words, command::K, k);
    set(&mut words, command::N, n);
    set(&mut words, command::TAG, tag);
    job.commands.push(&words, false);
    job.statuses += 1;
}

/// Adds a product of zeros of one tile of k and one of n: 4 rows of weights, m of activations, 4 parameters.
fn push_product(job: &mut Job, m: usize, tag: u32) {
    push_command(job, Opcode::Product, [m as u32, 4, 4], tag);
    let zeros = |beats: &mut Beats, count, words: &[u32]| (1..=count).for_each(|beat| beats.push(words, beat == count));
    zeros(&mut job.weights, 4, &[0]);
    zeros(&mut job.activations, m, &[0]);
    zeros(&mut job.parameters, 4, &[0; 4]);
    job.results += m;
}

fn limits() -> Limits {
    Limits { cycles: 20_000, idle_cycles: 500 }
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
        let mut harness = tiny(seed);
        let mut job = harness.job().expect("it is a datapath");
        (0..6).for_each(|tag| push_product(&mut job, 1 + 3 * tag as usize, tag));
        let stalls = StreamStalls::all(stalls);
        let options = RunOptions { stalls, seed, limits: limits(), extra_cycles: 100, ..RunOptions::default() };
        let outcome = harness.run(&job, &options).unwrap_or_else(|error| panic!("{stalls:?}: {error}"));
        assert_eq!(outcome.results.len(), job.results, "{stalls:?}");
        assert_eq!(outcome.left, [0; 4], "{stalls:?}");
        let tags: Vec<u32> =
            (0..outcome.statuses.len()).map(|beat| get(outcome.statuses.data(beat), status::TAG)).collect();
        assert_eq!(tags, [0, 1, 2, 3, 4, 5], "{stalls:?}");
        let lasts = (0..outcome.results.len()).filter(|beat| outcome.results.last(*beat)).count();
        assert_eq!(lasts, 6, "{stalls:?}: one last per product");
        assert!(outcome.results.keep(0).iter().all(|keep| *keep == 0xffff), "{stalls:?}: every lane exists");
    }
}

#[test]
fn a_refused_command_leaves_its_operands() {
    let mut harness = tiny(1);
    let mut job = harness.job().expect("it is a datapath");
    push_command(&mut job, Opcode::Product, [0, 4, 4], 7);
    job.weights.push(&[1], true);
    let options = RunOptions { limits: limits(), extra_cycles: 20, ..RunOptions::default() };
    let outcome = harness.run(&job, &options).expect("a status comes");
    assert_eq!(get(outcome.statuses.data(0), status::ERROR), ErrorCode::ZeroSize as u32);
    assert_eq!(outcome.results.len(), 0);
}

#[test]
fn a_missing_operand_is_told_by_what_was_waited_for() {
    let mut harness = tiny(2);
    let mut job = harness.job().expect("it is a datapath");
    push_product(&mut job, 8, 0);
    job.parameters.clear();
    let error = harness.run(&job, &RunOptions { limits: limits(), ..RunOptions::default() }).expect_err("it hangs");
    assert!(matches!(error, HarnessError::Hung { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("`m_axis_result` (0 of 8 beats), `m_axis_status` (0 of 1 beats)"), "{text}");
    assert!(text.contains("`s_axis_activation` ("), "{text}");
}

#[test]
fn a_run_can_be_recorded_and_traced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run.vcd");
    let mut harness = tiny(3);
    let mut job = harness.job().expect("it is a datapath");
    push_product(&mut job, 4, 0);
    let options =
        RunOptions { record: true, waveform: Some((path.clone(), 0..=30)), limits: limits(), ..RunOptions::default() };
    let outcome = harness.run(&job, &options).expect("it ends");
    let recording = outcome.recording.expect("it was asked for");
    assert_eq!(recording.cycles() as u64, outcome.cycles);
    let text = std::fs::read_to_string(path).expect("it was written");
    assert!(text.contains("\n#300\n") && !text.contains("\n#310\n"));
}
