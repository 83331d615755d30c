//! Every block of the list, built at its test size.

use crate::arith::{GatedSum, Multiplier, Product, Requantise, ShiftRight};
use crate::array::{Accumulator, Array, Deskew, Pe, PePair, PeRegistered, Row, Skew, Unpack};
use crate::mem::{Memory, MemoryRegistered};
use crate::simulated::Simulated;
use crate::stream::{Delay, StreamFifo, StreamRegister, TokenDelay};
use crate::{Counters, Datapath, Parameters, Sequencer};
use rust_hdl::prelude::{Bits, Block};
use seedchip_spec::{Configuration, test_sizes};

/// The block `name` of [`seedchip_spec::BLOCKS`] for `configuration`, ready to simulate and to export; none
/// if the list has no such block. A block of free sizes has its test sizes.
pub fn block(name: &str, configuration: &Configuration) -> Option<Box<dyn Simulated>> {
    use test_sizes::{DEPTH, FACTORS, LANE_BITS, LANES, STAGES};
    let (rows, columns) = (configuration.rows(), configuration.columns());
    let (sum_bits, cell) = (configuration.sum_bits(), configuration.cell());
    Some(match name {
        "product" => connected(Product::new(FACTORS.0, FACTORS.1)),
        "multiplier" => connected(Multiplier::new()),
        "shift_right" => connected(ShiftRight::new(64)),
        "gated_sum" => connected(GatedSum::new()),
        "requantise" => connected(Requantise::new()),
        "memory" => connected(Memory::<Bits<64>>::new(LANES, LANE_BITS, DEPTH)),
        "memory_registered" => connected(MemoryRegistered::<Bits<64>>::new(LANES, LANE_BITS, DEPTH)),
        "delay" => connected(Delay::<Bits<64>>::new(LANE_BITS, STAGES)),
        "token_delay" => connected(TokenDelay::new(LANE_BITS, STAGES)),
        "stream_register" => connected(StreamRegister::<Bits<64>>::new(LANES, LANE_BITS)),
        "stream_fifo" => connected(StreamFifo::<Bits<64>>::new(LANES, LANE_BITS, DEPTH)),
        "pe" => connected(Pe::new(sum_bits)),
        "pe_registered" => connected(PeRegistered::new(sum_bits)),
        "pe_pair" => connected(PePair::new(sum_bits)),
        "row" => connected(Row::new(columns, sum_bits, cell)),
        "array" => connected(Array::new(configuration)),
        "skew" => connected(Skew::<Bits<8>>::new(rows, 8, 1)),
        "deskew" => connected(Deskew::<Bits<32>>::new(columns, sum_bits, cell.columns())),
        "unpack" => connected(Unpack::new(columns)),
        "accumulator" => connected(Accumulator::new(configuration)),
        "parameters" => connected(Parameters::new(configuration)),
        "sequencer" => connected(Sequencer::new(configuration)),
        "counters" => connected(Counters::new()),
        "datapath" => connected(datapath(configuration)),
        _ => return None,
    })
}

/// The whole datapath of `configuration`, ready to export.
pub fn datapath(configuration: &Configuration) -> Datapath {
    let mut datapath = Datapath::new(configuration);
    datapath.connect_all();
    datapath
}

fn connected<B: Simulated + 'static>(mut block: B) -> Box<dyn Simulated> {
    block.connect_all();
    Box::new(block)
}
