//! The whole unit, of the models of its blocks.
//!
//! Page: The unit.

mod part;
mod pipeline;

use super::angles::{self, Angles};
use super::issuer::{self, Issuer};
use super::pass_checker::{self, PassChecker};
use super::pass_output::{self, PassOutput};
use super::pass_statuses::{self, PassStatuses};
use super::reductions::{self, Reductions};
use super::scalars::{self, Scalars};
use crate::matrix::packet_input::{self, PacketInput};
use crate::stream::operand_packet::{self, OperandPacket};
use crate::stream::stream_fifo::StreamFifo;
use crate::stream::stream_register::StreamRegister;
use crate::{Behaviour, Outputs};
use part::Part;
use pipeline::{Pipeline, Vector};
use seedchip_spec::{Instance, Pass, PassGeometry, Pins, Value};

/// A command as a beat.
type Command = [u32; 8];

/// A stream of operands: its entry, and what gives each vector its beat.
#[derive(Clone, Debug)]
struct Operand {
    entry: Part<PacketInput>,
    packet: Part<OperandPacket>,
}

impl Operand {
    fn new(lanes: usize) -> Self {
        Self {
            entry: Part::new("packet_input", &[lanes, 32], packet_input::model),
            packet: Part::new("operand_packet", &[lanes, 32], operand_packet::model),
        }
    }

    /// What the entry and the packet show while nothing is taken.
    fn offer(&mut self, top: &Pins, stream: &str, running: bool, wanted: [bool; 3]) -> [Pins; 2] {
        let [want, last, drain] = wanted.map(u64::from);
        let port = |signal: &str| format!("s_axis_{stream}_{signal}");
        let pins = [("rst_ni", "rst_ni"), ("abort_i", "abort_i")].map(|(from, to)| (to, top.get(from)));
        self.entry.set(&pins);
        self.entry.set(&[("up_valid_i", top.get(&port("tvalid"))), ("up_last_i", top.get(&port("tlast")))]);
        self.entry.set_bits("up_data_i", top.bits(&port("tdata")));
        let entry = self.entry.peek();
        self.packet.set(&[("rst_ni", running.into()), ("want_i", want), ("last_i", last), ("drain_i", drain)]);
        self.packet.set(&[("up_valid_i", entry.get("down_valid_o")), ("up_last_i", entry.get("down_last_o"))]);
        self.packet.set_bits("up_data_i", entry.bits("down_data_o"));
        self.packet.set(&[("take_i", 0)]);
        let packet = self.packet.peek();
        [entry, packet]
    }

    /// The rising edge: whether the beat is taken.
    fn step(&mut self, take: u64) {
        self.packet.set(&[("take_i", take)]);
        let ready = self.packet.cycle().get("up_ready_o");
        self.entry.set(&[("down_ready_i", ready)]);
        self.entry.cycle();
    }
}

/// The unit.
#[derive(Clone, Debug)]
pub struct Unit {
    rows: usize,
    commands: StreamFifo<Command>,
    checker: Part<PassChecker>,
    /// What the checker offers.
    passes: StreamRegister<Pins>,
    issuer: Part<Issuer>,
    x: Operand,
    z: Operand,
    angles: Part<Angles>,
    pipeline: Pipeline,
    reductions: Part<Reductions>,
    scalars: Part<Scalars>,
    output: Part<PassOutput>,
    statuses: Part<PassStatuses>,
}

impl Unit {
    /// The unit at power-up.
    pub fn new(lanes: usize, words: usize, rows: usize) -> Self {
        let checker = Part::new("pass_checker", &[lanes, words, rows], pass_checker::model);
        Self {
            rows,
            commands: StreamFifo::new(PassGeometry::QUEUE_DEPTH, Command::default()),
            passes: StreamRegister::new(checker.peek()),
            checker,
            issuer: Part::new("issuer", &[lanes, words], issuer::model),
            x: Operand::new(lanes),
            z: Operand::new(lanes),
            angles: Part::new("angles", &[lanes], angles::model),
            pipeline: Pipeline::new(lanes, words),
            reductions: Part::new("reductions", &[lanes, words.ilog2() as usize], reductions::model),
            scalars: Part::new("scalars", &[rows], scalars::model),
            output: Part::new("pass_output", &[lanes], pass_output::model),
            statuses: Part::new("pass_statuses", &[lanes, words, rows], pass_statuses::model),
        }
    }

    /// The pass that is offered to the issuer.
    fn offer_pass(&mut self) {
        let pass = self.passes.shown();
        let wanted: Vec<(&'static str, Value)> = self
            .issuer
            .inputs
            .iter()
            .filter(|(port, _)| port.starts_with("pass_") && *port != "pass_valid_i")
            .map(|(port, _)| (port, pass.bits(&port.replace("_i", "_o")).to_bitvec()))
            .collect();
        wanted.iter().for_each(|(port, value)| self.issuer.set_bits(port, value));
        self.issuer.set(&[("pass_valid_i", self.passes.valid().into())]);
    }

    /// What arrives at the end of the lanes, as the reductions and the output see it.
    fn arrive(&mut self, running: bool) {
        let vector = self.pipeline.arrives();
        self.reductions.set(&[("rst_ni", running.into()), ("valid_i", vector.is_some_and(|it| it.keep).into())]);
        self.output.set(&[("valid_i", vector.is_some().into())]);
        let Some(vector) = vector else { return };
        self.reductions.set(&[
            ("last_i", vector.row_last.into()),
            ("reduction_i", vector.reduction),
            ("plus_i", vector.plus.into()),
            ("index_i", vector.index),
            ("existing_i", vector.counts.existing),
            ("from_i", vector.counts.from),
            ("to_i", vector.counts.to),
        ]);
        self.reductions.inputs.set_words("number_i", &vector.numbers);
        self.output.set(&[
            ("real_i", vector.is_result.into()),
            ("row_last_i", vector.row_last.into()),
            ("last_i", vector.last.into()),
            ("format_i", vector.format),
            ("ceil_i", vector.ceil.into()),
            ("existing_i", vector.counts.existing),
            ("flags_i", u64::from(vector.overflow) | u64::from(vector.nan) << 1),
        ]);
        self.output.inputs.set_words("number_i", &vector.numbers);
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Unit {
    let [lanes, words, rows] = instance.own();
    Unit::new(lanes, words, rows)
}

impl Behaviour for Unit {
    fn cycle(&mut self, top: &Pins, outputs: &mut Outputs) {
        let outside = ["rst_ni", "abort_i"].map(|port| (port, top.get(port)));
        let running = top.high("rst_ni") && !top.high("abort_i");
        let inside = ("rst_ni", u64::from(running));
        let pass = self.passes.shown().clone();
        let empty = pass.high("pass_empty_o");

        // What the issuer wants does not depend on what it is given.
        self.offer_pass();
        self.issuer.set(&[inside, ("x_valid_i", 0), ("z_valid_i", 0)]);
        let wish = self.issuer.peek();
        let wanted = |port| [wish.high(port), wish.high("last_o"), empty];
        let [x_entry, x] = self.x.offer(top, "x", running, wanted("x_want_o"));
        let [z_entry, z] = self.z.offer(top, "z", running, wanted("z_want_o"));
        let is_angles = pass.high("pass_angles_o") && !empty;
        let want_angles = is_angles && wish.high("x_want_o") && x.high("valid_o") && z.high("valid_o");
        self.angles.set(&[inside, ("want_i", want_angles.into()), ("take_i", 0)]);
        self.angles.set(&[("cosine_i", pass.get("pass_x_format_o") & 1), ("position_i", wish.get("position_o"))]);
        self.angles.set_bits("low_i", x.bits("data_o"));
        for (lane, slot) in z.words("data_o").iter().enumerate() {
            self.angles.inputs.set_lane("high_i", lane, 8, (*slot).into());
        }
        let angles = self.angles.peek();

        // What arrives, and what becomes of it.
        self.arrive(running);
        self.reductions.set(&[("levels_i", wish.get("levels_o"))]);
        let reduced = self.reductions.cycle();
        self.statuses.set(&outside);
        let told = self.statuses.peek();
        self.output.set(&outside);
        self.output.set(&[("end_ready_i", told.get("end_ready_o"))]);
        for port in ["m_axis_result_tready", "m_axis_scale_tready"] {
            self.output.set(&[(port, top.get(port))]);
        }
        let output = self.output.cycle();

        let x_valid = if is_angles { angles.get("valid_o") } else { x.get("valid_o") };
        self.issuer.set(&[("x_valid_i", x_valid), ("x_error_i", x.get("error_o"))]);
        self.issuer.set(&[("z_valid_i", z.get("valid_o")), ("z_error_i", z.get("error_o"))]);
        self.issuer.set(&[("credit_i", output.get("credit_o")), ("scalar_done_i", reduced.get("valid_o"))]);
        let issued = self.issuer.cycle();
        let slots = if is_angles { angles.words("number_o") } else { x.words("data_o") };
        let vector = issued.high("issue_o").then(|| Vector::new(&pass, &issued, self.rows, [slots, z.words("data_o")]));
        let (x_take, z_take) = (issued.get("x_take_o"), issued.get("z_take_o"));
        self.x.step(x_take);
        self.z.step(z_take);
        self.angles.set(&[("take_i", if is_angles { x_take } else { 0 })]);
        self.angles.cycle();

        self.scalars.set(&[
            inside,
            ("begin_i", issued.get("keep_begin_o")),
            ("begin_register_i", pass.get("pass_register_o")),
            ("begin_m_i", pass.get("pass_m_o")),
            ("valid_i", reduced.get("valid_o")),
            ("scalar_i", reduced.get("scalar_o")),
            ("overflow_i", reduced.get("overflow_o")),
            ("nan_i", reduced.get("nan_o")),
            ("empty_i", reduced.get("empty_o")),
            ("read_address_i", self.pipeline.scalar_address()),
        ]);
        let scalars = self.scalars.cycle();
        self.pipeline.step(vector, scalars.get("read_data_o") as u32);

        // Commands and statuses.
        let room = top.high("rst_ni") && self.commands.ready();
        let offered = top.high("s_axis_command_tvalid") && room;
        let ready = room && told.high("command_ready_o");
        let mut command = Command::default();
        command.copy_from_slice(top.words("s_axis_command_tdata"));
        let ends = issued.high("ends_o");
        self.statuses.set(&[("command_valid_i", offered.into()), ("command_tag_i", Pass::TAG.get(&command))]);
        self.statuses.set(&[
            ("issued_i", ends.into()),
            ("issued_asks_i", pass.get("pass_asks_o")),
            ("issued_error_i", issued.get("end_error_o")),
            ("issued_keeps_i", (!empty && pass.high("pass_keep_o")).into()),
            ("scalar_end_i", scalars.get("end_o")),
            ("scalar_flags_i", scalars.get("end_flags_o")),
            ("end_i", output.get("end_o")),
            ("end_flags_i", output.get("end_flags_o")),
            ("m_axis_status_tready", top.get("m_axis_status_tready")),
        ]);
        let bit = |pins: &Pins, port, place| pins.get(port) << place;
        let diagnosis = bit(&x_entry, "down_valid_o", 0)
            | bit(&z_entry, "down_valid_o", 1)
            | bit(&output, "waits_o", 2)
            | bit(&x_entry, "mid_o", 4)
            | bit(&z_entry, "mid_o", 5)
            | bit(&output, "open_o", 6);
        self.statuses.set(&[("diagnosis_i", diagnosis)]);
        for stall in ["x", "z", "results", "wait"] {
            self.statuses.set(&[(&format!("stall_{stall}_i"), issued.get(&format!("stall_{stall}_o")))]);
        }
        let status = self.statuses.cycle();

        self.checker.set(&[inside, ("command_valid_i", self.commands.valid().into())]);
        self.checker.inputs.set_words("command_data_i", self.commands.shown());
        self.checker.set(&[("pass_ready_i", self.passes.ready().into())]);
        let checked = self.checker.cycle();
        let accepted = top.high("s_axis_command_tvalid") && ready;
        self.commands.step(accepted.then_some(command), checked.high("command_ready_o"));
        let offers = checked.high("pass_valid_o");
        self.passes.step(checked, offers, issued.high("pass_ready_o"));
        if !running {
            self.commands.reset();
            self.passes.reset();
            self.pipeline.clear();
        }

        outputs.pins.set("s_axis_command_tready", ready.into());
        outputs.pins.set("s_axis_x_tready", x_entry.get("up_ready_o"));
        outputs.pins.set("s_axis_z_tready", z_entry.get("up_ready_o"));
        let mut show = |from: &Pins, stream: &str| {
            for (port, value) in from.iter().filter(|(port, _)| port.starts_with(stream)) {
                outputs.pins.bits_mut(port).copy_from_bitslice(value);
            }
        };
        show(&output, "m_axis_");
        show(&status, "m_axis_");
        // A beat means nothing while it is not offered.
        for (valid, beat) in [
            ("m_axis_result_tvalid", &["m_axis_result_tdata", "m_axis_result_tkeep", "m_axis_result_tlast"][..]),
            ("m_axis_scale_tvalid", &["m_axis_scale_tdata", "m_axis_scale_tlast"]),
            ("m_axis_status_tvalid", &["m_axis_status_tdata"]),
        ] {
            if !outputs.pins.high(valid) {
                outputs.unspecified.extend(beat);
            }
        }
    }
}

#[cfg(test)]
mod tests;
