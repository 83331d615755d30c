//! Whole matrix products through rust-hdl's simulation of the datapath, against a plain loop, in exactly the
//! cycles of the contract.

use seedchip_hdl::registry;
use seedchip_hdl::simulated::Simulated;
use seedchip_spec::{
    Column, Command, Configuration, DATAPATH, Direction, ErrorCode, Flag, Flags, Format, Pins, Sizes, Status,
};
use std::collections::VecDeque;

/// More cycles than any product here takes.
const LIMIT: usize = 5_000;

/// A beat of a stream: its bytes, and whether it is the last.
type Beat = (Vec<u8>, bool);

/// A matrix product with small operands that hit both signs.
struct Product {
    configuration: Configuration,
    m: usize,
    n: usize,
    k: usize,
    format: Format,
    raw: bool,
}

impl Product {
    fn weight(&self, k: usize, n: usize) -> i32 {
        let value = (37 * k + 101 * n + 11 * k * n) as i32;
        match self.format {
            Format::Int8 => value % 255 - 127,
            Format::Int4 => value % 16 - 8,
        }
    }

    fn activation(m: usize, k: usize) -> i32 {
        (53 * m + 29 * k + 7 * m * k) as i32 % 256 - 128
    }

    fn column(n: usize) -> Column {
        Column {
            bias: 1000 * n as i32 - 3000,
            multiplier: (1 << 30) + 12_345 * n as i32,
            shift: 36 + n as u8 % 4,
            zero_point: 3,
            low: -100,
            high: 120,
        }
    }

    fn expected(&self, m: usize, n: usize) -> i32 {
        let products = (0..self.k).map(|k| Self::activation(m, k) * self.weight(k, n));
        let Column { bias, multiplier, shift, .. } = Self::column(n);
        let sum = bias + products.sum::<i32>();
        if self.raw {
            return sum;
        }
        let scaled = (i64::from(sum) * i64::from(multiplier) + (1 << (shift - 1))) >> shift;
        (scaled + 3).clamp(-100, 120) as i32
    }

    fn tiles(&self) -> (usize, usize) {
        (self.n.div_ceil(self.configuration.columns()), self.k.div_ceil(self.configuration.rows()))
    }

    fn cycles(&self) -> u64 {
        let (n_tiles, k_tiles) = self.tiles();
        let slots = n_tiles * k_tiles * self.m.max(self.configuration.rows());
        (self.configuration.constant_cycles() + slots) as u64
    }

    fn command(&self) -> Beat {
        let command = Command::product(self.m as u16, self.n as u16, self.k as u32);
        bytes(&Command { format: self.format, raw: self.raw, tag: 0x1234, ..command }.encode())
    }

    fn weights(&self) -> VecDeque<Beat> {
        let (rows, columns) = (self.configuration.rows(), self.configuration.columns());
        let (n_tiles, k_tiles) = self.tiles();
        let mut lines: Vec<Vec<u8>> = Vec::new();
        for (n_tile, k_tile) in (0..n_tiles).flat_map(|n| (0..k_tiles).map(move |k| (n, k))) {
            for row in 0..rows {
                let weight = |column| self.weight(k_tile * rows + row, n_tile * columns + column) as u8;
                lines.push((0..columns).map(weight).collect());
            }
        }
        let beats = match self.format {
            Format::Int8 => lines,
            Format::Int4 => lines.chunks(2).map(|pair| nibbles(&pair.concat(), columns)).collect(),
        };
        marked(beats)
    }

    fn activations(&self) -> VecDeque<Beat> {
        let rows = self.configuration.rows();
        let (n_tiles, k_tiles) = self.tiles();
        let mut lines = Vec::new();
        for k_tile in (0..n_tiles).flat_map(|_| 0..k_tiles) {
            for m in 0..self.m {
                lines.push((0..rows).map(|row| Self::activation(m, k_tile * rows + row) as u8).collect());
            }
        }
        marked(lines)
    }

    fn parameters(&self) -> VecDeque<Beat> {
        let columns = self.configuration.columns();
        let beat = |n: usize| (bytes(&Self::column(n).encode()).0, (n + 1).is_multiple_of(columns));
        (0..self.tiles().0 * columns).map(beat).collect()
    }
}

fn bytes(words: &[u32]) -> Beat {
    (words.iter().flat_map(|word| word.to_le_bytes()).collect(), true)
}

fn marked(beats: Vec<Vec<u8>>) -> VecDeque<Beat> {
    let last = beats.len() - 1;
    beats.into_iter().enumerate().map(|(index, beat)| (beat, index == last)).collect()
}

/// The low halves of `bytes` in beats of `width` bytes, low nibble first.
fn nibbles(bytes: &[u8], width: usize) -> Vec<u8> {
    let nibble = |index: usize| bytes.get(index).map_or(0, |byte| byte & 15);
    (0..width).map(|byte| nibble(2 * byte) | nibble(2 * byte + 1) << 4).collect()
}

/// A row of results: a value per column, whether each exists, and whether it is the last row.
type Line = (Vec<i32>, Vec<bool>, bool);

struct Bench {
    configuration: Configuration,
    datapath: Box<dyn Simulated>,
    inputs: Pins,
}

impl Bench {
    fn new(configuration: &Configuration) -> Self {
        let datapath = DATAPATH.of(configuration);
        let mut bench = Self {
            configuration: configuration.clone(),
            datapath: registry::block(&datapath),
            inputs: Pins::zero(&datapath.ports(), Direction::Input),
        };
        bench.datapath.cycle(&bench.inputs);
        bench.inputs.set("rst_ni", 1);
        bench
    }

    fn offer(&mut self, stream: &str, beats: &VecDeque<Beat>) {
        self.inputs.set(&format!("{stream}_tvalid"), u64::from(!beats.is_empty()));
        if let Some((bytes, last)) = beats.front() {
            for (lane, byte) in bytes.iter().enumerate() {
                self.inputs.set_lane(&format!("{stream}_tdata"), lane, 8, u64::from(*byte));
            }
            if stream != "s_axis_command" {
                self.inputs.set(&format!("{stream}_tlast"), u64::from(*last));
            }
        }
    }

    /// Runs a command to its status. `sink` says in which cycles results are taken.
    fn run(&mut self, product: &Product, sink: impl Fn(usize) -> bool) -> (Vec<Line>, Pins) {
        let mut streams = [
            ("s_axis_command", VecDeque::from([product.command()])),
            ("s_axis_weight", product.weights()),
            ("s_axis_activation", product.activations()),
            ("s_axis_parameter", product.parameters()),
        ];
        let columns = self.configuration.columns();
        let mut lines = Vec::new();
        let mut told = None;
        for cycle in 0..LIMIT {
            for (stream, beats) in &streams {
                self.offer(stream, beats);
            }
            self.inputs.set("m_axis_result_tready", u64::from(sink(cycle)));
            self.inputs.set("m_axis_status_tready", u64::from(told.is_none()));
            let outputs = self.datapath.cycle(&self.inputs);
            for (stream, beats) in &mut streams {
                if outputs.high(&format!("{stream}_tready")) {
                    beats.pop_front();
                }
            }
            if outputs.high("m_axis_result_tvalid") && sink(cycle) {
                let value = |column| outputs.lane("m_axis_result_tdata", column, 32) as i32;
                let kept = |column| outputs.lane("m_axis_result_tkeep", column, 4) == 15;
                let last = outputs.high("m_axis_result_tlast");
                lines.push(((0..columns).map(value).collect(), (0..columns).map(kept).collect(), last));
            }
            if outputs.high("m_axis_status_tvalid") && told.is_none() {
                told = Some(outputs.clone());
            }
            if told.is_some() && !outputs.high("m_axis_result_tvalid") {
                break;
            }
        }
        let left: Vec<usize> = streams.iter().map(|(_, beats)| beats.len()).collect();
        assert_eq!(left, [0; 4], "operands are left");
        (lines, told.expect("a status within the limit"))
    }
}

fn status(outputs: &Pins) -> Status {
    Status::decode(outputs.words("m_axis_status_tdata")).expect("a status")
}

fn check(product: &Product, lines: &[Line]) {
    let columns = product.configuration.columns();
    let n_tiles = product.tiles().0;
    assert_eq!(lines.len(), n_tiles * product.m);
    for (index, (values, kept, last)) in lines.iter().enumerate() {
        let (tile, m) = (index / product.m, index % product.m);
        for column in 0..columns {
            let n = tile * columns + column;
            let expected = if n < product.n { product.expected(m, n) } else { 0 };
            assert_eq!(values[column], expected, "row {m}, column {n}");
            assert_eq!(kept[column], n < product.n, "row {m}, column {n}");
        }
        assert_eq!(*last, index + 1 == lines.len(), "row {m} of tile {tile}");
    }
}

fn configurations() -> [Configuration; 3] {
    [(4, 4, 16), (5, 3, 8), (4, 1, 4)].map(|(rows, columns, accumulators)| {
        let sizes = Sizes { rows, columns, accumulators, ..Sizes::default() };
        Configuration::new(sizes).expect("possible sizes")
    })
}

fn products(configuration: &Configuration) -> Vec<Product> {
    let (rows, columns, most) = (configuration.rows(), configuration.columns(), configuration.accumulators());
    [
        (1, 1, 1, Format::Int8, true),
        (rows, columns, rows, Format::Int8, true),
        (most, 2 * columns + 1, 2 * rows + 1, Format::Int8, true),
        (2, 3 * columns, 3 * rows - 1, Format::Int8, false),
        (rows + 1, 2 * columns, rows + 1, Format::Int4, true),
        (most, columns, rows, Format::Int4, false),
    ]
    .map(|(m, n, k, format, raw)| {
        let m = m.min(most);
        Product { configuration: configuration.clone(), m, n, k, format, raw }
    })
    .into()
}

#[test]
fn products_are_right_and_take_the_cycles_of_the_contract() {
    for configuration in configurations() {
        let mut bench = Bench::new(&configuration);
        for product in products(&configuration) {
            let (lines, told) = bench.run(&product, |_| true);
            check(&product, &lines);
            let status = status(&told);
            assert_eq!((status.tag, status.error), (0x1234, ErrorCode::None));
            assert_eq!(status.flags.0 & 0b11110, 0, "no flag but saturation");
            assert_eq!(status.cycles, product.cycles());
            assert_eq!(status.products, (product.m * product.n * product.k) as u64);
        }
    }
}

#[test]
fn a_slow_sink_stalls_and_nothing_is_lost() {
    let configuration = &configurations()[0];
    let mut bench = Bench::new(configuration);
    let (m, n, k) = (16, 9, 4);
    let product = Product { configuration: configuration.clone(), m, n, k, format: Format::Int8, raw: true };
    let (lines, told) = bench.run(&product, |cycle| cycle % 7 == 0);
    check(&product, &lines);
    let status = status(&told);
    assert!(status.stalls_results > 0, "no stall");
    assert_eq!(status.cycles, product.cycles() + status.stalls_results);
}

#[test]
fn a_status_that_waits_keeps_its_flags() {
    let configuration = &configurations()[0];
    let mut bench = Bench::new(configuration);
    let shown = |bench: &mut Bench, ready: u64| {
        bench.inputs.set("m_axis_status_tready", ready);
        bench.datapath.cycle(&bench.inputs)
    };
    bench.inputs.set("s_axis_command_tvalid", 1);
    while !shown(&mut bench, 0).high("m_axis_status_tvalid") {}
    bench.inputs.set("s_axis_parameter_tvalid", 1);
    bench.inputs.set("s_axis_parameter_tlast", 1);
    for _ in 0..4 {
        assert_eq!(status(&shown(&mut bench, 0)).flags, Flags::default());
    }
    bench.inputs.set("s_axis_parameter_tvalid", 0);
    assert_eq!(status(&shown(&mut bench, 1)).flags, Flags::default());
    let next = loop {
        let outputs = shown(&mut bench, 0);
        if outputs.high("m_axis_status_tvalid") {
            break outputs;
        }
    };
    assert_eq!(status(&next).flags, Flag::ParameterFraming.into());
}
