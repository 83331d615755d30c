"""Spectra of a rotating machine, healthy and with planted faults, from a seed.

A frame is the averaged power spectrum of one second of vibration, 0 to 1000 Hz in 200 bins of 5 Hz, in decibels.
It is made bin by bin: spectral lines (harmonics of the shaft, gear mesh with its sidebands, mains hum) over a
noise floor shaped by a resonance of the housing, and on all of it the scatter of an average of a few windows.
Speed and load differ from frame to frame, and every line depends on them: a healthy machine is no fixed picture.
"""

import numpy as np

BINS = 200
BIN_HERTZ = 5.0
AVERAGES = 12
"""Windows averaged per spectrum: a bin's power scatters like a chi-square variable of twice as many degrees."""

GEAR_TEETH = 17
BEARING_ORDER = 5.43
"""Passes of a rolling element over a point of the outer race, per turn of the shaft."""

FAULTS = ("bearing", "sidebands", "imbalance", "looseness")

FREQUENCIES = (np.arange(BINS) + 0.5) * BIN_HERTZ


def add_line(power, hertz, amplitude):
    """Adds a spectral line, spread over neighbouring bins as a Hann window does; beyond the band it is not seen."""
    power += amplitude * np.exp(-0.5 * ((FREQUENCIES - hertz) / (0.7 * BIN_HERTZ)) ** 2)


def healthy_power(random, shaft, load):
    """The expected power per bin of a healthy machine at a shaft speed in hertz and a load of 0 to 1."""
    resonance = 1.0 + 6.0 * np.exp(-0.5 * ((FREQUENCIES - 620.0) / 60.0) ** 2)
    power = (0.02 + 0.6 / (1.0 + FREQUENCIES / 40.0)) * resonance * (0.7 + 0.6 * load)
    for order in range(1, 9):
        add_line(power, order * shaft, (4.0 + 3.0 * load) / order * random.lognormal(0.0, 0.25))
    mesh = GEAR_TEETH * shaft
    for order in (1, 2):
        add_line(power, order * mesh, (2.0 + 8.0 * load) / order * random.lognormal(0.0, 0.25))
        for side in (-1, 1):
            add_line(power, order * mesh + side * shaft, (0.2 + 0.8 * load) / order * random.lognormal(0.0, 0.3))
    for hertz in (50.0, 100.0, 300.0):
        add_line(power, hertz, 0.8 * random.lognormal(0.0, 0.2))
    return power


def plant_fault(random, power, fault, severity, shaft, load):
    """Adds what a fault of a severity (1: plain to see, near 0: lost in the scatter) adds to the spectrum."""
    if fault == "bearing":
        for order in range(1, 7):
            centre = order * BEARING_ORDER * shaft
            add_line(power, centre, 2.5 * severity / order)
            for side in (-1, 1):
                add_line(power, centre + side * shaft, 0.8 * severity / order)
        power *= 1.0 + 0.8 * severity * np.exp(-0.5 * ((FREQUENCIES - 620.0) / 90.0) ** 2)
    elif fault == "sidebands":
        mesh = GEAR_TEETH * shaft
        for order in (1, 2):
            for distance in (1, 2, 3):
                for side in (-distance, distance):
                    add_line(power, order * mesh + side * shaft, (1.0 + 3.0 * load) * severity / distance)
    elif fault == "imbalance":
        add_line(power, shaft, 90.0 * severity)
        add_line(power, 2.0 * shaft, 15.0 * severity)
    else:
        for half in range(1, 14, 2):
            add_line(power, 0.5 * half * shaft, 3.0 * severity / (1.0 + 0.2 * half) * random.lognormal(0.0, 0.2))


def frame(random, fault=None):
    """One frame: BINS levels in decibels, float32."""
    shaft = random.uniform(22.0, 28.0)
    load = random.uniform(0.0, 1.0)
    power = healthy_power(random, shaft, load)
    if fault is not None:
        plant_fault(random, power, fault, random.uniform(0.04, 1.0), shaft, load)
    power *= random.gamma(AVERAGES, 1.0 / AVERAGES, BINS) * random.lognormal(0.0, 0.1)
    return (10.0 * np.log10(power)).astype(np.float32)


def healthy_frames(seed, count):
    """`count` frames of a healthy machine, float32 [count, BINS]."""
    random = np.random.default_rng(seed)
    return np.stack([frame(random) for _ in range(count)])


def labelled_frames(seed, count):
    """`count` frames and their labels: every second one (label 1) has a fault, of each kind in turn."""
    random = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.uint8) % 2
    frames = [frame(random, FAULTS[index // 2 % len(FAULTS)] if label else None) for index, label in enumerate(labels)]
    return np.stack(frames), labels
