//! A handful of directed checks of each block in rust-hdl's own simulator.
//!
//! Expected values are worked out from the pages in `hdl/doc`; the wide campaigns against the golden model are
//! in `verif/tests`.

mod arith;
mod array;
mod float;
mod matrix;
mod mem;
mod stream;

use rust_hdl::prelude::*;

/// Lets the signals settle.
fn settle(block: &mut impl Block) {
    assert!(simulate(block, 100), "the block oscillates");
}

/// Connects, checks and settles a new block.
fn start<B: Block>(mut block: B) -> B {
    block.connect_all();
    check_all(&block).expect("a block without latches, loops and open pins");
    settle(&mut block);
    block
}

/// Ends a cycle: one rising edge of `clk_i`.
macro_rules! tick {
    ($block:expr) => {
        for clk in [true, false] {
            $block.clk_i.next = rust_hdl::prelude::Clock { clk };
            crate::settle($block);
        }
    };
}
pub(crate) use tick;

/// A signed value as a number.
fn number<const N: usize>(value: Signed<N>) -> i64 {
    i64::try_from(value.bigint()).expect("at most 64 bits")
}
