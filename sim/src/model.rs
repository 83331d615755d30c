//! The interface of all Verilated models.

use bitvec::slice::BitSlice;
use seedchip_spec::{Direction, Pins, Port};
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The contents of registers and memories at power-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PowerUp {
    /// Zero.
    #[default]
    Zero,
    /// Random bits from this seed, as after a real power-up: only what is reset is known.
    Random(u64),
}

/// Why a trace can't be written.
#[derive(Debug, Error)]
#[error("cannot write the waveform {path}: {error}", path = path.display())]
pub struct TraceError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    #[source]
    pub error: io::Error,
}

/// A block that is simulated cycle by cycle.
///
/// A cycle is [`Model::settle`], after which the outputs answer the inputs, then [`Model::rise`], the rising edge
/// of the clock. Ports are known by their index in [`Model::ports`]; values are words of 32 bits, bit 0 in
/// the first. An index that doesn't exist is a mistake of the program and panics.
pub trait Model: Send {
    /// The name of the block.
    fn block(&self) -> &'static str;

    /// Its sizes: the configuration's name, or the block's own as in `8x3`.
    fn sizes(&self) -> &'static str;

    /// The ports, without the clock.
    fn ports(&self) -> &'static [Port];

    /// The indices of the ports in the order of their names.
    fn ports_by_name(&self) -> &'static [usize];

    /// The index of the port of this name.
    fn port(&self, name: &str) -> Option<usize> {
        self.ports().iter().position(|port| port.name == name)
    }

    /// The low 64 bits of a port.
    fn value(&self, port: usize) -> u64;

    /// Writes the low 64 bits of an input; bits beyond its width are ignored.
    fn set_value(&mut self, port: usize, value: u64);

    /// Copies a port to `words`, as many as it has words of 32 bits.
    fn read(&self, port: usize, words: &mut [u32]);

    /// Copies `words` to an input; bits beyond its width are ignored.
    fn write(&mut self, port: usize, words: &[u32]);

    /// The clock goes low and the outputs answer the inputs.
    fn settle(&mut self);

    /// The clock goes high.
    fn rise(&mut self);

    /// How many rising edges there were.
    fn cycles(&self) -> u64;

    /// Writes a waveform of the cycles of `window`, counted as [`Model::cycles`] does, until
    /// [`Model::end_trace`] or the end of the model. Replaces the trace before.
    fn trace(&mut self, path: &Path, window: RangeInclusive<u64>) -> Result<(), TraceError>;

    /// Closes the waveform.
    fn end_trace(&mut self);

    /// A whole cycle, after which the outputs answer the inputs in the new state.
    fn clock(&mut self) {
        self.settle();
        self.rise();
        self.settle();
    }

    /// One cycle: sets the inputs, reads the outputs before the rising edge, and clocks.
    fn cycle(&mut self, inputs: &Pins) -> Pins {
        self.set_pins(inputs);
        self.settle();
        let outputs = self.output_pins();
        self.rise();
        outputs
    }

    /// Sets all inputs; pins of another block are a mistake of the program and panic.
    fn set_pins(&mut self, inputs: &Pins) {
        let ports = self.ports();
        let mut pins = inputs.iter();
        for index in self.ports_by_name().iter().copied() {
            if ports[index].direction == Direction::Input {
                let (name, value) = pins.next().unwrap_or_else(|| panic!("`{}` is missing", ports[index].name));
                assert_eq!(name, ports[index].name, "the pins are those of another block");
                self.write(index, value.as_raw_slice());
            }
        }
    }

    /// The outputs as they stand.
    fn output_pins(&self) -> Pins {
        let mut pins = Pins::zero(self.ports(), Direction::Output);
        let mut words = Vec::new();
        for (index, port) in self.ports().iter().enumerate() {
            if port.direction == Direction::Output {
                words.resize(words_of(port), 0);
                self.read(index, &mut words);
                pins.bits_mut(port.name).copy_from_bitslice(&BitSlice::from_slice(&words)[..port.width]);
            }
        }
        pins
    }
}

/// The words of 32 bits that hold a port.
pub fn words_of(port: &Port) -> usize {
    port.width.div_ceil(32)
}
