//! Steps as a trace that Perfetto opens: a track for each unit, a microsecond for a cycle.

use super::ledger::{Done, Unit};
use anyhow::Context;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Writes the steps one after the other, as a host does that waits for each.
pub fn write(path: &Path, steps: &[Done]) -> anyhow::Result<()> {
    fs::write(path, events(steps)).with_context(|| format!("cannot write {}", path.display()))
}

/// The trace in Chrome's JSON format of trace events, which Perfetto reads.
fn events(steps: &[Done]) -> String {
    let mut text = String::from("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
    let track = |unit| match unit {
        Unit::Matrix => 1,
        Unit::Vector => 2,
    };
    for unit in [Unit::Matrix, Unit::Vector] {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{{\"ph\":\"M\",\"pid\":1,\"tid\":{},\"name\":\"thread_name\",\"args\":{{\"name\":\"{} unit\"}}}},",
            track(unit),
            unit.name()
        );
    }
    let mut start = 0;
    for (index, Done { step, unit, work }) in steps.iter().enumerate() {
        let (cycles, comma) = (work.taken(), if index + 1 == steps.len() { "" } else { "," });
        let _ = writeln!(
            text,
            "{{\"ph\":\"X\",\"pid\":1,\"tid\":{},\"ts\":{start},\"dur\":{cycles},\"name\":\"{step}\",\"args\":{{\"commands\":{}}}}}{comma}",
            track(*unit),
            work.commands
        );
        start += cycles;
    }
    text + "]}\n"
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Work;
    use super::*;
    use seedchip_host::language::Step;

    #[test]
    fn steps_follow_each_other() {
        let done = |operation, unit, cycles| Done {
            step: Step { layer: Some(2), operation },
            unit,
            work: Work { formula: cycles, ..Work::default() },
        };
        let text = events(&[done("norm", Unit::Vector, 40), done("down", Unit::Matrix, 7)]);
        assert!(text.contains("\"tid\":1,\"ts\":40,\"dur\":7,\"name\":\"layer 2, down\""), "{text}");
        assert!(text.ends_with("}}\n]}\n"), "{text}");
    }
}
