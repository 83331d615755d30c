//! Blocks of several sizes as one module with parameters.

mod common;

use common::tools::assert_clean;
use common::{exported, simulate::assert_equivalent};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, ExportError, Flop, Module, Parameter, export};

const PARAMETERS: &[Parameter] = &[
    Parameter { name: "WIDTH", documentation: "Bits.", samples: &[8, 5, 3] },
    Parameter { name: "STAGES", documentation: "Cycles.", samples: &[3, 1, 2, 5] },
];

/// A word with some bits set, some cycles later.
#[derive(LogicBlock)]
struct Delay {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    data_i: Bus<In, Bits<16>>,
    data_o: Bus<Out, Bits<16>>,
    stage: Vec<Flop<Bits<16>>>,
    set: Constant<Bits<16>>,
    _stages: usize,
    _last: usize,
}

impl Delay {
    /// A delay whose bits that are set are made of its sizes by `set`.
    fn new(name: &'static str, width: usize, stages: usize, set: fn(usize, usize) -> u64) -> Self {
        let make = move |sizes: &[usize]| -> Box<dyn Block> {
            let mut block = Self::new(name, sizes[0], sizes[1], set);
            block.connect_all();
            Box::new(block)
        };
        Self {
            module_name: Module::new(name, "A word, some cycles later.").with_parameters(
                PARAMETERS,
                &[width, stages],
                &[("BITS", width * stages)],
                make,
            ),
            clk_i: Default::default(),
            data_i: Bus::new(width),
            data_o: Bus::new(width),
            stage: Flop::lanes(stages, width),
            set: Constant::new(set(width, stages).into()),
            _stages: stages,
            _last: stages - 1,
        }
    }

    fn plain(width: usize, stages: usize) -> Self {
        Self::new("delay", width, stages, |_, _| 0)
    }
}

impl Logic for Delay {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..self._stages {
            self.stage[i].clock.next = self.clk_i.val();
        }
        self.stage[0].d.next = self.data_i.val() | self.set.val();
        for i in 1..self._stages {
            self.stage[i].d.next = self.stage[i - 1].q.val();
        }
        for i in self._last..self._stages {
            self.data_o.next = self.stage[i].q.val();
        }
    }
}

/// Delays of several sizes after each other.
#[derive(LogicBlock)]
struct Chain {
    module_name: Module,
    clk_i: Signal<In, Clock>,
    data_i: Bus<In, Bits<16>>,
    data_o: Bus<Out, Bits<16>>,
    one: Delay,
    two: Delay,
    six: Delay,
}

impl Chain {
    fn new(width: usize) -> Self {
        Self {
            module_name: Module::new("chain", "Delays of several sizes."),
            clk_i: Default::default(),
            data_i: Bus::new(width),
            data_o: Bus::new(width),
            one: Delay::plain(width, 1),
            two: Delay::plain(width, 2),
            six: Delay::plain(width, 6),
        }
    }
}

impl Logic for Chain {
    #[hdl_gen]
    fn update(&mut self) {
        self.one.clk_i.next = self.clk_i.val();
        self.two.clk_i.next = self.clk_i.val();
        self.six.clk_i.next = self.clk_i.val();
        self.one.data_i.next = self.data_i.val();
        self.two.data_i.next = self.one.data_o.val();
        self.six.data_i.next = self.two.data_o.val();
        self.data_o.next = self.six.data_o.val();
    }
}

#[test]
fn instances_of_several_sizes_share_a_module() {
    let design = exported(&Chain::new(9));
    let [delay, chain] = &design.modules[..] else { panic!("{} modules", design.modules.len()) };
    let sizes: Vec<(&[usize], usize)> = delay.sizes.iter().map(|size| (&size.values[..], size.instances)).collect();
    assert_eq!(sizes, [(&[9, 1][..], 1), (&[9, 2][..], 1), (&[9, 6][..], 1)]);
    assert_eq!((delay.instances, delay.ports[1].width), (3, 8));
    assert!(chain.text.contains("seedchip_delay #(.WIDTH(9), .STAGES(6)) six ("), "{}", chain.text);
    for text in [
        "    parameter WIDTH  = 8, // Bits.\n    parameter STAGES = 3  // Cycles.\n",
        "    input  wire [WIDTH - 1:0] data_i,",
        "        if (STAGES == 1) begin : for_stages_1\n",
        "            reg  [WIDTH - 1:0] stage_q;\n",
        "            localparam BITS = WIDTH * STAGES;\n",
        "            assign data_o = stage_q[BITS - 1:BITS - WIDTH];\n",
    ] {
        assert!(delay.text.contains(text), "{}", delay.text);
    }
    assert!(delay.sizes[2].text.contains("module seedchip_delay_9x6 (") && delay.sizes[2].text.contains("[53:45]"));
    assert_clean(&design);
}

#[test]
fn they_do_what_their_kernels_do() {
    for width in [9, 1] {
        assert_equivalent(
            Chain::new(width),
            100,
            |chain, clock| chain.clk_i.next = clock.into(),
            |chain, random| chain.data_i.next = random.bits(),
        );
    }
}

#[test]
fn the_top_has_its_own_sizes_as_defaults() {
    let design = exported(&Delay::plain(7, 4));
    assert!(design.verilog().contains("    parameter WIDTH  = 7, // Bits.\n    parameter STAGES = 4  // Cycles.\n"));
    assert_eq!((design.ports()[1].width, design.modules[0].parameters[1].default), (7, 4));
    assert_clean(&design);
}

#[test]
fn what_is_no_formula_is_refused() {
    let refusal = |name, set| match export(&Delay::new(name, 8, 3, set)) {
        Err(ExportError::NotGeneral { module, what }) => (module, what),
        other => panic!("{other:?}"),
    };
    let (module, what) = refusal("constant", |width, _| width as u64);
    assert!(module == "seedchip_constant" && what.contains("differ in more than numbers"), "{what}");
}
