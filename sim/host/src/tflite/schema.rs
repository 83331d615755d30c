//! Numbers of TFLite's schema, version 3: the fields of the tables that are read, by table; members of a union; types.

pub mod model {
    pub const OPERATOR_CODES: usize = 1;
    pub const SUBGRAPHS: usize = 2;
    pub const BUFFERS: usize = 4;
}
pub mod operator_code {
    pub const DEPRECATED_CODE: usize = 0;
    pub const CUSTOM_CODE: usize = 1;
    pub const CODE: usize = 3;
}
pub mod subgraph {
    pub const TENSORS: usize = 0;
    pub const INPUTS: usize = 1;
    pub const OUTPUTS: usize = 2;
    pub const OPERATORS: usize = 3;
}
pub mod tensor {
    pub const SHAPE: usize = 0;
    pub const TYPE: usize = 1;
    pub const BUFFER: usize = 2;
    pub const QUANTISATION: usize = 4;
    pub const SPARSITY: usize = 6;
}
pub mod quantisation {
    pub const SCALE: usize = 2;
    pub const ZERO_POINT: usize = 3;
    pub const DIMENSION: usize = 6;
}
pub mod operator {
    pub const CODE_INDEX: usize = 0;
    pub const INPUTS: usize = 1;
    pub const OUTPUTS: usize = 2;
    pub const OPTIONS_TYPE: usize = 3;
    pub const OPTIONS: usize = 4;
}
pub mod options {
    pub const ACTIVATION: usize = 0;
    pub const WEIGHTS_FORMAT: usize = 1;
    pub const ASYMMETRIC: usize = 3;
}
pub mod buffer {
    pub const DATA: usize = 0;
    pub const OFFSET: usize = 1;
    pub const SIZE: usize = 2;
}

/// Member of the union of options.
pub const FULLY_CONNECTED_OPTIONS: u8 = 8;

/// The types of tensors, by code.
#[rustfmt::skip]
pub const TYPES: [&str; 23] = [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64",
    "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2", "UINT4",
    "FLOAT8_E4M3FN", "FLOAT8_E5M2",
];

/// The code of a type.
pub const INT32: i8 = 2;
/// The code of a type.
pub const INT8: i8 = 9;
