//! What each operation took, and what of it was compared.

use crate::table::Table;
use seedchip_host::language::Step;
use seedchip_spec::{Configuration, VectorSizes};

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The matrix unit.
    Matrix,
    /// The vector unit.
    Vector,
}

impl Unit {
    /// Its name for the user.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Vector => "vector",
        }
    }
}

/// What a step took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Commands of the matrix unit, or passes of the vector unit.
    pub commands: usize,
    /// Cycles by the statuses of the Verilated unit, if it ran.
    pub cycles: Option<u64>,
    /// Cycles by the contract.
    pub formula: u64,
    /// Multiplications of the matrix unit, or vectors of the vector unit.
    pub operations: u64,
    /// Beats of weights.
    pub weight_beats: u64,
    /// Results that equal the golden model's, and all.
    pub compared: Option<(usize, usize)>,
    /// m, n and k of the first product; m and n of passes.
    pub shape: (usize, usize, usize),
    /// Products.
    pub count: usize,
}

impl Work {
    /// Cycles: of the Verilated unit, or by the contract.
    pub fn taken(&self) -> u64 {
        self.cycles.unwrap_or(self.formula)
    }

    fn add(&mut self, other: &Self) {
        self.commands += other.commands;
        self.cycles = sum(self.cycles, other.cycles, |a, b| a + b);
        self.formula += other.formula;
        self.operations += other.operations;
        self.weight_beats += other.weight_beats;
        self.compared = sum(self.compared, other.compared, |a, b| (a.0 + b.0, a.1 + b.1));
        self.count += other.count;
    }

    fn is_fine(&self) -> bool {
        self.cycles.is_none_or(|cycles| cycles == self.formula) && self.compared.is_none_or(|(equal, all)| equal == all)
    }
}

fn sum<T: Copy>(a: Option<T>, b: Option<T>, add: impl Fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(add(a, b)),
        (a, b) => a.or(b),
    }
}

/// A step that was done, in order.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// Which.
    pub step: Step,
    /// Where.
    pub unit: Unit,
    /// What it took.
    pub work: Work,
}

/// What was done.
pub struct Ledger {
    cells: u64,
    lanes: usize,
    /// The sum of each operation, in the order in which they came first.
    operations: Vec<(&'static str, Unit, Work)>,
    /// Every step, if they are kept.
    steps: Option<Vec<Done>>,
}

impl Ledger {
    /// Nothing yet.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            cells: (configuration.rows() * configuration.columns()) as u64,
            lanes: VectorSizes::of(configuration).lanes,
            operations: Vec::new(),
            steps: None,
        }
    }

    /// Keeps every step from now on.
    pub fn keep_steps(&mut self) {
        self.steps.get_or_insert_default();
    }

    /// The steps that were kept.
    pub fn steps(&self) -> &[Done] {
        self.steps.as_deref().unwrap_or_default()
    }

    /// Begins again; steps stay.
    pub fn restart(&mut self) -> Self {
        let operations = std::mem::take(&mut self.operations);
        Self { cells: self.cells, lanes: self.lanes, operations, steps: None }
    }

    /// Adds a step.
    pub fn enter(&mut self, step: Step, unit: Unit, work: &Work) {
        if let Some(steps) = &mut self.steps {
            steps.push(Done { step, unit, work: *work });
        }
        let same = |(operation, of, _): &&mut (&'static str, Unit, Work)| *operation == step.operation && *of == unit;
        match self.operations.iter_mut().find(same) {
            Some((_, _, sum)) => sum.add(work),
            None => self.operations.push((step.operation, unit, *work)),
        }
    }

    /// Cycles of all.
    pub fn cycles(&self) -> u64 {
        self.operations.iter().map(|(_, _, work)| work.taken()).sum()
    }

    /// Cycles of all by the contract.
    pub fn formula(&self) -> u64 {
        self.operations.iter().map(|(_, _, work)| work.formula).sum()
    }

    /// Results that equal the golden model's, and all that were compared.
    pub fn compared(&self) -> (usize, usize) {
        let compared = self.operations.iter().filter_map(|(_, _, work)| work.compared);
        compared.fold((0, 0), |sum, (equal, all)| (sum.0 + equal, sum.1 + all))
    }

    /// Whether every result is the golden model's, and every operation took the contract's cycles.
    pub fn is_fine(&self) -> bool {
        self.operations.iter().all(|(_, _, work)| work.is_fine())
    }

    /// The table by operation.
    pub fn table(&self) -> String {
        let headings = [
            "operation",
            "unit",
            "commands",
            "cycles",
            "formula",
            "of array",
            "of weights",
            "of lanes",
            "golden model",
        ];
        let mut table = Table::new(&headings, &[0, 1]);
        let units = [Unit::Matrix, Unit::Vector];
        let all = units.map(|unit| {
            let mut all = Work::default();
            self.operations.iter().filter(|(_, of, _)| *of == unit).for_each(|(_, _, work)| all.add(work));
            ("all", unit, all)
        });
        for (operation, unit, work) in self.operations.iter().chain(&all).filter(|(_, _, work)| work.commands > 0) {
            let taken = work.taken().max(1) as f64;
            let share = |part: u64, of: Unit| {
                if *unit == of { format!("{:.1} %", 100.0 * part as f64 / taken) } else { "-".to_owned() }
            };
            table.row([
                (*operation).to_owned(),
                unit.name().to_owned(),
                work.commands.to_string(),
                work.cycles.map_or("-".to_owned(), |cycles| cycles.to_string()),
                work.formula.to_string(),
                share(work.operations / self.cells, Unit::Matrix),
                share(work.weight_beats, Unit::Matrix),
                share(work.operations, Unit::Vector),
                work.compared.map_or("-".to_owned(), |(equal, all)| format!("{equal} of {all}")),
            ]);
        }
        let [matrix, vector] = all.map(|(_, _, work)| work.taken());
        format!(
            "{table}the units take turns: {} cycles; if neither waited for the other, {}\n\
             of array: products per cell and cycle; of weights: beats of weights per cycle; \
             of lanes: vectors of {} per cycle\n",
            matrix + vector,
            matrix.max(vector),
            self.lanes
        )
    }

    /// The steps as a table: the plan.
    pub fn plan(&self) -> String {
        let mut table = Table::new(&["layer", "operation", "unit", "shape", "commands", "cycles"], &[1, 2, 3]);
        for Done { step, unit, work } in self.steps() {
            let (m, n, k) = work.shape;
            let shape = match unit {
                Unit::Matrix if work.count > 1 => format!("{} times {m} x {k} x {n}", work.count),
                Unit::Matrix => format!("{m} x {k} x {n}"),
                Unit::Vector => format!("{m} x {n}"),
            };
            table.row([
                step.layer.map_or("-".to_owned(), |layer| layer.to_string()),
                step.operation.to_owned(),
                unit.name().to_owned(),
                shape,
                work.commands.to_string(),
                work.formula.to_string(),
            ]);
        }
        table.to_string()
    }
}
