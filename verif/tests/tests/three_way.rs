//! Golden model, Verilated export and rust-hdl's own simulator of one block in lockstep: the golden model
//! decides, and every output that is specified in a cycle must be equal in all three.

use crate::script::{Script, block};
use seedchip_kit::block::{Case, Kind, cases, obey};
use seedchip_kit::campaign::{Limit, run};
use seedchip_kit::case_id::{CaseId, Recipe};
use seedchip_kit::lockstep::{Difference, compare, print};
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::{Instance, Pins};

/// The seed of the first case of every campaign.
pub const SEED: u64 = 0x5eed_c41b;

/// Makes the tests of a block: its `listed` scripts, and so many cases of up to so many cycles of each of the
/// three kinds that are drawn.
macro_rules! four_kinds {
    (block: $block:literal, cases: $cases:literal, cycles: $cycles:literal) => {
        /// How many cases of each kind are drawn, and of how many cycles at most.
        pub const DRAWN: (u64, usize) = ($cases, $cycles);

        #[test]
        fn listed_cases() {
            crate::three_way::check_all(&listed());
        }

        #[test]
        fn edge_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Edge, DRAWN);
        }

        #[test]
        fn spaced_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Spaced, DRAWN);
        }

        #[test]
        fn random_cases() {
            crate::three_way::draw($block, seedchip_kit::block::Kind::Random, DRAWN);
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
    let checked = lockstep(script.instance(), script.case()).and_then(|outputs| script.check(&outputs));
    if let Err(reason) = checked {
        panic!("`{}`: {reason}\n{}", script.instance(), print(script.case()));
    }
}

/// Runs cases of a kind, each of up to `cycles` cycles, at every size that the block is tested at: `count` at the first
/// and a tenth of that, though some, at each other.
pub fn draw(name: &str, kind: Kind, (count, cycles): (u64, usize)) {
    for (index, instance) in block(name).instances().iter().enumerate() {
        let count = if index == 0 { count } else { (count / 10).max(30) };
        let mut checked = 0;
        let check = |case: &Case| lockstep(instance, case).map(|outputs| checked += outputs.len());
        match run(&cases(instance, kind, cycles), SEED, Limit::Cases(count), check, |_| true) {
            Ok(summary) => {
                assert!(summary.cases > 0 && checked > 0, "nothing was tested");
                println!("{instance}: {} cases, {checked} cycles", summary.cases);
            }
            Err(failure) => {
                let id =
                    CaseId { instance: instance.clone(), recipe: Recipe::Cycles { kind, cycles }, seed: failure.seed };
                panic!("{failure}\n{}replay with: seedchip fuzz --case {id}", print(&failure.case))
            }
        }
    }
}

/// What the golden model shows in a cycle, and which ports mean nothing in it.
pub type Answer = (Pins, Vec<&'static str>);

/// A case brought in line with the block's rules, and what the golden model answers.
pub fn answered(instance: &Instance, case: &Case) -> (Case, Vec<Answer>) {
    let mut golden =
        seedchip_golden::block(instance).unwrap_or_else(|| panic!("`{instance}` has no model cycle by cycle"));
    let mut answers = Vec::with_capacity(case.len());
    let case = obey(instance, case, |inputs| {
        let outputs = golden.cycle(inputs);
        answers.push((outputs.pins.clone(), outputs.unspecified));
        outputs.pins
    });
    (case, answers)
}

/// Runs a case on all three; the golden model's outputs.
fn lockstep(instance: &Instance, case: &Case) -> Result<Vec<Pins>, String> {
    let (case, answers) = answered(instance, case);
    let mut verilated = models::block(instance, PowerUp::Zero).map_err(|error| error.to_string())?;
    compare_all(&case, &answers, |inputs| verilated.cycle(inputs))
        .map_err(|difference| format!("Verilated, {difference}"))?;
    let mut own = seedchip_hdl::registry::block(instance);
    compare_all(&case, &answers, |inputs| own.cycle(inputs)).map_err(|difference| format!("rust-hdl, {difference}"))?;
    Ok(answers.into_iter().map(|(outputs, _)| outputs).collect())
}

/// Compares a simulator, cycle by cycle, with what the golden model answered.
fn compare_all(case: &Case, answers: &[Answer], mut simulate: impl FnMut(&Pins) -> Pins) -> Result<(), Difference> {
    for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(answers).enumerate() {
        compare(cycle, outputs, unspecified, &simulate(inputs))?;
    }
    Ok(())
}
