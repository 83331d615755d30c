//! `seedchip vector`: operations on the Verilated vector unit and on the golden model, and operands that it refuses.

mod common;

use common::{Folder, Ran, seedchip};
use seedchip_host::npy::{Array, Element};
use std::fs;

fn write<T: Element>(folder: &Folder, name: &str, shape: &[usize], values: Vec<T>) -> String {
    fs::write(folder.path(name), Array { shape: shape.to_vec(), values }.write()).expect("written");
    folder.argument(name)
}

fn read<T: Element>(folder: &Folder, name: &str) -> Array<T> {
    Array::read(&fs::read(folder.path(name)).expect("written")).expect("an array")
}

/// Numbers from −4 to 4.
fn numbers(count: usize, seed: usize) -> Vec<f32> {
    (0..count).map(|index| ((index + seed) * 7919 % 1009) as f32 / 126.0 - 4.0).collect()
}

/// Runs an operation on the unit beside the smallest array.
fn tiny(arguments: &[&str]) -> Ran {
    seedchip(&[&["vector"], arguments, &["--config", "tiny"]].concat())
}

/// Every operation, with more rows than have scalars and rows that are no whole vectors: all bits and cycles are right.
#[test]
fn every_operation_is_the_golden_models() {
    let (m, n) = (19, 42);
    let folder = Folder::new();
    let x = write(&folder, "x.npy", &[m, n], numbers(m * n, 0));
    let z = write(&folder, "z.npy", &[m, n], numbers(m * n, 5));
    let acc = write(&folder, "acc.npy", &[m, n], (0..(m * n) as i32).map(|index| index * 7919 - 100_000).collect());
    let gain = write(&folder, "gain.npy", &[n], numbers(n, 1));
    let bias = write(&folder, "bias.npy", &[n], numbers(n, 2));
    let rows = write(&folder, "rows.npy", &[m, 1], numbers(m, 3));
    let positions = write(&folder, "positions.npy", &[m], (0..m as i32).map(|row| row * 3 % 7).collect());
    let softmax = ["--mask", "causal", "--positions", "9", "--shared", "3", "--window", "8", "--length", "40"];
    let scales = ["--row-scale", &rows, "--column-scale", &gain, "--bias", &bias, "--factor", "0.25"];
    let operations: [(&str, &[&str]); 25] = [
        ("exp2", &[]),
        ("exp", &[]),
        ("sigmoid", &[]),
        ("reciprocal", &[]),
        ("rsqrt", &[]),
        ("silu", &[]),
        ("gelu", &[]),
        ("bf16", &[]),
        ("argmax", &[]),
        ("swiglu", &["--with", &z]),
        ("geglu", &["--with", &z]),
        ("add", &["--with", &z]),
        ("softmax", &[]),
        ("softmax", &softmax),
        ("softmax-terms", &softmax),
        ("rmsnorm", &["--gain", &gain, "--plus-one", "--epsilon", "1e-6"]),
        ("layernorm", &["--gain", &gain, "--bias", &bias]),
        ("rope", &["--positions", "524287", "--shared", "4"]),
        ("rope", &["--positions", &positions, "--pairing", "adjacent", "--theta", "500000", "--factor", "1.25"]),
        ("quantise", &[]),
        ("quantise", &["--format", "mxint8", "--ceil"]),
        ("quantise", &["--format", "mxfp8"]),
        ("quantise", &["--format", "mxfp4"]),
        ("scale", &scales),
        ("dequantise", &scales),
    ];
    for (operation, options) in operations {
        let input = if operation == "dequantise" { &acc } else { &x };
        let out = folder.argument("out.npy");
        let all = if operation == "softmax-terms" { m * n + m } else { m * n };
        let all = match (operation, options) {
            ("argmax", _) => m,
            ("quantise", []) => m * n + m,
            ("quantise", _) => m * n + m * n.div_ceil(32),
            _ => all,
        };
        tiny(&[&[operation, "--in", input, "--out", &out], options].concat())
            .ends_with(0)
            .says(&format!("{operation}: 19 × 42 on the vector unit of tiny"))
            .says(&format!("golden model: {all} of {all} results equal"));
        assert!(folder.path("out.npy").is_file());
    }
}

/// Small operations whose results are known.
#[test]
fn results_are_what_they_should_be() {
    let folder = Folder::new();
    let x = write(&folder, "x.npy", &[2, 3], vec![0.0_f32, 1.0, -1.0, 127.0, 5.0, -63.5]);
    let (out, scale) = (folder.argument("y.npy"), folder.argument("s.npy"));
    let golden = |operation: &str, options: &[&str]| {
        let ran = tiny(&[&[operation, "--in", &x, "--out", &out, "--device", "golden"], options].concat());
        ran.ends_with(0)
    };
    golden("exp2", &[]).says("1 passes").says("(row 1, column 2)");
    let found = read::<f32>(&folder, "y.npy");
    assert_eq!((found.shape, &found.values[..4]), (vec![2, 3], &[1.0, 2.0, 0.5, 2_f32.powi(127)][..]));
    golden("argmax", &[]);
    assert_eq!(read::<i32>(&folder, "y.npy"), Array { shape: vec![2], values: vec![1, 0] });
    golden("quantise", &["--out-scale", &scale]).says("% of the greatest beside it");
    assert_eq!(read::<i8>(&folder, "y.npy").values, [0, 127, -127, 127, 5, -64]);
    assert_eq!(read::<f32>(&folder, "s.npy").values, [1.0 / 127.0, 127.0 * (1.0 / 127.0)]);
    golden("quantise", &["--format", "mxfp4", "--out-scale", &scale]);
    let codes = read::<u8>(&folder, "y.npy");
    assert_eq!(codes.values, [0, 6, 14, 7, 1, 14]);
    let scales = read::<u8>(&folder, "s.npy");
    assert_eq!(scales, Array { shape: vec![2, 1], values: vec![125, 131] });
    // And back: the codes are 4, −4 of scale 2^-2, and 6, 0.5, −4 of scale 2^4.
    let y = write(&folder, "codes.npy", &[2, 3], codes.values);
    tiny(&["dequantise", "--format", "mxfp4", "--in", &y, "--row-scale", &scale, "--out", &out, "--device", "golden"])
        .ends_with(0)
        .says("largest 0.000 ULP");
    assert_eq!(read::<f32>(&folder, "y.npy").values, [0.0, 1.0, -1.0, 96.0, 8.0, -64.0]);
    golden("softmax", &["--length", "0"]).says("no visible element above");
    assert_eq!(read::<f32>(&folder, "y.npy").values, [0.0; 6]);
}

#[test]
fn a_plot_shows_the_error_of_a_function() {
    let folder = Folder::new();
    let file = folder.argument("plot.svg");
    tiny(&["gelu", "--plot", &file, "--device", "golden"]).ends_with(0).says("5120 inputs from -6 to 6, largest error");
    let picture = fs::read_to_string(folder.path("plot.svg")).expect("written");
    assert!(picture.starts_with("<svg") && picture.contains("Error of gelu against float64"));
    assert_eq!(picture.matches("class=\"idle\"").count(), 1);
    tiny(&["softmax", "--plot", &file]).refuses("--plot draws exp2, exp, sigmoid, reciprocal, rsqrt, silu or gelu");
}

#[test]
fn wrong_operands_are_refused_in_a_sentence() {
    let folder = Folder::new();
    let x = write(&folder, "x.npy", &[2, 3], vec![1_f32; 6]);
    let wide = write(&folder, "wide.npy", &[2, 4], vec![1_f32; 8]);
    let empty = write::<f32>(&folder, "empty.npy", &[0, 3], Vec::new());
    let flat = write(&folder, "flat.npy", &[6], vec![1_f32; 6]);
    let whole = write(&folder, "whole.npy", &[2, 3], vec![1_i32; 6]);
    let long = write(&folder, "long.npy", &[1, 300], vec![1_f32; 300]);
    let positions = write(&folder, "positions.npy", &[2], vec![1_i32, -1]);
    let refused = |operation: &str, x: &str, options: &[&str], reason: &str| {
        tiny(&[&[operation, "--in", x], options].concat()).refuses(reason);
    };
    refused("exp", &folder.argument("none.npy"), &[], "cannot read");
    refused("exp", &whole, &[], "holds int32, not float32");
    refused("exp", &flat, &[], "has 1 dimensions: a matrix has two");
    refused("exp", &empty, &[], "got 0 rows of 3");
    refused("exp", &x, &["--gain", &x], "exp has no --gain");
    refused("add", &x, &[], "--with gives the second operand");
    refused("add", &x, &["--with", &wide], "must have 3 elements, got 4");
    refused("rmsnorm", &x, &["--gain", &wide], "the gain must have 3 elements, got 8");
    refused("rmsnorm", &long, &[], "has at most 256 elements, got 300");
    refused("rmsnorm", &x, &["--plus-one"], "give --gain");
    refused("rope", &x, &[], "rows of pairs have an even number of elements, got 3");
    refused("rope", &wide, &["--positions", "1048575"], "positions must be less than 2^20, got 1048576");
    refused("rope", &wide, &["--positions", &positions], "a position is less than 0");
    refused("rope", &wide, &["--positions", "none.npy"], "cannot read none.npy");
    refused("rope", &wide, &["--theta", "0.5"], "--theta must be 1 or more");
    refused("softmax", &x, &["--positions", &positions], "--positions of softmax is the position of the first row");
    refused("softmax", &x, &["--shared", "257"], "1 to 256 rows can share a position, got 257");
    refused("quantise", &x, &["--format", "int32"], "one of int8, mxint8, mxfp8 and mxfp4");
    refused("quantise", &x, &["--ceil"], "--ceil is for formats with scales of blocks");
    refused("dequantise", &x, &[], "holds float32, not int32");
    refused("dequantise", &x, &["--format", "mxint8"], "holds float32, not int8 or uint8");
    refused("scale", &x, &["--row-scale", &x], "the scales of rows must have 2 elements, got 6");
    assert_eq!(tiny(&["tanh", "--in", &x]).code, 2);
    assert_eq!(tiny(&["exp"]).code, 2);
}
