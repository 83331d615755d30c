//! The sum of a row, by a balanced tree of adjacent pairs.
//!
//! Page: Reductions, `row_sum`. [`tree_sum`] is the definition; [`RowSum`] says when a row's sum shows.

use crate::answers::Answers;
use crate::exact::{Rounded, SIGN};
use crate::float::fp32_add::{Fp32Add, fp32_add};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// The sum of a row: each node of the tree RN(left + right), over its elements and as many of +0 as make their number a power of
/// two. `overflow`: a node overflowed.
pub fn tree_sum(row: &[u32]) -> Rounded {
    let mut row = row.to_vec();
    row.resize(row.len().next_power_of_two(), 0);
    tree(&row)
}

/// The tree over a power of two of numbers.
fn tree(numbers: &[u32]) -> Rounded {
    if let [number] = numbers {
        return Rounded::as_is(*number);
    }
    let (left, right) = numbers.split_at(numbers.len() / 2);
    let (left, right) = (tree(left), tree(right));
    let sum = fp32_add(left.result, right.result);
    Rounded { overflow: left.overflow || right.overflow || sum.overflow, ..sum }
}

/// The sum of a row whose numbers end anywhere in the tree: what is missing is −0, and so takes no part. A sum of −0 is +0 if
/// it is `plus`.
pub(crate) fn chain_sum(mut row: Vec<u32>, lanes: usize, levels: u64, plus: bool) -> Rounded {
    row.resize(lanes << levels, SIGN);
    let sum = tree(&row);
    Rounded { result: if plus && sum.result == SIGN { 0 } else { sum.result }, ..sum }
}

/// Cycles from the last vector of a row to its sum.
pub(crate) fn latency(lanes: usize, levels: u64) -> usize {
    Fp32Add::LATENCY * (lanes.ilog2() as usize + levels as usize) + 1
}

/// The numbers of a row under way, and the sums that are made.
///
/// Assumptions on the inputs: a row has at most 2^`levels_i` vectors, and more than half of that if `levels_i` is not 0;
/// `levels_i` changes only while no row is under way. The model answers anything.
#[derive(Clone, Debug)]
pub struct RowSum {
    lanes: usize,
    /// The most levels behind the tree of the lanes.
    levels: u64,
    row: Vec<u32>,
    sums: Answers<Rounded>,
}

impl RowSum {
    /// No rows.
    pub fn new(lanes: usize, levels: usize) -> Self {
        Self { lanes, levels: levels as u64, row: Vec::new(), sums: Answers::default() }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> RowSum {
    let [lanes, levels] = instance.own();
    RowSum::new(lanes, levels)
}

impl Behaviour for RowSum {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shown = self.sums.cycle();
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["sum_o", "overflow_o", "nan_o"]),
            Some(sum) => sum.show(outputs, "sum_o"),
        }

        if inputs.high("valid_i") {
            self.row.extend(inputs.words("number_i"));
            if inputs.high("last_i") {
                let (levels, row) = (inputs.get("levels_i").min(self.levels), std::mem::take(&mut self.row));
                let sum = chain_sum(row, self.lanes, levels, inputs.high("plus_i"));
                self.sums.send(latency(self.lanes, levels), sum);
            }
        }
        if !inputs.high("rst_ni") {
            self.row.clear();
            self.sums.clear();
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::INFINITY;
    use crate::exact::tests::{edges, shown};

    /// The same tree level by level, by the processor.
    pub(crate) fn expected(row: &[u32]) -> Rounded {
        let mut numbers: Vec<f32> = row.iter().map(|number| f32::from_bits(*number)).collect();
        numbers.resize(row.len().next_power_of_two(), 0.0);
        let mut overflow = false;
        while numbers.len() > 1 {
            numbers = numbers
                .chunks(2)
                .map(|pair| {
                    let sum = pair[0] + pair[1];
                    overflow |= sum.is_infinite() && pair[0].is_finite() && pair[1].is_finite();
                    sum
                })
                .collect();
        }
        let nan = numbers[0].is_nan();
        Rounded { result: if nan { 0x7fc0_0000 } else { numbers[0].to_bits() }, overflow, nan }
    }

    #[test]
    fn rows_by_hand() {
        let sum = |row: &[f32]| {
            let bits: Vec<u32> = row.iter().map(|number| number.to_bits()).collect();
            assert_eq!(tree_sum(&bits), expected(&bits), "{row:?}");
            f32::from_bits(tree_sum(&bits).result)
        };
        assert_eq!(sum(&[3.0]), 3.0);
        assert_eq!(sum(&[1.0, 2.0, 3.0, 4.0, 5.0]), 15.0);
        // 2^24 takes no 1, but 1 + 1; so the tree tells which pairs are added.
        let great = 16_777_216.0;
        assert_eq!(sum(&[great, 1.0, 1.0, 1.0]), great + 2.0);
        assert_eq!(sum(&[1.0, 1.0, great, 1.0]), great + 2.0);
        assert_eq!(sum(&[great, 1.0, 1.0]), great);
        assert_eq!(sum(&[1.0, great, -great, 1.0]), 1.0);
        assert_eq!(sum(&[1.0, great, -great, -1.0]), 0.0);
    }

    #[test]
    fn zeros_have_the_sign_that_the_padding_leaves_them() {
        for n in 1..20 {
            let sign = if usize::is_power_of_two(n) { SIGN } else { 0 };
            assert_eq!(tree_sum(&vec![SIGN; n]).result, sign, "{n}");
        }
    }

    #[test]
    fn an_overflow_is_told_though_the_sum_is_finite_no_more() {
        let greatest = f32::MAX.to_bits();
        let overflow = |row: &[u32]| (tree_sum(row).overflow, tree_sum(row).nan);
        assert_eq!(overflow(&[greatest, greatest]), (true, false));
        assert_eq!(overflow(&[greatest, greatest, greatest | SIGN, greatest | SIGN]), (true, true));
        assert_eq!(overflow(&[INFINITY, greatest, 0, 0]), (false, false));
    }

    /// Numbers of a row of n, all different, that are not added exactly.
    fn row(n: usize, seed: u64) -> Vec<u32> {
        let number = |index: u64| {
            let random = (seed + index).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (random >> 32) as u32 & 0x83ff_ffff | 0x3c00_0000
        };
        (0..n as u64).map(number).collect()
    }

    #[test]
    fn a_rows_sum_shows_when_the_page_says_and_is_that_of_the_padded_tree() {
        const INPUTS: [(&str, usize); 6] =
            [("rst_ni", 1), ("valid_i", 1), ("last_i", 1), ("levels_i", 5), ("plus_i", 1), ("number_i", 128)];
        const OUTPUTS: [(&str, usize); 4] = [("valid_o", 1), ("sum_o", 32), ("overflow_o", 1), ("nan_o", 1)];
        for (n, levels, gap) in [(1, 0, 0), (4, 0, 0), (5, 1, 0), (8, 1, 3), (9, 2, 0), (16, 2, 1), (30, 3, 0)] {
            let mut bench = Bench::unlisted(RowSum::new(4, 3), &INPUTS, &OUTPUTS);
            let plus = u64::from(!usize::is_power_of_two(n));
            for seed in [5, 99] {
                let numbers = if seed == 99 { edges()[..n].to_vec() } else { row(n, seed) };
                let count = n.div_ceil(4);
                for (index, vector) in numbers.chunks(4).enumerate() {
                    let mut vector = vector.to_vec();
                    vector.resize(4, SIGN);
                    let last = u64::from(index + 1 == count);
                    bench.wait(gap);
                    let tokens = [("valid_i", 1), ("last_i", last), ("levels_i", levels), ("plus_i", plus)];
                    assert_eq!(bench.cycle_with("number_i", &vector, &tokens).specified("valid_o"), 0);
                }
                for _ in 0..13 * (2 + levels) {
                    assert_eq!(bench.cycle(&[("levels_i", levels)]).specified("valid_o"), 0);
                }
                let outputs = bench.cycle(&[]);
                assert_eq!(outputs.specified("valid_o"), 1);
                assert_eq!(shown(&outputs, "sum_o"), expected(&numbers), "{n}");
            }
        }
    }
}
