//! Whole networks on the Verilated datapath: every output byte is that of LiteRT's reference kernels.

use crate::project::root;
use seedchip_host::command::Format;
use seedchip_host::frames::Frames;
use seedchip_host::operands::{ArrayShape, Product, ResultBeat, Stream, layer_commands};
use seedchip_host::quantise::{Layer, layers};
use seedchip_host::tflite::Network;
use seedchip_sim::Model;
use seedchip_sim::harness::{DatapathHarness, RunOptions};
use seedchip_sim::models::datapath;
use seedchip_sim::streams::Beats;
use seedchip_spec::Configuration;
use std::path::Path;

/// A network with rows for it, and what must come out.
struct Files<'a> {
    network: &'a Path,
    frames: &'a Path,
    expected: &'a Path,
}

/// Runs a network and compares every byte.
fn run(files: &Files, configuration: &str) {
    let bytes = std::fs::read(files.network).unwrap_or_else(|error| panic!("{}: {error}", files.network.display()));
    let network = Network::read(&bytes).unwrap_or_else(|error| panic!("{}: {error}", files.network.display()));
    let read = |path: &Path, width| Frames::read(path, width).unwrap_or_else(|error| panic!("{error}"));
    let frames = read(files.frames, network.inputs());
    let expected = read(files.expected, network.outputs());
    assert_eq!(frames.rows(), expected.rows(), "rows in and out");

    let configuration = Configuration::named(configuration).expect("a preset");
    let array = ArrayShape {
        rows: configuration.rows(),
        columns: configuration.columns(),
        accumulators: configuration.accumulators(),
    };
    let model = datapath(configuration.name()).expect("every named datapath is Verilated");
    let mut harness = DatapathHarness::new(model).expect("a datapath has the streams of a datapath");
    let mut values = frames.values().to_vec();
    let layers = layers(&network).unwrap_or_else(|error| panic!("{error}"));
    assert!(!layers.is_empty(), "a network without layers");
    for layer in &layers {
        values = run_layer(&mut harness, array, layer, &values);
    }
    assert_eq!(values.len(), expected.values().len());
    let differing = values.iter().zip(expected.values()).position(|(found, expected)| found != expected);
    assert_eq!(differing, None, "the first byte that differs");
    println!("{} layers, {} bytes equal", layers.len(), values.len());
}

/// One layer, command by command.
fn run_layer<M: Model>(harness: &mut DatapathHarness<M>, array: ArrayShape, layer: &Layer, inputs: &[i8]) -> Vec<i8> {
    let whole = Product::of_layer(layer, Format::Int8, inputs).expect("the layer fits the frames");
    let mut outputs = Vec::new();
    for (rows, command) in layer_commands(array, inputs.len() / layer.inputs, whole.command()) {
        let part = &inputs[rows.start * layer.inputs..rows.end * layer.inputs];
        let product = Product::of_layer(layer, Format::Int8, part).expect("a part of it too");
        let mut results = product.results(array);
        let mut job = harness.job().expect("the streams are there");
        job.commands.push_bytes(&command.encode().to_le_bytes(), true);
        push(&mut job.weights, &product.weights(array));
        push(&mut job.activations, &product.activations(array));
        push(&mut job.parameters, &product.parameters(array));
        job.results = results.beats();
        job.statuses = 1;
        let outcome = harness.run(&job, &RunOptions::default()).unwrap_or_else(|error| panic!("{error}"));
        for beat in 0..outcome.results.len() {
            let bytes = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
            let keep = &bytes(outcome.results.keep(beat))[..array.columns.div_ceil(2)];
            let last = outcome.results.last(beat);
            let taken = results.push(ResultBeat { data: &bytes(outcome.results.data(beat)), keep, last });
            taken.unwrap_or_else(|error| panic!("{error}"));
        }
        let values = results.finish().unwrap_or_else(|error| panic!("{error}"));
        outputs.extend(values.iter().map(|value| i8::try_from(*value).expect("a requantised result is a byte")));
    }
    outputs
}

fn push(beats: &mut Beats, stream: &Stream) {
    for (bytes, last) in stream.beats() {
        beats.push_bytes(bytes, last);
    }
}

/// MLPerf Tiny's anomaly detection, which lies beside the project.
#[test]
#[cfg_attr(not(public_models), ignore = "../shared/models/ad01_int8.tflite is not beside the project")]
fn anomaly_detection_at_default() {
    let folder = root().join("../shared/models");
    let files = Files {
        network: &folder.join("ad01_int8.tflite"),
        frames: &folder.join("ad01_input_98x640.i8"),
        expected: &folder.join("ad01_expected_98x640.i8"),
    };
    run(&files, "default");
}

/// The project's own network.
fn spectra(configuration: &str) {
    let folder = root().join("sim/network");
    let files = Files {
        network: &folder.join("spectra_int8.tflite"),
        frames: &folder.join("spectra_frames.npy"),
        expected: &folder.join("spectra_expected.npy"),
    };
    run(&files, configuration);
}

#[test]
fn spectra_at_small() {
    spectra("small");
}

#[test]
fn spectra_at_dense() {
    spectra("dense");
}
