//! Progress bars, on standard error and only when that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A bar of `length` steps. The template is this program's own, so it is known to be well formed.
fn bar(length: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style.progress_chars("=> "))
}

/// For a run through the layers of a network: cycles done of those that the formula expects.
pub fn layers(cycles: u64) -> ProgressBar {
    bar(cycles, "{msg:<14} [{bar:40}] {human_pos} of {human_len} cycles, {per_sec}, {eta} left")
}

/// For a number of cases.
pub fn cases(cases: u64) -> ProgressBar {
    bar(cases, "{msg} [{bar:40}] {human_pos} of {human_len} cases, {per_sec}, {eta} left")
}

/// For as many cases as a time allows.
pub fn cases_in(time: Duration) -> ProgressBar {
    bar(0, &format!("{{msg}} {{human_pos}} cases, {{per_sec}}, {{elapsed}} of {}s", time.as_secs()))
}
