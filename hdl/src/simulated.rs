//! rust-hdl's own simulation of any block of the list, through the pins that all models share.

use crate::arith::{GatedSum, Multiplier, Product, Requantise, ShiftRight};
use crate::array::{Accumulator, Array, Deskew, Pe, PePair, PeRegistered, Row, Skew, Unpack};
use crate::counters::Counters;
use crate::datapath::Datapath;
use crate::mem::{Memory, MemoryRegistered};
use crate::parameters::Parameters;
use crate::pin::{InputPin, OutputPin, Pin};
use crate::sequencer::Sequencer;
use crate::stream::{Delay, StreamFifo, StreamRegister, TokenDelay};
use rust_hdl::prelude::{Bits, Block, simulate};
use seedchip_spec::{Direction, Pins, Port};

/// More rounds of updates than any block takes to settle.
const ROUNDS: usize = 1000;

/// A block that can be simulated cycle by cycle.
pub trait Simulated: Block {
    /// Its ports but for the clock, in the order of its source.
    fn ports(&self) -> Vec<Port>;

    /// One cycle: the inputs are applied and settle, the outputs are read, the clock rises.
    fn cycle(&mut self, inputs: &Pins) -> Pins;
}

/// Names the ports of blocks: `in` and `out`, in the order of the source.
macro_rules! simulated {
    ($($block:ty, $timing:ident: $($direction:ident $port:ident),+;)+) => {$(
        impl Simulated for $block {
            fn ports(&self) -> Vec<Port> {
                vec![$(Port { name: stringify!($port), direction: direction!($direction), width: self.$port.width() }),+]
            }

            fn cycle(&mut self, inputs: &Pins) -> Pins {
                $(drive!($direction self $port inputs);)+
                clock!($timing self false);
                assert!(simulate(self, ROUNDS), "the block does not settle");
                let mut outputs = Pins::zero(&self.ports(), Direction::Output);
                $(read!($direction self $port outputs);)+
                clock!($timing self true);
                assert!(simulate(self, ROUNDS), "the block does not settle after the clock's edge");
                outputs
            }
        }
    )+};
}

macro_rules! direction {
    (input) => {
        Direction::Input
    };
    (output) => {
        Direction::Output
    };
}

macro_rules! drive {
    (input $block:ident $port:ident $pins:ident) => {
        $block.$port.drive(&mut $pins.bits(stringify!($port)).iter().by_vals());
    };
    (output $block:ident $port:ident $pins:ident) => {};
}

macro_rules! read {
    (input $block:ident $port:ident $pins:ident) => {};
    (output $block:ident $port:ident $pins:ident) => {
        for (index, bit) in $block.$port.read().into_iter().enumerate() {
            $pins.bits_mut(stringify!($port)).set(index, bit);
        }
    };
}

macro_rules! clock {
    (clocked $block:ident $level:literal) => {
        $block.clk_i.next = $level.into();
    };
    (combinational $block:ident $level:literal) => {};
}

simulated! {
    Product, clocked: input a_i, input b_i, input b_load_i, output product_o;
    Multiplier, clocked: input a_i, input b_i, output product_o;
    ShiftRight, combinational: input data_i, input amount_i, output data_o;
    GatedSum, combinational: input addend_i, input term_i, input gate_i, output sum_o;
    Requantise, clocked:
        input acc_i, input multiplier_i, input shift_i, input zero_point_i, input low_i, input high_i,
        input raw_i, input double_i, input keep_i, output result_o, output saturated_o;
    Memory<Bits<64>>, clocked:
        input write_i, input write_address_i, input write_data_i, input read_i, input read_address_i,
        output read_data_o;
    MemoryRegistered<Bits<64>>, clocked:
        input write_i, input write_address_i, input write_data_i, input read_address_i, output read_data_o;
    Delay<Bits<64>>, clocked: input data_i, output data_o;
    TokenDelay, clocked: input rst_ni, input token_i, output token_o;
    StreamRegister<Bits<64>>, clocked:
        input rst_ni, input up_valid_i, output up_ready_o, input up_data_i, input up_last_i,
        output down_valid_o, input down_ready_i, output down_data_o, output down_last_o;
    StreamFifo<Bits<64>>, clocked:
        input rst_ni, input up_valid_i, output up_ready_o, input up_data_i,
        output down_valid_o, input down_ready_i, output down_data_o;
    Pe, clocked:
        input load_i, input weight_i, input swap_i, input activation_i, input sum_i,
        output activation_o, output sum_o;
    PeRegistered, clocked:
        input load_i, input weight_i, input swap_i, input activation_i, input sum_i,
        output activation_o, output sum_o;
    PePair, clocked:
        input load_i, input weight_i, input swap_i, input activation_i, input sum_i,
        output activation_o, output sum_o;
    Row, clocked: input load_i, input weight_i, input swap_i, input activation_i, input sum_i, output sum_o;
    Array, clocked: input load_i, input weight_i, input swap_i, input activation_i, output sum_o;
    Skew<Bits<8>>, clocked: input data_i, output data_o;
    Deskew<Bits<32>>, clocked: input data_i, output data_o;
    Unpack, clocked:
        input rst_ni, input int4_i, input last_i, input weight_valid_i, output weight_ready_o, input weight_i,
        output row_valid_o, input row_ready_i, output row_o;
    Accumulator, clocked:
        input sum_i, input read_address_i, input first_i, input bias_i, input write_i, input write_address_i,
        output acc_o;
    Parameters, clocked:
        input rst_ni, input parameter_valid_i, output parameter_ready_o, input parameter_data_i,
        input parameter_last_i, input swap_i, input raw_i, output set_o, output framing_o, output bias_range_o,
        output bias_o, output multiplier_o, output shift_o, output zero_point_o, output low_o, output high_o;
    Sequencer, clocked:
        input rst_ni, input command_valid_i, output command_ready_o, input command_data_i,
        output start_o, output clear_flags_o, output busy_o, output int4_o, output raw_o, output double_o,
        output column_mask_o, input row_valid_i, output row_ready_o, output row_last_o, output load_o,
        input activation_valid_i, output activation_ready_o, output activation_last_o, output row_mask_o,
        output swap_o, output store_o, output result_o, output first_o, output partial_o, output set_o,
        output final_o, output end_o, output address_o, output rows_used_o, output columns_used_o,
        output stall_weights_o, output stall_activations_o, output stall_parameters_o, output stall_results_o,
        input set_i, input credit_i, input end_i, output status_valid_o, input status_ready_i,
        output error_o, output tag_o;
    Counters, clocked:
        input rst_ni, input start_i, input clear_flags_i, input busy_i, input launch_i, input rows_used_i,
        input columns_used_i, input stall_weights_i, input stall_activations_i, input stall_parameters_i,
        input stall_results_i, input saturation_i, input bias_range_i, input weight_framing_i,
        input activation_framing_i, input parameter_framing_i, output flags_o, output counters_o;
    Datapath, clocked:
        input rst_ni, input s_axis_command_tvalid, output s_axis_command_tready, input s_axis_command_tdata,
        input s_axis_weight_tvalid, output s_axis_weight_tready, input s_axis_weight_tdata,
        input s_axis_weight_tlast, input s_axis_activation_tvalid, output s_axis_activation_tready,
        input s_axis_activation_tdata, input s_axis_activation_tlast, input s_axis_parameter_tvalid,
        output s_axis_parameter_tready, input s_axis_parameter_tdata, input s_axis_parameter_tlast,
        output m_axis_result_tvalid, input m_axis_result_tready, output m_axis_result_tdata,
        output m_axis_result_tkeep, output m_axis_result_tlast, output m_axis_status_tvalid,
        input m_axis_status_tready, output m_axis_status_tdata;
}

#[cfg(test)]
mod tests {
    use crate::registry::block;
    use seedchip_export::{Provenance, export};
    use seedchip_spec::{BLOCKS, Cell, Configuration, Sizes};

    const fn sizes(rows: usize, columns: usize, accumulators: usize, cell: Cell) -> Sizes {
        Sizes { rows, columns, accumulators, cell }
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

    #[test]
    fn every_block_of_the_list_has_its_ports() {
        for sizes in SIZES {
            let configuration = Configuration::new(sizes).expect("possible sizes");
            for listed in BLOCKS {
                let built = block(listed.name, &configuration).unwrap_or_else(|| panic!("`{}`", listed.name));
                assert_eq!(built.ports(), (listed.ports)(&configuration), "`{}`", listed.name);
            }
        }
    }

    #[test]
    fn every_block_of_the_list_can_be_exported() {
        for sizes in SIZES {
            let configuration = Configuration::new(sizes).expect("possible sizes");
            let provenance = Provenance { configuration: configuration.name().into(), version: "0".into() };
            for listed in BLOCKS {
                let built = block(listed.name, &configuration).unwrap_or_else(|| panic!("`{}`", listed.name));
                if let Err(error) = export(built.as_ref(), &provenance) {
                    panic!("`{}` at {}: {error}", listed.name, configuration.name());
                }
            }
        }
    }
}
