//! How signals that belong together are declared: once, for both ends.
//!
//! ```text
//! bundle! {
//!     /// Words with a handshake.
//!     pub struct Sink / Source<T: Resize = Bits<64>>;
//!     /// Words of `lanes` lanes of `lane_bits` bits.
//!     new(lanes, lane_bits)
//!     members {
//!         /// A word is offered.
//!         forth valid_i valid_o: Bit,
//!         /// The receiver is ready for a word.
//!         back ready_o ready_i: Bit,
//!         /// The word, lane 0 lowest.
//!         forth data_i data_o: T{lane_bits}[lanes],
//!     }
//! }
//! ```
//!
//! - The first struct is the end that receives, the second the one that sends; a member has a name at each end. What
//!   goes `forth` is an input of the first and an output of the second, what goes `back` the other way round.
//! - A block has it as `bundle up: Sink<T>{lanes, lane_bits}` among its ports, a kernel as `self.up.valid_i.val()`, and
//!   Verilog as plain ports, `up_valid_i`.
//! - `Sink::<T>::link(&mut self.up, &mut self.queue.up)` in a kernel connects a block's end with the like end of a child,
//!   `Source::<T>::join(&mut self.queue.down, &mut self.register.up)` two children.

use rust_hdl::core::ast::{VerilogLink, VerilogLinkDetails};
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Resize};
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

/// Declares a bundle: see the head of this file.
macro_rules! bundle {
    (
        $(#[doc = $header:literal])+
        pub struct $sink:ident / $source:ident $(<$lane:ident: $bound:ident = $default:ty>)?;

        $(#[doc = $constructor:literal])+
        new($($size:ident),*)
        members { $(
            $(#[doc = $comment:literal])+
            $way:ident $received:ident $sent:ident: $type:ty $({ $($width:tt)+ })? $([$lanes:expr])?,
        )+ }
    ) => {
        $(#[doc = $header])+
        ///
        /// The end that receives.
        pub struct $sink $(<$lane: $bound = $default>)? {
            $(
                $(#[doc = $comment])+
                pub $received: field_type!($way $type $({ $($width)+ })? $([$lanes])?),
            )+
            comments: seedchip_export::Module,
        }

        $(#[doc = $header])+
        ///
        /// The end that sends.
        pub struct $source $(<$lane: $bound = $default>)? {
            $(
                $(#[doc = $comment])+
                pub $sent: reversed_type!($way $type $({ $($width)+ })? $([$lanes])?),
            )+
            comments: seedchip_export::Module,
        }

        bundle_end!(
            sink $sink [$($lane: $bound)?] [$($size)*] [$($constructor)+]
            $(($way $received [$($comment)+] $type $({ $($width)+ })? $([$lanes])?))+
        );
        bundle_end!(
            source $source [$($lane: $bound)?] [$($size)*] [$($constructor)+]
            $(($way $sent [$($comment)+] $type $({ $($width)+ })? $([$lanes])?))+
        );

        impl $(<$lane: $bound>)? $source $(<$lane>)? {
            /// Connects it with the end that receives, of another child.
            pub fn join(&mut self, sink: &mut $sink $(<$lane>)?) {
                $(drive!($way self.$sent, sink.$received);)+
            }

            /// The same for a kernel's syntax tree.
            pub fn join_hdl(_member: &str, this: &str, that: &str) -> Vec<rust_hdl::core::ast::VerilogLink> {
                vec![$($crate::bundle::link(
                    &format!("{this}${}", stringify!($sent)),
                    &format!("{that}${}", stringify!($received)),
                    stringify!($way) == "forth",
                )),+]
            }
        }
    };
}

/// What both ends of a bundle have.
macro_rules! bundle_end {
    (
        $side:ident $end:ident [$($lane:ident: $bound:ident)?] [$($size:ident)*] [$($constructor:literal)+]
        $(($way:ident $member:ident [$($comment:literal)+] $type:ty $({ $($width:tt)+ })? $([$lanes:expr])?))+
    ) => {
        impl $(<$lane: $bound>)? $end $(<$lane>)? {
            $(#[doc = $constructor])+
            #[allow(clippy::new_without_default, reason = "a bundle is made with its sizes, if it has any")]
            pub fn new($($size: usize),*) -> Self {
                Self {
                    $($member: field_value!(signal $type $({ $($width)+ })? $([$lanes])?),)+
                    comments: seedchip_export::Module::new("", "")
                        .with_ports(&[$((stringify!($member), concat!($($comment, "\n"),+))),+]),
                }
            }

            /// Connects it with the like end of a child.
            pub fn link(&mut self, child: &mut Self) {
                $($crate::bundle::Member::link(&mut self.$member, &mut child.$member);)+
            }

            /// The same for a kernel's syntax tree.
            pub fn link_hdl(_member: &str, this: &str, that: &str) -> Vec<rust_hdl::core::ast::VerilogLink> {
                vec![$($crate::bundle::link(
                    &format!("{this}${}", stringify!($member)),
                    &format!("{that}${}", stringify!($member)),
                    (stringify!($side) == "sink") == (stringify!($way) == "forth"),
                )),+]
            }
        }

        impl $(<$lane: $bound>)? LogicLink for $end $(<$lane>)? {
            fn link(&mut self, other: &mut Self) {
                Self::link(self, other);
            }

            fn link_hdl(member: &str, this: &str, that: &str) -> Vec<rust_hdl::core::ast::VerilogLink> {
                Self::link_hdl(member, this, that)
            }

            fn link_connect_source(&mut self) {
                $($crate::bundle::Member::claim(&mut self.$member, false);)+
            }

            fn link_connect_dest(&mut self) {
                $($crate::bundle::Member::claim(&mut self.$member, true);)+
            }
        }

        impl $(<$lane: $bound>)? LogicJoin for $end $(<$lane>)? {
            fn join_connect(&mut self) {
                $($crate::bundle::Member::claim(&mut self.$member, true);)+
            }
        }

        impl $(<$lane: $bound>)? Logic for $end $(<$lane>)? {
            fn update(&mut self) {}
        }

        impl $(<$lane: $bound>)? Block for $end $(<$lane>)? {
            fn connect_all(&mut self) {
                $(self.$member.connect_all();)+
            }

            fn update_all(&mut self) {
                $(self.$member.update_all();)+
            }

            fn has_changed(&self) -> bool {
                $(self.$member.has_changed())||+
            }

            fn accept(&self, name: &str, probe: &mut dyn Probe) {
                probe.visit_start_namespace(name, self);
                $(self.$member.accept(stringify!($member), probe);)+
                self.comments.accept("comments", probe);
                probe.visit_end_namespace(name, self);
            }
        }

        impl $(<$lane: $bound + $crate::pin::Word>)? $crate::pin::Pins for $end $(<$lane>)? {
            fn named(&self, name: &'static str) -> Vec<(&'static str, &dyn $crate::pin::Pin)> {
                vec![$(($crate::bundle::port(name, stringify!($member)), &self.$member as &dyn $crate::pin::Pin)),+]
            }

            fn named_mut(&mut self, name: &'static str) -> Vec<(&'static str, &mut dyn $crate::pin::Pin)> {
                vec![$(($crate::bundle::port(name, stringify!($member)), &mut self.$member as &mut dyn $crate::pin::Pin)),+]
            }
        }
    };
}

/// Drives the receiving end of a member by the sending one.
#[rustfmt::skip]
macro_rules! drive {
    (forth $sent:expr, $received:expr) => { $crate::bundle::Drive::drive(&mut $sent, &mut $received) };
    (back $sent:expr, $received:expr) => { $crate::bundle::Drive::drive(&mut $received, &mut $sent) };
}

/// A member of a bundle.
pub(crate) trait Member {
    /// Connects it with the like member of a child: inputs go down, outputs up.
    fn link(&mut self, child: &mut Self);

    /// Marks it as driven, if it is an input or not one, as said.
    fn claim(&mut self, input: bool);
}

/// An output that can drive an input.
pub(crate) trait Drive<To> {
    /// Drives it.
    fn drive(&mut self, to: &mut To);
}

macro_rules! members {
    ($signal:ident, $bound:ident) => {
        impl<T: $bound> Member for $signal<In, T> {
            fn link(&mut self, child: &mut Self) {
                child.next = self.val();
            }

            fn claim(&mut self, input: bool) {
                if input {
                    self.connect();
                }
            }
        }

        impl<T: $bound> Member for $signal<Out, T> {
            fn link(&mut self, child: &mut Self) {
                self.next = child.val();
            }

            fn claim(&mut self, input: bool) {
                if !input {
                    self.connect();
                }
            }
        }

        impl<T: $bound> Drive<$signal<In, T>> for $signal<Out, T> {
            fn drive(&mut self, to: &mut $signal<In, T>) {
                to.next = self.val();
            }
        }
    };
}

members!(Signal, Synth);
members!(Bus, Resize);

impl<M: Member> Member for Vec<M> {
    fn link(&mut self, child: &mut Self) {
        self.iter_mut().zip(child).for_each(|(lane, child)| lane.link(child));
    }

    fn claim(&mut self, input: bool) {
        self.iter_mut().for_each(|lane| lane.claim(input));
    }
}

impl<To, D: Drive<To>> Drive<Vec<To>> for Vec<D> {
    fn drive(&mut self, to: &mut Vec<To>) {
        self.iter_mut().zip(to).for_each(|(lane, to)| lane.drive(to));
    }
}

/// A connection in a kernel's syntax tree: from this to that if it goes `forward`.
pub(crate) fn link(this: &str, that: &str, forward: bool) -> VerilogLink {
    let details = VerilogLinkDetails { my_name: String::new(), owner_name: this.into(), other_name: that.into() };
    if forward { VerilogLink::Forward(details) } else { VerilogLink::Backward(details) }
}

/// The port of a bundle's member: `up_valid_i`. Names of ports live as long as the program.
pub(crate) fn port(bundle: &'static str, member: &'static str) -> &'static str {
    static PORTS: LazyLock<Mutex<BTreeMap<(&str, &str), &str>>> = LazyLock::new(Mutex::default);
    let mut ports = PORTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    ports.entry((bundle, member)).or_insert_with(|| Box::leak(format!("{bundle}_{member}").into_boxed_str()))
}
