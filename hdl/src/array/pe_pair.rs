//! Two cells of one row that share a multiplier: two products and two sums a cycle.
//!
//! Both weights meet the same activation a. They are packed into one factor of 18 bits, w1 · 2^9 + w0, so that one
//! multiplier of 8 × 18 bits, a DSP block's, gives P = a · w1 · 2^9 + a · w0. The products have 16 bits and overlap
//! in seven, so the lowest seven bits of a · w1 are formed a second time, by gates, and taken out. That is half as
//! many DSP blocks as of pe_registered for more LUTs and flip-flops; a factor of 24 bits would leave the products
//! apart, one of 18 can't: with 2^10 two weights of −128 would need 19.
//!
//! With L = (a · w1) mod 2^7, the top seven of the 16 bits of a · w0 are P\[15:9\] − L, mod 2^7. Let b be the borrow of
//! that subtraction and n = 1 if a · w0 is negative: then P\[24:16\] = ⌊a · w1 / 2^7⌋ + b − n, as what of a · w0 lies
//! above its ninth bit was added to a · w1, and its sign extends over all. So ⌊a · w1 / 2^7⌋ = P\[24:16\] − b + n.
//!
//! Ports: as pe, for two columns: load_i with weight_i (two signed bytes), swap_i, activation_i (signed 8 bits),
//! sum_i (two sums from above); activation_o: to the pair on the right; sum_o (two sums): to the pair below.
//! Timing: activation_o one cycle after its input. The activation of t meets the weights swapped in at t: their packed
//! product is registered at t + 2 and t + 3, taken apart by t + 5, added to the sum_i of that cycle, and the sums are
//! in sum_o at t + 6. A product of each a cycle. No reset, as in pe.
//! Widths: |w1 · 2^9 + w0| ≤ 2^16 + 2^7 fits 18 bits; |P| ≤ 2^7 · (2^16 + 2^7) < 2^24 fits 25 bits; 16 bits hold every
//! product, −128 · −128 too.

use crate::arith::Product;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, bit_cast_signed};

/// Two cells of the array, for one DSP block.
#[derive(Clone, Debug, LogicBlock)]
pub struct PePair {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Take the weights into the shadow registers.
    pub load_i: Signal<In, Bit>,
    /// The weights.
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    /// Take the shadow weights into use.
    pub swap_i: Signal<In, Bit>,
    /// The activation.
    pub activation_i: Signal<In, Signed<8>>,
    /// The sums from above.
    pub sum_i: Vec<Bus<In, Signed<32>>>,
    /// `activation_i`, a cycle later.
    pub activation_o: Signal<Out, Signed<8>>,
    /// The sums with this pair's products.
    pub sum_o: Vec<Bus<Out, Signed<32>>>,
    activation: Flop<Signed<8>>,
    packed_low: Signal<Local, Signed<18>>,
    shadow: Flop<Signed<18>>,
    shadow_low: Flop<Bits<7>>,
    active_low: Flop<Bits<7>>,
    multiplier: Product,
    shifted: Vec<Signal<Local, Bits<7>>>,
    partial: Vec<Signal<Local, Bits<7>>>,
    low: Flop<Bits<7>>,
    packed: Flop<Bits<25>>,
    low_late: Flop<Bits<7>>,
    difference: Signal<Local, Bits<8>>,
    first: Flop<Bits<16>>,
    upper: Flop<Bits<9>>,
    lower: Flop<Bits<7>>,
    borrow: Flop<Bit>,
    moved: Signal<Local, Bits<9>>,
    product: Vec<Flop<Signed<32>>>,
    sum: Vec<Flop<Signed<32>>>,
    module_name: Module,
}

impl PePair {
    /// A pair of cells with sums of `sum_bits` bits.
    pub fn new(sum_bits: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            load_i: Signal::default(),
            weight_i: vec![Signal::default(); 2],
            swap_i: Signal::default(),
            activation_i: Signal::default(),
            sum_i: Bus::lanes(2, sum_bits),
            activation_o: Signal::default(),
            sum_o: Bus::lanes(2, sum_bits),
            activation: Flop::default(),
            packed_low: Signal::default(),
            shadow: Flop::default(),
            shadow_low: Flop::default(),
            active_low: Flop::default(),
            multiplier: Product::new(8, 18),
            shifted: vec![Signal::default(); 7],
            partial: vec![Signal::default(); 7],
            low: Flop::default(),
            packed: Flop::default(),
            low_late: Flop::default(),
            difference: Signal::default(),
            first: Flop::default(),
            upper: Flop::default(),
            lower: Flop::default(),
            borrow: Flop::default(),
            moved: Signal::default(),
            product: Flop::lanes(2, 16),
            sum: Flop::lanes(2, sum_bits),
            module_name: Module::new(format!("pe_pair_{sum_bits}"), include_str!("pe_pair.rs")),
        }
    }
}

impl Logic for PePair {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, activation, shadow, shadow_low, active_low);
        dff_setup!(self, clk_i, low, packed, low_late, first, upper, lower, borrow);
        for i in 0..2 {
            self.product[i].clock.next = self.clk_i.val();
            self.sum[i].clock.next = self.clk_i.val();
        }
        self.activation.d.next = self.activation_i.val();
        self.activation_o.next = self.activation.q.val();

        comment!("The weights, packed on their way into the shadow.");
        self.packed_low.next = bit_cast_signed::<18, 8>(self.weight_i[0].val());
        if self.load_i.val() {
            self.shadow.d.next = signed_cast(
                (unsigned_cast(bit_cast_signed::<18, 8>(self.weight_i[1].val())) << 9) + unsigned_cast(self.packed_low.val()),
            );
            self.shadow_low.d.next = unsigned_cast(self.weight_i[1].val()).get_bits::<7>(0);
        }
        if self.swap_i.val() {
            self.active_low.d.next = self.shadow_low.q.val();
        }
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = bit_cast_signed::<32, 8>(self.activation_i.val());
        self.multiplier.b_i.next = bit_cast_signed::<32, 18>(self.shadow.q.val());
        self.multiplier.b_load_i.next = self.swap_i.val();

        comment!("t + 1: the low seven bits of the second product, beside the multiplier");
        self.shifted[0].next = unsigned_cast(self.activation.q.val()).get_bits::<7>(0);
        for i in 1..7 {
            self.shifted[i].next = self.shifted[i - 1].val() << 1;
        }
        for i in 0..7 {
            self.partial[i].next = 0.into();
            if self.active_low.q.val().get_bit(i) {
                self.partial[i].next = self.shifted[i].val();
            }
        }
        self.low.d.next = (self.partial[0].val() + self.partial[1].val())
            + (self.partial[2].val() + self.partial[3].val())
            + (self.partial[4].val() + self.partial[5].val())
            + self.partial[6].val();

        comment!("t + 2: on the way from DSP block to adders");
        self.packed.d.next = unsigned_cast(self.multiplier.product_o.val()).get_bits::<25>(0);
        self.low_late.d.next = self.low.q.val();

        comment!("t + 3: the first product, and what it took from the second");
        self.difference.next =
            bit_cast::<8, 7>(self.packed.q.val().get_bits::<7>(9)) - bit_cast::<8, 7>(self.low_late.q.val());
        self.first.d.next = bit_cast::<16, 9>(self.packed.q.val().get_bits::<9>(0))
            | (bit_cast::<16, 7>(self.difference.val().get_bits::<7>(0)) << 9);
        self.borrow.d.next = self.difference.val().get_bit(7);
        self.upper.d.next = self.packed.q.val().get_bits::<9>(16);
        self.lower.d.next = self.low_late.q.val();

        comment!("t + 4: the second product gets it back");
        if self.borrow.q.val() & !self.first.q.val().get_bit(15) {
            self.moved.next = self.upper.q.val() - 1;
        } else if !self.borrow.q.val() & self.first.q.val().get_bit(15) {
            self.moved.next = self.upper.q.val() + 1;
        } else {
            self.moved.next = self.upper.q.val();
        }
        self.product[0].d.next = bit_cast_signed::<32, 16>(signed_cast(self.first.q.val()));
        self.product[1].d.next = bit_cast_signed::<32, 16>(signed_cast(
            bit_cast::<16, 7>(self.lower.q.val()) | (bit_cast::<16, 9>(self.moved.val()) << 7),
        ));

        comment!("t + 5: the sums");
        for i in 0..2 {
            self.sum[i].d.next = self.sum_i[i].val() + self.product[i].q.val();
            self.sum_o[i].next = self.sum[i].q.val();
        }
    }
}
