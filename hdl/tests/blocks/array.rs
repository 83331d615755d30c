//! Cells, rows, the array and what stands around it.

use crate::{number, settle, start, tick};
use seedchip_hdl::array::array::Array;
use seedchip_hdl::array::pe::Pe;
use seedchip_hdl::array::row::Row;
use seedchip_hdl::array::skew::Skew;
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
                    array.lower_i[c].next = weight(r, c).into();
                    array.upper_i[c].next = weight(r, c).into();
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
fn a_skew_delays_its_lanes() {
    let skew: &mut Skew = &mut start(Skew::new(4, 8, 1));
    for cycle in 1..8_u64 {
        for lane in 0..4 {
            skew.data_i[lane].next = cycle.into();
        }
        settle(skew);
        for lane in 0..4 {
            assert_eq!(skew.data_o[lane].val(), cycle.saturating_sub(lane as u64 + 1));
        }
        tick!(skew);
    }
}
