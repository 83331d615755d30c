//! Runs the program and checks its output.

use std::path::PathBuf;
use std::process::Command;

/// What a run of the program gave.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Ran {
    /// Checks the exit code, and shows all there is if it is another.
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "output:\n{}\nerrors:\n{}", self.output, self.errors);
        self
    }

    /// Checks that the output has this part.
    pub fn says(self, part: &str) -> Self {
        assert!(self.output.contains(part), "no `{part}` in:\n{}", self.output);
        self
    }

    /// Checks that it was refused, without a panic, for this reason.
    pub fn refuses(self, reason: &str) {
        let ran = self.ends_with(2);
        assert!(ran.errors.starts_with("error: ") && ran.errors.contains(reason), "no `{reason}` in:\n{}", ran.errors);
    }
}

/// Runs the program in the folder of its package.
pub fn seedchip(arguments: &[&str]) -> Ran {
    seedchip_with(arguments, &[])
}

/// The same with other environment variables.
pub fn seedchip_with(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seedchip"));
    let output = command.args(arguments).envs(variables.iter().copied()).output().expect("the program starts");
    Ran {
        code: output.status.code().expect("the program is not killed"),
        output: String::from_utf8(output.stdout).expect("text"),
        errors: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A folder that is removed at the end of the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same as an argument.
    pub fn argument(&self, name: &str) -> String {
        self.path(name).into_os_string().into_string().expect("a path of plain letters")
    }
}
