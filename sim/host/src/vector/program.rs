//! Passes in their order, and where their results go.

use super::matrix::Matrix;
use seedchip_spec::device::DeviceError;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{Number, Pass, PassError, PassFlags, PassStatus, VectorSizes};
use thiserror::Error;

/// Why a program has no answer.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// The device did not carry it out.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The device has other sizes than those that the program was made for.
    #[error("the program was made for {made:?}, and the unit has {found:?}")]
    Sizes {
        /// Those of the program.
        made: VectorSizes,
        /// Those of the device.
        found: VectorSizes,
    },
    /// A pass was refused, or ended with an error.
    #[error("pass {pass} failed: {error}")]
    Pass {
        /// Its number, from 0.
        pass: usize,
        /// Its error.
        error: PassError,
    },
    /// A pass gave more or fewer results than it has elements.
    #[error("pass {pass} gave {found} {what} in place of {wanted}")]
    Results {
        /// Its number, from 0.
        pass: usize,
        /// Results, scales or statuses.
        what: &'static str,
        /// How many there should be.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
}

/// Where the results of a pass go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the elements: each row's first one, and the distance from one to the next.
    Elements { firsts: Vec<usize>, step: usize },
    /// Among the scalars, from this row on.
    Scalars { first: usize },
}

impl Place {
    /// Rows beside each other, whose elements are, too: the first element, and the distance of the rows.
    pub fn rows(first: usize, m: usize, distance: usize) -> Self {
        Self::Elements { firsts: (0..m).map(|row| first + row * distance).collect(), step: 1 }
    }
}

/// An operation as passes: what each is sent, and where its results go.
#[derive(Clone, Debug)]
pub struct Program {
    sizes: VectorSizes,
    rows: usize,
    columns: usize,
    /// The format of the results.
    format: Number,
    jobs: Vec<PassJob>,
    /// For each pass.
    places: Vec<Option<Place>>,
}

/// The results of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// A word for each element, as the format has it.
    pub elements: Matrix,
    /// The format of the elements.
    pub format: Number,
    /// A number for each row, FP32: scales of int8 rows, sums of softmax. Empty if the operation has none.
    pub scalars: Vec<u32>,
    /// A scale for each block of 32 elements of each row, E8M0. Empty if the operation has none.
    pub scales: Vec<u8>,
    /// The status of each pass.
    pub statuses: Vec<PassStatus>,
}

impl Answer {
    /// Cycles of all passes.
    pub fn cycles(&self) -> u64 {
        self.statuses.iter().map(|status| status.cycles).sum()
    }

    /// The flags of all passes.
    pub fn flags(&self) -> PassFlags {
        PassFlags(self.statuses.iter().fold(0, |flags, status| flags | status.flags.0))
    }
}

impl Program {
    /// No passes yet, for results of this shape.
    pub(super) fn new(sizes: VectorSizes, rows: usize, columns: usize) -> Self {
        Self { sizes, rows, columns, format: Number::Fp32, jobs: Vec::new(), places: Vec::new() }
    }

    /// Adds a pass without results.
    pub(super) fn add(&mut self, pass: Pass, x: &[u32], z: &[u32]) {
        self.push(pass, x, z, None);
    }

    /// Adds a pass with results in FP32, unless it has another format.
    pub(super) fn tell(&mut self, pass: Pass, x: &[u32], z: &[u32], place: Place) {
        let out_format = if pass.out_format == Number::None { Number::Fp32 } else { pass.out_format };
        if matches!(place, Place::Elements { .. }) {
            self.format = out_format;
        }
        self.push(Pass { out_format, ..pass }, x, z, Some(place));
    }

    fn push(&mut self, pass: Pass, x: &[u32], z: &[u32], place: Option<Place>) {
        let pass = Pass { tag: self.jobs.len() as u16, ..pass };
        self.jobs.push(PassJob::new(self.sizes, pass, x, z));
        self.places.push(place);
    }

    /// The same with results in another format. One with blocks must find whole blocks in whatever the program cuts: rows
    /// that are cut nowhere, or whose length is a multiple of 32, as are the lengths of what they are cut to.
    pub fn giving(mut self, format: Number) -> Self {
        self.format = format;
        for (job, place) in self.jobs.iter_mut().zip(&self.places) {
            if matches!(place, Some(Place::Elements { .. })) {
                job.pass.out_format = format;
            }
        }
        self
    }

    /// Rows and columns of its results.
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The passes with what they are sent, in order.
    pub fn jobs(&self) -> &[PassJob] {
        &self.jobs
    }

    /// Sizes of the unit that it is for.
    pub(super) fn sizes(&self) -> VectorSizes {
        self.sizes
    }

    /// Runs it on a device, and puts the results where they belong.
    pub fn run(&self, device: &mut dyn VectorDevice) -> Result<Answer, ProgramError> {
        if device.sizes() != self.sizes {
            return Err(ProgramError::Sizes { made: self.sizes, found: device.sizes() });
        }
        let outcomes = device.passes(&self.jobs)?;
        count(outcomes.len(), "statuses", self.jobs.len(), outcomes.len())?;
        let blocks = if self.format.has_blocks() { self.columns.div_ceil(VectorSizes::BLOCK) } else { 0 };
        let mut answer = Answer {
            elements: Matrix { rows: self.rows, columns: self.columns, words: vec![0; self.rows * self.columns] },
            format: self.format,
            scalars: Vec::new(),
            scales: vec![0; self.rows * blocks],
            statuses: outcomes.iter().map(|outcome| outcome.status).collect(),
        };
        for (pass, outcome) in outcomes.iter().enumerate() {
            if outcome.status.error.is_failure() {
                return Err(ProgramError::Pass { pass, error: outcome.status.error });
            }
            if let Some(place) = &self.places[pass] {
                self.put(pass, outcome, place, &mut answer)?;
            }
        }
        Ok(answer)
    }

    /// Puts the results of a pass into the answer.
    fn put(&self, pass: usize, outcome: &PassOutcome, place: &Place, answer: &mut Answer) -> Result<(), ProgramError> {
        let Pass { m, n, out_format, .. } = self.jobs[pass].pass;
        let (m, n) = (usize::from(m), n as usize);
        count(pass, "results", m * n, outcome.results.len())?;
        let blocks = if out_format.has_blocks() { n.div_ceil(VectorSizes::BLOCK) } else { 0 };
        count(pass, "scales", m * blocks, outcome.scales.len())?;
        match place {
            Place::Elements { firsts, step } => {
                for (row, first) in outcome.results.chunks(n).zip(firsts) {
                    let elements = answer.elements.words[*first..].iter_mut().step_by(*step);
                    elements.zip(row).for_each(|(element, result)| *element = *result);
                }
                if blocks > 0 {
                    for (row, first) in outcome.scales.chunks(blocks).zip(firsts) {
                        let (of_row, of_block) = (first / self.columns, first % self.columns / VectorSizes::BLOCK);
                        let first = of_row * self.columns.div_ceil(VectorSizes::BLOCK) + of_block;
                        answer.scales[first..first + blocks].copy_from_slice(row);
                    }
                }
            }
            Place::Scalars { first } => {
                answer.scalars.resize(self.rows, 0);
                answer.scalars[*first..][..m].copy_from_slice(&outcome.results);
            }
        }
        Ok(())
    }
}

fn count(pass: usize, what: &'static str, wanted: usize, found: usize) -> Result<(), ProgramError> {
    if found == wanted { Ok(()) } else { Err(ProgramError::Results { pass, what, wanted, found }) }
}
