//! Networks from TFLite files: int8, a chain of `FULLY_CONNECTED` operators.
//!
//! What else a file may hold is refused by name, in one sentence. A file is taken to be hostile: see
//! `flatbuffer.rs` for why reading one can neither panic nor loop; what is copied out of it is bounded by its
//! length (see `graph.rs`).

mod flatbuffer;
mod graph;
mod operator;

use thiserror::Error;

/// How real numbers are coded as int8: real = scale · (code − zero point).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantisation {
    /// Finite and above zero.
    pub scale: f32,
    /// The code of zero.
    pub zero_point: i8,
}

/// The function that is fused into a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// None: results are only limited by int8.
    Identity,
    /// Not below 0.
    Relu,
    /// From −1 to 1.
    ReluN1To1,
    /// From 0 to 6.
    Relu6,
}

/// A fully connected layer, as the file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct FullyConnected {
    /// Inputs per row, k; not 0.
    pub inputs: usize,
    /// Outputs per row, n; not 0.
    pub outputs: usize,
    /// `[outputs, inputs]`, row-major; their zero point is 0.
    pub weights: Vec<i8>,
    /// One scale for all weights, or one per output; finite and above zero.
    pub weight_scales: Vec<f32>,
    /// One per output, in units of input scale · weight scale; zeros where the file has none.
    pub bias: Vec<i32>,
    /// What follows the product.
    pub activation: Activation,
    /// The codes of the inputs.
    pub input: Quantisation,
    /// The codes of the outputs.
    pub output: Quantisation,
}

/// A network: a chain of layers, each the input of the next; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// In the order in which they run.
    pub layers: Vec<FullyConnected>,
    /// The codes of the first layer's inputs.
    pub input: Quantisation,
    /// The codes of the last layer's outputs.
    pub output: Quantisation,
}

impl Network {
    /// Reads the bytes of a TFLite file.
    pub fn read(file: &[u8]) -> Result<Self, NetworkError> {
        graph::network(file)
    }

    /// Inputs per row of the first layer.
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Outputs per row of the last layer.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }
}

/// Why a file is not a network that can run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// It is some other kind of file.
    #[error("this is not a TFLite file: the identifier `TFL3` is missing")]
    NotTflite,
    /// It contradicts its own format.
    #[error("the TFLite file is broken: {0}")]
    Broken(&'static str),
    /// It is a good file of a kind that is not supported as a whole.
    #[error("the network can't run: {0}")]
    Unsupported(String),
    /// It has an operator that is not supported.
    #[error("operator {index} is {name}: only networks of FULLY_CONNECTED alone can run")]
    Operator {
        /// The operator, from 0.
        index: usize,
        /// Its name in TFLite.
        name: String,
    },
    /// A `FULLY_CONNECTED` operator is of a kind that is not supported.
    #[error("operator {index} (FULLY_CONNECTED) can't run: {reason}")]
    Layer {
        /// The operator, from 0.
        index: usize,
        /// What about it.
        reason: String,
    },
}
