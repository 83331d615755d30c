//! Whole networks against LiteRT's reference kernels: reading, quantising and judging, with a plain product between.

mod naive;

use seedchip_host::frames::{Frames, labels};
use seedchip_host::merit;
use seedchip_host::quantise::{Layer, layers};
use seedchip_host::tflite::{Activation, Network};
use std::path::{Path, PathBuf};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn network(path: &Path) -> Network {
    Network::read(&std::fs::read(path).expect("the network's file")).expect("a network that can run")
}

fn run(layers: &[Layer], frames: &Frames) -> Frames {
    let outputs = layers.iter().fold(frames.values().to_vec(), |rows, layer| naive::run(layer, &rows));
    Frames::new(layers.last().expect("a layer").outputs, outputs).expect("whole rows")
}

#[test]
fn the_projects_network_gives_the_expected_outputs_and_area() {
    let folder = project().join("sim/network");
    let network = network(&folder.join("spectra_int8.tflite"));
    let shapes: Vec<_> = network.layers.iter().map(|layer| (layer.inputs, layer.outputs)).collect();
    assert_eq!(shapes, [(200, 100), (100, 52), (52, 12), (12, 52), (52, 100), (100, 200)]);
    assert!(network.layers.iter().all(|layer| layer.weight_scales.len() == layer.outputs));
    assert!(network.layers[..5].iter().all(|layer| layer.activation == Activation::Relu));
    assert_eq!(network.layers[5].activation, Activation::Identity);

    let frames = Frames::read(&folder.join("spectra_frames.npy"), network.inputs()).expect("frames");
    let expected = Frames::read(&folder.join("spectra_expected.npy"), network.outputs()).expect("outputs");
    let outputs = run(&layers(&network).expect("quantised"), &frames);
    assert_eq!(outputs.values().len(), 51_200);
    assert!(outputs == expected, "an output differs from LiteRT's");

    let labels = labels(&folder.join("spectra_labels.npy"), frames.rows()).expect("labels");
    let scores: Vec<f64> = frames
        .iter()
        .zip(outputs.iter())
        .map(|(frame, output)| merit::reconstruction_error(frame, network.input, output, network.output))
        .collect();
    let area = merit::area_under_curve(&labels, &scores).expect("two classes");
    assert_eq!(format!("{area:.4}"), "0.9822", "as sim/network/README.md says");
}
