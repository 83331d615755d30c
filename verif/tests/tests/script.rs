//! Cases written by hand: inputs cycle by cycle, and the outputs that the page specifies.

use seedchip_kit::block::Case;
use seedchip_kit::lockstep::hexadecimal;
use seedchip_spec::{Block, Configuration, Direction, Instance, Pins};

/// The configuration that blocks are tested at.
pub fn tiny() -> Configuration {
    Configuration::named("tiny").expect("tiny is a preset")
}

/// The block of this name in the list of blocks.
pub fn block(name: &str) -> &'static Block {
    Block::named(name).unwrap_or_else(|| panic!("no block is called `{name}`"))
}

/// The block of this name in a unit of this configuration, by its name.
pub fn in_unit(name: &str, configuration: &str) -> Instance {
    block(name).of(&Configuration::named(configuration).expect("it is possible"))
}

/// A value that the page gives for some bits of an output in some cycle.
struct Expectation {
    cycle: usize,
    port: &'static str,
    lane: usize,
    width: usize,
    value: u64,
}

/// A case with what is expected of it.
pub struct Script {
    instance: Instance,
    idle: Pins,
    outputs: Pins,
    case: Case,
    expectations: Vec<Expectation>,
}

impl Script {
    /// An empty case for a block. Inputs that a cycle doesn't name are zero, but the reset is not active.
    pub fn of(name: &str) -> Self {
        Self::at(block(name).first())
    }

    /// The same for a block at other sizes than the first that it is tested at.
    pub fn at(instance: Instance) -> Self {
        let ports = instance.ports();
        let mut idle = Pins::zero(&ports, Direction::Input);
        if ports.iter().any(|port| port.name == "rst_ni") {
            idle.set("rst_ni", 1);
        }
        let outputs = Pins::zero(&ports, Direction::Output);
        Self { instance, idle, outputs, case: Vec::new(), expectations: Vec::new() }
    }

    /// Gives inputs the values that they have in cycles that don't name them.
    pub fn resting(mut self, inputs: &[(&str, i64)]) -> Self {
        for (port, value) in inputs {
            self.idle.set(port, *value as u64);
        }
        self
    }

    /// One cycle with these inputs.
    pub fn cycle(mut self, inputs: &[(&str, i64)]) -> Self {
        let mut pins = self.idle.clone();
        for (port, value) in inputs {
            pins.set(port, *value as u64);
        }
        self.case.push(pins);
        self
    }

    /// So many cycles with the inputs at rest.
    pub fn rest(mut self, cycles: usize) -> Self {
        for _ in 0..cycles {
            self.case.push(self.idle.clone());
        }
        self
    }

    /// Lanes of `width` bits of an input of the last cycle.
    pub fn lanes(mut self, port: &str, width: usize, values: &[i64]) -> Self {
        let pins = self.case.last_mut().expect("there is a cycle");
        for (lane, value) in values.iter().enumerate() {
            pins.set_lane(port, lane, width, *value as u64);
        }
        self
    }

    /// What outputs of at most 64 bits show in the last cycle.
    pub fn sees(mut self, outputs: &[(&'static str, i64)]) -> Self {
        for (port, value) in outputs {
            let width = self.outputs.bits(port).len();
            self.expect(port, 0, width, *value);
        }
        self
    }

    /// What lane `lane` of `width` bits of an output shows in the last cycle.
    pub fn sees_lane(mut self, port: &'static str, lane: usize, width: usize, value: i64) -> Self {
        self.expect(port, lane, width, value);
        self
    }

    fn expect(&mut self, port: &'static str, lane: usize, width: usize, value: i64) {
        let value = if width < 64 { value as u64 & ((1 << width) - 1) } else { value as u64 };
        let cycle = self.case.len() - 1;
        self.expectations.push(Expectation { cycle, port, lane, width, value });
    }

    /// The block at the size of its listed cases.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The inputs of a cycle that names none.
    pub fn resting_pins(&self) -> &Pins {
        &self.idle
    }

    /// The inputs.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Compares the outputs of every cycle with what the page says.
    pub fn check(&self, outputs: &[Pins]) -> Result<(), String> {
        assert!(!self.expectations.is_empty(), "a case of `{}` expects nothing", self.instance);
        for Expectation { cycle, port, lane, width, value } in &self.expectations {
            let found = outputs[*cycle].lane(port, *lane, *width);
            if found != *value {
                return Err(format!(
                    "cycle {cycle}: the page says {value:#x} for lane {lane} of `{port}` = {}",
                    hexadecimal(outputs[*cycle].bits(port))
                ));
            }
        }
        Ok(())
    }
}
