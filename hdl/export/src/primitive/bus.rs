//! A signal whose width is a value.
//!
//! rust-hdl's `Signal` takes its width from its type, so a width that follows from a configuration (the bits
//! of a sum, of an address) would need a const generic at every level. A [`Bus`] has a type that is wide
//! enough for every configuration and carries its actual width beside it: reading gives the value that this
//! many wires would hold, extended to the type by its sign; Verilog sees only the actual width.

use rust_hdl::core::ast::VerilogLiteral;
use rust_hdl::core::atom::{Atom, AtomKind};
use rust_hdl::core::constraint::PinConstraint;
use rust_hdl::core::signal::get_signal_id;
use rust_hdl::prelude::*;
use std::marker::PhantomData;

/// A type of which the low bits alone can be kept.
pub trait Resize: Synth + 'static {
    /// The value that `width` wires hold: the low `width` bits, extended to the whole type by its sign.
    fn resize(self, width: usize) -> Self;
}

impl Resize for Bit {
    fn resize(self, _width: usize) -> Self {
        self
    }
}

impl<const N: usize> Resize for Bits<N> {
    fn resize(self, width: usize) -> Self {
        if width >= N {
            return self;
        }
        let excess: LiteralType = (N - width) as LiteralType;
        (self << excess) >> excess
    }
}

impl<const N: usize> Resize for Signed<N> {
    fn resize(self, width: usize) -> Self {
        if width >= N {
            return self;
        }
        let low = self.inner().resize(width);
        if width > 0 && low.get_bit(width - 1) {
            let ones = !Bits::<N>::default();
            signed_cast(low | (ones << (width as LiteralType)))
        } else {
            signed_cast(low)
        }
    }
}

/// A signal of `width` wires held in a type `T` of at least as many bits.
#[derive(Clone, Debug)]
pub struct Bus<D: Direction, T: Resize> {
    /// The value to take at the next update; more bits than the width are dropped.
    pub next: T,
    val: T,
    width: usize,
    changed: bool,
    claimed: bool,
    id: usize,
    direction: PhantomData<D>,
}

impl<D: Direction, T: Resize> Bus<D, T> {
    /// A bus of `width` wires, 1 to the bits of `T`; a width outside is brought to the nearer end.
    pub fn new(width: usize) -> Self {
        Self {
            next: T::default(),
            val: T::default(),
            width: width.clamp(1, T::BITS),
            changed: false,
            claimed: false,
            id: get_signal_id(),
            direction: PhantomData,
        }
    }

    /// `lanes` buses of one width: in Verilog a single vector, lane 0 lowest.
    pub fn lanes(lanes: usize, width: usize) -> Vec<Self> {
        (0..lanes).map(|_| Self::new(width)).collect()
    }

    /// The number of wires.
    pub fn width(&self) -> usize {
        self.width
    }
}

impl<T: Resize> Bus<In, T> {
    /// The value on the wires.
    pub fn val(&self) -> T {
        self.val
    }
}

impl<T: Resize> Bus<Out, T> {
    /// The value on the wires.
    pub fn val(&self) -> T {
        self.next.resize(self.width)
    }
}

impl<T: Resize> Bus<Local, T> {
    /// The value on the wires.
    pub fn val(&self) -> T {
        self.next.resize(self.width)
    }
}

impl<D: Direction, T: Resize> Atom for Bus<D, T> {
    fn bits(&self) -> usize {
        self.width
    }

    fn connected(&self) -> bool {
        self.claimed
    }

    fn changed(&self) -> bool {
        self.changed
    }

    fn kind(&self) -> AtomKind {
        D::KIND
    }

    fn descriptor(&self) -> TypeDescriptor {
        T::descriptor()
    }

    fn vcd(&self) -> VCDValue {
        match self.val.vcd() {
            VCDValue::Vector(bits) => VCDValue::Vector(bits[bits.len() - self.width..].to_vec()),
            other => other,
        }
    }

    fn id(&self) -> usize {
        self.id
    }

    fn verilog(&self) -> VerilogLiteral {
        self.val.verilog()
    }

    fn constraints(&self) -> Vec<PinConstraint> {
        Vec::new()
    }
}

impl<D: Direction, T: Resize> Logic for Bus<D, T> {
    fn update(&mut self) {}

    fn connect(&mut self) {
        self.claimed = true;
    }
}

impl<D: Direction, T: Resize> Block for Bus<D, T> {
    fn connect_all(&mut self) {}

    fn update_all(&mut self) {
        let next = self.next.resize(self.width);
        self.changed = self.val != next;
        self.val = next;
    }

    fn has_changed(&self) -> bool {
        self.changed
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        probe.visit_atom(name, self);
    }
}
