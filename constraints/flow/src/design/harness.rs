//! The test harness of a block for FPGAs: five pins, however many ports the block has.
//!
//! One bit per cycle enters a shift register. A pulse on `take_i` copies it into the registers in front of the block, and
//! the registers behind the block into the shift register on the way out. So every path into and out of the block is
//! between registers, and no path through a pad limits the clock. The block's reset is one of its inputs and comes from
//! the shift register like the others.

use super::{CLOCK, Design, Port};
use std::fmt::Write;

/// The harness's module.
pub const MODULE: &str = "harness";

/// Its ports, clock first.
pub const PINS: [&str; 5] = [CLOCK, "shift_i", "take_i", "data_i", "data_o"];

/// The same as ports: one bit each.
pub fn ports() -> Vec<Port> {
    PINS.iter().map(|name| Port { name: (*name).to_owned(), input: !name.ends_with("_o"), width: 1 }).collect()
}

/// The name of the block in it.
pub const INSTANCE: &str = "dut";

/// The registers that a harness has: for each input two bits, and for each output two.
pub fn flip_flops(design: &Design) -> usize {
    2 * (bits(design, true) + bits(design, false))
}

/// The harness of a design in Verilog.
pub fn verilog(design: &Design) -> String {
    let (inputs, outputs) = (bits(design, true), bits(design, false));
    let mut text = format!(
        "// The test harness of {top}: {inputs} bits in, {outputs} bits out, five pins.\n\
         //\n\
         // shift_i moves both shift registers by a bit: data_i enters, the next bit of the outputs leaves at data_o.\n\
         // take_i presents the shifted bits to the block and takes its outputs of two cycles ago.\n\
         module {MODULE} (\n    \
         input  wire {CLOCK},\n    \
         input  wire shift_i,\n    \
         input  wire take_i,\n    \
         input  wire data_i,\n    \
         output wire data_o\n);\n    \
         reg  [{0}:0] shift_in_q;\n    \
         reg  [{0}:0] input_q;\n    \
         wire [{1}:0] outputs;\n    \
         reg  [{1}:0] output_q;\n    \
         reg  [{1}:0] shift_out_q;\n\n    \
         assign data_o = shift_out_q[0];\n\n    \
         always @(posedge {CLOCK}) begin\n        \
         if (shift_i) shift_in_q <= {{shift_in_q, data_i}};\n        \
         if (take_i) input_q <= shift_in_q;\n        \
         output_q <= outputs;\n        \
         if (take_i) shift_out_q <= output_q;\n        \
         else if (shift_i) shift_out_q <= {{1'b0, shift_out_q}} >> 1;\n    \
         end\n\n    \
         {top} {INSTANCE} (\n",
        inputs.max(1) - 1,
        outputs.max(1) - 1,
        top = design.top,
    );
    let (mut input, mut output) = (0, 0);
    for (index, port) in design.ports.iter().enumerate() {
        let Port { name, width, .. } = port;
        let (register, first) = if port.input { ("input_q", &mut input) } else { ("outputs", &mut output) };
        let comma = if index + 1 < design.ports.len() { "," } else { "" };
        // Writing to a string cannot fail.
        let _ = if name == CLOCK {
            writeln!(text, "        .{CLOCK}({CLOCK}){comma}")
        } else {
            *first += width;
            writeln!(text, "        .{name}({register}[{}:{}]){comma}", *first - 1, *first - width)
        };
    }
    text.push_str("    );\nendmodule\n");
    text
}

fn bits(design: &Design, input: bool) -> usize {
    design.ports.iter().filter(|port| port.input == input && port.name != CLOCK).map(|port| port.width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> Design {
        let port = |name: &str, input, width| Port { name: name.to_owned(), input, width };
        let ports = vec![
            port(CLOCK, true, 1),
            port("rst_ni", true, 1),
            port("a_i", true, 8),
            port("b_o", false, 16),
            port("c_o", false, 1),
        ];
        Design { top: "thing_8".to_owned(), files: Vec::new(), ports }
    }

    #[test]
    fn every_port_has_bits_of_its_own() {
        let text = verilog(&design());
        for part in [
            "reg  [8:0] input_q;",
            "wire [16:0] outputs;",
            "    thing_8 dut (\n        .clk_i(clk_i),\n        .rst_ni(input_q[0:0]),\n        .a_i(input_q[8:1]),\n",
            "        .b_o(outputs[15:0]),\n        .c_o(outputs[16:16])\n    );\nendmodule\n",
        ] {
            assert!(text.contains(part), "no `{part}` in:\n{text}");
        }
        assert_eq!(flip_flops(&design()), 2 * (9 + 17));
    }
}
