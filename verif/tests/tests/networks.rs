//! Whole networks on the Verilated datapath: every output byte is that of LiteRT's reference kernels.

use crate::project::root;
use seedchip_host::frames::Frames;
use seedchip_host::job::Job;
use seedchip_host::quantise::layers;
use seedchip_host::tflite::Network;
use seedchip_sim::PowerUp;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models;
use seedchip_spec::{Command, Configuration, DATAPATH, Rounding};
use std::ops::ControlFlow;
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
    let model = models::block(&DATAPATH.of(&configuration), PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
    let mut device = VerilatedDevice::new(model, &configuration).expect("a datapath has the streams of a datapath");
    let mut values = frames.values().to_vec();
    let layers = layers(&network).unwrap_or_else(|error| panic!("{error}"));
    assert!(!layers.is_empty(), "a network without layers");
    for layer in &layers {
        let template = Command { rounding: Rounding::Away, ..Command::product(0, 0, 0) };
        let job = Job::of_layer(configuration.sizes(), layer, &values, template).expect("the layer fits the frames");
        let answer = job.run(&mut device, &mut |_| ControlFlow::Continue(())).unwrap_or_else(|error| panic!("{error}"));
        let byte = |value: &i32| i8::try_from(*value).expect("a requantised result is a byte");
        values = answer.results.iter().map(byte).collect();
    }
    assert_eq!(values.len(), expected.values().len());
    let differing = values.iter().zip(expected.values()).position(|(found, expected)| found != expected);
    assert_eq!(differing, None, "the first byte that differs");
    println!("{} layers, {} bytes equal", layers.len(), values.len());
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
