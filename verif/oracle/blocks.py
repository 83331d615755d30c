"""Vectors of block-scaled products, in rational numbers: python blocks.py writes blocks.txt beside this file.

A line is a product: its format, m, n, k, then in hexadecimal A [m, k], B [k, n], their scales [m, ceil(k / 32)] and
[ceil(k / 32), n], all a byte each, and the FP32 results [m, n], eight digits each.

Elements and scales are decoded by ml_dtypes; sums are exact (fractions.Fraction); each block joins its FP32 accumulator by one
rounding, written here from IEEE 754. Nothing of the hardware, the golden model or the driver is used.
"""

import pathlib
import random
from fractions import Fraction

import ml_dtypes
import numpy as np

BLOCK = 32
NAN = 0x7FC00000
# What an element's integer is worth where a format has integers: OCP MXINT8, and INT4 likewise.
INT8, INT4, E2M1 = Fraction(1, 64), Fraction(1, 4), None
FORMATS = {
    "mxint8": (INT8, INT8),
    "mxint8-int4": (INT8, INT4),
    "mxint8-mxfp4": (INT8, E2M1),
    "mxfp4": (E2M1, E2M1),
}


def number_of(kind, pattern):
    """What a bit pattern is worth."""
    if kind is E2M1:
        return Fraction(float(np.uint8(pattern & 15).view(ml_dtypes.float4_e2m1fn)))
    return int(np.uint8(pattern).view(np.int8)) * kind


def scale_of(byte):
    """The scale of a block, None for NaN."""
    scale = float(np.uint8(byte).view(ml_dtypes.float8_e8m0fnu))
    return None if np.isnan(scale) else Fraction(scale)


def rounded(value):
    """The bits of the FP32 number nearest to a rational one, ties to even; every zero is +0."""
    sign, magnitude = (0x80000000, -value) if value < 0 else (0, value)
    if magnitude == 0:
        return 0
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    unit = max(exponent, -126) - 23
    # Python rounds a Fraction to the nearest integer, ties to even.
    significand = round(magnitude / Fraction(2) ** unit)
    if significand == 0:
        return 0
    # A significand of 2^24 carries into the exponent, and a subnormal one has none.
    bits = ((unit + 149) << 23) + significand
    return sign | min(bits, 0x7F800000)


def value_of(bits):
    """The rational number of finite FP32 bits."""
    return Fraction(float(np.uint32(bits).view(np.float32)))


def is_finite(bits):
    return bits & 0x7F800000 != 0x7F800000


def product(kinds, a, b, a_scale, b_scale):
    """The FP32 bits of the product of bit patterns."""
    (m, k), n = a.shape, b.shape[1]
    result = np.zeros((m, n), np.uint32)
    for row in range(m):
        for column in range(n):
            accumulator = 0
            for block in range(-(-k // BLOCK)):
                scales = scale_of(a_scale[row, block]), scale_of(b_scale[block, column])
                if accumulator == NAN or None in scales:
                    accumulator = NAN
                elif is_finite(accumulator):
                    inside = range(block * BLOCK, min(k, (block + 1) * BLOCK))
                    terms = (number_of(kinds[0], a[row, i]) * number_of(kinds[1], b[i, column]) for i in inside)
                    accumulator = rounded(value_of(accumulator) + sum(terms) * scales[0] * scales[1])
            result[row, column] = accumulator
    return result


def patterns(generator, kind, shape):
    """Random bit patterns, the ends often among them; four bits extend their sign."""
    count = shape[0] * shape[1]
    if kind is INT8:
        ends = [-128, 127, -1, 0, 1]
        values = [generator.choice(ends if generator.random() < 0.2 else range(-128, 128)) for _ in range(count)]
    else:
        values = [generator.randrange(-8, 8) for _ in range(count)]
    return np.array(values, np.int8).reshape(shape)


def scales(generator, case, shape):
    """Scales of every kind that can matter."""
    choices = {
        "near": lambda: generator.randrange(120, 135),
        "wide": lambda: generator.randrange(60, 195),
        "low": lambda: generator.choice([0, 1, 2, 20, 50, 60, 64]),
        "high": lambda: generator.choice([180, 190, 192, 200, 254]),
        "ends": lambda: generator.choice([0, 1, 127, 254, 255] if generator.random() < 0.3 else [100, 127, 150]),
    }
    return np.array([choices[case]() for _ in range(shape[0] * shape[1])], np.uint8).reshape(shape)


SHAPES = [(1, 1, 1), (3, 5, 33), (2, 9, 64), (5, 4, 100), (2, 3, 31)]


def main():
    lines = []
    results = 0
    kinds_of_results = {"zero": 0, "subnormal": 0, "infinite": 0, "NaN": 0}
    for name, kinds in FORMATS.items():
        for case in ["near", "wide", "low", "high", "ends", "cancelling"]:
            for m, n, k in SHAPES:
                generator = random.Random(f"{name} {case} {m} {n} {k}")
                blocks = -(-k // BLOCK)
                a, b = patterns(generator, kinds[0], (m, k)), patterns(generator, kinds[1], (k, n))
                of_scales = "wide" if case == "cancelling" else case
                a_scale = scales(generator, of_scales, (m, blocks))
                b_scale = scales(generator, of_scales, (blocks, n))
                if case == "cancelling" and blocks > 1 and k % BLOCK == 0:
                    # The second block is the first one negated, or nearly.
                    a[:, BLOCK : 2 * BLOCK] = a[:, :BLOCK]
                    a_scale[:, 1], b_scale[1] = a_scale[:, 0], b_scale[0]
                    negated = -np.maximum(b[:BLOCK], -7 if kinds[1] is not INT8 else -127)
                    b[BLOCK : 2 * BLOCK] = (b[:BLOCK] ^ -8) if kinds[1] is E2M1 else negated
                out = product(kinds, a, b, a_scale, b_scale)
                parts = [array.astype(np.uint8).tobytes().hex() for array in (a, b, a_scale, b_scale)]
                parts.append("".join(f"{bits:08x}" for bits in out.flat))
                lines.append(" ".join([name, str(m), str(n), str(k), *parts]))
                results += out.size
                magnitude = out & 0x7FFFFFFF
                kinds_of_results["zero"] += int((magnitude == 0).sum())
                kinds_of_results["subnormal"] += int(((magnitude > 0) & (magnitude < 0x00800000)).sum())
                kinds_of_results["infinite"] += int((magnitude == 0x7F800000).sum())
                kinds_of_results["NaN"] += int((magnitude > 0x7F800000).sum())
    (pathlib.Path(__file__).parent / "blocks.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} products, {results} results:", ", ".join(f"{count} {kind}" for kind, count in kinds_of_results.items()))


if __name__ == "__main__":
    main()
