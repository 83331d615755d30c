//! One Verilated model behind a safe face.
//!
//! Ports are read and written where Verilator keeps them: a number of 8, 16, 32 or 64 bits for up to 64 bits,
//! words of 32 bits for more.

use crate::model::{Model, TraceError};
use seedchip_spec::{Direction, Port};
use std::ffi::{c_int, c_void};
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};
use verilated::vcd::{Vcd, VcdC};

pub use crate::model::PowerUp;

/// Verilator's `VerilatedContext`.
#[repr(C)]
struct Context {
    _opaque: [u8; 0],
}

/// The functions of one model: `SeedchipInterface` in `include/seedchip_model.h`.
#[repr(C)]
pub struct Interface {
    context_create: unsafe extern "C" fn(c_int, c_int) -> *mut Context,
    context_enter: unsafe extern "C" fn(*mut Context),
    context_leave: unsafe extern "C" fn(),
    context_destroy: unsafe extern "C" fn(*mut Context),
    create: unsafe extern "C" fn(*mut Context) -> *mut c_void,
    destroy: unsafe extern "C" fn(*mut c_void),
    evaluate: unsafe extern "C" fn(*mut c_void),
    trace: Option<unsafe extern "C" fn(*mut c_void, *mut VcdC)>,
    ports: unsafe extern "C" fn(*mut c_void, *mut *mut u8),
    exercise: unsafe extern "C" fn(*mut c_void, u64, u64) -> u64,
}

/// What the generated code knows of a model.
pub struct Description {
    /// The block's name.
    pub block: &'static str,
    /// The configuration's name.
    pub configuration: &'static str,
    /// Whether it has a clock, which is then the last in the table of addresses.
    pub clocked: bool,
    /// The ports but the clock.
    pub ports: &'static [Port],
    /// Their indices in the order of their names.
    pub by_name: &'static [usize],
}

/// Held while a model is made, traced or deleted: Verilator's "context of this thread" has a global shadow, and
/// its random numbers start again, on all threads, whenever a context is given a seed. One lock for all copies of
/// the runtime: those of loaded libraries are few.
static RUNTIME: Mutex<()> = Mutex::new(());

fn runtime() -> MutexGuard<'static, ()> {
    // The lock guards no data: a panic while it was held leaves nothing half done.
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a port is kept.
struct Slot {
    address: NonNull<u8>,
    /// Bytes of the number, or of one word of many.
    element: usize,
    /// How many elements.
    words: usize,
    /// The bits of the last element that exist.
    mask: u64,
    input: bool,
}

impl Slot {
    fn new(address: *mut u8, port: &Port) -> Self {
        let (element, words) = match port.width {
            0..=8 => (1, 1),
            9..=16 => (2, 1),
            17..=32 => (4, 1),
            33..=64 => (8, 1),
            width => (4, width.div_ceil(32)),
        };
        let top = port.width - (words - 1) * 32;
        Self {
            address: NonNull::new(address).expect("a model has storage for each port"),
            element,
            words,
            mask: u64::MAX >> (64 - top),
            input: port.direction == Direction::Input,
        }
    }
}

/// A number that Verilator keeps a port in.
pub trait Storage: Copy {}
impl Storage for u8 {}
impl Storage for u16 {}
impl Storage for u32 {}
impl Storage for u64 {}

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
    context: NonNull<Context>,
    slots: Box<[Slot]>,
    clock: Option<NonNull<u8>>,
    /// Wide inputs whose last word has bits that don't exist: Verilator relies on those being zero.
    ragged: Box<[usize]>,
    cycles: u64,
}

// SAFETY: a model, its context and its trace are reached through this value alone, and Verilator keeps no other
// pointer to them: the context is that of a thread only while `RUNTIME` is held. A model made without
// `--threads` starts none and uses no thread-local state to evaluate. Deliberately not `Sync`: evaluation
// writes, and the accessors hand out references to what it writes.
unsafe impl Send for Verilated {}

impl Verilated {
    /// A new model.
    pub fn new(interface: &'static Interface, description: &'static Description, power_up: PowerUp) -> Self {
        let guard = runtime();
        let (random, seed) = match power_up {
            PowerUp::Zero => (0, 1),
            // Verilator takes 31 bits, and zero for "take the time".
            PowerUp::Random(seed) => (1, ((seed ^ (seed >> 32)) as c_int & 0x7fff_ffff).max(1)),
        };
        // SAFETY: `seed` is positive, which is all that is asked for. The new context is this thread's until
        // `leave`. `create` gets a context that lives, and `destroy` happens before the context's end (see
        // `drop`).
        let (context, model) = unsafe {
            let context = (interface.context_create)(seed, random);
            let model = (interface.create)(context);
            (interface.context_leave)();
            (context, model)
        };
        drop(guard);
        let context = NonNull::new(context).expect("C++ `new` gives no null");
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
                slot.input && slot.words > 1 && slot.mask != u64::from(u32::MAX)
            })
            .collect();
        Self { tracing: None, interface, description, model, context, slots, clock, ragged, cycles: 0 }
    }

    /// A port of up to 64 bits; `T` is the number that it is kept in.
    #[inline]
    pub fn get<T: Storage>(&self, port: usize) -> T {
        let slot = &self.slots[port];
        assert!(slot.element == size_of::<T>(), "the port is kept in another type");
        // SAFETY: the address is that of a number of `element` bytes inside the model, aligned for it, which
        // lives as long as `self`; all its bit patterns are numbers. Nobody writes it while `self` is shared.
        unsafe { slot.address.cast::<T>().read() }
    }

    /// Writes a port of up to 64 bits; `T` is the number that it is kept in.
    #[inline]
    pub fn set<T: Storage>(&mut self, port: usize, value: T) {
        let slot = &self.slots[port];
        assert!(slot.element == size_of::<T>(), "the port is kept in another type");
        // SAFETY: as in `get`; `self` is borrowed for this write alone.
        unsafe { slot.address.cast::<T>().write(value) }
    }

    /// The words of a port of more than 64 bits.
    #[inline]
    pub fn words(&self, port: usize) -> &[u32] {
        let slot = &self.slots[port];
        assert!(slot.element == 4, "the port is kept in another type");
        // SAFETY: the address is that of `words` words inside the model, which live as long as `self`. Only
        // methods that borrow `self` mutably write them, so none does while the slice is held.
        unsafe { std::slice::from_raw_parts(slot.address.cast::<u32>().as_ptr(), slot.words) }
    }

    /// The words of a port of more than 64 bits, to write.
    #[inline]
    pub fn words_mut(&mut self, port: usize) -> &mut [u32] {
        let slot = &self.slots[port];
        assert!(slot.element == 4, "the port is kept in another type");
        // SAFETY: as in `words`; and `self` is borrowed as long as the slice is held. Ports don't overlap.
        unsafe { std::slice::from_raw_parts_mut(slot.address.cast::<u32>().as_ptr(), slot.words) }
    }

    /// Any port of up to 64 bits, or the low 64 of a wider one.
    fn value(&self, port: usize) -> u64 {
        match self.slots[port] {
            Slot { element: 1, .. } => u64::from(self.get::<u8>(port)),
            Slot { element: 2, .. } => u64::from(self.get::<u16>(port)),
            Slot { element: 8, .. } => self.get::<u64>(port),
            Slot { words: 1, .. } => u64::from(self.get::<u32>(port)),
            _ => u64::from(self.words(port)[0]) | u64::from(self.words(port)[1]) << 32,
        }
    }

    fn set_value(&mut self, port: usize, value: u64) {
        let Slot { element, words, mask, .. } = self.slots[port];
        match (element, words) {
            (1, _) => self.set(port, (value & mask) as u8),
            (2, _) => self.set(port, (value & mask) as u16),
            (8, _) => self.set(port, value & mask),
            (_, 1) => self.set(port, (value & mask) as u32),
            _ => {
                let words = self.words_mut(port);
                words[0] = value as u32;
                words[1] = (value >> 32) as u32;
            }
        }
    }

    /// The clock goes low and the outputs answer the inputs.
    #[inline]
    pub fn settle(&mut self) {
        for ragged in 0..self.ragged.len() {
            let port = self.ragged[ragged];
            let mask = self.slots[port].mask as u32;
            if let Some(word) = self.words_mut(port).last_mut() {
                *word &= mask;
            }
        }
        self.evaluate(0);
        if self.tracing.is_some() {
            self.dump(0);
        }
    }

    /// The clock goes high.
    #[inline]
    pub fn rise(&mut self) {
        if self.clock.is_some() {
            self.evaluate(1);
        }
        if self.tracing.is_some() {
            self.dump(1);
        }
        self.cycles += 1;
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

    fn trace(&mut self, path: &Path, window: RangeInclusive<u64>) -> Result<(), TraceError> {
        self.end_trace();
        let failed = |error| TraceError { path: path.to_owned(), error };
        let trace = self.interface.trace.ok_or_else(|| failed(io::Error::other("this model was made without")))?;
        // Verilator tells no reason when it can't open a file; the system does.
        std::fs::File::create(path).map_err(failed)?;
        let _guard = runtime();
        // SAFETY: the context lives.
        unsafe { (self.interface.context_enter)(self.context.as_ptr()) };
        // A trace takes its time unit from the context of the thread when it is made.
        let mut vcd = Vcd::default();
        // SAFETY: the model and the trace live; the trace is closed before the model's end.
        unsafe { trace(self.model.as_ptr(), vcd.0) };
        let opened = vcd.open(path);
        // SAFETY: it takes nothing.
        unsafe { (self.interface.context_leave)() };
        opened.map_err(failed)?;
        self.tracing = Some(Tracing { vcd, window });
        Ok(())
    }

    fn end_trace(&mut self) {
        let _guard = runtime();
        self.tracing = None;
    }

    fn exercise_in_cpp(&mut self, cycles: u64, seed: u64) -> u64 {
        // SAFETY: as in `evaluate`.
        unsafe { (self.interface.exercise)(self.model.as_ptr(), cycles, seed) }
    }
}

impl Drop for Verilated {
    fn drop(&mut self) {
        self.end_trace();
        let _guard = runtime();
        // SAFETY: the model and its context were made by `new`, are deleted here alone, in this order, and the
        // trace that refers to them is closed.
        unsafe {
            (self.interface.context_enter)(self.context.as_ptr());
            (self.interface.destroy)(self.model.as_ptr());
            (self.interface.context_leave)();
            (self.interface.context_destroy)(self.context.as_ptr());
        }
    }
}

/// A model with an accessor for each port.
pub trait Typed: Send {
    /// What it is made of.
    fn verilated(&self) -> &Verilated;

    /// What it is made of.
    fn verilated_mut(&mut self) -> &mut Verilated;

    /// Clocks the model `cycles` times with random inputs and folds its outputs into a number, in C++: shows
    /// that both sides mean the same ports, and what the way through Rust costs. Not in waveforms and
    /// [`Model::cycles`].
    fn exercise_in_cpp(&mut self, cycles: u64, seed: u64) -> u64 {
        self.verilated_mut().exercise_in_cpp(cycles, seed)
    }
}

impl<T: Typed> Model for T {
    fn block(&self) -> &'static str {
        self.verilated().description.block
    }
    fn configuration(&self) -> &'static str {
        self.verilated().description.configuration
    }
    fn ports(&self) -> &'static [Port] {
        self.verilated().description.ports
    }
    fn ports_by_name(&self) -> &'static [usize] {
        self.verilated().description.by_name
    }
    fn value(&self, port: usize) -> u64 {
        self.verilated().value(port)
    }
    fn set_value(&mut self, port: usize, value: u64) {
        self.verilated_mut().set_value(port, value);
    }
    fn read(&self, port: usize, words: &mut [u32]) {
        let model = self.verilated();
        if model.slots[port].words > 1 {
            words.copy_from_slice(model.words(port));
        } else {
            let value = model.value(port);
            words.iter_mut().zip([value as u32, (value >> 32) as u32]).for_each(|(word, part)| *word = part);
        }
    }
    fn write(&mut self, port: usize, words: &[u32]) {
        let model = self.verilated_mut();
        if model.slots[port].words > 1 {
            model.words_mut(port).copy_from_slice(words);
        } else {
            let low = words.iter().take(2).rev().fold(0, |value, word| value << 32 | u64::from(*word));
            model.set_value(port, low);
        }
    }
    fn settle(&mut self) {
        self.verilated_mut().settle();
    }
    fn rise(&mut self) {
        self.verilated_mut().rise();
    }
    fn cycles(&self) -> u64 {
        self.verilated().cycles
    }
    fn trace(&mut self, path: &Path, window: RangeInclusive<u64>) -> Result<(), TraceError> {
        self.verilated_mut().trace(path, window)
    }
    fn end_trace(&mut self) {
        self.verilated_mut().end_trace();
    }
}
