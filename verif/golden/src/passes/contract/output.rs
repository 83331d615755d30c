//! Vectors on their way to the results, and the ends of passes.

use crate::contract::queue::Queue;
use crate::vector::convert_out;
use seedchip_spec::VectorSizes;
use std::collections::VecDeque;

/// Cycles from a vector's issue to its arrival.
const ARRIVAL: u64 = 74;
/// Places among the results, and words that are converted or wait as beats.
const PLACES: usize = 128;
const BEATS: usize = 8;
/// Cycles of a vector through the queue of vectors, and those after a scale was told in which it is on its way.
const VECTORS: u64 = 2;
const TOLD: u64 = 3;

/// A vector that takes a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// It has results,
    pub is_result: bool,
    /// which are of blocks.
    pub blocks: bool,
    /// It is its row's last.
    pub row_last: bool,
    /// It is its pass's last: the first cycle in which all else that the pass makes is there.
    pub last: Option<u64>,
}

/// The queues behind the lanes. That of told scales never is full: a scale per cycle leaves it.
#[derive(Clone, Debug)]
pub(super) struct Output {
    lanes: usize,
    /// When the vectors that took the last places left them.
    credits: VecDeque<u64>,
    /// The vectors of a block whose last one has not been sent, with the cycles of their arrival.
    block: Vec<(u64, Word)>,
    vectors: Queue,
    scales: Queue,
    /// When scales were told, the last ones.
    told: VecDeque<u64>,
    /// The words that left the vectors and have not left the beats, and when they did: as many as there may be.
    busy: VecDeque<(u64, Word)>,
    beats: Queue,
    /// The first cycle in which the next beat can leave.
    next: u64,
    /// When passes ended.
    ends: Vec<u64>,
}

impl Output {
    pub fn new(lanes: usize) -> Self {
        Self {
            lanes,
            credits: VecDeque::new(),
            block: Vec::new(),
            vectors: Queue::fifo(PLACES),
            scales: Queue::fifo(PLACES),
            told: VecDeque::new(),
            busy: VecDeque::new(),
            beats: Queue::fifo(BEATS),
            next: 0,
            ends: Vec::new(),
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
            self.convert(arrival, word);
            return;
        }
        self.block.push((arrival, word));
        if word.row_last || self.block.len() * self.lanes == VectorSizes::BLOCK {
            self.scales.enter(arrival + 2 + u64::from(self.lanes.ilog2()));
            let scale = self.scales.shown();
            let leaves = std::mem::take(&mut self.block).into_iter().map(|(arrival, word)| {
                // As if it arrived when its scale shows.
                self.convert(arrival.max(scale - VECTORS), word)
            });
            let told = leaves.last().unwrap_or(scale);
            self.scales.leave(told);
            self.told.push_back(told);
        }
    }

    /// A vector becomes a word on its way to the beats: when it leaves the vectors.
    fn convert(&mut self, arrival: u64, word: Word) -> u64 {
        let room = if self.busy.len() == BEATS { self.leave() + 1 } else { 0 };
        self.vectors.enter(arrival);
        let leaves = self.vectors.shown().max(room);
        self.vectors.leave(leaves);
        self.credits.push_back(leaves);
        self.busy.push_back((leaves, word));
        leaves
    }

    /// The oldest word leaves the beats: when. All that leaves the vectors before it is known: a word later than those that may
    /// be on their way waits for it.
    fn leave(&mut self) -> u64 {
        let Some((converted, word)) = self.busy.pop_front() else { return 0 };
        self.beats.enter(converted + convert_out::LATENCY as u64);
        let mut leaves = self.beats.shown().max(self.next);
        if let Some(ready) = word.last {
            leaves = self.without_scales(leaves.max(ready));
            // Results end a cycle later, when their beat leaves its register, and no other enters it before.
            let end = if word.is_result { leaves + 1 } else { leaves };
            self.ends.push(end);
            self.next = end + 1;
        }
        self.beats.leave(leaves);
        leaves
    }

    /// The first cycle from this one on in which no scale is on its way, be it one of a later pass.
    fn without_scales(&mut self, from: u64) -> u64 {
        while self.told.front().is_some_and(|told| told + TOLD < from) {
            self.told.pop_front();
        }
        let is_on_its_way = |told: u64, cycle: u64| told < cycle && cycle <= told + TOLD;
        self.told.iter().fold(from, |cycle, told| if is_on_its_way(*told, cycle) { told + TOLD + 1 } else { cycle })
    }

    /// When passes ended, as far as that is decided: all but the last eight at least.
    pub fn ends(&self) -> &[u64] {
        &self.ends
    }

    /// When all passes end.
    pub fn finish(mut self) -> Vec<u64> {
        while !self.busy.is_empty() {
            self.leave();
        }
        self.ends
    }
}
