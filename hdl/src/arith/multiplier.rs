//! A signed product of 32 × 32 bits.
//!
//! Three ranks of registers (operands, product, output) around a plain `*`: synthesis moves the
//! last two into the multiplier's tree, FPGAs into their DSP slices. No reset.
//!
//! Ports: a_i, b_i (signed 32 bits), product_o (signed 64 bits).
//! Timing: product_o is the product of three cycles ago, a new one every cycle.
//! Widths: 64 bits hold every product, (−2^31)² = 2^62 too.

use rust_hdl::prelude::*;
use seedchip_export::Module;

/// A pipelined signed multiplier.
#[derive(Clone, Debug, LogicBlock)]
pub struct Multiplier {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// One factor.
    pub a_i: Signal<In, Signed<32>>,
    /// The other.
    pub b_i: Signal<In, Signed<32>>,
    /// Their product.
    pub product_o: Signal<Out, Signed<64>>,
    module_name: Module,
    _factors: (i32, i32),
    _product: i64,
}

impl Multiplier {
    /// A multiplier.
    pub fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            a_i: Signal::default(),
            b_i: Signal::default(),
            product_o: Signal::default(),
            module_name: Module::new("multiplier", include_str!("multiplier.rs")),
            _factors: (0, 0),
            _product: 0,
        }
    }
}

impl Default for Multiplier {
    fn default() -> Self {
        Self::new()
    }
}

/// The value of 32 wires.
fn number(value: Signed<32>) -> i32 {
    let bits: LiteralType = value.inner().into();
    bits as u32 as i32
}

impl Logic for Multiplier {
    fn update(&mut self) {
        if self.clk_i.pos_edge() {
            self.product_o.next = signed_cast((self._product as LiteralType).into());
            self._product = i64::from(self._factors.0) * i64::from(self._factors.1);
            self._factors = (number(self.a_i.val()), number(self.b_i.val()));
        }
    }

    fn connect(&mut self) {
        self.product_o.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(
            "\
reg signed [31:0] a_q;
reg signed [31:0] b_q;
reg signed [63:0] product_q;
reg signed [63:0] output_q;

always @(posedge clk_i) begin
    a_q <= a_i;
    b_q <= b_i;
    product_q <= a_q * b_q;
    output_q <= product_q;
end

assign product_o = output_q;
"
            .into(),
        )
    }

    fn timing(&self) -> Vec<TimingInfo> {
        vec![TimingInfo {
            name: "product".into(),
            clock: "clk_i".into(),
            inputs: vec!["a_i".into(), "b_i".into()],
            outputs: vec!["product_o".into()],
        }]
    }
}
