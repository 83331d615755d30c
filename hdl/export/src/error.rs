//! Why a block can't be exported.

use thiserror::Error;

/// Why a block can't be exported: what is wrong, where (the full instance path), and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Something is read, or is a pin of a child, and nothing drives it.
    #[error("`{path}` is never written: drive it in the kernel, or remove it")]
    Unconnected {
        /// The signal.
        path: String,
    },
    /// A combinational signal keeps its value on some path through the kernel.
    #[error("`{path}` is not written on every path of the kernel, which would make a latch: give it a default first")]
    Latch {
        /// The signal.
        path: String,
    },
    /// Signals depend on themselves without a flip-flop between.
    #[error("`{path}` depends on itself without a flip-flop between ({cycle}): register one of them")]
    CombinationalLoop {
        /// A signal of the cycle.
        path: String,
        /// The whole cycle, `a → b → a`.
        cycle: String,
    },
    /// Two things want one Verilog name, or a name is none in Verilog.
    #[error("`{path}` can't be called `{name}` in Verilog: {reason}")]
    NameClash {
        /// The signal or block.
        path: String,
        /// The name.
        name: String,
        /// Why it is refused and what to do.
        reason: String,
    },
    /// A kernel writes what something else drives.
    #[error("`{path}` is written, but {driver} drives it already: write another signal")]
    MultipleDrivers {
        /// The signal.
        path: String,
        /// What drives it.
        driver: &'static str,
    },
    /// A kernel mentions something that is neither a signal nor a loop variable.
    #[error("`{path}` is no signal of the block, of a child or a loop variable: use a signal or a `Constant`")]
    UnknownSignal {
        /// The name as the kernel has it.
        path: String,
    },
    /// A block doesn't say what its module is called.
    #[error("`{path}` has no module name: give the block a field `module_name: Module`")]
    MissingModule {
        /// The block.
        path: String,
    },
    /// A kernel uses something that has no translation.
    #[error("`{path}` can't be translated: {what}")]
    UnsupportedConstruct {
        /// The signal or block.
        path: String,
        /// What it is and what to do instead.
        what: String,
    },
    /// The texts of a module at several sizes are not one text with parameters.
    #[error("`{module}` can't be one module for all sizes: {what}")]
    NotGeneral {
        /// The module.
        module: String,
        /// What differs and what to do.
        what: String,
    },
    /// Widths that contradict each other.
    #[error("`{path}` has widths that don't fit: {what}")]
    WidthMismatch {
        /// The signal or block.
        path: String,
        /// Which widths, and what to do.
        what: String,
    },
}
