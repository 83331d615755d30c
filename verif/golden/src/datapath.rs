//! The whole unit, command by command: which results, which statuses, how many beats of each stream.
//!
//! It decodes the streams itself and then computes the product with ordinary loops, so that padding is what it is by
//! meaning: never looked at.

use crate::command::{Announced, Verdict, announces, shape, verdict};
use crate::operands::Operands;
use crate::packet::Packets;
use crate::product::product;
use crate::tiling::Tiling;
use seedchip_spec::device::{Act, Device, DeviceError, Events, Watch};
use seedchip_spec::{Beats, Command, Configuration, ErrorCode, Flags, Geometry, Status, Stream};
use std::collections::VecDeque;

/// The streams of operands, those that a unit without block formats lacks included: no command of it announces any.
const OPERANDS: [Stream; 4] = [Stream::Weight, Stream::Activation, Stream::Parameter, Stream::Scale];

/// The matrix unit.
///
/// A command is carried out as soon as its packets are whole, in no time. What depends on time is not told:
/// - cycles and stalls of a status are 0 ([`contract`](crate::contract) has the cycles of a run without stalls);
/// - the diagnosis of a geometry is 0.
///
/// The results of a command whose status tells an error of its packets ([`has_results`]) have the right number, keep and
/// `tlast`; their values, and the command's flags, are unspecified.
///
/// An abort drops all operands that were sent, and aborts every command that was sent and has not ended: those whose
/// packets are not all whole. So it is exact where the host gives the unit time to end the others, and sends no more
/// commands than the unit takes; [`aborted`](crate::aborted) checks what remains where it does not.
#[derive(Clone, Debug)]
pub struct Datapath {
    configuration: Configuration,
    commands: VecDeque<[u32; 4]>,
    /// In the order of [`OPERANDS`].
    operands: [Packets; 4],
    events: Events,
}

/// Whether a command has a packet of results, by the error of its status. They are specified only without an error.
pub fn has_results(error: ErrorCode) -> bool {
    match error {
        ErrorCode::None
        | ErrorCode::WeightsShort
        | ErrorCode::WeightsLong
        | ErrorCode::ActivationsShort
        | ErrorCode::ActivationsLong
        | ErrorCode::ParametersShort
        | ErrorCode::ParametersLong
        | ErrorCode::ParameterRange
        | ErrorCode::ScalesShort
        | ErrorCode::ScalesLong => true,
        ErrorCode::ZeroSize
        | ErrorCode::KTooLarge
        | ErrorCode::MTooLarge
        | ErrorCode::UnknownFormat
        | ErrorCode::UnknownOpcode
        | ErrorCode::ReservedBits
        | ErrorCode::Aborted => false,
    }
}

impl Datapath {
    /// A unit after reset.
    pub fn new(configuration: &Configuration) -> Self {
        let sizes = configuration.sizes();
        Self {
            configuration: configuration.clone(),
            commands: VecDeque::new(),
            operands: OPERANDS.map(|stream| Packets::new(stream.beats(sizes))),
            events: Events::none(sizes),
        }
    }

    fn send(&mut self, stream: Stream, beats: &Beats) -> Result<(), DeviceError> {
        match OPERANDS.iter().position(|operand| *operand == stream) {
            Some(_) if stream.widths(self.configuration.sizes()).0 == 0 => {
                return Err(DeviceError::Unsupported("take row scales without block formats"));
            }
            Some(operand) => self.operands[operand].send(beats),
            None if stream == Stream::Command => {
                self.commands.extend(beats.iter().map(|beat| std::array::from_fn(|word| beat.data[word])));
            }
            None => return Err(DeviceError::Unsupported("take beats on an output stream")),
        }
        // Every command whose packets are whole.
        while let Some(beat) = self.commands.front().copied()
            && self.has_packets(&beat)
        {
            self.commands.pop_front();
            self.carry_out(&beat);
        }
        Ok(())
    }

    fn has_packets(&self, beat: &[u32]) -> bool {
        let Announced { operands, parameters, scales } = announces(&self.configuration, beat);
        let wanted = [operands, operands, parameters, scales];
        self.operands.iter().zip(wanted).all(|(packets, wanted)| packets.is_whole() || !wanted)
    }

    /// Carries out a command, and takes its packets.
    fn carry_out(&mut self, beat: &[u32; 4]) {
        let announced = announces(&self.configuration, beat);
        let [weights, activations, parameters, scales] = &mut self.operands;
        let (weights, activations) = (weights.take(announced.operands), activations.take(announced.operands));
        let (parameters, scales) = (parameters.take(announced.parameters), scales.take(announced.scales));
        let tag = Command::TAG.get(beat) as u16;
        let configuration = &self.configuration;
        let status = match verdict(configuration, beat) {
            Verdict::Nothing => geometry(configuration, tag),
            Verdict::Refused(error) => status(tag, Flags::default(), error),
            Verdict::Product(command) => {
                let tiling = Tiling::new(configuration, command.format, shape(&command));
                let operands = Operands { configuration, command, tiling, weights, activations, parameters, scales };
                let (results, flags) = product(&operands);
                results.send(self.events.beats_mut(Stream::Result));
                status(tag, flags, operands.error())
            }
        };
        self.events.beats_mut(Stream::Status).push(&status, false);
    }

    fn abort(&mut self) {
        self.operands.iter_mut().for_each(Packets::abort);
        for beat in self.commands.drain(..) {
            let aborted = status(Command::TAG.get(&beat) as u16, Flags::default(), ErrorCode::Aborted);
            self.events.beats_mut(Stream::Status).push(&aborted, false);
        }
    }
}

fn status(tag: u16, flags: Flags, error: ErrorCode) -> [u32; 8] {
    let status = Status {
        tag,
        flags,
        error,
        cycles: 0,
        stalls_weights: 0,
        stalls_activations: 0,
        stalls_parameters: 0,
        stalls_results: 0,
    };
    status.encode()
}

fn geometry(configuration: &Configuration, tag: u16) -> [u32; 8] {
    let geometry = Geometry { tag, ..Geometry::of(configuration) };
    geometry.encode()
}

impl Device for Datapath {
    fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    fn run_watched(&mut self, acts: &[Act], _: Watch) -> Result<Events, DeviceError> {
        for act in acts {
            match act {
                Act::Send(stream, beats) => self.send(*stream, beats)?,
                Act::Await(stream, beats) if self.events.beats(*stream).len() < *beats => {
                    let found = self.events.beats(*stream).len();
                    let reason = format!("{found} of {beats} beats of {} can come of what was sent", stream.name());
                    return Err(DeviceError::Hung(reason));
                }
                Act::Await(..) | Act::Pass(_) => {}
                Act::Abort => self.abort(),
                Act::Reset => {
                    let events = std::mem::replace(&mut self.events, Events::none(self.configuration.sizes()));
                    *self = Self { events, ..Self::new(&self.configuration) };
                }
            }
        }
        let mut events = std::mem::replace(&mut self.events, Events::none(self.configuration.sizes()));
        let there = |stream: &Stream| stream.widths(self.configuration.sizes()).0 > 0;
        let operands = OPERANDS.iter().zip(&self.operands).filter(|(stream, _)| there(stream));
        let left = operands.map(|(stream, packets)| (*stream, packets.left()));
        events.left = left.chain([(Stream::Command, self.commands.len())]).collect();
        Ok(events)
    }
}
