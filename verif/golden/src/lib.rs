//! Bit-exact golden model of the SeedChip datapath.
//!
//! Two levels, both written from `hdl/doc/datapath.md` and the numeric specification and from nothing else:
//! - [`block`] gives a clocked model of every block but the datapath, cycle by cycle;
//! - [`datapath::Datapath`] is the whole datapath, command by command, and [`layer`] the plain matrix product
//!   with requantisation that whole networks are compared with.
//!
//! The models say what a block does, not how the hardware does it: queues are queues, tiles are divisions.

pub mod arith;
pub mod array;
mod beat;
pub mod command;
pub mod counters;
pub mod datapath;
pub mod layer;
pub mod mem;
pub mod parameters;
pub mod sequencer;
pub mod stream;
pub mod tiling;

use seedchip_spec::{Configuration, Direction, Pins, test_sizes};

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

impl<B: Behaviour> Block for Model<B> {
    fn cycle(&mut self, inputs: &Pins) -> Outputs {
        let mut outputs = Outputs { pins: self.zero.clone(), unspecified: Vec::new() };
        self.behaviour.cycle(inputs, &mut outputs);
        outputs
    }
}

/// The model of the block that `seedchip_spec::BLOCKS` lists under this name, at its power-up state.
///
/// None for the datapath, whose model is [`datapath::Datapath`], and for names that aren't listed.
pub fn block(name: &str, configuration: &Configuration) -> Option<Box<dyn Block>> {
    use test_sizes::{DEPTH, FACTORS, LANE_BITS, LANES, STAGES};

    let ports = (seedchip_spec::block(name)?.ports)(configuration);
    let zero = Pins::zero(&ports, Direction::Output);
    Some(match name {
        "product" => model(zero, arith::product::Product::new(FACTORS.0, FACTORS.1)),
        "multiplier" => model(zero, arith::multiplier::Multiplier::new()),
        "gated_sum" => model(zero, arith::gated_sum::GatedSum),
        "shift_right" => model(zero, arith::shift_right::ShiftRight),
        "requantise" => model(zero, arith::requantise::Requantise::new()),
        "memory" => model(zero, mem::memory::Memory::new(DEPTH, LANES * LANE_BITS)),
        "memory_registered" => model(zero, mem::memory_registered::MemoryRegistered::bits(DEPTH, LANES * LANE_BITS)),
        "delay" => model(zero, stream::delay::Delay::bits(STAGES, LANE_BITS)),
        "token_delay" => model(zero, stream::token_delay::TokenDelay::new(STAGES, LANE_BITS)),
        "stream_register" => model(zero, stream::stream_register::StreamRegister::bits(LANES * LANE_BITS)),
        "stream_fifo" => model(zero, stream::stream_fifo::StreamFifo::bits(DEPTH, LANES * LANE_BITS)),
        "pe" => model(zero, array::pe::Pe::single(configuration.sum_bits())),
        "pe_registered" => model(zero, array::pe_registered::registered(configuration.sum_bits())),
        "pe_pair" => model(zero, array::pe_pair::pair(configuration.sum_bits())),
        "row" => model(zero, array::row::Row::new(configuration)),
        "array" => model(zero, array::array::Array::new(configuration)),
        "skew" => model(zero, array::skew::Skew::new(configuration.rows(), 8, 1)),
        "deskew" => {
            let (columns, group) = (configuration.columns(), configuration.cell().columns());
            model(zero, array::deskew::Deskew::new(columns, configuration.sum_bits(), group))
        }
        "unpack" => model(zero, array::unpack::Unpack::new(configuration.columns())),
        "accumulator" => model(zero, array::accumulator::Accumulator::new(configuration)),
        "parameters" => model(zero, parameters::Parameters::new(configuration)),
        "sequencer" => model(zero, sequencer::Sequencer::new(configuration)),
        "counters" => model(zero, counters::Counters::new()),
        _ => return None,
    })
}

fn model(zero: Pins, behaviour: impl Behaviour + 'static) -> Box<dyn Block> {
    Box::new(Model { zero, behaviour })
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::BLOCKS;

    #[test]
    fn every_block_but_the_datapath_has_a_model_that_writes_its_own_ports() {
        for configuration in Configuration::all() {
            for listed in BLOCKS {
                let model = block(listed.name, &configuration);
                assert_eq!(model.is_none(), listed.name == "datapath", "{}", listed.name);
                let Some(mut model) = model else { continue };
                let ports = (listed.ports)(&configuration);
                let outputs = model.cycle(&Pins::zero(&ports, Direction::Input));
                for (port, value) in outputs.pins.iter() {
                    let width = ports.iter().find(|listed| listed.name == port).map(|listed| listed.width);
                    assert_eq!(width, Some(value.len()), "{}.{port}", listed.name);
                }
            }
        }
        assert!(block("nothing", &Configuration::all()[0]).is_none());
    }
}
