//! Cases of `vector`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::{First, Number, Operation, Pass, PassFunction, PassStatus, Reduction, Second};

four_kinds! { block: "vector", cases: 6, cycles: 300 }

pub fn latency() -> Latency {
    Latency::new("s_axis_command_tvalid", "m_axis_status_tvalid", start().rest(2)).interval("m · V per pass")
}

pub fn listed() -> Vec<Script> {
    vec![exponentials(), largest()]
}

const READY: [(&str, i64); 3] = [("m_axis_result_tready", 1), ("m_axis_scale_tready", 1), ("m_axis_status_tready", 1)];

fn start() -> Script {
    Script::of("vector").resting(&READY).cycle(&[("rst_ni", 0)])
}

/// Sends a pass, and one beat of x with it.
fn sent(script: Script, pass: &Pass, x: [u32; 4]) -> Script {
    script
        .cycle(&[("s_axis_command_tvalid", 1), ("s_axis_x_tvalid", 1), ("s_axis_x_tlast", 1)])
        .lanes("s_axis_command_tdata", 32, &pass.encode().map(i64::from))
        .lanes("s_axis_x_tdata", 32, &x.map(i64::from))
        .sees(&[("s_axis_command_tready", 1), ("s_axis_x_tready", 1)])
}

/// One row of three elements, minus an immediate number, through exp.
fn exponentials() -> Script {
    let pass = Pass {
        operation: Operation::Subtract,
        second: Second::Immediate,
        immediate: ONE,
        function: PassFunction::Exp,
        tag: 0x1234,
        ..Pass::copy(1, 3)
    };
    let script = sent(start(), &pass, [ONE, 0x4000_0000, MINUS | 0x7f80_0000, ONE]);
    // Accepted at 0, sent at 7, an element at 81, a beat nine cycles later.
    let mut script = script.rest(88).sees(&[("m_axis_result_tvalid", 0)]).rest(2);
    script = script.sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tlast", 1), ("m_axis_result_tkeep", 0xfff)]);
    for (lane, number) in [ONE, 0x402d_f854, 0, 0].into_iter().enumerate() {
        script = script.sees_lane("m_axis_result_tdata", lane, 32, number.into());
    }
    let mut beat = [0; 8];
    PassStatus::TAG.set(&mut beat, 0x1234);
    script = script.rest(3).sees(&[("m_axis_status_tvalid", 1)]);
    script.sees_lane("m_axis_status_tdata", 0, 32, beat[0].into())
}

/// The index of the greatest is kept as a scalar, and the next pass tells it.
fn largest() -> Script {
    let keep = Pass {
        reduction: Reduction::Argmax,
        keep: true,
        keep_register: 3,
        out_format: Number::None,
        ..Pass::copy(1, 4)
    };
    let tell = Pass { first: First::Scalar, second: Second::First, take: 3, ..Pass::copy(1, 1) };
    let script = sent(start(), &keep, [ONE, 0, 0x4000_0000, MINUS]);
    let script =
        script.cycle(&[("s_axis_command_tvalid", 1)]).lanes("s_axis_command_tdata", 32, &tell.encode().map(i64::from));
    // Sent at 7, kept so that it is read 90 cycles later, and 83 until the beat is there.
    let script = script.rest(177).sees(&[("m_axis_result_tvalid", 0)]).rest(2);
    script.sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tkeep", 0xf)]).sees_lane("m_axis_result_tdata", 0, 32, 2)
}
