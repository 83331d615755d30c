//! Verilog to libraries that a program loads: one run of Verilator, one of the C++ compiler.
//!
//! [`Cache::library`] builds a library on first use and keeps it by a SHA-256 of everything that it is made from: the
//! Verilog, all flags, the C++ around the model, and the versions of Verilator and of the C++ compiler. Processes that
//! want the same library build it once, and a build that is killed leaves nothing that is taken for a library.

mod cache;
mod compiler;
mod design;
mod key;
mod ports;
mod progress;
mod shim;
mod verilator;

pub use cache::{Cache, Library};
pub use design::Design;
use thiserror::Error;

/// Why there is no library: one sentence.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct VerilateError(String);

/// The line of a tool's output that says what is wrong: the first with `mark`, or else the last.
fn complaint(output: &[u8], mark: &str) -> String {
    let text = String::from_utf8_lossy(output);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines().find(|line| line.contains(mark)).or_else(|| lines().next_back()).unwrap_or("it gives no reason").to_owned()
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn the_line_with_the_error_is_told() {
        assert_eq!(complaint(b"a.h: In file\n a.cpp: error: no\n  a.cpp:3\n", "error"), "a.cpp: error: no");
        assert_eq!(complaint(b"one\ntwo\n\n", "error"), "two");
        assert_eq!(complaint(b"", "error"), "it gives no reason");
    }
}
