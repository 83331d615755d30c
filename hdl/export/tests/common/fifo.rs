//! A queue whose output is its memory's.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, comment};

/// A memory that reads at once.
#[derive(LogicBlock)]
pub struct Memory {
    module_name: Module,
    pub clk_i: Signal<In, Clock>,
    pub write_i: Signal<In, Bit>,
    pub write_address_i: Bus<In, Bits<16>>,
    pub data_i: Signal<In, Bits<8>>,
    pub read_address_i: Bus<In, Bits<16>>,
    pub data_o: Signal<Out, Bits<8>>,
    _words: Vec<Bits<8>>,
}

impl Memory {
    pub fn new(address_bits: usize) -> Self {
        Self {
            module_name: Module::new("memory", "A memory that reads at once.")
                .with_ports(&[("clk_i", "Clock."), ("data_i", " The word\n to write.")]),
            clk_i: Default::default(),
            write_i: Default::default(),
            write_address_i: Bus::new(address_bits),
            data_i: Default::default(),
            read_address_i: Bus::new(address_bits),
            data_o: Default::default(),
            _words: vec![Bits::default(); 1 << address_bits],
        }
    }
}

impl Logic for Memory {
    fn update(&mut self) {
        if self.clk_i.pos_edge() && self.write_i.val() {
            self._words[self.write_address_i.val().index()] = self.data_i.val();
        }
        self.data_o.next = self._words[self.read_address_i.val().index()];
    }

    fn connect(&mut self) {
        self.data_o.connect();
    }

    fn hdl(&self) -> Verilog {
        let top = self._words.len() - 1;
        Verilog::Custom(format!(
            "reg [7:0] words [0:{top}];\n\nassign data_o = words[read_address_i];\n\n\
             always @(posedge clk_i) begin\n    if (write_i) words[write_address_i] <= data_i;\nend"
        ))
    }
}

/// A queue.
#[derive(LogicBlock)]
pub struct Fifo {
    module_name: Module,
    pub clk_i: Signal<In, Clock>,
    pub rst_ni: Signal<In, Bit>,
    pub push_i: Signal<In, Bit>,
    pub data_i: Signal<In, Bits<8>>,
    pub pop_i: Signal<In, Bit>,
    pub data_o: Signal<Out, Bits<8>>,
    pub full_o: Signal<Out, Bit>,
    pub empty_o: Signal<Out, Bit>,
    full: Signal<Local, Bit>,
    empty: Signal<Local, Bit>,
    last: Flop<Bits<8>>,
    write_pointer: Flop<Bits<16>>,
    read_pointer: Flop<Bits<16>>,
    memory: Memory,
    depth: Constant<Bits<16>>,
}

impl Fifo {
    pub fn new(address_bits: usize) -> Self {
        Self {
            module_name: Module::new("fifo", "A queue whose output is its memory's."),
            clk_i: Default::default(),
            rst_ni: Default::default(),
            push_i: Default::default(),
            data_i: Default::default(),
            pop_i: Default::default(),
            data_o: Default::default(),
            full_o: Default::default(),
            empty_o: Default::default(),
            full: Default::default(),
            empty: Default::default(),
            last: Default::default(),
            write_pointer: Flop::new(address_bits + 1),
            read_pointer: Flop::new(address_bits + 1),
            memory: Memory::new(address_bits),
            depth: Constant::new((1u64 << address_bits).into()),
        }
    }
}

impl Logic for Fifo {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, last, write_pointer, read_pointer);
        comment!("One bit more than the address tells full from empty.");
        self.full.next = (self.write_pointer.q.val() ^ self.read_pointer.q.val()) == self.depth.val();
        self.empty.next = self.write_pointer.q.val() == self.read_pointer.q.val();
        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.push_i.val() & !self.full.val();
        self.memory.write_address_i.next = self.write_pointer.q.val();
        self.memory.data_i.next = self.data_i.val();
        self.memory.read_address_i.next = self.read_pointer.q.val();
        if self.push_i.val() & !self.full.val() {
            self.write_pointer.d.next = self.write_pointer.q.val() + 1;
            self.last.d.next = self.data_i.val();
        }
        if self.pop_i.val() & !self.empty.val() {
            self.read_pointer.d.next = self.read_pointer.q.val() + 1;
        }
        self.full_o.next = self.full.val();
        self.empty_o.next = self.empty.val();
        if self.empty.val() {
            self.data_o.next = self.last.q.val();
        } else {
            self.data_o.next = self.memory.data_o.val();
        }
        if !self.rst_ni.val() {
            self.write_pointer.d.next = 0.into();
            self.read_pointer.d.next = 0.into();
        }
    }
}
