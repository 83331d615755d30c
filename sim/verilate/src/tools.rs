//! The tools of a build: they end with the program, however it ends.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};

/// Waits for the end of its input and then kills its process group.
const LEADER: &str = "read line; kill -s KILL 0";

/// A process group in which tools run.
///
/// Its leader is a shell whose input the program holds open. If the program is killed, that input ends, and the leader
/// kills the tools and every process that they have started.
pub struct Tools {
    leader: Child,
}

impl Tools {
    /// An empty group.
    pub fn new() -> io::Result<Self> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", LEADER]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { leader: shell.process_group(0).spawn()? })
    }

    /// Runs a command in the group to its end.
    pub fn output(&self, command: &mut Command) -> io::Result<Output> {
        command.process_group(self.leader.id().cast_signed()).output()
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.leader.kill();
        let _ = self.leader.wait();
    }
}

/// Why a tool failed: the first line of its errors with `mark`, or the last, or how it ended.
pub fn complaint(output: &Output, mark: &str) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| line.contains(mark)).or_else(|| lines().next_back());
    line.map_or_else(|| output.status.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Output {
        Tools::new().and_then(|tools| tools.output(Command::new("sh").args(["-c", script]))).expect("it runs")
    }

    #[test]
    fn the_line_with_the_error_is_the_complaint() {
        let said = |text: &str| complaint(&shell(&format!("printf '{text}' >&2; exit 3")), "error");
        assert_eq!(said("a.h: In file\\n a.cpp: error: no\\n  a.cpp:3\\n"), "a.cpp: error: no");
        assert_eq!(said("one\\ntwo\\n\\n"), "two");
        assert_eq!(said(""), "exit status: 3");
        assert!(complaint(&shell("kill -s TERM $$"), "error").contains("signal: 15"));
    }
}
