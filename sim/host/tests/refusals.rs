//! Small TFLite files, each with one thing that can't run, and the sentence that says so.

mod file;

use file::{Table, Value, byte, bytes, floats, int, ints, longs};
use seedchip_host::tflite::{Activation, Network, NetworkError, Quantisation};

const FLOAT32: i8 = 0;
const INT32: i8 = 2;
const INT8: i8 = 9;

/// The tables of a file with one layer of three inputs and two outputs, free to be spoilt.
struct Draft {
    code: Table,
    subgraphs: usize,
    tensors: Vec<Table>,
    inputs: Vec<i32>,
    outputs: Vec<i32>,
    operators: Vec<Table>,
    options: Table,
    buffers: Vec<Table>,
}

fn quantisation(scales: &[f32], zero_points: &[i64]) -> Value {
    Value::Table(vec![(2, floats(scales)), (3, longs(zero_points))])
}

fn tensor(shape: &[i32], kind: i8, buffer: i32, scales: &[f32], zero_points: &[i64]) -> Table {
    vec![(0, ints(shape)), (1, byte(kind)), (2, int(buffer)), (4, quantisation(scales, zero_points))]
}

fn set(table: &mut Table, field: usize, value: Value) {
    table.retain(|(present, _)| *present != field);
    table.push((field, value));
}

impl Draft {
    fn new() -> Self {
        Self {
            code: vec![(0, byte(9)), (3, int(9))],
            subgraphs: 1,
            tensors: vec![
                tensor(&[1, 3], INT8, 0, &[0.5], &[-4]),
                tensor(&[2, 3], INT8, 1, &[0.25, 0.125], &[0, 0]),
                tensor(&[2], INT32, 2, &[0.125, 0.0625], &[0, 0]),
                tensor(&[1, 2], INT8, 0, &[2.0], &[7]),
            ],
            inputs: vec![0],
            outputs: vec![3],
            operators: vec![vec![(1, ints(&[0, 1, 2])), (2, ints(&[3])), (3, byte(8))]],
            options: vec![(0, byte(1))],
            buffers: vec![
                vec![],
                vec![(0, bytes(&[1, 2, 3, 253, 254, 255]))],
                vec![(0, bytes(&[5, 0, 0, 0, 250, 255, 255, 255]))],
            ],
        }
    }

    fn read(&self) -> Result<Network, NetworkError> {
        let operators = self.operators.iter().map(|operator| {
            let mut operator = operator.clone();
            operator.push((4, Value::Table(self.options.clone())));
            operator
        });
        let subgraph = vec![
            (0, Value::Tables(self.tensors.clone())),
            (1, ints(&self.inputs)),
            (2, ints(&self.outputs)),
            (3, Value::Tables(operators.collect())),
        ];
        Network::read(&file::write(&vec![
            (0, int(3)),
            (1, Value::Tables(vec![self.code.clone()])),
            (2, Value::Tables(vec![subgraph; self.subgraphs])),
            (4, Value::Tables(self.buffers.clone())),
        ]))
    }
}

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
    ("operator 0 is CONV_2D: only networks of FULLY_CONNECTED", |draft| draft.code = vec![(3, int(3))]),
    ("operator 0 is SOFTMAX:", |draft| draft.code = vec![(0, byte(25))]),
    ("operator 0 is BROADCAST_TO:", |draft| draft.code = vec![(0, byte(127)), (3, int(130))]),
    ("operator 0 is CUSTOM `mine`:", |draft| draft.code = vec![(0, byte(32)), (1, bytes(b"mine"))]),
    ("operator 0 is an unknown operator (code 999):", |draft| draft.code = vec![(3, int(999))]),
    ("it has 2 subgraphs, not one", |draft| draft.subgraphs = 2),
    ("it has 0 subgraphs, not one", |draft| draft.subgraphs = 0),
    ("it has no operators", |draft| draft.operators.clear()),
    ("it has 2 inputs, not one", |draft| draft.inputs.push(1)),
    ("it has 0 outputs, not one", |draft| draft.outputs.clear()),
    ("its output is not that of its last operator", |draft| draft.outputs = vec![0]),
    ("its input is not the output of the operator before it", |draft| draft.inputs = vec![3]),
    ("it lacks an input, its weights or its output", |draft| draft.operators[0][0].1 = ints(&[0])),
    ("it has 4 inputs and 1 outputs", |draft| draft.operators[0][0].1 = ints(&[0, 1, 2, 2])),
    ("its options are missing", |draft| draft.operators[0][2].1 = byte(1)),
    ("its weights are shuffled", |draft| draft.options.push((1, byte(1)))),
    ("its inputs are to be quantised while it runs", |draft| draft.options.push((3, byte(1)))),
    ("its fused activation is TANH", |draft| draft.options = vec![(0, byte(4))]),
    ("its fused activation is unknown (code 77)", |draft| draft.options = vec![(0, byte(77))]),
    ("its input is FLOAT32, not INT8", |draft| set(&mut draft.tensors[0], 1, byte(FLOAT32))),
    ("its weights are INT4, not INT8", |draft| set(&mut draft.tensors[1], 1, byte(17))),
    ("its bias is of an unknown type, not INT32", |draft| set(&mut draft.tensors[2], 1, byte(-3))),
    ("its weights are sparse", |draft| draft.tensors[1].push((6, Value::Table(vec![])))),
    ("its weights have 3 dimensions, not two", |draft| set(&mut draft.tensors[1], 0, ints(&[1, 2, 3]))),
    ("its weights are empty", |draft| set(&mut draft.tensors[1], 0, ints(&[2, 0]))),
    ("its input is not 3 wide", |draft| set(&mut draft.tensors[0], 0, ints(&[1, 4]))),
    ("its output is not 2 wide", |draft| set(&mut draft.tensors[3], 0, ints(&[]))),
    ("a tensor has a negative size", |draft| set(&mut draft.tensors[3], 0, ints(&[1, -2]))),
    ("a tensor has too many dimensions", |draft| set(&mut draft.tensors[3], 0, ints(&[1; 9]))),
    ("there is no scale for its weights", |draft| draft.tensors[1].retain(|(field, _)| *field != 4)),
    ("a scale of its output is 0", |draft| set(&mut draft.tensors[3], 4, quantisation(&[0.0], &[0]))),
    ("a scale of its weights is NaN", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0, f32::NAN], &[]))),
    ("its input has 2 scales, not one", |draft| set(&mut draft.tensors[0], 4, quantisation(&[1.0, 1.0], &[0]))),
    ("its weights have 3 scales", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0; 3], &[0]))),
    ("its weights have a zero point of 3, not 0", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0], &[3]))),
    ("more zero points than scales", |draft| set(&mut draft.tensors[1], 4, quantisation(&[1.0], &[0; 2]))),
    ("its output has a zero point of 128", |draft| set(&mut draft.tensors[3], 4, quantisation(&[1.0], &[128]))),
    ("the file doesn't hold its weights", |draft| set(&mut draft.tensors[1], 2, int(0))),
    ("its weights have 5 bytes", |draft| draft.buffers[1] = vec![(0, bytes(&[0; 5]))]),
    ("its bias have 4 bytes", |draft| draft.buffers[2] = vec![(0, bytes(&[0; 4]))]),
    ("an index lies beyond its list", |draft| set(&mut draft.tensors[1], 2, int(9))),
    ("an index lies beyond its list", |draft| draft.operators[0][0].1 = ints(&[0, -1, 2])),
    ("its layers have more data than it holds", |draft| {
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
        assert!(error.contains(sentence), "`{error}` doesn't say `{sentence}`");
    }
}

#[test]
fn other_files_are_told_apart() {
    for file in [&b""[..], b"TFL3", b"not a network at all", &[0; 64]] {
        assert_eq!(Network::read(file), Err(NetworkError::NotTflite));
    }
    assert!(matches!(Network::read(b"\xFF\xFF\xFF\xFFTFL3"), Err(NetworkError::Broken(_))));
}
