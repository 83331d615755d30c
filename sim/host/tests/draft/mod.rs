//! A small TFLite file with one layer, in which anything can be changed before it is written.
#![allow(dead_code, reason = "not every test that shares this module changes everything")]

use crate::file::{self, Table, Value, byte, bytes, floats, int, ints, longs};
use seedchip_host::tflite::{Network, NetworkError};

pub const FLOAT32: i8 = 0;
pub const INT32: i8 = 2;
pub const INT8: i8 = 9;

/// The weights of the layer, two rows of three.
pub const WEIGHTS: [u8; 6] = [1, 2, 3, 253, 254, 255];
/// Its biases, 5 and -6.
pub const BIASES: [u8; 8] = [5, 0, 0, 0, 250, 255, 255, 255];

/// The tables of a file with one layer of three inputs and two outputs, free to be spoilt.
#[derive(Clone)]
pub struct Draft {
    pub code: Table,
    pub more_codes: Vec<Table>,
    pub subgraphs: usize,
    pub tensors: Vec<Table>,
    pub inputs: Vec<i32>,
    pub outputs: Vec<i32>,
    pub operators: Vec<Table>,
    pub options: Table,
    pub buffers: Vec<Table>,
}

pub fn quantisation(scales: &[f32], zero_points: &[i64]) -> Value {
    Value::Table(vec![(2, floats(scales)), (3, longs(zero_points))])
}

pub fn tensor(shape: &[i32], kind: i8, buffer: i32, scales: &[f32], zero_points: &[i64]) -> Table {
    vec![(0, ints(shape)), (1, byte(kind)), (2, int(buffer)), (4, quantisation(scales, zero_points))]
}

pub fn set(table: &mut Table, field: usize, value: Value) {
    table.retain(|(present, _)| *present != field);
    table.push((field, value));
}

impl Draft {
    pub fn new() -> Self {
        Self {
            code: vec![(0, byte(9)), (3, int(9))],
            more_codes: vec![],
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
            buffers: vec![vec![], vec![(0, bytes(&WEIGHTS))], vec![(0, bytes(&BIASES))]],
        }
    }

    pub fn read(&self) -> Result<Network, NetworkError> {
        Network::read(&self.file())
    }

    pub fn file(&self) -> Vec<u8> {
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
        let codes = [std::slice::from_ref(&self.code), self.more_codes.as_slice()].concat();
        file::write(&vec![
            (0, int(3)),
            (1, Value::Tables(codes)),
            (2, Value::Tables(vec![subgraph; self.subgraphs])),
            (4, Value::Tables(self.buffers.clone())),
        ])
    }

    /// With the data of weights and bias behind the FlatBuffer, said to be `beyond` bytes further than they are.
    pub fn file_with_data_behind(mut self, beyond: u64, data: &[Vec<u8>; 2]) -> Vec<u8> {
        let mut file = Vec::new();
        // The first time for its length alone.
        for _ in 0..2 {
            let mut offset = file.len() as u64 + beyond;
            for (buffer, data) in self.buffers[1..].iter_mut().zip(data) {
                let long = |value: u64| Value::Number(value.to_le_bytes().to_vec());
                *buffer = vec![(1, long(offset.max(2))), (2, long(data.len() as u64))];
                offset += data.len() as u64;
            }
            file = self.file();
        }
        [file, data.concat()].concat()
    }
}
