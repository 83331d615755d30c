//! Progress bars, on standard error and only when that is a terminal.

use crate::quantity;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt;
use std::time::Duration;

/// A bar of `length` steps. The template is this program's own, so it is known to be well formed.
fn bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let rate = |state: &ProgressState, text: &mut dyn fmt::Write| {
        // A bar that can't be drawn is no reason to stop.
        let _ = write!(text, "{}/s", quantity::rate(state.per_sec(), 1.0));
    };
    ProgressBar::new(length).with_style(style.progress_chars("=> ").with_key("rate", rate))
}

/// For a run through the layers of a network: cycles done of those that the formula expects.
pub fn layers(cycles: u64) -> ProgressBar {
    bar(cycles, "{msg:<14} [{bar:40}] {human_pos} of {human_len} cycles, {rate}, {eta} left")
}

/// For a number of cases.
pub fn cases(cases: u64) -> ProgressBar {
    bar(cases, "{msg} [{bar:40}] {human_pos} of {human_len} cases, {rate}, {eta} left")
}

/// For as many cases as a time allows.
pub fn cases_in(time: Duration) -> ProgressBar {
    bar(0, &format!("{{msg}} {{human_pos}} cases, {{rate}}, {{elapsed}} of {}", quantity::time(time)))
}

/// Steps of work, one after the other.
pub struct Steps(ProgressBar);

/// For so many steps of work.
pub fn steps(steps: usize) -> Steps {
    Steps(bar(steps as u64, "{msg:<14} [{bar:40}] step {human_pos} of {human_len}, {elapsed}"))
}

impl Steps {
    /// The next step begins.
    pub fn begin(&self, step: &str) {
        self.0.set_message(step.to_owned());
        self.0.inc(1);
    }

    /// The last step has ended.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
