//! rust-hdl's simulation of a block against Icarus's simulation of its Verilog, bit by bit.

use crate::common::exported;
use crate::common::tools::{assert_clean, run};
use rust_hdl::prelude::*;
use std::fmt::Write;
use std::fs;

/// Seeded numbers (xorshift64*), with a liking for edges.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn word(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn bit(&mut self) -> bool {
        self.word() >> 63 == 1
    }

    /// Any value of `N` bits, up to 64 of them random; one in four is all zeros, all ones, the greatest or
    /// the most negative number.
    pub fn bits<const N: usize>(&mut self) -> Bits<N> {
        let word = self.word();
        let mask = if N >= 64 { u64::MAX } else { (1 << N) - 1 };
        let top = 1u64 << (N.min(64) - 1);
        let value = match self.word() >> 60 {
            0 => 0,
            1 => mask,
            2 => top,
            3 => top - 1,
            _ => word >> 3 & mask,
        };
        Bits::from(value)
    }

    pub fn signed<const N: usize>(&mut self) -> Signed<N> {
        signed_cast(self.bits::<N>())
    }
}

#[derive(Default)]
struct Pins {
    depth: usize,
    inputs: String,
    outputs: String,
}

impl Probe for Pins {
    fn visit_start_scope(&mut self, _name: &str, _node: &dyn Block) {
        self.depth += 1;
    }

    fn visit_end_scope(&mut self, _name: &str, _node: &dyn Block) {
        self.depth -= 1;
    }

    fn visit_atom(&mut self, name: &str, signal: &dyn Atom) {
        if self.depth != 1 || name == "clk_i" {
            return;
        }
        let text: String = match signal.vcd() {
            VCDValue::Single(bit) => bit.to_string(),
            VCDValue::Vector(bits) => bits.iter().map(ToString::to_string).collect(),
            _ => String::new(),
        };
        // Ports stand highest first in the concatenations of the testbench, and so do lanes.
        match signal.kind() {
            AtomKind::InputParameter => self.inputs.insert_str(0, &text),
            AtomKind::OutputParameter => self.outputs.insert_str(0, &text),
            _ => {}
        }
    }
}

/// Simulates `cycles` random cycles of both and compares every bit of every output.
pub fn assert_equivalent<B: Block>(
    mut block: B,
    cycles: usize,
    clock: fn(&mut B, bool),
    drive: fn(&mut B, &mut Random),
) {
    let design = exported(&block);
    println!("{}", design.verilog());
    assert_clean(&design);
    let mut random = Random::new(7);
    let mut vectors = String::new();
    for _ in 0..cycles {
        clock(&mut block, false);
        drive(&mut block, &mut random);
        assert!(simulate(&mut block, 100), "the simulation doesn't settle");
        let mut pins = Pins::default();
        block.accept("top", &mut pins);
        writeln!(vectors, "{}{}", pins.outputs, pins.inputs).expect("a string takes everything");
        clock(&mut block, true);
        assert!(simulate(&mut block, 100), "the simulation doesn't settle");
    }
    if let Err(text) = differences(&design, &vectors, cycles, Tool::Icarus) {
        panic!("{text}\n{}", design.verilog());
    }
}

/// What simulates Verilog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Icarus,
    Verilator,
}

/// Simulates a design with vectors of outputs and inputs, one line per cycle; the differences if there are any.
pub fn differences(design: &seedchip_export::Design, vectors: &str, cycles: usize, tool: Tool) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path();
    fs::write(path.join("vectors.txt"), vectors).expect("the temporary folder can be written");
    fs::write(path.join("bench.v"), testbench(design, cycles)).expect("the temporary folder can be written");
    fs::write(path.join("design.v"), zeroed(&design.verilog())).expect("the temporary folder can be written");
    let text = match tool {
        Tool::Icarus => {
            run(path, "iverilog", &["-g2001", "-o", "bench.vvp", "bench.v", "design.v"])?;
            run(path, "vvp", &["-n", "bench.vvp"])?
        }
        Tool::Verilator => {
            let unoptimised = "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0";
            let arguments = ["--binary", "-Wno-fatal", "-Wno-lint", "-MAKEFLAGS", unoptimised, "--top-module", "bench"];
            run(path, "verilator", &[&arguments[..], &["bench.v", "design.v"]].concat())?;
            run(path, "obj_dir/Vbench", &[])?
        }
    };
    if text.lines().any(|line| line == "0 differences") { Ok(()) } else { Err(text) }
}

fn testbench(design: &seedchip_export::Design, cycles: usize) -> String {
    let is_input = |port: &&seedchip_export::PortDescription| {
        port.direction == seedchip_export::PortDirection::Input && port.name != "clk_i"
    };
    let is_output = |port: &&seedchip_export::PortDescription| port.direction == seedchip_export::PortDirection::Output;
    let clocked = design.ports().iter().any(|port| port.name == "clk_i");
    let inputs: Vec<_> = design.ports().iter().filter(is_input).collect();
    let outputs: Vec<_> = design.ports().iter().filter(is_output).collect();
    let sum = |ports: &[&seedchip_export::PortDescription]| ports.iter().map(|port| port.width).sum::<usize>();
    let (in_bits, out_bits) = (sum(&inputs).max(1), sum(&outputs));
    let mut text = format!(
        "module bench;\n  reg clk = 0;\n  reg [{}:0] vectors [0:{}];\n  reg [{}:0] in;\n  wire [{}:0] out;\n",
        in_bits + out_bits - 1,
        cycles - 1,
        in_bits - 1,
        out_bits - 1
    );
    let mut connections = if clocked { vec![".clk_i(clk)".to_owned()] } else { Vec::new() };
    let mut messages = String::new();
    for (ports, vector) in [(&inputs, "in"), (&outputs, "out")] {
        let mut lsb = 0;
        for port in ports {
            let range = format!("[{}:{lsb}]", lsb + port.width - 1);
            connections.push(format!(".{}({vector}{range})", port.name));
            if vector == "out" {
                messages += &format!(
                    "      if (out{range} !== want{range}) $display(\"cycle %0d: {} is %b, not %b\", i, \
                     out{range}, want{range});\n",
                    port.name
                );
            }
            lsb += port.width;
        }
    }
    text += &format!("  {} dut ({});\n", design.top, connections.join(", "));
    text += &format!("  reg [{}:0] want;\n  integer i, bad;\n  initial begin\n    bad = 0;\n", out_bits - 1);
    text += "    $readmemb(\"vectors.txt\", vectors);\n";
    text += &format!("    for (i = 0; i < {cycles}; i = i + 1) begin\n");
    text += "      {want, in} = vectors[i];\n      #1;\n      if (out !== want) begin\n        bad = bad + 1;\n";
    text += &messages;
    text += "      end\n      clk = 1; #1; clk = 0;\n    end\n    $display(\"%0d differences\", bad);\n";
    text += "    $finish;\n  end\nendmodule\n";
    text
}

/// rust-hdl starts from zeros; Verilog's registers are brought there too, for the comparison only.
fn zeroed(text: &str) -> String {
    let mut zeroed = String::new();
    for line in text.lines() {
        zeroed += line;
        zeroed.push('\n');
        let Some(declaration) = line.trim_start().strip_prefix("reg ") else { continue };
        let declaration = declaration.trim_end_matches(';');
        if let Some((word, range)) = declaration.rsplit_once(" [0:") {
            let name = word.rsplit(' ').next().unwrap_or_default();
            let last = range.trim_end_matches(']');
            zeroed += &format!("integer zero; initial for (zero = 0; zero <= {last}; zero = zero + 1) ");
            zeroed += &format!("{name}[zero] = 0;\n");
        } else if let Some(name) = declaration.rsplit(' ').next().filter(|name| name.ends_with("_q")) {
            zeroed += &format!("initial {name} = 0;\n");
        }
    }
    zeroed
}
