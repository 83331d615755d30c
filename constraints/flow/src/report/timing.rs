//! The critical path of a design.

use serde::{Deserialize, Serialize};

/// The clock that a design reaches, and the path that sets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// The greatest clock.
    pub megahertz: f64,
    /// The time of the critical path between registers, clock to output and set-up with it.
    pub path_ns: f64,
    /// The register that it starts at, in the names of the source.
    pub from: String,
    /// The register that it ends at.
    pub to: String,
}
