//! A vector of sines or cosines, one after the other.
//!
//! Page: Blocks of a lane, `angles`.

use crate::float::sine::{Sine, sine};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// Cycles from an element to its phase.
const TO_PHASE: usize = 5;
/// Cycles that a vector takes besides one for each lane.
const REST: usize = 33;

/// The sine or cosine of 2π · (p · F mod 2^40) / 2^40, p a position of 20 bits and F a frequency of 40.
pub fn angle(position: u32, frequency: u64, cosine: bool) -> u32 {
    // A sine is the same some whole turns on, and these are what wraps.
    sine(u64::from(position).wrapping_mul(frequency) % (1 << 40), cosine)
}

/// The results of the lanes, and the elements on their way.
///
/// Assumption on the inputs: from `want_i` to `take_i` they stand, `take_i` comes only with `valid_o`. The model answers anything.
#[derive(Clone, Debug)]
pub struct Angles {
    /// Cycles in which a vector was wanted.
    count: usize,
    on_their_way: Delay<Option<(usize, u32)>>,
    numbers: Vec<u32>,
}

impl Angles {
    /// Results of zeros.
    pub fn new(lanes: usize) -> Self {
        Self { count: 0, on_their_way: Delay::new(TO_PHASE + Sine::LATENCY, None), numbers: vec![0; lanes] }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Angles {
    let [lanes] = instance.own();
    Angles::new(lanes)
}

impl Behaviour for Angles {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (lanes, lane) = (self.numbers.len(), self.count);
        let valid = self.count == lanes + REST;
        outputs.pins.set("valid_o", valid.into());
        outputs.pins.set_words("number_o", &self.numbers);
        if !valid {
            outputs.unspecified.push("number_o");
        }

        let want = inputs.high("want_i");
        let enters = (want && lane < lanes).then(|| {
            let frequency = inputs.lane("low_i", lane, 32) | inputs.lane("high_i", lane, 8) << 32;
            let position = inputs.get("position_i") as u32 % (1 << 20);
            (lane, angle(position, frequency, inputs.high("cosine_i")))
        });
        if let Some((lane, number)) = self.on_their_way.cycle(enters) {
            self.numbers[lane] = number;
        }
        if valid && inputs.high("take_i") {
            self.count = 0;
        } else if want && !valid {
            self.count += 1;
        }
        if !inputs.high("rst_ni") {
            self.count = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    const LOW: [u32; 4] = [0x1234_5678, 0, 1 << 31, u32::MAX];
    const HIGH: [u8; 4] = [0x9a, 0x40, 0, 0xff];

    fn bench() -> Bench {
        let inputs = [
            ("rst_ni", 1),
            ("want_i", 1),
            ("take_i", 1),
            ("cosine_i", 1),
            ("position_i", 21),
            ("low_i", 128),
            ("high_i", 32),
        ];
        let mut bench = Bench::unlisted(Angles::new(4), &inputs, &[("valid_o", 1), ("number_o", 128)]);
        bench.inputs.set_words("low_i", &LOW);
        bench.inputs.set("high_i", u32::from_le_bytes(HIGH).into());
        bench
    }

    /// Cycles until a vector is there, and it.
    fn vector(bench: &mut Bench, inputs: &[(&str, u64)]) -> (usize, Vec<u32>) {
        for cycle in 0..100 {
            let outputs = bench.cycle(&[inputs, &[("want_i", 1)]].concat());
            if outputs.specified("valid_o") == 1 {
                return (cycle, outputs.pins.words("number_o").to_vec());
            }
        }
        (100, Vec::new())
    }

    #[test]
    fn angles_by_hand() {
        assert_eq!(angle(0, u64::MAX >> 24, true), 0x3f80_0000);
        // Quarters of a turn.
        assert_eq!([1, 2, 3, 5].map(|p| angle(p, 1 << 38, false)), [0x3f80_0000, 0, 0xbf80_0000, 0x3f80_0000]);
        // −2^-40 turns times a position.
        let (p, frequency) = (0xf_ffff, (1 << 40) - 1);
        assert_eq!(angle(p, frequency, false), sine((1 << 40) - u64::from(p), false));
    }

    #[test]
    fn a_vector_takes_33_cycles_and_one_for_each_lane() {
        for (position, cosine) in [(0, 1), (3, 0), (0xf_ffff, 1), (0x12_3456, 0)] {
            let mut bench = bench();
            let inputs = [("position_i", position), ("cosine_i", cosine)];
            let expected: Vec<u32> = (0..4)
                .map(|lane| {
                    let frequency = u128::from(HIGH[lane]) << 32 | u128::from(LOW[lane]);
                    let phase = u128::from(position % (1 << 20)) * frequency % (1 << 40);
                    sine(phase as u64, cosine == 1)
                })
                .collect();
            for _ in 0..2 {
                assert_eq!(vector(&mut bench, &inputs), (37, expected.clone()));
                // It stands until it is taken.
                let take = [("want_i", 1), ("take_i", 1)];
                assert_eq!(bench.cycle(&[&inputs[..], &take].concat()).pins.words("number_o"), expected);
            }
        }
    }

    #[test]
    fn without_a_want_nothing_counts_and_reset_begins_anew() {
        let mut bench = bench();
        bench.wait(50);
        for _ in 0..20 {
            assert_eq!(bench.cycle(&[("want_i", 1)]).specified("valid_o"), 0);
        }
        bench.cycle(&[("rst_ni", 0)]);
        assert_eq!(vector(&mut bench, &[]).0, 37);
    }
}
