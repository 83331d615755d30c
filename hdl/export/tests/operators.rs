//! Every operator in rust-hdl's simulation and in Icarus's.

mod common;

use common::simulate::assert_equivalent;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module, bit_cast_signed};

/// Unsigned operators, on whole types and on buses narrower than theirs.
#[derive(LogicBlock)]
struct Unsigned {
    module_name: Module,
    a_i: Signal<In, Bits<8>>,
    b_i: Signal<In, Bits<8>>,
    p_i: Bus<In, Bits<16>>,
    q_i: Bus<In, Bits<16>>,
    wide_i: Signal<In, Bits<40>>,
    amount_i: Signal<In, Bits<3>>,
    carry_i: Signal<In, Bit>,
    sum_o: Signal<Out, Bits<8>>,
    difference_o: Signal<Out, Bits<8>>,
    carried_o: Signal<Out, Bits<9>>,
    bitwise_o: Signal<Out, Bits<8>>,
    inverted_o: Signal<Out, Bits<8>>,
    pointer_o: Bus<Out, Bits<16>>,
    grown_o: Signal<Out, Bits<16>>,
    wrapped_o: Signal<Out, Bits<16>>,
    less_o: Signal<Out, Bit>,
    equal_o: Signal<Out, Bit>,
    next_equal_o: Signal<Out, Bit>,
    borrow_less_o: Signal<Out, Bit>,
    in_range_o: Signal<Out, Bit>,
    left_o: Signal<Out, Bits<8>>,
    right_o: Signal<Out, Bits<8>>,
    left_by_o: Signal<Out, Bits<8>>,
    right_by_o: Signal<Out, Bits<8>>,
    bus_right_o: Bus<Out, Bits<16>>,
    sum_right_o: Signal<Out, Bits<8>>,
    wide_o: Signal<Out, Bits<40>>,
    any_o: Signal<Out, Bit>,
    all_o: Signal<Out, Bit>,
    parity_o: Signal<Out, Bit>,
    sum_any_o: Signal<Out, Bit>,
    logic_o: Signal<Out, Bit>,
}

impl Default for Unsigned {
    fn default() -> Self {
        Self {
            module_name: Module::new("unsigned_operators", ""),
            a_i: Default::default(),
            b_i: Default::default(),
            p_i: Bus::new(5),
            q_i: Bus::new(7),
            wide_i: Default::default(),
            amount_i: Default::default(),
            carry_i: Default::default(),
            sum_o: Default::default(),
            difference_o: Default::default(),
            carried_o: Default::default(),
            bitwise_o: Default::default(),
            inverted_o: Default::default(),
            pointer_o: Bus::new(5),
            grown_o: Default::default(),
            wrapped_o: Default::default(),
            less_o: Default::default(),
            equal_o: Default::default(),
            next_equal_o: Default::default(),
            borrow_less_o: Default::default(),
            in_range_o: Default::default(),
            left_o: Default::default(),
            right_o: Default::default(),
            left_by_o: Default::default(),
            right_by_o: Default::default(),
            bus_right_o: Bus::new(4),
            sum_right_o: Default::default(),
            wide_o: Default::default(),
            any_o: Default::default(),
            all_o: Default::default(),
            parity_o: Default::default(),
            sum_any_o: Default::default(),
            logic_o: Default::default(),
        }
    }
}

impl Logic for Unsigned {
    #[hdl_gen]
    fn update(&mut self) {
        self.sum_o.next = self.a_i.val() + self.b_i.val() + 3;
        self.difference_o.next = self.a_i.val() - (self.b_i.val() - 1);
        self.carried_o.next = bit_cast::<9, 8>(self.a_i.val()) + bit_cast::<9, 8>(self.b_i.val()) + self.carry_i.val();
        self.bitwise_o.next = (self.a_i.val() & 0x3C) | (self.b_i.val() ^ self.a_i.val());
        self.inverted_o.next = !(self.a_i.val() + self.b_i.val());
        self.pointer_o.next = self.p_i.val() + self.q_i.val() - 1;
        self.grown_o.next = self.p_i.val() + self.q_i.val();
        self.wrapped_o.next = self.p_i.val() - self.q_i.val();
        self.less_o.next = self.p_i.val() < self.q_i.val();
        self.equal_o.next = bit_cast::<5, 8>(self.a_i.val()) == bit_cast::<5, 16>(self.q_i.val());
        self.next_equal_o.next = self.p_i.val() + 1 == self.q_i.val();
        self.borrow_less_o.next = self.p_i.val() - self.q_i.val() < 20;
        self.in_range_o.next = (self.a_i.val() >= 16) && (self.a_i.val() <= 200) || (self.b_i.val() > 250);
        self.left_o.next = (self.a_i.val() + 1) << 3;
        self.right_o.next = self.a_i.val() >> 3;
        self.left_by_o.next = self.a_i.val() << self.amount_i.val();
        self.right_by_o.next = self.a_i.val() >> self.amount_i.val();
        self.bus_right_o.next = self.q_i.val() >> self.amount_i.val();
        self.sum_right_o.next = (self.a_i.val() + self.b_i.val()) >> 2;
        self.wide_o.next = (self.wide_i.val() << self.a_i.val()) + 0xFF_FFFF_FFFF_u64;
        self.any_o.next = self.p_i.val().any();
        self.all_o.next = self.a_i.val().all();
        self.parity_o.next = self.q_i.val().xor();
        self.sum_any_o.next = (self.a_i.val() + self.b_i.val()).any();
        self.logic_o.next = !self.carry_i.val() & (self.a_i.val() != self.b_i.val()) | self.a_i.val().get_bit(3);
    }
}

#[test]
fn unsigned() {
    assert_equivalent(
        Unsigned::default(),
        400,
        |_, _| {},
        |block, random| {
            block.a_i.next = random.bits();
            block.b_i.next = random.bits();
            block.p_i.next = random.bits();
            block.q_i.next = random.bits();
            block.wide_i.next = random.bits();
            block.amount_i.next = random.bits();
            block.carry_i.next = random.bit();
        },
    );
}

/// Signed operators and casts.
#[derive(LogicBlock)]
struct SignedOperators {
    module_name: Module,
    s_i: Signal<In, Signed<8>>,
    t_i: Signal<In, Signed<8>>,
    u_i: Bus<In, Signed<24>>,
    v_i: Bus<In, Signed<24>>,
    a_i: Signal<In, Bits<8>>,
    sum_o: Signal<Out, Signed<8>>,
    difference_o: Bus<Out, Signed<24>>,
    wide_sum_o: Signal<Out, Signed<24>>,
    negative_o: Signal<Out, Signed<24>>,
    less_o: Signal<Out, Bit>,
    at_least_o: Signal<Out, Bit>,
    equal_o: Signal<Out, Bit>,
    constant_less_o: Signal<Out, Bit>,
    sum_greater_o: Signal<Out, Bit>,
    product_o: Signal<Out, Signed<16>>,
    whole_product_o: Signal<Out, Signed<32>>,
    low_product_o: Signal<Out, Signed<12>>,
    accumulated_o: Signal<Out, Signed<40>>,
    widened_o: Signal<Out, Signed<20>>,
    sum_widened_o: Signal<Out, Signed<20>>,
    wrapped_widened_o: Signal<Out, Signed<20>>,
    narrowed_o: Signal<Out, Signed<6>>,
    unsigned_o: Signal<Out, Bits<24>>,
    unsigned_less_o: Signal<Out, Bit>,
    resigned_o: Signal<Out, Signed<8>>,
    zero_extended_o: Signal<Out, Signed<16>>,
    minimum_o: Signal<Out, Signed<8>>,
    slice_o: Signal<Out, Signed<12>>,
    high_slice_o: Signal<Out, Signed<12>>,
    sign_o: Signal<Out, Bit>,
    scaled_o: Signal<Out, Signed<24>>,
}

impl Default for SignedOperators {
    fn default() -> Self {
        Self {
            module_name: Module::new("signed_operators", ""),
            s_i: Default::default(),
            t_i: Default::default(),
            u_i: Bus::new(11),
            v_i: Bus::new(13),
            a_i: Default::default(),
            sum_o: Default::default(),
            difference_o: Bus::new(14),
            wide_sum_o: Default::default(),
            negative_o: Default::default(),
            less_o: Default::default(),
            at_least_o: Default::default(),
            equal_o: Default::default(),
            constant_less_o: Default::default(),
            sum_greater_o: Default::default(),
            product_o: Default::default(),
            whole_product_o: Default::default(),
            low_product_o: Default::default(),
            accumulated_o: Default::default(),
            widened_o: Default::default(),
            sum_widened_o: Default::default(),
            wrapped_widened_o: Default::default(),
            narrowed_o: Default::default(),
            unsigned_o: Default::default(),
            unsigned_less_o: Default::default(),
            resigned_o: Default::default(),
            zero_extended_o: Default::default(),
            minimum_o: Default::default(),
            slice_o: Default::default(),
            high_slice_o: Default::default(),
            sign_o: Default::default(),
            scaled_o: Default::default(),
        }
    }
}

impl Logic for SignedOperators {
    #[hdl_gen]
    fn update(&mut self) {
        self.sum_o.next = self.s_i.val() + self.t_i.val();
        self.difference_o.next = self.u_i.val() - self.v_i.val();
        self.wide_sum_o.next = self.u_i.val() + self.v_i.val();
        self.negative_o.next = -self.u_i.val();
        self.less_o.next = self.s_i.val() < self.t_i.val();
        self.at_least_o.next = self.u_i.val() >= self.v_i.val();
        self.equal_o.next = self.u_i.val() == self.v_i.val();
        self.constant_less_o.next = self.s_i.val() < signed_cast(bits::<8>(0xF0));
        self.sum_greater_o.next = self.u_i.val() + self.v_i.val() > bit_cast_signed::<24, 8>(self.s_i.val());
        self.product_o.next = bit_cast_signed::<16, 32>(
            bit_cast_signed::<16, 8>(self.s_i.val()) * bit_cast_signed::<16, 8>(self.t_i.val()),
        );
        self.whole_product_o.next =
            bit_cast_signed::<16, 24>(self.v_i.val()) * bit_cast_signed::<16, 8>(self.t_i.val());
        self.low_product_o.next = bit_cast_signed::<12, 32>(
            bit_cast_signed::<16, 8>(self.s_i.val()) * bit_cast_signed::<16, 8>(self.t_i.val()),
        );
        self.accumulated_o.next = bit_cast_signed::<40, 24>(self.u_i.val())
            + bit_cast_signed::<40, 32>(
                bit_cast_signed::<16, 8>(self.s_i.val()) * bit_cast_signed::<16, 8>(self.t_i.val()),
            );
        self.widened_o.next = bit_cast_signed::<20, 8>(self.s_i.val());
        self.sum_widened_o.next = bit_cast_signed::<20, 24>(self.u_i.val() - self.v_i.val());
        self.wrapped_widened_o.next = bit_cast_signed::<20, 8>(self.s_i.val() + self.t_i.val());
        self.narrowed_o.next = bit_cast_signed::<6, 24>(self.v_i.val());
        self.unsigned_o.next = unsigned_cast(self.u_i.val());
        self.unsigned_less_o.next = unsigned_cast(self.u_i.val()) < unsigned_cast(self.v_i.val());
        self.resigned_o.next = signed_cast(self.a_i.val() + 1);
        self.zero_extended_o.next = signed_cast(bit_cast::<16, 8>(self.a_i.val()));
        self.minimum_o.next = (-128).into();
        self.slice_o.next = self.u_i.val().get_bits::<12>(3);
        self.high_slice_o.next = self.u_i.val().get_bits::<12>(20);
        self.sign_o.next = self.s_i.val().get_bit(7);
        self.scaled_o.next = bit_cast_signed::<24, 20>(self.v_i.val().get_bits::<20>(4));
    }
}

#[test]
fn signed() {
    assert_equivalent(
        SignedOperators::default(),
        400,
        |_, _| {},
        |block, random| {
            block.s_i.next = random.signed();
            block.t_i.next = random.signed();
            block.u_i.next = random.signed();
            block.v_i.next = random.signed();
            block.a_i.next = random.bits();
        },
    );
}

/// Parts of words, by constants and by values.
#[derive(LogicBlock)]
struct Parts {
    module_name: Module,
    a_i: Signal<In, Bits<8>>,
    b_i: Signal<In, Bits<8>>,
    p_i: Bus<In, Bits<16>>,
    u_i: Bus<In, Signed<16>>,
    word_i: Signal<In, Bits<64>>,
    index_i: Signal<In, Bits<3>>,
    long_index_i: Bus<In, Bits<8>>,
    bit_o: Signal<Out, Bit>,
    sum_bit_o: Signal<Out, Bit>,
    chosen_o: Signal<Out, Bit>,
    bus_bit_o: Signal<Out, Bit>,
    signed_bit_o: Signal<Out, Bit>,
    sum_chosen_o: Signal<Out, Bit>,
    slice_o: Signal<Out, Bits<4>>,
    past_end_o: Signal<Out, Bits<6>>,
    sum_slice_o: Signal<Out, Bits<4>>,
    chosen_slice_o: Signal<Out, Bits<8>>,
    bus_slice_o: Signal<Out, Bits<4>>,
    replaced_o: Signal<Out, Bits<8>>,
    chosen_replaced_o: Signal<Out, Bits<8>>,
    packed_o: Signal<Out, Bits<32>>,
    nested_o: Signal<Out, Bits<4>>,
    inverted_slice_o: Signal<Out, Bits<4>>,
    shifted_slice_o: Signal<Out, Bits<8>>,
    repacked_o: Signal<Out, Bits<16>>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            module_name: Module::new("parts", ""),
            a_i: Default::default(),
            b_i: Default::default(),
            p_i: Bus::new(5),
            u_i: Bus::new(6),
            word_i: Default::default(),
            index_i: Default::default(),
            long_index_i: Bus::new(6),
            bit_o: Default::default(),
            sum_bit_o: Default::default(),
            chosen_o: Default::default(),
            bus_bit_o: Default::default(),
            signed_bit_o: Default::default(),
            sum_chosen_o: Default::default(),
            slice_o: Default::default(),
            past_end_o: Default::default(),
            sum_slice_o: Default::default(),
            chosen_slice_o: Default::default(),
            bus_slice_o: Default::default(),
            replaced_o: Default::default(),
            chosen_replaced_o: Default::default(),
            packed_o: Default::default(),
            nested_o: Default::default(),
            inverted_slice_o: Default::default(),
            shifted_slice_o: Default::default(),
            repacked_o: Default::default(),
        }
    }
}

impl Logic for Parts {
    #[hdl_gen]
    fn update(&mut self) {
        self.bit_o.next = self.a_i.val().get_bit(5);
        self.sum_bit_o.next = (self.a_i.val() + self.b_i.val()).get_bit(7);
        self.chosen_o.next = self.a_i.val().get_bit(self.index_i.val().index());
        self.bus_bit_o.next = self.p_i.val().get_bit(self.index_i.val().index());
        self.signed_bit_o.next = self.u_i.val().get_bit(self.index_i.val().index());
        self.sum_chosen_o.next = (self.a_i.val() + self.b_i.val()).get_bit(self.index_i.val().index());
        self.slice_o.next = self.a_i.val().get_bits::<4>(2);
        self.past_end_o.next = self.a_i.val().get_bits::<6>(5);
        self.sum_slice_o.next = (self.a_i.val() - self.b_i.val()).get_bits::<4>(3);
        self.chosen_slice_o.next = self.word_i.val().get_bits::<8>(self.long_index_i.val().index());
        self.bus_slice_o.next = self.p_i.val().get_bits::<4>(self.index_i.val().index());
        self.replaced_o.next = self.a_i.val().replace_bit(3, self.b_i.val().get_bit(0));
        self.chosen_replaced_o.next = self.a_i.val().replace_bit(self.index_i.val().index(), self.b_i.val().get_bit(1));
        self.packed_o.next = (bit_cast::<32, 8>(self.a_i.val()) << 24)
            | (bit_cast::<32, 16>(self.p_i.val()) << 9)
            | bit_cast::<32, 8>(self.b_i.val());
        self.nested_o.next = self.word_i.val().get_bits::<32>(20).get_bits::<4>(7);
        self.inverted_slice_o.next = (!self.a_i.val()).get_bits::<4>(1);
        self.shifted_slice_o.next = ((self.a_i.val() << 4) | (self.b_i.val() >> 4)).get_bits::<8>(2);
        self.repacked_o.next = (self.p_i.val() << 11) ^ (self.p_i.val() << 3);
    }
}

#[test]
fn parts() {
    assert_equivalent(
        Parts::default(),
        400,
        |_, _| {},
        |block, random| {
            block.a_i.next = random.bits();
            block.b_i.next = random.bits();
            block.p_i.next = random.bits();
            block.u_i.next = random.signed();
            block.word_i.next = random.bits();
            block.index_i.next = random.bits();
            block.long_index_i.next = random.bits();
        },
    );
}
