//! `seedchip matmul`: products on the Verilated datapath, and files that cannot be multiplied.

mod common;

use common::{Folder, seedchip};
use seedchip_host::npy::{Array, Element};
use std::fs;

fn write<T: Element>(folder: &Folder, name: &str, shape: &[usize], values: Vec<T>) -> String {
    fs::write(folder.path(name), Array { shape: shape.to_vec(), values }.write()).expect("written");
    folder.argument(name)
}

/// A product of odd sizes, more rows than there are accumulators, beside a plain loop.
#[test]
fn a_product_of_any_shape_is_right() {
    let (m, n, k) = (37, 11, 19);
    let folder = Folder::new();
    let a: Vec<i8> = (0..m * k).map(|index| (index * 89 % 256) as u8 as i8).collect();
    let out = folder.argument("c.npy");
    for (format, bits) in [("int8", 8), ("int8-int4", 4)] {
        let b: Vec<i8> = (0..k * n).map(|index| ((index * 37 % 256) as u8 as i8) >> (8 - bits)).collect();
        let (a_file, b_file) =
            (write(&folder, "a.npy", &[m, k], a.clone()), write(&folder, "b.npy", &[k, n], b.clone()));
        let files = ["--a", &a_file, "--b", &b_file, "--out", &out];
        seedchip(&[&["matmul", "--config", "tiny", "--format", format], &files[..]].concat())
            .ends_with(0)
            .says("3 commands")
            .says("golden model: 407 of 407 results equal");
        let product = Array::<i32>::read(&fs::read(&out).expect("written")).expect("an array");
        assert_eq!(product.shape, [m, n]);
        for (index, found) in product.values.iter().enumerate() {
            let (row, column) = (index / n, index % n);
            let expected: i32 = (0..k).map(|i| i32::from(a[row * k + i]) * i32::from(b[i * n + column])).sum();
            assert_eq!(*found, expected, "{format}: row {row}, column {column}");
        }
    }
}

#[test]
fn wrong_operands_are_refused_in_a_sentence() {
    let folder = Folder::new();
    let a = write(&folder, "a.npy", &[2, 3], vec![1_i8; 6]);
    let b = write(&folder, "b.npy", &[4, 2], vec![1_i8; 8]);
    let wide = write(&folder, "wide.npy", &[3, 2], vec![100_i8; 6]);
    let float = write(&folder, "float.npy", &[3, 2], vec![1.0_f32; 6]);
    let flat = write(&folder, "flat.npy", &[6], vec![1_i8; 6]);
    let matmul = |a: &str, b: &str, format: &str| seedchip(&["matmul", "--a", a, "--b", b, "--format", format]);
    matmul(&a, &b, "int8").refuses("has 3 columns and");
    matmul(&a, &wide, "int8-int4").refuses("has the element 0x64: int8-int4 has 4 bits");
    matmul(&a, &float, "int8").refuses("holds float32, not int8 or uint8");
    matmul(&a, &flat, "int8").refuses("has 1 dimensions: a matrix has two");
    matmul(&a, &folder.argument("none.npy"), "int8").refuses("cannot read");
    assert_eq!(matmul(&a, &b, "int7").code, 2);
}

/// A product in a block format, with scales from files and without, beside float64, which is exact here.
#[test]
fn block_formats_have_scales() {
    let (m, n, k) = (3, 5, 40);
    let folder = Folder::new();
    let a: Vec<i8> = (0..m * k).map(|index| (index * 89 % 255) as u8 as i8).collect();
    let b: Vec<i8> = (0..k * n).map(|index| (index * 37 % 16) as i8 - 8).collect();
    let (row_scales, column_scales) =
        ([127_u8, 129, 126, 127, 128, 130], [127_u8, 126, 128, 127, 131, 120, 127, 127, 126, 129]);
    let files = [
        write(&folder, "a.npy", &[m, k], a.clone()),
        write(&folder, "b.npy", &[k, n], b.clone()),
        write(&folder, "as.npy", &[m, 2], row_scales.to_vec()),
        write(&folder, "bs.npy", &[2, n], column_scales.to_vec()),
        folder.argument("c.npy"),
    ];
    let [a_file, b_file, a_scale, b_scale, out] = files.each_ref().map(String::as_str);
    let product =
        ["matmul", "--config", "4x6x8_mx", "--format", "mxint8-int4", "--a", a_file, "--b", b_file, "--out", out];
    for scaled in [false, true] {
        let scales: &[&str] = if scaled { &["--a-scale", a_scale, "--b-scale", b_scale] } else { &[] };
        seedchip(&[&product[..], scales].concat()).ends_with(0).says("golden model: 15 of 15 results equal");
        let found = Array::<f32>::read(&fs::read(folder.path("c.npy")).expect("written")).expect("an array");
        assert_eq!(found.shape, [m, n]);
        for (index, found) in found.values.iter().enumerate() {
            let (row, column) = (index / n, index % n);
            let term = |i: usize| {
                let (of_row, of_column) = (row_scales[row * 2 + i / 32], column_scales[i / 32 * n + column]);
                let exponent = if scaled { i32::from(of_row) + i32::from(of_column) - 254 } else { 0 };
                f64::from(a[row * k + i]) * f64::from(b[i * n + column]) * 2_f64.powi(exponent - 8)
            };
            let expected: f64 = (0..k).map(term).sum();
            assert_eq!(f64::from(*found), expected, "row {row}, column {column}");
        }
    }
}

/// A table of all formats; a unit that lacks them is built with them.
#[test]
fn formats_are_compared_by_their_errors() {
    let (m, n, k) = (4, 6, 64);
    let folder = Folder::new();
    let number = |index: usize| ((index * 7919 % 1009) as f32 / 504.5 - 1.0).powi(3);
    let a = write(&folder, "a.npy", &[m, k], (0..m * k).map(number).collect());
    let b = write(&folder, "b.npy", &[k, n], (0..k * n).map(|index| number(index + 5)).collect());
    seedchip(&["matmul", "--config", "tiny", "--format", "all", "--quantise", "--a", &a, "--b", &b])
        .ends_with(0)
        .says("tiny lacks mxint8, mxint8-int4, mxint8-mxfp4, mxfp4")
        .says("signal to error in dB")
        .says("24 of 24");
}

#[test]
fn wrong_scales_are_refused_in_a_sentence() {
    let folder = Folder::new();
    let a = write(&folder, "a.npy", &[2, 3], vec![1_i8; 6]);
    let b = write(&folder, "b.npy", &[3, 2], vec![1_i8; 6]);
    let scales = write(&folder, "scales.npy", &[2, 2], vec![127_u8; 4]);
    let float = write(&folder, "float.npy", &[2, 3], vec![1_f32; 6]);
    let matmul = |a: &str, more: &[&str]| seedchip(&[&["matmul", "--a", a, "--b", &b][..], more].concat());
    matmul(&a, &["--a-scale", &scales]).refuses("int8 has no scales");
    matmul(&a, &["--format", "mxint8", "--a-scale", &scales]).refuses("is [2, 2]: the scales are [2, 1]");
    matmul(&a, &["--format", "mxint8", "--rows", "12"])
        .refuses("rows must be 4, 8, 16 or 32 for block formats, got 12");
    matmul(&a, &["--format", "int8,mxint8"]).refuses("bit patterns are of one format");
    matmul(&a, &["--quantise"]).refuses("holds int8, not float32");
    matmul(&float, &["--format", "mxint8"]).refuses("holds float32, not int8 or uint8");
    assert_eq!(matmul(&a, &["--format", "mxint9"]).code, 2);
}
