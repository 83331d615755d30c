//! Functions for kernels that rust-hdl lacks.
//!
//! `#[hdl_gen]` translates a call by the beginning of its name: whatever begins with `bit_cast` becomes a cast
//! to the width of its result. The exporter widens by the sign where the operand is signed.

use rust_hdl::prelude::*;

/// The value `x` in `M` bits: extended by its sign, or its low bits.
///
/// rust-hdl's `signed_bit_cast` never returns for the most negative value, and its syntax tree doesn't say
/// how wide the result is; this one does both.
pub fn bit_cast_signed<const M: usize, const N: usize>(x: Signed<N>) -> Signed<M> {
    let low: Bits<M> = bit_cast(x.inner());
    if M > N && x.sign_bit() {
        let ones = !Bits::<M>::default();
        signed_cast(low | (ones << (N as LiteralType)))
    } else {
        signed_cast(low)
    }
}

/// A comment in a kernel that the Verilog keeps: `comment!("Why this is so.")`. It computes nothing.
#[macro_export]
macro_rules! comment {
    ($text:literal) => {};
}
