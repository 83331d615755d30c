//! The vectors between their issue and their elements, and the banks that they read and store into.

use super::super::convert_in::{self, convert_in};
use super::super::lane::{self, lane};
use super::super::row_window::{Counts, Window};
use crate::exact::Rounded;
use crate::mem::memory_registered::MemoryRegistered;
use seedchip_spec::codec::Content;
use seedchip_spec::{First, Number, Operation, PassFunction, Pins, Second, Store};
use std::collections::VecDeque;

/// Cycles from the issue of a vector to its two operands.
const TO_OPERANDS: usize = convert_in::LATENCY;
/// Cycles to the addresses of what its operands may be.
const TO_ADDRESSES: usize = TO_OPERANDS - MemoryRegistered::<u32>::LATENCY;
/// Cycles to its elements, registered: the operands are, too.
const TO_ELEMENTS: usize = TO_OPERANDS + 1 + lane::LATENCY + 1;

/// A vector under way, with what its pass makes of it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// The row's last, and the pass's.
    pub row_last: bool,
    pub last: bool,
    /// It gives results.
    pub is_result: bool,
    pub format: u64,
    pub ceil: bool,
    /// It is reduced to a scalar that is kept.
    pub keep: bool,
    pub reduction: u64,
    pub plus: bool,
    pub index: u64,
    pub counts: Counts,
    /// The elements, +0 in lanes that are not visible, and what those raise that are. Before the operands are there, nothing.
    pub numbers: Vec<u32>,
    pub overflow: bool,
    pub nan: bool,
    operation: Operation,
    function: PassFunction,
    guard: bool,
    first: First,
    second: Second,
    immediate: u32,
    scalar_address: u64,
    store: Store,
    addresses: [usize; 2],
    store_address: usize,
    /// x and z, of the streams or of the banks.
    operands: [Vec<u32>; 2],
}

impl Vector {
    /// The vector that the issuer's outputs tell of, with the slots of x and z; none if its pass is empty. Codes that a pass
    /// cannot have mean nothing.
    pub fn new(pass: &Pins, issued: &Pins, rows: usize, [x, z]: [&[u32]; 2]) -> Self {
        let (get, high) = (|port| pass.get(port), |port| pass.high(port));
        let empty = high("pass_empty_o");
        let if_set = |flag, port| high(flag).then(|| get(port));
        let window = Window {
            n: get("pass_n_o"),
            position: issued.get("position_o"),
            causal: high("pass_causal_o"),
            window: if_set("pass_windowed_o", "pass_window_o"),
            length: if_set("pass_limited_o", "pass_length_o"),
        };
        let (index, lanes) = (issued.get("index_o"), x.len());
        let convert = |slots: &[u32], format| slots.iter().map(|slot| convert_in(*slot, format)).collect();
        let format = get("pass_out_format_o");
        Self {
            row_last: issued.high("row_last_o"),
            last: issued.high("last_o"),
            is_result: !empty && format != Number::None as u64,
            format,
            ceil: high("pass_ceil_o"),
            keep: !empty && high("pass_keep_o"),
            reduction: get("pass_reduction_o"),
            plus: high("pass_plus_o"),
            index,
            counts: if empty { Counts::default() } else { window.counts(index, lanes) },
            numbers: vec![0; lanes],
            overflow: false,
            nan: false,
            operation: Operation::from_bits(get("pass_operation_o")).unwrap_or(Operation::Copy),
            function: PassFunction::from_bits(get("pass_function_o")).unwrap_or(PassFunction::None),
            guard: high("pass_guard_o"),
            first: First::from_bits(get("pass_first_o")).unwrap_or(First::Stream),
            second: Second::from_bits(get("pass_second_o")).unwrap_or(Second::First),
            immediate: get("pass_immediate_o") as u32,
            scalar_address: get("pass_take_o") * rows as u64 + issued.get("row_o") % rows as u64,
            store: match Store::from_bits(get("pass_store_o")) {
                Some(store) if !empty => store,
                _ => Store::Nowhere,
            },
            addresses: ["x_address_o", "z_address_o"].map(|port| issued.get(port) as usize),
            store_address: issued.get("store_address_o") as usize,
            operands: [convert(x, get("pass_x_format_o")), convert(z, get("pass_z_format_o"))],
        }
    }

    /// The banks' words take the place of the streams' numbers that nobody asked for.
    fn read(&mut self, banks: &[Vec<Vec<u32>>; 2]) {
        if self.first == First::Bank {
            self.operands[0].clone_from(&banks[0][self.addresses[0]]);
        }
        if self.second == Second::Bank {
            self.operands[1].clone_from(&banks[1][self.addresses[1]]);
        }
    }

    /// The elements, the row's scalar being known.
    fn compute(&mut self, scalar: u32) {
        for lane_number in self.counts.from..self.counts.to {
            let at = lane_number as usize;
            let a = if self.first == First::Scalar { scalar } else { self.operands[0][at] };
            let b = match self.second {
                Second::Stream | Second::Bank => self.operands[1][at],
                Second::Scalar => scalar,
                Second::Immediate => self.immediate,
                Second::First => a,
            };
            let Rounded { result, overflow, nan } = lane(a, b, self.operation, self.function, self.guard);
            self.numbers[at] = result;
            self.overflow |= overflow;
            self.nan |= nan;
        }
    }
}

/// The vectors by the cycles since their issue, and the words of banks x and z.
#[derive(Clone, Debug)]
pub struct Pipeline {
    stages: VecDeque<Option<Vector>>,
    banks: [Vec<Vec<u32>>; 2],
}

impl Pipeline {
    /// No vectors, and banks of zeros.
    pub fn new(lanes: usize, words: usize) -> Self {
        Self { stages: vec![None; TO_ELEMENTS].into(), banks: [0, 1].map(|_| vec![vec![0; lanes]; words]) }
    }

    /// The vector whose elements are registered.
    pub fn arrives(&self) -> Option<&Vector> {
        self.stages[TO_ELEMENTS - 1].as_ref()
    }

    /// The address of the scalar that is read.
    pub fn scalar_address(&self) -> u64 {
        self.stages[TO_ADDRESSES - 1].as_ref().map_or(0, |vector| vector.scalar_address)
    }

    /// The rising edge: the vector of this cycle, and the scalar that has been read.
    pub fn step(&mut self, issued: Option<Vector>, scalar: u32) {
        if let Some(vector) = &mut self.stages[TO_ADDRESSES - 1] {
            vector.read(&self.banks);
        }
        if let Some(vector) = &mut self.stages[TO_OPERANDS - 1] {
            vector.compute(scalar);
        }
        self.stages.push_front(issued);
        let Some(vector) = self.stages.pop_back().flatten() else { return };
        match vector.store {
            Store::Nowhere => {}
            Store::X => self.banks[0][vector.store_address] = vector.numbers,
            Store::Z => self.banks[1][vector.store_address] = vector.numbers,
        }
    }

    /// A reset at the end of this cycle: the banks know none.
    pub fn clear(&mut self) {
        self.stages.iter_mut().for_each(|stage| *stage = None);
    }
}
