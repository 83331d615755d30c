//! A signed product with registers on both sides, as the DSP blocks of FPGAs have them.
//!
//! A leaf of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by an
//! instance (constraints/ecp5/product.v). An ASIC's synthesis sees a plain `*` between registers. No reset.
//!
//! Ports: a_i, b_i (signed); b_load_i: take b_i, otherwise the b before stays; product_o (signed).
//! Timing: product_o is the product of a_i of two cycles ago with the b that was taken then or before, a new one
//! every cycle.
//! Widths: the sum of the factors' widths holds every product, that of the two most negative ones too.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module};

/// A product between registers.
#[derive(Clone, Debug, LogicBlock)]
pub struct Product {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// One factor.
    pub a_i: Bus<In, Signed<32>>,
    /// The other.
    pub b_i: Bus<In, Signed<32>>,
    /// Take the other.
    pub b_load_i: Signal<In, Bit>,
    /// Their product.
    pub product_o: Bus<Out, Signed<64>>,
    module_name: Module,
    _bits: (usize, usize),
    _factors: (i64, i64),
}

impl Product {
    /// A product of `a_bits` × `b_bits` bits, at most 32 each.
    pub fn new(a_bits: usize, b_bits: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            a_i: Bus::new(a_bits),
            b_i: Bus::new(b_bits),
            b_load_i: Signal::default(),
            product_o: Bus::new(a_bits + b_bits),
            module_name: Module::new(format!("product_{a_bits}x{b_bits}"), include_str!("product.rs")),
            _bits: (a_bits, b_bits),
            _factors: (0, 0),
        }
    }
}

/// The value of 32 wires.
fn number(value: Signed<32>) -> i64 {
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
