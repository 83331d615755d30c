//! The list of blocks with their ports, for tests, simulation, catalogue and expected Verilog.
//!
//! A row says a block's name, the sizes that it depends on, and its ports in the order of its declaration:
//!
//! ```text
//! delay(bits, stages) [8, 3] [8, 0]: clocked { in data_i: bits, out data_o: bits }
//! row of configuration: clocked { in load_i: 1, … }
//! ```
//!
//! - `(bits, stages)` are sizes of its own. Behind them are the numbers that it is tested at; the first are those of the
//!   expected Verilog, the catalogue and the listed cases.
//! - `of configuration`: it depends on the configuration of the unit that it is in.
//! - `clocked`: it has flip-flops, and so a port `clk_i`, which is not listed; otherwise it is `combinational`.
//!
//! A folder's name stands before its blocks, `root` before those that lie beside the folders. The tops come last.

use crate::block::{Block, Direction, Port, Shape};

/// Makes [`BLOCKS`], [`TOPS`] and [`for_each_block!`](crate::for_each_block) from the rows.
macro_rules! blocks {
    (
        $dollar:tt
        $(folder $folder:ident { $($name:ident $(($($size:tt)*))? $([$($number:tt)+])* $(of $configuration:ident)?:
            $timing:ident { $($port:tt)+ })+ })+
        tops { $($top:ident of $top_configuration:ident: $top_timing:ident { $($top_port:tt)+ })+ }
    ) => {
        /// Every block, children before their parents, the tops last.
        pub const BLOCKS: &[Block] = &[
            $($(block!(
                $folder $name $(($($size)*))? $([$($number)+])* $($configuration)?: $timing { $($port)+ }
            ),)+)+
            $(block!(tops $top $top_configuration: $top_timing { $($top_port)+ }),)+
        ];

        /// The blocks that a user puts into a chip.
        pub const TOPS: &[&str] = &[$(stringify!($top)),+];

        /// Calls a macro with the blocks of every folder and the tops: `arith: product …; root: counters …; tops: …;`.
        /// A tree that holds something for each block registers it so: what is missing does not compile.
        #[macro_export]
        macro_rules! for_each_block {
            ($dollar macro:ident) => {
                $dollar macro! { $($folder: $($name)+;)+ tops: $($top)+; }
            };
        }
    };
}

/// A row as a [`Block`].
macro_rules! block {
    (
        $folder:ident $name:ident $(($($size:ident),*))? $([$($number:expr),+])* $($configuration:ident)?:
        $timing:ident { $($direction:ident $port:ident: $width:expr),+ $(,)? }
    ) => {
        Block {
            name: stringify!($name),
            folder: folder!($folder),
            clocked: clocked!($timing),
            shape: shape!($folder $(($($size),*))? $([$($number),+])*),
            ports: |_instance| {
                $(
                    #[allow(unused_variables, reason = "not every size shows in the ports")]
                    let [$($size),*] = _instance.own();
                )?
                $(
                    #[allow(unused_variables, reason = "not every port has a width of the configuration")]
                    let $configuration = _instance.configuration();
                )?
                vec![$(Port { name: stringify!($port), direction: direction!($direction), width: $width }),+]
            },
        }
    };
}

#[rustfmt::skip]
macro_rules! folder {
    (root) => { "" };
    (tops) => { "" };
    ($folder:ident) => { stringify!($folder) };
}

#[rustfmt::skip]
macro_rules! clocked {
    (clocked) => { true };
    (combinational) => { false };
}

#[rustfmt::skip]
macro_rules! shape {
    (tops) => { Shape::Top };
    ($folder:ident) => { Shape::Configured };
    ($folder:ident ($($size:ident),*) $([$($number:expr),+])*) => {
        Shape::Own { names: &[$(stringify!($size)),*], tested: &[$(&[$($number),+]),*] }
    };
}

#[rustfmt::skip]
macro_rules! direction {
    (in) => { Direction::Input };
    (out) => { Direction::Output };
}

/// The integer datapath.
pub const DATAPATH: &Block = &BLOCKS[BLOCKS.len() - TOPS.len()];

/// Bits of the addresses of so many words, a power of two.
fn address_bits(depth: usize) -> usize {
    depth.trailing_zeros() as usize
}

blocks! { $
    folder arith {
        product(a_bits, b_bits) [8, 18] [8, 8] [10, 10] [18, 18] [32, 32]: clocked {
            in a_i: a_bits, in b_i: b_bits, in b_load_i: 1, out product_o: a_bits + b_bits,
        }
        multiplier(): clocked { in a_i: 32, in b_i: 32, out product_o: 64 }
        shift_right(bits) [64] [26] [7]: combinational { in data_i: bits, in amount_i: 6, out data_o: bits }
        gated_sum(): combinational { in addend_i: 32, in term_i: 32, in gate_i: 1, out sum_o: 32 }
        requantise(): clocked {
            in acc_i: 32, in multiplier_i: 32, in shift_i: 6, in zero_point_i: 8, in low_i: 8, in high_i: 8,
            in raw_i: 1, in double_i: 1, in keep_i: 1, out result_o: 32, out saturated_o: 1,
        }
    }
    folder mem {
        memory(lanes, lane_bits, depth) [2, 8, 4] [1, 32, 256] [3, 11, 2]: clocked {
            in write_i: 1, in write_address_i: address_bits(depth), in write_data_i: lanes * lane_bits,
            in read_i: 1, in read_address_i: address_bits(depth), out read_data_o: lanes * lane_bits,
        }
        memory_registered(lanes, lane_bits, depth) [2, 8, 4] [1, 32, 256] [3, 11, 2]: clocked {
            in write_i: 1, in write_address_i: address_bits(depth), in write_data_i: lanes * lane_bits,
            in read_address_i: address_bits(depth), out read_data_o: lanes * lane_bits,
        }
    }
    folder stream {
        delay(bits, stages) [8, 3] [8, 0] [8, 1] [8, 2] [1, 12]: clocked { in data_i: bits, out data_o: bits }
        token_delay(bits, stages) [8, 3] [7, 1] [1, 2] [4, 14]: clocked {
            in rst_ni: 1, in token_i: bits, out token_o: bits,
        }
        stream_register(lanes, lane_bits) [2, 8] [1, 1] [3, 33]: clocked {
            in rst_ni: 1, in up_valid_i: 1, out up_ready_o: 1, in up_data_i: lanes * lane_bits, in up_last_i: 1,
            out down_valid_o: 1, in down_ready_i: 1, out down_data_o: lanes * lane_bits, out down_last_o: 1,
        }
        stream_fifo(lanes, lane_bits, depth) [2, 8, 4] [1, 1, 2] [3, 33, 16]: clocked {
            in rst_ni: 1, in up_valid_i: 1, out up_ready_o: 1, in up_data_i: lanes * lane_bits,
            out down_valid_o: 1, in down_ready_i: 1, out down_data_o: lanes * lane_bits,
        }
    }
    folder array {
        pe(sum_bits) [18] [16] [24]: clocked {
            in load_i: 1, in weight_i: 8, in swap_i: 1, in activation_i: 8, in sum_i: sum_bits,
            out activation_o: 8, out sum_o: sum_bits,
        }
        pe_registered(sum_bits) [18] [16] [24]: clocked {
            in load_i: 1, in weight_i: 8, in swap_i: 1, in activation_i: 8, in sum_i: sum_bits,
            out activation_o: 8, out sum_o: sum_bits,
        }
        pe_pair(sum_bits) [18] [16] [24]: clocked {
            in load_i: 1, in weight_i: 16, in swap_i: 1, in activation_i: 8, in sum_i: 2 * sum_bits,
            out activation_o: 8, out sum_o: 2 * sum_bits,
        }
        row of configuration: clocked {
            in load_i: 1, in weight_i: configuration.columns() * 8, in swap_i: 1, in activation_i: 8,
            in sum_i: configuration.columns() * configuration.sum_bits(),
            out sum_o: configuration.columns() * configuration.sum_bits(),
        }
        array of configuration: clocked {
            in load_i: configuration.rows(), in weight_i: configuration.columns() * 8,
            in swap_i: configuration.rows(), in activation_i: configuration.rows() * 8,
            out sum_o: configuration.columns() * configuration.sum_bits(),
        }
        skew(lanes, bits, group) [4, 8, 1] [5, 8, 1] [1, 8, 1] [6, 8, 2]: clocked {
            in data_i: lanes * bits, out data_o: lanes * bits,
        }
        deskew(lanes, bits, group) [4, 18, 1] [4, 18, 2] [7, 19, 1] [1, 18, 1] [6, 18, 2] [2, 18, 2]: clocked {
            in data_i: lanes * bits, out data_o: lanes * bits,
        }
        unpack(columns) [4] [1] [3] [8]: clocked {
            in rst_ni: 1, in int4_i: 1, in last_i: 1,
            in weight_valid_i: 1, out weight_ready_o: 1, in weight_i: columns * 8,
            out row_valid_o: 1, in row_ready_i: 1, out row_o: columns * 8,
        }
        accumulator of configuration: clocked {
            in sum_i: configuration.sum_bits(), in read_address_i: configuration.address_bits(), in first_i: 1,
            in bias_i: 32, in write_i: 1, in write_address_i: configuration.address_bits(), out acc_o: 32,
        }
    }
    folder root {
        parameters of configuration: clocked {
            in rst_ni: 1, in parameter_valid_i: 1, out parameter_ready_o: 1, in parameter_data_i: 128,
            in parameter_last_i: 1, in swap_i: 1, in raw_i: 1,
            out set_o: 1, out framing_o: 1, out bias_range_o: 1,
            out bias_o: configuration.columns() * 32, out multiplier_o: configuration.columns() * 32,
            out shift_o: configuration.columns() * 6, out zero_point_o: configuration.columns() * 8,
            out low_o: configuration.columns() * 8, out high_o: configuration.columns() * 8,
        }
        sequencer of configuration: clocked {
            in rst_ni: 1, in command_valid_i: 1, out command_ready_o: 1, in command_data_i: 128,
            out start_o: 1, out clear_flags_o: 1, out busy_o: 1, out int4_o: 1, out raw_o: 1, out double_o: 1,
            out column_mask_o: configuration.columns(),
            in row_valid_i: 1, out row_ready_o: 1, out row_last_o: 1, out load_o: configuration.rows(),
            in activation_valid_i: 1, out activation_ready_o: 1, out activation_last_o: 1,
            out row_mask_o: configuration.rows(),
            out swap_o: 1, out store_o: 1, out result_o: 1, out first_o: 1, out partial_o: 1, out set_o: 1,
            out final_o: 1, out end_o: 1, out address_o: configuration.address_bits(),
            out rows_used_o: 9, out columns_used_o: 9,
            out stall_weights_o: 1, out stall_activations_o: 1, out stall_parameters_o: 1, out stall_results_o: 1,
            in set_i: 1, in credit_i: 1, in end_i: 1,
            out status_valid_o: 1, in status_ready_i: 1, out error_o: 8, out tag_o: 16,
        }
        counters(): clocked {
            in rst_ni: 1, in start_i: 1, in clear_flags_i: 1, in busy_i: 1, in launch_i: 1,
            in rows_used_i: 9, in columns_used_i: 9,
            in stall_weights_i: 1, in stall_activations_i: 1, in stall_parameters_i: 1, in stall_results_i: 1,
            in saturation_i: 1, in bias_range_i: 1,
            in weight_framing_i: 1, in activation_framing_i: 1, in parameter_framing_i: 1,
            out flags_o: 8, out counters_o: 6 * 48,
        }
    }
    tops {
        datapath of configuration: clocked {
            in rst_ni: 1,
            in s_axis_command_tvalid: 1, out s_axis_command_tready: 1, in s_axis_command_tdata: 128,
            in s_axis_weight_tvalid: 1, out s_axis_weight_tready: 1,
            in s_axis_weight_tdata: configuration.columns() * 8, in s_axis_weight_tlast: 1,
            in s_axis_activation_tvalid: 1, out s_axis_activation_tready: 1,
            in s_axis_activation_tdata: configuration.rows() * 8, in s_axis_activation_tlast: 1,
            in s_axis_parameter_tvalid: 1, out s_axis_parameter_tready: 1,
            in s_axis_parameter_tdata: 128, in s_axis_parameter_tlast: 1,
            out m_axis_result_tvalid: 1, in m_axis_result_tready: 1,
            out m_axis_result_tdata: configuration.columns() * 32, out m_axis_result_tkeep: configuration.columns() * 4,
            out m_axis_result_tlast: 1,
            out m_axis_status_tvalid: 1, in m_axis_status_tready: 1, out m_axis_status_tdata: 320,
        }
    }
}
