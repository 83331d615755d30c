//! The program `seedchip`: generates the Verilog of the datapath, synthesises and documents it, and runs, traces and
//! fuzzes it; runs language models on it.

mod arguments;
mod compare;
mod datasheet;
mod ending;
mod eval;
mod flow;
mod fuzz;
mod generate;
mod history;
mod interrupt;
mod language;
mod matmul;
mod matrix_files;
mod pnr;
mod progress;
mod quantity;
mod run;
mod run_network;
mod sizes;
mod subject;
mod synth;
mod table;
mod trace_files;
mod values;
mod vector;
mod vector_unit;
mod wave;
mod window;

use arguments::{Arguments, Command};
use clap::Parser;
use ending::Ending;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = io::stdout().lock();
    match obey(arguments, &mut output).and_then(|ending| Ok(output.flush().map(|()| ending)?)) {
        Ok(ending) => ending.into(),
        Err(error) if is_broken_pipe(&error) => Ending::Fine.into(),
        Err(error) => {
            eprintln!("error: {}", ending::sentence(&error));
            ExitCode::from(ending::WRONG_USAGE)
        }
    }
}

fn obey(arguments: Arguments, output: &mut dyn Write) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Generate(arguments) => generate::generate(&arguments, output),
        Command::Synth(arguments) => synth::synth(&arguments, output),
        Command::Pnr(arguments) => pnr::pnr(&arguments, output),
        Command::Compare(arguments) => compare::compare(&arguments, output),
        Command::History(arguments) => history::history(&arguments, output),
        Command::Datasheet(arguments) => datasheet::datasheet(&arguments, output),
        Command::Run(arguments) => run::run(&arguments, output),
        Command::Eval(arguments) => eval::eval(&arguments, output),
        Command::RunNetwork(arguments) => run_network::run(&arguments, output),
        Command::Matmul(arguments) => matmul::matmul(&arguments, output),
        Command::Vector(arguments) => vector::vector(&arguments, output),
        Command::Wave(arguments) => wave::wave(arguments, output),
        Command::Fuzz(arguments) => fuzz::fuzz(&arguments, output),
    }
}

/// Whether whoever read the output has gone (`seedchip … | head`), which is no error of this program.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
