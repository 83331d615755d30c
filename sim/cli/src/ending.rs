//! How a command ended, as the shell sees it.

use std::process::ExitCode;

/// The exit code of wrong usage or input; clap uses the same.
pub const WRONG_USAGE: u8 = 2;

/// How a command that could do its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it should: exit code 0.
    Fine,
    /// A difference was found: exit code 1.
    Difference,
    /// The user interrupted it before it had finished: exit code 130, as shells have it.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Fine => Self::SUCCESS,
            Ending::Difference => Self::from(1),
            Ending::Interrupted => Self::from(130),
        }
    }
}

/// An error and its causes in one sentence. A cause that is already in the sentence is not repeated: some errors show
/// their source themselves.
pub fn sentence(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |sentence, cause| {
        let cause = cause.to_string();
        match sentence.as_str() {
            "" => cause,
            so_far if so_far.contains(&cause) => sentence,
            so_far => format!("{so_far}: {cause}"),
        }
    })
}
