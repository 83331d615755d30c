//! Progress of a flow, and the request to stop it.

/// Follows a flow.
pub trait Progress {
    /// A tool has begun.
    fn tool(&mut self, tool: &str);

    /// The tool says that it is at this stage.
    fn stage(&mut self, stage: &str);

    /// Whether the user has asked for the end: the running tool is then stopped.
    fn stopped(&self) -> bool;
}

/// Follows nothing and never stops, for tests and programs without a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn tool(&mut self, _: &str) {}

    fn stage(&mut self, _: &str) {}

    fn stopped(&self) -> bool {
        false
    }
}
