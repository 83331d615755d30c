//! The packet of a command's results.

use seedchip_spec::{Beats, Configuration};

/// The bytes of a command's results, row after row: four per column if they are raw or FP32, one
/// if they are converted.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    columns: usize,
    bytes: Vec<u8>,
    /// Bytes up to the last result: behind it are the columns that don't exist of the last row.
    end: usize,
}

impl Results {
    /// No results yet.
    pub fn new(configuration: &Configuration) -> Self {
        Self { columns: configuration.columns(), bytes: Vec::new(), end: 0 }
    }

    /// Adds a row of an n-tile: the results of the columns that exist, `N` bytes each. The other columns are zero.
    pub fn row<const N: usize>(&mut self, results: impl Iterator<Item = [u8; N]>) {
        let start = self.bytes.len();
        self.bytes.extend(results.flatten());
        self.end = self.bytes.len();
        self.bytes.resize(start + N * self.columns, 0);
    }

    /// Gives the packet: beats of 4C bytes, all of them kept but those behind the last result.
    pub fn send(&self, to: &mut Beats) {
        let width = 4 * self.columns;
        let count = self.end.div_ceil(width);
        for (index, bytes) in self.bytes[..self.end].chunks(width).enumerate() {
            let (mut data, mut keep) = (vec![0_u32; to.data_words()], vec![0_u32; to.keep_words()]);
            for (place, byte) in bytes.iter().enumerate() {
                data[place / 4] |= u32::from(*byte) << (8 * (place % 4));
                keep[place / 32] |= 1 << (place % 32);
            }
            to.push_kept(&data, &keep, index + 1 == count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::Stream;

    fn packet<const N: usize>(rows: &[&[[u8; N]]]) -> Beats {
        let configuration = Configuration::named("4x3x16").expect("it can be");
        let mut results = Results::new(&configuration);
        rows.iter().for_each(|row| results.row(row.iter().copied()));
        let mut beats = Stream::Result.beats(configuration.sizes());
        results.send(&mut beats);
        beats
    }

    #[test]
    fn a_beat_holds_a_row_of_sums() {
        let beats = packet(&[&[[1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0x80]], &[[4, 3, 2, 1]]]);
        let found: Vec<_> = beats.iter().map(|beat| (beat.data.to_vec(), beat.keep[0], beat.last)).collect();
        assert_eq!(found, [(vec![1, 2, 0x8000_0003], 0xfff, false), (vec![0x0102_0304, 0, 0], 0xf, true)]);
    }

    #[test]
    fn a_beat_holds_four_rows_of_bytes_and_the_last_one_ends_with_the_last_result() {
        let (wide, narrow): (&[_], &[_]) = (&[[1], [2], [3]], &[[4], [5]]);
        let beats = packet(&[wide, wide, wide, narrow, narrow]);
        let found: Vec<_> = beats.iter().map(|beat| (beat.data.to_vec(), beat.keep[0], beat.last)).collect();
        let first = vec![0x0103_0201, 0x0201_0302, 0x0005_0403];
        assert_eq!(found, [(first, 0xfff, false), (vec![0x0504, 0, 0], 0b11, true)]);
        // Four rows fill a beat, whose last byte is no result.
        let beats = packet(&[wide, wide, wide, narrow]);
        assert_eq!((beats.len(), beats.keep(0)[0], beats.last(0)), (1, 0x7ff, true));
    }
}
