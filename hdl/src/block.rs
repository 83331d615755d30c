//! How a block is declared: once, from which its struct, its constructor, its ports in simulation and the head of
//! its Verilog module are made.
//!
//! ```text
//! block! {
//!     /// What it does, in a sentence.
//!     ///
//!     /// What it trades, its latency and interval, its special cases, why its widths suffice.
//!     pub struct Delay<T: Resize = Bits<64>>;
//!
//!     /// A delay of `stages` cycles for words of `bits` bits.
//!     new(bits, stages) { let first = stages.min(1); }
//!     module "delay" parameters {
//!         /// Bits of a word.
//!         WIDTH: bits in [8, 5, 3] = bits,
//!         /// Cycles, N.
//!         STAGES: stages in [3, 0, 1, 2, 5] = stages,
//!     } made by new(bits, stages) names { BITS = bits * stages }
//!     ports {
//!         /// Clock.
//!         in clk_i: Clock,
//!         /// The word.
//!         in data_i: T{bits},
//!         /// The word of so many cycles ago.
//!         out data_o: T{bits},
//!     }
//!     inside {
//!         reg stage: T{bits}[stages],
//!         value _stages: usize = stages,
//!     }
//! }
//! ```
//!
//! - The comment of the struct is the header of the Verilog module; the comment of a port stands beside the port.
//! - An argument of `new` without a type is a size, a `usize`, of the name that the list of blocks gives it. `let`s after
//!   it are visible in all that follows.
//! - Where two sizes of a block differ in content its module is `sized`, and the sizes are a part of its name; where it
//!   depends on a configuration as a whole it is `of` that, and has its name.
//! - Where they differ in numbers alone (or in what an `if` of a `generate` can choose) it is one module with
//!   `parameters`. Each has a name, the values at which texts are compared (three at least, the default first) and its
//!   value here. `made by` says how a block is made of such values, `names` which numbers have a name beside them. See
//!   hdl/doc/adr/0011-one-module-for-all-sizes.md.
//! - A type alone is a signal of all its bits, `{width}` a [`Bus`](seedchip_export::Bus) of so many of them,
//!   `[lanes]` a vector, `{each widths}` a vector of lanes of these widths.
//! - `bundle up: Sink<T>{lanes, lane_bits}` is a bundle of ports, made with these sizes (bundle.rs).
//! - Inside are `wire`s, `reg`s (flip-flops), `const`ants with a value, `block`s and `value`s, which are no hardware
//!   and whose names begin with `_`. The value of `const x: T[lanes]` and `block x: T[lanes]` is a function of the
//!   lane.
//!
//! The order of the fields is the order in the Verilog. What the block computes is its `impl Logic`, which begins with
//! `dff_setup!(self, clk_i, registers)` if there are `reg`s.

use seedchip_spec::{Cell, Configuration, Instance};

/// An argument of `new`, found by its name among the sizes of an instance.
pub(crate) trait Argument<'instance> {
    /// The argument.
    fn of(instance: &'instance Instance, name: &str) -> Self;
}

impl Argument<'_> for usize {
    fn of(instance: &Instance, name: &str) -> Self {
        instance.size(name)
    }
}

impl Argument<'_> for Cell {
    fn of(instance: &Instance, _name: &str) -> Self {
        instance.configuration().cell()
    }
}

impl<'instance> Argument<'instance> for &'instance Configuration {
    fn of(instance: &'instance Instance, _name: &str) -> Self {
        instance.configuration()
    }
}

/// Declares a block: see the head of this file.
macro_rules! block {
    (
        $(#[doc = $header:literal])+
        pub struct $name:ident $(<$lane:ident: $bound:ident = $default:ty>)?;

        $(#[doc = $constructor:literal])+
        new($($size:ident $(: $size_type:ty)?),*) $({ $(let $pattern:pat = $value:expr;)+ })?
        module $module:literal $(sized $sizes:literal)? $(of $configuration:ident)?
        $(parameters { $(
            $(#[doc = $number:literal])+
            $parameter:ident: $variable:ident in [$($sample:literal),+] = $parameter_value:expr,
        )+ } made by new($($argument:expr),+) $(names { $($derived:ident = $derived_value:expr),+ $(,)? })?)?
        ports { $(
            $(#[doc = $comment:literal])+
            $direction:ident $port:ident: $port_type:ty $({ $($port_width:tt)+ })? $([$port_lanes:expr])?,
        )+ }
        $(inside { $(
            $kind:ident $part:ident: $part_type:ty
            $({ $part_width:expr })? $([$part_lanes:expr])? $(= $part_value:expr)?,
        )+ })?
    ) => {
        $(#[doc = $header])+
        #[derive(LogicBlock)]
        pub struct $name $(<$lane: $bound = $default>)? {
            $(
                $(#[doc = $comment])+
                pub $port: field_type!($direction $port_type $({ $($port_width)+ })? $([$port_lanes])?),
            )+
            $($($part: field_type!($kind $part_type $({ $part_width })? $([$part_lanes])?),)+)?
            registers: seedchip_export::Registers,
            module_name: seedchip_export::Module,
        }

        impl $(<$lane: $bound>)? $name $(<$lane>)? {
            $(#[doc = $constructor])+
            #[allow(clippy::new_without_default, reason = "a block is made with its sizes, if it has any")]
            pub fn new($($size: size_type!($($size_type)?)),*) -> Self {
                $($(let $pattern = $value;)+)?
                Self {
                    $($port: field_value!($direction $port_type $({ $($port_width)+ })? $([$port_lanes])?),)+
                    $($($part: field_value!(
                        $kind $part_type $({ $part_width })? $([$part_lanes])? $(= $part_value)?
                    ),)+)?
                    registers: seedchip_export::Registers::default(),
                    module_name: seedchip_export::Module::new($module, concat!($($header, "\n"),+))
                        $(.sized(format_args!($sizes)))?
                        $(.configured($configuration.name()))?
                        $(.with_parameters(
                            &[$(seedchip_export::Parameter {
                                name: stringify!($parameter),
                                documentation: concat!($($number),+),
                                samples: &[$($sample),+],
                            }),+],
                            &[$($parameter_value),+],
                            &[$($((stringify!($derived), $derived_value)),+)?],
                            move |sizes| {
                                let mut sizes = sizes.iter().copied();
                                $(let $variable = sizes.next().unwrap_or_default();)+
                                let mut block: $name = $name::new($($argument),+);
                                block.connect_all();
                                Box::new(block)
                            },
                        ))?
                        .with_ports(&[$((stringify!($port), concat!($($comment, "\n"),+))),+]),
                }
            }
        }

        /// The block of the list, ready to simulate and to export.
        pub fn build(_instance: &seedchip_spec::Instance) -> Box<dyn $crate::simulated::Simulated> {
            let mut block: $name = $name::new($($crate::block::Argument::of(_instance, stringify!($size))),*);
            block.connect_all();
            Box::new(block)
        }

        impl $(<$lane: $bound>)? seedchip_export::Registered for $name $(<$lane>)? {
            fn hold_registers(&mut self, _clock: Clock) {
                $($(hold_register!($kind self.$part, _clock);)+)?
            }
        }

        impl $(<$lane: $bound + $crate::pin::Word>)? $crate::pin::Declared for $name $(<$lane>)? {
            fn pins(&self) -> Vec<(&'static str, &dyn $crate::pin::Pin)> {
                let mut pins = Vec::new();
                $(pins.extend($crate::pin::Pins::named(&self.$port, stringify!($port)));)+
                pins
            }

            fn pins_mut(&mut self) -> Vec<(&'static str, &mut dyn $crate::pin::Pin)> {
                let mut pins = Vec::new();
                $(pins.extend($crate::pin::Pins::named_mut(&mut self.$port, stringify!($port)));)+
                pins
            }
        }
    };
}

/// Gives a flip-flop, or a vector of them, its clock and its present value.
#[rustfmt::skip]
macro_rules! hold_register {
    (reg $register:expr, $clock:expr) => { seedchip_export::Clocked::hold(&mut $register, $clock) };
    ($kind:ident $other:expr, $clock:expr) => {};
}

/// The type of an argument of `new`.
macro_rules! size_type {
    () => {
        usize
    };
    ($type:ty) => {
        $type
    };
}

/// The type of a field.
#[rustfmt::skip]
macro_rules! field_type {
    (in $($shape:tt)+) => { signal_type!(In, $($shape)+) };
    (out $($shape:tt)+) => { signal_type!(Out, $($shape)+) };
    (wire $($shape:tt)+) => { signal_type!(Local, $($shape)+) };
    (reg $type:ty $({ $width:expr })?) => { seedchip_export::Flop<$type> };
    (reg $type:ty $({ $width:expr })? [$lanes:expr]) => { Vec<seedchip_export::Flop<$type>> };
    (const $type:ty) => { Constant<$type> };
    (const $type:ty [$lanes:expr]) => { Vec<Constant<$type>> };
    (block $type:ty) => { $type };
    (block $type:ty [$lanes:expr]) => { Vec<$type> };
    (value $type:ty) => { $type };
    (bundle $type:ty $({ $($sizes:tt)+ })?) => { $type };
    (forth $($shape:tt)+) => { signal_type!(In, $($shape)+) };
    (back $($shape:tt)+) => { signal_type!(Out, $($shape)+) };
}

/// The type of a bundle's member at the end that sends.
#[rustfmt::skip]
macro_rules! reversed_type {
    (forth $($shape:tt)+) => { signal_type!(Out, $($shape)+) };
    (back $($shape:tt)+) => { signal_type!(In, $($shape)+) };
}

/// The type of a signal.
#[rustfmt::skip]
macro_rules! signal_type {
    ($direction:ident, $type:ty) => { Signal<$direction, $type> };
    ($direction:ident, $type:ty [$lanes:expr]) => { Vec<Signal<$direction, $type>> };
    ($direction:ident, $type:ty { each $widths:expr }) => { Vec<seedchip_export::Bus<$direction, $type>> };
    ($direction:ident, $type:ty { $width:expr }) => { seedchip_export::Bus<$direction, $type> };
    ($direction:ident, $type:ty { $width:expr } [$lanes:expr]) => { Vec<seedchip_export::Bus<$direction, $type>> };
}

/// The first value of a field.
#[rustfmt::skip]
macro_rules! field_value {
    (bundle $type:ty) => { <$type>::new() };
    (bundle $type:ty { $($sizes:tt)+ }) => { <$type>::new($($sizes)+) };
    (reg $type:ty) => { seedchip_export::Flop::default() };
    (reg $type:ty { $width:expr }) => { seedchip_export::Flop::new($width) };
    (reg $type:ty [$lanes:expr]) => { seedchip_export::Flop::lanes($lanes, <$type as Synth>::BITS) };
    (reg $type:ty { $width:expr } [$lanes:expr]) => { seedchip_export::Flop::lanes($lanes, $width) };
    (const $type:ty = $value:expr) => { Constant::new($value) };
    (const $type:ty [$lanes:expr] = $value:expr) => { (0..$lanes).map($value).map(Constant::new).collect() };
    (block $type:ty = $value:expr) => { $value };
    (block $type:ty [$lanes:expr] = $value:expr) => { (0..$lanes).map($value).collect() };
    (value $type:ty = $value:expr) => { $value };
    ($signal:ident $type:ty) => { Signal::default() };
    ($signal:ident $type:ty [$lanes:expr]) => { (0..$lanes).map(|_| Signal::default()).collect() };
    ($signal:ident $type:ty { each $widths:expr }) => {
        $widths.into_iter().map(seedchip_export::Bus::new).collect()
    };
    ($signal:ident $type:ty { $width:expr }) => { seedchip_export::Bus::new($width) };
    ($signal:ident $type:ty { $width:expr } [$lanes:expr]) => { seedchip_export::Bus::lanes($lanes, $width) };
}
