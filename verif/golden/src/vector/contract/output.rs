//! Vectors on their way to the results, and the ends of passes.

use super::super::convert_out;
use crate::contract::queue::Queue;
use seedchip_spec::VectorSizes;
use std::collections::VecDeque;

/// Cycles from a vector's issue to its arrival.
const ARRIVAL: u64 = 74;
/// Places among the results, and words that are converted or wait as beats.
const PLACES: usize = 128;
const BEATS: usize = 8;

/// A vector that takes a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// It has results,
    pub is_result: bool,
    /// which are of blocks.
    pub blocks: bool,
    /// It is its row's last, and its pass's.
    pub row_last: bool,
    pub last: bool,
}

/// The queues behind the lanes. That of told scales never is full, and no scale is on its way any more when the beat of the
/// last one's vector shows: a scale passes its queue and its register in three cycles, a vector takes six to be a beat.
#[derive(Clone, Debug)]
pub(super) struct Output {
    lanes: usize,
    /// When the vectors that took the last places left them.
    credits: VecDeque<u64>,
    /// The vectors of a block whose last one has not been sent, with the cycles of their arrival.
    block: Vec<(u64, Word)>,
    vectors: Queue,
    scales: Queue,
    beats: Queue,
    /// When the last beats left, as many as can wait.
    left: VecDeque<u64>,
    /// The first cycle in which the next beat can leave.
    next: u64,
    /// The beat that ends its pass, when it shows.
    ending: Option<(u64, Word)>,
}

impl Output {
    pub fn new(lanes: usize) -> Self {
        Self {
            lanes,
            credits: VecDeque::new(),
            block: Vec::new(),
            vectors: Queue::fifo(PLACES),
            scales: Queue::fifo(PLACES),
            beats: Queue::fifo(BEATS),
            left: VecDeque::new(),
            next: 0,
            ending: None,
        }
    }

    /// The first cycle in which there is a place for another vector. It is to be sent next.
    pub fn place(&mut self) -> u64 {
        let full = self.credits.len() + self.block.len() == PLACES;
        let credit = if full { self.credits.pop_front() } else { None };
        credit.map_or(0, |credit| credit + 1)
    }

    /// A vector is issued.
    pub fn send(&mut self, issue: u64, word: Word) {
        let arrival = issue + ARRIVAL;
        if !(word.is_result && word.blocks) {
            self.convert(arrival, word, 0);
            return;
        }
        self.block.push((arrival, word));
        if word.row_last || self.block.len() * self.lanes == VectorSizes::BLOCK {
            self.scales.enter(arrival + 2 + u64::from(self.lanes.ilog2()));
            let scale = self.scales.shown();
            for (arrival, word) in std::mem::take(&mut self.block) {
                self.convert(arrival, word, scale);
            }
            self.scales.leave(self.credits.back().copied().unwrap_or(scale));
        }
    }

    /// A vector becomes a beat, not before its scale shows.
    fn convert(&mut self, arrival: u64, word: Word, scale: u64) {
        self.vectors.enter(arrival);
        let room = if self.left.len() == BEATS { self.left.pop_front() } else { None };
        let leaves = self.vectors.shown().max(scale).max(room.map_or(0, |left| left + 1));
        self.vectors.leave(leaves);
        self.credits.push_back(leaves);
        self.beats.enter(leaves + convert_out::LATENCY as u64);
        let shows = self.beats.shown().max(self.next);
        if word.last {
            self.ending = Some((shows, word));
        } else {
            self.leave(shows);
            self.next = shows + 1;
        }
    }

    fn leave(&mut self, cycle: u64) {
        self.beats.leave(cycle);
        self.left.push_back(cycle);
    }

    /// The end of the pass whose last vector was sent, which may end from this cycle on: a beat of results has left then, a
    /// cycle after it entered its register.
    pub fn end(&mut self, ready: u64) -> u64 {
        let Some((shows, word)) = self.ending.take() else { return ready };
        let leaves = shows.max(ready);
        self.leave(leaves);
        let end = if word.is_result { leaves + 1 } else { leaves };
        self.next = end + 1;
        end
    }
}
