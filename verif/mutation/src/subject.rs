//! A block with all its mutants in one Verilated model.

use crate::instrument::{Mutated, SELECT};
use crate::mutate::Mutant;
use seedchip_sim::models::{Design, LoadError, Loaded, Verilated, load};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Direction, Instance, Port};

/// The mutants of a block, and the library of the model that holds them all.
pub struct Subject {
    mutants: Vec<(String, Mutant)>,
    select: usize,
    loaded: Loaded,
}

impl Subject {
    /// Has the model of a block's mutants built, and loads it. It stays loaded until the program ends.
    pub fn new(instance: &Instance, mutated: Mutated) -> Result<Self, LoadError> {
        let mut design = Design::new(instance, mutated.top, mutated.verilog);
        let select = design.ports.len();
        design.ports.push(Port { name: SELECT, direction: Direction::Input, width: 16 });
        "mutants".clone_into(&mut design.variant);
        // No lint is silent about mutants.
        design.flags = ["-Wno-lint", "-Wno-fatal"].map(str::to_owned).to_vec();
        // Most mutants die in their first cycles: the compiler's time counts, not the simulator's.
        design.optimisation = 1;
        design.tracing = false;
        Ok(Self { mutants: mutated.mutants, select, loaded: load(&design)? })
    }

    /// The mutants, number 1 first, each with the module that it is one of.
    pub fn mutants(&self) -> &[(String, Mutant)] {
        &self.mutants
    }

    /// Mutant `number`, or the Verilog as exported for 0. The port that selects it comes after those of the block.
    pub fn model(&self, number: u16, power_up: PowerUp) -> Verilated {
        let mut model = self.loaded.model(power_up);
        model.set_value(self.select, number.into());
        model
    }
}
