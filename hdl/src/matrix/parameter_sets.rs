use crate::mem::memory::Memory;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// Keeps two sets of parameters, one in use, one arriving.
    ///
    /// Each lane of the converter has a memory of its columns for each field, and each field is read in the cycle that
    /// needs it: the number of the group goes along with the sums, the parameters stay where they are. (Registers for
    /// every column, with a multiplexer to the lanes, take several times as much.)
    ///
    /// A packet that ends early is completed by beats of zeros, one that goes on is discarded to its end; so a command
    /// always has the sets that its results ask for, and what was wrong is told with them.
    ///
    /// Timing: a beat every cycle; its set is shown one cycle after the set's last beat. For a group_i of t, the bias shows
    /// at t + 1, the multiplier at t + 2, the shift at t + 7, the zero point at t + 11, low and high at t + 12, counting
    /// cycles with enable_i. set_ready_i comes with enable_i; the place of its set is free when the last of its groups
    /// has been read, twelve such cycles later. Reset: everything but the memories, their output and the groups
    /// under way.
    /// Widths: a set's columns are counted by group and lane, a command's by the 16 bits of its n.
    pub struct ParameterSets;

    /// The sets of `configuration`.
    new(configuration: &Configuration) {
        let (groups, lanes, group_bits) =
            (configuration.groups(), configuration.convert_lanes(), configuration.group_bits());
        let lane_bits = lanes.next_power_of_two().ilog2().max(1) as usize;
        let depth = 2 << group_bits;
    }
    module "parameter_sets" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no set is there.
        in rst_ni: Bit,
        /// A command with parameters is offered.
        in command_valid_i: Bit,
        /// Its last set is there.
        out command_ready_o: Bit,
        /// The command was refused: its packet is discarded.
        in command_drain_i: Bit,
        /// The command rounds twice, for which a shift is 31 at least.
        in command_double_i: Bit,
        /// The command's columns, less one.
        in command_n_i: Bits<16>,
        /// A beat is offered.
        in parameter_valid_i: Bit,
        /// The beat is accepted.
        out parameter_ready_o: Bit,
        /// The beat: the parameters of a column.
        in parameter_data_i: Bits<32>{32}[4],
        /// The beat is the last of its packet.
        in parameter_last_i: Bit,
        /// A set is shown.
        out set_valid_o: Bit,
        /// What is wrong with it: a value out of range (1), a packet too long (2) or too short (3).
        out set_error_o: Bits<2>,
        /// The set has served: the last of its groups is asked for.
        in set_ready_i: Bit,
        /// The converter moves on; otherwise what is read holds.
        in enable_i: Bit,
        /// The group of the shown set that is asked for.
        in group_i: Bits<16>{group_bits},
        /// The biases, a cycle later.
        out bias_o: Signed<32>[lanes],
        /// The multipliers, two cycles later.
        out multiplier_o: Signed<32>[lanes],
        /// The shifts, seven cycles later.
        out shift_o: Bits<6>[lanes],
        /// The zero points, eleven cycles later.
        out zero_point_o: Signed<8>[lanes],
        /// The lower limits, twelve cycles later.
        out low_o: Signed<8>[lanes],
        /// The upper limits, twelve cycles later.
        out high_o: Signed<8>[lanes],
    }
    inside {
        // Arriving.
        reg half: Bit,
        reg group: Bits<16>{group_bits},
        reg lane: Bits<16>{lane_bits},
        reg column: Bits<16>,
        reg ended: Bit,
        reg over: Bit,
        reg range: Bit,
        wire room: Bit,
        wire beat: Bit,
        wire stored: Bit,
        wire final_lane: Bit,
        wire final_column: Bit,
        wire completes: Bit,
        wire fills: Bit,
        wire outside: Bit,
        wire write_address: Bits<16>{group_bits + 1},
        wire new_bias: Bits<32>,
        wire new_multiplier: Bits<32>,
        wire new_shift: Bits<6>,
        wire new_zero_point: Bits<8>,
        wire new_low: Bits<8>,
        wire new_high: Bits<8>,
        // There.
        reg filled: Bits<2>,
        reg waiting: Bits<2>,
        reg first_error: Bits<2>,
        reg second_error: Bits<2>,
        wire error: Bits<2>,
        // In use.
        reg shown_half: Bit,
        reg leaving: Bit[12],
        wire releases: Bit,
        wire read_address: Bits<16>{group_bits + 1},
        reg address: Bits<16>{group_bits + 1}[11],
        block bias: Memory<Signed<32>>[lanes] = |_| Memory::new(1, 32, depth),
        block multiplier: Memory<Signed<32>>[lanes] = |_| Memory::new(1, 32, depth),
        block shift: Memory<Bits<6>>[lanes] = |_| Memory::new(1, 6, depth),
        block zero_point: Memory<Signed<8>>[lanes] = |_| Memory::new(1, 8, depth),
        block limits: Memory<Signed<8>>[lanes] = |_| Memory::new(2, 8, depth),
        const last_group: Bits<16> = (groups - 1).to_bits(),
        const last_lane: Bits<16> = (lanes - 1).to_bits(),
        const lane_index: Bits<16>[lanes] = ToBits::to_bits,
        value _lanes: usize = lanes,
    }
}

impl Logic for ParameterSets {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("A beat comes in; behind the end of a packet zeros come in its place.");
        self.room.next = self.command_valid_i.val() && !self.filled.q.val().get_bit(1);
        self.parameter_ready_o.next = self.room.val() && !self.ended.q.val();
        self.beat.next = self.room.val() && (self.ended.q.val() || self.parameter_valid_i.val());
        self.stored.next = self.beat.val() && !self.command_drain_i.val() && !self.over.q.val();
        self.new_bias.next = self.parameter_data_i[0].val();
        self.new_multiplier.next = self.parameter_data_i[1].val();
        self.new_shift.next = self.parameter_data_i[2].val().get_bits::<6>(0);
        self.new_zero_point.next = self.parameter_data_i[2].val().get_bits::<8>(8);
        self.new_low.next = self.parameter_data_i[2].val().get_bits::<8>(16);
        self.new_high.next = self.parameter_data_i[2].val().get_bits::<8>(24);
        if self.ended.q.val() {
            self.new_bias.next = 0.into();
            self.new_multiplier.next = 0.into();
            self.new_shift.next = 0.into();
            self.new_zero_point.next = 0.into();
            self.new_low.next = 0.into();
            self.new_high.next = 0.into();
        }

        comment!("It is the last of a set, or of the command: then the packet has to end.");
        self.final_lane.next = self.lane.q.val() == self.last_lane.val();
        self.final_column.next = self.column.q.val() == self.command_n_i.val();
        self.completes.next =
            self.final_column.val() || (self.final_lane.val() && self.group.q.val() == self.last_group.val());
        if self.command_drain_i.val() || self.over.q.val() {
            self.fills.next = self.beat.val() && self.parameter_last_i.val();
            self.command_ready_o.next = self.fills.val();
        } else {
            self.fills.next = self.beat.val()
                && self.completes.val()
                && (!self.final_column.val() || self.ended.q.val() || self.parameter_last_i.val());
            self.command_ready_o.next = self.fills.val() && self.final_column.val();
        }
        if self.stored.val() {
            self.column.d.next = self.column.q.val() + 1;
            if self.completes.val() {
                self.lane.d.next = 0.into();
                self.group.d.next = 0.into();
            } else if self.final_lane.val() {
                self.lane.d.next = 0.into();
                self.group.d.next = self.group.q.val() + 1;
            } else {
                self.lane.d.next = self.lane.q.val() + 1;
            }
            if self.final_column.val() {
                self.over.d.next = true;
            } else {
                self.ended.d.next = self.ended.q.val() || self.parameter_last_i.val();
            }
        }
        if self.command_ready_o.val() {
            self.column.d.next = 0.into();
            self.ended.d.next = false;
            self.over.d.next = false;
        }

        comment!("What is out of range: a bias beyond 2^30, a multiplier neither 0 nor from 2^30 up, a shift.");
        self.outside.next = (self.new_bias.val().get_bit(31) != self.new_bias.val().get_bit(30)
            && (self.new_bias.val().get_bit(31) || self.new_bias.val().get_bits::<30>(0).any()))
            || (self.new_multiplier.val().any()
                && (self.new_multiplier.val().get_bit(31) || !self.new_multiplier.val().get_bit(30)))
            || !self.new_shift.val().any()
            || self.new_shift.val().all()
            || (self.command_double_i.val()
                && !self.new_shift.val().get_bit(5)
                && !self.new_shift.val().get_bits::<5>(0).all());
        self.error.next = 0.into();
        if self.ended.q.val() {
            self.error.next = 3.into();
        } else if self.over.q.val() {
            self.error.next = 2.into();
        } else if self.stored.val() && (self.range.q.val() || self.outside.val()) {
            self.error.next = 1.into();
        }
        if self.fills.val() {
            self.range.d.next = false;
            self.half.d.next = !self.half.q.val();
            if self.half.q.val() {
                self.second_error.d.next = self.error.val();
            } else {
                self.first_error.d.next = self.error.val();
            }
        } else if self.beat.val() && self.outside.val() {
            self.range.d.next = true;
        }

        comment!("The two sets: one that has served keeps its place until the last field of its last group is read.");
        self.releases.next = self.leaving[11].q.val() && self.enable_i.val();
        if self.fills.val() && !self.releases.val() {
            self.filled.d.next = self.filled.q.val() + 1;
        } else if self.releases.val() && !self.fills.val() {
            self.filled.d.next = self.filled.q.val() - 1;
        }
        if self.fills.val() && !self.set_ready_i.val() {
            self.waiting.d.next = self.waiting.q.val() + 1;
        } else if self.set_ready_i.val() && !self.fills.val() {
            self.waiting.d.next = self.waiting.q.val() - 1;
        }
        if self.set_ready_i.val() {
            self.shown_half.d.next = !self.shown_half.q.val();
        }
        self.set_valid_o.next = self.waiting.q.val().any();
        self.set_error_o.next = self.first_error.q.val();
        if self.shown_half.q.val() {
            self.set_error_o.next = self.second_error.q.val();
        }

        comment!("Each field is read in the cycle before it is needed.");
        self.write_address.next = (self.group.q.val() << 1) | bit_cast::<16, 1>(self.half.q.val().into());
        self.read_address.next = (self.group_i.val() << 1) | bit_cast::<16, 1>(self.shown_half.q.val().into());
        if self.enable_i.val() {
            self.leaving[0].d.next = self.set_ready_i.val();
            for i in 1..12 {
                self.leaving[i].d.next = self.leaving[i - 1].q.val();
            }
            self.address[0].d.next = self.read_address.val();
            for i in 1..11 {
                self.address[i].d.next = self.address[i - 1].q.val();
            }
        }
        for i in 0..self._lanes {
            self.bias[i].clk_i.next = self.clk_i.val();
            self.bias[i].write_i.next = self.stored.val() && self.lane.q.val() == self.lane_index[i].val();
            self.bias[i].write_address_i.next = self.write_address.val();
            self.bias[i].write_data_i[0].next = signed_cast(self.new_bias.val());
            self.bias[i].read_i.next = self.enable_i.val();
            self.bias[i].read_address_i.next = self.read_address.val();
            self.bias_o[i].next = self.bias[i].read_data_o[0].val();
            self.multiplier[i].clk_i.next = self.clk_i.val();
            self.multiplier[i].write_i.next = self.stored.val() && self.lane.q.val() == self.lane_index[i].val();
            self.multiplier[i].write_address_i.next = self.write_address.val();
            self.multiplier[i].write_data_i[0].next = signed_cast(self.new_multiplier.val());
            self.multiplier[i].read_i.next = self.enable_i.val();
            self.multiplier[i].read_address_i.next = self.address[0].q.val();
            self.multiplier_o[i].next = self.multiplier[i].read_data_o[0].val();
            self.shift[i].clk_i.next = self.clk_i.val();
            self.shift[i].write_i.next = self.stored.val() && self.lane.q.val() == self.lane_index[i].val();
            self.shift[i].write_address_i.next = self.write_address.val();
            self.shift[i].write_data_i[0].next = self.new_shift.val();
            self.shift[i].read_i.next = self.enable_i.val();
            self.shift[i].read_address_i.next = self.address[5].q.val();
            self.shift_o[i].next = self.shift[i].read_data_o[0].val();
            self.zero_point[i].clk_i.next = self.clk_i.val();
            self.zero_point[i].write_i.next = self.stored.val() && self.lane.q.val() == self.lane_index[i].val();
            self.zero_point[i].write_address_i.next = self.write_address.val();
            self.zero_point[i].write_data_i[0].next = signed_cast(self.new_zero_point.val());
            self.zero_point[i].read_i.next = self.enable_i.val();
            self.zero_point[i].read_address_i.next = self.address[9].q.val();
            self.zero_point_o[i].next = self.zero_point[i].read_data_o[0].val();
            self.limits[i].clk_i.next = self.clk_i.val();
            self.limits[i].write_i.next = self.stored.val() && self.lane.q.val() == self.lane_index[i].val();
            self.limits[i].write_address_i.next = self.write_address.val();
            self.limits[i].write_data_i[0].next = signed_cast(self.new_low.val());
            self.limits[i].write_data_i[1].next = signed_cast(self.new_high.val());
            self.limits[i].read_i.next = self.enable_i.val();
            self.limits[i].read_address_i.next = self.address[10].q.val();
            self.low_o[i].next = self.limits[i].read_data_o[0].val();
            self.high_o[i].next = self.limits[i].read_data_o[1].val();
        }

        if !self.rst_ni.val() {
            self.half.d.next = false;
            self.group.d.next = 0.into();
            self.lane.d.next = 0.into();
            self.column.d.next = 0.into();
            self.ended.d.next = false;
            self.over.d.next = false;
            self.range.d.next = false;
            self.filled.d.next = 0.into();
            self.waiting.d.next = 0.into();
            self.shown_half.d.next = false;
            for i in 0..12 {
                self.leaving[i].d.next = false;
            }
        }
    }
}
