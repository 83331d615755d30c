//! All flip-flops of a block under one name.
//!
//! A block that declares its flip-flops once should not list them again to give them a clock. It has a field
//! `registers: Registers`, and [`Registered`] says which ones there are; its kernel begins with
//! `dff_setup!(self, clk_i, registers)`. Every flip-flop takes that clock and, unless the kernel writes it, keeps its
//! value.

use crate::primitive::bus::Resize;
use crate::primitive::flop::Flop;
use crate::primitive::marker::as_marker;
use rust_hdl::core::signal::get_signal_id;
use rust_hdl::prelude::*;

/// Marks the descriptor of [`Registers`] among a block's constants.
pub(crate) const REGISTERS_MARKER: &str = "@registers";

/// Stands for all flip-flops of a block; it is no hardware.
#[derive(Clone, Debug)]
pub struct Registers {
    /// Their clocks.
    pub clock: RegisterPins,
    /// What they take next.
    pub d: RegisterPins,
    id: usize,
}

/// Pins of all flip-flops of a block.
#[derive(Clone, Debug, Default)]
pub struct RegisterPins;

impl Default for Registers {
    fn default() -> Self {
        Self { clock: RegisterPins, d: RegisterPins, id: get_signal_id() }
    }
}

/// One flip-flop, or a vector of them.
pub trait Clocked {
    /// Gives the clock, and the present value as the next one.
    fn hold(&mut self, clock: Clock);
}

/// A block that knows its flip-flops.
pub trait Registered {
    /// Gives all of them the clock, and the present value as the next one.
    fn hold_registers(&mut self, clock: Clock);
}

impl<T: Resize> Clocked for Flop<T> {
    fn hold(&mut self, clock: Clock) {
        self.clock.next = clock;
        self.d.next = self.q.val();
    }
}

impl<C: Clocked> Clocked for Vec<C> {
    fn hold(&mut self, clock: Clock) {
        for element in self {
            element.hold(clock);
        }
    }
}

/// Gives flip-flops their clock and their present value as the next one: `dff_setup!(self, clk_i, registers)` all of
/// a block, `dff_setup!(self, clk_i, state, count)` those that are named.
#[macro_export]
macro_rules! dff_setup {
    ($self:ident, $clock:ident, registers) => {{
        let clock = $self.$clock.val();
        $crate::Registered::hold_registers($self, clock);
    }};
    ($self:ident, $clock:ident, $($register:ident),+ $(,)?) => {{
        let clock = $self.$clock.val();
        $($crate::Clocked::hold(&mut $self.$register, clock);)+
    }};
}

impl Logic for RegisterPins {
    fn update(&mut self) {}
}

as_marker!(Registers, |_| TypeDescriptor { name: REGISTERS_MARKER.into(), kind: TypeKind::Bits(0) });
