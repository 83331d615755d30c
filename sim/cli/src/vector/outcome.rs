//! What became of an operation.

use seedchip_golden::passes::contract::PassTimes;
use seedchip_host::vector::Answer;
use seedchip_spec::PassFlags;
use std::io::Write;

/// The results of an operation, and what they must be.
pub struct Outcome {
    pub found: Answer,
    /// The golden model's results, if they are to be compared.
    pub expected: Option<Answer>,
    /// The times of the passes by the cycle contract; none if nothing with cycles ran.
    pub times: Option<Vec<PassTimes>>,
}

/// Cycles of each pass: from its acceptance or, if that is later, from the end of the one before.
pub fn pass_cycles(times: &[PassTimes]) -> Vec<u64> {
    let before = std::iter::once(0).chain(times.iter().map(|times| times.end));
    times.iter().zip(before).map(|(times, before)| times.end - times.accepted.max(before)).collect()
}

/// How many words of an answer are those of another one, and how many there are.
pub fn equal_words(expected: &Answer, found: &Answer) -> (usize, usize) {
    let words = |answer: &Answer| -> Vec<u32> {
        let scales = answer.scales.iter().map(|scale| u32::from(*scale));
        answer.elements.words.iter().chain(&answer.scalars).copied().chain(scales).collect()
    };
    let (expected, found) = (words(expected), words(found));
    (expected.iter().zip(&found).filter(|(expected, found)| expected == found).count(), expected.len())
}

impl Outcome {
    /// Cycles of each pass by the cycle contract.
    fn formula(&self) -> Option<Vec<u64>> {
        self.times.as_deref().map(pass_cycles)
    }

    /// How many words of the answer are the golden model's, and how many there are.
    fn equal(&self) -> Option<(usize, usize)> {
        self.expected.as_ref().map(|expected| equal_words(expected, &self.found))
    }

    /// Whether every word and every flag is the golden model's, and the cycle contract holds.
    pub fn is_fine(&self) -> bool {
        let flags = |answer: &Answer| answer.statuses.iter().map(|status| status.flags).collect::<Vec<PassFlags>>();
        let cycles: Vec<u64> = self.found.statuses.iter().map(|status| status.cycles).collect();
        self.equal().is_none_or(|(equal, all)| equal == all)
            && self.expected.as_ref().is_none_or(|expected| flags(expected) == flags(&self.found))
            && self.formula().is_none_or(|formula| formula == cycles)
    }

    /// Says what the operation took and whether it is right.
    pub fn tell(&self, output: &mut dyn Write) -> anyhow::Result<()> {
        let passes = self.found.statuses.len();
        match self.formula() {
            Some(formula) => {
                let (cycles, formula) = (self.found.cycles(), formula.iter().sum::<u64>());
                writeln!(output, "{passes} passes, {cycles} cycles, {formula} by the cycle contract")?;
            }
            None => writeln!(output, "{passes} passes")?,
        }
        writeln!(output, "flags: {}", self.found.flags())?;
        if let (Some((equal, all)), Some(expected)) = (self.equal(), &self.expected) {
            let columns = self.found.elements.columns;
            let mut pairs = expected.elements.words.iter().zip(&self.found.elements.words);
            if let Some(index) = pairs.position(|(expected, found)| expected != found) {
                let (expected, found) = (expected.elements.words[index], self.found.elements.words[index]);
                let (row, column) = (index / columns, index % columns);
                writeln!(
                    output,
                    "row {row}, column {column}: the golden model says {expected:#010x}, found {found:#010x}"
                )?;
            }
            let statuses = expected.statuses.iter().zip(&self.found.statuses).enumerate();
            for (pass, (expected, found)) in statuses.filter(|(_, (expected, found))| expected.flags != found.flags) {
                writeln!(output, "pass {pass}: the golden model says {}, found {}", expected.flags, found.flags)?;
            }
            writeln!(output, "golden model: {equal} of {all} results equal")?;
        }
        Ok(())
    }
}
