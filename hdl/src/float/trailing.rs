use rust_hdl::prelude::*;

block! {
    /// A step of align_add: shifts up to three digits out at the bottom, and says whether a one was among them.
    ///
    /// Timing: combinational.
    pub struct Trailing;

    /// A step of `digit` bits, at most 16, for numbers of `bits` bits, at most 63.
    new(bits, digit)
    module "trailing" sized "{bits}x{digit}"
    ports {
        /// The number.
        in value_i: Bits<64>{bits},
        /// How many digits it is shifted.
        in steps_i: Bits<2>,
        /// The number, shifted.
        out value_o: Bits<64>{bits},
        /// A one is lost.
        out lost_o: Bit,
    }
    inside {
        wire two_steps: Bits<64>{bits},
        wire first: Bits<64>{digit},
        wire second: Bits<64>{digit},
        wire third: Bits<64>{digit},
        const one_digit: Bits<6> = (digit as u64).into(),
        const two_digits: Bits<6> = (2 * digit as u64).into(),
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
        self.first.next = self.value_i.val();
        self.second.next = self.value_i.val() >> self.one_digit.val();
        self.third.next = self.value_i.val() >> self.two_digits.val();
        self.lost_o.next = (self.steps_i.val().any() & self.first.val().any())
            | (self.steps_i.val().get_bit(1) & self.second.val().any())
            | (self.steps_i.val().all() & self.third.val().any());
    }
}
