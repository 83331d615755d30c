//! A unit as its host sees it: acts of the host go in, events come out.
//!
//! The golden model and the Verilated unit are [`Device`]s, so that one list of acts runs on both and what they give
//! can be compared. Whoever moves the data is behind this interface: a command names shapes, formats and tags, never
//! addresses. When a side of a stream pauses is the driver's affair, not the list's.

use crate::beats::Beats;
use crate::block::Direction;
use crate::codec::Malformed;
use crate::command::Command;
use crate::configuration::{Configuration, Sizes};
use crate::status::Status;
use crate::stream::Stream;
use std::collections::BTreeMap;
use std::error::Error;
use std::ops::ControlFlow;
use thiserror::Error;

/// Something that a host does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Sends beats on an input stream, after those that were sent before. The host does not wait for their acceptance,
    /// and nothing says that they are what a command wants: packets may be short, long, without `tlast` or uncalled
    /// for.
    Send(Stream, Beats),
    /// Waits until an output stream has given so many beats in all since the list began.
    Await(Stream, usize),
    /// Lets so many cycles pass.
    Pass(u64),
    /// Aborts the command under way and every command that waits, for as long as operands that were sent are not all
    /// accepted; these are discarded.
    Abort,
    /// Resets the unit, and drops what was sent and not accepted.
    Reset,
}

impl Act {
    /// Sends a command.
    pub fn command(command: &Command) -> Self {
        Self::beat(Stream::Command, &command.encode())
    }

    /// Sends one beat, without `tlast`.
    pub fn beat(stream: Stream, data: &[u32]) -> Self {
        let mut beats = Beats::new(data.len());
        beats.push(data, false);
        Self::Send(stream, beats)
    }
}

/// What came of a list of acts. The order within each stream is kept; which of two streams was first depends on pauses
/// and is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    given: BTreeMap<Stream, Beats>,
    /// Beats that were sent and not accepted, by stream.
    pub left: BTreeMap<Stream, usize>,
}

impl Events {
    /// Nothing yet of a unit of these sizes.
    pub fn none(sizes: Sizes) -> Self {
        let outputs = Stream::of(sizes).filter(|stream| stream.direction() == Direction::Output);
        Self { given: outputs.map(|stream| (stream, stream.beats(sizes))).collect(), left: BTreeMap::new() }
    }

    /// The beats of an output stream; of an input none, which is a mistake of the program and panics.
    pub fn beats(&self, stream: Stream) -> &Beats {
        self.given.get(&stream).unwrap_or_else(|| panic!("{stream:?} is no output"))
    }

    /// The same, to add to.
    pub fn beats_mut(&mut self, stream: Stream) -> &mut Beats {
        self.given.get_mut(&stream).unwrap_or_else(|| panic!("{stream:?} is no output"))
    }

    /// The beats of results, those of a command up to its `tlast`.
    pub fn results(&self) -> &Beats {
        self.beats(Stream::Result)
    }

    /// The statuses.
    pub fn statuses(&self) -> Result<Vec<Status>, Malformed> {
        self.beats(Stream::Status).iter().map(|beat| Status::decode(beat.data)).collect()
    }

    /// Adds what came after.
    pub fn append(&mut self, later: Self) {
        later.given.iter().for_each(|(stream, beats)| self.beats_mut(*stream).append(beats));
        self.left = later.left;
    }

    /// Acts that wait for as much as this.
    pub fn awaited(&self) -> impl Iterator<Item = Act> {
        self.given.iter().map(|(stream, beats)| Act::Await(*stream, beats.len()))
    }
}

/// Why a list of acts was not carried out to its end.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// Whoever watches asked for the end.
    #[error("interrupted")]
    Interrupted,
    /// What the list waits for doesn't come: why, and what each stream waits for.
    #[error("{0}")]
    Hung(String),
    /// The unit has no such thing.
    #[error("the unit cannot {0}")]
    Unsupported(&'static str),
    /// What the driver found: a broken law of streams, a file that can't be written.
    #[error(transparent)]
    Driver(Box<dyn Error + Send + Sync>),
}

/// Called with the cycles since its last call; `Break` interrupts the run.
pub type Watch<'a> = &'a mut dyn FnMut(u64) -> ControlFlow<()>;

/// A unit that a host drives.
pub trait Device {
    /// Its configuration.
    fn configuration(&self) -> &Configuration;

    /// Carries out acts in their order; the unit goes on from where the list before has left it. Says what came
    /// meanwhile.
    fn run_watched(&mut self, acts: &[Act], watch: Watch) -> Result<Events, DeviceError>;

    /// The same with nobody watching.
    fn run(&mut self, acts: &[Act]) -> Result<Events, DeviceError> {
        self.run_watched(acts, &mut |_| ControlFlow::Continue(()))
    }
}
