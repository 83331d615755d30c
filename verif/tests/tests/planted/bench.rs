//! A block under Icarus, with the pins of a case as vectors.

use crate::three_way::Answer;
use bitvec::order::Lsb0;
use bitvec::vec::BitVec;
use seedchip_kit::block::Case;
use seedchip_kit::lockstep::hexadecimal;
use seedchip_spec::{Block, Direction, Instance, Pins, Port};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All outputs were equal for so many cycles.
    Equal(usize),
    /// The first difference was in this cycle.
    Differs(usize),
}

/// A compiled testbench.
pub struct Bench {
    folder: tempfile::TempDir,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
}

impl Bench {
    /// Compiles the Verilog of a block, whose module is `top`.
    pub fn new(instance: &Instance, top: &str, verilog: &str) -> Self {
        let ports = instance.ports();
        let (inputs, outputs): (Vec<Port>, Vec<Port>) =
            ports.into_iter().partition(|port| port.direction == Direction::Input);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = format!("{}\n{}", powered_up(verilog), testbench(instance.block(), top, &inputs, &outputs));
        let source = folder.path().join("bench.v");
        write(&source, &text);
        let mut compile = Command::new("iverilog");
        compile.args(["-g2001", "-s", "bench", "-o"]).arg(folder.path().join("bench.vvp")).arg(&source);
        run(compile);
        Self { folder, inputs, outputs }
    }

    /// Simulates a case from power-up.
    pub fn run(&self, case: &Case, answers: &[Answer]) -> Verdict {
        let file = |name: &str| self.folder.path().join(name);
        let (mut inputs, mut outputs) = (String::new(), String::new());
        for (pins, (answer, unspecified)) in case.iter().zip(answers) {
            assert!(unspecified.is_empty(), "the vectors have no way to say that a port means nothing");
            inputs.push_str(&vector(&self.inputs, pins));
            outputs.push_str(&vector(&self.outputs, answer));
        }
        write(&file("inputs.hex"), &inputs);
        write(&file("outputs.hex"), &outputs);
        let mut simulate = Command::new("vvp");
        simulate.current_dir(&self.folder).arg("bench.vvp").arg(format!("+cycles={}", case.len()));
        let output = run(simulate);
        let said = String::from_utf8_lossy(&output.stdout);
        let number = |word: &str| {
            let rest = said.lines().find_map(|line| line.strip_prefix(word))?;
            rest.trim().parse().ok()
        };
        match (number("equal"), number("differs")) {
            (Some(cycles), None) => Verdict::Equal(cycles),
            (None, Some(cycle)) => Verdict::Differs(cycle),
            _ => panic!("vvp said `{said}`"),
        }
    }
}

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

fn run(mut command: Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The values of ports as a line of hexadecimal digits, the first port highest.
fn vector(ports: &[Port], pins: &Pins) -> String {
    let mut bits: BitVec<u32, Lsb0> = BitVec::new();
    for port in ports.iter().rev() {
        bits.extend_from_bitslice(pins.bits(port.name));
    }
    format!("{}\n", hexadecimal(&bits).trim_start_matches("0x"))
}

/// The Verilog with registers and memories that start at zero, as the page wants a simulation to: Icarus would
/// start them unknown.
fn powered_up(verilog: &str) -> String {
    let mut text = String::new();
    for line in verilog.lines() {
        let register = line.trim_start().starts_with("reg ").then(|| line.strip_suffix(';')).flatten();
        // A memory is declared with its words behind its name, `[0:15]`.
        let memory = register.and_then(|line| line.strip_suffix(']')?.rsplit_once(" [0:"));
        let _ = match (register, memory) {
            (Some(_), Some((declaration, last))) => {
                let memory = declaration.rsplit(' ').next().expect("a memory has a name");
                writeln!(text, "{line}\n    integer word;")
                    .and_then(|()| writeln!(text, "    initial for (word = 0; word <= {last}; word = word + 1)"))
                    .and_then(|()| writeln!(text, "        {memory}[word] = 0;"))
            }
            (Some(declaration), None) if declaration.ends_with("_q") => writeln!(text, "{declaration} = 0;"),
            _ => writeln!(text, "{line}"),
        };
    }
    text
}

/// Sets the inputs of each cycle, compares the outputs, and clocks.
fn testbench(block: &Block, top: &str, inputs: &[Port], outputs: &[Port]) -> String {
    let width = |ports: &[Port]| ports.iter().map(|port| port.width).sum::<usize>();
    let mut wires = String::new();
    let mut connections = vec![];
    if block.clocked {
        connections.push(".clk_i(clk_i)".to_owned());
    }
    for port in inputs.iter().chain(outputs) {
        let _ = writeln!(wires, "    wire [{}:0] {};", port.width - 1, port.name);
        connections.push(format!(".{0}({0})", port.name));
    }
    let names = |ports: &[Port]| ports.iter().map(|port| port.name).collect::<Vec<_>>().join(", ");
    format!(
        "module bench;
    reg clk_i = 0;
{wires}
    reg [{input_top}:0] inputs [0:65535];
    reg [{output_top}:0] expected [0:65535];
    reg [{input_top}:0] now = 0;
    wire [{output_top}:0] found = {{{output_names}}};
    assign {{{input_names}}} = now;
    integer cycle, cycles, first;

    {top} block ({connections});

    initial begin
        if (!$value$plusargs(\"cycles=%d\", cycles)) cycles = 0;
        $readmemh(\"inputs.hex\", inputs, 0, cycles - 1);
        $readmemh(\"outputs.hex\", expected, 0, cycles - 1);
        first = -1;
        for (cycle = 0; cycle < cycles; cycle = cycle + 1) begin
            now = inputs[cycle];
            #1 if (found !== expected[cycle] && first < 0) first = cycle;
            clk_i = 1;
            #1 clk_i = 0;
            #1 ;
        end
        if (first < 0) $display(\"equal %0d\", cycles);
        else $display(\"differs %0d\", first);
        $finish;
    end
endmodule
",
        input_top = width(inputs) - 1,
        output_top = width(outputs) - 1,
        output_names = names(outputs),
        input_names = names(inputs),
        connections = connections.join(", "),
    )
}
