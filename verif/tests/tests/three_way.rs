//! Golden model, Verilated export and rust-hdl's own simulator of one block in lockstep: the golden model
//! decides, and every output that is specified in a cycle must be equal in all three.

use crate::script::{Script, block, tiny};
use seedchip_kit::block::{Case, Kind, cases, obey};
use seedchip_kit::campaign::{Limit, run};
use seedchip_kit::lockstep::{compare, print};
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::{Block, Cell, Configuration, Pins, Sizes};

/// The seed of the first case of every campaign.
const SEED: u64 = 0x5eed_c41b;

/// Makes the tests of a block: its `listed` scripts, and so many cases of up to so many cycles of each of the
/// three kinds that are drawn.
macro_rules! four_kinds {
    (block: $block:literal, cases: $cases:literal, cycles: $cycles:literal) => {
        #[test]
        fn listed_cases() {
            crate::three_way::check_all(&listed());
        }

        #[test]
        fn edge_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Edge, $cases, $cycles);
        }

        #[test]
        fn spaced_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Spaced, $cases, $cycles);
        }

        #[test]
        fn random_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Random, $cases, $cycles);
        }
    };
}
pub(crate) use four_kinds;

/// Makes a test of a block whose inside depends on the cell: so many cases of each of the three kinds that are drawn,
/// with every cell.
macro_rules! cells {
    (block: $block:literal, cases: $cases:literal, cycles: $cycles:literal) => {
        #[test]
        fn of_every_cell() {
            crate::three_way::draw_cells($block, $cases, $cycles);
        }
    };
}
pub(crate) use cells;

/// Runs hand-written cases; there must be some.
pub fn check_all(scripts: &[Script]) {
    assert!(!scripts.is_empty(), "no case is listed");
    scripts.iter().for_each(check);
}

/// Runs a hand-written case: the golden model must show what the page says, the simulators what it shows.
pub fn check(script: &Script) {
    let checked = lockstep(script.block(), &tiny(), script.case()).and_then(|outputs| script.check(&outputs));
    if let Err(reason) = checked {
        panic!("`{}`: {reason}\n{}", script.block().name, print(script.case()));
    }
}

/// Runs `count` cases of a kind, each of up to `cycles` cycles.
pub fn draw(name: &str, kind: Kind, count: u64, cycles: usize) {
    let block = block(name);
    let strategy = cases(block, &tiny(), kind, cycles);
    let mut checked = 0;
    let check = |case: &Case| lockstep(block, &tiny(), case).map(|outputs| checked += outputs.len());
    match run(&strategy, SEED, Limit::Cases(count), check, |_| true) {
        Ok(summary) => {
            assert!(summary.cases > 0 && checked > 0, "nothing was tested");
            println!("{name}: {} cases, {checked} cycles", summary.cases);
        }
        Err(failure) => panic!(
            "`{name}`, {kind:?} cases: {failure}\n{}replay: seedchip fuzz --block {name} --seed {:#x} --cases 1",
            print(&failure.case),
            failure.seed
        ),
    }
}

/// Runs `count` cases of each kind at sizes that are not those of the block's other tests, with every cell.
pub fn draw_cells(name: &str, count: u64, cycles: usize) {
    let block = block(name);
    for cell in Cell::ALL {
        let configuration =
            Configuration::new(Sizes { rows: 6, columns: 4, accumulators: 16, cell: *cell }).expect("it can be");
        for kind in [Kind::Edge, Kind::Spaced, Kind::Random] {
            let strategy = cases(block, &configuration, kind, cycles);
            let mut checked = 0;
            let check = |case: &Case| lockstep(block, &configuration, case).map(|outputs| checked += outputs.len());
            let ran = run(&strategy, SEED, Limit::Cases(count), check, |_| true);
            ran.unwrap_or_else(|failure| panic!("`{name}` of {}: {failure}\n{}", cell.name(), print(&failure.case)));
            assert!(checked > 0, "nothing was tested");
        }
    }
}

/// What the golden model shows in a cycle, and which ports mean nothing in it.
pub type Answer = (Pins, Vec<&'static str>);

/// A case brought in line with the block's rules, and what the golden model answers.
pub fn answered(block: &Block, configuration: &Configuration, case: &Case) -> (Case, Vec<Answer>) {
    let mut golden = seedchip_golden::block(block.name, configuration)
        .unwrap_or_else(|| panic!("`{}` has no golden model", block.name));
    let mut answers = Vec::with_capacity(case.len());
    let case = obey(block, configuration, case, |inputs| {
        let outputs = golden.cycle(inputs);
        answers.push((outputs.pins.clone(), outputs.unspecified));
        outputs.pins
    });
    (case, answers)
}

/// Runs a case on all three; the golden model's outputs.
fn lockstep(block: &Block, configuration: &Configuration, case: &Case) -> Result<Vec<Pins>, String> {
    let (case, answers) = answered(block, configuration, case);
    let verilated = models::block(block.name, configuration, PowerUp::Zero);
    let mut verilated = verilated.map_err(|error| error.to_string())?;
    for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(&answers).enumerate() {
        let found = verilated.cycle(inputs);
        compare(cycle, outputs, unspecified, &found).map_err(|difference| format!("Verilated, {difference}"))?;
    }
    own_simulator(block, configuration, &case, &answers)?;
    Ok(answers.into_iter().map(|(outputs, _)| outputs).collect())
}

/// Compares rust-hdl's own simulator with the golden model's answers.
fn own_simulator(block: &Block, configuration: &Configuration, case: &Case, answers: &[Answer]) -> Result<(), String> {
    let mut own = seedchip_hdl::registry::block(block.name, configuration).ok_or("there is no RTL")?;
    for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(answers).enumerate() {
        let found = own.cycle(inputs);
        compare(cycle, outputs, unspecified, &found).map_err(|difference| format!("rust-hdl, {difference}"))?;
    }
    Ok(())
}
