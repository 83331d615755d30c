//! The models of ECP5 cells in a four-state simulator: an output is unknown only if it depends on an unknown input.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The models.
const CELLS: &str = include_str!("../../ecp5/cells.v");

/// Compiles a testbench with the models and runs it; what it said.
fn simulate(top: &str, testbench: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bench.v");
    fs::write(&file, format!("{CELLS}\n{testbench}")).expect("written");
    let program = folder.path().join("bench.vvp");
    run(Command::new("iverilog").args(["-g2005-sv", "-s", top, "-o"]).arg(&program).arg(&file), folder.path());
    run(Command::new("vvp").arg("-n").arg(&program), folder.path())
}

fn run(command: &mut Command, folder: &Path) -> String {
    let output = command.current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A cell without state against itself: each input is 0, 1 or unknown, and the outputs must be those bits that all
/// values of the unknown inputs have in common. A second copy of the cell goes through these values.
fn exact(cell: &str, parameters: &[String], inputs: &[&str], outputs: &[&str]) {
    let (count, width) = (inputs.len(), outputs.len());
    let pins = |wire: &str, result: &str| {
        let inputs = inputs.iter().enumerate().map(|(bit, pin)| format!(".{pin}({wire}[{bit}])"));
        inputs
            .chain(outputs.iter().enumerate().map(|(bit, pin)| format!(".{pin}({result}[{bit}])")))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut instances = String::new();
    let mut compared = String::new();
    for (number, parameters) in parameters.iter().enumerate() {
        let _ = writeln!(
            instances,
            "    wire [{last}:0] shown_{number}, sample_{number};\n    reg [{last}:0] ones_{number}, zeros_{number};\n    \
             {cell} #({parameters}) with_unknown_{number} ({});\n    {cell} #({parameters}) sampled_{number} ({});",
            pins("input_bits", &format!("shown_{number}")),
            pins("sample_bits", &format!("sample_{number}")),
            last = width - 1,
        );
        let _ = writeln!(
            compared,
            "            for (bit_of = 0; bit_of < {width}; bit_of = bit_of + 1) begin\n                \
             wanted = ones_{number}[bit_of] && zeros_{number}[bit_of] ? 1'bx : ones_{number}[bit_of];\n                \
             cases = cases + 1;\n                \
             if (wanted !== shown_{number}[bit_of]) $display(\"wrong: parameters {number}, inputs %b, output %0d: %b, not %b\", \
             input_bits, bit_of, shown_{number}[bit_of], wanted);\n            end"
        );
    }
    let each = |template: &str| {
        (0..parameters.len()).map(|number| template.replace('#', &number.to_string())).collect::<String>()
    };
    let text = format!(
        "module bench;\n    reg [{last}:0] input_bits, sample_bits, unknown, value;\n    \
         integer cases, bit_of;\n    reg wanted;\n{instances}\n    initial begin\n        cases = 0;\n        \
         for (int u = 0; u < (1 << {count}); u = u + 1) for (int v = 0; v < (1 << {count}); v = v + 1) if ((u & v) == 0) begin\n            \
         unknown = u; value = v;\n            \
         for (bit_of = 0; bit_of < {count}; bit_of = bit_of + 1) input_bits[bit_of] = unknown[bit_of] ? 1'bx : value[bit_of];\n\
         {clear}            for (int s = u; s >= 0; s = s == 0 ? -1 : (s - 1) & u) begin\n                \
         sample_bits = v | s; #1;\n{gather}            end\n{compared}        end\n        \
         $display(\"%0d compared\", cases);\n        $finish;\n    end\nendmodule\n",
        last = count - 1,
        clear = each("            ones_# = 0; zeros_# = 0;\n"),
        gather = each("                ones_# = ones_# | sample_#; zeros_# = zeros_# | ~sample_#;\n"),
    );
    let said = simulate("bench", &text);
    let wrong: Vec<&str> = said.lines().filter(|line| line.starts_with("wrong")).take(5).collect();
    assert!(wrong.is_empty(), "{cell}: {}", wrong.join("\n"));
    let expected = 3_usize.pow(u32::try_from(count).expect("few inputs")) * width * parameters.len();
    assert!(said.contains(&format!("{expected} compared")), "{said}");
}

#[test]
fn a_table_is_unknown_only_where_its_entries_differ() {
    // Each entry alone and all but each, a multiplexer, a gate, a parity, and constants.
    let single = (0..16).flat_map(|bit| [1_u32 << bit, 0xffff ^ (1 << bit)]);
    let tables = single.chain([0xcaca, 0x8000, 0x6996, 0x0000, 0xffff]);
    let parameters: Vec<String> = tables.map(|table| format!(".INIT(16'h{table:04x})")).collect();
    exact("LUT4", &parameters, &["A", "B", "C", "D"], &["Z"]);
}

#[test]
fn a_carry_chain_is_unknown_only_where_it_matters() {
    // A sum, one whose second term has a gate, and a comparison.
    let parameters: Vec<String> = [(0x96aa, 0x96aa), (0x6aaa, 0x6aaa), (0x5aa5, 0x0f96)]
        .iter()
        .map(|(first, second)| {
            format!(".INIT0(16'h{first:04x}), .INIT1(16'h{second:04x}), .INJECT1_0(\"NO\"), .INJECT1_1(\"NO\")")
        })
        .collect();
    let inputs = ["CIN", "A0", "B0", "C0", "D0", "A1", "B1", "C1", "D1"];
    exact("CCU2C", &parameters, &inputs, &["S0", "S1", "COUT"]);
}

#[test]
fn multiplexers_are_unknown_only_where_their_inputs_differ() {
    exact("PFUMX", &[String::new()], &["ALUT", "BLUT", "C0"], &["Z"]);
    exact("L6MUX21", &[String::new()], &["D0", "D1", "SD"], &["Z"]);
}

/// A reset reaches a register from an unknown state, with unknown data behind a table, and an unknown enable leaves known
/// what both of its ways give.
#[test]
fn registers_come_out_of_the_unknown() {
    let text = r#"
module bench;
    reg clk = 0, rst_n = 0, reset = 1, enable = 1'bx, data = 1'bx;
    wire gated, folded, plain;
    // A reset that synthesis has folded into the table before the register: rst_n and not the register.
    LUT4 #(.INIT(16'h2222)) gate (.A(rst_n), .B(folded), .C(1'bx), .D(1'bx), .Z(gated));
    TRELLIS_FF #(.CEMUX("1"), .LSRMUX("LSR")) first (.CLK(clk), .LSR(1'b0), .CE(1'b1), .DI(gated), .Q(folded));
    TRELLIS_FF #(.CEMUX("CE"), .LSRMUX("LSR")) second (.CLK(clk), .LSR(reset), .CE(enable), .DI(data), .Q(plain));
    wire [3:0] words;
    reg write = 0;
    reg [3:0] value = 5, to = 0, from = 0;
    TRELLIS_DPR16X4 memory (.DI(value), .WAD(to), .WRE(write), .WCK(clk), .RAD(from), .DO(words));
    task tick; begin #5 clk = 1; #5 clk = 0; end endtask
    integer i;
    initial begin
        tick;
        $display("reset %b %b", folded, plain);
        rst_n = 1; reset = 0; data = 0; tick;
        $display("running %b", folded);
        $display("the same either way %b", plain);
        data = 1; tick;
        $display("one or the other %b", plain);
        for (i = 0; i < 16; i = i + 1) begin to = i; value = i < 8 ? 5 : 7; write = 1; tick; end
        write = 0; from = 4'b0xx1; #1;
        $display("any of eight words %b", words);
        from = 4'bxxxx; #1;
        $display("any of sixteen words %b", words);
        write = 1; to = 4'b000x; value = 4; tick;
        write = 0; from = 0; #1;
        $display("perhaps written %b", words);
        from = 2; #1;
        $display("not written %b", words);
        $finish;
    end
endmodule
"#;
    let said = simulate("bench", text);
    let expected = "reset 0 0\nrunning 1\nthe same either way 0\none or the other x\nany of eight words 0101\n\
                    any of sixteen words 01x1\nperhaps written 010x\nnot written 0101\n";
    assert_eq!(said, expected);
}
