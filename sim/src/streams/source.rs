//! Drives an input stream of a block.

use super::{HandshakeChecker, Observed, Random, StallGenerator, Stalls, StreamPorts, Violation};
use crate::model::Model;
use seedchip_spec::Beats;

/// Feeds beats to an input stream of a block.
#[derive(Clone, Debug)]
pub struct Source {
    ports: StreamPorts,
    beats: Beats,
    /// The beat that is offered or will be next.
    next: usize,
    offered: bool,
    stalls: StallGenerator,
    checker: HandshakeChecker,
    noise: Random,
    data: Vec<u32>,
    keep: Vec<u32>,
}

impl Source {
    /// A source without beats.
    pub fn new(ports: StreamPorts, seed: u64) -> Self {
        Self {
            beats: Beats::with_keep(ports.data_words, ports.keep_words),
            next: 0,
            offered: false,
            stalls: StallGenerator::new(Stalls::Never, Random::new(seed)),
            checker: HandshakeChecker::new(&ports.name),
            noise: Random::named(seed, &ports.name),
            data: vec![0; ports.data_words],
            keep: vec![0; ports.keep_words],
            ports,
        }
    }

    /// The stream's name.
    pub fn name(&self) -> &str {
        &self.ports.name
    }

    /// Words of data in a beat.
    pub fn data_words(&self) -> usize {
        self.ports.data_words
    }

    /// Stalls by a pattern from now on: a stall is a cycle in which no beat is offered.
    pub fn stall(&mut self, stalls: Stalls, seed: u64) {
        self.stalls = StallGenerator::new(stalls, Random::named(seed, &self.ports.name));
    }

    /// Adds beats to the queue.
    pub fn feed(&mut self, beats: &Beats) {
        if self.left() == 0 {
            self.drop_left();
        }
        self.beats.append(beats);
    }

    /// Forgets the beats.
    pub(crate) fn drop_left(&mut self) {
        self.beats.clear();
        self.next = 0;
    }

    /// How many beats are left.
    pub fn left(&self) -> usize {
        self.beats.len() - self.next
    }

    /// Before the block answers: sets valid, data, keep and last. While quiet (around reset), offers nothing.
    pub(crate) fn drive<M: Model + ?Sized>(&mut self, model: &mut M, quiet: bool) {
        if self.offered && !quiet {
            return;
        }
        let offer = !quiet && self.left() > 0 && !self.stalls.next_is_stall();
        if offer {
            model.write(self.ports.data, self.beats.data(self.next));
            if let Some(keep) = self.ports.keep {
                model.write(keep, self.beats.keep(self.next));
            }
            if let Some(last) = self.ports.last {
                model.set_value(last, self.beats.last(self.next).into());
            }
        } else if model.value(self.ports.valid) != 0 {
            // What lies on the lines while nothing is offered must not matter.
            let noise = &mut self.noise;
            self.data.iter_mut().chain(&mut self.keep).for_each(|word| *word = noise.word() as u32);
            model.write(self.ports.data, &self.data);
            if let Some(keep) = self.ports.keep {
                model.write(keep, &self.keep);
            }
            if let Some(last) = self.ports.last {
                model.set_value(last, noise.word() & 1);
            }
        }
        model.set_value(self.ports.valid, offer.into());
        self.offered = offer;
    }

    /// After the block has answered: whether a beat passes in this cycle.
    pub(crate) fn observe<M: Model + ?Sized>(&mut self, cycle: u64, model: &M, reset: bool) -> Result<bool, Violation> {
        let ready = model.value(self.ports.ready) != 0;
        let last = if self.offered {
            model.read(self.ports.data, &mut self.data);
            if let Some(keep) = self.ports.keep {
                model.read(keep, &mut self.keep);
            }
            self.ports.last.is_some_and(|last| model.value(last) != 0)
        } else {
            false
        };
        let (valid, data, keep) = (self.offered, &self.data[..], &self.keep[..]);
        self.checker.observe(cycle, Observed { reset, valid, ready, data, keep, last })?;
        let passes = valid && ready;
        if passes {
            self.next += 1;
            self.offered = false;
        }
        Ok(passes)
    }
}
