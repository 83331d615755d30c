//! Whole matrix products through rust-hdl's simulation of the datapath, against a plain loop, raw ones in exactly the
//! cycles of the contract.

use seedchip_hdl::registry;
use seedchip_hdl::simulated::Simulated;
use seedchip_spec::{
    Column, Command, Configuration, DATAPATH, Direction, ErrorCode, Format, Geometry, Pins, Sizes, Status,
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
            _ => unreachable!("these are products of integers"),
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
        let sum = products.sum::<i32>();
        if self.raw {
            return sum;
        }
        let sum = bias + sum;
        let scaled = (i64::from(sum) * i64::from(multiplier) + (1 << (shift - 1))) >> shift;
        (scaled + 3).clamp(-100, 120) as i32
    }

    fn tiles(&self) -> (usize, usize) {
        (self.n.div_ceil(self.configuration.columns()), self.k.div_ceil(self.configuration.rows()))
    }

    /// Cycles of a raw command that is alone, by the page: it is accepted, the first tile's weights are loaded, tiles
    /// follow each other, and the last row passes array and back half.
    fn cycles(&self) -> u64 {
        let (n_tiles, k_tiles) = self.tiles();
        let configuration = &self.configuration;
        let beats = self.format.tile_beats(configuration.rows());
        let tile = self.m.max(beats).max(4);
        let shown = configuration.array_latency() + 7;
        (4 + beats + (n_tiles * k_tiles - 1) * tile + self.m - 1 + shown) as u64
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
        let half = rows.div_ceil(2);
        let beats = match self.format {
            Format::Int8 | Format::MxInt8 => lines,
            _ => lines.chunks(rows).flat_map(|tile| (0..half).map(|row| nibbles(tile, row, half))).collect(),
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
        let beats = if self.raw { 0 } else { self.n };
        (0..beats).map(|n| (bytes(&Self::column(n).encode()).0, n + 1 == beats)).collect()
    }
}

fn bytes(words: &[u32]) -> Beat {
    (words.iter().flat_map(|word| word.to_le_bytes()).collect(), true)
}

fn marked(beats: Vec<Vec<u8>>) -> VecDeque<Beat> {
    let last = beats.len() - 1;
    beats.into_iter().enumerate().map(|(index, beat)| (beat, index == last)).collect()
}

/// Row `row` of a tile in the low nibbles, the one `half` rows further, if there is one, in the high nibbles.
fn nibbles(tile: &[Vec<u8>], row: usize, half: usize) -> Vec<u8> {
    let high = |column: usize| tile.get(row + half).map_or(0, |line| line[column] & 15);
    tile[row].iter().enumerate().map(|(column, low)| low & 15 | high(column) << 4).collect()
}

/// A beat of results: its bytes, whether each is kept, and whether it is the last beat.
type Line = (Vec<u8>, Vec<bool>, bool);

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
                let value = |byte| outputs.lane("m_axis_result_tdata", byte, 8) as u8;
                let kept = |byte| outputs.lane("m_axis_result_tkeep", byte, 1) == 1;
                let last = outputs.high("m_axis_result_tlast");
                lines.push(((0..4 * columns).map(value).collect(), (0..4 * columns).map(kept).collect(), last));
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
    let size = if product.raw { 4 } else { 1 };
    let mut expected = Vec::new();
    for (tile, m) in (0..n_tiles).flat_map(|tile| (0..product.m).map(move |m| (tile, m))) {
        for n in tile * columns..(tile + 1) * columns {
            let value = if n < product.n { product.expected(m, n) } else { 0 };
            expected.extend(&value.to_le_bytes()[..size]);
        }
    }
    // Behind the last result are null bytes.
    expected.truncate(expected.len() - (n_tiles * columns - product.n) * size);
    let kept = lines.iter().flat_map(|(bytes, kept, _)| bytes.iter().zip(kept).filter(|(_, kept)| **kept));
    assert_eq!(kept.map(|(byte, _)| *byte).collect::<Vec<_>>(), expected);
    let last = lines.len() - 1;
    for (index, (_, kept, is_last)) in lines.iter().enumerate() {
        assert_eq!(*is_last, index == last, "beat {index}");
        assert!(index == last || kept.iter().all(|kept| *kept), "beat {index}");
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
            if product.raw {
                assert_eq!(status.cycles, product.cycles());
            }
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
    assert!(status.cycles > product.cycles());
}

#[test]
fn statuses_wait_in_order_for_a_slow_host() {
    let configuration = &configurations()[0];
    let mut bench = Bench::new(configuration);
    for tag in 1..=3_u16 {
        let beat = VecDeque::from([bytes(&Command::nothing(tag).encode())]);
        bench.offer("s_axis_command", &beat);
        while !bench.datapath.cycle(&bench.inputs).high("s_axis_command_tready") {}
    }
    bench.inputs.set("s_axis_command_tvalid", 0);
    for _ in 0..100 {
        bench.datapath.cycle(&bench.inputs);
    }
    bench.inputs.set("m_axis_status_tready", 1);
    let mut told = Vec::new();
    for _ in 0..20 {
        let outputs = bench.datapath.cycle(&bench.inputs);
        if outputs.high("m_axis_status_tvalid") {
            let geometry = Geometry::decode(outputs.words("m_axis_status_tdata")).expect("a geometry");
            assert_eq!((geometry.rows, geometry.columns, geometry.version), (4, 4, Geometry::LAYOUTS));
            told.push(geometry.tag);
        }
    }
    assert_eq!(told, [1, 2, 3]);
}
