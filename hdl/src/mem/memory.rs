use rust_hdl::prelude::*;
use seedchip_export::Resize;

/// The most words that are better in LUT RAM.
const SHALLOW: usize = 128;

block! {
    /// A memory with one write port and one read port, in the form that synthesis maps to block RAM.
    ///
    /// A shallow memory asks for LUT RAM: it would leave a block RAM mostly empty, and the clock-to-output delay of a
    /// block RAM suits only memory_registered.
    ///
    /// The words have no reset. A read in the cycle of a write to the same address returns the old word, as block RAMs
    /// do without extra logic; a user that needs the new word compares the addresses.
    ///
    /// Timing: a word written at t can be read from t + 1. With read_i at t, read_data_o has the word at t + 1 and keeps
    /// it until the next read. Each port accepts one access per cycle.
    pub struct Memory<T: Resize = Bits<64>>;

    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits, depth) {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
    }
    module "memory" parameters {
        /// Bits of a word.
        WIDTH: width in [16, 5, 9] = bits,
        /// Bits of an address.
        ADDRESS_BITS: address_bits in [2, 3, 7, 8, 9, 10] = address_bits,
    } made by new(1, width, 1 << address_bits) names { DEPTH = depth }
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Write a word.
        in write_i: Bit,
        /// The address to write to.
        in write_address_i: Bits<16>{address_bits},
        /// The word to write.
        in write_data_i: T{lane_bits}[lanes],
        /// Read a word.
        in read_i: Bit,
        /// The address to read from.
        in read_address_i: Bits<16>{address_bits},
        /// The word last read.
        out read_data_o: T{lane_bits}[lanes],
    }
    inside {
        value _words: Vec<Vec<T>> = vec![vec![T::default(); lanes]; depth],
        value _bits: usize = bits,
    }
}

impl<T: Resize> Logic for Memory<T> {
    fn update(&mut self) {
        if !self.clk_i.pos_edge() {
            return;
        }
        if self.read_i.val() {
            let word = &self._words[self.read_address_i.val().index()];
            for (lane, value) in self.read_data_o.iter_mut().zip(word) {
                lane.next = *value;
            }
        }
        if self.write_i.val() {
            let word = &mut self._words[self.write_address_i.val().index()];
            for (lane, value) in self.write_data_i.iter().zip(word) {
                *value = lane.val();
            }
        }
    }

    fn connect(&mut self) {
        self.read_data_o.iter_mut().for_each(Logic::connect);
    }

    fn hdl(&self) -> Verilog {
        let (top_bit, last) = (self._bits - 1, self._words.len() - 1);
        let style = if self._words.len() <= SHALLOW { "distributed" } else { "block" };
        Verilog::Custom(format!(
            "\
(* ram_style = \"{style}\" *)
reg [{top_bit}:0] words [0:{last}];
reg [{top_bit}:0] read_data_q;

always @(posedge clk_i) begin
    if (write_i) words[write_address_i] <= write_data_i;
    if (read_i) read_data_q <= words[read_address_i];
end

assign read_data_o = read_data_q;
"
        ))
    }

    fn timing(&self) -> Vec<TimingInfo> {
        vec![TimingInfo {
            name: "words".into(),
            clock: "clk_i".into(),
            inputs: ["write_i", "write_address_i", "write_data_i", "read_i", "read_address_i"].map(String::from).into(),
            outputs: vec!["read_data_o".into()],
        }]
    }
}
