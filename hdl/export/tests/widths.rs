//! Operands that Verilog would evaluate at another width, or with another sign, than rust-hdl does.

mod common;

use common::simulate::assert_equivalent;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module, bit_cast_signed};

/// Unsigned products of expressions: rust-hdl wraps the operands at their own width, Verilog at the product's.
#[derive(LogicBlock)]
struct Product {
    module_name: Module,
    a_i: Signal<In, Bits<16>>,
    b_i: Signal<In, Bits<16>>,
    inverted_o: Signal<Out, Bits<32>>,
    sum_o: Signal<Out, Bits<32>>,
}

impl Default for Product {
    fn default() -> Self {
        Self {
            module_name: Module::new("product", ""),
            a_i: Default::default(),
            b_i: Default::default(),
            inverted_o: Default::default(),
            sum_o: Default::default(),
        }
    }
}

impl Logic for Product {
    #[hdl_gen]
    fn update(&mut self) {
        self.inverted_o.next = self.a_i.val() * !self.b_i.val();
        self.sum_o.next = (self.a_i.val() + self.b_i.val()) * self.b_i.val();
    }
}

#[test]
fn products_of_expressions() {
    assert_equivalent(
        Product::default(),
        50,
        |_, _| {},
        |block, random| {
            block.a_i.next = random.bits();
            block.b_i.next = random.bits();
        },
    );
}

/// Every other place whose width or sign acts on what stands there.
#[derive(LogicBlock)]
struct Surroundings {
    module_name: Module,
    a_i: Signal<In, Bits<16>>,
    b_i: Signal<In, Bits<16>>,
    p_i: Bus<In, Bits<16>>,
    s_i: Signal<In, Signed<16>>,
    t_i: Signal<In, Signed<16>>,
    n_i: Signal<In, Signed<8>>,
    shifted_product_o: Signal<Out, Bits<32>>,
    right_shifted_product_o: Signal<Out, Bits<32>>,
    difference_product_o: Signal<Out, Bits<32>>,
    chosen_product_o: Signal<Out, Bits<32>>,
    square_of_product_o: Signal<Out, Bits<32>>,
    low_product_o: Signal<Out, Bits<20>>,
    narrow_product_o: Bus<Out, Bits<32>>,
    product_sum_o: Signal<Out, Bits<32>>,
    product_order_o: Signal<Out, Bit>,
    reinterpreted_product_o: Signal<Out, Bits<32>>,
    negative_product_o: Signal<Out, Signed<32>>,
    minimum_product_o: Signal<Out, Signed<32>>,
    wide_minimum_product_o: Signal<Out, Signed<40>>,
    sum_product_o: Signal<Out, Signed<32>>,
    resigned_product_o: Signal<Out, Signed<32>>,
    unsigned_order_o: Signal<Out, Bit>,
    unsigned_sum_order_o: Signal<Out, Bit>,
    mixed_order_o: Signal<Out, Bit>,
    signed_order_o: Signal<Out, Bit>,
    minimum_order_o: Signal<Out, Bit>,
    index_o: Signal<Out, Bit>,
    end_slice_o: Signal<Out, Bits<8>>,
    carry_o: Signal<Out, Bits<17>>,
    case_o: Signal<Out, Bits<2>>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            module_name: Module::new("surroundings", ""),
            a_i: Default::default(),
            b_i: Default::default(),
            p_i: Bus::new(5),
            s_i: Default::default(),
            t_i: Default::default(),
            n_i: Default::default(),
            shifted_product_o: Default::default(),
            right_shifted_product_o: Default::default(),
            difference_product_o: Default::default(),
            chosen_product_o: Default::default(),
            square_of_product_o: Default::default(),
            low_product_o: Default::default(),
            narrow_product_o: Bus::new(9),
            product_sum_o: Default::default(),
            product_order_o: Default::default(),
            reinterpreted_product_o: Default::default(),
            negative_product_o: Default::default(),
            minimum_product_o: Default::default(),
            wide_minimum_product_o: Default::default(),
            sum_product_o: Default::default(),
            resigned_product_o: Default::default(),
            unsigned_order_o: Default::default(),
            unsigned_sum_order_o: Default::default(),
            mixed_order_o: Default::default(),
            signed_order_o: Default::default(),
            minimum_order_o: Default::default(),
            index_o: Default::default(),
            end_slice_o: Default::default(),
            carry_o: Default::default(),
            case_o: Default::default(),
        }
    }
}

impl Logic for Surroundings {
    #[hdl_gen]
    fn update(&mut self) {
        self.shifted_product_o.next = (self.a_i.val() << bit_cast::<4, 16>(self.p_i.val())) * self.b_i.val();
        self.right_shifted_product_o.next =
            ((self.a_i.val() - 1) >> bit_cast::<4, 16>(self.p_i.val())) * self.b_i.val();
        self.difference_product_o.next = (self.p_i.val() - self.b_i.val()) * self.p_i.val();
        if self.a_i.val() < self.b_i.val() {
            self.chosen_product_o.next = (self.a_i.val() ^ 0x5555) * (self.b_i.val() | 1);
        } else {
            self.chosen_product_o.next = bit_cast::<32, 16>(!self.a_i.val());
        }
        self.square_of_product_o.next = bit_cast::<16, 32>(self.a_i.val() * self.b_i.val())
            * bit_cast::<16, 32>((self.a_i.val() * self.b_i.val()) >> 16);
        self.low_product_o.next = bit_cast::<20, 32>(self.a_i.val() * !self.b_i.val());
        self.narrow_product_o.next = self.p_i.val() * !self.b_i.val();
        self.product_sum_o.next = self.a_i.val() * self.b_i.val() + bit_cast::<32, 16>(!self.a_i.val());
        self.product_order_o.next = self.a_i.val() * self.b_i.val() < bit_cast::<32, 16>(self.a_i.val()) << 8;
        self.reinterpreted_product_o.next = unsigned_cast(self.s_i.val()) * unsigned_cast(self.t_i.val());
        self.negative_product_o.next = -self.s_i.val() * bit_cast_signed::<16, 8>(-self.n_i.val());
        self.minimum_product_o.next = self.s_i.val() * signed_cast(bits::<16>(0x8000));
        self.wide_minimum_product_o.next =
            bit_cast_signed::<40, 32>(bit_cast_signed::<16, 8>(self.n_i.val()) * signed_cast(bits::<16>(0xFF80)));
        self.sum_product_o.next = (self.s_i.val() + self.t_i.val()) * (self.s_i.val() - self.t_i.val());
        self.resigned_product_o.next = signed_cast(self.a_i.val() + 1) * signed_cast(!self.b_i.val());
        self.unsigned_order_o.next = unsigned_cast(self.s_i.val()) < unsigned_cast(self.t_i.val());
        self.unsigned_sum_order_o.next =
            unsigned_cast(self.s_i.val() + self.t_i.val()) >= unsigned_cast(self.s_i.val());
        self.mixed_order_o.next = unsigned_cast(self.s_i.val()) > self.a_i.val();
        self.signed_order_o.next = signed_cast(self.a_i.val()) <= self.s_i.val();
        self.minimum_order_o.next = self.s_i.val() <= signed_cast(bits::<16>(0x8000));
        self.index_o.next =
            self.a_i.val().get_bit((bit_cast::<4, 16>(self.p_i.val()) + bit_cast::<4, 16>(self.b_i.val())).index());
        self.end_slice_o.next = self.a_i.val().get_bits::<8>(((self.p_i.val() & 15) + 1).index());
        self.carry_o.next = bit_cast::<17, 16>(self.a_i.val() + self.b_i.val())
            + bit_cast::<17, 16>(self.a_i.val())
            + (self.a_i.val() < self.b_i.val());
        match (bit_cast::<2, 16>(self.a_i.val()) + bit_cast::<2, 16>(self.b_i.val())).index() {
            0 => self.case_o.next = 3.into(),
            1 => self.case_o.next = 1.into(),
            _ => self.case_o.next = 0.into(),
        }
    }
}

#[test]
fn surroundings() {
    assert_equivalent(
        Surroundings::default(),
        400,
        |_, _| {},
        |block, random| {
            block.a_i.next = random.bits();
            block.b_i.next = random.bits();
            block.p_i.next = random.bits();
            block.s_i.next = random.signed();
            block.t_i.next = random.signed();
            block.n_i.next = random.signed();
        },
    );
}
