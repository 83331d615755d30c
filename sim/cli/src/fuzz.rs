//! `seedchip fuzz`: random cases on the Verilated RTL against the golden model, until one fails.

mod failure;
mod target;

use crate::arguments::Fuzz;
use crate::bench::Bench;
use crate::ending::Ending;
use crate::{interrupt, progress, quantity};
use indicatif::ProgressBar;
use seedchip_kit::campaign::{self, Limit};
use seedchip_spec::DATAPATH;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use target::{BlockTarget, Target, TopTarget};

/// How long to go on if nothing is said.
const TIME: Duration = Duration::from_secs(60);

/// Runs the campaign that the user asks for.
pub fn fuzz(arguments: &Fuzz, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let configuration = arguments.sizes.configuration("tiny")?;
    let limit = match (arguments.cases, arguments.time) {
        (Some(cases), _) => Limit::Cases(cases),
        (None, time) => Limit::Time(time.unwrap_or(TIME)),
    };
    let plan = Plan { seed: arguments.seed.unwrap_or_else(seed_of_the_clock), limit, out: &arguments.out };
    match arguments.block.as_deref() {
        Some(block) if block != DATAPATH.name => {
            let target = BlockTarget { bench: Bench::new(block, configuration)?, cycles: arguments.cycles };
            plan.run(&target, output)
        }
        _ => plan.run(&TopTarget::new(configuration)?, output),
    }
}

/// A seed that differs from run to run.
fn seed_of_the_clock() -> u64 {
    // A clock before 1970 gives the same seed each time, which is printed as any other.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64)
}

/// Where a campaign begins and ends, and where it leaves a failure.
struct Plan<'a> {
    seed: u64,
    limit: Limit,
    out: &'a Path,
}

impl Plan<'_> {
    fn run<T: Target>(&self, target: &T, output: &mut dyn Write) -> anyhow::Result<Ending> {
        // The model is built by now: before, an interrupt ends the program as usual.
        interrupt::listen();
        let until = match self.limit {
            Limit::Cases(cases) => format!("{cases} cases"),
            Limit::Time(time) => format!("{} s", time.as_secs()),
        };
        writeln!(output, "fuzzing {} from seed {:#x} for {until}", target.title(), self.seed)?;
        output.flush()?;

        let bar = self.bar();
        let start = Instant::now();
        let mut passed = 0;
        let check = |case: &T::Case| {
            let checked = target.check(case, None);
            if checked.is_err() {
                bar.set_message("failed, shrinking:");
            }
            checked
        };
        let ended = campaign::run(&target.strategy(), self.seed, self.limit, check, |cases| {
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
                writeln!(output, "FAILED after {passed} good cases and {seconds:.1} s: {}", failure.reason)?;
                failure::tell(target, &failure, self.out, output)?;
                Ok(Ending::Difference)
            }
        }
    }

    fn bar(&self) -> ProgressBar {
        match self.limit {
            Limit::Cases(cases) => progress::cases(cases),
            Limit::Time(time) => progress::cases_in(time),
        }
    }
}
