use rust_hdl::prelude::*;

block! {
    /// A signed product with registers on both sides, as in the DSP blocks of FPGAs.
    ///
    /// A module of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by a
    /// primitive (constraints/ecp5/multipliers.v). For an ASIC it is a plain `*` between registers. No reset.
    ///
    /// Timing: product_o is the product of a_i of two cycles before and the b_i loaded in that cycle or earlier. One
    /// product per cycle.
    /// Widths: the sum of the widths of the factors holds every product, including that of the two most negative values.
    pub struct Product;

    /// A product of `a_bits` × `b_bits` bits, at most 32 each.
    new(a_bits, b_bits)
    module "product" parameters {
        /// Bits of the first factor.
        A_BITS: a_bits in [8, 10, 18] = a_bits,
        /// Bits of the second factor.
        B_BITS: b_bits in [18, 8, 11] = b_bits,
    } made by new(a_bits, b_bits)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The first factor.
        in a_i: Signed<32>{a_bits},
        /// The second factor.
        in b_i: Signed<32>{b_bits},
        /// Load b_i; otherwise the second factor keeps its value.
        in b_load_i: Bit,
        /// The product of the factors of two cycles before.
        out product_o: Signed<64>{a_bits + b_bits},
    }
    inside {
        value _bits: (usize, usize) = (a_bits, b_bits),
        value _factors: (i64, i64) = (0, 0),
    }
}

/// The value of 32 wires.
pub(super) fn number(value: Signed<32>) -> i64 {
    let bits: LiteralType = value.inner().into();
    i64::from(bits as u32 as i32)
}

impl Logic for Product {
    fn update(&mut self) {
        if self.clk_i.pos_edge() {
            self.product_o.next = signed_cast(((self._factors.0 * self._factors.1) as LiteralType).into());
            self._factors.0 = number(self.a_i.val());
            if self.b_load_i.val() {
                self._factors.1 = number(self.b_i.val());
            }
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
    a_q <= a_i;
    if (b_load_i) b_q <= b_i;
    product_q <= a_q * b_q;
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
            inputs: ["a_i", "b_i", "b_load_i"].map(String::from).into(),
            outputs: vec!["product_o".into()],
        }]
    }
}
