use rust_hdl::prelude::*;

block! {
    /// A step of align_add: shifts up to three digits out at the bottom, and says whether a one was among them.
    ///
    /// Timing: combinational.
    pub struct Trailing;

    /// A step of `digit` bits, at most 16, for numbers of `bits` bits, at most 63.
    new(bits, digit) {
        let mask = move |place: usize| (((1_u64 << digit) - 1) << (place * digit)).into();
    }
    module "trailing" sized "{bits}x{digit}"
    ports {
        /// The number.
        in value_i: Bits<64>{bits},
        /// How many digits it is shifted.
        in steps_i: Bits<2>,
        /// A one was lost before.
        in lost_i: Bit,
        /// The number, shifted.
        out value_o: Bits<64>{bits},
        /// A one is lost.
        out lost_o: Bit,
    }
    inside {
        wire two_steps: Bits<64>{bits},
        const one_digit: Bits<6> = (digit as u64).into(),
        const two_digits: Bits<6> = (2 * digit as u64).into(),
        const first: Bits<64> = mask(0),
        const second: Bits<64> = mask(1),
        const third: Bits<64> = mask(2),
    }
}

impl Logic for Trailing {
    #[hdl_gen]
    fn update(&mut self) {
        self.two_steps.next = self.value_i.val();
        if self.steps_i.val().get_bit(1) {
            self.two_steps.next = self.value_i.val() >> self.two_digits.val();
        }
        self.value_o.next = self.two_steps.val();
        if self.steps_i.val().get_bit(0) {
            self.value_o.next = self.two_steps.val() >> self.one_digit.val();
        }
        self.lost_o.next = self.lost_i.val()
            | (self.steps_i.val().any() & (self.value_i.val() & self.first.val()).any())
            | (self.steps_i.val().get_bit(1) & (self.value_i.val() & self.second.val()).any())
            | (self.steps_i.val().all() & (self.value_i.val() & self.third.val()).any());
    }
}
