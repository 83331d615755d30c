use rust_hdl::prelude::*;

block! {
    /// One half of a beat of nibbles.
    ///
    /// A beat of C bytes holds 2 C nibbles, the lower of a byte first: two rows of C nibbles.
    ///
    /// Timing: combinational.
    pub struct Nibbles;

    /// One half of a beat of `columns` bytes.
    new(columns)
    module "nibbles" sized "{columns}"
    ports {
        /// The beat: C bytes.
        in beat_i: Signed<8>[columns],
        /// Take the upper half.
        in upper_i: Bit,
        /// The half: C nibbles.
        out nibble_o: Signed<8>{4}[columns],
    }
}

impl Logic for Nibbles {
    fn update(&mut self) {
        let offset = if self.upper_i.val() { self.nibble_o.len() } else { 0 };
        for (lane, nibble) in self.nibble_o.iter_mut().enumerate() {
            let position = offset + lane;
            nibble.next = self.beat_i[position / 2].val().get_bits::<8>(position % 2 * 4);
        }
    }

    fn connect(&mut self) {
        self.nibble_o.iter_mut().for_each(Logic::connect);
    }

    fn hdl(&self) -> Verilog {
        let half = self.nibble_o.len() * 4;
        Verilog::Custom(format!(
            "assign nibble_o = upper_i ? beat_i[{}:{half}] : beat_i[{}:0];\n",
            2 * half - 1,
            half - 1
        ))
    }
}
