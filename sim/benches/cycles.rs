//! Cycles per second: Rust against C++ around the same Verilated model, and the exported array against the
//! hand-written one, if that lies beside the project.
//!
//! Both sides of a comparison run by turns, so that whatever else the machine does slows both. Told are the
//! medians of the rates, and the median of the ratios of neighbouring runs.

use seedchip_sim::models::{self, Design, Exercise, Verilated};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Block, Configuration, Direction, Port};
use std::cell::RefCell;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long one run of a side takes.
const RUN: Duration = Duration::from_millis(60);
/// How many runs there are of each side.
const RUNS: usize = 25;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let (run, runs) = if std::env::args().any(|argument| argument == "--bench") {
        (RUN, RUNS)
    } else {
        (Duration::from_millis(1), 1)
    };
    println!("{:<34}{:>14}{:>14}{:>10}", "cycles/s", "Rust", "C++", "ratio");
    through_rust("array, 16 x 16", "array", "default", run, runs);
    through_rust("datapath, small", "datapath", "small", run, runs);
    through_rust("datapath, default", "datapath", "default", run, runs);
    reference(run, runs);
}

fn model(block: &str, configuration: &str) -> Verilated {
    let configuration = Configuration::named(configuration).expect("a preset");
    let instance = Block::named(block).expect("it is listed").of(&configuration);
    models::block(&instance, PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"))
}

/// The same random inputs from Rust and from C++.
fn through_rust(title: &str, block: &str, configuration: &str, run: Duration, runs: usize) {
    let model = RefCell::new(model(block, configuration));
    let rust = |cycles| model.borrow_mut().exercise(cycles, 1);
    let cpp = |cycles| model.borrow_mut().exercise_in_cpp(cycles, 1);
    compare(title, rust, cpp, run, runs);
}

/// The hand-written array, the yardstick, if its file lies beside the project: with sums as wide as ours and a register
/// behind the multiplier.
fn hand_written() -> Option<Design> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference-rtl/reference_array.v");
    let verilog = std::fs::read_to_string(file).ok()?;
    let configuration = Configuration::named("default").expect("a preset");
    let (rows, columns, sum_bits) = (configuration.rows(), configuration.columns(), configuration.sum_bits());
    let port = |name, direction, width| Port { name, direction, width };
    let sizes = [format!("-GR={rows}"), format!("-GC={columns}"), format!("-GPW={sum_bits}")];
    let flags = ["-Wno-lint", "-Wno-style", "-GPIPE=1"].map(str::to_owned).into_iter().chain(sizes);
    let array = Block::named("array").expect("it is listed").of(&configuration);
    Some(Design {
        variant: "reference".to_owned(),
        flags: flags.collect(),
        clock: Some("clk"),
        ports: vec![
            port("en", Direction::Input, 1),
            port("wload", Direction::Input, 1),
            port("wswap", Direction::Input, 1),
            port("a_in", Direction::Input, rows * 8),
            port("w_in", Direction::Input, columns * 8),
            port("p_out", Direction::Output, columns * sum_bits),
        ],
        ..Design::new(&array, "sa_ws", verilog)
    })
}

fn reference(run: Duration, runs: usize) {
    let Some(design) = hand_written() else {
        println!("\nthe hand-written reference array is not beside the project: not compared");
        return;
    };
    println!("\n{:<34}{:>14}{:>14}{:>10}", "cycles/s", "exported", "reference", "ratio");
    let mut exported = model("array", "default");
    let mut reference = models::load(&design).unwrap_or_else(|error| panic!("{error}")).model(PowerUp::Zero);
    fn ports<const N: usize>(model: &Verilated, names: [&str; N]) -> [usize; N] {
        names.map(|name| model.port(name).expect("it has the port"))
    }
    // The same work: new weights and new activations in every cycle, a swap of all weights every 16 cycles.
    let [weight, activation, load, swap, sum] =
        ports(&exported, ["weight_i", "activation_i", "load_i", "swap_i", "sum_o"]);
    let exported = |cycles| {
        let mut exercise = Exercise::new(1);
        for cycle in 0..cycles {
            exercise.drive(&mut exported, weight);
            exercise.drive(&mut exported, activation);
            exported.set_value(load, 1 << (cycle % 16));
            exported.set_value(swap, 1 << (cycle % 16));
            exported.settle();
            exercise.observe(&exported, sum);
            exported.rise();
        }
        exercise.fold()
    };
    let [enable, load, swap, activation, weight, sum] =
        ports(&reference, ["en", "wload", "wswap", "a_in", "w_in", "p_out"]);
    let reference = |cycles| {
        let mut exercise = Exercise::new(1);
        reference.set_value(enable, 1);
        reference.set_value(load, 1);
        for cycle in 0..cycles {
            exercise.drive(&mut reference, weight);
            exercise.drive(&mut reference, activation);
            reference.set_value(swap, u64::from(cycle % 16 == 0));
            reference.settle();
            exercise.observe(&reference, sum);
            reference.rise();
        }
        exercise.fold()
    };
    compare("array, 16 x 16", exported, reference, run, runs);
}

/// Runs both sides by turns and prints their rates.
fn compare(
    name: &str,
    mut left: impl FnMut(u64) -> u64,
    mut right: impl FnMut(u64) -> u64,
    run: Duration,
    runs: usize,
) {
    let mut cycles = 16;
    while time(&mut left, cycles) < run {
        cycles *= 2;
    }
    let (mut lefts, mut rights, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let rate = |time: Duration| cycles as f64 / time.as_secs_f64();
        let (a, b) = (rate(time(&mut left, cycles)), rate(time(&mut right, cycles)));
        lefts.push(a);
        rights.push(b);
        ratios.push(a / b);
    }
    println!("{name:<34}{:>14.0}{:>14.0}{:>10.3}", median(&mut lefts), median(&mut rights), median(&mut ratios));
}

fn time(side: &mut impl FnMut(u64) -> u64, cycles: u64) -> Duration {
    let start = Instant::now();
    black_box(side(cycles));
    start.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
