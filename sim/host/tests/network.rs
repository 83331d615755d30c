//! Whole networks against LiteRT's reference kernels: reading, quantising and judging, with a plain product between.

mod draft;
mod file;
mod naive;

use draft::{Draft, quantisation, set};
use file::{bytes, ints};
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

/// Biases as a file holds them.
fn biases(values: [i32; 2]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn small_networks_give_litert_s_outputs() {
    // What LiteRT's reference kernels give for the rows 1 1 1 and -9 7 3, all scales 1 and zero points 0.
    let mut draft = Draft::new();
    draft.options.clear();
    for tensor in 0..4 {
        set(&mut draft.tensors[tensor], 4, quantisation(&[1.0], &[0]));
    }
    draft.buffers[1] = vec![(0, bytes(&[1, 2, 3, 4, 5, 6]))];
    draft.buffers[2] = vec![(0, bytes(&biases([10, -10])))];
    let outputs = |file: &[u8]| {
        let network = Network::read(file).expect("a network that can run");
        let frames = Frames::new(3, vec![1, 1, 1, -9, 7, 3]).expect("whole rows");
        run(&layers(&network).expect("quantised"), &frames).values().to_vec()
    };
    let biased = [16, 5, 24, 7];
    assert_eq!(outputs(&draft.file()), biased);
    let behind = draft.clone().file_with_data_behind(0, &[vec![1, 2, 3, 4, 5, 6], biases([10, -10])]);
    assert_eq!(outputs(&behind), biased, "data behind the FlatBuffer");
    set(&mut draft.tensors[2], 0, ints(&[1, 2]));
    assert_eq!(outputs(&draft.file()), biased, "a bias of one row");
    for inputs in [&[0, 1, -1][..], &[0, 1]] {
        draft.operators[0][0].1 = ints(inputs);
        assert_eq!(outputs(&draft.file()), [6, 15, 14, 17], "no bias");
    }
}
