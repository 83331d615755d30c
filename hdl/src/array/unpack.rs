//! From weight beats to rows of C signed bytes.
//!
//! INT8 (int4_i = 0): a beat is a row. INT4 (int4_i = 1): a beat holds two rows of nibbles, the low
//! half of the C · 8 bits first, lane c of a row in nibble c; each is sign-extended. With last_i
//! the coming row is the last of a command, and takes the rest of its beat along.
//!
//! Ports: rst_ni (synchronous, low); int4_i, last_i; weight_valid_i, weight_ready_o, weight_i (C
//! bytes): the beats that come; row_valid_o, row_ready_i, row_o (C signed bytes): the rows that go.
//! Timing: combinational from beat to row but for the phase, which half of the beat is next: a row
//! every cycle. int4_i may change only while no row passes: the row follows that of the cycle before, by a register
//! that stands beside its many multiplexers, while the beats' ready follows int4_i.

use crate::array::Nibbles;
use rust_hdl::prelude::*;
use seedchip_export::{Flop, Module};

/// Weight beats to rows.
#[derive(Clone, Debug, LogicBlock)]
pub struct Unpack {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// Two weights per byte.
    pub int4_i: Signal<In, Bit>,
    /// The coming row is the last of the command.
    pub last_i: Signal<In, Bit>,
    /// A beat comes.
    pub weight_valid_i: Signal<In, Bit>,
    /// It is taken.
    pub weight_ready_o: Signal<Out, Bit>,
    /// The beat.
    pub weight_i: Vec<Signal<In, Signed<8>>>,
    /// A row is there.
    pub row_valid_o: Signal<Out, Bit>,
    /// It is taken.
    pub row_ready_i: Signal<In, Bit>,
    /// The row.
    pub row_o: Vec<Signal<Out, Signed<8>>>,
    upper: Flop<Bit>,
    int4: Flop<Bit>,
    half: Nibbles,
    module_name: Module,
    _columns: usize,
}

impl Unpack {
    /// For rows of `columns` weights.
    pub fn new(columns: usize) -> Self {
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            int4_i: Signal::default(),
            last_i: Signal::default(),
            weight_valid_i: Signal::default(),
            weight_ready_o: Signal::default(),
            weight_i: vec![Signal::default(); columns],
            row_valid_o: Signal::default(),
            row_ready_i: Signal::default(),
            row_o: vec![Signal::default(); columns],
            upper: Flop::default(),
            int4: Flop::default(),
            half: Nibbles::new(columns),
            module_name: Module::new(format!("unpack_{columns}"), include_str!("unpack.rs")),
            _columns: columns,
        }
    }
}

impl Logic for Unpack {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, upper, int4);
        self.int4.d.next = self.int4_i.val();
        self.half.upper_i.next = self.upper.q.val();
        for c in 0..self._columns {
            self.half.beat_i[c].next = self.weight_i[c].val();
        }
        for c in 0..self._columns {
            if self.int4.q.val() {
                self.row_o[c].next = self.half.nibble_o[c].val();
            } else {
                self.row_o[c].next = self.weight_i[c].val();
            }
        }
        self.row_valid_o.next = self.weight_valid_i.val();
        self.weight_ready_o.next =
            self.row_ready_i.val() & (!self.int4_i.val() | self.upper.q.val() | self.last_i.val());
        if self.weight_valid_i.val() & self.row_ready_i.val() {
            self.upper.d.next = self.int4_i.val() & !self.upper.q.val() & !self.last_i.val();
        }
        if !self.rst_ni.val() {
            self.upper.d.next = false;
        }
    }
}
