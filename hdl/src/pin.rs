//! The bits of a port, whatever its Rust type: a signal, a bus, or packed lanes of them.

use rust_hdl::core::atom::Atom;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Resize};

/// A port of a block as simulation sees it; its bits come lowest first.
pub trait Pin {
    /// Which way it goes; none for the clock.
    fn direction(&self) -> Option<seedchip_spec::Direction>;

    /// How many bits it has.
    fn width(&self) -> usize;

    /// Takes the bits of an input from the front of `bits`.
    fn drive(&mut self, _bits: &mut dyn Iterator<Item = bool>) {}

    /// The bits that an output shows.
    fn read(&self) -> Vec<bool> {
        Vec::new()
    }

    /// Sets the level of the clock.
    fn clock(&mut self, _level: bool) {}
}

/// One port, or the ports of a bundle, by name.
pub trait Pins {
    /// The ports of the field `name`, to look at.
    fn named(&self, name: &'static str) -> Vec<(&'static str, &dyn Pin)>;

    /// The ports of the field `name`, to drive.
    fn named_mut(&mut self, name: &'static str) -> Vec<(&'static str, &mut dyn Pin)>;
}

impl<P: Pin> Pins for P {
    fn named(&self, name: &'static str) -> Vec<(&'static str, &dyn Pin)> {
        vec![(name, self)]
    }

    fn named_mut(&mut self, name: &'static str) -> Vec<(&'static str, &mut dyn Pin)> {
        vec![(name, self)]
    }
}

/// The ports of a block by name, in the order of its declaration, the clock among them. `block!` implements it.
pub trait Declared {
    /// The ports, to look at.
    fn pins(&self) -> Vec<(&'static str, &dyn Pin)>;

    /// The ports, to drive.
    fn pins_mut(&mut self) -> Vec<(&'static str, &mut dyn Pin)>;
}

/// A type of which the bits can be taken and given.
pub trait Word: Synth {
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
        let number = |bits: &[bool]| bits.iter().rev().fold(0_u128, |word, bit| word << 1 | u128::from(*bit));
        // A number has 128 bits at most; what is above follows bit by bit.
        let low: Self = number(&bits[..bits.len().min(128)]).to_bits();
        bits.iter().enumerate().skip(128).fold(low, |word, (index, bit)| word.replace_bit(index, *bit))
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

impl Pin for Signal<In, Clock> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        None
    }

    fn width(&self) -> usize {
        1
    }

    fn clock(&mut self, level: bool) {
        self.next = level.into();
    }
}

impl<T: Word> Pin for Signal<In, T> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        Some(seedchip_spec::Direction::Input)
    }

    fn width(&self) -> usize {
        T::BITS
    }

    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        self.next = T::from_bits(bits.take(T::BITS).collect());
    }
}

impl<T: Word> Pin for Signal<Out, T> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        Some(seedchip_spec::Direction::Output)
    }

    fn width(&self) -> usize {
        T::BITS
    }

    fn read(&self) -> Vec<bool> {
        (0..T::BITS).map(|index| self.val().bit(index)).collect()
    }
}

impl<T: Word + Resize> Pin for Bus<In, T> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        Some(seedchip_spec::Direction::Input)
    }

    fn width(&self) -> usize {
        self.bits()
    }

    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        self.next = T::from_bits(bits.take(self.bits()).collect());
    }
}

impl<T: Word + Resize> Pin for Bus<Out, T> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        Some(seedchip_spec::Direction::Output)
    }

    fn width(&self) -> usize {
        self.bits()
    }

    fn read(&self) -> Vec<bool> {
        (0..self.bits()).map(|index| self.val().bit(index)).collect()
    }
}

impl<P: Pin> Pin for Vec<P> {
    fn direction(&self) -> Option<seedchip_spec::Direction> {
        self.first().and_then(P::direction)
    }

    fn width(&self) -> usize {
        self.iter().map(P::width).sum()
    }

    fn drive(&mut self, bits: &mut dyn Iterator<Item = bool>) {
        for lane in self {
            lane.drive(bits);
        }
    }

    fn read(&self) -> Vec<bool> {
        self.iter().flat_map(P::read).collect()
    }
}
