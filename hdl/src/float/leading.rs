use rust_hdl::prelude::*;

block! {
    /// How far a step of normalise goes: the empty digits at the top of a number, three at most, as far as a limit.
    ///
    /// Equations, since a choice with a constant would become the synchronous reset of the flip-flop behind it, whose way
    /// is longer.
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
        wire one: Bit,
        wire two: Bit,
        wire odd: Bit,

        const most: Bits<2> = (digits.clamp(1, 4) as u64 - 1).into(),
        const first: Bits<6> = position(1),
        const second: Bits<6> = position(2),
        const third: Bits<6> = position(3),
    }
}

impl Logic for Leading {
    #[hdl_gen]
    fn update(&mut self) {
        comment!("At least one and at least two; a step that the digits there are do not allow is none.");
        self.one.next = false;
        self.two.next = false;
        if self.most.val() > 0 {
            self.one.next = !(self.value_i.val() >> self.first.val()).any() & self.limit_i.val().any();
        }
        if self.most.val() > 1 {
            self.two.next = !(self.value_i.val() >> self.second.val()).any() & self.limit_i.val().get_bit(1);
        }
        self.odd.next = self.one.val() & !self.two.val();
        if self.most.val() > 2 {
            self.odd.next = (self.one.val() & !self.two.val())
                | (!(self.value_i.val() >> self.third.val()).any() & self.limit_i.val().all());
        }
        self.steps_o.next = bit_cast::<2, 1>(self.odd.val().into()) | (bit_cast::<2, 1>(self.two.val().into()) << 1);
    }
}
