//! The tables of a TFLite file, and what a network must be to run.
//!
//! Numbers of fields and enumerations are those of TFLite's schema, version 3.

use super::flatbuffer::{Numbers, Table, Tables, root};
use super::operator;
use super::{Activation, FullyConnected, Network, NetworkError, Quantisation};

type Result<T> = std::result::Result<T, NetworkError>;

/// Fields of the tables that are read.
mod field {
    pub(super) mod model {
        pub(crate) const OPERATOR_CODES: usize = 1;
        pub(crate) const SUBGRAPHS: usize = 2;
        pub(crate) const BUFFERS: usize = 4;
    }
    pub(super) mod operator_code {
        pub(crate) const DEPRECATED_CODE: usize = 0;
        pub(crate) const CUSTOM_CODE: usize = 1;
        pub(crate) const CODE: usize = 3;
    }
    pub(super) mod subgraph {
        pub(crate) const TENSORS: usize = 0;
        pub(crate) const INPUTS: usize = 1;
        pub(crate) const OUTPUTS: usize = 2;
        pub(crate) const OPERATORS: usize = 3;
    }
    pub(super) mod tensor {
        pub(crate) const SHAPE: usize = 0;
        pub(crate) const TYPE: usize = 1;
        pub(crate) const BUFFER: usize = 2;
        pub(crate) const QUANTISATION: usize = 4;
        pub(crate) const SPARSITY: usize = 6;
    }
    pub(super) mod quantisation {
        pub(crate) const SCALE: usize = 2;
        pub(crate) const ZERO_POINT: usize = 3;
        pub(crate) const DIMENSION: usize = 6;
    }
    pub(super) mod operator {
        pub(crate) const CODE_INDEX: usize = 0;
        pub(crate) const INPUTS: usize = 1;
        pub(crate) const OUTPUTS: usize = 2;
        pub(crate) const OPTIONS_TYPE: usize = 3;
        pub(crate) const OPTIONS: usize = 4;
    }
    pub(super) mod options {
        pub(crate) const ACTIVATION: usize = 0;
        pub(crate) const WEIGHTS_FORMAT: usize = 1;
        pub(crate) const ASYMMETRIC: usize = 3;
    }
    pub(super) mod buffer {
        pub(crate) const DATA: usize = 0;
    }
}

/// Member of the union of options.
const FULLY_CONNECTED_OPTIONS: u8 = 8;

/// Dimensions of a tensor, at most: a longer shape is no layer's.
const DIMENSIONS: usize = 8;

/// The types of tensors, by code.
#[rustfmt::skip]
const TYPES: [&str; 23] = [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64",
    "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2", "UINT4",
    "FLOAT8_E4M3FN", "FLOAT8_E5M2",
];
const INT32: i8 = 2;
const INT8: i8 = 9;

/// Reads a network.
pub(super) fn network(file: &[u8]) -> Result<Network> {
    let model = root(file, b"TFL3")?;
    let subgraphs = model.tables(field::model::SUBGRAPHS)?;
    if subgraphs.len() != 1 {
        return Err(NetworkError::Unsupported(format!("it has {} subgraphs, not one", subgraphs.len())));
    }
    let subgraph = subgraphs.get(0)?;
    let mut graph = Graph {
        codes: model.tables(field::model::OPERATOR_CODES)?,
        buffers: model.tables(field::model::BUFFERS)?,
        tensors: subgraph.tables(field::subgraph::TENSORS)?,
        // A sound file holds each layer's data, or shares a little of it. In a hostile one thousands of operators
        // may point at one long buffer: the copying ends here, and with it the work.
        budget: file.len().saturating_mul(4),
    };
    let operators = subgraph.tables(field::subgraph::OPERATORS)?;
    if operators.len() == 0 {
        return Err(NetworkError::Unsupported("it has no operators".to_owned()));
    }
    let mut tensor = only(subgraph.numbers(field::subgraph::INPUTS)?, "inputs")?;
    let mut layers = Vec::new();
    for index in 0..operators.len() {
        let operator = operators.get(index)?;
        graph.check_code(index, &operator)?;
        let at = |reason: String| NetworkError::Layer { index, reason };
        let inputs: Numbers<i32> = operator.numbers(field::operator::INPUTS)?;
        let outputs: Numbers<i32> = operator.numbers(field::operator::OUTPUTS)?;
        let (Some(input), Some(weights), Some(output)) = (inputs.get(0), inputs.get(1), outputs.get(0)) else {
            return Err(at("it lacks an input, its weights or its output".to_owned()));
        };
        if input != tensor {
            return Err(at("its input is not the output of the operator before it".to_owned()));
        }
        if outputs.len() != 1 || inputs.len() > 3 {
            return Err(at(format!("it has {} inputs and {} outputs", inputs.len(), outputs.len())));
        }
        let bias = inputs.get(2).filter(|bias| *bias != -1);
        let activation = options(&operator).map_err(|error| error.into_network(at))?;
        let layer = graph.layer(activation, [input, weights, output], bias);
        layers.push(layer.map_err(|error| error.into_network(at))?);
        tensor = output;
    }
    if only(subgraph.numbers(field::subgraph::OUTPUTS)?, "outputs")? != tensor {
        return Err(NetworkError::Unsupported("its output is not that of its last operator".to_owned()));
    }
    match (layers.first().map(|layer| layer.input), layers.last().map(|layer| layer.output)) {
        (Some(input), Some(output)) => Ok(Network { layers, input, output }),
        _ => Err(NetworkError::Unsupported("it has no operators".to_owned())),
    }
}

/// The only entry of a list of tensors.
fn only(tensors: Numbers<i32>, what: &str) -> Result<i32> {
    match (tensors.len(), tensors.get(0)) {
        (1, Some(tensor)) => Ok(tensor),
        (count, _) => Err(NetworkError::Unsupported(format!("it has {count} {what}, not one"))),
    }
}

/// What is wrong with a layer, while its index isn't known yet.
enum Fault {
    File(NetworkError),
    Layer(String),
}

impl Fault {
    fn into_network(self, at: impl FnOnce(String) -> NetworkError) -> NetworkError {
        match self {
            Self::File(error) => error,
            Self::Layer(reason) => at(reason),
        }
    }
}

impl From<NetworkError> for Fault {
    fn from(error: NetworkError) -> Self {
        Self::File(error)
    }
}

fn fault<T>(reason: impl Into<String>) -> std::result::Result<T, Fault> {
    Err(Fault::Layer(reason.into()))
}

/// The fused activation; options that change what is computed are refused.
fn options(operator: &Table) -> std::result::Result<Activation, Fault> {
    if operator.number(field::operator::OPTIONS_TYPE, 0_u8)? != FULLY_CONNECTED_OPTIONS {
        return fault("its options are missing");
    }
    let Some(options) = operator.table(field::operator::OPTIONS)? else { return fault("its options are missing") };
    if options.number(field::options::WEIGHTS_FORMAT, 0_i8)? != 0 {
        return fault("its weights are shuffled");
    }
    if options.number(field::options::ASYMMETRIC, 0_u8)? != 0 {
        return fault("its inputs are to be quantised while it runs");
    }
    match options.number(field::options::ACTIVATION, 0_i8)? {
        0 => Ok(Activation::Identity),
        1 => Ok(Activation::Relu),
        2 => Ok(Activation::ReluN1To1),
        3 => Ok(Activation::Relu6),
        4 => fault("its fused activation is TANH"),
        5 => fault("its fused activation is SIGN_BIT"),
        code => fault(format!("its fused activation is unknown (code {code})")),
    }
}

/// The lists of a file that layers refer to, and the bytes that may still be copied.
struct Graph<'a> {
    codes: Tables<'a>,
    buffers: Tables<'a>,
    tensors: Tables<'a>,
    budget: usize,
}

impl<'a> Graph<'a> {
    /// Refuses every operator but `FULLY_CONNECTED`.
    fn check_code(&self, index: usize, operator: &Table) -> Result<()> {
        let code: u32 = operator.number(field::operator::CODE_INDEX, 0)?;
        let entry = self.codes.get(usize::try_from(code).unwrap_or(usize::MAX))?;
        // Codes up to 126 stand in the old field, and in files of newer writers in both.
        let old = i32::from(entry.number(field::operator_code::DEPRECATED_CODE, 0_i8)?);
        let code = old.max(entry.number(field::operator_code::CODE, 0_i32)?);
        if code == operator::FULLY_CONNECTED {
            return Ok(());
        }
        let custom = entry.string(field::operator_code::CUSTOM_CODE)?;
        Err(NetworkError::Operator { index, name: operator::name(code, custom) })
    }

    /// The layer of these tensors: input, weights, output; and its bias, if it has one.
    fn layer(
        &mut self,
        activation: Activation,
        tensors: [i32; 3],
        bias: Option<i32>,
    ) -> std::result::Result<FullyConnected, Fault> {
        let [input, weights, output] = tensors.map(|index| self.tensor(index));
        let (input, weights, output) = (input?, weights?, output?);
        for (tensor, what) in [(&input, "input"), (&weights, "weights"), (&output, "output")] {
            tensor.check_type(what, INT8, "INT8")?;
        }
        let &[outputs, inputs] = weights.shape.as_slice() else {
            return fault(format!("its weights have {} dimensions, not two", weights.shape.len()));
        };
        if inputs == 0 || outputs == 0 {
            return fault("its weights are empty");
        }
        for (tensor, what, width) in [(&input, "input", inputs), (&output, "output", outputs)] {
            match tensor.shape.last() {
                Some(last) if *last == width => {}
                _ => return fault(format!("its {what} is not {width} wide, as its weights are")),
            }
        }
        let weight_scales = self.weight_scales(&weights, outputs)?;
        let codes = self.data(&weights, "weights", inputs.checked_mul(outputs))?;
        let bias = match bias {
            None => {
                self.spend(outputs)?;
                vec![0; outputs]
            }
            Some(bias) => {
                let bias = self.tensor(bias)?;
                bias.check_type("bias", INT32, "INT32")?;
                let bytes = self.data(&bias, "bias", outputs.checked_mul(size_of::<i32>()))?;
                bytes.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect()
            }
        };
        Ok(FullyConnected {
            inputs,
            outputs,
            weights: codes.iter().map(|code| code.cast_signed()).collect(),
            weight_scales,
            bias,
            activation,
            input: input.quantisation("input")?,
            output: output.quantisation("output")?,
        })
    }

    /// One scale, or one for each of the outputs, with zero points of zero.
    fn weight_scales(&mut self, weights: &Tensor<'a>, outputs: usize) -> std::result::Result<Vec<f32>, Fault> {
        let (scales, zero_points, dimension) = weights.codes("weights")?;
        if scales.len() != 1 && (scales.len() != outputs || dimension != 0) {
            return fault(format!("its weights have {} scales, neither one nor one per output", scales.len()));
        }
        if zero_points.len() > scales.len() {
            return fault("its weights have more zero points than scales");
        }
        self.spend(scales.len() * size_of::<f32>())?;
        scales.iter().try_for_each(|scale| check_scale("weights", scale))?;
        match zero_points.iter().find(|zero_point| *zero_point != 0) {
            Some(zero_point) => fault(format!("its weights have a zero point of {zero_point}, not 0")),
            None => Ok(scales.iter().collect()),
        }
    }

    fn tensor(&self, index: i32) -> Result<Tensor<'a>> {
        let table = self.tensors.get(usize::try_from(index).unwrap_or(usize::MAX))?;
        let shape: Numbers<i32> = table.numbers(field::tensor::SHAPE)?;
        if shape.len() > DIMENSIONS {
            return Err(NetworkError::Broken("a tensor has too many dimensions"));
        }
        let shape: Option<Vec<usize>> = shape.iter().map(|size| usize::try_from(size).ok()).collect();
        Ok(Tensor { table, shape: shape.ok_or(NetworkError::Broken("a tensor has a negative size"))? })
    }

    /// The constant data of a tensor, `length` bytes.
    fn data(&mut self, tensor: &Tensor<'a>, what: &str, length: Option<usize>) -> std::result::Result<&'a [u8], Fault> {
        let index: u32 = tensor.table.number(field::tensor::BUFFER, 0)?;
        let buffer = self.buffers.get(usize::try_from(index).unwrap_or(usize::MAX))?;
        let data = buffer.numbers::<u8>(field::buffer::DATA)?.bytes();
        if data.is_empty() {
            return fault(format!("the file doesn't hold its {what}"));
        }
        if length != Some(data.len()) {
            return fault(format!("its {what} have {} bytes, which is not what their shape says", data.len()));
        }
        self.spend(data.len())?;
        Ok(data)
    }

    /// Takes the bytes that are about to be looked through and copied off the budget.
    fn spend(&mut self, bytes: usize) -> Result<()> {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.ok_or(NetworkError::Broken("its layers have more data than it holds"))?;
        Ok(())
    }
}

/// A tensor and its shape.
struct Tensor<'a> {
    table: Table<'a>,
    shape: Vec<usize>,
}

impl<'a> Tensor<'a> {
    fn check_type(&self, what: &str, expected: i8, name: &str) -> std::result::Result<(), Fault> {
        let code: i8 = self.table.number(field::tensor::TYPE, 0)?;
        if self.table.has(field::tensor::SPARSITY)? {
            return fault(format!("its {what} are sparse"));
        }
        if code == expected {
            return Ok(());
        }
        let found = usize::try_from(code).ok().and_then(|code| TYPES.get(code)).unwrap_or(&"of an unknown type");
        fault(format!("its {what} {} {found}, not {name}", if what == "weights" { "are" } else { "is" }))
    }

    /// Scales, zero points and the dimension that they go along.
    fn codes(&self, what: &str) -> std::result::Result<(Numbers<'a, f32>, Numbers<'a, i64>, i32), Fault> {
        match self.table.table(field::tensor::QUANTISATION)? {
            None => fault(format!("there is no scale for its {what}")),
            Some(quantisation) => Ok((
                quantisation.numbers(field::quantisation::SCALE)?,
                quantisation.numbers(field::quantisation::ZERO_POINT)?,
                quantisation.number(field::quantisation::DIMENSION, 0)?,
            )),
        }
    }

    /// One scale and zero point for the whole tensor.
    fn quantisation(&self, what: &str) -> std::result::Result<Quantisation, Fault> {
        let (scales, zero_points, _) = self.codes(what)?;
        let (1, Some(scale), 0..=1) = (scales.len(), scales.get(0), zero_points.len()) else {
            return fault(format!("its {what} has {} scales, not one", scales.len()));
        };
        check_scale(what, scale)?;
        let zero_point = zero_points.get(0).unwrap_or(0);
        match i8::try_from(zero_point) {
            Ok(zero_point) => Ok(Quantisation { scale, zero_point }),
            Err(_) => fault(format!("its {what} has a zero point of {zero_point}, which is no INT8 code")),
        }
    }
}

fn check_scale(what: &str, scale: f32) -> std::result::Result<(), Fault> {
    if scale.is_finite() && scale > 0.0 { Ok(()) } else { fault(format!("a scale of its {what} is {scale}")) }
}
