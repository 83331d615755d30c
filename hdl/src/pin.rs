//! The bits of a port, whatever its Rust type: a signal, a bus, or packed lanes of them.

use rust_hdl::core::atom::Atom;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Resize};

/// A port's bits, lowest first.
pub(crate) trait Pin {
    /// How many it has.
    fn width(&self) -> usize;
}

/// A port that is driven from outside.
pub(crate) trait InputPin: Pin {
    /// Takes its bits from the front of `bits`.
    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>);
}

/// A port that is looked at from outside.
pub(crate) trait OutputPin: Pin {
    /// The bits it shows.
    fn read(&self) -> Vec<bool>;
}

/// A type of which the bits can be taken and given.
pub(crate) trait Word: Synth {
    /// The word with these low bits, zeros above.
    fn from_bits(bits: Vec<bool>) -> Self;

    /// Bit `index`.
    fn bit(self, index: usize) -> bool;
}

impl Word for Bit {
    fn from_bits(bits: Vec<bool>) -> Self {
        bits[0]
    }

    fn bit(self, _index: usize) -> bool {
        self
    }
}

impl<const N: usize> Word for Bits<N> {
    fn from_bits(bits: Vec<bool>) -> Self {
        bits.iter().rev().fold(0_u128, |word, bit| word << 1 | u128::from(*bit)).to_bits()
    }

    fn bit(self, index: usize) -> bool {
        self.get_bit(index)
    }
}

impl<const N: usize> Word for Signed<N> {
    fn from_bits(bits: Vec<bool>) -> Self {
        signed_cast(Bits::from_bits(bits))
    }

    fn bit(self, index: usize) -> bool {
        self.get_bit(index)
    }
}

impl<D: Direction, T: Word> Pin for Signal<D, T> {
    fn width(&self) -> usize {
        T::BITS
    }
}

impl<T: Word> InputPin for Signal<In, T> {
    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        self.next = T::from_bits(bits.take(T::BITS).collect());
    }
}

impl<T: Word> OutputPin for Signal<Out, T> {
    fn read(&self) -> Vec<bool> {
        (0..T::BITS).map(|index| self.val().bit(index)).collect()
    }
}

impl<D: Direction, T: Word + Resize> Pin for Bus<D, T> {
    fn width(&self) -> usize {
        self.bits()
    }
}

impl<T: Word + Resize> InputPin for Bus<In, T> {
    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        self.next = T::from_bits(bits.take(self.bits()).collect());
    }
}

impl<T: Word + Resize> OutputPin for Bus<Out, T> {
    fn read(&self) -> Vec<bool> {
        (0..self.bits()).map(|index| self.val().bit(index)).collect()
    }
}

impl<P: Pin> Pin for Vec<P> {
    fn width(&self) -> usize {
        self.iter().map(Pin::width).sum()
    }
}

impl<P: InputPin> InputPin for Vec<P> {
    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        for lane in self {
            lane.drive(bits);
        }
    }
}

impl<P: OutputPin> OutputPin for Vec<P> {
    fn read(&self) -> Vec<bool> {
        self.iter().flat_map(OutputPin::read).collect()
    }
}
