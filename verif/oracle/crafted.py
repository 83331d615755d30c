"""TFLite files of one layer with any weights, biases and scales, and what LiteRT's reference kernels make of them."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

ACTIVATIONS = {
    "none": schema.ActivationFunctionType.NONE,
    "relu": schema.ActivationFunctionType.RELU,
    "relu6": schema.ActivationFunctionType.RELU6,
    "relu_n1_to_1": schema.ActivationFunctionType.RELU_N1_TO_1,
}


def tensor(name, kind, shape, buffer, scales, zero_points):
    quantisation = schema.QuantizationParametersT()
    quantisation.scale = [float(scale) for scale in scales]
    quantisation.zeroPoint = [int(zero_point) for zero_point in zero_points]
    quantisation.quantizedDimension = 0
    made = schema.TensorT()
    made.name, made.type, made.shape, made.buffer, made.quantization = name, kind, shape, buffer, quantisation
    return made


def buffer(array):
    made = schema.BufferT()
    if array is not None:
        made.data = np.frombuffer(array.tobytes(), np.uint8)
    return made


def operator_of(kind, activation):
    """The operator and its code: FULLY_CONNECTED, or a CONV_2D of 1 × 1, which is the same product."""
    operator, code = schema.OperatorT(), schema.OperatorCodeT()
    if kind == "fully_connected":
        builtin, code.version = schema.BuiltinOperator.FULLY_CONNECTED, 5
        options = schema.FullyConnectedOptionsT()
        operator.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
    else:
        builtin, code.version = schema.BuiltinOperator.CONV_2D, 3
        options = schema.Conv2DOptionsT()
        options.padding = schema.Padding.VALID
        options.strideW = options.strideH = options.dilationWFactor = options.dilationHFactor = 1
        operator.builtinOptionsType = schema.BuiltinOptions.Conv2DOptions
    code.builtinCode = code.deprecatedBuiltinCode = builtin
    options.fusedActivationFunction = ACTIVATIONS[activation]
    operator.opcodeIndex, operator.inputs, operator.outputs, operator.builtinOptions = 0, [0, 1, 2], [3], options
    return operator, code


def model(kind, rows, layer):
    """The bytes of a file that computes `layer` for `rows` rows."""
    outputs, terms = layer.weights.shape[::-1]
    shapes = {
        "fully_connected": ([rows, terms], [outputs, terms], [rows, outputs]),
        "convolution": ([1, rows, 1, terms], [outputs, 1, 1, terms], [1, rows, 1, outputs]),
    }[kind]
    int8, int32 = schema.TensorType.INT8, schema.TensorType.INT32
    bias_scales = layer.input_scale * layer.weight_scales
    graph = schema.SubGraphT()
    graph.tensors = [
        tensor("input", int8, shapes[0], 0, [layer.input_scale], [layer.input_zero_point]),
        tensor("weights", int8, shapes[1], 1, layer.weight_scales, [0] * len(layer.weight_scales)),
        tensor("bias", int32, [outputs], 2, bias_scales, [0] * len(bias_scales)),
        tensor("output", int8, shapes[2], 0, [layer.output_scale], [layer.output_zero_point]),
    ]
    operator, code = operator_of(kind, layer.activation)
    graph.operators, graph.inputs, graph.outputs = [operator], [0], [3]
    made = schema.ModelT()
    made.version, made.operatorCodes, made.subgraphs = 3, [code], [graph]
    weights = np.ascontiguousarray(layer.weights.T.astype(np.int8))
    made.buffers = [buffer(None), buffer(weights), buffer(layer.bias.astype("<i4"))]
    builder = flatbuffers.Builder(1024)
    builder.Finish(made.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def run(kind, layer, activations):
    """What the reference kernel of `kind` computes: int8 [rows, outputs]."""
    interpreter = Interpreter(
        model_content=model(kind, len(activations), layer),
        experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
    )
    interpreter.allocate_tensors()
    given, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.set_tensor(given["index"], activations.reshape(given["shape"]))
    interpreter.invoke()
    return interpreter.get_tensor(result["index"]).reshape(len(activations), -1)
