//! Sequences whose ends can be said by hand, and the closed form.

use super::*;
use seedchip_spec::{Cell, Format, Sizes};

/// R = 6, C = 4, G = 1, L = 3, H = 3, D = 16, E = 32, Q = 1: X = 20.
fn configuration() -> Configuration {
    Configuration::new(Sizes { rows: 6, columns: 4, accumulators: 16, cell: Cell::Single, ..Sizes::default() })
        .expect("it can be")
}

fn raw(m: u16, n: u16, k: u32) -> Command {
    Command { raw: true, ..Command::product(m, n, k) }
}

fn of(commands: &[Command]) -> Vec<u64> {
    let beats: Vec<[u32; 4]> = commands.iter().map(Command::encode).collect();
    ends(&configuration(), &beats).expect("no packet is discarded")
}

#[test]
fn single_commands_by_hand() {
    // F = 4 + 6, then a row, X later.
    assert_eq!(of(&[raw(1, 1, 1)]), [10 + 20]);
    // Two n-tiles of three k-tiles, m rows of 9 slots each.
    assert_eq!(of(&[raw(9, 5, 18)]), [10 + 6 * 9 - 1 + 20]);
    // INT4: F = 4 + 3, tiles of 4 slots.
    assert_eq!(of(&[Command { format: Format::Int4, ..raw(1, 5, 13) }]), [7 + 5 * 4 + 20]);
    // F = 5 + 6; the row is shown X later, its parameters long before; 4 groups, 14 cycles to the end.
    assert_eq!(of(&[Command::product(1, 1, 1)]), [11 + 20 + 3 + 14]);
    assert_eq!(of(&[Command::product(5, 4, 6)]), [11 + 20 + 5 * 4 - 1 + 14]);
    // The fifo, idle, check, tile, register: launched at 5; the verdict is held a cycle; its queue.
    assert_eq!(of(&[Command::nothing(7)]), [8]);
}

#[test]
fn commands_follow_each_other_without_a_gap() {
    // The second one's tile follows the first one's in the array.
    assert_eq!(of(&[raw(8, 1, 1), raw(7, 1, 1)]), [10 + 7 + 20, 10 + 8 + 6 + 20]);
    // After a converted one the converter empties: the last group was fed 14 cycles before the end.
    let converted = 11 + 20 + 3 + 14;
    assert_eq!(of(&[Command::product(1, 1, 1), raw(1, 1, 1)]), [converted, converted + 1]);
    // An INT8 tile behind one of INT4 of 4 slots waits for its 6 beats of weights.
    assert_eq!(of(&[Command { format: Format::Int4, ..raw(1, 1, 1) }, raw(1, 1, 1)]), [7 + 20, 7 + 6 + 20]);
    // Commands without a product end in the cycle after the product before them.
    let nothing = Command::nothing(0);
    assert_eq!(of(&[raw(1, 1, 1), nothing, nothing]), [30, 31, 32]);
}

/// The ends of commands in a unit of this name.
fn named(name: &str, commands: &[Command]) -> Vec<u64> {
    let beats: Vec<[u32; 4]> = commands.iter().map(Command::encode).collect();
    ends(&Configuration::named(name).expect("it can be"), &beats).expect("no packet is discarded")
}

#[test]
fn blocks_by_hand() {
    let of = |format, m, n, k| Command { format, ..Command::product(m, n, k) };
    // A block is a tile, a row is a group: F = 4 + 32 + 1, X = 32 + 1 + 6 + 7, and 21 cycles to the end.
    let wide = |commands: &[Command]| named("32x2x4_paired_mx", commands);
    assert_eq!(wide(&[of(Format::MxInt8, 1, 1, 1)]), [37 + 46 + 21]);
    assert_eq!(wide(&[of(Format::MxInt8, 3, 2, 32)]), [37 + 2 + 46 + 21]);
    assert_eq!(wide(&[of(Format::MxInt8, 3, 3, 33)]), [37 + 3 * 33 + 2 + 46 + 21]);
    assert_eq!(wide(&[of(Format::Mxfp4, 1, 1, 1)]), [21 + 46 + 21]);
    // 8 tiles to a block, 6 groups to a row: F = 4 + 4, X = 20; the last tile waits for a fifth beat, each takes four cycles.
    let narrow = |commands: &[Command]| named("4x6x8_mx", commands);
    assert_eq!(narrow(&[of(Format::MxInt8, 1, 1, 1)]), [8 + 6 * 4 + 5 + 20 + 5 + 21]);
    assert_eq!(narrow(&[of(Format::MxInt8, 2, 1, 1)]), [8 + 6 * 4 + 5 + 20 + 11 + 21]);
    assert_eq!(narrow(&[of(Format::MxInt8, 1, 1, 33)]), [8 + (7 * 4 + 1) + (8 * 4 + 1) + 20 + 5 + 21]);
    assert_eq!(narrow(&[of(Format::Mxfp4, 1, 1, 1)]), [6 + 7 * 4 + 20 + 5 + 21], "three beats are hidden");
}

#[test]
fn what_follows_a_command_in_blocks_waits_for_its_results() {
    let blocks = Command { format: Format::MxInt8, ..Command::product(4, 1, 1) };
    let first = 37 + 3 + 46 + 21;
    let second = |command| named("32x2x4_paired_mx", &[blocks, command])[1];
    assert_eq!(named("32x2x4_paired_mx", &[blocks])[0], first);
    // Its tile starts 33 cycles later, when its beats are loaded: the row waits already.
    assert_eq!(second(Command { m: 1, ..blocks }), first + 33 - 3);
    let int4 = Command { format: Format::Int4, ..raw(1, 1, 1) };
    assert_eq!(second(int4), first + 32 - 3 - 21, "its row is shown later than that");
    assert_eq!(second(Command::nothing(0)), first + 1);
    // Of many rows, the last wait for the joiner; a raw row behind them for the results.
    let narrow = Command { m: 8, ..blocks };
    let ends = named("4x6x8_mx", &[narrow, raw(1, 1, 1), Command::product(1, 1, 1)]);
    assert_eq!(ends[0], 8 + 7 * 8 + 20 + 8 * 6 - 1 + 21);
    assert_eq!(ends[1], ends[0] + 1);
    // A converted row has six groups, fed from the next cycle on.
    assert_eq!(ends[2], ends[1] + 6 + 14);
    let ends = named("4x6x8_mx", &[narrow, Command::product(1, 1, 1)]);
    assert_eq!(ends[1], ends[0] + 6 + 14);
}

#[test]
fn a_row_always_finds_room_for_its_results() {
    // Rows that follow each other: those that began and whose last group has not been accepted.
    for name in ["4x6x8_mx", "4x8x8_mx", "8x12x8_mx", "8x8x8_mx", "16x3x4_registered_mx", "32x2x4_paired_mx", "lm"] {
        let configuration = Configuration::named(name).expect("it can be");
        let groups = configuration.join_groups() as u64;
        let on_their_way = JOINER.div_ceil(groups);
        assert!(on_their_way < configuration.joined_rows() as u64, "{name}");
    }
}

#[test]
fn refused_commands_that_discard_packets_have_no_contract() {
    let unit = configuration();
    assert_eq!(ends(&unit, &[Command::product(0, 1, 1).encode()]), None);
    assert_eq!(ends(&unit, &[[9, 0, 0, 0]]), Some(vec![8]));
    assert_eq!(raw_end(&unit, &[]), None);
}

#[test]
fn the_closed_form_is_the_recursion() {
    let mut state = 1_u32;
    let mut below = |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % limit
    };
    for sizes in [configuration().sizes(), Configuration::named("5x2x8_paired").expect("it can be").sizes()] {
        let unit = Configuration::new(sizes).expect("it can be");
        for _ in 0..300 {
            let mut command = || {
                let format = Format::ALL[below(2) as usize];
                let (m, n, k) = (below(unit.accumulators() as u32) + 1, below(20) + 1, below(30) + 1);
                Command { format, ..raw(m as u16, n as u16, k) }
            };
            let commands: Vec<Command> = (0..6).map(|_| command()).collect();
            let beats: Vec<[u32; 4]> = commands.iter().map(Command::encode).collect();
            let ends = ends(&unit, &beats).expect("no packet is discarded");
            for (count, end) in (1..).zip(ends) {
                assert_eq!(raw_end(&unit, &commands[..count]), Some(end), "{commands:?}");
            }
        }
    }
}
