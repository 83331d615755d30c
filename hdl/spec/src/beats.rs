//! The beats of a stream, of any width.

use std::ops::Range;

/// A beat of a stream. Words are of 32 bits, bit 0 in the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat<'a> {
    /// `tdata`.
    pub data: &'a [u32],
    /// `tkeep`; empty if the stream has none.
    pub keep: &'a [u32],
    /// `tlast`.
    pub last: bool,
}

impl<'a> Beat<'a> {
    /// The bytes of the data, the lowest first, up to whole words.
    pub fn bytes(self) -> impl Iterator<Item = u8> + use<'a> {
        self.data.iter().flat_map(|word| word.to_le_bytes())
    }
}

/// The beats of a stream, in order, in flat vectors.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Beats {
    data_words: usize,
    keep_words: usize,
    data: Vec<u32>,
    keep: Vec<u32>,
    last: Vec<bool>,
}

impl Beats {
    /// No beats, of so many words of data each.
    pub fn new(data_words: usize) -> Self {
        Self::with_keep(data_words, 0)
    }

    /// No beats, of so many words of data and of keep each.
    pub fn with_keep(data_words: usize, keep_words: usize) -> Self {
        Self { data_words, keep_words, ..Self::default() }
    }

    /// Makes room for so many more beats.
    pub fn reserve(&mut self, beats: usize) {
        self.data.reserve(beats * self.data_words);
        self.keep.reserve(beats * self.keep_words);
        self.last.reserve(beats);
    }

    /// Adds a beat; a beat of another size is a mistake of the program and panics.
    pub fn push(&mut self, data: &[u32], last: bool) {
        self.push_kept(data, &[], last);
    }

    /// Adds a beat of bytes, the first the lowest; a last word that they don't fill is zero above them.
    pub fn push_bytes(&mut self, data: &[u8], last: bool) {
        assert_eq!((data.len().div_ceil(4), 0), (self.data_words, self.keep_words), "a beat of another size");
        let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        self.data.extend(data.chunks(4).map(word));
        self.last.push(last);
    }

    /// Adds a beat with keep.
    pub fn push_kept(&mut self, data: &[u32], keep: &[u32], last: bool) {
        assert_eq!((data.len(), keep.len()), (self.data_words, self.keep_words), "a beat of another size");
        self.data.extend_from_slice(data);
        self.keep.extend_from_slice(keep);
        self.last.push(last);
    }

    /// Adds all beats of another stream of the same size.
    pub fn append(&mut self, other: &Self) {
        assert_eq!((other.data_words, other.keep_words), (self.data_words, self.keep_words), "beats of another size");
        self.data.extend_from_slice(&other.data);
        self.keep.extend_from_slice(&other.keep);
        self.last.extend_from_slice(&other.last);
    }

    /// Some of the beats.
    pub fn part(&self, beats: Range<usize>) -> Self {
        let words = |words: usize| beats.start * words..beats.end * words;
        Self {
            data: self.data[words(self.data_words)].to_vec(),
            keep: self.keep[words(self.keep_words)].to_vec(),
            last: self.last[beats.clone()].to_vec(),
            ..*self
        }
    }

    /// Words of data in a beat.
    pub fn data_words(&self) -> usize {
        self.data_words
    }

    /// Words of keep in a beat.
    pub fn keep_words(&self) -> usize {
        self.keep_words
    }

    /// The number of beats.
    pub fn len(&self) -> usize {
        self.last.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// A beat.
    pub fn get(&self, beat: usize) -> Beat<'_> {
        Beat { data: self.data(beat), keep: self.keep(beat), last: self.last(beat) }
    }

    /// Every beat.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Beat<'_>> + DoubleEndedIterator {
        (0..self.len()).map(|beat| self.get(beat))
    }

    /// The data of a beat.
    pub fn data(&self, beat: usize) -> &[u32] {
        &self.data[beat * self.data_words..][..self.data_words]
    }

    /// The data of a beat, to write.
    pub fn data_mut(&mut self, beat: usize) -> &mut [u32] {
        &mut self.data[beat * self.data_words..][..self.data_words]
    }

    /// The keep of a beat.
    pub fn keep(&self, beat: usize) -> &[u32] {
        &self.keep[beat * self.keep_words..][..self.keep_words]
    }

    /// The last of a beat.
    pub fn last(&self, beat: usize) -> bool {
        self.last[beat]
    }

    /// The last of a beat, to write.
    pub fn last_mut(&mut self, beat: usize) -> &mut bool {
        &mut self.last[beat]
    }

    /// The data of all beats, one after the other.
    pub fn all_data(&self) -> &[u32] {
        &self.data
    }

    /// Forgets all beats and keeps their room.
    pub fn clear(&mut self) {
        self.data.clear();
        self.keep.clear();
        self.last.clear();
    }
}
