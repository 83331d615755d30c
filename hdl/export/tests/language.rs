//! What kernels can say beside expressions: constants with names, all flip-flops at once, bundles, titles.

mod common;

use common::exported;
use common::simulate::assert_equivalent;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Clocked, Flop, Module, Registered, Registers, comment, dff_setup};

/// A counter up to a constant, by flip-flops that are listed once.
#[derive(LogicBlock)]
struct Counter {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    rst_ni: Signal<In, Bit>,
    step_i: Signal<In, Bits<8>>,
    level_i: Bus<In, Signed<8>>,
    count_o: Bus<Out, Bits<16>>,
    left_o: Signal<Out, Bits<16>>,
    reached_o: Signal<Out, Bit>,
    below_o: Signal<Out, Bit>,
    history_o: Vec<Bus<Out, Bits<16>>>,
    count: Flop<Bits<16>>,
    history: Vec<Flop<Bits<16>>>,
    registers: Registers,
    last: Constant<Bits<16>>,
    lowest: Constant<Signed<8>>,
    wraps: Constant<Bits<8>>,
    lanes: Vec<Constant<Bits<16>>>,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            module_name: Module::new("counter", ""),
            clk_i: Default::default(),
            rst_ni: Default::default(),
            step_i: Default::default(),
            level_i: Bus::new(6),
            count_o: Bus::new(5),
            left_o: Default::default(),
            reached_o: Default::default(),
            below_o: Default::default(),
            history_o: Bus::lanes(2, 5),
            count: Flop::new(5),
            history: Flop::lanes(2, 5),
            registers: Default::default(),
            last: Constant::new(20.into()),
            lowest: Constant::new((-9).into()),
            wraps: Constant::new(255.into()),
            lanes: (0..2_u64).map(|lane| Constant::new((3 * lane).into())).collect(),
        }
    }
}

impl Registered for Counter {
    fn hold_registers(&mut self, clock: Clock) {
        self.count.hold(clock);
        self.history.hold(clock);
    }
}

impl Logic for Counter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("# Counting.");
        self.reached_o.next = self.count.q.val() == self.last.val();
        if self.reached_o.val() {
            self.count.d.next = 0.into();
        } else if self.step_i.val().any() {
            self.count.d.next = self.count.q.val() + 1;
        }
        comment!("What is left, in all bits.");
        self.left_o.next = self.last.val() - self.count.q.val();
        self.below_o.next = self.level_i.val() < self.lowest.val();
        self.count_o.next = self.count.q.val();
        comment!("Decided at export: a constant wraps as Rust's does.");
        if self.wraps.val() + 1 == 0 {
            self.history[0].d.next = self.count.q.val() + self.lanes[1].val();
        } else {
            self.history[0].d.next = 0.into();
        }
        if self.step_i.val().get_bit(0) {
            self.history[1].d.next = self.history[0].q.val();
        }
        for i in 0..2 {
            self.history_o[i].next = self.history[i].q.val();
        }
        if !self.rst_ni.val() {
            self.count.d.next = 0.into();
        }
    }
}

#[test]
fn constants_and_registers() {
    let text = exported(&Counter::default()).verilog();
    for line in [
        "    localparam [4:0] LAST = 5'd20;",
        "    // Counting.\n    assign reached_o = count_q == LAST;",
        "    // What is left, in all bits.\n    assign left_o = {11'd0, LAST} - {11'd0, count_q};",
        "    assign below_o = level_i < (-6'sd9);",
        "        // Decided at export: a constant wraps as Rust's does.\n        history_q[4:0] <= count_q + 5'd3;",
        "            // Counting.\n            if (reached_o) begin",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
    assert!(!text.contains("WRAPS"), "{text}");
    assert_equivalent(
        Counter::default(),
        400,
        |block, clock| block.clk_i.next = clock.into(),
        |block, random| {
            block.rst_ni.next = random.word() % 64 != 0;
            block.step_i.next = random.bits();
            block.level_i.next = random.signed();
        },
    );
}

/// The end of a stream that receives.
#[derive(LogicInterface, Default)]
#[join = "StreamSource"]
struct StreamSink {
    tvalid: Signal<In, Bit>,
    tready: Signal<Out, Bit>,
    tdata: Signal<In, Signed<8>>,
    tlast: Signal<In, Bit>,
}

/// The end that sends.
#[derive(LogicInterface, Default)]
#[join = "StreamSink"]
struct StreamSource {
    tvalid: Signal<Out, Bit>,
    tready: Signal<In, Bit>,
    tdata: Signal<Out, Signed<8>>,
    tlast: Signal<Out, Bit>,
}

/// A register in a stream that lets data through negated.
#[derive(LogicBlock)]
struct Stage {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    up: StreamSink,
    down: StreamSource,
    valid: Flop<Bit>,
    data: Flop<Signed<8>>,
    last: Flop<Bit>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            module_name: Module::new("stage", ""),
            clk_i: Default::default(),
            up: Default::default(),
            down: Default::default(),
            valid: Default::default(),
            data: Default::default(),
            last: Default::default(),
        }
    }
}

impl Logic for Stage {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, valid, data, last);
        self.up.tready.next = !self.valid.q.val() | self.down.tready.val();
        if self.up.tready.val() {
            self.valid.d.next = self.up.tvalid.val();
            self.data.d.next = -self.up.tdata.val();
            self.last.d.next = self.up.tlast.val();
        }
        self.down.tvalid.next = self.valid.q.val();
        self.down.tdata.next = self.data.q.val();
        self.down.tlast.next = self.last.q.val();
    }
}

/// Two of them: ends linked to those of children, and children joined, the second one a vector's.
#[derive(LogicBlock)]
struct Pipeline {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    s_axis_x: StreamSink,
    m_axis_y: Vec<StreamSource>,
    ready_o: Signal<Out, Bit>,
    stage: Vec<Stage>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            module_name: Module::new("pipeline", ""),
            clk_i: Default::default(),
            s_axis_x: Default::default(),
            m_axis_y: vec![Default::default()],
            ready_o: Default::default(),
            stage: vec![Default::default(), Default::default()],
        }
    }
}

impl Logic for Pipeline {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..2 {
            self.stage[i].clk_i.next = self.clk_i.val();
        }
        StreamSink::link(&mut self.s_axis_x, &mut self.stage[0].up);
        self.stage[1].up.tvalid.next = self.stage[0].down.tvalid.val();
        self.stage[1].up.tdata.next = self.stage[0].down.tdata.val();
        self.stage[1].up.tlast.next = self.stage[0].down.tlast.val();
        self.stage[0].down.tready.next = self.stage[1].up.tready.val();
        StreamSource::link(&mut self.m_axis_y[0], &mut self.stage[1].down);
        self.ready_o.next = self.stage[1].up.tready.val();
    }
}

#[test]
fn bundles() {
    let design = exported(&Pipeline::default());
    let names: Vec<&str> = design.ports().iter().map(|port| port.name.as_str()).collect();
    let sink = ["s_axis_x_tvalid", "s_axis_x_tready", "s_axis_x_tdata", "s_axis_x_tlast"];
    let source = ["m_axis_y_0_tvalid", "m_axis_y_0_tready", "m_axis_y_0_tdata", "m_axis_y_0_tlast"];
    assert_eq!(names, [&["clk_i"], &sink[..], &source, &["ready_o"]].concat());
    assert_equivalent(
        Pipeline::default(),
        400,
        |block, clock| block.clk_i.next = clock.into(),
        |block, random| {
            block.s_axis_x.tvalid.next = random.bit();
            block.s_axis_x.tdata.next = random.signed();
            block.s_axis_x.tlast.next = random.bit();
            block.m_axis_y[0].tready.next = random.bit();
        },
    );
}

/// Choices that are assignments, lanes against a whole too, and one that stays a block.
#[derive(LogicBlock)]
struct Choice {
    module_name: Module,
    a_i: Signal<In, Bit>,
    b_i: Signal<In, Bit>,
    x_i: Vec<Signal<In, Signed<8>>>,
    n_i: Vec<Bus<In, Signed<8>>>,
    lanes_o: Vec<Signal<Out, Signed<8>>>,
    defaults_o: Vec<Signal<Out, Bits<8>>>,
    pair_o: Signal<Out, Bits<4>>,
    other_o: Signal<Out, Bits<4>>,
    chain_o: Signal<Out, Bits<4>>,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            module_name: Module::new("choice", ""),
            a_i: Default::default(),
            b_i: Default::default(),
            x_i: vec![Default::default(), Default::default()],
            n_i: Bus::lanes(2, 4),
            lanes_o: vec![Default::default(), Default::default()],
            defaults_o: vec![Default::default(), Default::default()],
            pair_o: Default::default(),
            other_o: Default::default(),
            chain_o: Default::default(),
        }
    }
}

impl Logic for Choice {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..2 {
            if self.a_i.val() {
                self.lanes_o[i].next = self.n_i[i].val();
            } else {
                self.lanes_o[i].next = self.x_i[i].val();
            }
            self.defaults_o[i].next = 0.into();
            if self.x_i[i].val().get_bit(7) {
                self.defaults_o[i].next = unsigned_cast(self.x_i[i].val());
            }
        }
        self.pair_o.next = 1.into();
        self.other_o.next = 2.into();
        if self.b_i.val() {
            self.pair_o.next = 3.into();
            self.other_o.next = 4.into();
        }
        if self.a_i.val() {
            self.chain_o.next = 1.into();
        } else if self.b_i.val() {
            self.chain_o.next = 2.into();
        } else {
            self.chain_o.next = 3.into();
        }
    }
}

#[test]
fn choices_are_assignments() {
    let text = exported(&Choice::default()).verilog();
    for line in [
        "    assign lanes_o[7:0] = a_i ? {{4{n_i[3]}}, n_i[3:0]} : x_i[7:0];",
        "    assign lanes_o[15:8] = a_i ? {{4{n_i[7]}}, n_i[7:4]} : x_i[15:8];",
        "    assign defaults_o[7:0] = x_i[7] ? x_i[7:0] : 8'd0;",
        "    assign pair_o = b_i ? 4'd3 : 4'd1;",
        "    assign other_o = b_i ? 4'd4 : 4'd2;",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
    assert_eq!(text.matches("always @(*)").count(), 1, "{text}");
    assert_equivalent(
        Choice::default(),
        100,
        |_, _| {},
        |block, random| {
            block.a_i.next = random.bit();
            block.b_i.next = random.bit();
            for i in 0..2 {
                block.x_i[i].next = random.signed();
                block.n_i[i].next = random.signed();
            }
        },
    );
}
