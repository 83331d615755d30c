//! Random kernels: what rust-hdl computes against the exported Verilog, in Icarus and in Verilator.
//!
//! Kernels are Rust source, so a random one has to be made in another way: [`kernel`] and [`tree`] make well-typed
//! kernels from a list of choices, [`block`] gives them to the exporter as the syntax tree that `#[hdl_gen]` would
//! make, [`arithmetic`] computes them with rust-hdl's own operators. That both are right is checked by [`compiled`]:
//! a file of such kernels as Rust source, whose syntax trees and simulations must be the same.
//!
//! A failure prints its seed and the smallest kernel that shows it; `SEEDCHIP_SEED=<seed>` runs that seed again.

#[path = "../common/mod.rs"]
mod common;

mod arithmetic;
mod block;
#[rustfmt::skip]
#[allow(clippy::all, unused_parens)]
mod compiled;
mod kernel;
mod source;
mod tree;

use arithmetic::{Values, wires};
use block::{RandomBlock, field, statements};
use common::simulate::{Tool, differences};
use common::tools::{run, write_files};
use kernel::{Kernel, Name};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rust_hdl::prelude::*;
use seedchip_export::{Design, PortDescription, PortDirection, export};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Lists of choices, one per signal that a kernel writes.
fn choices(signals: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Vec<u32>>> {
    vec(vec(any::<u32>(), 0..100), signals)
}

/// Values for inputs: edges and noise, from a seed.
struct Stimulus(TestRng);

impl Stimulus {
    fn new(seed: u64) -> Self {
        Self(generator(seed))
    }

    fn value(&mut self, ty: tree::Ty, count: usize) -> u128 {
        let mask = u128::MAX >> (128 - count);
        let value = match self.0.next_u32() % 8 {
            0 => 0,
            1 => mask,
            2 => mask >> 1,
            3 => (mask >> 1) + 1,
            4 => u128::from(self.0.next_u32() % 4) & mask,
            _ => (u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64())) & mask,
        };
        // A signed bus holds its wires' value extended by the sign.
        wires(ty, count, value)
    }
}

fn generator(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// Cycles of random inputs and rust-hdl's outputs: all ports of every cycle, the first port lowest, and how many
/// cycles there are.
fn vectors(kernel: &Kernel, design: &Design, cycles: usize, seed: u64) -> String {
    let mut stimulus = Stimulus::new(seed);
    let mut values = Values::default();
    for written in kernel.registers() {
        if let Name::Next(register) = written.name {
            values.0.insert(Name::Held(register), 0);
        }
    }
    let mut text = String::new();
    // A testbench wants an input at least.
    let unneeded = if design.ports().iter().any(is_driven) { "" } else { "0" };
    for cycle in 0..cycles {
        let running = cycle != 1 && !stimulus.0.next_u32().is_multiple_of(8);
        for (input, (ty, count)) in kernel.inputs.iter().enumerate() {
            values.0.insert(Name::Input(input), stimulus.value(*ty, *count));
        }
        values.settle(kernel, running);
        let (mut inputs, mut outputs) = (String::new(), String::new());
        for port in design.ports().iter().filter(|port| port.name != "clk_i") {
            let known = values.0.iter().find(|(name, _)| field(**name) == port.name);
            let value = match known {
                Some((_, value)) => *value,
                None => u128::from(running),
            };
            let low = value & u128::MAX >> (128 - port.width);
            let bits = format!("{low:0width$b}", width = port.width);
            if is_driven(port) { &mut inputs } else { &mut outputs }.insert_str(0, &bits);
        }
        writeln!(text, "{outputs}{inputs}{unneeded}").expect("a string takes everything");
        values.clock(kernel);
    }
    text
}

fn is_driven(port: &PortDescription) -> bool {
    port.direction == PortDirection::Input && port.name != "clk_i"
}

/// Verilator's lint, but for what a random kernel may say: comparisons that are decided by their constants, and bits
/// that reach no output although the kernel computes with them.
fn lint(design: &Design) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let files = write_files(design, folder.path());
    let meant = ["-Wno-CMPCONST", "-Wno-UNSIGNED", "-Wno-UNUSEDSIGNAL"];
    let mut arguments = [&["--lint-only", "-Wall", "--top-module", &design.top][..], &meant].concat();
    arguments.extend(files.iter().map(String::as_str));
    match run(folder.path(), "verilator", &arguments) {
        Ok(text) | Err(text) if !text.is_empty() => Err(text),
        _ => Ok(()),
    }
}

/// Does a kernel compute the same in rust-hdl and in the exported Verilog?
fn check(kernel: &Kernel, tool: Tool, cycles: usize) -> Result<(), String> {
    let design = export(&RandomBlock::new(kernel, "kernel")).map_err(|error| error.to_string())?;
    let verilog = || design.verilog();
    lint(&design).map_err(|text| format!("Verilator's lint says:\n{text}\n{}", verilog()))?;
    if kernel.written.iter().all(|written| !matches!(written.name, Name::Output(_))) {
        return Ok(());
    }
    let vectors = vectors(kernel, &design, cycles, 1);
    differences(&design, &vectors, cycles, tool).map_err(|text| format!("{text}\n{}", verilog()))
}

fn fails(kernel: &Kernel, tool: Tool, cycles: usize) -> Result<(), TestCaseError> {
    check(kernel, tool, cycles).map_err(TestCaseError::fail)
}

/// A seed from the environment, or this one.
fn seed_or(default: u64) -> u64 {
    std::env::var("SEEDCHIP_SEED").ok().map_or(default, |text| text.parse().expect("SEEDCHIP_SEED is a number"))
}

/// Runs `cases` kernels of a seed; a failure is made smaller and panics.
fn property(seed: u64, cases: u32, signals: std::ops::Range<usize>, tool: Tool, shrinks: u32) {
    let config = Config { cases, max_shrink_iters: shrinks, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, generator(seed));
    let strategy = (choices(signals), any::<bool>());
    let result = runner.run(&strategy, |(choices, registers)| fails(&Kernel::new(&choices, registers), tool, 24));
    if let Err(TestError::Fail(reason, (choices, registers))) = result {
        let kernel = Kernel::new(&choices, registers);
        panic!("seed {seed}: {reason}\nThe kernel:\n{}", source::source(&kernel, "Kernel"));
    }
}

/// Checks kernels of one seed, and in the longer mode (`make kernels`) those of the following seeds for
/// `SEEDCHIP_SECONDS`.
fn for_a_while(first: u64, check: impl Fn(u64)) {
    let seconds = std::env::var("SEEDCHIP_SECONDS").map_or(0, |text| text.parse().expect("it is a number of seconds"));
    let start = Instant::now();
    for seed in seed_or(first).. {
        println!("seed {seed}");
        check(seed);
        if start.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
}

#[test]
fn random_kernels_in_icarus() {
    for_a_while(1, |seed| property(seed, 40, 1..24, Tool::Icarus, 2000));
}

#[test]
fn random_kernels_in_verilator() {
    for_a_while(2, |seed| property(seed, 2, 120..160, Tool::Verilator, 100));
}

/// The kernels of compiled.rs.
fn compiled_kernels() -> Vec<Kernel> {
    let mut runner = TestRunner::new_with_rng(Config::default(), generator(3));
    (0..compiled::COUNT)
        .map(|position| {
            let strategy = vec(vec(any::<u32>(), 0..30), 6..9);
            let choices = strategy.new_tree(&mut runner).expect("there is always a list").current();
            Kernel::new(&choices, position % 2 == 1)
        })
        .collect()
}

/// What a block of compiled.rs offers.
pub trait Compiled: Block {
    /// The block.
    fn new() -> Self;
    /// Takes values for its inputs.
    fn drive(&mut self, values: &[u128]);
    /// Takes the clock and `rst_ni`, if it has registers.
    fn clock(&mut self, _clock: bool, _running: bool) {}
}

/// The bits of the outputs of a block, by name.
#[derive(Default)]
struct Outputs(Vec<(String, u128)>);

impl Probe for Outputs {
    fn visit_atom(&mut self, name: &str, signal: &dyn Atom) {
        if signal.kind() == rust_hdl::core::atom::AtomKind::OutputParameter && name.ends_with("_o") {
            let text = match signal.vcd() {
                VCDValue::Single(bit) => bit.to_string(),
                VCDValue::Vector(bits) => bits.iter().map(ToString::to_string).collect(),
                _ => String::new(),
            };
            let value = u128::from_str_radix(&text, 2).expect("a signal has zeros and ones");
            self.0.push((name.to_owned(), value));
        }
    }
}

/// A compiled kernel has the syntax tree, and computes what it does by [`arithmetic`].
fn agrees<B: Compiled>(kernel: &Kernel) {
    let mut block = B::new();
    let Verilog::Combinatorial(tree) = block.hdl() else { panic!("a compiled kernel has a syntax tree") };
    assert_eq!(format!("{tree:#?}"), format!("{:#?}", statements(kernel)));
    let mut stimulus = Stimulus::new(4);
    let mut values = Values::default();
    for written in kernel.registers() {
        if let Name::Next(register) = written.name {
            values.0.insert(Name::Held(register), 0);
        }
    }
    for _ in 0..200 {
        let running = !stimulus.0.next_u32().is_multiple_of(8);
        let mut inputs = Vec::new();
        for (input, (ty, count)) in kernel.inputs.iter().enumerate() {
            let value = stimulus.value(*ty, *count);
            inputs.push(value);
            values.0.insert(Name::Input(input), value);
        }
        block.drive(&inputs);
        block.clock(false, running);
        assert!(simulate(&mut block, 100), "the simulation doesn't settle");
        values.settle(kernel, running);
        let mut outputs = Outputs::default();
        block.accept("top", &mut outputs);
        for written in kernel.written.iter().filter(|written| matches!(written.name, Name::Output(_))) {
            let name = field(written.name);
            let (_, found) = outputs.0.iter().find(|(output, _)| *output == name).expect("every output is there");
            let expected = values.0[&written.name] & u128::MAX >> (128 - written.wires);
            assert_eq!(*found, expected, "{name} of\n{}", source::source(kernel, "Kernel"));
        }
        block.clock(true, running);
        assert!(simulate(&mut block, 100), "the simulation doesn't settle");
        values.clock(kernel);
    }
}

/// The text of compiled.rs.
fn compiled_source() -> String {
    let mut text = String::from(
        "//! Random kernels as Rust source: written by the test `compiled_kernels_are_current`, not by hand.\n\n\
         use crate::{Compiled, Kernel, agrees};\nuse rust_hdl::prelude::*;\n\
         use seedchip_export::{Bus, Flop, bit_cast_signed};\n\n",
    );
    let kernels = compiled_kernels();
    writeln!(text, "/// How many there are.\npub const COUNT: usize = {};\n", kernels.len()).expect("it is a string");
    writeln!(text, "/// Checks each of them.\npub fn check(kernels: &[Kernel]) {{").expect("it is a string");
    for position in 0..kernels.len() {
        writeln!(text, "    agrees::<Kernel{position}>(&kernels[{position}]);").expect("it is a string");
    }
    text += "}\n";
    for (position, kernel) in kernels.iter().enumerate() {
        text += "\n";
        text += &source::source(kernel, &format!("Kernel{position}"));
    }
    text
}

#[test]
fn compiled_kernels_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/random/compiled.rs");
    let text = compiled_source();
    if std::env::var_os("SEEDCHIP_BLESS").is_some() {
        std::fs::write(path, &text).expect("the folder of tests can be written");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == text, "compiled.rs is not what the generator writes: run again with SEEDCHIP_BLESS=1");
}

#[test]
fn compiled_kernels_agree() {
    compiled::check(&compiled_kernels());
}
