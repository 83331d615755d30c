//! The checker finds a violation of each handshake rule, and reports nothing else.

use seedchip_sim::streams::{HandshakeChecker, Observed, Rule, Violation};

const WAITING: Observed<'_> =
    Observed { reset: false, valid: true, ready: false, data: &[0xcafe, 0x1], keep: &[0xf], last: false };

fn check(cycles: &[Observed<'_>]) -> Result<(), Violation> {
    let mut checker = HandshakeChecker::new("m_axis_result");
    (5..).zip(cycles).try_for_each(|(cycle, observed)| checker.observe(cycle, *observed))
}

fn rule(cycles: &[Observed<'_>]) -> Option<Rule> {
    check(cycles).err().map(|violation| violation.rule)
}

#[test]
fn each_breach_is_found() {
    let passing = Observed { ready: true, ..WAITING };
    for (cycle, expected) in [
        (Observed { valid: false, ..passing }, Rule::ValidFell),
        (Observed { data: &[0xcafe, 0x2], ..passing }, Rule::DataChanged),
        (Observed { keep: &[0x7], ..passing }, Rule::KeepChanged),
        (Observed { last: true, ..passing }, Rule::LastChanged),
    ] {
        assert_eq!(rule(&[WAITING, cycle]), Some(expected));
        assert_eq!(rule(&[WAITING, WAITING, cycle]), Some(expected), "after a longer wait");
        assert_eq!(rule(&[passing, cycle]), None, "the beat before has passed");
    }
    let reset = Observed { reset: true, ..WAITING };
    assert_eq!(rule(&[reset, WAITING]), Some(Rule::ValidAfterReset));
    assert_eq!(rule(&[reset, reset]), Some(Rule::ValidAfterReset), "still in reset");
}

#[test]
fn what_is_allowed_passes() {
    let passing = Observed { ready: true, ..WAITING };
    let idle = Observed { valid: false, ..WAITING };
    let other = Observed { data: &[0, 0], keep: &[0], last: true, ..passing };
    let reset = Observed { reset: true, ..WAITING };
    let quiet_reset = Observed { valid: false, ..reset };
    assert_eq!(check(&[idle, passing, other, passing, idle, WAITING, WAITING, passing, other]), Ok(()));
    assert_eq!(check(&[WAITING, reset, quiet_reset, idle, other]), Ok(()), "reset ends a wait");
    assert_eq!(check(&[WAITING, quiet_reset, idle]), Ok(()));
}

#[test]
fn the_report_names_cycle_stream_and_values() {
    let violation = check(&[WAITING, Observed { data: &[0xcafe, 0x2], ..WAITING }]).expect_err("data changed");
    assert_eq!(
        violation.to_string(),
        "cycle 6, `m_axis_result`: data changed while the beat waited (before 0x10000cafe, now 0x20000cafe)"
    );
}
