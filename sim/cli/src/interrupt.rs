//! Ctrl-C: the first ends the command with a summary, the second at once.

use std::ops::ControlFlow;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Begins to listen, if it was not begun. Where the system has no such signal, Ctrl-C keeps its usual effect.
pub fn listen() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(install);
}

fn install() {
    let installed = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if let Err(error) = installed {
        eprintln!("note: Ctrl-C will end the program without a summary ({error})");
    }
}

/// Whether the user has asked for the end.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Ends a run of a device if the user has asked for it.
pub fn watch(_cycles: u64) -> ControlFlow<()> {
    if asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
