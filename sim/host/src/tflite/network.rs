//! A network, as its file states it.

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
    /// The activation function after the product.
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
    /// Inputs per row of the first layer.
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Outputs per row of the last layer.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }
}
