//! Progress of a build: a spinner on a terminal, and one line when the build is finished.

use crate::Design;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::time::{Duration, Instant};

/// A model that is being built.
pub struct Progress {
    line: ProgressBar,
    title: String,
    start: Instant,
}

impl Progress {
    /// Building begins.
    pub fn begin(design: &Design) -> Self {
        let title = format!("{design}, {} lines of Verilog", design.verilog.lines().count());
        // Without a terminal it draws nothing.
        let line = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            line.set_style(style);
        }
        line.enable_steady_tick(Duration::from_millis(200));
        Self { line, title, start: Instant::now() }
    }

    /// The next step, such as "Verilating".
    pub fn step(&self, doing: &str) {
        self.line.set_message(format!("{doing} {}", self.title));
    }

    /// The model is built and kept in this folder.
    pub fn end(self, folder: &Path) {
        self.line.finish_and_clear();
        let here = std::env::current_dir().unwrap_or_default();
        let folder = folder.strip_prefix(here).unwrap_or(folder);
        eprintln!(
            "Verilated {} in {:.1} s, kept in {}",
            self.title,
            self.start.elapsed().as_secs_f32(),
            folder.display()
        );
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}
