//! The output of a failing case: its text, the command that replays it, and its waveform.

use crate::trace_files;
use anyhow::Context;
use seedchip_kit::campaign::Failure;
use seedchip_kit::target::Target;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Lines that are shown at either end of a long run of lines of one kind.
const SHOWN: usize = 8;

/// Prints the case, writes its files to `folder`, and says where they are.
pub fn tell<T: Target>(
    target: &T,
    failure: &Failure<T::Case>,
    folder: &Path,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    let id = target.id(failure.seed);
    let name = format!("{}_{}_{:#x}", id.instance, id.recipe.kind(), failure.seed);
    let (waveform, text_file) = (folder.join(format!("{name}.vcd")), folder.join(format!("{name}.txt")));
    let replay = if failure.replays {
        format!("replay with: seedchip fuzz --case {id}")
    } else {
        format!(
            "the same case passed when it was run again (seedchip fuzz --case {id}): the failure does not depend on the case alone"
        )
    };
    let case = target.print(&failure.case);

    writeln!(output, "the case {id}, shrunk in {} steps:", failure.shrinks)?;
    let (shown, complete) = abbreviate(&case);
    write!(output, "{shown}")?;
    writeln!(output, "{replay}")?;

    trace_files::make_folder_of(&text_file)?;
    fs::write(&text_file, format!("{}\n{replay}\n{case}", failure.reason))
        .with_context(|| format!("cannot write {}", text_file.display()))?;
    writeln!(output, "{} {}", if complete { "written to" } else { "the whole case is in" }, text_file.display())?;
    // The same case once more: it fails again, this time with a waveform.
    let _ = target.check(&failure.case, Some(&waveform));
    trace_files::finish(&waveform, output)
}

/// Cuts the middle out of long runs of lines that begin with the same word. Says too whether all is there.
fn abbreviate(text: &str) -> (String, bool) {
    let word = |line: &&str| line.split_whitespace().next().unwrap_or("").to_owned();
    let lines: Vec<&str> = text.lines().collect();
    let (mut shown, mut complete) = (Vec::new(), true);
    for run in lines.chunk_by(|one, other| word(one) == word(other)) {
        // A cut that leaves out one line saves none.
        if run.len() <= 2 * SHOWN + 1 {
            shown.extend(run.iter().map(|line| (*line).to_owned()));
        } else {
            complete = false;
            shown.extend(run[..SHOWN].iter().map(|line| (*line).to_owned()));
            shown.push(format!("  … {} more …", run.len() - 2 * SHOWN));
            shown.extend(run[run.len() - SHOWN..].iter().map(|line| (*line).to_owned()));
        }
    }
    (shown.iter().map(|line| format!("{line}\n")).collect(), complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::{BoxedStrategy, Strategy};
    use seedchip_kit::campaign::{self, Limit};
    use seedchip_kit::case_id::CaseId;

    /// A block that is wrong from 700 up.
    struct Wrong;

    impl Target for Wrong {
        type Case = u32;

        fn id(&self, seed: u64) -> CaseId {
            format!("delay_8x3/edge/{seed:#x}/cycles=40").parse().expect("a case")
        }

        fn strategy(&self) -> BoxedStrategy<u32> {
            (0..10_000_u32).boxed()
        }

        fn check(&self, case: &u32, wave: Option<&Path>) -> Result<String, String> {
            if let Some(path) = wave {
                fs::write(path, format!("$scope module wrong $end $upscope $end $enddefinitions $end #{case}\n"))
                    .map_err(|error| error.to_string())?;
            }
            if *case < 700 { Ok(String::new()) } else { Err(format!("{case} is too much")) }
        }

        fn print(&self, case: &u32) -> String {
            format!("input 0x{case:x}\n")
        }
    }

    #[test]
    fn a_failure_is_small_replays_and_leaves_its_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let check = |case: &u32| Wrong.check(case, None).map(|_| ());
        let failure = campaign::run(&Wrong.strategy(), 3, Limit::Cases(100), check, |_| true).expect_err("too much");
        let mut output = Vec::new();
        tell(&Wrong, &failure, folder.path(), &mut output).expect("written");
        let output = String::from_utf8(output).expect("text");
        assert!(output.contains("input 0x2bc\n"), "{output}");
        let seed = format!("{:#x}", failure.seed);
        let replay = format!("replay with: seedchip fuzz --case delay_8x3/edge/{seed}/cycles=40\n");
        assert!(output.contains(&replay), "{output}");
        for ending in ["vcd", "gtkw", "txt"] {
            let file = folder.path().join(format!("delay_8x3_edge_{seed}.{ending}"));
            assert!(file.exists(), "{}", file.display());
            assert!(output.contains(&file.display().to_string()), "{output}");
        }
    }

    #[test]
    fn long_runs_of_lines_lose_their_middle() {
        let text: String = ["head 1\n".to_owned(), (0..100).map(|cycle| format!("cycle {cycle}\n")).collect()].concat();
        let (shown, complete) = abbreviate(&text);
        assert!(!complete);
        assert_eq!(shown.lines().count(), 2 * SHOWN + 2);
        assert!(shown.starts_with("head 1\ncycle 0\n") && shown.ends_with("cycle 99\n"), "{shown}");
        assert_eq!(abbreviate("a\nb\n"), ("a\nb\n".to_owned(), true));
    }
}
