//! A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//!
//! A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
//! memory_registered has the time for.
//!
//! Its words are not reset. A read in the cycle of a write to the same address shows the old word,
//! which block RAMs do without help; a user that needs the new one compares the addresses.
//!
//! Ports: write_i with write_address_i and write_data_i; read_i with read_address_i; read_data_o.
//! The words are lanes of equal width, lane 0 lowest.
//! Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
//! read_data_o keeps it until the next read. Both ports take an access every cycle.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Module, Resize};

/// The most words that are better in LUT RAM.
const SHALLOW: usize = 128;

/// A memory of words of lanes of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct Memory<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Store a word.
    pub write_i: Signal<In, Bit>,
    /// Where.
    pub write_address_i: Bus<In, Bits<16>>,
    /// The word.
    pub write_data_i: Vec<Bus<In, T>>,
    /// Show a word.
    pub read_i: Signal<In, Bit>,
    /// Which.
    pub read_address_i: Bus<In, Bits<16>>,
    /// The word last read.
    pub read_data_o: Vec<Bus<Out, T>>,
    module_name: Module,
    _words: Vec<Vec<T>>,
    _bits: usize,
}

impl<T: Resize> Memory<T> {
    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    pub fn new(lanes: usize, lane_bits: usize, depth: usize) -> Self {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
        Self {
            clk_i: Signal::default(),
            write_i: Signal::default(),
            write_address_i: Bus::new(address_bits),
            write_data_i: Bus::lanes(lanes, lane_bits),
            read_i: Signal::default(),
            read_address_i: Bus::new(address_bits),
            read_data_o: Bus::lanes(lanes, lane_bits),
            module_name: Module::new(format!("memory_{depth}x{bits}"), include_str!("memory.rs")),
            _words: vec![vec![T::default(); lanes]; depth],
            _bits: bits,
        }
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
