//! Block formats against rational arithmetic (`verif/oracle/blocks.py`), and what no result may depend on.

use crate::project::root;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use seedchip_golden::datapath::Datapath;
use seedchip_host::job::Job;
use seedchip_host::operands::{BLOCK, Scales};
use seedchip_sim::PowerUp;
use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::models;
use seedchip_spec::device::Device;
use seedchip_spec::{Cell, Configuration, DATAPATH, Element, Format, Formats, Sizes};
use std::fs;
use std::ops::ControlFlow;

/// The operands of a product in a block format.
#[derive(Clone, Debug)]
struct Product {
    format: Format,
    m: usize,
    n: usize,
    k: usize,
    a: Vec<i8>,
    b: Vec<i8>,
    row_scales: Vec<u8>,
    column_scales: Vec<u8>,
}

impl Product {
    /// The bits of the FP32 results that a unit gives.
    fn run(&self, device: &mut dyn Device) -> Vec<u32> {
        let scales = Scales { rows: &self.row_scales, columns: &self.column_scales };
        let sizes = device.configuration().sizes();
        let job = Job::of_matrices(sizes, self.format, (self.m, self.n, self.k), &self.a, &self.b, scales);
        let job = job.unwrap_or_else(|error| panic!("{error}"));
        let answer = job.run(device, &mut |_| ControlFlow::Continue(())).unwrap_or_else(|error| panic!("{error}"));
        assert!(answer.statuses.iter().all(|status| !status.error.is_failure()), "{:?}", answer.statuses);
        answer.results.into_iter().map(i32::cast_unsigned).collect()
    }
}

fn verilated(configuration: &Configuration) -> Box<dyn Device> {
    let model = models::block(&DATAPATH.of(configuration), PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
    Box::new(VerilatedDevice::new(model, configuration).expect("a datapath has the streams of a datapath"))
}

pub(crate) fn golden(configuration: &Configuration) -> Box<dyn Device> {
    Box::new(Datapath::new(configuration))
}

/// Units with blocks of eight tiles, of four, of two and of one.
pub(crate) fn units() -> Vec<Configuration> {
    let of = |rows, columns, cell| {
        let sizes = Sizes { rows, columns, accumulators: 8, cell, formats: Formats::ALL };
        Configuration::new(sizes).expect("it can be")
    };
    vec![of(4, 6, Cell::Single), of(8, 4, Cell::Single), of(16, 3, Cell::Registered), of(32, 2, Cell::Paired)]
}

/// The bytes of hexadecimal digits.
fn bytes(digits: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// The products of the oracle and their results.
fn products() -> Vec<(Product, Vec<u32>)> {
    let path = root().join("verif/oracle/blocks.txt");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let signed = |digits: &str| bytes(digits).into_iter().map(u8::cast_signed).collect();
    let product = |line: &str| {
        let parts: Vec<&str> = line.split(' ').collect();
        let [format, m, n, k, a, b, row_scales, column_scales, results] = parts[..] else { panic!("{line}") };
        let [m, n, k] = [m, n, k].map(|size| size.parse().expect("a size"));
        let format = Format::named(format).expect("a format");
        let (row_scales, column_scales) = (bytes(row_scales), bytes(column_scales));
        let word = |word: &[u8]| word.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
        let results = bytes(results).chunks(4).map(word).collect();
        (Product { format, m, n, k, a: signed(a), b: signed(b), row_scales, column_scales }, results)
    };
    text.lines().map(product).collect()
}

/// Every result of the oracle, on every unit: of the golden model, and of the Verilog.
fn agrees(device: impl Fn(&Configuration) -> Box<dyn Device>) {
    let products = products();
    assert!(products.len() >= 100, "the oracle's products are missing");
    for configuration in units() {
        let (mut device, mut results) = (device(&configuration), 0);
        for (number, (product, expected)) in products.iter().enumerate() {
            let found = product.run(&mut *device);
            assert_eq!(found, *expected, "{configuration}: line {} of blocks.txt", number + 1);
            results += found.len();
        }
        println!("{configuration}: {results} results equal");
    }
}

#[test]
fn the_golden_model_agrees_with_rational_arithmetic() {
    agrees(golden);
}

#[test]
fn the_verilog_agrees_with_rational_arithmetic() {
    agrees(verilated);
}

/// Products of every block format, with scales near each other and now and then any.
fn any_product() -> impl Strategy<Value = Product> {
    let formats: Vec<Format> = Format::ALL.iter().copied().filter(|format| format.has_blocks()).collect();
    let shape = (prop::sample::select(formats), 1..12_usize, 1..14_usize, 1..100_usize);
    shape.prop_flat_map(|(format, m, n, k)| {
        let elements = |element: Element, count| prop::collection::vec(element.range(), count);
        let scale = || prop_oneof![20 => 118..=136_u8, 1 => any::<u8>()];
        let scales = |count| prop::collection::vec(scale(), count);
        let blocks = k.div_ceil(BLOCK);
        let operands = (
            elements(format.activations(), m * k),
            elements(format.weights(), k * n),
            scales(m * blocks),
            scales(n * blocks),
        );
        operands.prop_map(move |(a, b, row_scales, column_scales)| Product {
            format,
            m,
            n,
            k,
            a,
            b,
            row_scales,
            column_scales,
        })
    })
}

/// 4, 8, 16 and 32 rows give the same bits; so do a row alone, and the rows in another order.
#[test]
fn no_result_depends_on_the_unit_or_on_the_batch() {
    let mut devices: Vec<_> = units().iter().map(verilated).collect();
    let config = Config { cases: 60, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..Config::default() };
    let check = |product: Product| {
        let expected = product.run(&mut *devices[0]);
        for device in &mut devices[1..] {
            let name = device.configuration().name().to_owned();
            prop_assert_eq!(&product.run(&mut **device), &expected, "{}", name);
        }
        let (last, blocks) = (product.m - 1, product.k.div_ceil(BLOCK));
        let row = Product {
            m: 1,
            a: product.a[last * product.k..].to_vec(),
            row_scales: product.row_scales[last * blocks..].to_vec(),
            ..product.clone()
        };
        prop_assert_eq!(row.run(&mut *devices[1]), &expected[last * product.n..]);
        // Within a block the order of the products is free.
        let mut turned = product.clone();
        let first = BLOCK.min(product.k);
        turned.a.chunks_mut(product.k).for_each(|row| row[..first].reverse());
        let rows: Vec<Vec<i8>> = product.b.chunks(product.n).map(<[i8]>::to_vec).collect();
        turned.b = rows[..first].iter().rev().chain(&rows[first..]).flatten().copied().collect();
        prop_assert_eq!(turned.run(&mut *devices[2]), expected);
        Ok(())
    };
    let check = std::cell::RefCell::new(check);
    let result = TestRunner::new(config).run(&any_product(), |product| (check.borrow_mut())(product));
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// Every pair of elements of every format, one product each: in the first of 32 places, and in the last.
#[test]
fn every_pair_of_elements_is_multiplied() {
    let configuration = Configuration::named("lm").expect("a preset");
    let mut device = verilated(&configuration);
    for format in Format::ALL.iter().copied().filter(|format| format.has_blocks()) {
        let (left, right) = (format.activations().range(), format.weights().range());
        let (m, n) = (left.clone().count(), right.clone().count());
        for place in [0, BLOCK - 1] {
            let mut a = vec![0; m * BLOCK];
            a.iter_mut().skip(place).step_by(BLOCK).zip(left.clone()).for_each(|(element, value)| *element = value);
            let mut b = vec![0; BLOCK * n];
            b[place * n..][..n].iter_mut().zip(right.clone()).for_each(|(element, value)| *element = value);
            let (row_scales, column_scales) = (vec![127; m], vec![127; n]);
            let product = Product { format, m, n, k: BLOCK, a, b, row_scales, column_scales };
            let found = product.run(&mut *device);
            let value = |element, code| seedchip_host::blocks::value(element, code);
            for (index, bits) in found.iter().enumerate() {
                let (a, b) = (left.clone().nth(index / n), right.clone().nth(index % n));
                let (a, b) = (a.expect("a row"), b.expect("a column"));
                let exact = value(format.activations(), a) * value(format.weights(), b);
                // A product of eight bits each is exact, and every zero is +0.
                assert_eq!(f64::from(f32::from_bits(*bits)), exact, "{}: {a} · {b}", format.name());
                assert!(exact != 0.0 || *bits == 0, "{}: {a} · {b}", format.name());
            }
        }
        println!("{}: {} pairs", format.name(), m * n);
    }
}
