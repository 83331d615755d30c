//! `seedchip fuzz`: random cases on the Verilated RTL against the golden model, until one fails; or one case again.

mod failure;

use crate::arguments::Fuzz;
use crate::ending::Ending;
use crate::{interrupt, progress, quantity, subject};
use indicatif::ProgressBar;
use seedchip_kit::campaign::{self, Limit};
use seedchip_kit::case_id::{CaseId, Recipe};
use seedchip_kit::product;
use seedchip_kit::target::{Target, Visitor};
use seedchip_spec::DATAPATH;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long to go on if nothing is said.
const TIME: Duration = Duration::from_mins(1);

/// Runs the campaign that the user asks for.
pub fn fuzz(arguments: &Fuzz, output: &mut dyn Write) -> anyhow::Result<Ending> {
    interrupt::listen();
    if let Some(id) = &arguments.case {
        return id.visit(Campaign { first: id, limit: Limit::Cases(1), out: &arguments.out, output });
    }
    let configuration = arguments.sizes.configuration("tiny")?;
    let instance = subject::instance(arguments.block.as_deref().unwrap_or(DATAPATH.name), &configuration)?;
    let recipe = if instance.block().is_top() {
        Recipe::Commands(product::Limits::default())
    } else {
        Recipe::Cycles { kind: arguments.kind, cycles: arguments.cycles as usize }
    };
    let first = CaseId { instance, recipe, seed: arguments.seed.unwrap_or_else(seed_of_the_clock) };
    let limit = match (arguments.cases, arguments.time) {
        (Some(cases), _) => Limit::Cases(cases),
        (None, time) => Limit::Time(time.unwrap_or(TIME)),
    };
    first.visit(Campaign { first: &first, limit, out: &arguments.out, output })
}

/// A seed that differs from run to run.
fn seed_of_the_clock() -> u64 {
    // A clock before 1970 gives the same seed each time, which is printed as any other.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64)
}

/// Where a campaign begins and ends, and where it leaves a failure.
struct Campaign<'a> {
    first: &'a CaseId,
    limit: Limit,
    out: &'a Path,
    output: &'a mut dyn Write,
}

impl Visitor for Campaign<'_> {
    type Output = anyhow::Result<Ending>;

    fn visit<T: Target>(self, target: &T) -> anyhow::Result<Ending> {
        let Self { first, limit, out, output } = self;
        let until = match limit {
            Limit::Cases(1) => "1 case".to_owned(),
            Limit::Cases(cases) => format!("{cases} cases"),
            Limit::Time(time) => format!("{} s", time.as_secs()),
        };
        let CaseId { instance, recipe, seed } = first;
        writeln!(output, "fuzzing {instance} with {} cases from seed {seed:#x} for {until}", recipe.kind())?;
        output.flush()?;

        let bar = bar(limit);
        let start = Instant::now();
        let mut passed = 0;
        let check = |case: &T::Case| {
            let checked = target.check(case, None);
            if checked.is_err() {
                bar.set_message("failed, shrinking:");
            }
            checked.map(|_| ())
        };
        let ended = campaign::run(&target.strategy(), *seed, limit, check, |cases| {
            passed = cases;
            bar.set_position(cases);
            !interrupt::asked()
        });
        bar.finish_and_clear();
        match ended {
            Ok(summary) => {
                let seconds = summary.time.as_secs_f64();
                let rate = quantity::rate(summary.cases as f64, seconds);
                let interrupted = if interrupt::asked() { "interrupted: " } else { "" };
                writeln!(
                    output,
                    "{interrupted}{} cases in {seconds:.1} s, {rate} cases/s: all equal to the golden model",
                    summary.cases
                )?;
                Ok(if interrupt::asked() { Ending::Interrupted } else { Ending::Fine })
            }
            Err(failure) => {
                let seconds = start.elapsed().as_secs_f64();
                writeln!(output, "FAILED after {passed} passing cases and {seconds:.1} s: {}", failure.reason)?;
                failure::tell(target, &failure, out, output)?;
                Ok(Ending::Difference)
            }
        }
    }
}

fn bar(limit: Limit) -> ProgressBar {
    match limit {
        Limit::Cases(cases) => progress::cases(cases),
        Limit::Time(time) => progress::cases_in(time),
    }
}
