//! Instructions per simulated cycle, counted by valgrind: unlike times, they are the same in every run.

use crate::sides::{COMPARISONS, Comparison};
use std::env;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;

/// The argument with which this program runs one side and ends: comparison, side and cycles follow.
pub const COUNT: &str = "--count";

/// Cycles that are counted; a run of none is what all else takes.
const CYCLES: u64 = 1000;

/// Counts by running this program again under valgrind.
pub struct Counter {
    program: PathBuf,
}

impl Counter {
    /// Finds valgrind; without it, a sentence that says what to do.
    pub fn find() -> Result<Self, String> {
        let found = Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
        if !found {
            return Err("valgrind is not installed, so instructions are not counted: `apt install valgrind`".to_owned());
        }
        let program =
            env::current_exe().map_err(|error| format!("cannot find the benchmark's own program: {error}"))?;
        Ok(Self { program })
    }

    /// Instructions per cycle of the left and the right side.
    pub fn both(&self, comparison: &Comparison) -> Result<[u64; 2], String> {
        let number = COMPARISONS.iter().position(|other| other.is(comparison)).unwrap_or_default();
        let start = self.count(number, "left", 0)?;
        let side = |name| Ok::<u64, String>(self.count(number, name, CYCLES)?.saturating_sub(start) / CYCLES);
        Ok([side("left")?, side("right")?])
    }

    fn count(&self, comparison: usize, side: &str, cycles: u64) -> Result<u64, String> {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(&self.program);
        command.args([COUNT, &comparison.to_string(), side, &cycles.to_string()]);
        let output = command.output().map_err(|error| format!("cannot start valgrind: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let collected = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
        collected
            .filter(|_| output.status.success())
            .ok_or_else(|| format!("valgrind has not counted: {}", said.lines().next_back().unwrap_or_default()))
    }
}

/// Runs one side of a comparison, for a count.
pub fn run(comparison: &str, side: &str, cycles: &str) -> Result<(), String> {
    let wrong = || format!("{COUNT} needs a comparison's number, left or right, and a number of cycles");
    let number: usize = comparison.parse().map_err(|_| wrong())?;
    let cycles = cycles.parse().map_err(|_| wrong())?;
    let mut sides = COMPARISONS.get(number).and_then(Comparison::sides).ok_or_else(wrong)?;
    let side = match side {
        "left" => &mut sides.left,
        "right" => &mut sides.right,
        _ => return Err(wrong()),
    };
    black_box(side(cycles));
    Ok(())
}
