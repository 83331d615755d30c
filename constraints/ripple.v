// The carries of an adder, from bit to bit: for `synth -extra-map`. Of the modules for one cell, techmap takes the
// first by name; that of yosys itself is called _90_lcu_brent_kung.
(* techmap_celltype = "$lcu" *)
module _80_lcu_ripple (P, G, CI, CO);
    parameter WIDTH = 2;

    (* force_downto *)
    input [WIDTH-1:0] P, G;
    input CI;

    (* force_downto *)
    output [WIDTH-1:0] CO;

    genvar i;
    generate
        for (i = 0; i < WIDTH; i = i + 1) begin : bits
            if (i == 0)
                assign CO[i] = G[i] | (P[i] & CI);
            else
                assign CO[i] = G[i] | (P[i] & CO[i - 1]);
        end
    endgenerate
endmodule
