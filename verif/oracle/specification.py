"""The integer formulas of the numeric specification, in Python's integers, which have no width to overflow."""

import math


def multiplier_and_shift(real):
    """A real scale as (M, s), real = M · 2^-s: M from 2^30 to 2^31 - 1, or 0 for a scale that is too small."""
    if real == 0.0:
        return 0, 31
    fraction, exponent = math.frexp(real)
    multiplier = math.floor(fraction * 2**31 + 0.5)
    if multiplier == 2**31:
        multiplier //= 2
        exponent += 1
    if exponent < -31:
        return 0, 31
    return multiplier, 31 - exponent


def single_rounding(accumulator, multiplier, shift):
    """accumulator · M · 2^-s, rounded once, a tie away from zero: what a command asks for with `away`."""
    product = accumulator * multiplier
    magnitude = (abs(product) + (1 << (shift - 1))) >> shift
    return -magnitude if product < 0 else magnitude


def double_rounding(accumulator, multiplier, shift):
    """The same rounded twice: at 2^31 half up, then at 2^(s - 31) half away from zero. s is 31 at least."""
    high = (accumulator * multiplier + (1 << 30)) >> 31
    rest = shift - 31
    return high if rest == 0 else (high + (1 << (rest - 1)) - (1 if high < 0 else 0)) >> rest


def requantise(rounding, accumulator, multiplier, shift, zero_point, low, high):
    """The int8 result of one accumulator."""
    return min(max(rounding(accumulator, multiplier, shift) + zero_point, low), high)
