//! TFLite's operators: their names, and which of a graph cannot run.

use super::error::NetworkError;
use super::flatbuffer::Tables;
use super::schema::{operator, operator_code};
use std::collections::HashMap;
use std::fmt;

/// The code of `FULLY_CONNECTED`.
const FULLY_CONNECTED: i32 = 9;

/// The code of `CUSTOM`, an operator that the file names itself.
const CUSTOM: i32 = 32;

/// The index of an input that an operator does not have.
pub(super) const NO_TENSOR: i32 = -1;

/// Kinds of operators that are named, at most.
const KINDS: usize = 10;

/// Operators of a kind that are listed, at most.
const LISTED: usize = 3;

/// Letters of the name that a file gives an operator, at most.
const LETTERS: usize = 60;

/// The operators of a graph that are not `FULLY_CONNECTED`: each kind by its name, with the places where it stands.
pub(super) fn unsupported(operators: Tables, codes: Tables) -> Result<Option<String>, NetworkError> {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut known: HashMap<(i32, u32), usize> = HashMap::new();
    for index in 0..operators.len() {
        let entry: u32 = operators.get(index)?.number(operator::CODE_INDEX, 0)?;
        let code = codes.get(usize::try_from(entry).unwrap_or(usize::MAX))?;
        // Codes up to 126 stand in the old field, and in files of newer writers in both.
        let old = i32::from(code.number(operator_code::DEPRECATED_CODE, 0_i8)?);
        let builtin = old.max(code.number(operator_code::CODE, 0_i32)?);
        if builtin == FULLY_CONNECTED {
            continue;
        }
        // An entry for each version of an operator; only custom ones have a name each.
        let key = (builtin, if builtin == CUSTOM { entry } else { 0 });
        let kind = *known.entry(key).or_insert(kinds.len());
        if kind == kinds.len() {
            // The name of one that won't be shown is not read: it may be long.
            let custom = if kind < KINDS { code.string(operator_code::CUSTOM_CODE)? } else { None };
            kinds.push(Kind { name: name(builtin, custom), first: Vec::new(), count: 0 });
        }
        let kind = &mut kinds[kind];
        kind.count += 1;
        if kind.first.len() < LISTED {
            kind.first.push(index.to_string());
        }
    }
    let mut shown: Vec<String> = kinds.iter().take(KINDS).map(Kind::to_string).collect();
    if kinds.len() > KINDS {
        shown.push(format!("and {} other kinds", kinds.len() - KINDS));
    }
    Ok((!kinds.is_empty()).then(|| shown.join(", ")))
}

/// Operators of one kind.
struct Kind {
    name: String,
    first: Vec<String>,
    count: usize,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, first) = (&self.name, self.first.join(", "));
        match self.count - self.first.len() {
            0 if self.count == 1 => write!(formatter, "{name} (operator {first})"),
            0 => write!(formatter, "{name} (operators {first})"),
            more => write!(formatter, "{name} (operators {first} and {more} more)"),
        }
    }
}

/// The name of a builtin operator (TFLite's schema, enumeration `BuiltinOperator`).
fn name(code: i32, custom: Option<&str>) -> String {
    match (code, custom) {
        (CUSTOM, Some(custom)) => {
            let start: String = custom.chars().take(LETTERS).collect();
            format!("CUSTOM `{}`", start.escape_default())
        }
        _ => usize::try_from(code)
            .ok()
            .and_then(|code| NAMES.get(code))
            .map_or_else(|| format!("an unknown operator (code {code})"), |name| (*name).to_owned()),
    }
}

/// By code, from 0.
#[rustfmt::skip]
const NAMES: [&str; 210] = [
    "ADD", "AVERAGE_POOL_2D", "CONCATENATION", "CONV_2D", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DEQUANTIZE",
    "EMBEDDING_LOOKUP", "FLOOR", "FULLY_CONNECTED", "HASHTABLE_LOOKUP", "L2_NORMALIZATION", "L2_POOL_2D",
    "LOCAL_RESPONSE_NORMALIZATION", "LOGISTIC", "LSH_PROJECTION", "LSTM", "MAX_POOL_2D", "MUL", "RELU",
    "RELU_N1_TO_1", "RELU6", "RESHAPE", "RESIZE_BILINEAR", "RNN", "SOFTMAX", "SPACE_TO_DEPTH", "SVDF", "TANH",
    "CONCAT_EMBEDDINGS", "SKIP_GRAM", "CALL", "CUSTOM", "EMBEDDING_LOOKUP_SPARSE", "PAD",
    "UNIDIRECTIONAL_SEQUENCE_RNN", "GATHER", "BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", "TRANSPOSE", "MEAN", "SUB",
    "DIV", "SQUEEZE", "UNIDIRECTIONAL_SEQUENCE_LSTM", "STRIDED_SLICE", "BIDIRECTIONAL_SEQUENCE_RNN", "EXP",
    "TOPK_V2", "SPLIT", "LOG_SOFTMAX", "DELEGATE", "BIDIRECTIONAL_SEQUENCE_LSTM", "CAST", "PRELU", "MAXIMUM",
    "ARG_MAX", "MINIMUM", "LESS", "NEG", "PADV2", "GREATER", "GREATER_EQUAL", "LESS_EQUAL", "SELECT", "SLICE",
    "SIN", "TRANSPOSE_CONV", "SPARSE_TO_DENSE", "TILE", "EXPAND_DIMS", "EQUAL", "NOT_EQUAL", "LOG", "SUM", "SQRT",
    "RSQRT", "SHAPE", "POW", "ARG_MIN", "FAKE_QUANT", "REDUCE_PROD", "REDUCE_MAX", "PACK", "LOGICAL_OR", "ONE_HOT",
    "LOGICAL_AND", "LOGICAL_NOT", "UNPACK", "REDUCE_MIN", "FLOOR_DIV", "REDUCE_ANY", "SQUARE", "ZEROS_LIKE",
    "FILL", "FLOOR_MOD", "RANGE", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "SQUARED_DIFFERENCE", "MIRROR_PAD",
    "ABS", "SPLIT_V", "UNIQUE", "CEIL", "REVERSE_V2", "ADD_N", "GATHER_ND", "COS", "WHERE", "RANK", "ELU",
    "REVERSE_SEQUENCE", "MATRIX_DIAG", "QUANTIZE", "MATRIX_SET_DIAG", "ROUND", "HARD_SWISH", "IF", "WHILE",
    "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "SCATTER_ND", "SELECT_V2", "DENSIFY", "SEGMENT_SUM",
    "BATCH_MATMUL", "PLACEHOLDER_FOR_GREATER_OP_CODES", "CUMSUM", "CALL_ONCE", "BROADCAST_TO", "RFFT2D", "CONV_3D",
    "IMAG", "REAL", "COMPLEX_ABS", "HASHTABLE", "HASHTABLE_FIND", "HASHTABLE_IMPORT", "HASHTABLE_SIZE",
    "REDUCE_ALL", "CONV_3D_TRANSPOSE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "BROADCAST_ARGS",
    "RANDOM_STANDARD_NORMAL", "BUCKETIZE", "RANDOM_UNIFORM", "MULTINOMIAL", "GELU", "DYNAMIC_UPDATE_SLICE",
    "RELU_0_TO_1", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_SUM", "ATAN2",
    "UNSORTED_SEGMENT_MIN", "SIGN", "BITCAST", "BITWISE_XOR", "RIGHT_SHIFT", "STABLEHLO_LOGISTIC", "STABLEHLO_ADD",
    "STABLEHLO_DIVIDE", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_RESHAPE", "STABLEHLO_CLAMP",
    "STABLEHLO_CONCATENATE", "STABLEHLO_BROADCAST_IN_DIM", "STABLEHLO_CONVOLUTION", "STABLEHLO_SLICE",
    "STABLEHLO_CUSTOM_CALL", "STABLEHLO_REDUCE", "STABLEHLO_ABS", "STABLEHLO_AND", "STABLEHLO_COSINE",
    "STABLEHLO_EXPONENTIAL", "STABLEHLO_FLOOR", "STABLEHLO_LOG", "STABLEHLO_MINIMUM", "STABLEHLO_NEGATE",
    "STABLEHLO_OR", "STABLEHLO_POWER", "STABLEHLO_REMAINDER", "STABLEHLO_RSQRT", "STABLEHLO_SELECT",
    "STABLEHLO_SUBTRACT", "STABLEHLO_TANH", "STABLEHLO_SCATTER", "STABLEHLO_COMPARE", "STABLEHLO_CONVERT",
    "STABLEHLO_DYNAMIC_SLICE", "STABLEHLO_DYNAMIC_UPDATE_SLICE", "STABLEHLO_PAD", "STABLEHLO_IOTA",
    "STABLEHLO_DOT_GENERAL", "STABLEHLO_REDUCE_WINDOW", "STABLEHLO_SORT", "STABLEHLO_WHILE", "STABLEHLO_GATHER",
    "STABLEHLO_TRANSPOSE", "DILATE", "STABLEHLO_RNG_BIT_GENERATOR", "REDUCE_WINDOW", "STABLEHLO_COMPOSITE",
    "STABLEHLO_SHIFT_LEFT", "STABLEHLO_CBRT", "STABLEHLO_CASE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_codes() {
        for (code, expected) in [
            (0, "ADD"),
            (3, "CONV_2D"),
            (FULLY_CONNECTED, "FULLY_CONNECTED"),
            (25, "SOFTMAX"),
            (127, "PLACEHOLDER_FOR_GREATER_OP_CODES"),
        ] {
            assert_eq!(name(code, None), expected);
        }
        assert_eq!(name(CUSTOM, Some("Mine")), "CUSTOM `Mine`");
        assert_eq!(name(CUSTOM, None), "CUSTOM");
        assert_eq!(name(210, None), "an unknown operator (code 210)");
        assert_eq!(name(-1, None), "an unknown operator (code -1)");
    }
}
