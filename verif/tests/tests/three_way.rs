//! Golden model, Verilated export and rust-hdl's own simulator of one block in lockstep: the golden model
//! decides, and every output that is specified in a cycle must be equal in all three.

use crate::script::{Script, block, tiny};
use seedchip_kit::block::{Case, Kind, cases, obey};
use seedchip_kit::campaign::{Limit, run};
use seedchip_kit::lockstep::{compare, print};
use seedchip_params::{Block, Pins};

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

/// Runs hand-written cases; there must be some.
pub fn check_all(scripts: &[Script]) {
    assert!(!scripts.is_empty(), "no case is listed");
    scripts.iter().for_each(check);
}

/// Runs a hand-written case: the golden model must show what the page says, the simulators what it shows.
pub fn check(script: &Script) {
    let checked = lockstep(script.block(), script.case()).and_then(|outputs| script.check(&outputs));
    if let Err(reason) = checked {
        panic!("`{}`: {reason}\n{}", script.block().name, print(script.case()));
    }
}

/// Runs `count` cases of a kind, each of up to `cycles` cycles.
pub fn draw(name: &str, kind: Kind, count: u64, cycles: usize) {
    let block = block(name);
    let strategy = cases(block, &tiny(), kind, cycles);
    let mut checked = 0;
    let check = |case: &Case| lockstep(block, case).map(|outputs| checked += outputs.len());
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

/// What the golden model shows in a cycle, and which ports mean nothing in it.
pub type Answer = (Pins, Vec<&'static str>);

/// A case brought in line with the block's rules, and what the golden model answers.
pub fn answered(block: &Block, case: &Case) -> (Case, Vec<Answer>) {
    let configuration = tiny();
    let mut golden = seedchip_golden::block(block.name, &configuration)
        .unwrap_or_else(|| panic!("`{}` has no golden model", block.name));
    let mut answers = Vec::with_capacity(case.len());
    let case = obey(block, &configuration, case, |inputs| {
        let outputs = golden.cycle(inputs);
        answers.push((outputs.pins.clone(), outputs.unspecified));
        outputs.pins
    });
    (case, answers)
}

/// Runs a case on all three; the golden model's outputs.
fn lockstep(block: &Block, case: &Case) -> Result<Vec<Pins>, String> {
    let (case, answers) = answered(block, case);
    let mut verilated = seedchip_sim::models::block(block.name).ok_or("there is no Verilated model")?;
    let mut own = seedchip_hdl::registry::block(block.name, &tiny()).ok_or("there is no RTL")?;
    for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(&answers).enumerate() {
        let found = seedchip_sim::Model::cycle(&mut verilated, inputs);
        compare(cycle, outputs, unspecified, &found).map_err(|difference| format!("Verilated, {difference}"))?;
        let found = own.cycle(inputs);
        compare(cycle, outputs, unspecified, &found).map_err(|difference| format!("rust-hdl, {difference}"))?;
    }
    Ok(answers.into_iter().map(|(outputs, _)| outputs).collect())
}
