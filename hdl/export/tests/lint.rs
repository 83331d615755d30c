//! Verilator, Icarus and Yosys have nothing to say about what the exporter writes.

mod common;

use common::array::{Array, Pe, Row};
use common::exported;
use common::fifo::Fifo;
use common::tools::assert_clean;

#[test]
fn a_cell_is_clean() {
    println!("{}", exported(&Pe::default()).verilog());
    assert_clean(&exported(&Pe::default()));
}

#[test]
fn an_array_is_clean() {
    println!("{}", exported(&Row::new(4)).verilog());
    println!("{}", exported(&Array::new(3, 4)).verilog());
    assert_clean(&exported(&Array::new(3, 4)));
}

#[test]
fn a_queue_is_clean() {
    println!("{}", exported(&Fifo::new(3)).verilog());
    assert_clean(&exported(&Fifo::new(3)));
}
