//! Small TFLite files, each with one thing that cannot run, and the sentence that says so.

mod draft;
mod file;

use draft::{BIASES, Draft, FLOAT32, WEIGHTS, quantisation, set};
use file::{Value, byte, bytes, int, ints};
use seedchip_host::tflite::{Activation, Network, NetworkError, Quantisation};

#[test]
fn the_unspoilt_file_is_read() {
    let network = Draft::new().read().expect("a network");
    let layer = &network.layers[0];
    assert_eq!((layer.inputs, layer.outputs, layer.activation), (3, 2, Activation::Relu));
    assert_eq!(layer.weights, [1, 2, 3, -3, -2, -1]);
    assert_eq!(layer.weight_scales, [0.25, 0.125]);
    assert_eq!(layer.bias, [5, -6]);
    assert_eq!(layer.input, Quantisation { scale: 0.5, zero_point: -4 });
    assert_eq!(network.output, Quantisation { scale: 2.0, zero_point: 7 });
}

#[test]
fn what_may_be_absent_may_be_absent() {
    let mut draft = Draft::new();
    draft.operators[0][0].1 = ints(&[0, 1, -1]);
    set(&mut draft.tensors[1], 4, quantisation(&[0.25], &[]));
    draft.options.clear();
    let network = draft.read().expect("a network");
    assert_eq!(network.layers[0].bias, [0, 0]);
    assert_eq!(network.layers[0].activation, Activation::Identity);
    assert_eq!(network.layers[0].weight_scales, [0.25]);
    draft.operators[0][0].1 = ints(&[0, 1]);
    assert_eq!(draft.read(), Ok(network));
}

/// How a draft is spoilt, and a part of the sentence that must come of it.
type Spoilt = (&'static str, fn(&mut Draft));

const SPOILT: &[Spoilt] = &[
    ("FULLY_CONNECTED operators can run, and this one also has CONV_2D (operator 0)", |draft| {
        draft.code = vec![(3, int(3))];
    }),
    ("also has SOFTMAX (operator 0)", |draft| draft.code = vec![(0, byte(25))]),
    ("also has BROADCAST_TO (operator 0)", |draft| draft.code = vec![(0, byte(127)), (3, int(130))]),
    ("also has CUSTOM `mine` (operator 0)", |draft| draft.code = vec![(0, byte(32)), (1, bytes(b"mine"))]),
    ("also has an unknown operator (code 999) (operator 0)", |draft| draft.code = vec![(3, int(999))]),
    ("it has 2 subgraphs, not one", |draft| draft.subgraphs = 2),
    ("it has 0 subgraphs, not one", |draft| draft.subgraphs = 0),
    ("it has no operators", |draft| draft.operators.clear()),
    ("it has 2 inputs, not one", |draft| draft.inputs.push(1)),
    ("it has 0 outputs, not one", |draft| draft.outputs.clear()),
    ("its output is not that of its last operator", |draft| draft.outputs = vec![0]),
    ("its input is not the output of the operator before it", |draft| draft.inputs = vec![3]),
    ("it has no input, no weights or no output", |draft| draft.operators[0][0].1 = ints(&[0])),
    ("it has 4 inputs and 1 outputs", |draft| draft.operators[0][0].1 = ints(&[0, 1, 2, 2])),
    ("its options are missing", |draft| draft.operators[0][2].1 = byte(1)),
    ("its weights are shuffled", |draft| draft.options.push((1, byte(1)))),
    ("its inputs are quantised at run time", |draft| draft.options.push((3, byte(1)))),
    ("its fused activation is TANH", |draft| draft.options = vec![(0, byte(4))]),
    ("its fused activation is unknown (code 77)", |draft| draft.options = vec![(0, byte(77))]),
    ("its input is FLOAT32, not INT8", |draft| set(&mut draft.tensors[0], 1, byte(FLOAT32))),
    ("its weights are INT4, not INT8", |draft| set(&mut draft.tensors[1], 1, byte(17))),
    ("its bias is of an unknown type, not INT32", |draft| set(&mut draft.tensors[2], 1, byte(-3))),
    ("its weights are sparse", |draft| draft.tensors[1].push((6, Value::Table(vec![])))),
    ("its weights have 3 dimensions, not two", |draft| set(&mut draft.tensors[1], 0, ints(&[1, 2, 3]))),
    ("its weights are empty", |draft| set(&mut draft.tensors[1], 0, ints(&[2, 0]))),
    ("its input has rows of 4, and its weights need rows of 3", |draft| set(&mut draft.tensors[0], 0, ints(&[1, 4]))),
    ("its output is a scalar, and its weights need rows of 2", |draft| set(&mut draft.tensors[3], 0, ints(&[]))),
    ("a tensor has a negative size", |draft| set(&mut draft.tensors[3], 0, ints(&[1, -2]))),
    ("a tensor has too many dimensions", |draft| set(&mut draft.tensors[3], 0, ints(&[1; 9]))),
    ("there is no scale for its weights", |draft| draft.tensors[1].retain(|(field, _)| *field != 4)),
    ("a scale of its output is 0, which must be above 0", |draft| {
        set(&mut draft.tensors[3], 4, quantisation(&[0.0], &[0]));
    }),
    ("a scale of its weights is NaN", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0, f32::NAN], &[]))),
    ("its input has 2 scales, not one", |draft| set(&mut draft.tensors[0], 4, quantisation(&[1.0, 1.0], &[0]))),
    ("its input has 2 zero points, not one", |draft| set(&mut draft.tensors[0], 4, quantisation(&[1.0], &[0, 0]))),
    ("its weights have 3 scales", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0; 3], &[0]))),
    ("its weights have a zero point of 3, not 0", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0], &[3]))),
    ("more zero points than scales", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0], &[0; 2]))),
    ("its output has a zero point of 128, which is not from -128 to 127", |draft| {
        set(&mut draft.tensors[3], 4, quantisation(&[1.0], &[128]));
    }),
    ("the file holds no data for its weights", |draft| set(&mut draft.tensors[1], 2, int(0))),
    ("the file holds 5 bytes for its weights, whose shape needs 6", |draft| {
        draft.buffers[1] = vec![(0, bytes(&[0; 5]))];
    }),
    ("the file holds 4 bytes for its bias, whose shape needs 8", |draft| draft.buffers[2] = vec![(0, bytes(&[0; 4]))]),
    ("its bias has 1 element where 2 are needed", |draft| set(&mut draft.tensors[2], 0, ints(&[1]))),
    ("its bias has 1 element where 2 are needed", |draft| set(&mut draft.tensors[2], 0, ints(&[]))),
    ("its bias has 0 elements where 2 are needed", |draft| set(&mut draft.tensors[2], 0, ints(&[0]))),
    ("its bias has 6 elements where 2 are needed", |draft| set(&mut draft.tensors[2], 0, ints(&[2, 3]))),
    ("its bias has too many elements", |draft| set(&mut draft.tensors[2], 0, ints(&[i32::MAX; 3]))),
    ("a buffer lies outside of the file", |draft| {
        let long = |value: u64| Value::Number(value.to_le_bytes().to_vec());
        draft.buffers[1] = vec![(1, long(u64::MAX)), (2, long(2))];
    }),
    ("an index lies beyond its list", |draft| set(&mut draft.tensors[1], 2, int(9))),
    ("an index lies beyond its list", |draft| draft.operators[0][0].1 = ints(&[0, -1, 2])),
    ("its layers refer to more data than it holds", |draft| {
        // The same layer again and again: each reads the same long buffer.
        draft.tensors[3] = draft.tensors[0].clone();
        set(&mut draft.tensors[0], 0, ints(&[1, 64]));
        set(&mut draft.tensors[1], 0, ints(&[64, 64]));
        set(&mut draft.tensors[1], 4, quantisation(&[1.0], &[]));
        draft.buffers[1] = vec![(0, bytes(&[1; 64 * 64]))];
        draft.operators = vec![vec![(1, ints(&[0, 1])), (2, ints(&[0])), (3, byte(8))]; 50];
        draft.outputs = vec![0];
    }),
];

#[test]
fn every_refusal_names_its_reason() {
    for (sentence, spoil) in SPOILT {
        let mut draft = Draft::new();
        spoil(&mut draft);
        let error = draft.read().expect_err(sentence).to_string();
        assert!(error.contains(sentence), "`{error}` does not say `{sentence}`");
    }
}

#[test]
fn all_operators_that_cannot_run_are_named() {
    let mut draft = Draft::new();
    draft.more_codes = vec![vec![(3, int(3))], vec![(3, int(25))], vec![(3, int(3)), (2, int(5))]];
    let mut custom = vec![(0, byte(32)), (1, bytes("long name ".repeat(100).as_bytes()))];
    draft.more_codes.push(custom.clone());
    let operator = |code| vec![(0, int(code)), (1, ints(&[0, 1, 2])), (2, ints(&[3])), (3, byte(8))];
    draft.operators = [1, 0, 3, 2, 1, 1, 3, 4].map(operator).to_vec();
    let name = "long name ".repeat(6);
    let expected =
        format!("CONV_2D (operators 0, 2, 4 and 2 more), SOFTMAX (operator 3), CUSTOM `{name}` (operator 7)");
    assert_eq!(draft.read(), Err(NetworkError::Operators(expected)));
    // As many kinds as there are operators: the first are named.
    draft.more_codes = (0..30).map(|index| vec![(3, int(100 + index))]).collect();
    draft.operators = (0..30).map(|index| operator(index + 1)).collect();
    let error = draft.read().expect_err("no layer among them").to_string();
    assert!(error.contains("SPLIT_V (operator 2)") && error.ends_with(", and 20 other kinds"), "{error}");
    custom[1].1 = bytes(&[0xFF; 4]);
    draft.more_codes = vec![custom];
    draft.operators = vec![operator(1)];
    assert_eq!(draft.read(), Err(NetworkError::Operators("CUSTOM (operator 0)".to_owned())));
}

fn data_behind(beyond: u64) -> Vec<u8> {
    Draft::new().file_with_data_behind(beyond, &[WEIGHTS.to_vec(), BIASES.to_vec()])
}

#[test]
fn data_behind_the_flatbuffer_is_found() {
    let network = Draft::new().read().expect("a network");
    let file = data_behind(0);
    assert_eq!(Network::read(&file), Ok(network));
    let outside = Err(NetworkError::Broken("a buffer lies outside of the file"));
    assert_eq!(Network::read(&file[..file.len() - 1]), outside);
    assert_eq!(Network::read(&data_behind(1)), outside);
    assert_eq!(Network::read(&data_behind(u64::MAX / 2)), outside);
    let inside = data_behind(0);
    assert_eq!(Network::read(&[&inside[..], &[0; 100]].concat()), Draft::new().read(), "more may follow");
    // A buffer with data of its own has no offset, whatever is written there.
    let mut both = Draft::new();
    both.buffers[1].push((1, Value::Number(u64::MAX.to_le_bytes().to_vec())));
    assert_eq!(both.read(), Draft::new().read());
}

#[test]
fn other_files_are_told_apart() {
    for file in [&b""[..], b"TFL3", b"not a network at all", &[0; 64]] {
        assert_eq!(Network::read(file), Err(NetworkError::NotTflite));
    }
    for (file, kind) in [(&b"\x89HDF\r\n\x1A\n\0\0"[..], "an HDF5 file"), (b"PK\x03\x04\0\0\0\0\0\0", "a zip archive")]
    {
        let error = Network::read(file).expect_err(kind).to_string();
        assert!(error.starts_with(&format!("this is not a TFLite file but {kind}")), "{error}");
    }
    assert!(matches!(Network::read(b"\xFF\xFF\xFF\xFFTFL3"), Err(NetworkError::Broken(_))));
}
