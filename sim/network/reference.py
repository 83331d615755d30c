"""What LiteRT's reference kernels compute for the network, and how well that tells faulty frames from healthy ones.

    python reference.py           runs the checked-in network on the checked-in frames, compares, prints the figures
"""

import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

FOLDER = pathlib.Path(__file__).resolve().parent
NETWORK = FOLDER / "spectra_int8.tflite"
FRAMES = FOLDER / "spectra_frames.npy"
EXPECTED = FOLDER / "spectra_expected.npy"
LABELS = FOLDER / "spectra_labels.npy"


def interpreter():
    """The network under the reference kernels: the optimised ones round differently."""
    made = Interpreter(model_path=str(NETWORK), experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    made.allocate_tensors()
    return made


def run(network, frames):
    """The int8 outputs of int8 frames, one row per frame."""
    given, result = network.get_input_details()[0], network.get_output_details()[0]
    outputs = np.empty((len(frames), result["shape"][1]), np.int8)
    for frame, output in zip(frames, outputs):
        network.set_tensor(given["index"], frame[np.newaxis])
        network.invoke()
        output[:] = network.get_tensor(result["index"])[0]
    return outputs


def scores(network, frames, outputs):
    """The mean squared difference of each frame and its reconstruction, both in real units."""

    def real(values, details):
        scale, zero_point = details["quantization"]
        return (values.astype(np.float64) - zero_point) * np.float64(np.float32(scale))

    given, result = network.get_input_details()[0], network.get_output_details()[0]
    return np.mean((real(frames, given) - real(outputs, result)) ** 2, axis=1)


def area_under_curve(labels, values):
    """The probability that a faulty frame scores higher than a healthy one, ties counted half."""
    faulty, healthy = values[labels == 1][:, np.newaxis], values[labels == 0][np.newaxis]
    return np.mean((faulty > healthy) + 0.5 * (faulty == healthy))


def describe(network):
    """One line per layer: shape, and whether its weights have one scale or one per output."""
    lines = []
    for operator in network._get_ops_details():
        weights = network._get_tensor_details(operator["inputs"][1], 0)
        scale_count = len(weights["quantization_parameters"]["scales"])
        kind = "one scale" if scale_count == 1 else f"{scale_count} scales"
        lines.append(f"{operator['op_name']} {weights['shape'][1]} -> {weights['shape'][0]}, {kind}")
    return lines


def main():
    network = interpreter()
    print("\n".join(describe(network)))
    frames, labels = np.load(FRAMES), np.load(LABELS)
    outputs = run(network, frames)
    equal = np.count_nonzero(outputs == np.load(EXPECTED))
    print(f"{equal} of {outputs.size} outputs equal the checked-in ones")
    print(f"AUC {area_under_curve(labels, scores(network, frames, outputs)):.4f}")
    if equal != outputs.size:
        sys.exit("the checked-in outputs are not those of this LiteRT")


if __name__ == "__main__":
    main()
