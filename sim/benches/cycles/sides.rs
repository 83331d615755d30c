//! The comparisons of the benchmark.

use seedchip_sim::models::{self, Design, Exercise, Verilated};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Block, Configuration, Direction, Port};
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

/// Simulates so many cycles; what it returns depends on every output.
pub type Side = Box<dyn FnMut(u64) -> u64>;

/// Both sides of a comparison, ready to run.
pub struct Sides {
    /// The side in question.
    pub left: Side,
    /// The one that it is measured by.
    pub right: Side,
}

/// A comparison.
pub struct Comparison {
    /// The model.
    pub model: &'static str,
    /// The side in question.
    pub left: &'static str,
    /// The one that it is measured by.
    pub right: &'static str,
    make: fn() -> Option<Sides>,
}

/// Every comparison.
pub const COMPARISONS: &[Comparison] = &[
    loops("array, 16 × 16", || Some(through_both_loops("array", "default"))),
    loops("datapath, small", || Some(through_both_loops("datapath", "small"))),
    loops("datapath, default", || Some(through_both_loops("datapath", "default"))),
    Comparison { model: "array, 16 × 16", left: "exported", right: "hand-written", make: beside_hand_written },
];

const fn loops(model: &'static str, make: fn() -> Option<Sides>) -> Comparison {
    Comparison { model, left: "Rust loop", right: "C++ loop", make }
}

impl Comparison {
    /// Both sides; none if the file of one of them is missing.
    pub fn sides(&self) -> Option<Sides> {
        (self.make)()
    }

    /// Whether it is the same as another.
    pub fn is(&self, other: &Self) -> bool {
        (self.model, self.left) == (other.model, other.left)
    }
}

fn model(block: &str, configuration: &str) -> Verilated {
    let configuration = Configuration::named(configuration).expect("a preset");
    let instance = Block::named(block).expect("it is listed").of(&configuration);
    models::block(&instance, PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"))
}

/// The same random inputs from Rust and from C++.
fn through_both_loops(block: &str, configuration: &str) -> Sides {
    let model = Rc::new(RefCell::new(model(block, configuration)));
    let same = Rc::clone(&model);
    Sides {
        left: Box::new(move |cycles| model.borrow_mut().exercise(cycles, 1)),
        right: Box::new(move |cycles| same.borrow_mut().exercise_in_cpp(cycles, 1)),
    }
}

/// The hand-written array, the yardstick, if its file is next to the project: with sums as wide as ours and a register
/// behind the multiplier.
fn hand_written() -> Option<Design> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference-rtl/reference_array.v");
    let verilog = std::fs::read_to_string(file).ok()?;
    let configuration = Configuration::named("default").expect("a preset");
    let (rows, columns, sum_bits) = (configuration.rows(), configuration.columns(), configuration.sum_bits());
    let port = |name, direction, width| Port { name, direction, width };
    let sizes = [format!("-GR={rows}"), format!("-GC={columns}"), format!("-GPW={sum_bits}")];
    let flags = ["-Wno-lint", "-Wno-style", "-GPIPE=1"].map(str::to_owned).into_iter().chain(sizes);
    let array = Block::named("array").expect("it is listed").of(&configuration);
    Some(Design {
        variant: "reference".to_owned(),
        flags: flags.collect(),
        clock: Some("clk"),
        ports: vec![
            port("en", Direction::Input, 1),
            port("wload", Direction::Input, 1),
            port("wswap", Direction::Input, 1),
            port("a_in", Direction::Input, rows * 8),
            port("w_in", Direction::Input, columns * 8),
            port("p_out", Direction::Output, columns * sum_bits),
        ],
        ..Design::new(&array, "sa_ws", verilog)
    })
}

fn ports<const N: usize>(model: &Verilated, names: [&str; N]) -> [usize; N] {
    names.map(|name| model.port(name).expect("it has the port"))
}

/// The exported array against the hand-written one.
fn beside_hand_written() -> Option<Sides> {
    let design = hand_written()?;
    let mut exported = model("array", "default");
    let mut reference = models::load(&design).unwrap_or_else(|error| panic!("{error}")).model(PowerUp::Zero);
    // The same work: new weights and new activations in every cycle, a swap of all weights every 16 cycles.
    let [lower, upper, activation, load, swap, sum] =
        ports(&exported, ["lower_i", "upper_i", "activation_i", "load_i", "swap_i", "sum_o"]);
    let mut weights = vec![0; exported.ports()[lower].width.div_ceil(32)];
    let exported = move |cycles| {
        let mut exercise = Exercise::new(1);
        for cycle in 0..cycles {
            exercise.drive(&mut exported, lower);
            exported.read(lower, &mut weights);
            exported.write(upper, &weights);
            exercise.drive(&mut exported, activation);
            exported.set_value(load, 1 << (cycle % 16));
            exported.set_value(swap, 1 << (cycle % 16));
            exported.settle();
            exercise.observe(&exported, sum);
            exported.rise();
        }
        exercise.fold()
    };
    let [enable, load, swap, activation, weight, sum] =
        ports(&reference, ["en", "wload", "wswap", "a_in", "w_in", "p_out"]);
    let reference = move |cycles| {
        let mut exercise = Exercise::new(1);
        reference.set_value(enable, 1);
        reference.set_value(load, 1);
        for cycle in 0..cycles {
            exercise.drive(&mut reference, weight);
            exercise.drive(&mut reference, activation);
            reference.set_value(swap, u64::from(cycle % 16 == 0));
            reference.settle();
            exercise.observe(&reference, sum);
            reference.rise();
        }
        exercise.fold()
    };
    Some(Sides { left: Box::new(exported), right: Box::new(reference) })
}
