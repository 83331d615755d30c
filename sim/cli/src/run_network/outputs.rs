//! The outputs of a network: compared with expected ones, and scored by labels.

use anyhow::{Context, ensure};
use seedchip_host::frames::{Frames, labels};
use seedchip_host::merit::{MeritError, area_under_curve, reconstruction_error};
use seedchip_host::tflite::Network;
use std::path::Path;

/// The outputs that must come out.
pub fn expected(path: &Path, network: &Network, frames: &Frames) -> anyhow::Result<Frames> {
    let expected = Frames::read(path, network.outputs())?;
    ensure!(
        expected.rows() == frames.rows(),
        "{} must hold one row of outputs per frame, {} in all, got {}",
        path.display(),
        frames.rows(),
        expected.rows()
    );
    Ok(expected)
}

/// Compares the outputs with those expected: one line, and whether all are equal.
pub fn compare(expected: &Frames, found: &Frames) -> (String, bool) {
    let pairs = || expected.values().iter().zip(found.values());
    let total = expected.values().len();
    let different = pairs().filter(|(expected, found)| expected != found).count();
    match pairs().position(|(expected, found)| expected != found) {
        None => (format!("expected outputs: all {total} equal"), true),
        Some(index) => {
            let (frame, output) = (index / expected.width(), index % expected.width());
            let (expected, found) = (expected.values()[index], found.values()[index]);
            let line = format!(
                "expected outputs: {different} of {total} differ, the first in frame {frame}, output {output}: \
                 expected {expected}, found {found}"
            );
            (line, false)
        }
    }
}

/// Labels of frames, to score an autoencoder by.
pub struct Merit {
    labels: Vec<bool>,
}

impl Merit {
    /// Reads one label for each frame.
    pub fn read(path: &Path, network: &Network, frames: &Frames) -> anyhow::Result<Self> {
        ensure!(
            network.inputs() == network.outputs(),
            "labels are for a network that reconstructs its input, and this one has {} inputs and {} outputs: leave \
             --labels out",
            network.inputs(),
            network.outputs()
        );
        let labels = labels(path, frames.rows())?;
        // One label of each kind is needed, whatever the scores are.
        let scores = vec![0.0; labels.len()];
        area_under_curve(&labels, &scores).with_context(|| format!("cannot use {}", path.display()))?;
        Ok(Self { labels })
    }

    /// The area under the ROC curve of the frames' reconstruction errors.
    pub fn area(&self, network: &Network, frames: &Frames, outputs: &Frames) -> Result<f64, MeritError> {
        let scores: Vec<f64> = frames
            .iter()
            .zip(outputs.iter())
            .map(|(input, output)| reconstruction_error(input, network.input, output, network.output))
            .collect();
        area_under_curve(&self.labels, &scores)
    }
}
