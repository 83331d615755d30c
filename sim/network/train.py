"""Trains the autoencoder on healthy spectra, quantises it to int8, and writes the network and its test frames.

    python train.py               writes spectra_{int8.tflite,frames.npy,expected.npy,labels.npy} beside this file
"""

import os

# Before TensorFlow is loaded: no GPU, and one order of summation, so that a seed gives one network.
os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")

import keras
import numpy as np
import tensorflow as tf

import reference
import spectra

SEED = 2024
TRAINING_FRAMES = 12_000
TEST_FRAMES = 256
EPOCHS = 40
HIDDEN = (100, 52, 12, 52, 100)
"""Outputs of the hidden layers: neither they nor the 200 bins are multiples of 16."""


def autoencoder(training):
    """A chain of fully connected layers with ReLU, trained to reproduce its input."""
    layers = [keras.Input((spectra.BINS,), batch_size=1)]
    layers += [keras.layers.Dense(width, activation="relu") for width in HIDDEN]
    layers += [keras.layers.Dense(spectra.BINS)]
    model = keras.Sequential(layers)
    schedule = keras.optimizers.schedules.CosineDecay(2e-3, EPOCHS * len(training) // 64)
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="mse")
    model.fit(training, training, batch_size=64, epochs=EPOCHS, verbose=0)
    return model


def quantised(model, training):
    """The TFLite file: int8 weights, activations, input and output."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([frame[np.newaxis]] for frame in training[:1000])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def main():
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    # Levels are centred and scaled as a whole: one scale for all bins, as a sensor's amplifier has.
    training = spectra.healthy_frames(SEED, TRAINING_FRAMES)
    centre, spread = training.mean(), training.std()
    training = (training - centre) / spread
    model = autoencoder(training)
    reference.NETWORK.write_bytes(quantised(model, training))

    network = reference.interpreter()
    scale, zero_point = network.get_input_details()[0]["quantization"]
    levels, labels = spectra.labelled_frames(SEED + 1, TEST_FRAMES)
    levels = (levels - centre) / spread
    errors = np.mean((levels - model.predict(levels, batch_size=1, verbose=0)) ** 2, axis=1)
    print(f"AUC {reference.area_under_curve(labels, errors):.4f} before quantisation, in float32")
    codes = np.round(levels / scale) + zero_point
    frames = np.clip(codes, -128, 127).astype(np.int8)
    np.save(reference.FRAMES, frames)
    np.save(reference.LABELS, labels)
    np.save(reference.EXPECTED, reference.run(network, frames))
    reference.main()


if __name__ == "__main__":
    main()
