use rust_hdl::prelude::*;

block! {
    /// An E2M1 number as an integer, for cells that multiply integers.
    ///
    /// Twice an E2M1 number v is an integer of five bits, so a cell for INT8 takes it as it is, and its sums are in
    /// units of a half. A cell for E4M3 takes element's form instead.
    ///
    /// Timing: combinational.
    /// Special cases: the negative zero gives 0.
    /// Widths: |2v| ≤ 12.
    pub struct E2m1;

    /// A decoder.
    new()
    module "e2m1"
    ports {
        /// The code of v.
        in code_i: Bits<4>,
        /// 2v.
        out number_o: Signed<8>{5},
    }
    inside {
        wire magnitude: Bits<4>,
        wire number: Signed<8>{5},
    }
}

impl Logic for E2m1 {
    #[hdl_gen]
    fn update(&mut self) {
        match self.code_i.val().get_bits::<3>(0).index() {
            0 => {
                self.magnitude.next = 0.into();
            }
            1 => {
                self.magnitude.next = 1.into();
            }
            2 => {
                self.magnitude.next = 2.into();
            }
            3 => {
                self.magnitude.next = 3.into();
            }
            4 => {
                self.magnitude.next = 4.into();
            }
            5 => {
                self.magnitude.next = 6.into();
            }
            6 => {
                self.magnitude.next = 8.into();
            }
            _ => {
                self.magnitude.next = 12.into();
            }
        }
        self.number.next = signed_cast(bit_cast::<8, 4>(self.magnitude.val()));
        if self.code_i.val().get_bit(3) {
            self.number_o.next = -self.number.val();
        } else {
            self.number_o.next = self.number.val();
        }
    }
}
