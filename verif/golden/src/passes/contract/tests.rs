//! The sentences of the page's section on cycles.

use super::*;
use seedchip_spec::{Operation, Reduction};

const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 64, rows: 16 };

fn times(passes: &[Pass]) -> Vec<PassTimes> {
    contract(SIZES, passes).expect("none is refused with packets").passes
}

/// A pass without results over m rows of V vectors.
fn quiet(m: u16, vectors: u32) -> Pass {
    Pass { out_format: Number::None, ..Pass::copy(m, 4 * vectors) }
}

fn keeps(reduction: Reduction, pass: Pass) -> Pass {
    Pass { keep: true, reduction, keep_register: 3, ..pass }
}

#[test]
fn the_first_vector_is_issued_7_cycles_after_its_command_and_the_status_shows_85_after_the_last() {
    for (m, vectors) in [(1, 1), (1, 5), (4, 3)] {
        let last_issue = 6 + u64::from(m) * u64::from(vectors);
        let of = |end| PassTimes { accepted: 0, first_issue: 7, last_issue, end, status: end + 3 };
        assert_eq!(times(&[quiet(m, vectors)]), [of(last_issue + 82)]);
        assert_eq!(times(&[Pass::copy(m, 4 * vectors)]), [of(last_issue + 83)]);
    }
    let [peak, sum] = [Reduction::Peak, Reduction::Sum].map(|of| times(&[keeps(of, quiet(2, 3))])[0]);
    // The scalar shows in the cycle before X; its flags two cycles later.
    assert_eq!([peak, sum].map(|it| it.end - it.last_issue), [88 + 2 + 1, 77 + 13 * (2 + 2) + 1]);
}

#[test]
fn commands_follow_each_other_by_five_cycles_and_longer_passes_without_a_bubble() {
    let issues = |passes: &[Pass]| -> Vec<[u64; 2]> {
        times(passes).iter().map(|pass| [pass.first_issue, pass.last_issue]).collect()
    };
    assert_eq!(issues(&[quiet(1, 1); 4]), [[7, 7], [12, 12], [17, 17], [22, 22]]);
    assert_eq!(issues(&[quiet(2, 3); 3]), [[7, 12], [13, 18], [19, 24]]);
    assert_eq!(issues(&[Pass::nothing(0), quiet(1, 8), quiet(1, 1)]), [[7, 7], [12, 19], [20, 20]]);
}

#[test]
fn a_row_of_a_bank_is_issued_70_cycles_after_it_was_written() {
    let stores = Pass { store: Store::X, store_base: 8, ..quiet(4, 3) };
    let reads = Pass { first: First::Bank, x_base: 8, ..quiet(4, 3) };
    let issue = |pass| times(&[stores, pass])[1].first_issue;
    // Row 0 ends at 9, all rows at 18.
    assert_eq!(issue(reads), 9 + 70);
    assert_eq!(issue(Pass { x_base: 11, ..reads }), 18 + 70);
    assert_eq!(issue(Pass { n: 8, ..reads }), 18 + 70);
    assert_eq!(issue(Pass { n: 11, m: 1, ..reads }), 9 + 70);
    assert_eq!(issue(Pass { second: Second::Bank, ..quiet(4, 3) }), 19, "nobody wrote bank z");
    // Row after row, and rows that are not written there behind all.
    let slow = Pass { store: Store::Z, x_format: Number::Sine, ..quiet(2, 1) };
    let all = Pass { second: Second::Bank, operation: Operation::Add, ..quiet(3, 1) };
    let [written, read] = times(&[slow, all])[..] else { panic!("two passes") };
    assert_eq!([written.first_issue, written.last_issue], [7 + 37, 7 + 37 + 38]);
    assert_eq!([read.first_issue, read.last_issue], [7 + 37 + 70, 7 + 37 + 38 + 71]);
    let broadcast = times(&[slow, Pass { broadcast: true, ..all }])[1];
    assert_eq!([broadcast.first_issue, broadcast.last_issue], [7 + 37 + 70, 7 + 37 + 72]);
}

#[test]
fn a_row_that_takes_a_scalar_is_issued_x_cycles_after_the_row_that_kept_it() {
    let takes = Pass { second: Second::Scalar, take: 3, ..quiet(2, 2) };
    let issue = |reduction, pass| times(&[keeps(reduction, quiet(2, 2)), pass])[1].first_issue;
    assert_eq!(issue(Reduction::Maximum, takes), 8 + 88 + 2);
    assert_eq!(issue(Reduction::Sum, takes), 8 + 77 + 13 * (2 + 1));
    assert_eq!(issue(Reduction::Sum, Pass { take: 2, ..takes }), 12);
    // Another class waits for all scalars, the same one for none.
    assert_eq!(issue(Reduction::Sum, keeps(Reduction::Sum, quiet(1, 2))), 12);
    assert_eq!(issue(Reduction::Sum, keeps(Reduction::Sum, quiet(1, 3))), 10 + 77 + 13 * 3);
    assert_eq!(issue(Reduction::Sum, keeps(Reduction::Peak, quiet(1, 2))), 10 + 77 + 13 * 3);
    assert_eq!(issue(Reduction::Peak, keeps(Reduction::Argmax, quiet(1, 2))), 12);
    assert_eq!(issue(Reduction::Peak, Pass { take: 1, ..takes }), 12);
}

#[test]
fn thirty_three_passes_are_outstanding_at_most() {
    // A long wait for scalars, behind which passes without anything wait for their end.
    let sum = keeps(Reduction::Sum, quiet(1, 16));
    let passes: Vec<Pass> = [sum].into_iter().chain([quiet(1, 1); 60]).collect();
    let times = times(&passes);
    for (number, pass) in times.iter().enumerate().skip(1) {
        let outstanding = times[..number].iter().filter(|before| before.end >= pass.accepted).count();
        assert!(outstanding <= 32, "{outstanding} before pass {number}");
    }
    let gaps: Vec<u64> = times.windows(2).map(|pair| pair[1].end - pair[0].end).collect();
    assert!(gaps[0] >= 1 && gaps.contains(&1) && gaps[59] == 5, "{gaps:?}");
}

#[test]
fn results_of_short_passes_go_at_a_cycle_more_than_their_vectors() {
    let times = times(&[Pass::copy(1, 40); 120]);
    let apart = |of: fn(&PassTimes) -> u64, number: usize| of(&times[number]) - of(&times[number - 1]);
    assert_eq!(apart(|pass| pass.last_issue, 1), 10);
    // From some pass on, 128 vectors wait.
    for number in 80..120 {
        assert_eq!([apart(|pass| pass.last_issue, number), apart(|pass| pass.end, number)], [11, 11], "{number}");
    }
}

#[test]
fn packets_that_are_discarded_have_no_contract() {
    assert_eq!(contract(SIZES, &[Pass::copy(17, 1)]), None);
    let refused = Pass { first: First::Scalar, ..quiet(17, 1) };
    assert_eq!(times(&[refused])[0].status, 7 + 85);
}
