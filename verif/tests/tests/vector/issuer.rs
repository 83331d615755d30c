//! Cases of `issuer`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "issuer", cases: 300, cycles: 200 }

pub fn latency() -> Latency {
    Latency::new("pass_valid_i", "issue_o", Script::of("issuer").resting(&[("pass_out_format_i", 15)]))
}

const BANK: i64 = 1;
const SCALAR: i64 = 2;

/// A pass of three rows of two vectors without results, from the immediate number.
fn pass(changes: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    let mut inputs = vec![
        ("pass_valid_i", 1),
        ("pass_second_i", 3),
        ("pass_out_format_i", 15),
        ("pass_m_i", 2),
        ("pass_vectors_i", 1),
    ];
    inputs.extend(changes);
    inputs
}

/// Vectors of a pass without a gap.
fn runs(mut script: Script, inputs: &[(&'static str, i64)], vectors: usize) -> Script {
    for vector in 0..vectors {
        let last = i64::from(vector + 1 == vectors);
        script =
            script.cycle(inputs).sees(&[("issue_o", 1), ("last_o", last), ("pass_ready_o", last), ("ends_o", last)]);
    }
    script
}

/// Cycles in which a pass waits for what it reads.
fn waits(mut script: Script, inputs: &[(&'static str, i64)], cycles: usize) -> Script {
    for _ in 0..cycles {
        script = script.cycle(inputs).sees(&[("issue_o", 0), ("stall_wait_o", 1), ("x_want_o", 0)]);
    }
    script
}

pub fn listed() -> Vec<Script> {
    vec![places(), operands(), errors(), full(), banks(), other_layout(), broadcast(), scalars(), classes()]
}

/// Numbers, positions and addresses of every vector; the last one ends the pass.
fn places() -> Script {
    let inputs = pass(&[
        ("pass_x_base_i", 15),
        ("pass_z_base_i", 3),
        ("pass_store_base_i", 8),
        ("pass_position_i", 0xf_ffff),
        ("pass_shared_i", 1),
        ("pass_broadcast_i", 1),
    ]);
    let mut script = Script::of("issuer");
    for vector in 0..6 {
        let (row, index) = (vector / 2, vector % 2);
        script = script.cycle(&inputs).sees(&[
            ("issue_o", 1),
            ("index_o", index),
            ("row_o", row),
            ("row_last_o", index),
            ("position_o", 0xf_ffff + row / 2),
            ("x_address_o", (15 + vector) % 16),
            ("z_address_o", 3 + index),
            ("store_address_o", 8 + vector),
            ("x_want_o", 0),
            ("stall_wait_o", 0),
        ]);
    }
    // The next pass begins anew; an empty one has one vector.
    script = script.cycle(&inputs).sees(&[("row_o", 0), ("index_o", 0), ("x_address_o", 15), ("position_o", 0xf_ffff)]);
    script = runs(script, &inputs[..], 5);
    runs(script, &pass(&[("pass_empty_i", 1), ("pass_first_i", BANK), ("pass_error_i", 3)]), 1)
        .sees(&[("end_error_o", 3)])
}

/// The first operand that is missing keeps the vector, and the other one stays.
fn operands() -> Script {
    let with = |changes: &[(&'static str, i64)]| pass(&[&[("pass_x_i", 1), ("pass_z_i", 1)], changes].concat());
    Script::of("issuer")
        .cycle(&with(&[]))
        .sees(&[("issue_o", 0), ("x_want_o", 1), ("z_want_o", 1), ("stall_x_o", 1), ("stall_z_o", 0), ("x_take_o", 0)])
        .cycle(&with(&[("z_valid_i", 1)]))
        .sees(&[("issue_o", 0), ("stall_x_o", 1), ("z_take_o", 0)])
        .cycle(&with(&[("z_valid_i", 1), ("x_valid_i", 1)]))
        .sees(&[("issue_o", 1), ("x_take_o", 1), ("z_take_o", 1), ("stall_x_o", 0)])
        .cycle(&with(&[("x_valid_i", 1)]))
        .sees(&[("issue_o", 0), ("stall_x_o", 0), ("stall_z_o", 1), ("x_take_o", 0)])
}

/// What was wrong with the packets: x before z, short before long.
fn errors() -> Script {
    let mut script = Script::of("issuer");
    for (x, z, announced, error) in [
        (0, 0, 3, 0),
        (2, 1, 3, 7),
        (1, 2, 3, 8),
        (0, 2, 3, 9),
        (0, 1, 3, 10),
        (2, 1, 2, 10),
        (2, 1, 0, 0),
        (2, 1, 1, 7),
    ] {
        let inputs = pass(&[
            ("pass_m_i", 0),
            ("pass_vectors_i", 0),
            ("pass_x_i", announced & 1),
            ("pass_z_i", announced >> 1),
            ("x_valid_i", 1),
            ("z_valid_i", 1),
            ("x_error_i", x),
            ("z_error_i", z),
        ]);
        script = runs(script, &inputs, 1).sees(&[("end_error_o", error)]);
    }
    script
}

/// 128 vectors have a place; without results only the last one wants one.
fn full() -> Script {
    let with = |changes: &[(&'static str, i64)]| {
        pass(&[&[("pass_out_format_i", 0), ("pass_m_i", 0), ("pass_vectors_i", 199)], changes].concat())
    };
    let mut script = Script::of("issuer");
    for _ in 0..128 {
        script = script.cycle(&with(&[])).sees(&[("issue_o", 1)]);
    }
    script
        .cycle(&with(&[]))
        .sees(&[("issue_o", 0), ("stall_results_o", 1)])
        .cycle(&with(&[("credit_i", 1)]))
        .sees(&[("issue_o", 0), ("stall_results_o", 1)])
        .cycle(&with(&[("credit_i", 1)]))
        .sees(&[("issue_o", 1), ("stall_results_o", 0)])
        .cycle(&with(&[]))
        .sees(&[("issue_o", 1)])
        .cycle(&with(&[]))
        .sees(&[("issue_o", 0)])
}

/// A row that reads what the row of its number has stored follows its last vector by 70 cycles.
fn banks() -> Script {
    let store = pass(&[("pass_store_i", 1), ("pass_store_base_i", 4)]);
    let read = pass(&[("pass_first_i", BANK), ("pass_x_base_i", 4)]);
    let mut script = runs(Script::of("issuer"), &store, 6);
    // Row 0 was sent with the second vector: four cycles have gone since.
    script = waits(script, &read, 65);
    script = runs(script, &read, 6);
    // Another bank, and one that nobody has stored into, are not waited for.
    script = runs(script, &store, 6);
    runs(script, &pass(&[("pass_second_i", BANK), ("pass_z_base_i", 4)]), 6)
}

/// Words of another layout are waited for until all rows are done.
fn other_layout() -> Script {
    let store = pass(&[("pass_store_i", 2), ("pass_store_base_i", 4)]);
    let mut script = Script::of("issuer");
    for read in [
        pass(&[("pass_second_i", BANK), ("pass_z_base_i", 5)]),
        pass(&[("pass_second_i", BANK), ("pass_z_base_i", 4), ("pass_vectors_i", 0)]),
    ] {
        script = runs(script, &store, 6);
        script = waits(script, &read, 69);
        let vectors = if read.contains(&("pass_vectors_i", 0)) { 3 } else { 6 };
        script = runs(script, &read, vectors);
    }
    script
}

/// Every row of a broadcast reads what the first one has stored.
fn broadcast() -> Script {
    let store = pass(&[("pass_store_i", 2)]);
    let read = pass(&[("pass_second_i", BANK), ("pass_broadcast_i", 1), ("pass_m_i", 5)]);
    let script = runs(Script::of("issuer"), &store, 6);
    runs(waits(script, &read, 65), &read, 12)
}

/// A row waits for its scalar, which the other block writes.
fn scalars() -> Script {
    let keep = pass(&[("pass_keep_i", 1), ("pass_register_i", 3), ("pass_reduction_i", 3)]);
    let take =
        |done| pass(&[("pass_first_i", SCALAR), ("pass_take_i", 3), ("pass_vectors_i", 0), ("scalar_done_i", done)]);
    let mut script = Script::of("issuer").cycle(&keep).sees(&[("keep_begin_o", 1), ("levels_o", 0)]);
    script = runs(script, &keep, 5).sees(&[("keep_begin_o", 0)]);
    script = waits(script, &take(0), 3);
    script = waits(script, &take(1), 1);
    script = script.cycle(&take(0)).sees(&[("issue_o", 1), ("row_o", 0)]);
    script = waits(script, &take(1), 1);
    script = script.cycle(&take(1)).sees(&[("issue_o", 1), ("row_o", 1)]);
    script = script.cycle(&take(0)).sees(&[("issue_o", 1), ("row_o", 2), ("pass_ready_o", 1)]);
    // Of the second operand likewise; another register is not waited for.
    script = runs(script, &keep, 6);
    script = runs(script, &pass(&[("pass_second_i", SCALAR), ("pass_take_i", 2), ("pass_vectors_i", 0)]), 3);
    waits(script, &pass(&[("pass_second_i", SCALAR), ("pass_take_i", 3)]), 2)
}

/// Scalars of another latency wait until none is under way.
fn classes() -> Script {
    let keep = |reduction, levels, done| {
        pass(&[
            ("pass_keep_i", 1),
            ("pass_reduction_i", reduction),
            ("pass_levels_i", levels),
            ("pass_m_i", 0),
            ("pass_vectors_i", 0),
            ("scalar_done_i", done),
        ])
    };
    let mut script = runs(Script::of("issuer"), &keep(1, 3, 0), 1);
    script = script.rest(1).sees(&[("levels_o", 3)]);
    script = runs(script, &keep(1, 3, 0), 1);
    script = waits(script, &keep(1, 2, 0), 2);
    script = waits(script, &keep(1, 2, 1), 1);
    script = waits(script, &keep(1, 2, 1), 1);
    script = runs(script, &keep(1, 2, 0), 1);
    script = waits(script, &keep(0, 3, 1), 1);
    script = runs(script, &keep(0, 3, 0), 1);
    script = runs(script, &keep(6, 1, 0), 1).sees(&[("keep_begin_o", 1)]);
    script = waits(script, &keep(1, 0, 1), 1);
    script = waits(script, &keep(1, 0, 1), 1);
    runs(script, &keep(1, 0, 0), 1).rest(1).sees(&[("levels_o", 0)])
}
