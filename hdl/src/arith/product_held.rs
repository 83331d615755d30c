use crate::arith::product::number;
use rust_hdl::prelude::*;

block! {
    /// A signed product with registers on both sides that hold while it is told so.
    ///
    /// It is product for a pipeline that stops, without the choice of when to load: the registers of DSP blocks have the enable built in. A module of its
    /// own for the same reason: a flow whose synthesis does not move registers into DSP blocks can replace it by a
    /// primitive (constraints/ecp5/multipliers.v). No reset.
    ///
    /// Timing: product_o is the product of the factors of two cycles before, counting cycles with enable_i. One product
    /// per cycle.
    /// Widths: the sum of the widths of the factors holds every product, including that of the two most negative values.
    pub struct ProductHeld;

    /// A product of `a_bits` × `b_bits` bits, at most 32 each.
    new(a_bits, b_bits)
    module "product_held" sized "{a_bits}x{b_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Go on; otherwise all registers hold.
        in enable_i: Bit,
        /// The first factor.
        in a_i: Signed<32>{a_bits},
        /// The second factor.
        in b_i: Signed<32>{b_bits},
        /// The product of the factors of two cycles before.
        out product_o: Signed<64>{a_bits + b_bits},
    }
    inside {
        value _bits: (usize, usize) = (a_bits, b_bits),
        value _factors: (i64, i64) = (0, 0),
    }
}

impl Logic for ProductHeld {
    fn update(&mut self) {
        if self.clk_i.pos_edge() && self.enable_i.val() {
            self.product_o.next = signed_cast(((self._factors.0 * self._factors.1) as LiteralType).into());
            self._factors = (number(self.a_i.val()), number(self.b_i.val()));
        }
    }

    fn connect(&mut self) {
        self.product_o.connect();
    }

    fn hdl(&self) -> Verilog {
        let (a, b) = self._bits;
        Verilog::Custom(format!(
            "\
reg signed [{a_top}:0] a_q;
reg signed [{b_top}:0] b_q;
reg signed [{top}:0] product_q;

always @(posedge clk_i) begin
    if (enable_i) begin
        a_q <= a_i;
        b_q <= b_i;
        product_q <= a_q * b_q;
    end
end

assign product_o = product_q;
",
            a_top = a - 1,
            b_top = b - 1,
            top = a + b - 1,
        ))
    }

    fn timing(&self) -> Vec<TimingInfo> {
        vec![TimingInfo {
            name: "product".into(),
            clock: "clk_i".into(),
            inputs: ["enable_i", "a_i", "b_i"].map(String::from).into(),
            outputs: vec!["product_o".into()],
        }]
    }
}
