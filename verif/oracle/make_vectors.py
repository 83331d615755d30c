"""Writes LiteRT's answers for crafted layers to vectors/, and says how many obey the numeric specification.

    python make_vectors.py        exits with 1 if an answer that is written does not
"""

import dataclasses
import pathlib
import sys

import numpy as np

import crafted
import specification

FOLDER = pathlib.Path(__file__).resolve().parent / "vectors"
SEED = 7

KERNELS = {
    "single": ("fully_connected", specification.single_rounding),
    "double": ("convolution", specification.double_rounding),
}
"""The kernel that rounds in each way, and the formula it is held against."""


@dataclasses.dataclass
class Layer:
    """A layer as a TFLite file states it; weights are [terms, outputs], one scale for all or one per output."""

    weights: np.ndarray
    bias: np.ndarray
    input_scale: np.float32
    input_zero_point: int
    weight_scales: np.ndarray
    output_scale: np.float32
    output_zero_point: int
    activation: str

    def columns(self):
        """What the datapath gets per output: bias, multiplier, shift, zero point, low, high; int32 [outputs, 6]."""
        low, high = -128, 127
        bounds = {"none": None, "relu": (0, None), "relu6": (0, 6), "relu_n1_to_1": (-1, 1)}[self.activation]
        if bounds:
            low = max(low, self.code(bounds[0]))
            high = high if bounds[1] is None else min(high, self.code(bounds[1]))
        folded = self.bias.astype(np.int64) - self.input_zero_point * self.weights.sum(axis=0, dtype=np.int64)
        rows = []
        for output, bias in enumerate(folded):
            weight_scale = self.weight_scales[output % len(self.weight_scales)]
            real = float(self.input_scale) * float(weight_scale) / float(self.output_scale)
            rows.append([bias, *specification.multiplier_and_shift(real), self.output_zero_point, low, high])
        return np.array(rows, np.int64)

    def code(self, real):
        return self.output_zero_point + int(np.round(np.float32(real) / self.output_scale))


def expected(rounding, activations, layer):
    """What the specification says: int8 [rows, outputs]."""
    columns = layer.columns().tolist()
    products = activations.astype(np.int64) @ layer.weights.astype(np.int64)
    rows = [
        [
            specification.requantise(rounding, product + bias, *rest)
            for product, (bias, *rest) in zip(row, columns)
        ]
        for row in products.tolist()
    ]
    return np.array(rows, np.int8)


def random_layer(random, terms, outputs, scales=None, activation="none", spread=50.0, bias_limit=20_000):
    """A layer whose results spread over about `spread` codes (a larger one saturates), and `scales` weight scales."""
    input_scale = np.float32(random.uniform(0.002, 0.1))
    weight_scales = random.uniform(0.001, 0.02, scales or 1).astype(np.float32)
    typical = np.hypot(74.0 * 74.0 * np.sqrt(terms), bias_limit / 1.7) * float(input_scale) * 0.01
    return Layer(
        weights=random.integers(-128, 128, (terms, outputs)),
        bias=random.integers(-bias_limit, bias_limit + 1, outputs),
        input_scale=input_scale,
        input_zero_point=int(random.integers(-128, 128)),
        weight_scales=weight_scales,
        output_scale=np.float32(typical / spread),
        output_zero_point=int(random.integers(-90, 91)),
        activation=activation,
    )


def tie_layer(random, terms, outputs):
    """A layer with a power-of-two scale per output, from 2^-1 to 2^-9: many sums lie exactly between two codes."""
    layer = random_layer(random, terms, outputs, scales=outputs)
    exponents = 1 + np.arange(outputs) % 9
    layer.input_scale, layer.output_scale = np.float32(1.0), np.float32(1.0)
    layer.weight_scales = np.exp2(-exponents).astype(np.float32)
    layer.input_zero_point, layer.output_zero_point = 0, 0
    layer.weights = random.integers(-2, 3, (terms, outputs))
    layer.bias = random.integers(0, 4, outputs)
    return layer


def extreme_layer(random, terms, outputs, weight_scales):
    """Biases up to 2^30, and the scales given: from flushed to zero up to more than one."""
    layer = random_layer(random, terms, outputs, scales=outputs)
    layer.input_scale, layer.output_scale, layer.input_zero_point = np.float32(1.0), np.float32(1.0), 0
    layer.weight_scales = weight_scales.astype(np.float32)
    limit = np.minimum(150.0 / weight_scales, 2.0**30 - 2**20)
    layer.bias = (random.uniform(-1.0, 1.0, outputs) * limit).astype(np.int64)
    # The greatest biases go where the scale is smallest: the kernel's result must fit int32 before it is clamped.
    layer.bias[np.argsort(weight_scales)[:2]] = 2**30 - 2**20, -(2**30) + 2**20
    return layer


def cases(random):
    """Name (its first word is the rounding), rows and layer of each vector."""
    for activation in crafted.ACTIVATIONS:
        yield f"single_per_tensor_{activation}", 40, random_layer(random, 33, 29, activation=activation)
        yield f"single_per_channel_{activation}", 40, random_layer(random, 27, 35, 35, activation)
    for terms, outputs in [(1, 1), (1, 47), (255, 1), (16, 16), (17, 31), (130, 12)]:
        yield f"single_shape_{terms}x{outputs}", 37, random_layer(random, terms, outputs, outputs)
    yield "single_saturation", 40, random_layer(random, 40, 40, 40, spread=400.0)
    yield "single_ties", 60, tie_layer(random, 3, 36)
    yield "single_tiny_scales", 24, extreme_layer(random, 20, 40, np.exp2(random.uniform(-34.0, -20.0, 40)))
    yield "single_large_scales", 24, extreme_layer(random, 5, 40, np.exp2(random.uniform(-8.0, 6.0, 40)))
    for activation in ("none", "relu"):
        yield f"double_{activation}", 60, random_layer(random, 27, 35, 35, activation)
    for terms, outputs in [(1, 47), (16, 16), (130, 12)]:
        yield f"double_shape_{terms}x{outputs}", 37, random_layer(random, terms, outputs, outputs)
    yield "double_saturation", 40, random_layer(random, 40, 40, 40, spread=400.0)
    yield "double_ties", 60, tie_layer(random, 3, 36)
    yield "double_tiny_scales", 24, extreme_layer(random, 20, 40, np.exp2(random.uniform(-34.0, -20.0, 40)))


def compare(name, activations, layer):
    """LiteRT's answers, and how many obey the formula of the case's rounding, and of the other one."""
    own = name.split("_")[0]
    answers = crafted.run(KERNELS[own][0], layer, activations)
    agreements = {
        rounding: int(np.count_nonzero(answers == expected(formula, activations, layer)))
        for rounding, (_, formula) in KERNELS.items()
        if rounding == own or layer.columns()[:, 2].min() >= 31
    }
    return answers, agreements


def count_ties(answers, activations, layer):
    """Sums that lie exactly between two codes, and how many of those below zero LiteRT rounds away from zero."""
    columns = layer.columns()
    sums = activations.astype(np.int64) @ layer.weights + columns[:, 0]
    halves = 1 << (columns[:, 2] - 31)
    codes = sums / (2.0 * halves)
    tied = (sums % (2 * halves) == halves) & (codes > -128) & (codes < 127)
    below = tied & (sums < 0)
    away = np.count_nonzero(answers[below] == np.floor(codes[below]))
    return f"{np.count_nonzero(tied)} ties, of {np.count_nonzero(below)} below zero {away} away from zero"


def main():
    random = np.random.default_rng(SEED)
    total = agreeing = 0
    for name, rows, layer in cases(random):
        activations = random.integers(-128, 128, (rows, len(layer.weights))).astype(np.int8)
        answers, agreements = compare(name, activations, layer)
        own = agreements[name.split("_")[0]]
        total, agreeing = total + answers.size, agreeing + own
        counts = ", ".join(f"{rounding} rounding {count}" for rounding, count in agreements.items())
        codes = np.unique(answers).size
        clamped = np.isin(answers, (-128, 127)).mean()
        print(f"{name}: {answers.size} outputs ({codes} codes, {clamped:.0%} at -128 or 127); agree with {counts}")
        if name.endswith("_ties"):
            print(f"{name}: {count_ties(answers.astype(np.int64), activations, layer)}")
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "input.npy", activations)
        np.save(folder / "weights.npy", layer.weights.astype(np.int8))
        np.save(folder / "columns.npy", layer.columns().astype(np.int32))
        np.save(folder / "output.npy", answers)
    print(f"{agreeing} of {total} written outputs obey the specification")
    sys.exit(agreeing != total)


if __name__ == "__main__":
    main()
