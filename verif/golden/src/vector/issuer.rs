//! The vectors of passes on their way into the lanes, one per cycle.
//!
//! Page: Control, `issuer`.

use super::hazard::{Hazard, rows};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::{First, Instance, Number, PassError, Pins, Reduction, Second, Store, VectorSizes};

/// Cycles from a row's last vector to the count of its stores.
const STORED: usize = 69;
/// Places among the results, and values of the count of those that are taken.
const PLACES: u64 = 128;
const COUNTS: u64 = 256;
/// What is wrong with a packet of operands.
const LONG: u64 = 1;
const SHORT: u64 = 2;

/// The head of the queue of passes.
#[derive(Clone, Copy, Debug)]
struct Head {
    empty: bool,
    error: u64,
    x: bool,
    z: bool,
    first: Option<First>,
    second: Option<Second>,
    broadcast: bool,
    keep: bool,
    /// The class of its scalars: those of a class take the same time.
    class: u64,
    take: usize,
    register: usize,
    store: Option<Store>,
    has_results: bool,
    /// The last row, and the last vector of a row.
    m: u64,
    vectors: u64,
    x_base: u64,
    z_base: u64,
    store_base: u64,
    position: u64,
    shared: u64,
}

impl Head {
    fn of(inputs: &Pins) -> Option<Self> {
        let get = |port| inputs.get(port);
        let is_sum = Reduction::from_bits(get("pass_reduction_i")) == Some(Reduction::Sum);
        let empty = inputs.high("pass_empty_i");
        inputs.high("pass_valid_i").then(|| Self {
            empty,
            error: get("pass_error_i"),
            x: inputs.high("pass_x_i"),
            z: inputs.high("pass_z_i"),
            first: First::from_bits(get("pass_first_i")),
            second: Second::from_bits(get("pass_second_i")),
            broadcast: inputs.high("pass_broadcast_i"),
            keep: inputs.high("pass_keep_i") && !empty,
            class: if is_sum { (1 + get("pass_levels_i")) % 32 } else { 0 },
            take: get("pass_take_i") as usize,
            register: get("pass_register_i") as usize,
            store: Store::from_bits(get("pass_store_i")),
            has_results: get("pass_out_format_i") != Number::None as u64 && !empty,
            m: get("pass_m_i"),
            vectors: get("pass_vectors_i"),
            x_base: get("pass_x_base_i"),
            z_base: get("pass_z_base_i"),
            store_base: get("pass_store_base_i"),
            position: get("pass_position_i"),
            shared: get("pass_shared_i"),
        })
    }
}

/// The place of a vector in its pass.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    row: u64,
    vector: u64,
    /// The row's first word of a bank, less the base.
    row_words: u64,
    /// The row's position, less that of the first one, and the rows before it that share it.
    position: u64,
    share: u64,
}

/// A bank: who writes it, and what words.
#[derive(Clone, Copy, Debug, Default)]
struct Bank {
    hazard: Hazard,
    base: u64,
    vectors: u64,
}

impl Bank {
    fn is_clear(&self, done: u16, row: u64, base: u64, vectors: u64) -> bool {
        self.hazard.is_clear(done, row, base == self.base && vectors == self.vectors)
    }
}

/// What becomes of the head in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// There is no pass.
    Nothing,
    /// The row waits for what rows before it write.
    Wait,
    StallX,
    StallZ,
    StallResults,
    Issue,
}

/// The place in the present pass, and the rows that are under way.
///
/// Assumptions on the inputs: a pass stands until `pass_ready_o`; `scalar_done_i` comes only for rows that keep, `credit_i`
/// for vectors that took a place. The model answers anything.
#[derive(Clone, Debug)]
pub struct Issuer {
    words: u64,
    place: Place,
    x: Bank,
    z: Bank,
    registers: [Hazard; VectorSizes::REGISTERS],
    /// Rows that were issued, and those of them whose words are stored,
    issued: u16,
    done: u16,
    /// which is known so long after they were issued.
    storing: Delay<bool>,
    /// Rows of passes that keep a scalar: begun, and kept.
    begun: u16,
    kept: u16,
    class: u64,
    /// Places among the results that are taken.
    under_way: u64,
}

impl Issuer {
    /// No passes, in a unit with banks of so many words.
    pub fn new(words: usize) -> Self {
        Self {
            words: words as u64,
            place: Place::default(),
            x: Bank::default(),
            z: Bank::default(),
            registers: [Hazard::default(); VectorSizes::REGISTERS],
            issued: 0,
            done: 0,
            storing: Delay::new(STORED, false),
            begun: 0,
            kept: 0,
            class: 0,
            under_way: 0,
        }
    }

    /// A row must wait until what it reads is written, or until its scalar can be kept in order.
    fn waits(&self, head: &Head) -> bool {
        let row = self.place.row;
        if head.empty || self.place.vector != 0 {
            return false;
        }
        let of_z = if head.broadcast { 0 } else { row };
        let reads_x = head.first == Some(First::Bank);
        let reads_z = head.second == Some(Second::Bank);
        let takes = head.first == Some(First::Scalar) || head.second == Some(Second::Scalar);
        reads_x && !self.x.is_clear(self.done, row, head.x_base, head.vectors)
            || reads_z && !self.z.is_clear(self.done, of_z, head.z_base, head.vectors)
            || takes && !self.registers[head.take].is_clear(self.kept, row, true)
            || head.keep && row == 0 && self.begun != self.kept && self.class != head.class
    }

    /// The vector is its row's last, and its pass's.
    fn is_last(&self, head: &Head) -> (bool, bool) {
        let of_row = head.empty || self.place.vector == head.vectors;
        (of_row, head.empty || of_row && self.place.row == head.m)
    }

    fn act(&self, head: Option<&Head>, inputs: &Pins) -> Act {
        let Some(head) = head else { return Act::Nothing };
        let (_, last) = self.is_last(head);
        match () {
            () if self.waits(head) => Act::Wait,
            () if head.x && !inputs.high("x_valid_i") => Act::StallX,
            () if head.z && !inputs.high("z_valid_i") => Act::StallZ,
            () if (head.has_results || last) && self.under_way == PLACES => Act::StallResults,
            () => Act::Issue,
        }
    }

    /// The error of a pass whose last vector is issued.
    fn error(head: &Head, inputs: &Pins) -> u64 {
        if head.error != 0 || head.empty {
            return head.error;
        }
        let of = |announced, port, long, short| match (announced, inputs.get(port)) {
            (true, LONG) => Some(long),
            (true, SHORT) => Some(short),
            _ => None,
        };
        let x = of(head.x, "x_error_i", PassError::XLong, PassError::XShort);
        let z = of(head.z, "z_error_i", PassError::ZLong, PassError::ZShort);
        x.or(z).unwrap_or(PassError::None) as u64
    }

    /// The first vector of a pass that keeps a scalar is issued.
    fn begins(&self, head: &Head) -> bool {
        head.keep && self.place.row == 0 && self.place.vector == 0
    }

    fn show(&self, head: Option<&Head>, act: Act, inputs: &Pins, outputs: &mut Outputs) {
        let issues = act == Act::Issue;
        outputs.pins.set("levels_o", self.class.saturating_sub(1));
        for (port, stall) in [
            ("stall_wait_o", Act::Wait),
            ("stall_x_o", Act::StallX),
            ("stall_z_o", Act::StallZ),
            ("stall_results_o", Act::StallResults),
            ("issue_o", Act::Issue),
        ] {
            outputs.pins.set(port, (act == stall).into());
        }
        if !issues {
            outputs.unspecified.extend(["row_last_o", "index_o", "row_o", "x_address_o", "z_address_o"]);
            outputs.unspecified.push("store_address_o");
        }
        let Some(head) = head else {
            outputs.unspecified.extend(["last_o", "position_o", "end_error_o"]);
            return;
        };
        let (row_last, last) = self.is_last(head);
        let wants = act != Act::Wait;
        let Place { row, vector, row_words, position, .. } = self.place;
        let address = |base, row_words: u64| (base + row_words + vector) % self.words;
        for (port, value) in [
            ("pass_ready_o", issues && last),
            ("x_want_o", wants && head.x),
            ("z_want_o", wants && head.z),
            ("x_take_o", issues && head.x),
            ("z_take_o", issues && head.z),
            ("last_o", last),
            ("row_last_o", row_last),
            ("keep_begin_o", issues && self.begins(head)),
            ("ends_o", issues && last),
        ] {
            outputs.pins.set(port, value.into());
        }
        for (port, value) in [
            ("index_o", vector),
            ("row_o", row),
            ("position_o", head.position + position),
            ("x_address_o", address(head.x_base, row_words)),
            ("z_address_o", address(head.z_base, if head.broadcast { 0 } else { row_words })),
            ("store_address_o", address(head.store_base, row_words)),
            ("end_error_o", Self::error(head, inputs)),
        ] {
            outputs.pins.set(port, value);
        }
        if !(issues && last) {
            outputs.unspecified.push("end_error_o");
        }
    }

    /// The place behind an issued vector.
    fn advance(&mut self, head: &Head) {
        let (row_last, last) = self.is_last(head);
        let place = &mut self.place;
        if last {
            *place = Place::default();
        } else if row_last {
            place.vector = 0;
            place.row = (place.row + 1) % (1 << 10);
            place.row_words = (place.row_words + head.vectors + 1) % self.words;
            if place.share == head.shared {
                (place.share, place.position) = (0, (place.position + 1) % (1 << 21));
            } else {
                place.share = (place.share + 1) % (1 << 8);
            }
        } else {
            place.vector = (place.vector + 1) % (1 << 20);
        }
    }

    /// The rising edge.
    fn step(&mut self, head: Option<&Head>, inputs: &Pins) {
        let issued = head.filter(|head| self.act(Some(head), inputs) == Act::Issue);
        let (row_last, last) = issued.map_or((false, false), |head| self.is_last(head));
        let of_pass = issued.filter(|head| !head.empty);
        let row_ends = of_pass.is_some() && row_last;
        // The rows of the pass that ends, by their counts: those to the row of this cycle.
        let ends = of_pass.filter(|_| last);
        let range = |count: u16, m: u64| {
            let end = rows(u64::from(count) + 1);
            (rows(u64::from(end) + (1 << 12) - (m + 1)), end)
        };
        let stores = |to| ends.filter(|head| head.store == Some(to)).map(|head| range(self.issued, head.m));
        let (to_x, to_z) = (stores(Store::X), stores(Store::Z));
        let keeps = ends.filter(|head| head.keep).map(|head| (head.register, range(self.begun, head.m)));

        for (bank, commit) in [(&mut self.x, to_x), (&mut self.z, to_z)] {
            bank.hazard.step(commit, self.done);
            if let Some(head) = ends.filter(|_| commit.is_some()) {
                (bank.base, bank.vectors) = (head.store_base, head.vectors);
            }
        }
        for (register, hazard) in self.registers.iter_mut().enumerate() {
            hazard.step(keeps.filter(|keeps| keeps.0 == register).map(|keeps| keeps.1), self.kept);
        }
        if let Some(head) = issued.filter(|head| self.begins(head)) {
            self.class = head.class;
        }
        let count = |count: &mut u16, more: bool| *count = rows(u64::from(*count) + u64::from(more));
        count(&mut self.begun, row_ends && of_pass.is_some_and(|head| head.keep));
        count(&mut self.kept, inputs.high("scalar_done_i"));
        count(&mut self.issued, row_ends);
        count(&mut self.done, self.storing.cycle(row_ends));
        let takes = issued.is_some_and(|head| head.has_results || last);
        self.under_way = (self.under_way + u64::from(takes) + COUNTS - inputs.get("credit_i")) % COUNTS;
        if let Some(head) = issued {
            self.advance(head);
        }
    }

    fn reset(&mut self) {
        self.place = Place::default();
        let Self { x, z, registers, .. } = self;
        registers.iter_mut().chain([&mut x.hazard, &mut z.hazard]).for_each(Hazard::reset);
        self.storing.fill(&false);
        (self.issued, self.done, self.begun, self.kept) = (0, 0, 0, 0);
        (self.class, self.under_way) = (0, 0);
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Issuer {
    let [_lanes, words] = instance.own();
    Issuer::new(words)
}

impl Behaviour for Issuer {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let head = Head::of(inputs);
        let act = self.act(head.as_ref(), inputs);
        self.show(head.as_ref(), act, inputs, outputs);
        self.step(head.as_ref(), inputs);
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests;
