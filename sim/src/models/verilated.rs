//! One Verilated model behind a safe interface.
//!
//! Ports are read and written where Verilator keeps them: a number of 8, 16, 32 or 64 bits for up to 64 bits,
//! words of 32 bits for more.

use super::interface::{Description, Interface};
use crate::model::{Model, PowerUp, TraceError};
use seedchip_runtime::{Context, Vcd};
use seedchip_spec::{Direction, Port};
use std::ffi::c_void;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::ptr::NonNull;

/// The type in which Verilator stores a port.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bits8,
    Bits16,
    Bits32,
    Bits64,
    /// So many words of 32 bits.
    Words(usize),
}

/// Where a port is kept.
struct Slot {
    address: NonNull<u8>,
    kind: Kind,
    /// The bits that exist, of the number or of the last word.
    mask: u64,
    input: bool,
}

impl Slot {
    fn new(address: *mut u8, port: &Port) -> Self {
        let kind = match port.width {
            0..=8 => Kind::Bits8,
            9..=16 => Kind::Bits16,
            17..=32 => Kind::Bits32,
            33..=64 => Kind::Bits64,
            width => Kind::Words(width.div_ceil(32)),
        };
        let top = match kind {
            Kind::Words(words) => port.width - (words - 1) * 32,
            _ => port.width,
        };
        Self {
            address: NonNull::new(address).expect("a model has storage for each port"),
            kind,
            mask: u64::MAX >> (64 - top),
            input: port.direction == Direction::Input,
        }
    }

    /// The words, if the port is kept in such; their address is aligned for them.
    fn words(&self) -> Option<(*mut u32, usize)> {
        match self.kind {
            Kind::Words(words) => Some((self.address.cast().as_ptr(), words)),
            _ => None,
        }
    }
}

struct Tracing {
    vcd: Vcd,
    window: RangeInclusive<u64>,
}

/// A Verilated model with its context.
pub struct Verilated {
    // Dropped first, by hand: it refers to the model.
    tracing: Option<Tracing>,
    interface: &'static Interface,
    description: &'static Description,
    model: NonNull<c_void>,
    context: Context,
    slots: Box<[Slot]>,
    clock: Option<NonNull<u8>>,
    /// Wide inputs whose last word has bits that don't exist: Verilator relies on those being zero.
    ragged: Box<[usize]>,
    cycles: u64,
}

// SAFETY: a model, its context and its trace are reached through this value alone, and Verilator keeps no other
// pointer to them: the context is that of a thread only inside `Context`'s functions, which hold a lock. A model made
// without `--threads` starts none and uses no thread-local state to evaluate. Deliberately not `Sync`: evaluation
// writes, and the accessors hand out references to what it writes.
unsafe impl Send for Verilated {}

impl Verilated {
    /// A new model.
    pub(super) fn new(interface: &'static Interface, description: &'static Description, power_up: PowerUp) -> Self {
        let seed = match power_up {
            PowerUp::Zero => None,
            PowerUp::Random(seed) => Some(seed),
        };
        // SAFETY: `create` gets a context that lives, and `destroy` happens before the context's end (see `drop`).
        let (context, model) = Context::new(seed, |context| unsafe { (interface.create)(context.as_ptr()) });
        let model = NonNull::new(model).expect("C++ `new` gives no null");
        let mut addresses = vec![std::ptr::null_mut(); description.ports.len() + usize::from(description.clocked)];
        // SAFETY: the shim writes one address per port and one for the clock, made from the same list.
        unsafe { (interface.ports)(model.as_ptr(), addresses.as_mut_ptr()) };
        let clock = if description.clocked { addresses.pop().and_then(NonNull::new) } else { None };
        let slots: Box<[Slot]> =
            addresses.iter().zip(description.ports).map(|(address, port)| Slot::new(*address, port)).collect();
        let ragged = (0..slots.len())
            .filter(|index| {
                let slot = &slots[*index];
                slot.input && slot.words().is_some() && slot.mask != u64::from(u32::MAX)
            })
            .collect();
        Self { tracing: None, interface, description, model, context, slots, clock, ragged, cycles: 0 }
    }

    /// The words of a port of more than 64 bits.
    #[inline]
    pub fn words(&self, port: usize) -> Option<&[u32]> {
        let (address, words) = self.slots[port].words()?;
        // SAFETY: the address is that of `words` words inside the model, which live as long as `self`. Only
        // methods that borrow `self` mutably write them, so none does while the slice is held.
        Some(unsafe { std::slice::from_raw_parts(address, words) })
    }

    /// The words of an input of more than 64 bits, to write in place; bits beyond its width are ignored.
    #[inline]
    pub fn words_mut(&mut self, port: usize) -> Option<&mut [u32]> {
        let (address, words) = self.slots[port].words()?;
        // SAFETY: as in `words`; and `self` is borrowed as long as the slice is held. Ports don't overlap.
        Some(unsafe { std::slice::from_raw_parts_mut(address, words) })
    }

    #[inline]
    fn evaluate(&mut self, level: u8) {
        // SAFETY: the clock is one bit in a byte inside the model. `self` is borrowed mutably, so no reference
        // to a port is held while the model runs.
        unsafe {
            if let Some(clock) = self.clock {
                clock.write(level);
            }
            (self.interface.evaluate)(self.model.as_ptr());
        }
    }

    #[cold]
    fn dump(&mut self, half: u64) {
        if let Some(tracing) = &mut self.tracing
            && tracing.window.contains(&self.cycles)
        {
            // A period of 10 ns, inputs at its start, the rising edge in its middle.
            tracing.vcd.dump(self.cycles * 10 + half * 5);
        }
    }

    /// Clocks the model with random inputs as [`Verilated::exercise`] does, but in C++. Its cycles are not in waveforms and
    /// not counted by [`Model::cycles`].
    pub fn exercise_in_cpp(&mut self, cycles: u64, seed: u64) -> u64 {
        // SAFETY: as in `evaluate`.
        unsafe { (self.interface.exercise)(self.model.as_ptr(), cycles, seed) }
    }
}

impl Drop for Verilated {
    fn drop(&mut self) {
        self.end_trace();
        // SAFETY: the model was made by `new` and is deleted here alone, before its context, and the trace that refers to
        // it is closed.
        self.context.enter(|| unsafe { (self.interface.destroy)(self.model.as_ptr()) });
    }
}

impl Model for Verilated {
    fn block(&self) -> &'static str {
        self.description.block
    }

    fn sizes(&self) -> &'static str {
        self.description.sizes
    }

    fn ports(&self) -> &'static [Port] {
        self.description.ports
    }

    fn ports_by_name(&self) -> &'static [usize] {
        self.description.by_name
    }

    #[inline]
    fn value(&self, port: usize) -> u64 {
        let slot = &self.slots[port];
        // SAFETY: the address is that of a number, or of at least three words, of this kind inside the model, aligned for
        // it, which lives as long as `self`; all bit patterns are numbers. Nobody writes while `self` is shared.
        unsafe {
            match slot.kind {
                Kind::Bits8 => slot.address.read().into(),
                Kind::Bits16 => slot.address.cast::<u16>().read().into(),
                Kind::Bits32 => slot.address.cast::<u32>().read().into(),
                Kind::Bits64 => slot.address.cast::<u64>().read(),
                Kind::Words(_) => {
                    let [low, high] = slot.address.cast::<[u32; 2]>().read();
                    u64::from(low) | u64::from(high) << 32
                }
            }
        }
    }

    #[inline]
    fn set_value(&mut self, port: usize, value: u64) {
        let slot = &self.slots[port];
        let masked = value & slot.mask;
        // SAFETY: as in `value`; `self` is borrowed for this write alone.
        unsafe {
            match slot.kind {
                Kind::Bits8 => slot.address.write(masked as u8),
                Kind::Bits16 => slot.address.cast::<u16>().write(masked as u16),
                Kind::Bits32 => slot.address.cast::<u32>().write(masked as u32),
                Kind::Bits64 => slot.address.cast::<u64>().write(masked),
                Kind::Words(_) => slot.address.cast::<[u32; 2]>().write([value as u32, (value >> 32) as u32]),
            }
        }
    }

    fn read(&self, port: usize, words: &mut [u32]) {
        if let Some(from) = self.words(port) {
            words.copy_from_slice(from);
        } else {
            let value = self.value(port);
            words.iter_mut().zip([value as u32, (value >> 32) as u32]).for_each(|(word, part)| *word = part);
        }
    }

    fn write(&mut self, port: usize, words: &[u32]) {
        if let Some(to) = self.words_mut(port) {
            to.copy_from_slice(words);
        } else {
            let low = words.iter().take(2).rev().fold(0, |value, word| value << 32 | u64::from(*word));
            self.set_value(port, low);
        }
    }

    #[inline]
    fn settle(&mut self) {
        for ragged in 0..self.ragged.len() {
            let port = self.ragged[ragged];
            let mask = self.slots[port].mask as u32;
            if let Some(word) = self.words_mut(port).and_then(<[u32]>::last_mut) {
                *word &= mask;
            }
        }
        self.evaluate(0);
        if self.tracing.is_some() {
            self.dump(0);
        }
    }

    #[inline]
    fn rise(&mut self) {
        if self.clock.is_some() {
            self.evaluate(1);
        }
        if self.tracing.is_some() {
            self.dump(1);
        }
        self.cycles += 1;
    }

    fn cycles(&self) -> u64 {
        self.cycles
    }

    fn trace(&mut self, path: &Path, window: RangeInclusive<u64>) -> Result<(), TraceError> {
        self.end_trace();
        let failed = |error| TraceError { path: path.to_owned(), error };
        let none = || failed(io::Error::other("the model was built without waveforms"));
        let trace = self.interface.trace.ok_or_else(none)?;
        // Verilator tells no reason when it can't open a file; the system does.
        std::fs::File::create(path).map_err(failed)?;
        // A trace takes its time unit from the context of the thread when it is made.
        let vcd = self.context.enter(|| {
            let mut vcd = Vcd::default();
            // SAFETY: the model and the trace live; the trace is closed before the model's end.
            unsafe { trace(self.model.as_ptr(), vcd.0) };
            vcd.open(path).map(|()| vcd)
        });
        self.tracing = Some(Tracing { vcd: vcd.map_err(failed)?, window });
        Ok(())
    }

    fn end_trace(&mut self) {
        if let Some(tracing) = self.tracing.take() {
            self.context.enter(|| drop(tracing));
        }
    }
}
