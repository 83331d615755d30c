//! Scores of a network's results.

use crate::tflite::Quantisation;
use thiserror::Error;

/// Why there is no area under a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MeritError {
    /// There are more labels than scores, or fewer.
    #[error("labels must be as many as scores, {scores}, got {labels}")]
    Lengths {
        /// The number of labels.
        labels: usize,
        /// The number of scores.
        scores: usize,
    },
    /// There is nothing to tell apart.
    #[error("all labels are the same: an area under the curve needs frames of both kinds")]
    OneClass,
    /// A score has no order.
    #[error("score {0} is not a number")]
    NotANumber(usize),
}

/// The area under the ROC curve: the probability that a positive (its label is true) scores higher than a negative,
/// ties counted half.
pub fn area_under_curve(labels: &[bool], scores: &[f64]) -> Result<f64, MeritError> {
    if labels.len() != scores.len() {
        return Err(MeritError::Lengths { labels: labels.len(), scores: scores.len() });
    }
    if let Some(index) = scores.iter().position(|score| score.is_nan()) {
        return Err(MeritError::NotANumber(index));
    }
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(labels.iter().copied()).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    // Pairs in which the positive wins, doubled so that a tie is a whole number.
    let (mut wins, mut negatives, mut positives) = (0_u64, 0_u64, 0_u64);
    for tied in order.chunk_by(|one, other| one.0 == other.0) {
        let positive = tied.iter().filter(|(_, label)| *label).count() as u64;
        let negative = tied.len() as u64 - positive;
        wins += positive * (2 * negatives + negative);
        positives += positive;
        negatives += negative;
    }
    if positives == 0 || negatives == 0 {
        return Err(MeritError::OneClass);
    }
    Ok(wins as f64 / 2.0 / (positives as f64 * negatives as f64))
}

/// The mean squared difference of a row and its reconstruction, both in real units. Rows of different lengths are
/// compared as far as both go; empty ones differ by 0.
pub fn reconstruction_error(input: &[i8], input_codes: Quantisation, output: &[i8], output_codes: Quantisation) -> f64 {
    let real = |code: i8, codes: Quantisation| {
        f64::from(codes.scale) * f64::from(i16::from(code) - i16::from(codes.zero_point))
    };
    let sum: f64 = input
        .iter()
        .zip(output)
        .map(|(input, output)| (real(*input, input_codes) - real(*output, output_codes)).powi(2))
        .sum();
    sum / input.len().min(output.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_small_cases() {
        for (labels, scores, area) in [
            (&[false, false, true, true][..], &[1.0, 2.0, 3.0, 4.0][..], 1.0),
            (&[true, true, false, false], &[1.0, 2.0, 3.0, 4.0], 0.0),
            (&[false, true, false, true], &[5.0, 5.0, 5.0, 5.0], 0.5),
            (&[false, false, true, true], &[1.0, 3.0, 2.0, 4.0], 0.75),
            (&[false, true, true], &[0.0, -0.0, 1.0], 0.75),
            (&[false, true], &[f64::NEG_INFINITY, f64::INFINITY], 1.0),
        ] {
            assert_eq!(area_under_curve(labels, scores), Ok(area), "{labels:?} {scores:?}");
        }
    }

    #[test]
    fn areas_that_do_not_exist() {
        assert_eq!(area_under_curve(&[true, true], &[1.0, 2.0]), Err(MeritError::OneClass));
        assert_eq!(area_under_curve(&[], &[]), Err(MeritError::OneClass));
        assert_eq!(area_under_curve(&[true], &[1.0, 2.0]), Err(MeritError::Lengths { labels: 1, scores: 2 }));
        assert_eq!(area_under_curve(&[true, false], &[1.0, f64::NAN]), Err(MeritError::NotANumber(1)));
    }

    #[test]
    fn errors_are_in_real_units() {
        let codes = |scale, zero_point| Quantisation { scale, zero_point };
        assert_eq!(
            reconstruction_error(&[10, -128], codes(0.5, -10), &[0, 127], codes(1.0, -10)),
            f64::midpoint(0.0, 196.0_f64.powi(2))
        );
        assert_eq!(reconstruction_error(&[], codes(0.5, 0), &[], codes(1.0, 0)), 0.0);
    }
}
