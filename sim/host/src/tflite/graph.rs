//! The graph of a TFLite file: one chain of operators from its input to its output.

use super::error::NetworkError;
use super::flatbuffer::{Numbers, root};
use super::layer;
use super::network::{FullyConnected, Network};
use super::operator::{self, unsupported};
use super::schema::{self, model, subgraph};
use super::tensor::Tensors;
use crate::file_kind::file_kind;

type Result<T> = std::result::Result<T, NetworkError>;

impl Network {
    /// Reads the bytes of a TFLite file.
    pub fn read(file: &[u8]) -> Result<Self> {
        let model = match (root(file, b"TFL3"), file_kind(file)) {
            (Err(NetworkError::NotTflite), Some(kind)) => return Err(NetworkError::Other(kind)),
            (root, _) => root?,
        };
        let subgraphs = model.tables(model::SUBGRAPHS)?;
        if subgraphs.len() != 1 {
            return Err(NetworkError::Unsupported(format!("it has {} subgraphs, not one", subgraphs.len())));
        }
        let subgraph = subgraphs.get(0)?;
        let operators = subgraph.tables(subgraph::OPERATORS)?;
        if operators.len() == 0 {
            return Err(NetworkError::Unsupported("it has no operators".to_owned()));
        }
        if let Some(names) = unsupported(operators, model.tables(model::OPERATOR_CODES)?)? {
            return Err(NetworkError::Operators(names));
        }
        let mut tensors = Tensors::new(file, subgraph.tables(subgraph::TENSORS)?, model.tables(model::BUFFERS)?);
        let mut tensor = only(subgraph.numbers(subgraph::INPUTS)?, "inputs")?;
        let mut layers: Vec<FullyConnected> = Vec::new();
        for index in 0..operators.len() {
            let operator = operators.get(index)?;
            let at = |reason: String| NetworkError::Layer { index, reason };
            let inputs: Numbers<i32> = operator.numbers(schema::operator::INPUTS)?;
            let outputs: Numbers<i32> = operator.numbers(schema::operator::OUTPUTS)?;
            let (Some(input), Some(weights), Some(output)) = (inputs.get(0), inputs.get(1), outputs.get(0)) else {
                return Err(at("it has no input, no weights or no output".to_owned()));
            };
            if input != tensor {
                return Err(at("its input is not the output of the operator before it".to_owned()));
            }
            if outputs.len() != 1 || inputs.len() > 3 {
                return Err(at(format!("it has {} inputs and {} outputs", inputs.len(), outputs.len())));
            }
            let bias = inputs.get(2).filter(|bias| *bias != operator::NO_TENSOR);
            let activation = layer::activation(&operator).map_err(|fault| fault.at(index))?;
            let layer = layer::layer(&mut tensors, activation, [input, weights, output], bias);
            layers.push(layer.map_err(|fault| fault.at(index))?);
            tensor = output;
        }
        if only(subgraph.numbers(subgraph::OUTPUTS)?, "outputs")? != tensor {
            return Err(NetworkError::Unsupported("its output is not that of its last operator".to_owned()));
        }
        match (layers.first().map(|layer| layer.input), layers.last().map(|layer| layer.output)) {
            (Some(input), Some(output)) => Ok(Self { layers, input, output }),
            _ => Err(NetworkError::Unsupported("it has no operators".to_owned())),
        }
    }
}

/// The only entry of a list of tensors.
fn only(tensors: Numbers<i32>, what: &str) -> Result<i32> {
    match (tensors.len(), tensors.get(0)) {
        (1, Some(tensor)) => Ok(tensor),
        (count, _) => Err(NetworkError::Unsupported(format!("it has {count} {what}, not one"))),
    }
}
