//! The reasons why a file cannot run as a network.

use thiserror::Error;

/// Why a file is not a network that can run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// It is some other kind of file.
    #[error("this is not a TFLite file: the identifier `TFL3` is missing")]
    NotTflite,
    /// It is a file of another kind that is known.
    #[error("this is not a TFLite file but {0}")]
    Other(&'static str),
    /// It contradicts its own format.
    #[error("the TFLite file is broken: {0}")]
    Broken(&'static str),
    /// It is a good file of a kind that is not supported as a whole.
    #[error("the network cannot run: {0}")]
    Unsupported(String),
    /// It has operators that are not supported.
    #[error("only networks of FULLY_CONNECTED operators can run, and this one also has {0}")]
    Operators(String),
    /// A `FULLY_CONNECTED` operator is of a kind that is not supported.
    #[error("operator {index} (FULLY_CONNECTED) cannot run: {reason}")]
    Layer {
        /// The operator, from 0.
        index: usize,
        /// What about it.
        reason: String,
    },
}

/// The fault of a layer whose index is not known yet.
pub(super) enum Fault {
    /// The file is broken.
    File(NetworkError),
    /// The layer cannot run, for this reason.
    Layer(String),
}

impl Fault {
    /// The error of operator `index`.
    pub(super) fn at(self, index: usize) -> NetworkError {
        match self {
            Self::File(error) => error,
            Self::Layer(reason) => NetworkError::Layer { index, reason },
        }
    }
}

impl From<NetworkError> for Fault {
    fn from(error: NetworkError) -> Self {
        Self::File(error)
    }
}

/// A layer that cannot run for this reason.
pub(super) fn fault<T>(reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Layer(reason.into()))
}
