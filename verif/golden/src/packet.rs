//! The packets of an input stream: beats up to one with `tlast`, as many as a command wants, or fewer, or more.

use seedchip_spec::{Beat, Beats, ErrorCode};
use std::collections::VecDeque;

/// What was sent on a stream and is not used yet.
#[derive(Clone, Debug)]
pub(crate) struct Packets {
    beats: Beats,
    used: usize,
    /// Where the packets that are whole end: the beat after the one with `tlast`.
    ends: VecDeque<usize>,
    /// The packet under way was aborted: what is left of it goes.
    discarding: bool,
}

impl Packets {
    /// A stream on which nothing was sent; `none` are no beats of it.
    pub fn new(none: Beats) -> Self {
        Self { beats: none, used: 0, ends: VecDeque::new(), discarding: false }
    }

    /// Beats that were sent and are not used.
    pub fn left(&self) -> usize {
        self.beats.len() - self.used
    }

    /// Adds beats behind those that were sent before.
    pub fn send(&mut self, beats: &Beats) {
        if self.left() == 0 {
            self.beats.clear();
            self.used = 0;
        }
        let start = self.beats.len();
        self.beats.append(beats);
        let lasts = (start..self.beats.len()).filter(|beat| self.beats.last(*beat));
        self.ends.extend(lasts.map(|beat| beat + 1));
        if self.discarding {
            let end = self.ends.pop_front();
            self.used = end.unwrap_or(self.beats.len());
            self.discarding = end.is_none();
        }
    }

    /// Whether a packet is whole.
    pub fn is_whole(&self) -> bool {
        !self.ends.is_empty()
    }

    /// The oldest packet if a command announces it; one without beats if none does, or none is whole.
    pub fn take(&mut self, announced: bool) -> Packet<'_> {
        let end = if announced { self.ends.pop_front() } else { None };
        let start = self.used;
        self.used = end.unwrap_or(start);
        Packet { beats: &self.beats, start, end: self.used }
    }

    /// Drops every beat, and what will come of the packet under way.
    pub fn abort(&mut self) {
        self.discarding = self.beats.len().checked_sub(1).map_or(self.discarding, |newest| !self.beats.last(newest));
        self.used = self.beats.len();
        self.ends.clear();
    }
}

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet<'a> {
    beats: &'a Beats,
    start: usize,
    end: usize,
}

/// What is wrong with the length of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// It ended before the last beat that was wanted.
    Short,
    /// It is right.
    Right,
    /// It went on behind the last beat that was wanted.
    Long,
}

impl Length {
    /// The error, given that of a short and that of a long packet.
    pub fn error(self, short: ErrorCode, long: ErrorCode) -> ErrorCode {
        match self {
            Self::Short => short,
            Self::Right => ErrorCode::None,
            Self::Long => long,
        }
    }
}

impl<'a> Packet<'a> {
    /// A beat, counted from the packet's first; none behind its `tlast`.
    pub fn beat(&self, index: usize) -> Option<Beat<'a>> {
        let beat = self.start + index;
        (beat < self.end).then(|| self.beats.get(beat))
    }

    /// A byte of a beat; zero if the beat is missing.
    pub fn byte(&self, beat: usize, byte: usize) -> u8 {
        self.beat(beat).map_or(0, |beat| (beat.data[byte / 4] >> (8 * (byte % 4))) as u8)
    }

    /// Its beats.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// How its length compares with the beats that were wanted.
    pub fn length(&self, wanted: usize) -> Length {
        match self.len().cmp(&wanted) {
            std::cmp::Ordering::Less => Length::Short,
            std::cmp::Ordering::Equal => Length::Right,
            std::cmp::Ordering::Greater => Length::Long,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beats 0, 1, 2 and so on with these `tlast`.
    fn beats(lasts: &[bool]) -> Beats {
        let mut beats = Beats::new(1);
        lasts.iter().enumerate().for_each(|(index, last)| beats.push(&[0x0102_0304 + index as u32], *last));
        beats
    }

    #[test]
    fn packets_end_with_tlast_and_what_is_missing_is_zero() {
        let mut packets = Packets::new(Beats::new(1));
        packets.send(&beats(&[false, true, true, false]));
        let first = packets.take(true);
        assert_eq!([0, 1, 2].map(|beat| first.byte(beat, 3)), [1, 1, 0]);
        assert_eq!([0, 1].map(|beat| first.byte(beat, 0)), [4, 5]);
        assert_eq!([1, 2, 3].map(|wanted| first.length(wanted)), [Length::Long, Length::Right, Length::Short]);
        assert_eq!(packets.take(true).byte(0, 0), 6);
        assert!(!packets.is_whole() && packets.take(true).beat(0).is_none());
        assert_eq!(packets.left(), 1);
        packets.send(&beats(&[true]));
        assert_eq!(packets.take(true).length(2), Length::Right);
        assert_eq!(packets.left(), 0);
    }

    #[test]
    fn an_abort_takes_the_rest_of_the_packet_under_way() {
        let mut packets = Packets::new(Beats::new(1));
        packets.abort();
        packets.send(&beats(&[true, false]));
        packets.abort();
        packets.send(&beats(&[false]));
        packets.abort();
        packets.send(&beats(&[false, true, true]));
        assert_eq!((packets.left(), packets.take(true).byte(0, 0)), (1, 6));
        packets.send(&beats(&[true]));
        packets.abort();
        assert_eq!(packets.left(), 0);
        packets.send(&beats(&[true]));
        assert!(packets.is_whole(), "the last packet before the abort had ended");
    }
}
