use rust_hdl::prelude::*;
use seedchip_spec::functions::Table;
use std::fmt::Write;

block! {
    /// The coefficients of a function's segments.
    ///
    /// A table in the form that synthesis maps to block RAM, or to gates where there is none: a case that a register
    /// follows, and one more register behind it. (A memory that is filled at start-up would be a ROM on FPGAs alone.)
    ///
    /// Timing: the row of segment_i two cycles before. A segment every cycle. No reset.
    /// Widths: a row is 29 + 22 + 14 bits. The top bit of every c0 is 1, and no storage.
    pub struct Coefficients;

    /// The table of this number: 0 exponential, 1 inverse, 2 sine.
    new(table) {
        let all = Table::ALL[table];
        let segment_bits = all.segments().ilog2() as usize;
    }
    module "coefficients" sized "{table}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The segment.
        in segment_i: Bits<16>{segment_bits},
        /// The value in its middle.
        out c0_o: Bits<29>,
        /// The slope there.
        out c1_o: Signed<22>,
        /// The curvature.
        out c2_o: Signed<14>,
    }
    inside {
        value _table: Table = all,
        value _row: (u32, i32, i32) = (0, 0, 0),
    }
}

impl Logic for Coefficients {
    fn update(&mut self) {
        if !self.clk_i.pos_edge() {
            return;
        }
        let (c0, c1, c2) = self._row;
        self.c0_o.next = u64::from(c0).to_bits();
        self.c1_o.next = i64::from(c1).into();
        self.c2_o.next = i64::from(c2).into();
        let row = self._table.segment(self.segment_i.val().index()).unwrap_or_default();
        self._row = (row.c0, row.c1, row.c2);
    }

    fn connect(&mut self) {
        self.c0_o.connect();
        self.c1_o.connect();
        self.c2_o.connect();
    }

    fn hdl(&self) -> Verilog {
        let bits = self._table.segments().ilog2();
        let mut rows = String::new();
        for segment in 0..self._table.segments() {
            let row = self._table.segment(segment).unwrap_or_default();
            let low = |value: i32, bits: u32| value.cast_unsigned() & ((1 << bits) - 1);
            let (c0, c1, c2) = (row.c0, low(row.c1, 22), low(row.c2, 14));
            // Writing to a string cannot fail.
            let _ = writeln!(rows, "        {bits}'d{segment}: row_q <= {{29'h{c0:x}, 22'h{c1:x}, 14'h{c2:x}}};");
        }
        Verilog::Custom(format!(
            "\
reg [64:0] row_q;
reg [64:0] late_q;

always @(posedge clk_i) begin
    late_q <= row_q;
    case (segment_i)
{rows}    endcase
end

assign c0_o = late_q[64:36];
assign c1_o = late_q[35:14];
assign c2_o = late_q[13:0];
"
        ))
    }

    fn timing(&self) -> Vec<TimingInfo> {
        vec![TimingInfo {
            name: "rows".into(),
            clock: "clk_i".into(),
            inputs: vec!["segment_i".into()],
            outputs: ["c0_o", "c1_o", "c2_o"].map(String::from).into(),
        }]
    }
}
