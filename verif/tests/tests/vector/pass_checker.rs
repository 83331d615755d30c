//! Cases of `pass_checker`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::{First, Number, Operation, Pass, PassError, Reduction, Second, Store};

four_kinds! { block: "pass_checker", cases: 400, cycles: 120 }

pub fn latency() -> Latency {
    Latency::new("command_valid_i", "pass_valid_o", Script::of("pass_checker")).interval("5")
}

pub fn listed() -> Vec<Script> {
    vec![fields(), checked(&sizes()), checked(&codes()), checked(&ranges()), checked(&conflicts()), opcodes()]
}

/// A command, and what is offered four cycles later.
fn offers(script: Script, beat: [u32; 8], outputs: &[(&'static str, i64)]) -> Script {
    script
        .cycle(&[("command_valid_i", 1)])
        .lanes("command_data_i", 32, &beat.map(i64::from))
        .sees(&[("command_ready_o", 1)])
        .rest(3)
        .sees(&[("command_ready_o", 0), ("pass_valid_o", 0)])
        .rest(1)
        .cycle(&[("pass_ready_i", 1)])
        .sees(&[("pass_valid_o", 1)])
        .sees(outputs)
}

/// Passes, and what is wrong with them.
fn checked(cases: &[(Pass, PassError)]) -> Script {
    let mut script = Script::of("pass_checker");
    for (pass, error) in cases {
        let outputs = [
            ("pass_error_o", *error as i64),
            ("pass_empty_o", error.is_failure().into()),
            ("pass_asks_o", 0),
            ("pass_x_o", pass.announces_x().into()),
            ("pass_z_o", pass.announces_z().into()),
        ];
        script = offers(script, pass.encode(), &outputs);
    }
    script
}

/// Every field where it belongs.
fn fields() -> Script {
    let pass = Pass {
        operation: Operation::Subtract,
        first: First::Stream,
        second: Second::Immediate,
        broadcast: true,
        tag: 0xffff,
        function: seedchip_spec::PassFunction::Rsqrt,
        guard: true,
        reduction: Reduction::Argmax,
        keep: true,
        take: 5,
        keep_register: 6,
        store: Store::Z,
        causal: true,
        limited: true,
        shared: 0xa5,
        x_format: Number::Cosine,
        z_format: Number::E8m0,
        out_format: Number::RowInt8,
        ceil: true,
        x_base: 9,
        z_base: 10,
        store_base: 11,
        immediate: 0xdead_beef,
        position: 0xabcde,
        window: 0x54321,
        length: 0x12_3456,
        ..Pass::copy(1, 19)
    };
    offers(
        Script::of("pass_checker"),
        pass.encode(),
        &[
            ("pass_empty_o", 0),
            ("pass_x_o", 1),
            ("pass_z_o", 1),
            ("pass_angles_o", 1),
            ("pass_first_o", 0),
            ("pass_second_o", 3),
            ("pass_broadcast_o", 1),
            ("pass_operation_o", 3),
            ("pass_function_o", 5),
            ("pass_guard_o", 1),
            ("pass_reduction_o", 6),
            ("pass_keep_o", 1),
            ("pass_take_o", 5),
            ("pass_register_o", 6),
            ("pass_store_o", 2),
            ("pass_x_format_o", 9),
            ("pass_z_format_o", 7),
            ("pass_out_format_o", 10),
            ("pass_ceil_o", 1),
            ("pass_m_o", 0),
            ("pass_vectors_o", 4),
            ("pass_n_o", 19),
            ("pass_x_base_o", 9),
            ("pass_z_base_o", 10),
            ("pass_store_base_o", 11),
            ("pass_immediate_o", 0xdead_beef),
            ("pass_position_o", 0xabcde),
            ("pass_shared_o", 0xa5),
            ("pass_causal_o", 1),
            ("pass_windowed_o", 0),
            ("pass_limited_o", 1),
            ("pass_window_o", 0x54321),
            ("pass_length_o", 0x12_3456),
            ("pass_levels_o", 3),
            ("pass_plus_o", 1),
        ],
    )
}

/// Sizes at their limits: four lanes, banks of 16 words, scalars for eight rows.
fn sizes() -> Vec<(Pass, PassError)> {
    let sum = |n| Pass { reduction: Reduction::Sum, keep: true, ..Pass::copy(1, n) };
    vec![
        (Pass::copy(0, 1), PassError::ZeroSize),
        (Pass::copy(1, 0), PassError::ZeroSize),
        (Pass::copy(8, 1), PassError::None),
        (Pass::copy(9, 1), PassError::TooManyRows),
        (Pass::copy(0x8000, 1), PassError::TooManyRows),
        (Pass::copy(0x0800, 1), PassError::TooManyRows),
        (Pass::copy(1, 1 << 20), PassError::None),
        (Pass::copy(1, (1 << 20) + 1), PassError::RowTooLong),
        (Pass::copy(9, (1 << 20) + 1), PassError::RowTooLong),
        (sum(64), PassError::None),
        (sum(65), PassError::RowTooLong),
        (Pass { keep: false, ..sum(65) }, PassError::None),
        (Pass { reduction: Reduction::FixedSum, ..sum(65) }, PassError::None),
    ]
}

/// Formats where they do not belong.
fn codes() -> Vec<(Pass, PassError)> {
    let mut cases = Vec::new();
    for number in Number::ALL {
        let verdict = |known: bool| if known { PassError::None } else { PassError::UnknownCode };
        cases.push((Pass { x_format: *number, ..Pass::copy(1, 1) }, verdict(number.is_x())));
        cases.push((Pass { z_format: *number, ..Pass::copy(1, 1) }, verdict(number.is_z())));
        cases.push((Pass { out_format: *number, ..Pass::copy(1, 1) }, verdict(number.is_result())));
    }
    cases.push((Pass { x_format: Number::RowInt8, ..Pass::copy(0, 1) }, PassError::UnknownCode));
    cases
}

/// Words at the end of a bank and behind it.
fn ranges() -> Vec<(Pass, PassError)> {
    let x = |m, n, x_base| Pass { first: First::Bank, x_base, ..Pass::copy(m, n) };
    let z = |m, n, z_base| Pass { second: Second::Bank, z_base, ..Pass::copy(m, n) };
    let store = |m, n, store_base| Pass { store: Store::X, store_base, ..Pass::copy(m, n) };
    vec![
        (x(2, 8, 12), PassError::None),
        (x(2, 8, 13), PassError::MemoryRange),
        (x(8, 8, 0), PassError::None),
        (x(8, 9, 0), PassError::MemoryRange),
        (x(1, 1, 16), PassError::MemoryRange),
        (x(1, 1, 0xffff), PassError::MemoryRange),
        (x(1, 1 << 20, 0), PassError::MemoryRange),
        (z(2, 8, 12), PassError::None),
        (z(2, 8, 13), PassError::MemoryRange),
        (Pass { broadcast: true, ..z(8, 8, 14) }, PassError::None),
        (Pass { broadcast: true, ..z(1, 8, 15) }, PassError::MemoryRange),
        (store(4, 16, 0), PassError::None),
        (store(4, 17, 0), PassError::MemoryRange),
        (Pass { store: Store::Z, ..store(4, 16, 1) }, PassError::MemoryRange),
        (Pass { store: Store::Nowhere, x_base: 77, z_base: 99, ..store(4, 17, 44) }, PassError::None),
    ]
}

/// Words that are read and stored.
fn conflicts() -> Vec<(Pass, PassError)> {
    let x = |x_base, store_base| Pass { first: First::Bank, x_base, store: Store::X, store_base, ..Pass::copy(2, 12) };
    let z =
        |z_base, store_base| Pass { second: Second::Bank, z_base, store: Store::Z, store_base, ..Pass::copy(2, 12) };
    vec![
        (x(0, 0), PassError::None),
        (x(0, 1), PassError::Conflict),
        (x(0, 5), PassError::Conflict),
        (x(0, 6), PassError::None),
        (x(6, 0), PassError::None),
        (x(5, 0), PassError::Conflict),
        (Pass { broadcast: true, ..x(3, 3) }, PassError::None),
        (Pass { store: Store::Z, ..x(0, 1) }, PassError::None),
        (z(3, 3), PassError::None),
        (z(3, 8), PassError::Conflict),
        (z(8, 3), PassError::Conflict),
        (Pass { broadcast: true, ..z(3, 3) }, PassError::Conflict),
        (Pass { broadcast: true, m: 1, ..z(3, 3) }, PassError::None),
        (Pass { broadcast: true, ..z(0, 3) }, PassError::None),
        (Pass { broadcast: true, ..z(1, 3) }, PassError::Conflict),
        (Pass { x_format: Number::Sine, second: Second::Stream, ..Pass::copy(1, 1) }, PassError::Conflict),
        (Pass { x_format: Number::Sine, second: Second::Scalar, ..Pass::copy(1, 1) }, PassError::None),
        (
            Pass { x_format: Number::Sine, second: Second::Stream, first: First::Scalar, ..Pass::copy(1, 1) },
            PassError::None,
        ),
    ]
}

/// Opcodes, reserved bits and codes that no pass has, in the order in which they are told.
fn opcodes() -> Script {
    let mut script = Script::of("pass_checker");
    let with = |changes: &[(seedchip_spec::codec::Field, u64)]| {
        let mut beat = Pass::copy(1, 1).encode();
        changes.iter().for_each(|(field, value)| field.set(&mut beat, *value));
        beat
    };
    let reserved = |offset| (seedchip_spec::codec::Field { offset, width: 1 }, 1);
    for (beat, error, asks) in [
        (with(&[(Pass::OPCODE, 0), reserved(255), (Pass::FIRST, 3)]), PassError::None, 1),
        (with(&[(Pass::OPCODE, 2), reserved(255)]), PassError::UnknownOpcode, 0),
        (with(&[(Pass::OPCODE, 0x81)]), PassError::UnknownOpcode, 0),
        (with(&[reserved(109), (Pass::FIRST, 3)]), PassError::ReservedBits, 0),
        (with(&[reserved(111)]), PassError::ReservedBits, 0),
        (with(&[reserved(253)]), PassError::ReservedBits, 0),
        (with(&[(Pass::FIRST, 3), (Pass::M, 0)]), PassError::UnknownCode, 0),
        (with(&[(Pass::SECOND, 5)]), PassError::UnknownCode, 0),
        (with(&[(Pass::SECOND, 7)]), PassError::UnknownCode, 0),
        (with(&[(Pass::FUNCTION, 6)]), PassError::UnknownCode, 0),
        (with(&[(Pass::FUNCTION, 7)]), PassError::UnknownCode, 0),
        (with(&[(Pass::REDUCTION, 7)]), PassError::UnknownCode, 0),
        (with(&[(Pass::STORE, 3)]), PassError::UnknownCode, 0),
        (with(&[(Pass::OUT_FORMAT, 11)]), PassError::UnknownCode, 0),
    ] {
        let x = i64::from(asks == 0 && error != PassError::UnknownOpcode && Pass::FIRST.get(&beat) == 0);
        let outputs = [
            ("pass_error_o", error as i64),
            ("pass_empty_o", 1),
            ("pass_asks_o", asks),
            ("pass_x_o", x),
            ("pass_z_o", 0),
        ];
        script = offers(script, beat, &outputs);
    }
    script
}
