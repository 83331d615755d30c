//! Runs a tool in a folder, with a log, and stops it when the user interrupts the program.

use super::find::Tool;
use crate::error::FlowError;
use crate::progress::Progress;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often a silent tool is looked after.
const PATIENCE: Duration = Duration::from_millis(100);

/// Runs `tool` with `arguments` in `folder`. Everything it says goes to the file `log` there.
pub fn run(
    tool: &Tool,
    arguments: &[&str],
    folder: &Path,
    log: &str,
    progress: &mut dyn Progress,
) -> Result<(), FlowError> {
    if progress.stopped() {
        return Err(FlowError::Interrupted);
    }
    progress.tool(&tool.name);
    let path = folder.join(log);
    let log = File::create(&path).map_err(FlowError::file("write", &path))?;
    let start = |source| FlowError::ToolStart { tool: tool.name.clone(), source };
    let (reader, writer) = std::io::pipe().map_err(start)?;
    let second = writer.try_clone().map_err(start)?;
    let child = Command::new(&tool.program)
        .args(&tool.arguments)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(second)
        .spawn()
        .map_err(start)?;
    let mut child = Stopped(child);
    let (sender, lines) = mpsc::channel();
    let writer = thread::spawn(move || {
        let mut log = log;
        for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // Nobody reads the log while the tool runs: a full disk shows in the results.
            let _ = writeln!(log, "{line}");
            let _ = sender.send(line);
        }
    });
    // Without a status the user asked for the end, and the child is killed when it goes out of scope.
    let Some(status) = follow(&mut child.0, &lines, progress).map_err(start)? else {
        return Err(FlowError::Interrupted);
    };
    // The child has ended, so its pipe is closed and the rest of the log is written.
    let _ = writer.join();
    if status.success() { Ok(()) } else { Err(failure(tool, &status.to_string(), path)) }
}

/// The error of a tool that failed, by how it ended and its log.
pub fn failure(tool: &Tool, status: &str, log: PathBuf) -> FlowError {
    FlowError::ToolFailed { tool: tool.name.clone(), status: status.to_owned(), line: telling_line(&log), log }
}

/// A child that does not outlive its place.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for the child's end; none if the user asked for the end before.
fn follow(
    child: &mut Child,
    lines: &Receiver<String>,
    progress: &mut dyn Progress,
) -> Result<Option<ExitStatus>, std::io::Error> {
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                if let Some(stage) = stage(&line) {
                    progress.stage(stage);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return child.wait().map(Some),
        }
        if progress.stopped() {
            return Ok(None);
        }
    }
}

/// The stage that a line of a log begins: yosys numbers its passes, nextpnr says what it is at. Passes that other
/// passes call are shown to a depth of two levels.
fn stage(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(['.', '\r']);
    if let Some(said) = line.strip_prefix("Info: ") {
        let verbs = ["Packing", "Placing", "Placed", "Routing", "Running", "Promoting", "Constraining", "Setting up"];
        return verbs.iter().any(|verb| said.starts_with(verb)).then_some(said);
    }
    let (number, said) = line.split_once(". ")?;
    let numbered = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let shallow = number.matches('.').count() < 2;
    (numbered && shallow).then_some(said)?.strip_prefix("Executing ")
}

/// The line of a log that says why a tool failed: its first error, or its last words.
fn telling_line(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| line.to_lowercase().starts_with("error")).or_else(|| lines().next_back());
    line.unwrap_or("it said nothing").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Quiet;
    use std::time::Instant;

    fn shell() -> Tool {
        let (name, version) = ("sh".to_owned(), String::new());
        Tool { name, program: "/bin/sh".into(), arguments: vec!["-c".to_owned()], version }
    }

    #[test]
    fn a_log_tells_its_stages() {
        assert_eq!(
            stage("12.3. Executing ABC pass (technology mapping using ABC)."),
            Some("ABC pass (technology mapping using ABC)")
        );
        assert_eq!(stage("Info: Routing.."), Some("Routing"));
        assert_eq!(
            stage("Info: Running main analytical placer, max placement attempts per cell = 1000."),
            Some("Running main analytical placer, max placement attempts per cell = 1000")
        );
        for other in
            ["Info: Device utilisation:", "no. Executing", "creating $paramod", "", "1.2.3. Executing OPT_EXPR pass."]
        {
            assert_eq!(stage(other), None, "{other}");
        }
    }

    #[test]
    fn a_failure_quotes_the_error_and_names_the_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "echo one; echo 'ERROR: no such module'; echo two; exit 3";
        let error = run(&shell(), &[script], folder.path(), "sh.log", &mut Quiet).expect_err("it fails");
        let said = error.to_string();
        assert!(
            said.contains("(exit status: 3)") && said.contains("ERROR: no such module") && said.contains("sh.log"),
            "{said}"
        );
        assert_eq!(std::fs::read_to_string(folder.path().join("sh.log")).expect("a log").lines().count(), 3);
        run(&shell(), &["exit 0"], folder.path(), "sh.log", &mut Quiet).expect("it succeeds");
    }

    #[test]
    fn an_interrupted_tool_is_stopped() {
        struct AfterOne(bool);
        impl Progress for AfterOne {
            fn tool(&mut self, _: &str) {}
            fn stage(&mut self, stage: &str) {
                self.0 |= stage == "A pass";
            }
            fn stopped(&self) -> bool {
                self.0
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        let begun = Instant::now();
        let script = "echo '1. Executing A pass.'; exec sleep 60";
        let error = run(&shell(), &[script], folder.path(), "sh.log", &mut AfterOne(false)).expect_err("it is stopped");
        assert!(matches!(error, FlowError::Interrupted), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(30), "it went on");
    }
}
