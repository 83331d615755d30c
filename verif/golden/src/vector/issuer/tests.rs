//! Passes by hand.

use super::*;
use crate::bench::Bench;

const WORDS: usize = 16;

/// The issuer without a pass; results are taken at once.
fn bench() -> Bench {
    let inputs = [
        ("rst_ni", 1),
        ("pass_valid_i", 1),
        ("pass_empty_i", 1),
        ("pass_error_i", 4),
        ("pass_x_i", 1),
        ("pass_z_i", 1),
        ("pass_first_i", 2),
        ("pass_second_i", 3),
        ("pass_broadcast_i", 1),
        ("pass_reduction_i", 3),
        ("pass_keep_i", 1),
        ("pass_take_i", 3),
        ("pass_register_i", 3),
        ("pass_store_i", 2),
        ("pass_out_format_i", 4),
        ("pass_m_i", 10),
        ("pass_vectors_i", 20),
        ("pass_x_base_i", 4),
        ("pass_z_base_i", 4),
        ("pass_store_base_i", 4),
        ("pass_position_i", 20),
        ("pass_shared_i", 8),
        ("pass_levels_i", 5),
        ("x_valid_i", 1),
        ("x_error_i", 2),
        ("z_valid_i", 1),
        ("z_error_i", 2),
        ("credit_i", 1),
        ("scalar_done_i", 1),
    ];
    let ones = ["pass_ready_o", "x_want_o", "x_take_o", "z_want_o", "z_take_o", "issue_o", "last_o", "row_last_o"];
    let more = ["keep_begin_o", "ends_o", "stall_x_o", "stall_z_o", "stall_results_o", "stall_wait_o"];
    let mut outputs: Vec<(&'static str, usize)> = ones.into_iter().chain(more).map(|port| (port, 1)).collect();
    outputs.extend([("index_o", 20), ("row_o", 10), ("position_o", 21), ("levels_o", 5), ("end_error_o", 4)]);
    outputs.extend([("x_address_o", 4), ("z_address_o", 4), ("store_address_o", 4)]);
    let mut bench = Bench::unlisted(Issuer::new(WORDS), &inputs, &outputs);
    bench.inputs.set("pass_first_i", Second::First as u64);
    bench.inputs.set("pass_second_i", Second::First as u64);
    bench.inputs.set("pass_out_format_i", Number::None as u64);
    bench
}

/// A pass of m rows of V vectors.
fn pass(m: u64, vectors: u64, more: &[(&'static str, u64)]) -> Vec<(&'static str, u64)> {
    let sizes = [("pass_valid_i", 1), ("pass_m_i", m - 1), ("pass_vectors_i", vectors - 1)];
    [&sizes[..], more].concat()
}

/// Cycles until a vector of the pass is issued, this one not counted, and what shows then.
fn next(bench: &mut Bench, pass: &[(&str, u64)]) -> (usize, Outputs) {
    for waited in 0..400 {
        let outputs = bench.cycle(pass);
        if outputs.specified("issue_o") == 1 {
            return (waited, outputs);
        }
    }
    panic!("it is never issued");
}

#[test]
fn a_vector_per_cycle_row_after_row() {
    let mut bench = bench();
    let bases = [("pass_x_base_i", 1), ("pass_z_base_i", 14), ("pass_store_base_i", 9)];
    let more = [("pass_position_i", 100), ("pass_shared_i", 1), ("pass_store_i", 0)];
    let head = pass(5, 3, &[&bases[..], &more].concat());
    for number in 0..15 {
        let outputs = bench.cycle(&head);
        for (port, value) in [
            ("issue_o", 1),
            ("row_o", number / 3),
            ("index_o", number % 3),
            ("row_last_o", u64::from(number % 3 == 2)),
            ("last_o", u64::from(number == 14)),
            ("pass_ready_o", u64::from(number == 14)),
            ("position_o", 100 + number / 6),
            ("x_address_o", (1 + number) % 16),
            ("z_address_o", (14 + number) % 16),
            ("store_address_o", (9 + number) % 16),
            ("ends_o", u64::from(number == 14)),
        ] {
            assert_eq!(outputs.specified(port), value, "{port} of {number}");
        }
    }
    let broadcast = pass(2, 2, &[("pass_broadcast_i", 1), ("pass_z_base_i", 3)]);
    let addresses = [0; 4].map(|_| bench.cycle(&broadcast).specified("z_address_o"));
    assert_eq!(addresses, [3, 4, 3, 4]);
    assert_eq!(bench.cycle(&[]).specified("issue_o"), 0);
}

#[test]
fn a_vector_waits_for_its_operands() {
    let mut bench = bench();
    let head = pass(1, 2, &[("pass_x_i", 1), ("pass_z_i", 1), ("x_error_i", 2), ("z_error_i", 1)]);
    let ports = ["x_want_o", "z_want_o", "x_take_o", "z_take_o", "stall_x_o", "stall_z_o", "issue_o"];
    for (x, z, shown) in [
        (0, 0, [1, 1, 0, 0, 1, 0, 0]),
        (0, 1, [1, 1, 0, 0, 1, 0, 0]),
        (1, 0, [1, 1, 0, 0, 0, 1, 0]),
        (1, 1, [1, 1, 1, 1, 0, 0, 1]),
    ] {
        let outputs = bench.cycle(&[&head[..], &[("x_valid_i", x), ("z_valid_i", z)]].concat());
        assert_eq!(ports.map(|port| outputs.specified(port)), shown);
    }
    let valid = [("x_valid_i", 1), ("z_valid_i", 1)];
    let last = bench.cycle(&[&head[..], &valid].concat());
    assert_eq!(["ends_o", "end_error_o"].map(|port| last.specified(port)), [1, 7]);
    for (errors, error) in [([1, 2], 8), ([0, 2], 9), ([0, 1], 10), ([0, 0], 0)] {
        let both = [("pass_x_i", 1), ("pass_z_i", 1), ("x_error_i", errors[0]), ("z_error_i", errors[1])];
        let outputs = bench.cycle(&[&pass(1, 1, &both)[..], &valid].concat());
        assert_eq!(outputs.specified("end_error_o"), error);
        let none = [("x_error_i", errors[0]), ("z_error_i", errors[1])];
        assert_eq!(bench.cycle(&pass(1, 1, &none)).specified("end_error_o"), 0);
        let refused = [("pass_empty_i", 1), ("pass_error_i", 12), ("pass_keep_i", 1)];
        let outputs = bench.cycle(&[&pass(9, 9, &both)[..], &valid, &refused].concat());
        assert_eq!(["end_error_o", "last_o", "keep_begin_o"].map(|port| outputs.specified(port)), [12, 1, 0]);
    }
}

#[test]
fn a_row_of_a_bank_is_issued_70_cycles_after_the_row_that_wrote_it() {
    for (store, first, second) in [(Store::X, First::Bank, Second::First), (Store::Z, First::Stream, Second::Bank)] {
        let mut bench = bench();
        let stored = pass(4, 2, &[("pass_store_i", store as u64), ("pass_store_base_i", 5)]);
        (0..8).for_each(|_| assert_eq!(bench.cycle(&stored).specified("issue_o"), 1));
        // Row 0 was written 6 cycles before the pass's end, 7 before the next cycle.
        let reads = [("pass_first_i", first as u64), ("pass_second_i", second as u64)];
        let aligned = [&reads[..], &[("pass_x_base_i", 5), ("pass_z_base_i", 5)]].concat();
        let (waited, _) = next(&mut bench, &pass(4, 2, &aligned));
        assert_eq!(waited, 70 - 7);
        // The others follow as they were written.
        assert_eq!([0; 7].map(|_| next(&mut bench, &pass(4, 2, &aligned)).0), [0; 7]);

        // Other words of the same bank: behind all rows.
        (0..8).for_each(|_| assert_eq!(bench.cycle(&stored).specified("issue_o"), 1));
        let (waited, outputs) = next(&mut bench, &pass(1, 2, &reads));
        assert_eq!(waited, 70 - 1);
        assert_eq!(outputs.specified("stall_wait_o"), 0);
        bench.cycle(&[("rst_ni", 0)]);
        (0..8).for_each(|_| drop(bench.cycle(&stored)));
        bench.cycle(&[("rst_ni", 0)]);
        assert_eq!(next(&mut bench, &pass(1, 2, &reads)).0, 0);
    }
}

#[test]
fn a_broadcast_waits_for_row_0_and_rows_that_nobody_wrote_for_all() {
    let mut bench = bench();
    let stored = pass(3, 1, &[("pass_store_i", Store::Z as u64)]);
    (0..3).for_each(|_| drop(bench.cycle(&stored)));
    let broadcast = [("pass_second_i", Second::Bank as u64), ("pass_broadcast_i", 1)];
    assert_eq!(next(&mut bench, &pass(5, 1, &broadcast)).0, 70 - 3);
    assert_eq!([0; 4].map(|_| next(&mut bench, &pass(5, 1, &broadcast)).0), [0; 4]);

    bench.wait(100);
    (0..3).for_each(|_| drop(bench.cycle(&stored)));
    let rows = pass(5, 1, &[("pass_second_i", Second::Bank as u64)]);
    assert_eq!([0; 5].map(|_| next(&mut bench, &rows).0), [67, 0, 0, 0, 0]);
}

#[test]
fn a_row_waits_for_its_scalar_and_a_pass_for_those_of_another_class() {
    let mut bench = bench();
    let of = |reduction: Reduction, levels| {
        [("pass_keep_i", 1), ("pass_register_i", 3), ("pass_reduction_i", reduction as u64), ("pass_levels_i", levels)]
    };
    let keeps = pass(2, 2, &of(Reduction::Sum, 1));
    let begins = [0; 4].map(|_| bench.cycle(&keeps).specified("keep_begin_o"));
    assert_eq!(begins, [1, 0, 0, 0]);
    assert_eq!(bench.cycle(&[]).specified("levels_o"), 1);
    // Another register waits for nothing.
    assert_eq!(next(&mut bench, &pass(1, 1, &[("pass_first_i", First::Scalar as u64)])).0, 0);
    let takes = pass(2, 1, &[("pass_second_i", Second::Scalar as u64), ("pass_take_i", 3)]);
    for (done, issued) in [(0, 0), (1, 0), (0, 1), (0, 0), (1, 0), (0, 1)] {
        let outputs = bench.cycle(&[&takes[..], &[("scalar_done_i", done)]].concat());
        assert_eq!(outputs.specified("issue_o"), issued);
        assert_eq!(outputs.specified("stall_wait_o"), 1 - issued);
    }

    bench.cycle(&pass(1, 1, &of(Reduction::Sum, 0)));
    for other in [of(Reduction::Sum, 1), of(Reduction::Peak, 0)] {
        let outputs = bench.cycle(&pass(1, 1, &other));
        assert_eq!(["issue_o", "stall_wait_o"].map(|port| outputs.specified(port)), [0, 1]);
    }
    bench.cycle(&pass(1, 1, &of(Reduction::Sum, 0)));
    bench.cycle(&[("scalar_done_i", 1)]);
    let peak = pass(1, 1, &of(Reduction::Peak, 9));
    assert_eq!(bench.cycle(&[&peak[..], &[("scalar_done_i", 1)]].concat()).specified("issue_o"), 0);
    let outputs = bench.cycle(&peak);
    assert_eq!(["issue_o", "keep_begin_o"].map(|port| outputs.specified(port)), [1, 1]);
    assert_eq!(bench.cycle(&[]).specified("levels_o"), 0);
}

#[test]
fn results_have_128_places() {
    let mut bench = bench();
    let results = pass(1000, 1, &[("pass_out_format_i", Number::Bf16 as u64)]);
    (0..128).for_each(|_| assert_eq!(bench.cycle(&results).specified("issue_o"), 1));
    let full = bench.cycle(&[&results[..], &[("credit_i", 1)]].concat());
    assert_eq!(["issue_o", "stall_results_o"].map(|port| full.specified(port)), [0, 1]);
    assert_eq!(bench.cycle(&results).specified("issue_o"), 1);
    assert_eq!(bench.cycle(&results).specified("stall_results_o"), 1);

    bench.cycle(&[("rst_ni", 0)]);
    let none = pass(1, 100, &[]);
    for _ in 0..128 {
        (0..99).for_each(|_| assert_eq!(bench.cycle(&none).specified("issue_o"), 1));
        assert_eq!(bench.cycle(&none).specified("ends_o"), 1);
    }
    (0..99).for_each(|_| assert_eq!(bench.cycle(&none).specified("issue_o"), 1));
    assert_eq!(bench.cycle(&none).specified("stall_results_o"), 1, "the last one needs a place");
}
