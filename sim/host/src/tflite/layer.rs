//! A `FULLY_CONNECTED` operator and its tensors to a layer.

use super::error::{Fault, fault};
use super::flatbuffer::Table;
use super::network::{Activation, FullyConnected};
use super::schema::{FULLY_CONNECTED_OPTIONS, INT8, INT32, operator, options};
use super::tensor::{Tensor, Tensors, check_scale};

type Result<T> = std::result::Result<T, Fault>;

/// The fused activation; options that change what is computed are refused.
pub(super) fn activation(operator: &Table) -> Result<Activation> {
    if operator.number(operator::OPTIONS_TYPE, 0_u8)? != FULLY_CONNECTED_OPTIONS {
        return fault("its options are missing");
    }
    let Some(options) = operator.table(operator::OPTIONS)? else { return fault("its options are missing") };
    if options.number(options::WEIGHTS_FORMAT, 0_i8)? != 0 {
        return fault("its weights are shuffled");
    }
    if options.number(options::ASYMMETRIC, 0_u8)? != 0 {
        return fault("its inputs are quantised at run time");
    }
    match options.number(options::ACTIVATION, 0_i8)? {
        0 => Ok(Activation::Identity),
        1 => Ok(Activation::Relu),
        2 => Ok(Activation::ReluN1To1),
        3 => Ok(Activation::Relu6),
        4 => fault("its fused activation is TANH"),
        5 => fault("its fused activation is SIGN_BIT"),
        code => fault(format!("its fused activation is unknown (code {code})")),
    }
}

/// The layer of these tensors: input, weights, output; and its bias, if it has one.
pub(super) fn layer(
    tensors: &mut Tensors,
    activation: Activation,
    indices: [i32; 3],
    bias: Option<i32>,
) -> Result<FullyConnected> {
    let [input, weights, output] = indices.map(|index| tensors.get(index));
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
            Some(last) => return fault(format!("its {what} has rows of {last}, and its weights need rows of {width}")),
            None => return fault(format!("its {what} is a scalar, and its weights need rows of {width}")),
        }
    }
    let weight_scales = weight_scales(tensors, &weights, outputs)?;
    let codes = tensors.data(&weights, "weights", inputs.checked_mul(outputs))?;
    let bias = match bias {
        None => {
            tensors.spend(outputs)?;
            vec![0; outputs]
        }
        Some(bias) => biases(tensors, bias, outputs)?,
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

/// One for each output.
fn biases(tensors: &mut Tensors, index: i32, outputs: usize) -> Result<Vec<i32>> {
    let bias = tensors.get(index)?;
    bias.check_type("bias", INT32, "INT32")?;
    let elements = bias.elements();
    if elements != Some(outputs) {
        let found = match elements {
            Some(1) => "1 element".to_owned(),
            Some(elements) => format!("{elements} elements"),
            None => "too many elements".to_owned(),
        };
        let verb = if outputs == 1 { "is" } else { "are" };
        return fault(format!("its bias has {found} where {outputs} {verb} needed, one for each output"));
    }
    let bytes = tensors.data(&bias, "bias", outputs.checked_mul(size_of::<i32>()))?;
    Ok(bytes.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect())
}

/// One scale, or one for each of the outputs, with zero points of zero.
fn weight_scales(tensors: &mut Tensors, weights: &Tensor, outputs: usize) -> Result<Vec<f32>> {
    let (scales, zero_points, dimension) = weights.codes("weights")?;
    if scales.len() != 1 && (scales.len() != outputs || dimension != 0) {
        return fault(format!("its weights have {} scales, neither one nor one for each output", scales.len()));
    }
    if zero_points.len() > scales.len() {
        return fault("its weights have more zero points than scales");
    }
    tensors.spend(scales.len() * size_of::<f32>())?;
    scales.iter().try_for_each(|scale| check_scale("weights", scale))?;
    match zero_points.iter().find(|zero_point| *zero_point != 0) {
        Some(zero_point) => fault(format!("its weights have a zero point of {zero_point}, not 0")),
        None => Ok(scales.iter().collect()),
    }
}
