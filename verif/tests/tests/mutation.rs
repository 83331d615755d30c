//! Mutants of the exported Verilog against the blocks' own cases. `make mutation` runs those of all blocks, or of
//! BLOCK; the test alone those of a few small blocks.

use crate::blocks::{Tests, tests};
use crate::exported;
use crate::project::root;
use crate::script::{block, in_unit};
use crate::three_way::{SEED, answered};
use seedchip_kit::block::{Case, Kind, cases};
use seedchip_kit::campaign::{self, Limit};
use seedchip_mutation::campaign::{Stage, Verdict, run};
use seedchip_mutation::equivalent::Equivalents;
use seedchip_mutation::hierarchy::Hierarchy;
use seedchip_mutation::instrument::instrument;
use seedchip_mutation::score::{STAGES, Score};
use seedchip_mutation::subject::Subject;
use seedchip_mutation::vectors::Vectors;
use seedchip_sim::PowerUp;
use seedchip_spec::{BLOCKS, Block, Instance};
use std::path::PathBuf;
use std::time::Instant;

/// The blocks whose mutants every run of the tests makes.
const QUICK: &[&str] = &["gated_sum", "pe", "stream_register"];

/// Blocks whose first size hides some mutants, and the configuration at which they are mutated: an array of many rows,
/// where tiles of INT8 and of INT4 differ in their least time and the greatest k has few tiles.
const MUTATED_AT: &[(&str, &str)] = &[
    ("tile_iterator", "252x4x512"),
    ("loader", "5x3x8_registered"),
    ("weight_lanes", "5x3x8_registered"),
    ("collector", "4x10x4"),
    ("parameter_sets", "4x15x4"),
    ("statuses", "4x5x128"),
];

/// Cases of each kind that start from random contents of the registers.
const RESETS: u64 = 100;

/// How many of its first cycles such a case is in reset.
const IN_RESET: usize = 2;

/// A file of the tool.
fn file(name: &str) -> PathBuf {
    root().join("verif/mutation").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("verif/mutation/{name}: {error}"))
}

fn equivalents() -> Equivalents {
    Equivalents::parse(&read("equivalent.toml")).unwrap_or_else(|error| panic!("equivalent.toml: {error}"))
}

fn scores() -> Vec<Score> {
    Score::parse_table(&read("scores.md")).unwrap_or_else(|error| panic!("scores.md: {error}"))
}

/// The blocks that are tested cycle by cycle.
fn tested() -> impl Iterator<Item = &'static Block> {
    BLOCKS.iter().filter(|block| !block.is_top())
}

/// The model of all mutants of a block: of its module, and of those below it that are no blocks of the list.
fn subject(instance: &Instance) -> Subject {
    let exported = exported::design(instance);
    let texts = exported.modules.iter().map(|module| (module.name.as_str(), module.text.as_str()));
    let design = Hierarchy::read(texts).unwrap_or_else(|error| panic!("{error}"));
    let own =
        |name: &str| exported.modules.iter().any(|module| module.name == name && Block::named(&module.block).is_none());
    let mutated = instrument(&design, design.sites(own)).unwrap_or_else(|error| panic!("`{instance}`: {error}"));
    Subject::new(instance, mutated).unwrap_or_else(|error| panic!("{error}"))
}

/// Cases of a block with what is expected of it, for each of [`STAGES`].
fn stages(instance: &Instance, subject: &Subject) -> [Vec<Vectors>; STAGES.len()] {
    let Tests::Block { listed, drawn: (count, cycles), .. } = tests(instance.name()) else {
        panic!("`{instance}` is tested by whole commands")
    };
    let ports = instance.ports();
    let vectors = |case: &Case| {
        let (case, answers) = answered(instance, case);
        Vectors::new(&ports, &case, answers.iter().map(|(pins, unspecified)| (pins, unspecified.as_slice())))
    };
    let drawn = |count: u64, take: &mut dyn FnMut(&Case)| {
        for kind in Kind::ALL {
            let take = |case: &Case| {
                take(case);
                Ok(())
            };
            let drawn = campaign::run(&cases(instance, *kind, cycles), SEED, Limit::Cases(count), take, |_| true);
            assert!(drawn.is_ok(), "collecting cases can't fail");
        }
    };
    let mut fuzz = Vec::new();
    drawn(count, &mut |case| fuzz.push(vectors(case)));
    let scripts = listed();
    let scripts = scripts.iter().filter(|script| script.instance() == instance);
    let scripts: Vec<Vectors> = scripts.map(|script| vectors(script.case())).collect();
    let mut resets = Vec::new();
    if ports.iter().any(|port| port.name == "rst_ni") {
        let mut seed = 0;
        drawn(RESETS, &mut |case| {
            seed += 1;
            let mut first = case[0].clone();
            first.set("rst_ni", 0);
            let case = [vec![first; IN_RESET], case.clone()].concat();
            let power_up = PowerUp::Random(seed);
            resets.push(vectors(&case).answered_by(&mut subject.model(0, power_up), power_up, IN_RESET));
        });
    }
    [fuzz, scripts, resets]
}

/// Runs all mutants of a block: its score, and what is wrong. Prints the survivors.
fn score(block: &'static Block, equivalents: &Equivalents) -> (Score, Vec<String>) {
    let start = Instant::now();
    let instance = match MUTATED_AT.iter().find(|(name, _)| *name == block.name) {
        Some((name, configuration)) => in_unit(name, configuration),
        None => block.first(),
    };
    let subject = subject(&instance);
    let built = start.elapsed();
    let cases = stages(&instance, &subject);
    let differs = |cases: &[Vectors], number: u16| {
        let mut cases = cases.iter().enumerate();
        cases.find_map(|(index, case)| {
            let cycle = case.differs(&mut subject.model(number, case.power_up))?;
            Some(format!("case {index}, cycle {cycle}"))
        })
    };
    let stages: Vec<Stage> = STAGES
        .into_iter()
        .zip(&cases)
        .map(|(name, cases)| Stage { name, kills: Box::new(move |number| differs(cases, number)) })
        .collect();
    for stage in &stages {
        if let Some(reason) = (stage.kills)(0) {
            panic!("`{instance}` as exported fails {}: {reason}", stage.name);
        }
    }
    let mutants = subject.mutants();
    assert!(!mutants.is_empty(), "`{instance}` has no mutant");
    let progress = |done: usize| {
        if done.is_multiple_of(100) {
            eprintln!("{instance}: {done} of {} mutants", mutants.len());
        }
    };
    let verdicts = run(mutants.len(), &stages, progress);

    let reason = |index: usize| equivalents.reason(block.name, &mutants[index].1);
    let score = Score::new(block.name, &verdicts, |index| reason(index).is_some());
    println!("{score} built and ran in {:.1} + {:.1} s", built.as_secs_f64(), (start.elapsed() - built).as_secs_f64());
    let mut wrong = Vec::new();
    for (index, (verdict, (module, mutant))) in verdicts.iter().zip(mutants).enumerate() {
        let line = format!("{module}.v:{}: {}\n    {}", mutant.line, mutant.original, mutant.mutated);
        match (verdict, reason(index)) {
            (Verdict::Survived, None) => wrong.push(format!("survived: {line}")),
            (Verdict::Killed(stage, how), Some(_)) => {
                wrong.push(format!("listed as equivalent, but {} finds it in {how}: {line}", STAGES[*stage]));
            }
            _ => {}
        }
    }
    let all: Vec<_> = mutants.iter().map(|(_, mutant)| mutant).collect();
    for [line, mutated] in equivalents.stale(block.name, &all) {
        wrong.push(format!("listed as equivalent, but no mutant of `{}` any more: {line}\n    {mutated}", block.name));
    }
    wrong.iter().for_each(|wrong| println!("{wrong}"));
    (score, wrong)
}

/// Puts a score into the table, whose rows are in the order of the blocks.
fn record(score: Score) {
    let mut scores = scores();
    scores.retain(|other| other.block != score.block);
    scores.push(score);
    scores.sort_by_key(|score| BLOCKS.iter().position(|block| block.name == score.block));
    let text = format!("# Scores\n\n`make mutation` writes this table.\n\n{}", Score::table(&scores));
    std::fs::write(file("scores.md"), text).unwrap_or_else(|error| panic!("scores.md: {error}"));
}

#[test]
fn mutants_are_found() {
    let equivalents = equivalents();
    let wanted = std::env::var("SEEDCHIP_MUTATION").ok();
    let blocks: Vec<_> = match wanted.as_deref() {
        None => QUICK.iter().map(|name| block(name)).collect(),
        Some("all") => tested().collect(),
        Some(name) => vec![block(name)],
    };
    let mut wrong = Vec::new();
    for block in blocks {
        let (score, found) = score(block, &equivalents);
        wrong.extend(found);
        if wanted.is_some() {
            record(score);
        } else if !scores().contains(&score) {
            wrong.push(format!("scores.md has another row: run `make mutation BLOCK={}`", block.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Blocks that no campaign has been run for yet. A block leaves the list when it gets its score.
const UNSCORED: &[&str] = &[
    "operand_packet",
    "lane",
    "block_scales",
    "pair_sum",
    "row_sum",
    "fixed_sum",
    "row_maximum",
    "reductions",
    "scalars",
    "pass_output",
    "vector",
];

#[test]
fn every_block_has_a_score() {
    let scored: Vec<String> = scores().into_iter().map(|score| score.block).collect();
    let blocks: Vec<&str> = tested().map(|block| block.name).collect();
    let awaited: Vec<&str> = blocks.iter().copied().filter(|name| !UNSCORED.contains(name)).collect();
    assert_eq!(scored, awaited, "run `make mutation`");
    assert!(UNSCORED.iter().all(|name| blocks.contains(name)), "a block without a score is no block");
    for name in equivalents().blocks() {
        assert!(blocks.contains(&name), "equivalent.toml: no block with a score is called `{name}`");
    }
}

#[test]
fn every_module_is_read() {
    let mut read = 0;
    for instance in BLOCKS.iter().flat_map(Block::instances) {
        let exported = exported::design(&instance);
        let texts = exported.modules.iter().map(|module| (module.name.as_str(), module.text.as_str()));
        let design = Hierarchy::read(texts).unwrap_or_else(|error| panic!("`{instance}`: {error}"));
        assert_eq!(design.modules().count(), exported.modules.len());
        read += exported.modules.len();
    }
    assert!(read > BLOCKS.len(), "only {read} modules were read");
}
