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

/// Bits of a number from 0 to a count of lanes, a power of two.
fn count_bits(lanes: usize) -> usize {
    lanes.trailing_zeros() as usize + 1
}

blocks! { $
    folder arith {
        product(a_bits, b_bits) [8, 18] [8, 8] [10, 10] [18, 18] [32, 32]: clocked {
            in a_i: a_bits, in b_i: b_bits, in b_load_i: 1, out product_o: a_bits + b_bits,
        }
        product_held(a_bits, b_bits) [18, 18] [8, 5]: clocked {
            in enable_i: 1, in a_i: a_bits, in b_i: b_bits, out product_o: a_bits + b_bits,
        }
        multiplier(): clocked { in enable_i: 1, in a_i: 32, in b_i: 32, out product_o: 64 }
        shift_right(bits) [64] [26] [7]: combinational { in data_i: bits, in amount_i: 6, out data_o: bits }
        gated_sum(): combinational { in addend_i: 32, in term_i: 32, in gate_i: 1, out sum_o: 32 }
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
        memory_held(lanes, lane_bits, depth) [2, 8, 4] [1, 32, 256] [3, 11, 2]: clocked {
            in write_i: 1, in write_address_i: address_bits(depth), in write_data_i: lanes * lane_bits,
            in read_i: 1, in read_address_i: address_bits(depth), in show_i: 1, out read_data_o: lanes * lane_bits,
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
        operand_packet(lanes, lane_bits) [2, 8] [1, 8] [3, 33]: clocked {
            in rst_ni: 1, in want_i: 1, in last_i: 1, in drain_i: 1, in take_i: 1,
            in up_valid_i: 1, out up_ready_o: 1, in up_data_i: lanes * lane_bits, in up_last_i: 1,
            out valid_o: 1, out data_o: lanes * lane_bits, out error_o: 2,
        }
    }
    folder float {
        e2m1(): combinational { in code_i: 4, out number_o: 5 }
        element(): combinational {
            in code_i: 8, in e2m1_i: 1, out sign_o: 1, out significand_o: 4, out shift_o: 4, out nan_o: 1,
        }
        scale(): combinational { in row_i: 8, in column_i: 8, in unit_i: 6, out exponent_o: 10, out nan_o: 1 }
        unpack_fp32(): combinational {
            in number_i: 32, out sign_o: 1, out exponent_o: 8, out significand_o: 24,
            out zero_o: 1, out infinite_o: 1, out nan_o: 1,
        }
        normalise(bits) [43] [21] [64] [16] [24] [39]: clocked {
            in value_i: bits, in limit_i: 6, out value_o: bits, out shift_o: 6,
        }
        align_add(b_bits) [41] [20] [24] [48]: clocked {
            in a_sign_i: 1, in a_exponent_i: 8, in a_significand_i: 24,
            in b_sign_i: 1, in b_exponent_i: 11, in b_significand_i: b_bits,
            out sign_o: 1, out exponent_o: 10, out significand_o: (b_bits + 1).max(27) + 1, out cancelled_o: 1,
        }
        round_fp32(bits) [43] [28] [50] [26] [53] [32]: clocked {
            in sign_i: 1, in exponent_i: 10, in significand_i: bits,
            in cancelled_i: 1, in plus_zero_i: 1, in infinite_i: 1, in nan_i: 1,
            out result_o: 32, out overflow_o: 1, out nan_o: 1,
        }
        join(sum_bits) [42] [21] [28]: clocked {
            in sum_i: sum_bits, in exponent_i: 10, in nan_i: 1, in acc_i: 32,
            out acc_o: 32, out overflow_o: 1, out nan_o: 1,
        }
        fp32_add(): clocked {
            in a_i: 32, in b_i: 32, in subtract_i: 1, out sum_o: 32, out overflow_o: 1, out nan_o: 1,
        }
        fp32_fma(): clocked { in a_i: 32, in b_i: 32, in c_i: 32, out result_o: 32, out overflow_o: 1, out nan_o: 1 }
        fp32_compare(): combinational {
            in a_i: 32, in b_i: 32, out less_o: 1, out equal_o: 1, out unordered_o: 1, out maximum_o: 32,
        }
        fp32_to_narrow(exponent_bits, mantissa_bits) [4, 3] [8, 7] [5, 2] [2, 1]: clocked {
            in number_i: 32, in shift_i: 9, out code_o: 1 + exponent_bits + mantissa_bits,
            out overflow_o: 1, out nan_o: 1, out nan_dropped_o: 1,
        }
        narrow_to_fp32(exponent_bits, mantissa_bits) [4, 3] [8, 7] [5, 2] [2, 1]: combinational {
            in code_i: 1 + exponent_bits + mantissa_bits, out number_o: 32,
        }
        fp32_to_int(bits) [8] [32] [4]: clocked {
            in number_i: 32, in shift_i: 9, in symmetric_i: 1, out integer_o: bits, out nan_dropped_o: 1,
        }
        int_to_fp32(bits) [32] [42] [26]: clocked { in integer_i: bits, out number_o: 32 }
        coefficients(table) [0] [1] [2]: clocked {
            in segment_i: if table == 1 { 9 } else { 8 }, out c0_o: 29, out c1_o: 22, out c2_o: 14,
        }
        quadratic(): clocked { in c0_i: 29, in c1_i: 22, in c2_i: 14, in offset_i: 18, out value_o: 29 }
        fp32_function(): clocked { in number_i: 32, in select_i: 3, out result_o: 32, out overflow_o: 1, out nan_o: 1 }
        sine(): clocked { in phase_i: 40, in cosine_i: 1, out result_o: 32 }
        mx_scale(): combinational { in magnitude_i: 31, in format_i: 3, in ceil_i: 1, out scale_o: 8, out nan_o: 1 }
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
            in load_i: configuration.rows(), in lower_i: configuration.columns() * 8,
            in upper_i: configuration.columns() * 8,
            in swap_i: configuration.rows(), in activation_i: configuration.rows() * 8,
            out sum_o: configuration.columns() * configuration.sum_bits(),
        }
        skew(lanes, bits, group) [4, 8, 1] [5, 8, 1] [1, 8, 1] [6, 8, 2]: clocked {
            in data_i: lanes * bits, out data_o: lanes * bits,
        }
    }
    folder matrix {
        packet_input(lanes, lane_bits) [2, 8] [1, 1] [3, 33]: clocked {
            in rst_ni: 1, in abort_i: 1,
            in up_valid_i: 1, out up_ready_o: 1, in up_data_i: lanes * lane_bits, in up_last_i: 1,
            out down_valid_o: 1, in down_ready_i: 1, out down_data_o: lanes * lane_bits, out down_last_o: 1,
            out mid_o: 1,
        }
        tile_iterator of configuration: clocked {
            in rst_ni: 1, in command_valid_i: 1, out command_ready_o: 1, in command_data_i: 128,
            out parameter_valid_o: 1, in parameter_ready_i: 1, out parameter_drain_o: 1, out parameter_double_o: 1,
            out parameter_n_o: 16,
            out load_valid_o: 1, in load_ready_i: 1, out load_drain_o: 1, out load_nibbles_o: 1, out load_last_o: 1,
            out load_rows_o: 8, out load_columns_o: 8,
            out launch_valid_o: 1, in launch_ready_i: 1, out launch_kind_o: 2, out launch_asks_o: 1,
            out launch_error_o: 4, out launch_raw_o: 1, out launch_rounding_o: 2, out launch_first_o: 1,
            out launch_result_o: 1, out launch_last_o: 1, out launch_m_o: configuration.address_bits(),
            out launch_slots_o: 16, out launch_rows_o: 8, out launch_columns_o: 8,
            out load_padding_o: configuration.blocks(), out load_codes_o: configuration.blocks(),
            out load_scales_o: configuration.blocks(),
            out launch_padding_o: configuration.blocks(), out launch_codes_o: configuration.blocks(),
            out launch_joined_o: configuration.blocks(), out launch_begin_o: configuration.blocks(),
            out launch_final_o: configuration.blocks(), out launch_unit_o: configuration.blocks() * 6,
        }
        loader of configuration: clocked {
            in rst_ni: 1, in tile_valid_i: 1, out tile_ready_o: 1, in tile_drain_i: 1, in tile_nibbles_i: 1,
            in tile_last_i: 1, in tile_rows_i: 8, in tile_columns_i: 8,
            in weight_valid_i: 1, out weight_ready_o: 1, in weight_i: configuration.columns() * 8, in weight_last_i: 1,
            out load_o: configuration.rows(), out load_pair_o: configuration.rows() / 2, out nibbles_o: 1,
            out weight_o: configuration.columns() * 8,
            in take_i: 1, out complete_o: 1, out error_o: 2, out loading_o: 1, out over_o: 1,
            in tile_padding_i: configuration.blocks(), in tile_codes_i: configuration.blocks(),
            in tile_scales_i: configuration.blocks(), out codes_o: configuration.blocks(),
            out scale_o: configuration.blocks(), in scale_ready_i: configuration.blocks(),
        }
        weight_lanes of configuration: clocked {
            in rst_ni: 1, in nibbles_i: 1, in weight_i: configuration.columns() * 8,
            out lower_o: configuration.columns() * 8, out upper_o: configuration.columns() * 8,
            in codes_i: configuration.blocks(),
        }
        launcher of configuration: clocked {
            in rst_ni: 1, in tile_valid_i: 1, out tile_ready_o: 1, in tile_kind_i: 2, in tile_asks_i: 1,
            in tile_error_i: 4, in tile_raw_i: 1, in tile_rounding_i: 2, in tile_first_i: 1, in tile_result_i: 1,
            in tile_last_i: 1, in tile_m_i: configuration.address_bits(), in tile_slots_i: 16, in tile_rows_i: 8,
            in tile_columns_i: 8,
            out take_o: 1, in complete_i: 1, in load_error_i: 2, in loading_i: 1, in weight_over_i: 1,
            in activation_valid_i: 1, out activation_ready_o: 1, in activation_last_i: 1,
            out row_mask_o: configuration.rows(), in credit_i: 1,
            out entry_valid_o: 1, in entry_ready_i: 1, out entry_empty_o: 1, out entry_raw_o: 1, out entry_last_o: 1,
            out entry_rounding_o: 2, out entry_rows_o: configuration.address_bits(), out entry_columns_o: 8,
            out verdict_valid_o: 1, out verdict_asks_o: 1, out verdict_error_o: 4,
            out swap_o: 1, out row_o: 1, out first_o: 1, out result_o: 1, out address_o: configuration.address_bits(),
            out wait_address_o: configuration.waiting_bits(),
            out stall_weights_o: 1, out stall_activations_o: 1, out stall_results_o: 1,
        }
        column of configuration: clocked {
            in sum_i: configuration.sum_bits(), in read_address_i: configuration.address_bits(), in first_i: 1,
            in store_i: 1, in write_address_i: configuration.address_bits(),
            in wait_i: 1, in wait_address_i: configuration.waiting_bits(),
            in read_i: 1, in row_address_i: configuration.waiting_bits(), in show_i: 1, out row_o: 32,
        }
        back_half of configuration: clocked {
            in rst_ni: 1, in sum_i: configuration.columns() * configuration.sum_bits(),
            in row_i: 1, in first_i: 1, in result_i: 1, in address_i: configuration.address_bits(),
            in wait_address_i: configuration.waiting_bits(), out arrived_o: 1,
            in read_i: 1, in row_address_i: configuration.waiting_bits(), in show_i: 1, out row_o: configuration.columns() * 32,
        }
        collector of configuration: clocked {
            in rst_ni: 1, in entry_valid_i: 1, out entry_ready_o: 1, in entry_empty_i: 1, in entry_raw_i: 1,
            in entry_last_i: 1, in entry_rows_i: configuration.address_bits(), in entry_columns_i: 8,
            in arrived_i: 1, out read_o: 1, out row_address_o: configuration.waiting_bits(), out show_o: 1, out credit_o: 1,
            in set_valid_i: 1, in set_error_i: 2, out set_ready_o: 1,
            out feed_o: 1, in advance_i: 1, out group_o: configuration.group_bits(),
            out keep_o: configuration.convert_lanes(), out feed_end_o: 1, out last_row_o: 1, out error_o: 2,
            out raw_valid_o: 1, in raw_ready_i: 1, out empty_valid_o: 1, in empty_ready_i: 1,
            out stall_parameters_o: 1,
            in entry_joined_i: configuration.blocks(), in entry_begin_i: configuration.blocks(),
            in entry_final_i: configuration.blocks(),
            out scale_want_o: configuration.blocks(), out scale_last_o: configuration.blocks(),
            in scale_valid_i: configuration.blocks(), out scale_take_o: configuration.blocks(),
            out scales_ready_o: configuration.blocks(),
            out join_o: configuration.blocks(), out join_group_o: configuration.blocks() * configuration.join_group_bits(),
            out join_row_o: configuration.blocks() * configuration.address_bits(),
            out join_keep_o: configuration.blocks() * configuration.joiners(),
            out join_last_row_o: configuration.blocks(), out join_end_o: configuration.blocks(),
            in joined_left_i: configuration.blocks(),
        }
        row_scales(): clocked {
            in rst_ni: 1, in want_i: 1, in last_i: 1, in drain_i: 1, in take_i: 1,
            in up_valid_i: 1, out up_ready_o: 1, in up_data_i: 8, in up_last_i: 1,
            out scale_valid_o: 1, out scale_o: 8, out error_o: 2,
        }
        joiner of configuration: clocked {
            in rst_ni: 1, in feed_i: 1, in group_i: configuration.join_group_bits(),
            in row_i: configuration.columns() * 32, in row_scale_i: 8, in column_scale_i: configuration.columns() * 8,
            in unit_i: 6, in begin_i: 1, in final_i: 1, in address_i: configuration.address_bits(),
            in keep_i: configuration.joiners(), in last_row_i: 1, in end_i: 1, in error_i: 2,
            out valid_o: 1, out result_o: configuration.joiners() * 32, out keep_o: configuration.joiners(),
            out last_row_o: 1, out end_o: 1, out error_o: 2, out overflow_o: 1, out nan_o: 1,
        }
        parameter_sets of configuration: clocked {
            in rst_ni: 1, in command_valid_i: 1, out command_ready_o: 1, in command_drain_i: 1, in command_double_i: 1,
            in command_n_i: 16,
            in parameter_valid_i: 1, out parameter_ready_o: 1, in parameter_data_i: 128, in parameter_last_i: 1,
            out set_valid_o: 1, out set_error_o: 2, in set_ready_i: 1, in enable_i: 1,
            in group_i: configuration.group_bits(),
            out bias_o: configuration.convert_lanes() * 32, out multiplier_o: configuration.convert_lanes() * 32,
            out shift_o: configuration.convert_lanes() * 6, out zero_point_o: configuration.convert_lanes() * 8,
            out low_o: configuration.convert_lanes() * 8, out high_o: configuration.convert_lanes() * 8,
        }
        convert(): clocked {
            in enable_i: 1, in acc_i: 32, in bias_i: 32, in multiplier_i: 32, in rounding_i: 2, in shift_i: 6,
            in zero_point_i: 8, in low_i: 8, in high_i: 8, in keep_i: 1, out result_o: 8, out saturated_o: 1,
        }
        converter of configuration: clocked {
            in rst_ni: 1, in enable_i: 1, in feed_i: 1, in group_i: configuration.group_bits(),
            in row_i: configuration.columns() * 32, in end_i: 1, in last_row_i: 1,
            in keep_i: configuration.convert_lanes(), in error_i: 2, in rounding_i: 2,
            in bias_i: configuration.convert_lanes() * 32, in multiplier_i: configuration.convert_lanes() * 32,
            in shift_i: configuration.convert_lanes() * 6, in zero_point_i: configuration.convert_lanes() * 8,
            in low_i: configuration.convert_lanes() * 8, in high_i: configuration.convert_lanes() * 8,
            out valid_o: 1, out end_o: 1, out last_row_o: 1, out keep_o: configuration.convert_lanes(), out error_o: 2,
            out result_o: configuration.convert_lanes() * 8, out saturated_o: 1, out idle_o: 1,
        }
        packer of configuration: clocked {
            in rst_ni: 1, in abort_i: 1, out advance_o: 1, in converter_idle_i: 1,
            in group_valid_i: 1, in group_end_i: 1, in group_last_row_i: 1, in group_keep_i: configuration.convert_lanes(),
            in group_error_i: 2, in group_saturated_i: 1, in group_i: configuration.convert_lanes() * 8,
            in raw_valid_i: 1, out raw_ready_o: 1, in raw_last_i: 1, in raw_columns_i: 8,
            in raw_i: configuration.columns() * 32,
            in empty_valid_i: 1, out empty_ready_o: 1, in empty_error_i: 2,
            in end_ready_i: 1, out end_o: 1, out end_error_o: 2, out end_saturated_o: 1, out open_o: 1,
            out m_axis_result_tvalid: 1, in m_axis_result_tready: 1,
            out m_axis_result_tdata: configuration.columns() * 32, out m_axis_result_tkeep: configuration.columns() * 4,
            out m_axis_result_tlast: 1,
            in joined_valid_i: configuration.blocks(), out joined_ready_o: configuration.blocks(),
            in joined_i: configuration.blocks() * configuration.joiners() * 32,
            in joined_keep_i: configuration.blocks() * configuration.joiners(),
            in joined_last_row_i: configuration.blocks(), in joined_end_i: configuration.blocks(),
            in joined_error_i: configuration.blocks() * 2, in joined_overflow_i: configuration.blocks(),
            in joined_nan_i: configuration.blocks(), out joined_left_o: configuration.blocks(),
            out end_joined_o: configuration.blocks(), out end_overflow_o: configuration.blocks(),
            out end_nan_o: configuration.blocks(),
        }
        statuses of configuration: clocked {
            in rst_ni: 1, in abort_i: 1, in command_valid_i: 1, out command_ready_o: 1, in command_tag_i: 16,
            in end_i: 1, out end_ready_o: 1, in end_asks_i: 1, in end_error_i: 4, in end_parameter_error_i: 2,
            in end_saturated_i: 1, in diagnosis_i: 8,
            in stall_weights_i: 1, in stall_activations_i: 1, in stall_parameters_i: 1, in stall_results_i: 1,
            out m_axis_status_tvalid: 1, in m_axis_status_tready: 1, out m_axis_status_tdata: 256,
            in end_joined_i: configuration.blocks(), in end_overflow_i: configuration.blocks(),
            in end_nan_i: configuration.blocks(), in scale_diagnosis_i: configuration.blocks() * 2,
        }
    }
    folder vector {
        convert_in(): clocked { in number_i: 32, in format_i: 4, out number_o: 32 }
        convert_out(): clocked {
            in number_i: 32, in format_i: 4, in scale_i: 8, out code_o: 32, out overflow_o: 1, out nan_dropped_o: 1,
        }
        lane(): clocked {
            in a_i: 32, in b_i: 32, in operation_i: 2, in function_i: 3, in guard_i: 1,
            out number_o: 32, out overflow_o: 1, out nan_o: 1,
        }
        row_window(lanes) [4] [16]: clocked {
            in index_i: 20, in position_i: 21, in n_i: 21, in causal_i: 1, in windowed_i: 1, in limited_i: 1,
            in window_i: 20, in length_i: 21,
            out existing_o: count_bits(lanes), out from_o: count_bits(lanes), out to_o: count_bits(lanes),
        }
        angles(lanes) [4] [8]: clocked {
            in rst_ni: 1, in want_i: 1, in take_i: 1, in cosine_i: 1, in position_i: 21,
            in low_i: lanes * 32, in high_i: lanes * 8, out valid_o: 1, out number_o: lanes * 32,
        }
        block_scales(lanes) [4] [16] [32]: clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in format_i: 3, in ceil_i: 1, in number_i: lanes * 32,
            out valid_o: 1, out scale_o: 8, out nan_o: 1,
        }
        pair_sum(): clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in number_i: 32, in overflow_i: 1, in plus_i: 1,
            out valid_o: 1, out last_o: 1, out number_o: 32, out overflow_o: 1, out plus_o: 1,
        }
        row_sum(lanes, levels) [4, 3] [8, 2]: clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in levels_i: 5, in plus_i: 1, in number_i: lanes * 32,
            out valid_o: 1, out sum_o: 32, out overflow_o: 1, out nan_o: 1,
        }
        fixed_sum(lanes) [4] [16]: clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in number_i: lanes * 32,
            out valid_o: 1, out sum_o: 32, out nan_o: 1,
        }
        row_maximum(lanes) [4] [8]: clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in kind_i: 2, in index_i: 20, in takes_i: lanes,
            in number_i: lanes * 32, out valid_o: 1, out number_o: 32, out nan_o: 1, out empty_o: 1,
        }
        reductions(lanes, levels) [4, 3] [8, 2]: clocked {
            in rst_ni: 1, in valid_i: 1, in last_i: 1, in reduction_i: 3, in levels_i: 5, in plus_i: 1, in index_i: 20,
            in existing_i: count_bits(lanes), in from_i: count_bits(lanes), in to_i: count_bits(lanes),
            in number_i: lanes * 32,
            out valid_o: 1, out scalar_o: 32, out overflow_o: 1, out nan_o: 1, out empty_o: 1,
        }
        scalars(rows) [4] [16]: clocked {
            in rst_ni: 1, in begin_i: 1, in begin_register_i: 3, in begin_m_i: 10,
            in valid_i: 1, in scalar_i: 32, in overflow_i: 1, in nan_i: 1, in empty_i: 1,
            in read_address_i: address_bits(rows) + 3, out read_data_o: 32, out done_o: 1, out end_o: 1, out end_flags_o: 3,
        }
        pass_checker(lanes, words, rows) [4, 16, 8] [8, 64, 16]: clocked {
            in rst_ni: 1, in command_valid_i: 1, out command_ready_o: 1, in command_data_i: 256,
            out pass_valid_o: 1, in pass_ready_i: 1, out pass_empty_o: 1, out pass_asks_o: 1, out pass_error_o: 4,
            out pass_x_o: 1, out pass_z_o: 1, out pass_angles_o: 1, out pass_first_o: 2, out pass_second_o: 3,
            out pass_broadcast_o: 1, out pass_operation_o: 2, out pass_function_o: 3, out pass_guard_o: 1,
            out pass_reduction_o: 3, out pass_keep_o: 1, out pass_take_o: 3, out pass_register_o: 3, out pass_store_o: 2,
            out pass_x_format_o: 4, out pass_z_format_o: 4, out pass_out_format_o: 4, out pass_ceil_o: 1,
            out pass_m_o: 10, out pass_vectors_o: 20, out pass_n_o: 21, out pass_x_base_o: address_bits(words),
            out pass_z_base_o: address_bits(words), out pass_store_base_o: address_bits(words), out pass_immediate_o: 32,
            out pass_position_o: 20, out pass_shared_o: 8, out pass_causal_o: 1, out pass_windowed_o: 1,
            out pass_limited_o: 1, out pass_window_o: 20, out pass_length_o: 21, out pass_levels_o: 5, out pass_plus_o: 1,
        }
        hazard(): clocked {
            in rst_ni: 1, in commit_i: 1, in begin_i: 12, in end_i: 12, in done_i: 12, in row_i: 10, in aligned_i: 1,
            out clear_o: 1,
        }
        issuer(lanes, words) [4, 16] [8, 64]: clocked {
            in rst_ni: 1, in pass_valid_i: 1, out pass_ready_o: 1, in pass_empty_i: 1, in pass_error_i: 4,
            in pass_x_i: 1, in pass_z_i: 1, in pass_first_i: 2, in pass_second_i: 3, in pass_broadcast_i: 1,
            in pass_reduction_i: 3, in pass_keep_i: 1, in pass_take_i: 3, in pass_register_i: 3, in pass_store_i: 2,
            in pass_out_format_i: 4, in pass_m_i: 10, in pass_vectors_i: 20, in pass_x_base_i: address_bits(words),
            in pass_z_base_i: address_bits(words), in pass_store_base_i: address_bits(words), in pass_position_i: 20,
            in pass_shared_i: 8, in pass_levels_i: 5,
            in x_valid_i: 1, in x_error_i: 2, out x_want_o: 1, out x_take_o: 1,
            in z_valid_i: 1, in z_error_i: 2, out z_want_o: 1, out z_take_o: 1,
            in credit_i: 1, in scalar_done_i: 1,
            out issue_o: 1, out last_o: 1, out row_last_o: 1, out index_o: 20, out row_o: 10, out position_o: 21,
            out x_address_o: address_bits(words), out z_address_o: address_bits(words),
            out store_address_o: address_bits(words), out keep_begin_o: 1, out levels_o: 5,
            out ends_o: 1, out end_error_o: 4,
            out stall_x_o: 1, out stall_z_o: 1, out stall_results_o: 1, out stall_wait_o: 1,
        }
        pass_output(lanes) [4] [8]: clocked {
            in rst_ni: 1, in abort_i: 1, in valid_i: 1, in real_i: 1, in row_last_i: 1, in last_i: 1, in format_i: 4,
            in ceil_i: 1, in existing_i: count_bits(lanes), in flags_i: 2, in number_i: lanes * 32,
            out credit_o: 1, in end_ready_i: 1, out end_o: 1, out end_flags_o: 3, out open_o: 2, out waits_o: 2,
            out m_axis_result_tvalid: 1, in m_axis_result_tready: 1, out m_axis_result_tdata: lanes * 32,
            out m_axis_result_tkeep: lanes * 4, out m_axis_result_tlast: 1,
            out m_axis_scale_tvalid: 1, in m_axis_scale_tready: 1, out m_axis_scale_tdata: 8, out m_axis_scale_tlast: 1,
        }
        pass_statuses(lanes, words, rows) [4, 16, 8] [16, 2048, 256]: clocked {
            in rst_ni: 1, in abort_i: 1, in command_valid_i: 1, out command_ready_o: 1, in command_tag_i: 16,
            in issued_i: 1, in issued_asks_i: 1, in issued_error_i: 4, in issued_keeps_i: 1,
            in scalar_end_i: 1, in scalar_flags_i: 3,
            in end_i: 1, out end_ready_o: 1, in end_flags_i: 3, in diagnosis_i: 8,
            in stall_x_i: 1, in stall_z_i: 1, in stall_results_i: 1, in stall_wait_i: 1,
            out m_axis_status_tvalid: 1, in m_axis_status_tready: 1, out m_axis_status_tdata: 256,
        }
        vector(lanes, words, rows) [4, 16, 8]: clocked {
            in rst_ni: 1, in abort_i: 1,
            in s_axis_command_tvalid: 1, out s_axis_command_tready: 1, in s_axis_command_tdata: 256,
            in s_axis_x_tvalid: 1, out s_axis_x_tready: 1, in s_axis_x_tdata: lanes * 32, in s_axis_x_tlast: 1,
            in s_axis_z_tvalid: 1, out s_axis_z_tready: 1, in s_axis_z_tdata: lanes * 32, in s_axis_z_tlast: 1,
            out m_axis_result_tvalid: 1, in m_axis_result_tready: 1, out m_axis_result_tdata: lanes * 32,
            out m_axis_result_tkeep: lanes * 4, out m_axis_result_tlast: 1,
            out m_axis_scale_tvalid: 1, in m_axis_scale_tready: 1, out m_axis_scale_tdata: 8, out m_axis_scale_tlast: 1,
            out m_axis_status_tvalid: 1, in m_axis_status_tready: 1, out m_axis_status_tdata: 256,
        }
    }
    tops {
        datapath of configuration: clocked {
            in rst_ni: 1, in abort_i: 1,
            in s_axis_command_tvalid: 1, out s_axis_command_tready: 1, in s_axis_command_tdata: 128,
            in s_axis_weight_tvalid: 1, out s_axis_weight_tready: 1,
            in s_axis_weight_tdata: configuration.columns() * 8, in s_axis_weight_tlast: 1,
            in s_axis_activation_tvalid: 1, out s_axis_activation_tready: 1,
            in s_axis_activation_tdata: configuration.rows() * 8, in s_axis_activation_tlast: 1,
            in s_axis_parameter_tvalid: 1, out s_axis_parameter_tready: 1,
            in s_axis_parameter_tdata: 128, in s_axis_parameter_tlast: 1,
            in s_axis_scale_tvalid: configuration.blocks(), out s_axis_scale_tready: configuration.blocks(),
            in s_axis_scale_tdata: configuration.blocks() * 8, in s_axis_scale_tlast: configuration.blocks(),
            out m_axis_result_tvalid: 1, in m_axis_result_tready: 1,
            out m_axis_result_tdata: configuration.columns() * 32, out m_axis_result_tkeep: configuration.columns() * 4,
            out m_axis_result_tlast: 1,
            out m_axis_status_tvalid: 1, in m_axis_status_tready: 1, out m_axis_status_tdata: 256,
        }
    }
}
