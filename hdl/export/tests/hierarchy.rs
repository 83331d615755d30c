//! Hierarchies in rust-hdl's simulation and in Icarus's.

mod common;

use common::array::{Array, Pe};
use common::fifo::Fifo;
use common::simulate::assert_equivalent;

#[test]
fn a_cell() {
    assert_equivalent(
        Pe::default(),
        300,
        |pe, clock| pe.clk_i.next = clock.into(),
        |pe, random| {
            pe.load_i.next = random.bit();
            pe.weight_i.next = random.signed();
            pe.swap_i.next = random.bit();
            pe.activation_i.next = random.signed();
            pe.sum_i.next = random.signed();
        },
    );
}

#[test]
fn an_array() {
    assert_equivalent(
        Array::new(3, 4),
        200,
        |array, clock| array.clk_i.next = clock.into(),
        |array, random| {
            for i in 0..3 {
                array.load_i[i].next = random.bit();
                array.swap_i[i].next = random.bit();
                array.activation_i[i].next = random.signed();
            }
            for j in 0..4 {
                array.weight_i[j].next = random.signed();
            }
        },
    );
}

#[test]
fn a_queue() {
    assert_equivalent(
        Fifo::new(2),
        400,
        |fifo, clock| fifo.clk_i.next = clock.into(),
        |fifo, random| {
            fifo.rst_ni.next = random.word() % 32 != 0;
            fifo.push_i.next = random.bit();
            fifo.pop_i.next = random.bit();
            fifo.data_i.next = random.bits();
        },
    );
}
