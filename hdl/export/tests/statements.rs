//! Choices, loops and flip-flops in rust-hdl's simulation and in Icarus's.

mod common;

use common::simulate::assert_equivalent;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize, comment};

#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    Load,
    Run,
}

impl Resize for State {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

/// A state machine, and every kind of choice.
#[derive(LogicBlock)]
struct Choices {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    go_i: Signal<In, Bit>,
    select_i: Signal<In, Bits<2>>,
    a_i: Signal<In, Bits<8>>,
    b_i: Signal<In, Bits<8>>,
    busy_o: Signal<Out, Bit>,
    chosen_o: Signal<Out, Bits<8>>,
    nested_o: Signal<Out, Bits<8>>,
    other_o: Signal<Out, Bits<8>>,
    count_o: Bus<Out, Bits<16>>,
    next_o: Bus<Out, Bits<16>>,
    state: Flop<State>,
    count: Flop<Bits<16>>,
    seen: Flop<Bits<8>>,
    idle: Signal<Local, Bit>,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            module_name: Module::new("choices", ""),
            clk_i: Default::default(),
            rst_ni: Default::default(),
            go_i: Default::default(),
            select_i: Default::default(),
            a_i: Default::default(),
            b_i: Default::default(),
            busy_o: Default::default(),
            chosen_o: Default::default(),
            nested_o: Default::default(),
            other_o: Default::default(),
            count_o: Bus::new(5),
            next_o: Bus::new(5),
            state: Default::default(),
            count: Flop::new(5),
            seen: Default::default(),
            idle: Default::default(),
        }
    }
}

impl Logic for Choices {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, state, count, seen);
        self.idle.next = self.state.q.val() == State::Idle;
        self.busy_o.next = !self.idle.val();
        self.count_o.next = self.count.q.val();
        self.next_o.next = self.count.d.val();
        match self.state.q.val() {
            State::Idle => {
                if self.go_i.val() {
                    self.state.d.next = State::Load;
                }
            }
            State::Load => {
                self.count.d.next = bit_cast::<16, 8>(self.a_i.val());
                self.state.d.next = State::Run;
            }
            State::Run => {
                self.count.d.next = self.count.q.val() - 1;
                if self.count.q.val() == 0 {
                    self.state.d.next = State::Idle;
                }
            }
        }
        comment!("Every arm writes it.");
        match self.select_i.val().index() {
            0 => self.chosen_o.next = self.a_i.val(),
            1 => {
                self.chosen_o.next = self.b_i.val();
            }
            0b10 => self.chosen_o.next = self.a_i.val() + self.b_i.val(),
            _ => self.chosen_o.next = 0x55.into(),
        }
        self.nested_o.next = self.a_i.val();
        self.other_o.next = 0.into();
        if self.go_i.val() {
            if self.a_i.val() < self.b_i.val() {
                self.nested_o.next = self.b_i.val();
            } else if self.a_i.val() == 7 {
                self.nested_o.next = 9.into();
                self.other_o.next = self.a_i.val() & self.b_i.val();
            } else {
                self.other_o.next = self.nested_o.val() ^ 1;
            }
        }
        if self.select_i.val().any() {
            self.seen.d.next = self.a_i.val() | self.seen.q.val();
        }
        if !self.rst_ni.val() {
            self.state.d.next = State::Idle;
            self.count.d.next = 3.into();
            self.seen.d.next = 0.into();
        }
    }
}

#[test]
fn choices() {
    assert_equivalent(
        Choices::default(),
        600,
        |block, clock| block.clk_i.next = clock.into(),
        |block, random| {
            block.rst_ni.next = random.word() % 64 != 0;
            block.go_i.next = random.bit();
            block.select_i.next = random.bits();
            block.a_i.next = random.bits();
            block.b_i.next = random.bits();
        },
    );
}

/// Vectors of signals and of flip-flops, in one and two dimensions, ragged too.
#[derive(LogicBlock)]
struct Vectors {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    enable_i: Signal<In, Bit>,
    lane_enable_i: Vec<Signal<In, Bit>>,
    data_i: Vec<Bus<In, Signed<16>>>,
    matrix_i: Vec<Vec<Signal<In, Bits<3>>>>,
    held_o: Vec<Bus<Out, Signed<16>>>,
    skewed_o: Vec<Bus<Out, Signed<16>>>,
    any_o: Vec<Signal<Out, Bit>>,
    maximum_o: Bus<Out, Signed<16>>,
    transposed_o: Vec<Vec<Signal<Out, Bits<3>>>>,
    shifted_o: Signal<Out, Bits<3>>,
    held: Vec<Flop<Signed<16>>>,
    delay: Vec<Vec<Flop<Signed<16>>>>,
    chain: Vec<Flop<Bits<3>>>,
    maximum: Vec<Bus<Local, Signed<16>>>,
    _lanes: usize,
}

impl Vectors {
    fn new(lanes: usize) -> Self {
        let matrix = || (0..lanes).map(|_| (0..2).map(|_| Signal::default()).collect()).collect();
        Self {
            module_name: Module::new("vectors", ""),
            clk_i: Default::default(),
            rst_ni: Default::default(),
            enable_i: Default::default(),
            lane_enable_i: (0..lanes).map(|_| Signal::default()).collect(),
            data_i: Bus::lanes(lanes, 6),
            matrix_i: matrix(),
            held_o: Bus::lanes(lanes, 6),
            skewed_o: Bus::lanes(lanes, 6),
            any_o: (0..lanes).map(|_| Signal::default()).collect(),
            maximum_o: Bus::new(6),
            transposed_o: (0..2).map(|_| (0..lanes).map(|_| Signal::default()).collect()).collect(),
            shifted_o: Default::default(),
            held: Flop::lanes(lanes, 6),
            delay: (0..lanes).map(|lane| Flop::lanes(lane, 6)).collect(),
            chain: Flop::lanes(lanes, 3),
            maximum: Bus::lanes(lanes, 6),
            _lanes: lanes,
        }
    }
}

impl Logic for Vectors {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._lanes {
            self.held[i].clock.next = self.clk_i.val();
            self.held[i].d.next = self.held[i].q.val();
            self.chain[i].clock.next = self.clk_i.val();
            self.chain[i].d.next = self.chain[i].q.val();
            if self.lane_enable_i[i].val() {
                self.held[i].d.next = self.data_i[i].val();
            }
            self.held_o[i].next = self.held[i].q.val();
            self.any_o[i].next = unsigned_cast(self.data_i[i].val()).any() & self.lane_enable_i[i].val();
            for j in 0..self._lanes {
                if j < i {
                    self.delay[i][j].clock.next = self.clk_i.val();
                    if j == 0 {
                        self.delay[i][j].d.next = self.data_i[i].val();
                    } else {
                        self.delay[i][j].d.next = self.delay[i][j - 1].q.val();
                    }
                }
            }
            if i == 0 {
                self.skewed_o[i].next = self.data_i[i].val();
            } else {
                self.skewed_o[i].next = self.delay[i][i - 1].q.val();
            }
            for j in 0..2 {
                self.transposed_o[j][i].next = self.matrix_i[i][j].val();
            }
            if self.enable_i.val() {
                if i == 0 {
                    self.chain[i].d.next = self.matrix_i[0][1].val();
                } else {
                    self.chain[i].d.next = self.chain[i - 1].q.val();
                }
            }
            if i == 0 {
                self.maximum[i].next = self.data_i[i].val();
            } else if self.maximum[i - 1].val() > self.data_i[i].val() {
                self.maximum[i].next = self.maximum[i - 1].val();
            } else {
                self.maximum[i].next = self.data_i[i].val();
            }
        }
        for i in (self._lanes - 1)..self._lanes {
            self.shifted_o.next = self.chain[i].q.val();
            self.maximum_o.next = self.maximum[i].val();
        }
        if !self.rst_ni.val() {
            for i in 0..self._lanes {
                self.held[i].d.next = 0.into();
            }
        }
    }
}

#[test]
fn vectors() {
    assert_equivalent(
        Vectors::new(4),
        400,
        |block, clock| block.clk_i.next = clock.into(),
        |block, random| {
            block.rst_ni.next = random.word() % 32 != 0;
            block.enable_i.next = random.bit();
            for i in 0..4 {
                block.lane_enable_i[i].next = random.bit();
                block.data_i[i].next = random.signed();
                for j in 0..2 {
                    block.matrix_i[i][j].next = random.bits();
                }
            }
        },
    );
}

/// Writes that a later one always replaces, and a choice of constants that no input wakes up.
#[derive(LogicBlock)]
struct Overwritten {
    module_name: Module,
    a_i: Signal<In, Bit>,
    one_o: Signal<Out, Bits<4>>,
    two_o: Signal<Out, Bits<4>>,
}

impl Logic for Overwritten {
    #[hdl_gen]
    fn update(&mut self) {
        self.one_o.next = 3.into();
        self.one_o.next = 1.into();
        self.two_o.next = 5.into();
        if self.a_i.val() {
            self.two_o.next = 9.into();
        }
    }
}

#[test]
fn overwritten() {
    let block = Overwritten {
        module_name: Module::new("overwritten", ""),
        a_i: Default::default(),
        one_o: Default::default(),
        two_o: Default::default(),
    };
    assert_equivalent(block, 20, |_, _| {}, |block, random| block.a_i.next = random.bit());
}
