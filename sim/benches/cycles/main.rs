//! Speed of simulation: a Rust loop against a C++ loop around the same Verilated model, and the exported array against
//! the hand-written one, if there is a file of it next to the project.
//!
//! Both sides of a comparison run by turns in one process, so that other load on the machine slows down both; the ratio
//! is the median of the ratios of neighbouring runs. Times differ between machines, ratios differ less. So each side also
//! runs under valgrind, which counts its instructions per simulated cycle: that figure is the same in every run.
//!
//! `make bench` prints the figures. `make bench-history` also writes them to `benches/history.csv`, which README.md
//! quotes.

mod history;
mod instructions;
mod sides;

use history::Row;
use instructions::Counter;
use sides::{COMPARISONS, Comparison, Side, Sides};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long one run of a side takes.
const RUN: Duration = Duration::from_millis(60);
/// How many runs there are of each side.
const RUNS: usize = 25;

fn main() -> ExitCode {
    match obey(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn obey(arguments: &[String]) -> Result<(), String> {
    if let [count, comparison, side, cycles] = arguments
        && count == instructions::COUNT
    {
        return instructions::run(comparison, side, cycles);
    }
    let is_given = |option: &str| arguments.iter().any(|argument| argument == option);
    // `cargo test --benches` only wants to know that it runs.
    let measured = is_given("--bench");
    let (run, runs) = if measured { (RUN, RUNS) } else { (Duration::from_millis(1), 1) };
    let counter = if measured { Counter::find() } else { Err(String::new()) };
    let write = is_given("--history");
    if write {
        counter.as_ref().map_err(Clone::clone)?;
    }
    println!("{}", heading());
    let mut rows = Vec::new();
    for comparison in COMPARISONS {
        let Some(sides) = comparison.sides() else {
            println!("{:<20}the hand-written array is not beside the project: not compared", comparison.model);
            if write {
                return Err("the history needs every comparison: put reference_array.v beside the project".to_owned());
            }
            continue;
        };
        let (rates, speed) = compare(sides, run, runs);
        let counts = counter.as_ref().ok().map(|counter| counter.both(comparison)).transpose()?;
        println!("{}", line(comparison, rates, speed, counts));
        if let Some([left, right]) = counts {
            let names = [comparison.model, comparison.left, comparison.right].map(str::to_owned);
            rows.push(Row::new(names, speed, [left, right]));
        }
    }
    match counter {
        Err(reason) if measured => println!("{reason}"),
        _ => {}
    }
    if write {
        history::write(&rows)?;
        println!("written to sim/benches/history.csv");
    }
    Ok(())
}

fn heading() -> String {
    format!(
        "{:<20}{:<24}{:>12}{:>12}{:>8}{:>24}{:>8}",
        "model", "sides", "cycles/s", "", "ratio", "instructions per cycle", "ratio"
    )
}

fn line(comparison: &Comparison, rates: [f64; 2], speed: f64, counts: Option<[u64; 2]>) -> String {
    let Comparison { model, left, right, .. } = comparison;
    let sides = format!("{left} : {right}");
    let [one, other] = rates;
    let counts = counts.map_or_else(String::new, |[one, other]| {
        format!("{one:>12}{other:>12}{:>8.3}", one as f64 / other.max(1) as f64)
    });
    format!("{model:<20}{sides:<24}{one:>12.0}{other:>12.0}{speed:>8.3}{counts}")
}

/// Runs both sides by turns: the medians of their rates in cycles per second, and the median of their ratios.
fn compare(Sides { mut left, mut right }: Sides, run: Duration, runs: usize) -> ([f64; 2], f64) {
    let mut cycles = 16;
    while time(&mut left, cycles) < run {
        cycles *= 2;
    }
    let (mut lefts, mut rights, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let rate = |time: Duration| cycles as f64 / time.as_secs_f64();
        let (one, other) = (rate(time(&mut left, cycles)), rate(time(&mut right, cycles)));
        lefts.push(one);
        rights.push(other);
        ratios.push(one / other);
    }
    ([median(&mut lefts), median(&mut rights)], median(&mut ratios))
}

fn time(side: &mut Side, cycles: u64) -> Duration {
    let start = Instant::now();
    black_box(side(cycles));
    start.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
