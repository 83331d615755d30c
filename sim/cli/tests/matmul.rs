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
