//! The errors of waveforms.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a waveform cannot be read, or its save file not be written.
#[derive(Debug, Error)]
pub enum WaveError {
    /// The file cannot be opened.
    #[error("cannot open {path}: {error}", path = path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {path}: {error}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The file is of another kind.
    #[error("{path} is not a VCD file: {reason}", path = path.display())]
    OtherFile {
        /// The file.
        path: PathBuf,
        /// What it holds instead.
        reason: String,
    },
    /// The file is damaged, or holds something that is not supported.
    #[error("cannot read {path}: {reason}", path = path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The place and what is wrong there.
        reason: String,
    },
    /// The top module has no signal of this name.
    #[error("{path} has no signal `{signal}` in its top module", path = path.display())]
    NoSignal {
        /// The file.
        path: PathBuf,
        /// The signal.
        signal: String,
    },
    /// No scope, or more than one, ends in this path.
    #[error("{path} has {count} scopes that end in `{scope}`: choose one of {list}", path = path.display(), count = found.len(), list = listed(if found.is_empty() { all } else { found }))]
    Scope {
        /// The file.
        path: PathBuf,
        /// The path that is looked for.
        scope: String,
        /// The scopes that end in it.
        found: Vec<String>,
        /// All scopes of the file.
        all: Vec<String>,
    },
    /// Two files have no signal in common.
    #[error(
        "nothing can be compared: no signal of {first} is in {second} under the same path; name the scopes to \
         compare with --scope",
        first = paths[0].display(),
        second = paths[1].display()
    )]
    NothingInCommon {
        /// The files.
        paths: [PathBuf; 2],
    },
}

/// At most eight names, and how many more there are.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
