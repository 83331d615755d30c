//! The spinner of a flow, on standard error and only when that is a terminal.

use crate::interrupt;
use indicatif::{ProgressBar, ProgressStyle};
use seedchip_flow::Progress;
use std::time::Duration;

/// How often the spinner turns while a tool says nothing.
const TURN: Duration = Duration::from_millis(120);

/// Shows which tool runs and at which stage it is, and hears Ctrl-C.
pub struct Follow {
    bar: ProgressBar,
    tool: String,
}

impl Follow {
    /// Begins to listen to Ctrl-C and shows nothing yet.
    pub fn new(title: &str) -> Self {
        interrupt::listen();
        // The template is this program's own, so it is known to be well formed.
        let style = ProgressStyle::with_template("{spinner} {prefix}  {elapsed}  {wide_msg}");
        let bar = ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_prefix(title.to_owned());
        bar.enable_steady_tick(TURN);
        Self { bar, tool: String::new() }
    }

    /// Goes on with something else.
    pub fn title(&self, title: &str) {
        self.bar.set_prefix(title.to_owned());
    }
}

impl Progress for Follow {
    fn tool(&mut self, tool: &str) {
        tool.clone_into(&mut self.tool);
        self.bar.set_message(tool.to_owned());
    }

    fn stage(&mut self, stage: &str) {
        self.bar.set_message(format!("{}: {stage}", self.tool));
    }

    fn stopped(&self) -> bool {
        interrupt::asked()
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
