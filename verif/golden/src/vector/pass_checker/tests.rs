//! Commands by hand.

use super::*;
use crate::bench::Bench;
use seedchip_spec::Operation;

const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 16, rows: 8 };

/// A pass from bank to bank, 3 rows of 2 words.
fn in_banks() -> Pass {
    Pass {
        first: First::Bank,
        second: Second::Bank,
        operation: Operation::Add,
        x_base: 2,
        z_base: 4,
        store: Store::X,
        store_base: 10,
        ..Pass::copy(3, 5)
    }
}

fn refused(pass: Pass) -> PassError {
    refusal(SIZES, &pass)
}

#[test]
fn sizes_have_limits() {
    assert_eq!(refused(Pass::copy(8, 1 << 20)), PassError::None);
    for (m, n) in [(0, 5), (1, 0), (0, 0), (0, (1 << 20) + 1)] {
        assert_eq!(refused(Pass::copy(m, n)), PassError::ZeroSize);
    }
    assert_eq!(refused(Pass::copy(9, (1 << 20) + 1)), PassError::RowTooLong);
    assert_eq!(refused(Pass::copy(9, 1)), PassError::TooManyRows);
    let sum = Pass { keep: true, reduction: Reduction::Sum, ..Pass::copy(1, 65) };
    assert_eq!(refused(sum), PassError::RowTooLong);
    for pass in [
        Pass { n: 64, ..sum },
        Pass { keep: false, ..sum },
        Pass { reduction: Reduction::FixedSum, ..sum },
        Pass { reduction: Reduction::Maximum, ..sum },
    ] {
        assert_eq!(refused(pass), PassError::None);
    }
}

#[test]
fn formats_of_streams_that_are_not_announced_count_too() {
    let pass = in_banks();
    for pass in [
        Pass { x_format: Number::RowInt8, ..pass },
        Pass { x_format: Number::None, ..pass },
        Pass { z_format: Number::Sine, ..pass },
        Pass { out_format: Number::Int32, ..pass },
        Pass { out_format: Number::E8m0, m: 0, ..pass },
    ] {
        assert_eq!(refused(pass), PassError::UnknownCode);
    }
    assert_eq!(refused(Pass { out_format: Number::None, x_format: Number::Sine, ..pass }), PassError::None);
}

#[test]
fn words_end_with_the_bank() {
    let pass = in_banks();
    assert_eq!(refused(pass), PassError::None);
    for (pass, error) in [
        (Pass { store_base: 11, ..pass }, PassError::MemoryRange),
        (Pass { z_base: 10, ..pass }, PassError::None),
        (Pass { z_base: 11, ..pass }, PassError::MemoryRange),
        (Pass { z_base: 14, broadcast: true, ..pass }, PassError::None),
        (Pass { z_base: 15, broadcast: true, ..pass }, PassError::MemoryRange),
        (Pass { x_base: 65535, ..pass }, PassError::MemoryRange),
        (Pass { x_base: 65535, first: First::Scalar, ..pass }, PassError::None),
        (Pass { operation: Operation::Copy, z_base: 11, ..pass }, PassError::MemoryRange),
        (Pass { store: Store::Nowhere, store_base: 11, ..pass }, PassError::None),
    ] {
        assert_eq!(refused(pass), error, "{pass:?}");
    }
}

#[test]
fn a_pass_stores_only_into_words_that_the_same_row_reads() {
    let pass = in_banks();
    let z = Pass { store: Store::Z, ..pass };
    for (pass, error) in [
        (Pass { store_base: 8, ..pass }, PassError::None),
        (Pass { store_base: 7, ..pass }, PassError::Conflict),
        (Pass { store_base: 2, ..pass }, PassError::None),
        (Pass { store_base: 2, broadcast: true, ..pass }, PassError::None),
        (Pass { store_base: 0, ..pass }, PassError::Conflict),
        (Pass { store_base: 4, ..z }, PassError::None),
        (Pass { store_base: 4, broadcast: true, ..z }, PassError::Conflict),
        (Pass { store_base: 4, broadcast: true, m: 1, ..z }, PassError::None),
        (Pass { store_base: 6, broadcast: true, ..z }, PassError::None),
        (Pass { store_base: 5, broadcast: true, ..z }, PassError::Conflict),
        (Pass { store_base: 5, second: Second::Immediate, ..z }, PassError::None),
    ] {
        assert_eq!(refused(pass), error, "{pass:?}");
    }
    let angles = Pass { x_format: Number::Cosine, ..Pass::copy(1, 1) };
    assert_eq!(refused(angles), PassError::None);
    assert_eq!(refused(Pass { second: Second::Stream, ..angles }), PassError::Conflict);
}

#[test]
fn commands_are_read_as_far_as_their_codes_are_known() {
    let command = |fields: &[(Field, u64)]| {
        let mut beat = Pass { second: Second::Stream, ..Pass::copy(1, 4) }.encode();
        fields.iter().for_each(|(field, value)| field.set(&mut beat, *value));
        let Checked { error, asks, x, z, angles } = check(SIZES, &beat);
        (error, asks, [x, z, angles])
    };
    let reserved = (Field { offset: 109, width: 1 }, 1);
    assert_eq!(command(&[]), (PassError::None, false, [true, true, false]));
    assert_eq!(command(&[(Pass::OPCODE, 0), reserved, (Pass::STORE, 3)]), (PassError::None, true, [false; 3]));
    assert_eq!(command(&[(Pass::OPCODE, 2), reserved]), (PassError::UnknownOpcode, false, [false; 3]));
    assert_eq!(command(&[reserved, (Pass::STORE, 3)]), (PassError::ReservedBits, false, [true, true, false]));
    assert_eq!(command(&[(Pass::FIRST, 3), (Pass::M, 0)]), (PassError::UnknownCode, false, [false, true, false]));
    assert_eq!(command(&[(Pass::SECOND, 5)]), (PassError::UnknownCode, false, [true, false, false]));
    let phases = [(Pass::SECOND, 7), (Pass::X_FORMAT, 8)];
    assert_eq!(command(&phases), (PassError::UnknownCode, false, [true; 3]));
    for field in [(Pass::FUNCTION, 6), (Pass::REDUCTION, 7), (Pass::STORE, 3), (Pass::OUT_FORMAT, 11)] {
        assert_eq!(command(&[field]).0, PassError::UnknownCode);
    }
}

fn bench() -> Bench {
    let inputs = [("rst_ni", 1), ("command_valid_i", 1), ("command_data_i", 256), ("pass_ready_i", 1)];
    let flags = ["command_ready_o", "pass_valid_o", "pass_empty_o", "pass_asks_o", "pass_x_o", "pass_z_o"];
    let mut outputs: Vec<(&'static str, usize)> = flags.into_iter().map(|port| (port, 1)).collect();
    outputs.extend([("pass_angles_o", 1), ("pass_error_o", 4)]);
    outputs.extend(FIELDS.map(|(port, field)| (port, if port.ends_with("base_o") { 4 } else { field.width })));
    outputs.extend(MEASURES.into_iter().zip([10, 20, 5, 1]));
    Bench::unlisted(PassChecker::new(SIZES), &inputs, &outputs)
}

#[test]
fn a_pass_is_offered_four_cycles_after_its_command_until_it_is_taken() {
    let mut bench = bench();
    let pass = Pass { n: 9, immediate: 0x1234_5678, tag: 7, ..in_banks() };
    bench.wait(3);
    let outputs = bench.cycle_with("command_data_i", &pass.encode(), &[("command_valid_i", 1)]);
    assert_eq!(["command_ready_o", "pass_valid_o"].map(|port| outputs.specified(port)), [1, 0]);
    for _ in 0..3 {
        let outputs = bench.cycle(&[("command_valid_i", 1), ("pass_ready_i", 1)]);
        assert_eq!(["command_ready_o", "pass_valid_o"].map(|port| outputs.specified(port)), [0, 0]);
        assert!(outputs.unspecified.contains(&"pass_empty_o"));
    }
    for ready in [0, 0, 1] {
        let outputs = bench.cycle(&[("command_valid_i", 1), ("pass_ready_i", ready)]);
        assert_eq!(outputs.specified("pass_valid_o"), 1);
        assert_eq!(outputs.specified("pass_error_o"), PassError::MemoryRange as u64);
        assert_eq!(outputs.specified("pass_empty_o"), 1);
    }
    let pass = Pass { m: 1, ..pass };
    bench.cycle_with("command_data_i", &pass.encode(), &[("command_valid_i", 1)]);
    bench.wait(3);
    let outputs = bench.cycle(&[]);
    for (port, value) in [
        ("command_ready_o", 0),
        ("pass_empty_o", 0),
        ("pass_error_o", 0),
        ("pass_x_o", 0),
        ("pass_first_o", 1),
        ("pass_immediate_o", 0x1234_5678),
        ("pass_m_o", 0),
        ("pass_vectors_o", 2),
        ("pass_levels_o", 2),
        ("pass_plus_o", 1),
        ("pass_n_o", 9),
        ("pass_store_base_o", 10),
    ] {
        assert_eq!(outputs.specified(port), value, "{port}");
    }
    bench.cycle(&[("rst_ni", 0)]);
    assert_eq!(bench.cycle(&[]).specified("command_ready_o"), 1);
}
