//! Bit-exact golden model of the SeedChip datapath.
//!
//! Two levels, both written from the pages in `hdl/doc` and the numeric specification and from nothing else:
//! - [`block`] gives a clocked model of every block but the whole unit, cycle by cycle;
//! - [`datapath::Datapath`] is the whole unit, command by command, [`contract`] its time, and [`layer`] the plain matrix
//!   product with conversion that whole networks are compared with.
//!
//! The models say what a block does, not how the hardware does it: queues are queues, tiles are divisions.

pub mod aborted;
mod answers;
pub mod arith;
pub mod array;
mod beat;
#[cfg(test)]
mod bench;
pub mod columns;
pub mod command;
pub mod contract;
pub mod datapath;
pub mod exact;
pub mod float;
pub mod layer;
mod ledger;
pub mod matrix;
pub mod mem;
mod operands;
mod packet;
pub mod passes;
mod product;
mod results;
pub mod stream;
pub mod tiling;
pub mod vector;

use seedchip_spec::{Direction, Instance, Pins, for_each_block};

/// What a block shows in one cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// The value of every output port.
    pub pins: Pins,
    /// Output ports whose value means nothing in this cycle; they are not compared.
    pub unspecified: Vec<&'static str>,
}

/// The clocked model of a block. At power-up every register and memory is zero.
pub trait Block {
    /// One clock cycle: the output pins that are seen with these input pins, then the rising edge.
    ///
    /// `clk_i` is not among the pins; `rst_ni` is, where the block has it.
    fn cycle(&mut self, inputs: &Pins) -> Outputs;

    /// What is seen with these input pins, without the rising edge.
    fn peek(&self, inputs: &Pins) -> Outputs;
}

/// The model of a block without the making of its pins.
trait Behaviour {
    /// Writes the outputs of the cycle over zeros, then advances the state as the rising edge does.
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs);
}

/// A behaviour together with the output ports that its block is listed with.
struct Model<B> {
    zero: Pins,
    behaviour: B,
}

impl<B: Behaviour + Clone> Block for Model<B> {
    fn cycle(&mut self, inputs: &Pins) -> Outputs {
        let mut outputs = Outputs { pins: self.zero.clone(), unspecified: Vec::new() };
        self.behaviour.cycle(inputs, &mut outputs);
        outputs
    }

    fn peek(&self, inputs: &Pins) -> Outputs {
        Self { zero: self.zero.clone(), behaviour: self.behaviour.clone() }.cycle(inputs)
    }
}

/// Whether the module of a block makes its model: the tops have models of whole commands instead.
#[rustfmt::skip]
macro_rules! model {
    (tops $name:ident $instance:ident) => { None };
    ($folder:ident $name:ident $instance:ident) => { Some(model($folder::$name::model($instance), $instance)) };
}

macro_rules! registry {
    ($($folder:ident: $($name:ident)+;)+) => {
        /// The model of a block at its power-up state.
        ///
        /// None for the tops, whose models work command by command: [`datapath::Datapath`].
        pub fn block(instance: &Instance) -> Option<Box<dyn Block>> {
            match instance.name() {
                $($(stringify!($name) => model!($folder $name instance),)+)+
                name => unreachable!("`{name}` is of another list of blocks"),
            }
        }
    };
}

for_each_block!(registry);

fn model(behaviour: impl Behaviour + Clone + 'static, instance: &Instance) -> Box<dyn Block> {
    Box::new(Model { zero: Pins::zero(&instance.ports(), Direction::Output), behaviour })
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{BLOCKS, Configuration};

    #[test]
    fn every_block_but_the_tops_has_a_model_that_writes_its_own_ports() {
        for listed in BLOCKS {
            let named = Configuration::all();
            for instance in listed.instances().into_iter().chain(named.iter().map(|it| listed.of(it))) {
                let model = block(&instance);
                assert_eq!(model.is_none(), listed.is_top(), "{instance}");
                let Some(mut model) = model else { continue };
                let ports = instance.ports();
                let outputs = model.cycle(&Pins::zero(&ports, Direction::Input));
                for (port, value) in outputs.pins.iter() {
                    let width = ports.iter().find(|listed| listed.name == port).map(|listed| listed.width);
                    assert_eq!(width, Some(value.len()), "{instance}.{port}");
                }
            }
        }
    }
}
