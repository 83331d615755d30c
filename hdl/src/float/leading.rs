use rust_hdl::prelude::*;

block! {
    /// How far a step of normalise goes: the empty digits at the top of a number, three at most, as far as a limit.
    ///
    /// At least one, at least two, three: written as equations, since a choice with a constant would become the
    /// synchronous reset of the flip-flop behind it, whose way is longer.
    ///
    /// Timing: combinational.
    pub struct Leading;

    /// A step by `digit` bits, at most 16, for numbers of `bits` bits, at most 64 and at least a digit.
    new(bits, digit) {
        let digits = bits.div_ceil(digit);
        let position = move |place: usize| (bits.saturating_sub(place * digit) as u64).into();
    }
    module "leading" sized "{bits}x{digit}"
    ports {
        /// The number.
        in value_i: Bits<64>{bits},
        /// How many digits the step may go.
        in limit_i: Bits<2>,
        /// How many digits it goes.
        out steps_o: Bits<2>,
    }
    inside {
        wire first_empty: Bit,
        wire second_empty: Bit,
        wire third_empty: Bit,
        wire one: Bit,
        wire two: Bit,
        wire three: Bit,

        const most: Bits<2> = (digits.clamp(1, 4) as u64 - 1).into(),
        const first: Bits<6> = position(1),
        const second: Bits<6> = position(2),
        const third: Bits<6> = position(3),
    }
}

impl Logic for Leading {
    #[hdl_gen]
    fn update(&mut self) {
        comment!("From a digit 16 bits up: what lies above it is empty where it is asked about.");
        self.first_empty.next = !self.value_i.val().get_bits::<16>(self.first.val().index()).any();
        self.second_empty.next = !self.value_i.val().get_bits::<16>(self.second.val().index()).any();
        self.third_empty.next = !self.value_i.val().get_bits::<16>(self.third.val().index()).any();
        comment!("A step that its limit or the digits it has do not allow is not taken.");
        self.one.next = self.first_empty.val() & self.limit_i.val().any();
        self.two.next = self.first_empty.val() & self.second_empty.val() & self.limit_i.val().get_bit(1);
        self.three.next =
            self.first_empty.val() & self.second_empty.val() & self.third_empty.val() & self.limit_i.val().all();
        if self.most.val() < 1 {
            self.one.next = false;
        }
        if self.most.val() < 2 {
            self.two.next = false;
        }
        if self.most.val() < 3 {
            self.three.next = false;
        }
        self.steps_o.next = bit_cast::<2, 1>(((self.one.val() & !self.two.val()) | self.three.val()).into())
            | (bit_cast::<2, 1>(self.two.val().into()) << 1);
    }
}
