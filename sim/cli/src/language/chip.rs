//! The two units of a command: Verilated, golden, both, or neither for a plan.

use super::ledger::{Ledger, Unit, Work};
use crate::arguments::On;
use crate::interrupt;
use crate::vector::outcome::{equal_words, pass_cycles};
use crate::vector_unit::Interruptible;
use crate::window::cycles_that_fit;
use seedchip_golden::columns::{Columns, product};
use seedchip_golden::passes::unit::VectorUnit;
use seedchip_golden::{contract as matrix_contract, passes::contract::contract as pass_contract};
use seedchip_host::job::{Job, JobError};
use seedchip_host::language::{MatrixProduct, Step, Units, UnitsError};
use seedchip_host::vector::{Answer, Program};
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::model::TraceError;
use seedchip_sim::models::{self, Verilated};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::device::DeviceError;
use seedchip_spec::passes::{PassJob, PassOutcome, VectorDevice};
use seedchip_spec::{Configuration, DATAPATH, Pass, PassError, PassFlags, PassStatus, VectorSizes};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Bytes of weights in one sequence of commands: they are in memory several times.
const SEQUENCE: usize = 64 << 20;

/// The units, and the ledger of what they have done.
pub struct Chip {
    configuration: Configuration,
    sizes: VectorSizes,
    matrix: Option<VerilatedDevice<Verilated>>,
    vector: Option<Interruptible>,
    golden: Option<VectorUnit>,
    /// Whether cycles are counted by the contract.
    counts: bool,
    /// Cycles of sequences of commands, by their beats.
    sequences: HashMap<Vec<[u32; 4]>, u64>,
    /// The folder of waveforms that have not begun.
    wave: Option<PathBuf>,
    /// What was done.
    pub ledger: Ledger,
}

/// Cycles of the vector unit in a waveform: some 20 MB.
const VECTOR_CYCLES: u64 = 500;

/// The names of the waveforms in their folder.
pub const WAVES: [&str; 2] = ["matrix.vcd", "vector.vcd"];

impl Chip {
    /// The units of a configuration.
    pub fn new(configuration: &Configuration, on: On) -> anyhow::Result<Self> {
        let sizes = VectorSizes::of(configuration);
        let (matrix, vector) = if on == On::Golden {
            (None, None)
        } else {
            let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero)?;
            (Some(VerilatedDevice::new(model, configuration)?), Some(Interruptible::new(sizes)?))
        };
        let golden = (on != On::Rtl).then(|| VectorUnit::new(sizes));
        interrupt::listen();
        Ok(Self { matrix, vector, golden, ..Self::nobody(configuration) })
    }

    /// Nobody in place of the units: every result is 0, and only the contract's cycles are counted.
    pub fn nobody(configuration: &Configuration) -> Self {
        Self {
            configuration: configuration.clone(),
            sizes: VectorSizes::of(configuration),
            matrix: None,
            vector: None,
            golden: None,
            counts: true,
            sequences: HashMap::new(),
            wave: None,
            ledger: Ledger::new(configuration),
        }
    }

    /// The same with a waveform of each Verilated unit in a folder, from the beginning of the first layer on.
    pub fn with_waves(self, folder: Option<&Path>) -> Self {
        Self { wave: folder.map(Path::to_owned), ..self }
    }

    /// Begins the waveforms, if they begin with this step.
    fn begin_waves(&mut self, step: Step) -> Result<(), DeviceError> {
        let (Some(matrix), Some(vector)) = (&mut self.matrix, &mut self.vector) else { return Ok(()) };
        let Some(folder) = self.wave.take_if(|_| step.layer.is_some()) else { return Ok(()) };
        let cells = self.configuration.rows() * self.configuration.columns();
        let failed = |error: TraceError| DeviceError::Driver(Box::new(error));
        let window = |from: u64, cycles: u64| from..=from + cycles - 1;
        let model = matrix.harness().model_mut();
        model.trace(&folder.join(WAVES[0]), window(model.cycles(), cycles_that_fit(cells))).map_err(failed)?;
        let model = vector.model_mut();
        model.trace(&folder.join(WAVES[1]), window(model.cycles(), VECTOR_CYCLES)).map_err(failed)
    }

    /// Closes the waveforms.
    pub fn end_waves(&mut self) {
        if let Some(matrix) = &mut self.matrix {
            matrix.harness().model_mut().end_trace();
        }
        if let Some(vector) = &mut self.vector {
            vector.model_mut().end_trace();
        }
    }

    /// The same without cycles.
    pub fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }

    /// Runs a sequence of products on the Verilated unit: results, one after the other, and its cycles.
    fn run(&mut self, jobs: Vec<Job>) -> Result<Option<(Vec<u32>, u64)>, UnitsError> {
        let Some(unit) = &mut self.matrix else { return Ok(None) };
        let job = Job::sequence(jobs);
        let answer = job.run(unit, &mut interrupt::watch)?;
        if let Some(status) = answer.statuses.iter().find(|status| status.error.is_failure()) {
            return Err(UnitsError::Command(status.error.to_string()));
        }
        let cycles = answer.statuses.iter().map(|status| status.cycles).sum();
        Ok(Some((answer.results.into_iter().map(i32::cast_unsigned).collect(), cycles)))
    }

    /// Cycles of a sequence by the contract.
    fn formula(&mut self, sequence: &[MatrixProduct]) -> u64 {
        if !self.counts {
            return 0;
        }
        let sizes = self.configuration.sizes();
        let commands = sequence.iter().flat_map(|product| product.commands(sizes));
        let beats: Vec<[u32; 4]> = commands.map(|command| command.encode()).collect();
        let configuration = &self.configuration;
        let end =
            |beats: &[[u32; 4]]| matrix_contract::ends(configuration, beats).and_then(|ends| ends.last().copied());
        if let Some(cycles) = self.sequences.get(&beats) {
            return *cycles;
        }
        let cycles = end(&beats).unwrap_or(0);
        self.sequences.insert(beats, cycles);
        cycles
    }

    /// One sequence of products: what there are of results.
    fn sequence(&mut self, step: Step, sequence: &[MatrixProduct]) -> Result<Vec<u32>, UnitsError> {
        self.begin_waves(step).map_err(JobError::from)?;
        let sizes = self.configuration.sizes();
        let count: usize = sequence.iter().map(|product| product.shape.0 * product.shape.1).sum();
        let formula = self.formula(sequence);
        let found = if self.matrix.is_some() {
            let jobs = sequence.iter().map(|product| product.job(sizes)).collect::<Result<_, _>>()?;
            self.run(jobs)?
        } else {
            None
        };
        if self.golden.is_some() && interrupt::asked() {
            return Err(UnitsError::Program(DeviceError::Interrupted.into()));
        }
        let expected =
            self.golden.is_some().then(|| sequence.iter().flat_map(|of| product(&columns(of)).0).collect::<Vec<u32>>());
        let compared = match (&found, &expected) {
            (Some((found, _)), Some(expected)) => {
                Some((found.iter().zip(expected).filter(|(found, expected)| found == expected).count(), count))
            }
            _ => None,
        };
        self.ledger.enter(
            step,
            Unit::Matrix,
            &Work {
                commands: sequence.iter().map(|product| product.commands(sizes).count()).sum(),
                cycles: found.as_ref().map(|(_, cycles)| *cycles),
                formula,
                operations: sequence.iter().map(MatrixProduct::multiplications).sum(),
                weight_beats: sequence.iter().map(|product| product.weight_beats(sizes)).sum(),
                compared,
                shape: sequence.first().map_or((0, 0, 0), |product| product.shape),
                count: sequence.len(),
            },
        );
        Ok(found.map(|(found, _)| found).or(expected).unwrap_or_else(|| vec![0; count]))
    }
}

fn columns<'a>(product: &MatrixProduct<'a>) -> Columns<'a> {
    let MatrixProduct { format, shape, activations, row_scales, weights, column_scales } = *product;
    Columns { format, shape, activations, row_scales, weights, column_scales }
}

impl Units for Chip {
    fn vector_sizes(&self) -> VectorSizes {
        self.sizes
    }

    fn products(&mut self, step: Step, products: &[MatrixProduct]) -> Result<Vec<Vec<u32>>, UnitsError> {
        let parts: Vec<Vec<MatrixProduct>> = products.iter().map(|product| product.parts().collect()).collect();
        let mut results: Vec<Vec<Vec<u32>>> = vec![Vec::new(); products.len()];
        let all: Vec<(usize, MatrixProduct)> =
            parts.iter().enumerate().flat_map(|(index, parts)| parts.iter().map(move |part| (index, *part))).collect();
        let mut rest = &all[..];
        while !rest.is_empty() {
            let mut bytes = 0;
            let count = rest.iter().take_while(|(_, part)| {
                let begins = bytes == 0;
                bytes += part.weights.len();
                begins || bytes <= SEQUENCE
            });
            let (now, later) = rest.split_at(count.count());
            let sequence: Vec<MatrixProduct> = now.iter().map(|(_, part)| *part).collect();
            let words = self.sequence(step, &sequence)?;
            let mut words = words.as_slice();
            for (index, part) in now {
                let (of_part, behind) = words.split_at(part.shape.0 * part.shape.1);
                results[*index].push(of_part.to_vec());
                words = behind;
            }
            rest = later;
        }
        Ok(results.iter().zip(products).map(|(parts, product)| beside(parts, product.shape.0)).collect())
    }

    fn program(&mut self, step: Step, program: &Program) -> Result<Answer, UnitsError> {
        self.begin_waves(step).map_err(JobError::from)?;
        let found = self.vector.as_mut().map(|unit| program.run(unit)).transpose()?;
        if self.golden.is_some() && interrupt::asked() {
            return Err(UnitsError::Program(DeviceError::Interrupted.into()));
        }
        let expected = self.golden.as_mut().map(|unit| program.run(unit)).transpose()?;
        let passes: Vec<Pass> = program.jobs().iter().map(|job| job.pass).collect();
        let contract = if self.counts { pass_contract(self.sizes, &passes) } else { None };
        let compared = match (&found, &expected) {
            (Some(found), Some(expected)) => {
                let (equal, all) = equal_words(expected, found);
                let flags = |answer: &Answer| answer.statuses.iter().map(|status| status.flags).collect::<Vec<_>>();
                // A wrong flag is a word that is wrong.
                Some((equal - usize::from(flags(found) != flags(expected)).min(equal), all))
            }
            _ => None,
        };
        let vectors = passes.iter().map(|pass| u64::from(pass.m) * self.sizes.vectors(pass.n as usize) as u64).sum();
        let (m, n) = program.shape();
        self.ledger.enter(
            step,
            Unit::Vector,
            &Work {
                commands: passes.len(),
                cycles: found.as_ref().map(Answer::cycles),
                formula: contract.map_or(0, |contract| pass_cycles(&contract.passes).iter().sum()),
                operations: vectors,
                weight_beats: 0,
                compared,
                shape: (m, n, 0),
                count: 1,
            },
        );
        match found.or(expected) {
            Some(answer) => Ok(answer),
            None => Ok(program.run(&mut Nobody(self.sizes))?),
        }
    }
}

/// Results of parts of the columns, beside each other.
fn beside(parts: &[Vec<u32>], m: usize) -> Vec<u32> {
    match parts {
        [only] => only.clone(),
        _ => (0..m)
            .flat_map(|row| {
                parts.iter().flat_map(move |part| &part[row * (part.len() / m)..(row + 1) * (part.len() / m)])
            })
            .copied()
            .collect(),
    }
}

/// A vector unit whose results are 0.
struct Nobody(VectorSizes);

impl VectorDevice for Nobody {
    fn sizes(&self) -> VectorSizes {
        self.0
    }

    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError> {
        let outcome = |PassJob { pass, .. }: &PassJob| {
            let (m, n) = (usize::from(pass.m), pass.n as usize);
            let results = if pass.out_format == seedchip_spec::Number::None { 0 } else { m * n };
            let blocks = if pass.out_format.has_blocks() { n.div_ceil(VectorSizes::BLOCK) } else { 0 };
            let status = PassStatus {
                tag: pass.tag,
                flags: PassFlags::default(),
                error: PassError::None,
                cycles: 0,
                stalls_x: 0,
                stalls_z: 0,
                stalls_results: 0,
                stalls_wait: 0,
            };
            PassOutcome { status, results: vec![0; results], scales: vec![0; m * blocks] }
        };
        Ok(jobs.iter().map(outcome).collect())
    }
}
