//! A block that a test drives by hand.

use crate::{Behaviour, Block, Model, Outputs};
use seedchip_spec::{BLOCKS, Configuration, Direction, Instance, Pins, Port};

/// A block at power-up, and the inputs that stand until they are changed: all zero, but not in reset.
pub(crate) struct Bench {
    block: Box<dyn Block>,
    pub(crate) inputs: Pins,
}

impl Bench {
    /// The block of this name in a unit of this configuration.
    pub(crate) fn new(block: &str, configuration: &str) -> Self {
        let block = seedchip_spec::Block::named(block).expect("it is listed");
        Self::of(&block.of(&Configuration::named(configuration).expect("it is possible")))
    }

    /// This block.
    pub(crate) fn of(instance: &Instance) -> Self {
        let inputs = Pins::zero(&instance.ports(), Direction::Input);
        Self::at_rest(crate::block(instance).expect("it has a model"), inputs)
    }

    fn at_rest(block: Box<dyn Block>, mut inputs: Pins) -> Self {
        if inputs.iter().any(|(port, _)| port == "rst_ni") {
            inputs.set("rst_ni", 1);
        }
        Self { block, inputs }
    }

    /// A model of a block that is not listed, with these inputs and outputs.
    pub(crate) fn unlisted(
        behaviour: impl Behaviour + Clone + 'static,
        inputs: &[(&'static str, usize)],
        outputs: &[(&'static str, usize)],
    ) -> Self {
        let pins = |ports: &[(&'static str, usize)]| {
            let direction = Direction::Input;
            let ports: Vec<Port> = ports.iter().map(|&(name, width)| Port { name, direction, width }).collect();
            Pins::zero(&ports, direction)
        };
        Self::at_rest(Box::new(Model { zero: pins(outputs), behaviour }), pins(inputs))
    }

    /// A cycle with these inputs changed, in this cycle alone.
    pub(crate) fn cycle(&mut self, changed: &[(&str, u64)]) -> Outputs {
        let mut inputs = self.inputs.clone();
        changed.iter().for_each(|(port, value)| inputs.set(port, *value));
        self.block.cycle(&inputs)
    }

    /// A cycle with these words at a port that is as wide as they are, and these inputs changed, in this cycle alone.
    pub(crate) fn cycle_with(&mut self, port: &str, words: &[u32], changed: &[(&str, u64)]) -> Outputs {
        let mut inputs = self.inputs.clone();
        inputs.set_words(port, words);
        changed.iter().for_each(|(port, value)| inputs.set(port, *value));
        self.block.cycle(&inputs)
    }

    /// So many cycles with the inputs that stand.
    pub(crate) fn wait(&mut self, cycles: usize) {
        (0..cycles).for_each(|_| drop(self.cycle(&[])));
    }
}

impl Outputs {
    /// A port that means something.
    pub(crate) fn specified(&self, port: &str) -> u64 {
        assert!(!self.unspecified.contains(&port), "`{port}` means nothing: {:?}", self.pins);
        self.pins.get(port)
    }
}

#[test]
fn no_inputs_make_a_model_panic() {
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 32) as u32
    };
    let named = ["small", "lm"].map(|name| Configuration::named(name).expect("named"));
    for listed in BLOCKS.iter().filter(|block| ["stream", "float", "matrix", "vector"].contains(&block.folder)) {
        for instance in listed.instances().into_iter().chain(named.iter().map(|it| listed.of(it))) {
            let ports: Vec<_> =
                instance.ports().into_iter().filter(|port| port.direction == Direction::Input).collect();
            let mut bench = Bench::of(&instance);
            for cycle in 0..400 {
                for port in &ports {
                    bench.inputs.bits_mut(port.name).iter_mut().for_each(|mut bit| *bit = random() & 1 == 1);
                }
                // In long stretches without a reset and without an abort.
                for (port, value, every) in [("rst_ni", 1, 100), ("abort_i", 0, 50)] {
                    if ports.iter().any(|listed| listed.name == port) && cycle % every != 0 {
                        bench.inputs.set(port, value);
                    }
                }
                bench.cycle(&[]);
            }
        }
    }
}
