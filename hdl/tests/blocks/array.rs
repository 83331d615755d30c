//! Cells, rows, the array and what stands around it.

use crate::{number, settle, start, tick};
use seedchip_hdl::array::accumulator::Accumulator;
use seedchip_hdl::array::array::Array;
use seedchip_hdl::array::deskew::Deskew;
use seedchip_hdl::array::pe::Pe;
use seedchip_hdl::array::row::Row;
use seedchip_hdl::array::skew::Skew;
use seedchip_hdl::array::unpack::Unpack;
use seedchip_spec::{Cell, Configuration};

fn tiny() -> Configuration {
    Configuration::named("tiny").expect("a named configuration")
}

#[test]
fn a_cell_multiplies_by_the_weight_swapped_in_with_the_activation() {
    let cell = &mut start(Pe::new(18));
    cell.load_i.next = true;
    cell.weight_i.next = (-128).into();
    settle(cell);
    tick!(cell);
    cell.weight_i.next = 5.into();
    cell.swap_i.next = true;
    cell.activation_i.next = (-128).into();
    settle(cell);
    tick!(cell);
    assert_eq!(number(cell.activation_o.val()), -128);
    cell.load_i.next = false;
    cell.activation_i.next = 3.into();
    settle(cell);
    tick!(cell);
    cell.swap_i.next = false;
    cell.sum_i.next = (-1).into();
    settle(cell);
    tick!(cell);
    assert_eq!(number(cell.sum_o.val()), 16_383, "−128 · −128 by the old shadow");
    tick!(cell);
    assert_eq!(number(cell.sum_o.val()), 14, "3 · 5");
}

#[test]
fn a_row_passes_tokens_and_activation_on() {
    let row = &mut start(Row::new(3, 18, Cell::Single));
    row.load_i.next = true;
    settle(row);
    for weight in [2, 3, 4] {
        for lane in &mut row.weight_i {
            lane.next = weight.into();
        }
        settle(row);
        tick!(row);
        row.load_i.next = false;
        settle(row);
    }
    row.swap_i.next = true;
    row.activation_i.next = 10.into();
    settle(row);
    let mut sums = Vec::new();
    for _ in 0..5 {
        tick!(row);
        row.swap_i.next = false;
        row.activation_i.next = 0.into();
        settle(row);
        sums.push(row.sum_o.iter().map(|lane| number(lane.val())).collect::<Vec<_>>());
    }
    assert_eq!(sums[2..], [vec![20, 0, 0], vec![0, 30, 0], vec![0, 0, 40]]);
}

#[test]
fn the_array_multiplies_a_skewed_row_by_its_weights() {
    let configuration = tiny();
    let array = &mut start(Array::new(&configuration));
    let weight = |r: usize, c: usize| if r == 3 && c == 3 { -128 } else { (r * 4 + c) as i64 - 7 };
    let activation = |r: usize| [5, -6, 7, -128][r];
    // Weights of row r enter lane c at cycle r + c: a skewed load.
    for cycle in 0..8 {
        for r in 0..4 {
            array.load_i[r].next = cycle == r;
            for c in 0..4 {
                if cycle == r + c {
                    array.weight_i[c].next = weight(r, c).into();
                }
            }
        }
        settle(array);
        tick!(array);
    }
    let mut seen = [0; 4];
    for cycle in 0..12 {
        for r in 0..4 {
            array.swap_i[r].next = cycle == r;
            array.activation_i[r].next = if cycle == r { activation(r).into() } else { 0.into() };
        }
        settle(array);
        for (c, sum) in seen.iter_mut().enumerate() {
            if cycle == 6 + c {
                *sum = number(array.sum_o[c].val());
            }
        }
        tick!(array);
    }
    let expected: Vec<i64> = (0..4).map(|c| (0..4).map(|r| activation(r) * weight(r, c)).sum()).collect();
    assert_eq!(seen.to_vec(), expected);
}

#[test]
fn skew_and_deskew_delay_their_lanes() {
    let skew: &mut Skew = &mut start(Skew::new(4, 8, 1));
    let deskew: &mut Deskew = &mut start(Deskew::new(4, 8, 1));
    for cycle in 1..8_u64 {
        for lane in 0..4 {
            skew.data_i[lane].next = cycle.into();
            deskew.data_i[lane].next = cycle.into();
        }
        settle(skew);
        settle(deskew);
        for lane in 0..4 {
            assert_eq!(skew.data_o[lane].val(), cycle.saturating_sub(lane as u64 + 1));
            assert_eq!(deskew.data_o[lane].val(), cycle.saturating_sub(3 - lane as u64));
        }
        tick!(skew);
        tick!(deskew);
    }
}

fn row(unpack: &Unpack) -> Vec<i64> {
    unpack.row_o.iter().map(|lane| number(lane.val())).collect()
}

#[test]
fn a_beat_is_a_row_of_bytes_or_two_of_nibbles() {
    let unpack = &mut start(Unpack::new(3));
    unpack.rst_ni.next = true;
    unpack.weight_valid_i.next = true;
    unpack.row_ready_i.next = true;
    for (lane, value) in unpack.weight_i.iter_mut().zip([0x7f, -128, 0x18]) {
        lane.next = value.into();
    }
    settle(unpack);
    assert_eq!(row(unpack), [127, -128, 24]);
    assert!(unpack.weight_ready_o.val() & unpack.row_valid_o.val());
    unpack.int4_i.next = true;
    unpack.weight_valid_i.next = false;
    settle(unpack);
    tick!(unpack);
    unpack.weight_valid_i.next = true;
    settle(unpack);
    assert_eq!(row(unpack), [-1, 7, 0], "f, 7, 0");
    assert!(!unpack.weight_ready_o.val());
    tick!(unpack);
    assert_eq!(row(unpack), [-8, -8, 1], "8, 8, 1");
    assert!(unpack.weight_ready_o.val());
    tick!(unpack);
    assert_eq!(row(unpack), [-1, 7, 0]);
    unpack.last_i.next = true;
    settle(unpack);
    assert!(unpack.weight_ready_o.val(), "the last row takes its beat along");
    tick!(unpack);
    assert_eq!(row(unpack), [-1, 7, 0], "and the next beat begins with its low half");
}

#[test]
fn an_accumulator_begins_with_the_bias_and_goes_on_with_its_word() {
    let block = &mut start(Accumulator::new(tiny().accumulators(), tiny().sum_bits()));
    let mut shown = Vec::new();
    for tile in 0..2 {
        for cycle in 0..5 {
            block.sum_i.next = if cycle == 0 { (-131_072 + tile).into() } else { 0.into() };
            block.read_address_i.next = if cycle == 0 { 9.into() } else { 1.into() };
            block.first_i.next = tile == 0 && cycle == 1;
            block.bias_i.next = if cycle == 1 { (-1_000_000_000).into() } else { 77.into() };
            block.write_i.next = cycle == 3;
            block.write_address_i.next = if cycle == 3 { 9.into() } else { 2.into() };
            settle(block);
            if cycle == 3 {
                shown.push(number(block.acc_o.val()));
            }
            tick!(block);
        }
    }
    assert_eq!(shown, [-1_000_131_072, -1_000_262_143]);
}
