//! Cycles per second: Rust against C++ around the same Verilated model, and the exported array against the
//! hand-written one, if that lies beside the project.
//!
//! Both sides of a comparison run by turns, so that whatever else the machine does slows both. Told are the
//! medians of the rates, and the median of the ratios of neighbouring runs.

use seedchip_sim::PowerUp;
#[cfg(seedchip_reference)]
use seedchip_sim::models::exercise::Exercise;
use seedchip_sim::models::{Typed, array_default, datapath_default, datapath_small};
use std::hint::black_box;
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
    through_rust("array, 16 x 16", array_default::Array::new(PowerUp::Zero), array_default::Array::exercise, run, runs);
    through_rust(
        "datapath, small",
        datapath_small::Datapath::new(PowerUp::Zero),
        datapath_small::Datapath::exercise,
        run,
        runs,
    );
    through_rust(
        "datapath, default",
        datapath_default::Datapath::new(PowerUp::Zero),
        datapath_default::Datapath::exercise,
        run,
        runs,
    );
    reference(run, runs);
}

/// The same random inputs from Rust and from C++.
fn through_rust<T: Typed>(name: &str, model: T, in_rust: impl Fn(&mut T, u64, u64) -> u64, run: Duration, runs: usize) {
    let model = std::cell::RefCell::new(model);
    let rust = |cycles| in_rust(&mut model.borrow_mut(), cycles, 1);
    let cpp = |cycles| model.borrow_mut().exercise_in_cpp(cycles, 1);
    compare(name, rust, cpp, run, runs);
}

#[cfg(seedchip_reference)]
fn reference(run: Duration, runs: usize) {
    use seedchip_sim::models::reference_array::SaWs;
    println!("\n{:<34}{:>14}{:>14}{:>10}", "cycles/s", "exported", "reference", "ratio");
    let mut exported = array_default::Array::new(PowerUp::Zero);
    let mut reference = SaWs::new(PowerUp::Zero);
    // The same work: new weights and new activations in every cycle, a swap of all weights every 16 cycles.
    let exported = |cycles| {
        let mut exercise = Exercise::new(1);
        for cycle in 0..cycles {
            exercise.fill(exported.weight_i_mut());
            exercise.fill(exported.activation_i_mut());
            exported.set_load_i(1 << (cycle % 16));
            exported.set_swap_i(1 << (cycle % 16));
            exported.verilated_mut().settle();
            exercise.observe_all(exported.sum_o());
            exported.verilated_mut().rise();
        }
        exercise.fold()
    };
    let reference = |cycles| {
        let mut exercise = Exercise::new(1);
        reference.set_en(true);
        reference.set_wload(true);
        for cycle in 0..cycles {
            exercise.fill(reference.w_in_mut());
            exercise.fill(reference.a_in_mut());
            reference.set_wswap(cycle % 16 == 0);
            reference.verilated_mut().settle();
            exercise.observe_all(reference.p_out());
            reference.verilated_mut().rise();
        }
        exercise.fold()
    };
    compare("array, 16 x 16", exported, reference, run, runs);
}

#[cfg(not(seedchip_reference))]
fn reference(_: Duration, _: usize) {
    println!("\nthe hand-written reference array is not beside the project: not compared");
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
