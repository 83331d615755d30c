//! Verilator's runtime: contexts and waveforms of Verilated models.
//!
//! It comes from the crate `verilated` and is compiled into the program. Models are libraries that the program loads;
//! they bring no runtime of their own but find this one among the program's symbols. So there is one runtime, one
//! lock around what it shares, and a waveform of `verilated` takes any model. A program that loads models exports its
//! symbols: its build script says `cargo::rustc-link-arg=-rdynamic`.

// Each `unsafe` argues its case.
#![allow(unsafe_code)]

use std::ffi::c_int;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};
pub use verilated::vcd::{Vcd, VcdC};

/// Verilator's `VerilatedContext`.
#[repr(C)]
pub struct RawContext {
    _opaque: [u8; 0],
}

// SAFETY: these are the functions of context.cpp, with these types.
unsafe extern "C" {
    safe fn seedchip_context_create(seed: c_int, random: c_int) -> *mut RawContext;
    fn seedchip_context_enter(context: *mut RawContext);
    safe fn seedchip_context_leave();
    fn seedchip_context_destroy(context: *mut RawContext);
}

/// Held while a model is made, traced or deleted: Verilator's "context of this thread" has a global shadow, and its
/// random numbers start again, on all threads, whenever a context is given a seed.
static RUNTIME: Mutex<()> = Mutex::new(());

fn lock() -> MutexGuard<'static, ()> {
    // The lock guards no data: a panic while it was held leaves nothing half done.
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The version of Verilator that the runtime is of, such as `5.006 2023-01-22`. Models must be Verilated by the same.
pub fn version() -> String {
    verilated::product_version().to_string_lossy().into_owned()
}

/// The context of one model, and the contents of its registers at power-up.
pub struct Context(NonNull<RawContext>);

// SAFETY: a context is the one of a thread only while the lock is held, and nobody else keeps a pointer to it.
unsafe impl Send for Context {}

impl Context {
    /// A context, and what `make` makes in it: a model, whose registers start at zero, or at random from a seed.
    pub fn new<T>(random: Option<u64>, make: impl FnOnce(NonNull<RawContext>) -> T) -> (Self, T) {
        let _lock = lock();
        let (random, seed) = match random {
            None => (0, 1),
            // Verilator takes 31 bits, and zero for "take the time".
            Some(seed) => (1, ((seed ^ (seed >> 32)) as c_int & 0x7fff_ffff).max(1)),
        };
        let context = NonNull::new(seedchip_context_create(seed, random)).expect("C++ `new` gives no null");
        // SAFETY: it was just made. A panic in `make` leaks it, because its end takes the lock.
        let entered = unsafe { Entered::new(context) };
        let made = make(context);
        drop(entered);
        (Self(context), made)
    }

    /// Does what acts on the context of this thread: deletes the model, or begins or ends its waveform.
    pub fn enter<T>(&self, act: impl FnOnce() -> T) -> T {
        let _lock = lock();
        // SAFETY: the context lives as long as `self`.
        let _entered = unsafe { Entered::new(self.0) };
        act()
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        let _lock = lock();
        // SAFETY: it was made by `new` and is deleted here alone.
        unsafe { seedchip_context_destroy(self.0.as_ptr()) }
    }
}

/// Ends when dropped, so that a panic leaves no pointer to a context that dies.
struct Entered;

impl Entered {
    /// The context must live for longer than this value.
    unsafe fn new(context: NonNull<RawContext>) -> Self {
        // SAFETY: the caller vouches for it.
        unsafe { seedchip_context_enter(context.as_ptr()) }
        Self
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        seedchip_context_leave();
    }
}
