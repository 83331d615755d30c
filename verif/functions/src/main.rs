//! Makes the coefficients of the functions and measures the functions.

use clap::{Parser, Subcommand};
use seedchip_functions::bounds::{Bound, Stretch, bound};
use seedchip_functions::judge::{Audit, audit, error};
use seedchip_functions::phases::{Sampled, sampled, structured};
use seedchip_functions::survey::exhaustive;
use seedchip_functions::text::{FOLDER, file, text};
use seedchip_golden::float::fp32_function::fp32_function;
use seedchip_spec::functions::{Function, Table};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

/// Makes the coefficients of the functions and measures the functions against MPFR.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the tables to hdl/spec.
    Generate,
    /// The errors of the tables over all of their arguments.
    Bounds,
    /// Functions over all 2^32 inputs: exp2, exp, sigmoid, reciprocal, rsqrt.
    Exhaustive {
        /// The functions.
        #[arg(value_parser = named, required = true)]
        function: Vec<Function>,
    },
    /// Sine and cosine over structured and random phases.
    Phases {
        /// Random phases.
        #[arg(long, default_value_t = 1 << 27)]
        count: u64,
    },
}

/// A function by its name.
fn named(name: &str) -> Result<Function, String> {
    let names = || Function::ALL.map(Function::name).join(", ");
    let found = Function::ALL.into_iter().find(|function| function.name() == name);
    found.ok_or_else(|| format!("there are {}", names()))
}

fn generate() -> io::Result<()> {
    for table in Table::ALL {
        fs::write(Path::new(FOLDER).join(file(table)), text(table))?;
    }
    Ok(())
}

/// Thousandths, upwards.
fn up(value: f64) -> f64 {
    (value * 1000.0).ceil() / 1000.0
}

fn bounds() {
    println!("| values | greatest error, units | greatest relative error, 2^-28 | turns |\n|---|---|---|---|");
    for stretch in Stretch::all() {
        let Bound { units, relative, turns, .. } = bound(&stretch);
        let relative = up(relative * f64::from(1 << 28));
        println!("| {} | {:.3} | {relative:.3} | {turns} |", stretch.name, up(units));
    }
}

/// All inputs of a function: FP64 judges, and MPFR judges FP64 at every 4099th number and the worst error.
fn survey(function: Function) -> bool {
    let found = exhaustive(function, progress(function.name(), 1 << 32));
    let worst = f32::from_bits(found.worst);
    let by_mpfr = error(function, worst, fp32_function(function, found.worst).result);
    let Audit { inputs, distance } = audit(function, 4099);
    println!(
        "{}: {found} ({worst:e}), {by_mpfr:.4} by MPFR; FP64 within 2^{:.1} of MPFR at {inputs} inputs",
        function.name(),
        distance.log2()
    );
    // FP64 decides down to 2^-20 of the last place of FP32, which is 2^-24 of the value or more.
    found.wrong == 0 && found.turns == 0 && inputs > 0 && distance < 2_f64.powi(-45)
}

/// Says how far it is, at every hundredth.
fn progress(name: &str, total: u64) -> impl Fn(u64) + Sync {
    move |done| {
        // Chunks are many more than hundredths, and each of them is told.
        let hundredth = |done: u64| done * 100 / total;
        if hundredth(done) != hundredth(done - (1 << 20)) {
            eprintln!("{name}: {} %", hundredth(done));
        }
    }
}

fn main() -> ExitCode {
    let good = match Arguments::parse().command {
        Command::Generate => match generate() {
            Ok(()) => true,
            Err(error) => {
                eprintln!("{FOLDER}: {error}. Run this in the workspace's root.");
                false
            }
        },
        Command::Bounds => {
            bounds();
            true
        }
        Command::Exhaustive { function } => {
            // All of them, also after one that is not good.
            function.into_iter().filter(|function| !survey(*function)).count() == 0
        }
        Command::Phases { count } => {
            let found =
                [Sampled::of(structured(1000)), sampled(count, progress("phases", count.next_multiple_of(1 << 20)))];
            println!("structured: {}\nrandom: {}", found[0], found[1]);
            found.iter().all(|found| found.wrong == 0)
        }
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
