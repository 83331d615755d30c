//! The list of blocks with their ports: what tests, co-simulation, catalogue and expected Verilog go through.
//!
//! A block of free sizes is listed at the sizes that it is tested at. `clk_i` is a port of every block with a
//! flip-flop and not listed here: see [`Block::clocked`].

use crate::configuration::Configuration;

/// Which way a port goes, seen from the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the block.
    Input,
    /// Out of the block.
    Output,
}

/// A port of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name in RTL, Verilog, golden model and waveform.
    pub name: &'static str,
    /// Which way it goes.
    pub direction: Direction,
    /// Its bits.
    pub width: usize,
}

/// A block of the datapath.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Its name in every tree.
    pub name: &'static str,
    /// Its folder under `hdl/src`, `verif/golden/src` and `verif/tests/tests`; empty for the tops.
    pub folder: &'static str,
    /// Whether it has flip-flops, and so a port `clk_i`.
    pub clocked: bool,
    /// Its ports for a configuration, in the order of its source.
    pub ports: fn(&Configuration) -> Vec<Port>,
}

impl Block {
    /// Where the block lives under `hdl/src` and the trees that mirror it, without the suffix.
    pub fn path(&self) -> String {
        if self.folder.is_empty() { self.name.to_owned() } else { format!("{}/{}", self.folder, self.name) }
    }
}

/// The block of this name.
pub fn block(name: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.name == name)
}

fn input(name: &'static str, width: usize) -> Port {
    Port { name, direction: Direction::Input, width }
}

fn output(name: &'static str, width: usize) -> Port {
    Port { name, direction: Direction::Output, width }
}

const fn listed(
    folder: &'static str,
    name: &'static str,
    clocked: bool,
    ports: fn(&Configuration) -> Vec<Port>,
) -> Block {
    Block { name, folder, clocked, ports }
}

/// The ports of a cell of so many columns.
fn cell_ports(configuration: &Configuration, columns: usize) -> Vec<Port> {
    vec![
        input("load_i", 1),
        input("weight_i", columns * 8),
        input("swap_i", 1),
        input("activation_i", 8),
        input("sum_i", columns * configuration.sum_bits()),
        output("activation_o", 8),
        output("sum_o", columns * configuration.sum_bits()),
    ]
}

/// The sizes that blocks of free sizes are tested at.
pub mod test_sizes {
    /// Lanes of a stream register, a memory and a queue.
    pub const LANES: usize = 2;
    /// Bits of such a lane.
    pub const LANE_BITS: usize = 8;
    /// Words of a memory and of a queue.
    pub const DEPTH: usize = 4;
    /// Stages of a delay.
    pub const STAGES: usize = 3;
    /// Bits of the factors of a product.
    pub const FACTORS: (usize, usize) = (8, 18);
}

/// Every block, children before their parents.
pub const BLOCKS: &[Block] = &[
    listed("arith", "product", true, |_| {
        let (a, b) = test_sizes::FACTORS;
        vec![input("a_i", a), input("b_i", b), input("b_load_i", 1), output("product_o", a + b)]
    }),
    listed("arith", "multiplier", true, |_| vec![input("a_i", 32), input("b_i", 32), output("product_o", 64)]),
    listed("arith", "shift_right", false, |_| vec![input("data_i", 64), input("amount_i", 6), output("data_o", 64)]),
    listed("arith", "gated_sum", false, |_| {
        vec![input("addend_i", 32), input("term_i", 32), input("gate_i", 1), output("sum_o", 32)]
    }),
    listed("arith", "requantise", true, |_| {
        vec![
            input("acc_i", 32),
            input("multiplier_i", 32),
            input("shift_i", 6),
            input("zero_point_i", 8),
            input("low_i", 8),
            input("high_i", 8),
            input("raw_i", 1),
            input("double_i", 1),
            input("keep_i", 1),
            output("result_o", 32),
            output("saturated_o", 1),
        ]
    }),
    listed("mem", "memory", true, |_| {
        use test_sizes::{DEPTH, LANE_BITS, LANES};
        let address = DEPTH.trailing_zeros() as usize;
        vec![
            input("write_i", 1),
            input("write_address_i", address),
            input("write_data_i", LANES * LANE_BITS),
            input("read_i", 1),
            input("read_address_i", address),
            output("read_data_o", LANES * LANE_BITS),
        ]
    }),
    listed("mem", "memory_registered", true, |_| {
        use test_sizes::{DEPTH, LANE_BITS, LANES};
        let address = DEPTH.trailing_zeros() as usize;
        vec![
            input("write_i", 1),
            input("write_address_i", address),
            input("write_data_i", LANES * LANE_BITS),
            input("read_address_i", address),
            output("read_data_o", LANES * LANE_BITS),
        ]
    }),
    listed("stream", "delay", true, |_| {
        vec![input("data_i", test_sizes::LANE_BITS), output("data_o", test_sizes::LANE_BITS)]
    }),
    listed("stream", "token_delay", true, |_| {
        vec![input("rst_ni", 1), input("token_i", test_sizes::LANE_BITS), output("token_o", test_sizes::LANE_BITS)]
    }),
    listed("stream", "stream_register", true, |_| {
        use test_sizes::{LANE_BITS, LANES};
        vec![
            input("rst_ni", 1),
            input("up_valid_i", 1),
            output("up_ready_o", 1),
            input("up_data_i", LANES * LANE_BITS),
            input("up_last_i", 1),
            output("down_valid_o", 1),
            input("down_ready_i", 1),
            output("down_data_o", LANES * LANE_BITS),
            output("down_last_o", 1),
        ]
    }),
    listed("stream", "stream_fifo", true, |_| {
        use test_sizes::{LANE_BITS, LANES};
        vec![
            input("rst_ni", 1),
            input("up_valid_i", 1),
            output("up_ready_o", 1),
            input("up_data_i", LANES * LANE_BITS),
            output("down_valid_o", 1),
            input("down_ready_i", 1),
            output("down_data_o", LANES * LANE_BITS),
        ]
    }),
    listed("array", "pe", true, |configuration| cell_ports(configuration, 1)),
    listed("array", "pe_registered", true, |configuration| cell_ports(configuration, 1)),
    listed("array", "pe_pair", true, |configuration| cell_ports(configuration, 2)),
    listed("array", "row", true, |configuration| {
        let sums = configuration.columns() * configuration.sum_bits();
        vec![
            input("load_i", 1),
            input("weight_i", configuration.columns() * 8),
            input("swap_i", 1),
            input("activation_i", 8),
            input("sum_i", sums),
            output("sum_o", sums),
        ]
    }),
    listed("array", "array", true, |configuration| {
        vec![
            input("load_i", configuration.rows()),
            input("weight_i", configuration.columns() * 8),
            input("swap_i", configuration.rows()),
            input("activation_i", configuration.rows() * 8),
            output("sum_o", configuration.columns() * configuration.sum_bits()),
        ]
    }),
    listed("array", "skew", true, |configuration| {
        vec![input("data_i", configuration.rows() * 8), output("data_o", configuration.rows() * 8)]
    }),
    listed("array", "deskew", true, |configuration| {
        let sums = configuration.columns() * configuration.sum_bits();
        vec![input("data_i", sums), output("data_o", sums)]
    }),
    listed("array", "unpack", true, |configuration| {
        let bits = configuration.columns() * 8;
        vec![
            input("rst_ni", 1),
            input("int4_i", 1),
            input("last_i", 1),
            input("weight_valid_i", 1),
            output("weight_ready_o", 1),
            input("weight_i", bits),
            output("row_valid_o", 1),
            input("row_ready_i", 1),
            output("row_o", bits),
        ]
    }),
    listed("array", "accumulator", true, |configuration| {
        vec![
            input("sum_i", configuration.sum_bits()),
            input("read_address_i", configuration.address_bits()),
            input("first_i", 1),
            input("bias_i", 32),
            input("write_i", 1),
            input("write_address_i", configuration.address_bits()),
            output("acc_o", 32),
        ]
    }),
    listed("", "parameters", true, |configuration| {
        let columns = configuration.columns();
        vec![
            input("rst_ni", 1),
            input("parameter_valid_i", 1),
            output("parameter_ready_o", 1),
            input("parameter_data_i", 128),
            input("parameter_last_i", 1),
            input("swap_i", 1),
            input("raw_i", 1),
            output("set_o", 1),
            output("framing_o", 1),
            output("bias_range_o", 1),
            output("bias_o", columns * 32),
            output("multiplier_o", columns * 32),
            output("shift_o", columns * 6),
            output("zero_point_o", columns * 8),
            output("low_o", columns * 8),
            output("high_o", columns * 8),
        ]
    }),
    listed("", "sequencer", true, |configuration| {
        vec![
            input("rst_ni", 1),
            input("command_valid_i", 1),
            output("command_ready_o", 1),
            input("command_data_i", 128),
            output("start_o", 1),
            output("clear_flags_o", 1),
            output("busy_o", 1),
            output("int4_o", 1),
            output("raw_o", 1),
            output("double_o", 1),
            output("column_mask_o", configuration.columns()),
            input("row_valid_i", 1),
            output("row_ready_o", 1),
            output("row_last_o", 1),
            output("load_o", configuration.rows()),
            input("activation_valid_i", 1),
            output("activation_ready_o", 1),
            output("activation_last_o", 1),
            output("row_mask_o", configuration.rows()),
            output("swap_o", 1),
            output("store_o", 1),
            output("result_o", 1),
            output("first_o", 1),
            output("partial_o", 1),
            output("set_o", 1),
            output("final_o", 1),
            output("end_o", 1),
            output("address_o", configuration.address_bits()),
            output("rows_used_o", 9),
            output("columns_used_o", 9),
            output("stall_weights_o", 1),
            output("stall_activations_o", 1),
            output("stall_parameters_o", 1),
            output("stall_results_o", 1),
            input("set_i", 1),
            input("credit_i", 1),
            input("end_i", 1),
            output("status_valid_o", 1),
            input("status_ready_i", 1),
            output("error_o", 8),
            output("tag_o", 16),
        ]
    }),
    listed("", "counters", true, |_| {
        vec![
            input("rst_ni", 1),
            input("start_i", 1),
            input("clear_flags_i", 1),
            input("busy_i", 1),
            input("launch_i", 1),
            input("rows_used_i", 9),
            input("columns_used_i", 9),
            input("stall_weights_i", 1),
            input("stall_activations_i", 1),
            input("stall_parameters_i", 1),
            input("stall_results_i", 1),
            input("saturation_i", 1),
            input("bias_range_i", 1),
            input("weight_framing_i", 1),
            input("activation_framing_i", 1),
            input("parameter_framing_i", 1),
            output("flags_o", 8),
            output("counters_o", 6 * 48),
        ]
    }),
    listed("", "datapath", true, |configuration| {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        vec![
            input("rst_ni", 1),
            input("s_axis_command_tvalid", 1),
            output("s_axis_command_tready", 1),
            input("s_axis_command_tdata", 128),
            input("s_axis_weight_tvalid", 1),
            output("s_axis_weight_tready", 1),
            input("s_axis_weight_tdata", columns * 8),
            input("s_axis_weight_tlast", 1),
            input("s_axis_activation_tvalid", 1),
            output("s_axis_activation_tready", 1),
            input("s_axis_activation_tdata", rows * 8),
            input("s_axis_activation_tlast", 1),
            input("s_axis_parameter_tvalid", 1),
            output("s_axis_parameter_tready", 1),
            input("s_axis_parameter_tdata", 128),
            input("s_axis_parameter_tlast", 1),
            output("m_axis_result_tvalid", 1),
            input("m_axis_result_tready", 1),
            output("m_axis_result_tdata", columns * 32),
            output("m_axis_result_tkeep", columns * 4),
            output("m_axis_result_tlast", 1),
            output("m_axis_status_tvalid", 1),
            input("m_axis_status_tready", 1),
            output("m_axis_status_tdata", 320),
        ]
    }),
];
