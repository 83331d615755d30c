//! The sequencer alone: which commands it refuses, and what it tells in each cycle of one that it takes.

use seedchip_hdl::registry;
use seedchip_hdl::simulated::Simulated;
use seedchip_spec::codec::Field;
use seedchip_spec::{Block, Command, Direction, ErrorCode, Pins};

/// R + C + L + 14: what lies between the last slot's tokens and their end on a datapath of 4 × 4.
const LATENCY: usize = 25;

struct Bench {
    sequencer: Box<dyn Simulated>,
    inputs: Pins,
}

impl Bench {
    fn new() -> Self {
        let tiny = Block::named("sequencer").expect("it is listed").first();
        let mut bench = Self { sequencer: registry::block(&tiny), inputs: Pins::zero(&tiny.ports(), Direction::Input) };
        bench.sequencer.cycle(&bench.inputs);
        bench.inputs.set("rst_ni", 1);
        bench
    }

    /// Gives it a command and looks at every cycle from CHECK to STATUS. Operands always come; results leave
    /// as soon as they are sent.
    fn run(&mut self, beat: &[u32]) -> Vec<Pins> {
        self.inputs.set("command_valid_i", 1);
        self.inputs.set_words("command_data_i", beat);
        assert!(self.sequencer.cycle(&self.inputs).high("command_ready_o"));
        self.inputs.set("command_valid_i", 0);
        self.inputs.set("row_valid_i", 1);
        self.inputs.set("activation_valid_i", 1);
        let mut seen: Vec<Pins> = Vec::new();
        loop {
            let ended = seen.len().checked_sub(LATENCY).is_some_and(|cycle| seen[cycle].high("end_o"));
            let result = seen.last().is_some_and(|outputs| outputs.high("result_o"));
            self.inputs.set("end_i", u64::from(ended));
            self.inputs.set("credit_i", u64::from(result));
            self.inputs.set("set_i", u64::from(seen.len() < 2));
            self.inputs.set("status_ready_i", 1);
            seen.push(self.sequencer.cycle(&self.inputs));
            if seen.last().is_some_and(|outputs| outputs.high("status_valid_o")) {
                return seen;
            }
        }
    }
}

fn product(m: u16, n: u16, k: u32) -> [u32; 4] {
    Command { tag: 7, ..Command::product(m, n, k) }.encode()
}

fn count(seen: &[Pins], port: &str) -> usize {
    seen.iter().filter(|outputs| outputs.high(port)).count()
}

#[test]
fn two_by_two_tiles_take_the_slots_and_tokens_that_they_should() {
    // Two n-tiles (5 columns on 4), two k-tiles (6 rows on 4) of 5 slots each.
    let seen = Bench::new().run(&product(5, 5, 6));
    let (check, fill, slots) = (1, 3, 4 * 5);
    assert_eq!(seen.len(), check + fill + slots + 1 + LATENCY + 1);
    assert_eq!(count(&seen, "busy_o"), seen.len() - 1);
    let at: Vec<usize> = (0..seen.len()).filter(|cycle| seen[*cycle].high("swap_o")).collect();
    assert_eq!(at, [5, 10, 15, 20], "a swap shows a cycle after each tile's first slot");
    assert_eq!(count(&seen, "set_o"), 2);
    assert_eq!(count(&seen, "store_o"), 10);
    assert_eq!(count(&seen, "result_o"), 10);
    assert_eq!(count(&seen, "first_o"), 10);
    assert_eq!(count(&seen, "partial_o"), 10);
    assert_eq!(count(&seen, "final_o"), 1);
    assert_eq!(count(&seen, "row_last_o"), 1);
    assert_eq!(count(&seen, "activation_last_o"), 1);
    let loads: Vec<u64> = seen.iter().map(|outputs| outputs.get("load_o")).filter(|load| *load != 0).collect();
    assert_eq!(loads, [1, 2, 4, 8].repeat(4));
    assert_eq!(seen[4].get("row_mask_o"), 0b1111);
    assert_eq!(seen[9].get("row_mask_o"), 0b0011);
    assert_eq!(seen[10].get("rows_used_o"), 2);
    assert_eq!(seen[14].get("column_mask_o"), 0b0001);
    assert_eq!(seen[15].get("columns_used_o"), 1);
    let status = seen.last().expect("a status");
    assert_eq!((status.get("error_o"), status.get("tag_o")), (0, 7));
    assert_eq!(status.get("column_mask_o"), 0b0001, "the last tile's mask stays");
}

#[test]
fn a_command_that_cannot_be_is_refused_with_the_first_reason() {
    let mut bench = Bench::new();
    let with = |mut beat: [u32; 4], field: Field, value| {
        field.set(&mut beat, value);
        beat
    };
    let reserved = Field { offset: 127, width: 1 };
    let cases = [
        (with(product(0, 0, 1 << 20), Command::OPCODE, 2), ErrorCode::UnknownOpcode),
        (with(with(product(1, 1, 1), reserved, 1), Command::FORMAT, 2), ErrorCode::ReservedBits),
        (with(product(1, 1, 1), Field { offset: 19, width: 1 }, 1), ErrorCode::ReservedBits),
        (with(product(0, 1, 1), Command::FORMAT, 2), ErrorCode::UnknownFormat),
        (product(0, 1, 1 << 16), ErrorCode::ZeroSize),
        (product(1, 0, 1), ErrorCode::ZeroSize),
        (product(1, 1, 0), ErrorCode::ZeroSize),
        (product(17, 1, 1 << 16), ErrorCode::KTooLarge),
        (product(17, 1, 1), ErrorCode::MTooLarge),
        (product(1 << 15, 1, 1), ErrorCode::MTooLarge),
        (with(with(product(0, 0, 0), Command::OPCODE, 0), reserved, 1), ErrorCode::None),
    ];
    for (beat, error) in cases {
        let seen = bench.run(&with(beat, Command::CLEAR_FLAGS, 1));
        assert_eq!(seen.len(), 2, "CHECK and STATUS only");
        assert_eq!(seen[1].get("error_o"), error as u64, "{error:?}");
        assert_eq!(seen[1].get("tag_o"), 7);
        assert!(seen[0].high("start_o") && seen[0].high("clear_flags_o"));
        bench.inputs.set("rst_ni", 0);
        bench.sequencer.cycle(&bench.inputs);
        bench.inputs.set("rst_ni", 1);
    }
    let raw = Command { raw: true, ..Command::product(16, 4, 4) }.encode();
    assert_eq!(bench.run(&raw).last().map(|outputs| outputs.get("error_o")), Some(0));
}
