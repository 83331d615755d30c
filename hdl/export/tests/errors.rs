//! Every error, with the path of what it is about.

mod common;

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Clocked, ExportError, Flop, Module, Registered, Registers, dff_setup, export};

/// A block of one byte in, one out, and what a test adds; its kernel is the test's.
macro_rules! block {
    ($name:ident { $($field:ident: $kind:ty = $value:expr),* $(,)? }) => {
        #[derive(LogicBlock)]
        struct $name {
            module_name: Module,
            clk_i: Signal<In, Clock>,
            a_i: Signal<In, Bits<8>>,
            b_o: Signal<Out, Bits<8>>,
            $($field: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    module_name: Module::new(stringify!($name).to_lowercase(), ""),
                    clk_i: Default::default(),
                    a_i: Default::default(),
                    b_o: Default::default(),
                    $($field: $value,)*
                }
            }
        }
    };
}

fn error(block: &dyn Block) -> ExportError {
    match export(block) {
        Ok(design) => panic!("no error:\n{}", design.verilog()),
        Err(error) => error,
    }
}

#[test]
fn an_output_that_nothing_drives() {
    block! { Silent {} }
    impl Logic for Silent {
        #[hdl_gen]
        fn update(&mut self) {}
    }
    let error = error(&Silent::default());
    assert_eq!(error, ExportError::Unconnected { path: "silent.b_o".into() });
    assert_eq!(error.to_string(), "`silent.b_o` is never written: drive it in the kernel, or remove it");
}

block! { Inner {} }
impl Logic for Inner {
    #[hdl_gen]
    fn update(&mut self) {
        self.b_o.next = self.a_i.val() + 1;
    }
}

#[test]
fn a_pin_of_a_child_in_a_child() {
    block! { Middle { cell: Vec<Inner> = vec![Inner::default(), Inner::default()] } }
    impl Logic for Middle {
        #[hdl_gen]
        fn update(&mut self) {
            self.cell[0].clk_i.next = self.clk_i.val();
            self.cell[1].clk_i.next = self.clk_i.val();
            self.cell[0].a_i.next = self.a_i.val();
            self.b_o.next = self.cell[0].b_o.val() + self.cell[1].b_o.val();
        }
    }
    block! { Outer { middle: Vec<Middle> = vec![Middle::default()] } }
    impl Logic for Outer {
        #[hdl_gen]
        fn update(&mut self) {
            self.middle[0].clk_i.next = self.clk_i.val();
            self.middle[0].a_i.next = self.a_i.val();
            self.b_o.next = self.middle[0].b_o.val();
        }
    }
    let error = error(&Outer::default());
    assert_eq!(error, ExportError::Unconnected { path: "outer.middle[0].cell[1].a_i".into() });
}

#[test]
fn a_flip_flop_without_a_clock() {
    block! { Unclocked { word: Flop<Bits<8>> = Flop::default() } }
    impl Logic for Unclocked {
        #[hdl_gen]
        fn update(&mut self) {
            self.word.d.next = self.a_i.val();
            self.b_o.next = self.word.q.val();
        }
    }
    assert_eq!(error(&Unclocked::default()), ExportError::Unconnected { path: "unclocked.word.clock".into() });
}

#[test]
fn a_local_that_is_read_only() {
    block! { Unwritten { x: Vec<Signal<Local, Bits<8>>> = vec![Signal::default(), Signal::default()] } }
    impl Logic for Unwritten {
        #[hdl_gen]
        fn update(&mut self) {
            self.x[0].next = self.a_i.val();
            self.b_o.next = self.x[0].val() & self.x[1].val();
        }
    }
    assert_eq!(error(&Unwritten::default()), ExportError::Unconnected { path: "unwritten.x[1]".into() });
}

#[test]
fn a_latch() {
    block! { Latched {} }
    impl Logic for Latched {
        #[hdl_gen]
        fn update(&mut self) {
            if self.a_i.val().any() {
                self.b_o.next = self.a_i.val();
            }
        }
    }
    assert_eq!(error(&Latched::default()), ExportError::Latch { path: "latched.b_o".into() });
}

#[test]
fn a_loop_in_a_kernel() {
    block! { Circular { x: Signal<Local, Bits<8>> = Signal::default(), y: Signal<Local, Bits<8>> = Signal::default() } }
    impl Logic for Circular {
        #[hdl_gen]
        fn update(&mut self) {
            self.x.next = self.y.val() + self.a_i.val();
            self.y.next = self.x.val();
            self.b_o.next = self.y.val();
        }
    }
    let ExportError::CombinationalLoop { path, cycle } = error(&Circular::default()) else { panic!("another error") };
    assert!(path == "circular.x" || path == "circular.y", "{path}");
    assert!(cycle == "x → y → x" || cycle == "y → x → y", "{cycle}");
}

#[test]
fn a_loop_through_children() {
    block! { Ring { cell: Vec<Inner> = vec![Inner::default(), Inner::default()] } }
    impl Logic for Ring {
        #[hdl_gen]
        fn update(&mut self) {
            for i in 0..2 {
                self.cell[i].clk_i.next = self.clk_i.val();
            }
            self.cell[0].a_i.next = self.cell[1].b_o.val() & self.a_i.val();
            self.cell[1].a_i.next = self.cell[0].b_o.val();
            self.b_o.next = self.cell[1].b_o.val();
        }
    }
    let ExportError::CombinationalLoop { path, cycle } = error(&Ring::default()) else { panic!("another error") };
    assert!(path.starts_with("ring.cell["), "{path}");
    assert_eq!(cycle.split(" → ").count(), 5, "{cycle}");
}

#[test]
fn two_blocks_of_one_name() {
    block! { Other {} }
    impl Logic for Other {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = self.a_i.val() - 1;
        }
    }
    block! { Twins { inner: Inner = Inner::default(), other: Other = Other::default() } }
    impl Logic for Twins {
        #[hdl_gen]
        fn update(&mut self) {
            self.inner.clk_i.next = self.clk_i.val();
            self.other.clk_i.next = self.clk_i.val();
            self.inner.a_i.next = self.a_i.val();
            self.other.a_i.next = self.inner.b_o.val();
            self.b_o.next = self.other.b_o.val();
        }
    }
    let mut twins = Twins::default();
    twins.other.module_name = Module::new("inner", "");
    let ExportError::NameClash { path, name, .. } = error(&twins) else { panic!("another error") };
    assert_eq!((path.as_str(), name.as_str()), ("twins.other", "seedchip_inner"));
}

#[test]
fn two_signals_of_one_name() {
    block! { Clashing { x: Flop<Bits<8>> = Flop::default(), x_q: Signal<Local, Bits<8>> = Signal::default() } }
    impl Logic for Clashing {
        #[hdl_gen]
        fn update(&mut self) {
            dff_setup!(self, clk_i, x);
            self.x.d.next = self.a_i.val();
            self.x_q.next = self.x.q.val();
            self.b_o.next = self.x_q.val();
        }
    }
    let ExportError::NameClash { path, name, .. } = error(&Clashing::default()) else { panic!("another error") };
    assert_eq!((path.as_str(), name.as_str()), ("clashing.x.q", "x_q"));
}

#[test]
fn a_keyword_as_a_name() {
    block! { Worded { table: Signal<Local, Bits<8>> = Signal::default() } }
    impl Logic for Worded {
        #[hdl_gen]
        fn update(&mut self) {
            self.table.next = self.a_i.val();
            self.b_o.next = self.table.val();
        }
    }
    let ExportError::NameClash { path, name, .. } = error(&Worded::default()) else { panic!("another error") };
    assert_eq!((path.as_str(), name.as_str()), ("worded.table", "table"));
    let inner = Inner { module_name: Module::new("cell$1", ""), ..Inner::default() };
    assert!(matches!(error(&inner), ExportError::NameClash { name, .. } if name == "seedchip_cell$1"));
}

#[test]
fn a_write_to_an_input() {
    block! { Backwards {} }
    impl Logic for Backwards {
        #[hdl_gen]
        fn update(&mut self) {
            self.a_i.next = 1.into();
            self.b_o.next = self.a_i.val();
        }
    }
    let error = error(&Backwards::default());
    assert_eq!(error, ExportError::MultipleDrivers { path: "backwards.a_i".into(), driver: "the block's environment" });
}

#[test]
fn a_write_to_the_output_of_a_child() {
    block! { Fighting { inner: Inner = Inner::default() } }
    impl Logic for Fighting {
        #[hdl_gen]
        fn update(&mut self) {
            self.inner.clk_i.next = self.clk_i.val();
            self.inner.a_i.next = self.a_i.val();
            self.inner.b_o.next = self.a_i.val();
            self.b_o.next = self.inner.b_o.val();
        }
    }
    let error = error(&Fighting::default());
    assert_eq!(error, ExportError::MultipleDrivers { path: "fighting.inner.b_o".into(), driver: "the child" });
}

#[test]
fn a_name_that_is_no_signal() {
    block! { Mysterious { _offset: usize = 3 } }
    impl Logic for Mysterious {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = bit_cast::<8, 1>(self.a_i.val().get_bits::<1>(self._offset));
        }
    }
    assert_eq!(error(&Mysterious::default()), ExportError::UnknownSignal { path: "mysterious._offset".into() });
}

#[test]
fn a_block_without_a_module_name() {
    #[derive(LogicBlock, Default)]
    struct Nameless {
        a_i: Signal<In, Bit>,
        b_o: Signal<Out, Bit>,
    }
    impl Logic for Nameless {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = self.a_i.val();
        }
    }
    block! { Parent { child: Nameless = Nameless::default() } }
    impl Logic for Parent {
        #[hdl_gen]
        fn update(&mut self) {
            self.child.a_i.next = self.a_i.val().any();
            self.b_o.next = bit_cast::<8, 8>(self.a_i.val());
        }
    }
    assert_eq!(error(&Parent::default()), ExportError::MissingModule { path: "parent.child".into() });
}

#[test]
fn a_read_between_two_writes() {
    block! { Serial { x: Signal<Local, Bits<8>> = Signal::default() } }
    impl Logic for Serial {
        #[hdl_gen]
        fn update(&mut self) {
            self.x.next = self.a_i.val();
            self.b_o.next = self.x.val();
            self.x.next = 0.into();
        }
    }
    let ExportError::UnsupportedConstruct { path, .. } = error(&Serial::default()) else { panic!("another error") };
    assert_eq!(path, "serial.x");
}

#[test]
fn a_block_without_a_kernel() {
    #[derive(LogicBlock)]
    struct Empty {
        module_name: Module,
        b_o: Signal<Out, Bit>,
    }
    impl Logic for Empty {
        fn update(&mut self) {
            self.b_o.next = true;
        }
    }
    let empty = Empty { module_name: Module::new("empty", ""), b_o: Default::default() };
    assert!(matches!(error(&empty), ExportError::UnsupportedConstruct { path, .. } if path == "empty"));
}

#[test]
fn a_sign_that_is_not_ascii() {
    let named = |comment| Inner { module_name: Module::new("inner", comment), ..Inner::default() };
    let design = export(&named("|a · b| ≤ 2²⌊P\\[3:0\\]⌋")).expect("every sign has a spelling");
    assert!(design.verilog().contains("// |a * b| <= 2^2floor(P[3:0])\n"), "{}", design.verilog());
    let ExportError::UnsupportedConstruct { path, what } = error(&named("Σ")) else { panic!("another error") };
    assert_eq!((path.as_str(), what.contains("`Σ`")), ("inner", true));
}

#[test]
fn a_clock_that_is_gated() {
    block! { Gated { word: Flop<Bits<8>> = Flop::default(), other_i: Signal<In, Clock> = Signal::default() } }
    impl Logic for Gated {
        #[hdl_gen]
        fn update(&mut self) {
            self.word.clock.next = self.clk_i.val();
            if self.a_i.val().any() {
                self.word.clock.next = self.other_i.val();
            }
            self.word.d.next = self.a_i.val();
            self.b_o.next = self.word.q.val();
        }
    }
    assert!(
        matches!(error(&Gated::default()), ExportError::UnsupportedConstruct { path, .. } if path == "gated.word.clock")
    );
}

#[test]
fn widths_that_do_not_fit() {
    block! { Narrow { x_i: Bus<In, Bits<8>> = Bus::new(3) } }
    impl Logic for Narrow {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = self.a_i.val();
            if self.x_i.val().all() {
                self.b_o.next = 0.into();
            }
        }
    }
    let ExportError::WidthMismatch { what, .. } = error(&Narrow::default()) else { panic!("another error") };
    assert!(what.contains("never true"), "{what}");
    block! { Untold { s_i: Signal<In, Signed<4>> = Signal::default() } }
    impl Logic for Untold {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = bit_cast::<8, 6>(unsigned_cast(signed_bit_cast::<6, 4>(self.s_i.val())));
        }
    }
    assert!(matches!(error(&Untold::default()), ExportError::WidthMismatch { path, .. } if path == "untold.b_o"));
}

#[test]
fn a_loop_variable_with_the_name_of_a_signal() {
    block! { Shadowed { i: Signal<Local, Bits<8>> = Signal::default() } }
    impl Logic for Shadowed {
        #[hdl_gen]
        fn update(&mut self) {
            self.i.next = self.a_i.val();
            for i in 0..1_u64 {
                self.b_o.next = self.i.val() + i.to_bits::<8>();
            }
        }
    }
    assert!(
        matches!(error(&Shadowed::default()), ExportError::UnsupportedConstruct { path, .. } if path == "shadowed.i")
    );
}

#[test]
fn a_constant_of_rust() {
    const LIMIT: u64 = 3;
    block! { Limited {} }
    impl Logic for Limited {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = self.a_i.val() + LIMIT;
        }
    }
    let error = error(&Limited::default());
    assert_eq!(error, ExportError::UnknownSignal { path: "limited.LIMIT".into() });
    assert!(error.to_string().contains("a `Constant`"), "{error}");
}

#[test]
#[allow(non_snake_case)]
fn a_constant_with_the_name_of_a_signal() {
    block! {
        Doubled {
            x: Constant<Bits<8>> = Constant::new(3.into()),
            X: Signal<Local, Bits<8>> = Signal::default(),
        }
    }
    impl Logic for Doubled {
        #[hdl_gen]
        fn update(&mut self) {
            self.X.next = self.a_i.val();
            self.b_o.next = self.X.val() + self.x.val();
        }
    }
    let ExportError::NameClash { name, .. } = error(&Doubled::default()) else { panic!("another error") };
    assert_eq!(name, "X");
}

#[test]
fn a_write_to_a_constant() {
    block! { Changing { x: Constant<Bits<8>> = Constant::new(3.into()) } }
    impl Logic for Changing {
        fn update(&mut self) {}
        fn hdl(&self) -> Verilog {
            use rust_hdl::core::ast::{VerilogExpression, VerilogStatement};
            let name = |name: &str| VerilogExpression::Signal(name.into());
            Verilog::Combinatorial(vec![VerilogStatement::Assignment(name("x$next"), name("a_i"))])
        }
    }
    let error = error(&Changing::default());
    assert_eq!(error, ExportError::MultipleDrivers { path: "changing.x".into(), driver: "its constant value" });
}

#[test]
fn a_flip_flop_that_only_keeps_its_value() {
    block! { Frozen { word: Flop<Bits<8>> = Flop::default(), registers: Registers = Registers::default() } }
    impl Registered for Frozen {
        fn hold_registers(&mut self, clock: Clock) {
            self.word.hold(clock);
        }
    }
    impl Logic for Frozen {
        #[hdl_gen]
        fn update(&mut self) {
            dff_setup!(self, clk_i, registers);
            self.b_o.next = self.word.q.val();
        }
    }
    assert_eq!(error(&Frozen::default()), ExportError::Unconnected { path: "frozen.word.d".into() });
}

#[test]
fn all_flip_flops_of_a_block_that_does_not_say_which() {
    block! { Unlisted { word: Flop<Bits<8>> = Flop::default() } }
    impl Logic for Unlisted {
        fn update(&mut self) {}
        fn hdl(&self) -> Verilog {
            use rust_hdl::core::ast::{VerilogExpression, VerilogStatement};
            let name = |name: &str| VerilogExpression::Signal(name.into());
            let clock = VerilogStatement::Assignment(name("registers$clock$next"), name("clk_i"));
            Verilog::Combinatorial(vec![clock])
        }
    }
    assert_eq!(error(&Unlisted::default()), ExportError::UnknownSignal { path: "unlisted.registers.clock".into() });
}

#[derive(LogicInterface, Default)]
#[join = "Wide"]
struct Narrow {
    data: Signal<In, Bits<8>>,
}

#[allow(dead_code)]
#[derive(LogicInterface, Default)]
#[join = "Narrow"]
struct Wide {
    data: Signal<Out, Bits<8>>,
}

#[test]
fn a_link_to_what_is_not_there() {
    block! { Loose { up: Narrow = Narrow::default(), inner: Inner = Inner::default() } }
    impl Logic for Loose {
        fn update(&mut self) {}
        fn hdl(&self) -> Verilog {
            use rust_hdl::core::ast::VerilogStatement;
            Verilog::Combinatorial(vec![VerilogStatement::Link(Narrow::link_hdl("", "up", "inner"))])
        }
    }
    assert_eq!(error(&Loose::default()), ExportError::UnknownSignal { path: "loose.inner.data".into() });
}

#[test]
fn a_flip_flop_in_a_bundle() {
    struct Odd(Flop<Bits<8>>);
    impl Logic for Odd {
        fn update(&mut self) {}
    }
    impl Block for Odd {
        fn connect_all(&mut self) {}
        fn update_all(&mut self) {}
        fn has_changed(&self) -> bool {
            false
        }
        fn accept(&self, name: &str, probe: &mut dyn Probe) {
            probe.visit_start_namespace(name, self);
            self.0.accept("word", probe);
            probe.visit_end_namespace(name, self);
        }
    }
    block! { Bundled { odd: Odd = Odd(Flop::default()) } }
    impl Logic for Bundled {
        #[hdl_gen]
        fn update(&mut self) {
            self.b_o.next = self.a_i.val();
        }
    }
    let ExportError::UnsupportedConstruct { path, what } = error(&Bundled::default()) else { panic!("another error") };
    assert_eq!(path, "bundled.odd");
    assert!(what.contains("bundle"), "{what}");
}
