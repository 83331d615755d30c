mod wiring;

use crate::matrix::packet_input::PacketInput;
use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::delay::Delay;
use crate::stream::operand_packet::OperandPacket;
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::stream::token_delay::TokenDelay;
use crate::vector::angles::Angles;
use crate::vector::convert_in::ConvertIn;
use crate::vector::issuer::Issuer;
use crate::vector::lane::Lane;
use crate::vector::pass_checker::PassChecker;
use crate::vector::pass_output::PassOutput;
use crate::vector::pass_statuses::PassStatuses;
use crate::vector::reductions::Reductions;
use crate::vector::row_window::RowWindow;
use crate::vector::scalars::Scalars;
use rust_hdl::prelude::*;

use seedchip_spec::{First, Number, Pass, PassGeometry, Second, Store};

block! {
    /// The vector unit: L lanes of FP32 with everything from command to status around them.
    ///
    /// One command is one pass over rows: an operation, a function, a reduction, a conversion. Operands come as packets on
    /// AXI4-Streams, from two banks of row memory or from scalars of the rows; results go to a stream or a bank. Any stream
    /// may stall at any time. The lanes never stop: a vector is sent when all that it needs is there. A fused unit with more
    /// operations per pass would save passes, and multiply the area of every lane by the longest of them.
    ///
    /// Timing: t is the cycle in which a vector is sent. t + 7: operands, registered; t + 8 to t + 73: the lanes; t + 74: the
    /// element, which is stored, reduced and converted. The cycle contract is in the page of the vector unit.
    /// Special cases: abort_i resets what is inside, and leaves the streams' obligations to their ends.
    /// Widths: a pass has 255 bits beside the words of the banks.
    pub struct Vector;

    /// The vector unit of `lanes` lanes, banks of `words` words, and scalars for `rows` rows.
    new(lanes, words, rows) {
        let address_bits = words.ilog2() as usize;
        let row_bits = rows.ilog2() as usize;
    }
    module "vector" sized "{lanes}x{words}x{rows}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// Ends every command that was accepted, each with a status; what is left of packets is discarded.
        in abort_i: Bit,
        /// A command is offered.
        in s_axis_command_tvalid: Bit,
        /// The command is accepted.
        out s_axis_command_tready: Bit,
        /// The command.
        in s_axis_command_tdata: Bits<256>,
        /// A beat of x is offered.
        in s_axis_x_tvalid: Bit,
        /// The beat of x is accepted.
        out s_axis_x_tready: Bit,
        /// The x, a slot per lane.
        in s_axis_x_tdata: Bits<32>{32}[lanes],
        /// The beat of x is the command's last.
        in s_axis_x_tlast: Bit,
        /// A beat of z is offered.
        in s_axis_z_tvalid: Bit,
        /// The beat of z is accepted.
        out s_axis_z_tready: Bit,
        /// The z, a slot per lane.
        in s_axis_z_tdata: Bits<32>{32}[lanes],
        /// The beat of z is the command's last.
        in s_axis_z_tlast: Bit,
        /// A beat of results is offered.
        out m_axis_result_tvalid: Bit,
        /// The beat of results is accepted.
        in m_axis_result_tready: Bit,
        /// The results, a slot per lane.
        out m_axis_result_tdata: Bits<32>{32}[lanes],
        /// All ones, but for null bytes at the end of a command's last beat.
        out m_axis_result_tkeep: Bits<4>{4}[lanes],
        /// The beat of results is the command's last.
        out m_axis_result_tlast: Bit,
        /// A scale is offered.
        out m_axis_scale_tvalid: Bit,
        /// The scale is accepted.
        in m_axis_scale_tready: Bit,
        /// The scale of a block, E8M0.
        out m_axis_scale_tdata: Bits<8>,
        /// The scale is the command's last.
        out m_axis_scale_tlast: Bit,
        /// A status is offered.
        out m_axis_status_tvalid: Bit,
        /// The status is accepted.
        in m_axis_status_tready: Bit,
        /// The status.
        out m_axis_status_tdata: Bits<256>,
    }
    inside {
        wire clear_n: Bit,

        block statuses: PassStatuses = PassStatuses::new(lanes, words, rows),
        block commands: StreamFifo<Bits<256>> = StreamFifo::new(1, Pass::WIDTH, PassGeometry::QUEUE_DEPTH),
        wire command_ready: Bit,
        block pass_checker: PassChecker = PassChecker::new(lanes, words, rows),
        block passes: StreamRegister<Bits<256>> = StreamRegister::new(1, 255),
        wire pass: Bits<256>,
        wire empty: Bit,
        wire angled: Bit,
        wire vector: Bit,

        block x_input: PacketInput<Bits<32>> = PacketInput::new(lanes, 32),
        block z_input: PacketInput<Bits<32>> = PacketInput::new(lanes, 32),
        block x_packet: OperandPacket<Bits<32>> = OperandPacket::new(lanes, 32),
        block z_packet: OperandPacket<Bits<32>> = OperandPacket::new(lanes, 32),
        block angles: Angles = Angles::new(lanes),
        block issuer: Issuer = Issuer::new(lanes, words),

        // To t + 7: operands.
        block x_convert: ConvertIn[lanes] = |_| ConvertIn::new(),
        block z_convert: ConvertIn[lanes] = |_| ConvertIn::new(),
        block x_address: Delay<Bits<16>> = Delay::new(address_bits, 5),
        block z_address: Delay<Bits<16>> = Delay::new(address_bits, 5),
        block scalar_address: Delay<Bits<16>> = Delay::new(row_bits + 3, 5),
        block x_bank: MemoryRegistered<Bits<32>> = MemoryRegistered::new(lanes, 32, words),
        block z_bank: MemoryRegistered<Bits<32>> = MemoryRegistered::new(lanes, 32, words),
        block scalars: Scalars = Scalars::new(rows),
        block sources: Delay = Delay::new(37, 7),
        reg a: Bits<32>[lanes],
        reg b: Bits<32>[lanes],
        wire first: Bits<32>[lanes],

        // From t + 8 to t + 73: the lanes.
        block arithmetic: Delay = Delay::new(6, 8),
        block lane: Lane[lanes] = |_| Lane::new(),

        // At t + 73: the element.
        block row_window: RowWindow = RowWindow::new(lanes),
        block window: Delay = Delay::new(18, 71),
        wire existing: Bits<6>,
        wire from: Bits<6>,
        wire to: Bits<6>,
        wire visible: Bit[lanes],
        wire overflows: Bit,
        wire is_nan: Bit,
        block tokens: TokenDelay = TokenDelay::new(5, 73),
        block marks: Delay = Delay::new(12, 74),
        block index: Delay = Delay::new(20, 74),
        block store_address: Delay<Bits<16>> = Delay::new(address_bits, 74),

        // At t + 74: it is stored, reduced and converted.
        reg element: Bits<32>[lanes],
        reg token: Bits<4>,
        reg flags: Bits<2>,
        reg element_existing: Bits<6>,
        reg element_from: Bits<6>,
        reg element_to: Bits<6>,
        wire mark: Bits<64>,
        block reductions: Reductions = Reductions::new(lanes, address_bits),
        block results: PassOutput = PassOutput::new(lanes),

        const tag_at: Bits<8> = Pass::TAG.offset.to_bits(),
        const row_bits: Bits<4> = row_bits.to_bits(),
        const from_bank: Bits<2> = (First::Bank as u128).to_bits(),
        const from_scalar: Bits<2> = (First::Scalar as u128).to_bits(),
        const second_stream: Bits<3> = (Second::Stream as u128).to_bits(),
        const second_bank: Bits<3> = (Second::Bank as u128).to_bits(),
        const second_scalar: Bits<3> = (Second::Scalar as u128).to_bits(),
        const second_immediate: Bits<3> = (Second::Immediate as u128).to_bits(),
        const into_x: Bits<2> = (Store::X as u128).to_bits(),
        const into_z: Bits<2> = (Store::Z as u128).to_bits(),
        const no_results: Bits<4> = (Number::None as u128).to_bits(),
        const cosine: Bits<4> = (Number::Cosine as u128).to_bits(),
        const number: Bits<6>[lanes] = ToBits::to_bits,
        value _lanes: usize = lanes,
    }
}
