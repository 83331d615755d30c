//! The cycle contract of the vector unit: when passes are issued, and when their statuses show, if no stream stalls.
//!
//! Page: Cycles. Every time is a cycle counted from the acceptance of the first command, and follows from earlier ones by
//! maxima and additions.

mod output;

use crate::contract::queue::Queue;
use crate::vector::pass_checker::{Checked, check};
use output::{Output, Word};
use seedchip_spec::{First, Number, Pass, PassGeometry, Second, Store, VectorSizes};

/// Passes that may be outstanding.
const OUTSTANDING: usize = 33;
/// Cycles from a command's acceptance by the checker to its offer.
const CHECK: u64 = 4;
/// What a vector of angles takes besides one cycle for each lane, and the one of its issue.
const ANGLES: u64 = 33;
/// Cycles from a pass's end to the first in which its status shows.
const STATUS: u64 = 3;

/// The times of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassTimes {
    /// Its command is accepted.
    pub accepted: u64,
    /// Its first vector is issued,
    pub first_issue: u64,
    /// and its last one.
    pub last_issue: u64,
    /// It ends: cycles of statuses are differences of ends.
    pub end: u64,
    /// Its status shows.
    pub status: u64,
}

/// The times of passes, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Of each pass.
    pub passes: Vec<PassTimes>,
}

/// The times of passes that are offered to an idle unit without a gap. Their packets are right and offered from the start, and
/// no stream stalls.
///
/// None if a pass is refused and discards packets: the time depends on their lengths.
pub fn contract(sizes: VectorSizes, passes: &[Pass]) -> Option<Contract> {
    let mut unit = Unit::new(sizes);
    let issued = passes.iter().map(|pass| unit.pass(pass)).collect::<Option<Vec<Issued>>>()?;
    let times = issued.into_iter().zip(unit.output.finish()).map(|(issued, end)| {
        let Issued { accepted, first_issue, last_issue } = issued;
        PassTimes { accepted, first_issue, last_issue, end, status: end + STATUS }
    });
    Some(Contract { passes: times.collect() })
}

/// When a pass was accepted and issued.
struct Issued {
    accepted: u64,
    first_issue: u64,
    last_issue: u64,
}

/// What the pass that wrote last has written: words of a bank, or scalars of a register.
#[derive(Clone, Debug, Default)]
struct Written {
    base: u16,
    vectors: usize,
    /// The first cycle in which each row may be read.
    rows: Vec<u64>,
}

impl Written {
    /// The first cycle in which a row may be read, which is the row that was written if it is aligned.
    fn clear(&self, row: usize, aligned: bool) -> u64 {
        let of_row = if aligned { self.rows.get(row) } else { None };
        of_row.or(self.rows.last()).copied().unwrap_or(0)
    }
}

/// What the passes so far have left behind.
struct Unit {
    sizes: VectorSizes,
    commands: Queue,
    /// Passes that were accepted.
    accepted: usize,
    /// The first cycle in which the checker can take a command.
    idle: u64,
    passes: Queue,
    /// The first cycle in which another vector can be issued.
    next_issue: u64,
    bank_x: Written,
    bank_z: Written,
    registers: [Written; VectorSizes::REGISTERS],
    /// Cycles from a row to its scalar, of those that were kept last; and the first cycle in which all are kept.
    distance: u64,
    kept: u64,
    output: Output,
}

impl Unit {
    fn new(sizes: VectorSizes) -> Self {
        Self {
            sizes,
            commands: Queue::fifo(PassGeometry::QUEUE_DEPTH),
            accepted: 0,
            idle: 0,
            passes: Queue::register(),
            next_issue: 0,
            bank_x: Written::default(),
            bank_z: Written::default(),
            registers: Default::default(),
            distance: 0,
            kept: 0,
            output: Output::new(sizes.lanes),
        }
    }

    fn pass(&mut self, pass: &Pass) -> Option<Issued> {
        let beat = pass.encode();
        let checked = check(self.sizes, &beat);
        // As the unit reads it: a field has no more than its bits.
        let pass = Pass::decode(&beat).ok().filter(|_| !checked.is_empty());
        if pass.is_none() && (checked.x || checked.z) {
            return None;
        }
        // The tag of the pass that then is the oldest one has left the memory.
        let oldest = self.accepted.checked_sub(OUTSTANDING).map_or(0, |pass| self.output.ends()[pass] + 1);
        let accepted = self.commands.ready().max(oldest);
        self.commands.enter(accepted);
        self.accepted += 1;
        let taken = self.commands.shown().max(self.idle);
        self.commands.leave(taken);
        let offered = (taken + CHECK).max(self.passes.ready());
        self.passes.enter(offered);
        self.idle = offered + 1;
        self.next_issue = self.next_issue.max(self.passes.shown());
        let first_issue = match &pass {
            None => self.nothing(),
            Some(pass) => self.rows(pass, checked),
        };
        let last_issue = self.next_issue - 1;
        self.passes.leave(last_issue);
        Some(Issued { accepted, first_issue, last_issue })
    }

    /// Issues the one vector of a pass that is empty: when.
    fn nothing(&mut self) -> u64 {
        let issue = self.next_issue.max(self.output.place());
        self.output.send(issue, Word { is_result: false, blocks: false, row_last: true, last: Some(0) });
        self.next_issue = issue + 1;
        issue
    }

    /// Issues the vectors of a pass: when the first one is.
    fn rows(&mut self, pass: &Pass, checked: Checked) -> u64 {
        let vectors = self.sizes.vectors(pass.n as usize);
        let m = usize::from(pass.m);
        let (is_result, blocks) = (pass.out_format != Number::None, pass.out_format.has_blocks());
        let each = if checked.angles { self.sizes.lanes as u64 + ANGLES } else { 0 };
        let distance = self.sizes.scalar_distance(pass.reduction, vectors);
        let (mut first_issue, mut rows) = (None, Vec::with_capacity(m));
        for row in 0..m {
            self.next_issue = self.next_issue.max(self.clear(pass, row, vectors));
            for vector in 0..vectors {
                let row_last = vector + 1 == vectors;
                let last = row_last && row + 1 == m;
                let mut issue = self.next_issue + each;
                if is_result || last {
                    issue = issue.max(self.output.place());
                    // The flags of the scalars show the cycle after the first in which these may be read.
                    let ready = if pass.keep { issue + distance + 1 } else { 0 };
                    self.output.send(issue, Word { is_result, blocks, row_last, last: last.then_some(ready) });
                }
                first_issue.get_or_insert(issue);
                self.next_issue = issue + 1;
            }
            rows.push(self.next_issue - 1);
        }
        self.write(pass, vectors, &rows);
        first_issue.unwrap_or(self.next_issue)
    }

    /// The first cycle in which a row waits for nothing that others write.
    fn clear(&self, pass: &Pass, row: usize, vectors: usize) -> u64 {
        let mut clear = 0;
        let mut wait = |cycle: u64| clear = clear.max(cycle);
        let aligned = |bank: &Written, base: u16| bank.base == base && bank.vectors == vectors;
        if pass.first == First::Bank {
            wait(self.bank_x.clear(row, aligned(&self.bank_x, pass.x_base)));
        }
        if pass.second == Second::Bank {
            let row = if pass.broadcast { 0 } else { row };
            wait(self.bank_z.clear(row, aligned(&self.bank_z, pass.z_base)));
        }
        if pass.first == First::Scalar || pass.second == Second::Scalar {
            wait(self.registers[usize::from(pass.take)].clear(row, true));
        }
        if pass.keep && row == 0 && self.distance != self.sizes.scalar_distance(pass.reduction, vectors) {
            wait(self.kept);
        }
        clear
    }

    /// What a pass has written, whose rows were issued in these cycles.
    fn write(&mut self, pass: &Pass, vectors: usize, rows: &[u64]) {
        let after = |distance: u64| rows.iter().map(|row| row + distance).collect();
        let bank = match pass.store {
            Store::Nowhere => None,
            Store::X => Some(&mut self.bank_x),
            Store::Z => Some(&mut self.bank_z),
        };
        if let Some(bank) = bank {
            *bank = Written { base: pass.store_base, vectors, rows: after(VectorSizes::STORE_DISTANCE) };
        }
        if pass.keep {
            self.distance = self.sizes.scalar_distance(pass.reduction, vectors);
            let rows: Vec<u64> = after(self.distance);
            self.kept = rows.last().copied().unwrap_or(self.kept);
            self.registers[usize::from(pass.keep_register)] = Written { rows, ..Written::default() };
        }
    }
}

#[cfg(test)]
mod tests;
