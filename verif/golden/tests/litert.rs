//! Layers whose outputs LiteRT's reference kernels computed (see `verif/oracle/README.md`).

use seedchip_golden::layer::layer;
use seedchip_golden::tiling::Shape;
use seedchip_spec::{Column, Rounding};
use std::fs;
use std::path::{Path, PathBuf};

/// A matrix from a file of NumPy, row by row, as little-endian bytes.
struct Matrix {
    rows: usize,
    columns: usize,
    bytes: Vec<u8>,
}

impl Matrix {
    /// Reads version 1.0 of the format: a magic of 6 bytes, 2 of version, 2 of the header's length, the header.
    fn read(path: &Path, kind: &str, size: usize) -> Self {
        let file = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(&file[..8], b"\x93NUMPY\x01\x00", "{}", path.display());
        let start = 10 + usize::from(u16::from_le_bytes([file[8], file[9]]));
        let header = std::str::from_utf8(&file[10..start]).expect("a header is text");
        assert!(
            header.contains(&format!("'descr': '{kind}'")) && header.contains("'fortran_order': False"),
            "{header}"
        );
        let shape = header.split_once('(').and_then(|(_, rest)| rest.split_once(')')).expect("a shape").0;
        let sizes: Vec<usize> = shape.split(',').map(|size| size.trim().parse().expect("a size")).collect();
        let [rows, columns] = sizes[..] else { panic!("{}: {shape} is no matrix", path.display()) };
        let bytes = file[start..].to_vec();
        assert_eq!(bytes.len(), rows * columns * size, "{}", path.display());
        Self { rows, columns, bytes }
    }

    fn bytes(&self) -> Vec<i8> {
        self.bytes.iter().map(|byte| byte.cast_signed()).collect()
    }

    fn words(&self) -> Vec<i32> {
        self.bytes.chunks_exact(4).map(|word| i32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
    }
}

fn column(words: &[i32]) -> Column {
    let [bias, multiplier, shift, zero_point, low, high] = words[..] else { panic!("a column has 6 parameters") };
    let byte = |word: i32| i8::try_from(word).expect("a byte");
    let shift = u8::try_from(shift).expect("a shift");
    Column { bias, multiplier, shift, zero_point: byte(zero_point), low: byte(low), high: byte(high) }
}

/// How many outputs of a vector were compared, and how many differ with ties up.
fn compare(folder: &Path, rounding: Rounding) -> (usize, usize) {
    let (input, weights, output) = (
        Matrix::read(&folder.join("input.npy"), "|i1", 1),
        Matrix::read(&folder.join("weights.npy"), "|i1", 1),
        Matrix::read(&folder.join("output.npy"), "|i1", 1),
    );
    let columns = Matrix::read(&folder.join("columns.npy"), "<i4", 4);
    let shape = Shape { m: input.rows, n: weights.columns, k: weights.rows };
    assert_eq!((input.columns, output.rows, output.columns), (shape.k, shape.m, shape.n), "{}", folder.display());
    assert_eq!((columns.rows, columns.columns), (shape.n, 6), "{}", folder.display());

    let columns: Vec<Column> = columns.words().chunks_exact(6).map(column).collect();
    let of = |rounding| layer(&input.bytes(), &weights.bytes(), &columns, shape, rounding);
    let (results, ties_up) = (of(rounding), of(Rounding::Up));
    for (index, (found, expected)) in results.iter().zip(output.bytes()).enumerate() {
        assert_eq!(found.value, expected, "{}: [{}, {}]", folder.display(), index / shape.n, index % shape.n);
    }
    (results.len(), results.iter().zip(&ties_up).filter(|(result, other)| result != other).count())
}

fn compare_all(kernel: &str, rounding: Rounding) {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracle/vectors");
    let mut folders: Vec<PathBuf> = fs::read_dir(&vectors)
        .unwrap_or_else(|error| panic!("{}: {error}", vectors.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(kernel)))
        .collect();
    folders.sort();
    let counts: Vec<(usize, usize)> = folders.iter().map(|folder| compare(folder, rounding)).collect();
    let (outputs, others) = counts.iter().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    assert!(outputs > 0, "ran 0 outputs of {kernel} rounding");
    assert!(others > 0, "the vectors of {kernel} rounding do not tell it from ties up");
    println!("{outputs} outputs of {} vectors of {kernel} rounding, {others} others with ties up", folders.len());
}

#[test]
fn fully_connected_rounds_once_and_a_tie_away_from_zero() {
    compare_all("single", Rounding::Away);
}

#[test]
fn convolutions_with_a_scale_per_output_round_twice() {
    compare_all("double", Rounding::Double);
}
