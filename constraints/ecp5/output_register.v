// A register that goes into a block RAM: what remains of it outside is a wire.
//
// The accumulators' memories have a register behind their output (hdl/src/mem/memory_registered.rs). A DP16KD has it
// built in, with 1 ns to its output instead of 5.6, but Yosys leaves it outside. So synth.ys takes the register out of
// those modules by this map, and sets REGMODE of the block RAMs that their memories become: the same cycle, and the
// netlist's simulation shows the same bits.

(* techmap_celltype = "$dff" *)
module output_register #(
    parameter WIDTH = 1,
    parameter CLK_POLARITY = 1
) (
    input  wire             CLK,
    input  wire [WIDTH-1:0] D,
    output wire [WIDTH-1:0] Q
);
    assign Q = D;
endmodule
