//! The page's times fit together: the blocks' models, joined as its section on the datapath says and cycle by cycle,
//! give what the model of whole commands gives, in the cycles of the contract.

mod support;

use bitvec::prelude::*;
use seedchip_golden::Block;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::stream::delay::Delay;
use seedchip_golden::tiling::Shape;
use seedchip_spec::{Beat, Beats, Cell, Column, Command, Configuration, Direction, Flags, Format, Pins, Sizes};
use support::{Layer, Operands};

/// A block and the inputs of its next cycle.
struct Part {
    model: Box<dyn Block>,
    inputs: Pins,
}

impl Part {
    fn new(name: &str, configuration: &Configuration) -> Self {
        let instance = seedchip_spec::Block::named(name).expect("it is listed").of(configuration);
        let ports = instance.ports();
        let mut inputs = Pins::zero(&ports, Direction::Input);
        if ports.iter().any(|port| port.name == "rst_ni") {
            inputs.set("rst_ni", 1);
        }
        Self { model: seedchip_golden::block(&instance).expect("it has a model"), inputs }
    }

    fn cycle(&mut self) -> Pins {
        self.model.cycle(&self.inputs).pins
    }
}

/// What the sequencer says of a slot, when it reaches the accumulators.
#[derive(Clone, Copy, Debug, Default)]
struct Tokens {
    store: bool,
    result: bool,
    first: bool,
    partial: bool,
    set: bool,
    last: bool,
    address: u64,
}

/// L and G of the page's table.
fn cell_of_the_page(cell: Cell) -> (usize, usize) {
    match cell {
        Cell::Single => (3, 1),
        Cell::Registered => (4, 1),
        Cell::Paired => (6, 2),
    }
}

/// Everything between the streams, which never stall but as `stalls` says.
struct Joined {
    rows: usize,
    columns: usize,
    sum_bits: usize,
    sequencer: Part,
    parameters: Part,
    array: Part,
    accumulators: Vec<Part>,
    requantisers: Vec<Part>,
    /// Into the array: loads, weights, activations, swaps.
    load: Delay<u64>,
    weights: Vec<Delay<u8>>,
    activations: Vec<Delay<u8>>,
    swaps: Vec<Delay<bool>>,
    sums: Vec<Delay<u64>>,
    /// Tokens as they arrive at A0, then at A2, A3, A14 and A15.
    tokens: Delay<Tokens>,
    adding: Delay<Tokens>,
    writing: Delay<Tokens>,
    keeping: Delay<Tokens>,
    showing: Delay<Tokens>,
    /// `raw` and `double` as each column has them.
    modes: Vec<Delay<[u64; 2]>>,
    /// The `end` token in the cycle before A15.
    ending: Delay<bool>,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    results: Vec<(Vec<i32>, bool)>,
    saturated: bool,
    cycles: u64,
    stalls: u64,
}

impl Joined {
    fn new(configuration: &Configuration) -> Self {
        let (rows, columns) = (configuration.rows(), configuration.columns());
        let (latency, group) = cell_of_the_page(configuration.cell());
        let lanes = columns / group;
        let to_a0 = rows + lanes + latency - 1;
        let column = |name| (0..columns).map(|_| Part::new(name, configuration)).collect();
        Self {
            rows,
            columns,
            sum_bits: configuration.sum_bits(),
            sequencer: Part::new("sequencer", configuration),
            parameters: Part::new("parameters", configuration),
            array: Part::new("array", configuration),
            accumulators: column("accumulator"),
            requantisers: column("requantise"),
            load: Delay::new(1, 0),
            weights: (0..columns).map(|column| Delay::new(column / group + 1, 0)).collect(),
            // Masked and registered, then skewed.
            activations: (0..rows).map(|row| Delay::new(1 + row + 1, 0)).collect(),
            swaps: (0..rows).map(|row| Delay::new(row + 1, false)).collect(),
            sums: (0..columns).map(|column| Delay::new(lanes - 1 - column / group, 0)).collect(),
            tokens: Delay::new(to_a0, Tokens::default()),
            adding: Delay::new(1, Tokens::default()),
            writing: Delay::new(3, Tokens::default()),
            keeping: Delay::new(14, Tokens::default()),
            showing: Delay::new(15, Tokens::default()),
            modes: (0..columns).map(|column| Delay::new(column + 1, [0; 2])).collect(),
            ending: Delay::new(to_a0 + 15 - 1, false),
        }
    }

    /// Runs a command on its operands; a stream has nothing to offer in a cycle in which `stalls` is true.
    fn run(&mut self, command: &Command, operands: &Operands, mut stalls: impl FnMut() -> bool) -> Run {
        let mut used = [0; 3];
        let mut run = Run { results: Vec::new(), saturated: false, cycles: 0, stalls: 0 };
        self.sequencer.inputs.set("status_ready_i", 1);
        self.sequencer.inputs.set("command_valid_i", 1);
        self.sequencer.inputs.set_words("command_data_i", &command.encode());
        let (mut set, mut end, mut credit) = (false, false, false);
        loop {
            let weights = next(&operands.weights, used[0]).filter(|_| !stalls());
            let activations = next(&operands.activations, used[1]).filter(|_| !stalls());
            let parameters = next(&operands.parameters, used[2]).filter(|_| !stalls());

            let inputs = &mut self.sequencer.inputs;
            inputs.set("row_valid_i", weights.is_some().into());
            inputs.set("activation_valid_i", activations.is_some().into());
            inputs.set("set_i", set.into());
            inputs.set("credit_i", credit.into());
            inputs.set("end_i", end.into());
            let sequencer = self.sequencer.cycle();
            self.sequencer.inputs.set("command_valid_i", 0);
            if sequencer.high("status_valid_o") {
                assert_eq!(sequencer.get("error_o"), 0);
                return run;
            }
            run.cycles += sequencer.get("busy_o");
            for stream in ["weights", "activations", "parameters", "results"] {
                run.stalls += sequencer.get(&format!("stall_{stream}_o"));
            }

            let weights = weights.filter(|_| sequencer.high("row_ready_o"));
            if let Some(beat) = &weights {
                used[0] += 1;
                assert_eq!(beat.last, sequencer.high("row_last_o"));
            }
            let activations = activations.filter(|_| sequencer.high("activation_ready_o"));
            if let Some(beat) = &activations {
                used[1] += 1;
                assert_eq!(beat.last, sequencer.high("activation_last_o"));
            }
            let sums = self.multiply(&sequencer, weights, activations);

            let token = |port| sequencer.high(port);
            let launched = Tokens {
                store: token("store_o"),
                result: token("result_o"),
                first: token("first_o"),
                partial: token("partial_o"),
                set: token("set_o"),
                last: token("final_o"),
                address: sequencer.get("address_o"),
            };
            let arriving = self.tokens.cycle(launched);
            let adding = self.adding.cycle(arriving);
            let writing = self.writing.cycle(arriving);
            let keeping = self.keeping.cycle(arriving);
            let showing = self.showing.cycle(arriving);

            let inputs = &mut self.parameters.inputs;
            inputs.set("swap_i", arriving.set.into());
            inputs.set("raw_i", sequencer.get("raw_o"));
            inputs.set("parameter_valid_i", parameters.is_some().into());
            if let Some(beat) = &parameters {
                inputs.set_words("parameter_data_i", beat.data);
                inputs.set("parameter_last_i", beat.last.into());
            }
            let fields = self.parameters.cycle();
            if parameters.is_some() && fields.high("parameter_ready_o") {
                used[2] += 1;
            }
            set = fields.high("set_o");
            assert!(!fields.high("framing_o") && !fields.high("bias_range_o"));

            let mut lanes = Vec::with_capacity(self.columns);
            for (column, sum) in sums.into_iter().enumerate() {
                let accumulator = &mut self.accumulators[column];
                accumulator.inputs.set("sum_i", sum);
                accumulator.inputs.set("read_address_i", arriving.address);
                accumulator.inputs.set("first_i", adding.first.into());
                accumulator.inputs.set("bias_i", fields.lane("bias_o", column, 32));
                accumulator.inputs.set("write_i", writing.store.into());
                accumulator.inputs.set("write_address_i", writing.address);
                let acc = accumulator.cycle().get("acc_o");

                let requantiser = &mut self.requantisers[column];
                requantiser.inputs.set("acc_i", acc);
                for (field, bits) in [("multiplier", 32), ("shift", 6), ("zero_point", 8), ("low", 8), ("high", 8)] {
                    requantiser.inputs.set(&format!("{field}_i"), fields.lane(&format!("{field}_o"), column, bits));
                }
                let [raw, double] = self.modes[column].cycle(["raw_o", "double_o"].map(|port| sequencer.get(port)));
                requantiser.inputs.set("raw_i", raw);
                requantiser.inputs.set("double_i", double);
                let exists = !keeping.partial || sequencer.bits("column_mask_o")[column];
                requantiser.inputs.set("keep_i", exists.into());
                let result = requantiser.cycle();
                lanes.push((result.get("result_o") as u32).cast_signed());
                run.saturated |= showing.result && result.high("saturated_o");
            }
            credit = showing.result;
            if showing.result {
                run.results.push((lanes, showing.last));
            }
            end = self.ending.cycle(token("end_o"));
        }
    }

    /// A cycle of the array and of what stands around it: the sums that leave the deskew.
    fn multiply(&mut self, sequencer: &Pins, weights: Option<Beat>, activations: Option<Beat>) -> Vec<u64> {
        let load = sequencer.bits("load_o").load_le();
        let inputs = &mut self.array.inputs;
        inputs.set("load_i", self.load.cycle(load));
        for column in 0..self.columns {
            let weight = weights.map_or(0x55, |beat| byte(beat, column));
            inputs.set_lane("weight_i", column, 8, self.weights[column].cycle(weight).into());
        }
        for row in 0..self.rows {
            let exists = sequencer.bits("row_mask_o")[row];
            let activation = activations.map_or(0x33, |beat| if exists { byte(beat, row) } else { 0 });
            inputs.set_lane("activation_i", row, 8, self.activations[row].cycle(activation).into());
            let swap = self.swaps[row].cycle(sequencer.high("swap_o"));
            inputs.bits_mut("swap_i").set(row, swap);
        }
        let sums = self.array.cycle();
        let lane = |column| sums.lane("sum_o", column, self.sum_bits);
        (0..self.columns).map(lane).zip(&mut self.sums).map(|(sum, delay)| delay.cycle(sum)).collect()
    }
}

/// The beat that comes after those that are used.
fn next(beats: &Beats, used: usize) -> Option<Beat<'_>> {
    (used < beats.len()).then(|| beats.get(used))
}

fn byte(beat: Beat, lane: usize) -> u8 {
    beat.bytes().nth(lane).expect("a lane of the beat")
}

/// A layer of this shape from a generator of bytes.
fn layer(shape: Shape, random: &mut impl FnMut() -> u8) -> Layer {
    let mut bytes = |count| (0..count).map(|_| random().cast_signed()).collect::<Vec<i8>>();
    let (activations, weights) = (bytes(shape.m * shape.k), bytes(shape.k * shape.n));
    let columns = (0..shape.n)
        .map(|_| {
            let [bias, multiplier, shift, zero_point, low, high] = bytes(6)[..] else { unreachable!("six bytes") };
            Column {
                bias: i32::from(bias) << 8,
                multiplier: (1 << 30) + (i32::from(multiplier.cast_unsigned()) << 20),
                shift: 37 + shift.cast_unsigned() % 6,
                zero_point: zero_point >> 2,
                low: low.min(0),
                high: high.max(0),
            }
        })
        .collect();
    Layer { shape, activations, weights, columns }
}

/// Commands of every mode, one after the other, on one datapath of each cell.
#[test]
fn the_blocks_joined_are_the_datapath() {
    let mut state = 1_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for cell in Cell::ALL {
        let configuration =
            Configuration::new(Sizes { rows: 6, columns: 4, accumulators: 16, cell: *cell }).expect("it can be");
        let (latency, group) = cell_of_the_page(*cell);
        let mut joined = Joined::new(&configuration);
        let mut saturated = 0;
        for (index, (m, n, k)) in
            [(1, 1, 1), (16, 9, 13), (3, 4, 19), (6, 5, 6), (7, 12, 12), (16, 3, 7)].into_iter().enumerate()
        {
            let shape = Shape { m, n, k };
            for options in [(false, false), (true, false), (false, true), (true, true)] {
                for percent in [0, 30] {
                    let given = layer(shape, &mut random);
                    let operands = given.operands(&configuration, Format::Int8, &mut random);
                    let command = given.command(Format::Int8, options, index as u16);
                    let (expected, status) =
                        support::run(&mut Datapath::new(&configuration), &command, operands.clone());
                    let stalls = || u32::from(random()) * 100 < 256 * percent;
                    let run = joined.run(&command, &operands, stalls);

                    let lanes = |beat: Beat| beat.data.iter().map(|lane| lane.cast_signed()).collect();
                    let results: Vec<_> = expected.results().iter().map(|beat| (lanes(beat), beat.last)).collect();
                    assert_eq!(run.results, results, "{} {shape:?} options {options:?}", cell.name());
                    assert_eq!(run.saturated, status.flags != Flags::default(), "{} {shape:?}", cell.name());
                    saturated += usize::from(run.saturated);

                    let tiles = k.div_ceil(6) * n.div_ceil(4);
                    let contract = 2 * 6 + 4 / group + latency + 15 + tiles * m.max(6);
                    assert_eq!(run.cycles, contract as u64 + run.stalls, "{} {shape:?}", cell.name());
                    assert_eq!(status.cycles, contract as u64, "{} {shape:?}", cell.name());
                    assert_eq!(configuration.constant_cycles() + tiles * m.max(6), contract, "{}", cell.name());
                    assert!(percent > 0 || run.stalls == 0, "{} {shape:?}: {} stalls", cell.name(), run.stalls);
                }
            }
        }
        assert!(saturated > 0, "no result left its range");
    }
}
