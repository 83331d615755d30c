//! Vectors by hand.

use super::*;
use crate::bench::Bench;

const NAN: u32 = 0x7fc0_0000;

/// A block without vectors whose sinks take everything at once.
fn bench() -> Bench {
    let flags = ["rst_ni", "abort_i", "valid_i", "real_i", "row_last_i", "last_i", "ceil_i", "end_ready_i"];
    let sinks = ["m_axis_result_tready", "m_axis_scale_tready"];
    let mut inputs: Vec<(&'static str, usize)> = flags.into_iter().chain(sinks).map(|port| (port, 1)).collect();
    inputs.extend([("format_i", 4), ("existing_i", 3), ("flags_i", 2), ("number_i", 128)]);
    let outputs = [
        ("credit_o", 1),
        ("end_o", 1),
        ("end_flags_o", 3),
        ("open_o", 2),
        ("waits_o", 2),
        ("m_axis_result_tvalid", 1),
        ("m_axis_result_tdata", 128),
        ("m_axis_result_tkeep", 16),
        ("m_axis_result_tlast", 1),
        ("m_axis_scale_tvalid", 1),
        ("m_axis_scale_tdata", 8),
        ("m_axis_scale_tlast", 1),
    ];
    let mut bench = Bench::unlisted(PassOutput::new(4), &inputs, &outputs);
    for port in ["end_ready_i", "m_axis_result_tready", "m_axis_scale_tready"] {
        bench.inputs.set(port, 1);
    }
    bench.inputs.set("existing_i", 4);
    bench
}

/// What came out in some cycles.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    /// Words, tkeep and tlast.
    beats: Vec<([u32; 4], u64, bool)>,
    scales: Vec<(u64, bool)>,
    /// The cycle of an end, and its flags.
    ends: Vec<(usize, u64)>,
}

impl Seen {
    fn look(&mut self, cycle: usize, bench: &Bench, outputs: &Outputs) {
        let passes = |valid, ready| outputs.specified(valid) == 1 && bench.inputs.high(ready);
        if passes("m_axis_result_tvalid", "m_axis_result_tready") {
            let words = outputs.pins.words("m_axis_result_tdata").try_into().expect("there are four lanes");
            let keep = outputs.specified("m_axis_result_tkeep");
            self.beats.push((words, keep, outputs.specified("m_axis_result_tlast") == 1));
        }
        if passes("m_axis_scale_tvalid", "m_axis_scale_tready") {
            self.scales.push((outputs.specified("m_axis_scale_tdata"), outputs.specified("m_axis_scale_tlast") == 1));
        }
        if outputs.specified("end_o") == 1 {
            self.ends.push((cycle, outputs.specified("end_flags_o")));
        }
    }

    /// So many cycles without vectors.
    fn of(bench: &mut Bench, cycles: usize) -> Self {
        let mut seen = Self::default();
        for cycle in 0..cycles {
            let outputs = bench.cycle(&[]);
            seen.look(cycle, bench, &outputs);
        }
        seen
    }
}

/// A vector of a pass with results.
fn vector(bench: &mut Bench, numbers: [u32; 4], format: Number, more: &[(&str, u64)]) -> Outputs {
    let real = [("valid_i", 1), ("real_i", 1), ("format_i", format as u64)];
    bench.cycle_with("number_i", &numbers, &[&real[..], more].concat())
}

const ROW_LAST: [(&str, u64); 1] = [("row_last_i", 1)];
const LAST: [(&str, u64); 2] = [("row_last_i", 1), ("last_i", 1)];

#[test]
fn a_vector_is_accepted_nine_cycles_after_it_arrived_and_ends_its_pass_then() {
    let mut bench = bench();
    let ends = [&LAST[..], &[("existing_i", 2)]].concat();
    vector(&mut bench, [1, 2, 3, 4], Number::Fp32, &ends);
    let seen = Seen::of(&mut bench, 20);
    assert_eq!(seen.beats, [([1, 2, 0, 0], 0xff, true)]);
    // Two cycles through the queue of vectors, four of conversion, two through that of beats, one of the register.
    assert_eq!(seen.ends, [(8, 0)]);
    assert_eq!(seen.scales, []);
}

#[test]
fn a_pass_without_results_ends_with_its_last_vector() {
    let mut bench = bench();
    for flags in [2, 0, 1] {
        bench.cycle(&[("valid_i", 1), ("flags_i", flags)]);
    }
    bench.cycle(&[&LAST[..], &[("valid_i", 1)]].concat());
    bench.cycle(&[&LAST[..], &[("valid_i", 1), ("flags_i", 1)]].concat());
    let seen = Seen::of(&mut bench, 20);
    assert_eq!(seen, Seen { ends: vec![(6, 3), (7, 1)], ..Seen::default() });
}

#[test]
fn flags_of_conversions_are_those_of_existing_lanes_of_the_pass() {
    let mut bench = bench();
    let most = 0x7f7f_ffff;
    vector(&mut bench, [0, 0, 0, most], Number::Bf16, &[&LAST[..], &[("existing_i", 3)]].concat());
    vector(&mut bench, [0, 0, most, 0], Number::Bf16, &[&LAST[..], &[("existing_i", 3)]].concat());
    vector(&mut bench, [NAN; 4], Number::Int8, &[]);
    vector(&mut bench, [0; 4], Number::Int8, &LAST);
    vector(&mut bench, [NAN; 4], Number::RowInt8, &LAST);
    let seen = Seen::of(&mut bench, 30);
    assert_eq!(seen.ends.iter().map(|end| end.1).collect::<Vec<_>>(), [0, 1, 4, 0]);
    assert_eq!(seen.beats[1].0, [0, 0, 0x7f80, 0]);
}

#[test]
fn blocks_have_a_scale_each_behind_which_the_pass_ends() {
    let mut bench = bench();
    bench.inputs.set("m_axis_scale_tready", 0);
    // Two rows of a block and a vector: the greatest numbers are 2, 0; 8, NaN.
    for (row, last) in [([2.0_f32, 0.0], false), ([8.0, f32::NAN], true)] {
        for number in 0..9 {
            let greatest = match number {
                4 => row[0],
                8 => row[1],
                _ => 0.0,
            };
            let ends = if number < 8 {
                &[][..]
            } else if last {
                &LAST[..]
            } else {
                &ROW_LAST[..]
            };
            vector(&mut bench, [0, 0, greatest.to_bits(), 0], Number::MxInt8, ends);
        }
    }
    let seen = Seen::of(&mut bench, 40);
    assert_eq!((seen.scales.len(), seen.ends.len()), (0, 0));
    bench.inputs.set("m_axis_scale_tready", 1);
    let seen = Seen::of(&mut bench, 20);
    assert_eq!(seen.scales, [(128, false), (0, false), (130, false), (255, true)]);
    assert_eq!(seen.beats, [([0; 4], 0xffff, true)]);
    assert_eq!(seen.ends.iter().map(|end| end.1).collect::<Vec<_>>(), [2]);
}

#[test]
fn elements_of_a_block_have_its_scale() {
    let mut bench = bench();
    let number = |x: f32| [x.to_bits(); 4];
    (0..8).for_each(|place| drop(vector(&mut bench, number(f32::from(1_u8 << place)), Number::E4m3, &[])));
    vector(&mut bench, number(1.0), Number::E4m3, &LAST);
    let seen = Seen::of(&mut bench, 40);
    assert_eq!(seen.scales, [(126, false), (119, true)]);
    let codes: Vec<u32> = seen.beats.iter().map(|beat| beat.0[3]).collect();
    // 2^place · 2 and 2^8.
    assert_eq!(
        codes,
        [8, 9, 10, 11, 12, 13, 14, 15].map(|field| field << 3).into_iter().chain([15 << 3]).collect::<Vec<u32>>()
    );
}

#[test]
fn vectors_wait_when_nobody_takes_the_beats() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    let mut credits = 0;
    for number in 0..40 {
        credits += vector(&mut bench, [number; 4], Number::Fp32, &[]).specified("credit_o");
    }
    // Two in the register, eight in conversion or as beats.
    assert_eq!(credits, 10);
    bench.inputs.set("m_axis_result_tready", 1);
    let seen = Seen::of(&mut bench, 100);
    assert_eq!(seen.beats.iter().map(|beat| beat.0[0]).collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
}

#[test]
fn an_abort_ends_packets_that_have_begun() {
    let mut bench = bench();
    for _ in 0..8 {
        vector(&mut bench, [0x3f80_0000; 4], Number::MxInt8, &[]);
    }
    Seen::of(&mut bench, 20);
    assert_eq!(bench.cycle(&[("abort_i", 1)]).specified("open_o"), 3);
    assert_eq!(bench.cycle(&[("abort_i", 1)]).specified("m_axis_result_tvalid"), 0);
    let seen = Seen::of(&mut bench, 10);
    assert_eq!(seen, Seen { beats: vec![([0; 4], 0xffff, true)], scales: vec![(0, true)], ends: vec![] });
    bench.cycle(&[("abort_i", 1)]);
    assert_eq!(Seen::of(&mut bench, 10), Seen::default(), "no packet is open");
    vector(&mut bench, [5; 4], Number::Fp32, &LAST);
    assert_eq!(Seen::of(&mut bench, 10).ends.len(), 1);
}
