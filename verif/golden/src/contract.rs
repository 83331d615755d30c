//! The cycle contract: when the commands of a sequence end if no stream stalls.
//!
//! Every time is a cycle counted from the acceptance of the first command, and follows from earlier ones by a maximum and
//! an addition, as the page's sections on the blocks have it: no cycle is gone through.

pub(crate) mod queue;

use crate::command::{Verdict, announces, shape, verdict};
use crate::tiling::{Tile, Tiling};
use queue::Queue;
use seedchip_spec::{Command, Configuration};
use std::collections::VecDeque;

/// Words in the queue of tags.
const TAGS: usize = 16;

/// Cycles from the feed of a group to its result.
const CONVERTER: u64 = 14;

/// Cycles from the feed of a group of block sums to the acceptance of its result: the joiner and its queue. The packer then
/// is ready: a converter that was busy has come to rest, and a row always finds room for its results, as fewer rows begin
/// within these cycles than can wait.
const JOINER: u64 = 21;

/// Cycles from the beginning of a row of a block to that of the same row of the next one.
const ROW_DISTANCE: u64 = 16;

/// Cycles from the acceptance of a set of parameters to the first in which its place is free.
const RELEASE: u64 = 13;

/// The cycle in which each command of a sequence ends, counted from the acceptance of the first.
///
/// The commands are offered without a gap, their packets are right and offered from the start, and no stream stalls. The
/// difference to the end of the command before is what the status tells.
///
/// None if a command is refused and discards packets: the time depends on their lengths.
pub fn ends(configuration: &Configuration, commands: &[[u32; 4]]) -> Option<Vec<u64>> {
    let mut unit = Unit::new(configuration);
    commands.iter().map(|beat| unit.command(beat)).collect()
}

/// The end of the last command of a sequence of raw products of integers alone, in closed form; none of no commands.
pub fn raw_end(configuration: &Configuration, commands: &[Command]) -> Option<u64> {
    let tiling = |command: &Command| Tiling::new(configuration, command.format, shape(command));
    let tiles = |tiling: Tiling| tiling.tiles().map(move |tile| (tiling, tile));
    let tiles: Vec<(Tiling, Tile)> = commands.iter().map(tiling).flat_map(tiles).collect();
    let beats = |(tiling, tile): &(Tiling, Tile)| tiling.tile_beats(tile) as u64;
    let slots = |(tiling, _): &(Tiling, Tile)| tiling.slots() as u64;
    let (first, last) = (tiles.first()?, tiles.last()?.0.shape());
    // From a tile's start to the next one's: its slots, or the beats of the next one's weights.
    let starts: u64 = tiles.windows(2).map(|pair| beats(&pair[1]).max(slots(&pair[0]))).sum();
    Some(4 + beats(first) + starts + last.m as u64 - 1 + row_latency(configuration))
}

/// Cycles from the sending of a row to the first in which it is shown, X.
fn row_latency(configuration: &Configuration) -> u64 {
    configuration.array_latency() as u64 + 7
}

/// What the commands so far have left behind.
struct Unit<'a> {
    configuration: &'a Configuration,
    commands: Queue,
    tags: Queue,
    /// The first cycle in which the tile iterator can take a command.
    idle: u64,
    parameters: Queue,
    loads: Queue,
    launches: Queue,
    entries: Queue,
    verdicts: Queue,
    /// When each of the last E rows was read.
    reads: VecDeque<u64>,
    /// When the last row was moved on to be shown, and when it left.
    moved: u64,
    left: u64,
    sets: Sets,
    /// The first cycle in which the converter is empty.
    calm: u64,
    /// When each row of the last block began.
    begun: Vec<u64>,
    /// The first cycle in which no joined results are on their way.
    joined: u64,
}

impl<'a> Unit<'a> {
    fn new(configuration: &'a Configuration) -> Self {
        Self {
            configuration,
            commands: Queue::fifo(configuration.command_queue_depth()),
            tags: Queue::fifo(TAGS),
            idle: 0,
            parameters: Queue::register(),
            loads: Queue::register(),
            launches: Queue::register(),
            entries: Queue::fifo(configuration.entry_queue_depth()),
            verdicts: Queue::fifo(configuration.entry_queue_depth()),
            reads: VecDeque::new(),
            moved: 0,
            left: 0,
            sets: Sets::default(),
            calm: 0,
            begun: Vec::new(),
            joined: 0,
        }
    }

    /// The end of the next command.
    fn command(&mut self, beat: &[u32; 4]) -> Option<u64> {
        let accepted = self.commands.ready().max(self.tags.ready());
        self.commands.enter(accepted);
        self.tags.enter(accepted);
        let taken = self.commands.shown().max(self.idle);
        self.commands.leave(taken);
        let checked = taken + 2;
        let end = match verdict(self.configuration, beat) {
            Verdict::Product(command) => self.product(&command, checked),
            Verdict::Refused(_) if announces(self.configuration, beat).operands => return None,
            Verdict::Nothing | Verdict::Refused(_) => self.nothing(checked),
        };
        self.tags.leave(end);
        self.verdicts.leave(end);
        Some(end)
    }

    /// The end of a command without a product, whose tile is offered from a cycle on.
    fn nothing(&mut self, offered: u64) -> u64 {
        let accepted = offered.max(self.launches.ready());
        self.launches.enter(accepted);
        self.idle = accepted + 1;
        let launched = self.launches.shown().max(self.entries.ready());
        self.launches.leave(launched);
        self.entries.enter(launched);
        self.verdicts.enter(launched + 1);
        // Its tag is shown behind the end of the command before: then that one's results have left.
        let end = self.entries.shown().max(self.verdicts.shown()).max(self.tags.shown());
        self.entries.leave(end);
        end
    }

    /// The end of a product that is checked.
    fn product(&mut self, command: &Command, checked: u64) -> u64 {
        let announced = announces(self.configuration, &command.encode());
        let mut offered = checked;
        if announced.parameters {
            let accepted = offered.max(self.parameters.ready());
            self.parameters.enter(accepted);
            offered = accepted + 1;
        }
        let tiling = Tiling::new(self.configuration, command.format, shape(command));
        let mut ended = 0;
        for tile in tiling.tiles() {
            let (launch, load) = (offered.max(self.launches.ready()), offered.max(self.loads.ready()));
            self.launches.enter(launch);
            self.loads.enter(load);
            self.idle = launch.max(load) + 1;
            // A step to the next tile.
            offered = self.idle + 1;

            // Column scales find room no later than the tile's entry does: theirs is as long a queue, and both leave at once.
            let complete = self.loads.shown() + tiling.tile_beats(&tile) as u64 - 1;
            let ready = self.launches.shown().max(complete);
            let (start, last_row) = if tile.result {
                self.results(command, &tile, ready)
            } else {
                (ready, ready + u64::from(command.m) - 1)
            };
            self.loads.leave(start);
            ended = last_row + tiling.slots() as u64 - u64::from(command.m);
            self.launches.leave(ended);
        }
        // The tile ends at most a tile's beats after the last row was sent: the verdict is there before that row is.
        self.verdicts.enter(ended + 1);
        if announced.scales {
            self.joined = self.left + JOINER + 1;
            return self.left + JOINER;
        }
        if !announced.parameters {
            return self.left;
        }
        self.parameters.leave(self.sets.next_beat - 1);
        self.left + CONVERTER
    }

    /// Sends the rows of a tile that are results, from `ready` on, and lets them leave. When the first and the last were
    /// sent.
    fn results(&mut self, command: &Command, tile: &Tile, ready: u64) -> (u64, u64) {
        let start = ready.max(self.entries.ready()).max(self.room());
        self.entries.enter(start);
        let announced = announces(self.configuration, &command.encode());
        let (ready, cycles) = if announced.scales {
            (0, self.configuration.join_groups() as u64)
        } else if announced.parameters {
            let set = self.sets.fill(self.parameters.shown(), tile.columns);
            (set.max(self.joined), self.configuration.groups() as u64)
        } else {
            (self.calm.max(self.joined), 1)
        };
        let ready = ready.max(self.entries.shown());
        let before = std::mem::take(&mut self.begun);
        let mut sent = start;
        for row in 0..command.m {
            if row > 0 {
                sent = (sent + 1).max(self.room());
            }
            // A row is read, moved on and shown in three cycles; each step waits for the row before.
            let read = self.moved.max(sent + row_latency(self.configuration) - 2);
            if self.reads.len() == self.configuration.waiting_rows() {
                self.reads.pop_front();
            }
            self.reads.push_back(read);
            self.moved = self.left.max(read + 1);
            let mut begins = ready.max(self.moved + 1);
            if announced.scales {
                if !tile.begins {
                    begins = begins.max(before[usize::from(row)] + ROW_DISTANCE);
                }
                self.begun.push(begins);
            }
            self.left = begins + cycles - 1;
        }
        self.entries.leave(self.left);
        if announced.parameters {
            self.sets.accept(self.left);
            self.calm = self.left + CONVERTER + 1;
        }
        (start, sent)
    }

    /// The first cycle in which a row can be sent that will wait: fewer than E do, as far as the launcher knows, which hears
    /// of a read a cycle later.
    fn room(&self) -> u64 {
        let full = self.reads.len() == self.configuration.waiting_rows();
        self.reads.front().filter(|_| full).map_or(0, |read| read + 2)
    }
}

/// The two sets of parameters.
#[derive(Default)]
struct Sets {
    /// The first cycle in which a beat of the next set can come, for the beats before it.
    next_beat: u64,
    /// The first cycles in which the places of the next set and of the one behind it are free.
    free: [u64; 2],
    /// The first cycle in which the next set can be shown, for the one before it.
    next_show: u64,
}

impl Sets {
    /// The next set is filled with so many columns, a beat per cycle, from `offered` on. When it is shown.
    fn fill(&mut self, offered: u64, columns: usize) -> u64 {
        self.next_beat = offered.max(self.next_beat).max(self.free[0]) + columns as u64;
        self.next_beat.max(self.next_show)
    }

    /// The set is used.
    fn accept(&mut self, cycle: u64) {
        self.free = [self.free[1], cycle + RELEASE];
        self.next_show = cycle + 1;
    }
}

#[cfg(test)]
mod tests;
