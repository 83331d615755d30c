//! rust-hdl's own simulation of any block of the list, through the pins that all models share.

use crate::pin::Declared;
use rust_hdl::prelude::{Block, simulate};
use seedchip_spec::{Direction, Pins, Port};

/// More rounds of updates than any block takes to settle.
const ROUNDS: usize = 1000;

/// A block that can be simulated cycle by cycle.
pub trait Simulated: Block {
    /// Its ports but for the clock, in the order of its declaration.
    fn ports(&self) -> Vec<Port>;

    /// One cycle: the inputs are applied and settle, the outputs are read, the clock rises.
    fn cycle(&mut self, inputs: &Pins) -> Pins;
}

impl<B: Block + Declared> Simulated for B {
    fn ports(&self) -> Vec<Port> {
        let pins = self.pins().into_iter();
        pins.filter_map(|(name, pin)| Some(Port { name, direction: pin.direction()?, width: pin.width() })).collect()
    }

    fn cycle(&mut self, inputs: &Pins) -> Pins {
        for (name, pin) in self.pins_mut() {
            match pin.direction() {
                None => pin.clock(false),
                Some(Direction::Input) => pin.drive(&mut inputs.bits(name).iter().by_vals()),
                Some(Direction::Output) => {}
            }
        }
        assert!(simulate(self, ROUNDS), "the block does not settle");
        let mut outputs = Pins::zero(&self.ports(), Direction::Output);
        for (name, pin) in self.pins().into_iter().filter(|(_, pin)| pin.direction() == Some(Direction::Output)) {
            for (index, bit) in pin.read().into_iter().enumerate() {
                outputs.bits_mut(name).set(index, bit);
            }
        }
        self.pins_mut().into_iter().for_each(|(_, pin)| pin.clock(true));
        assert!(simulate(self, ROUNDS), "the block does not settle after the clock's edge");
        outputs
    }
}

#[cfg(test)]
mod tests {
    use crate::registry::block;
    use seedchip_export::export;
    use seedchip_spec::{BLOCKS, Block, Cell, Configuration, Formats, Instance, Sizes};

    const fn sizes(rows: usize, columns: usize, accumulators: usize, cell: Cell) -> Sizes {
        Sizes { rows, columns, accumulators, cell, formats: Formats::INTEGER }
    }

    const SIZES: [Sizes; 7] = [
        sizes(4, 4, 16, Cell::Single),
        sizes(5, 3, 8, Cell::Single),
        sizes(4, 1, 4, Cell::Registered),
        sizes(4, 2, 4, Cell::Paired),
        sizes(8, 8, 256, Cell::Registered),
        sizes(16, 12, 512, Cell::Paired),
        sizes(16, 16, 512, Cell::Single),
    ];

    /// Every block at every size that it is tested at, and at those of units of all kinds.
    fn instances() -> Vec<Instance> {
        let configurations = SIZES.map(|sizes| Configuration::new(sizes).expect("possible sizes"));
        let of_units = configurations.iter().flat_map(|configuration| BLOCKS.iter().map(|it| it.of(configuration)));
        BLOCKS.iter().flat_map(Block::instances).chain(of_units).collect()
    }

    #[test]
    fn every_block_of_the_list_has_its_ports() {
        for instance in instances() {
            assert_eq!(block(&instance).ports(), instance.ports(), "{instance}");
        }
    }

    #[test]
    fn every_block_of_the_list_can_be_exported() {
        for instance in instances() {
            if let Err(error) = export(block(&instance).as_ref()) {
                panic!("{instance}: {error}");
            }
        }
    }

    /// Each module begins with a sentence about what it does, and each of its ports has a sentence of its own.
    #[test]
    fn every_module_and_port_is_documented() {
        for listed in BLOCKS {
            let built = block(&listed.first());
            for module in export(built.as_ref()).expect("it can be exported").modules {
                assert!(module.summary().ends_with('.'), "`{}`: {}", module.name, module.summary());
                // The Verilog spells the signs of mathematics in ASCII.
                let says =
                    |line: &str| line.split(|sign: char| !sign.is_ascii()).all(|part| module.text.contains(part));
                assert!(says(module.documentation.lines().next().expect("a line")));
                for port in &module.ports {
                    assert!(port.documentation.ends_with('.'), "`{}.{}`", module.name, port.name);
                    assert!(says(&format!(" // {}\n", port.documentation)), "{}", module.text);
                }
            }
        }
    }
}
