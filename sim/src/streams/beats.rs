//! Many beats in flat vectors.

/// The beats of a stream, in order: data, keep and last of each. Words are of 32 bits, bit 0 in the first.
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

    /// The data of a beat.
    pub fn data(&self, beat: usize) -> &[u32] {
        &self.data[beat * self.data_words..][..self.data_words]
    }

    /// The keep of a beat.
    pub fn keep(&self, beat: usize) -> &[u32] {
        &self.keep[beat * self.keep_words..][..self.keep_words]
    }

    /// The last of a beat.
    pub fn last(&self, beat: usize) -> bool {
        self.last[beat]
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
