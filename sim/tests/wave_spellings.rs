//! Random waveforms: equal however they are written, and different where a bit is changed.

use proptest::prelude::*;
use seedchip_sim::waves::{Options, diff};
use std::fmt::Write;
use std::fs;

/// The bits of each signal at each time, the highest first.
type Waveform = Vec<Vec<Vec<char>>>;

fn waveforms() -> impl Strategy<Value = Waveform> {
    let widths = prop::collection::vec(1..6_usize, 1..5);
    (widths, 1..6_usize).prop_flat_map(|(widths, times)| {
        let bit = prop::sample::select(vec!['0', '1', 'x', 'z']);
        let signal = |width| prop::collection::vec(prop::collection::vec(bit.clone(), width), times);
        widths.into_iter().map(signal).collect::<Vec<_>>()
    })
}

fn code(number: usize) -> char {
    char::from(b'!' + u8::try_from(number).expect("few codes"))
}

/// Vectors as one value, written as short as the standard allows, at every time.
fn as_vectors(waveform: &Waveform) -> String {
    let mut text = "$timescale 1ns $end $scope module top $end\n".to_owned();
    for (index, signal) in waveform.iter().enumerate() {
        let width = signal[0].len();
        let bits = if width == 1 { String::new() } else { format!(" [{}:0]", width - 1) };
        let _ = writeln!(text, "$var wire {width} {} s{index}{bits} $end", code(index));
    }
    text += "$upscope $end $enddefinitions $end\n";
    for time in 0..waveform[0].len() {
        let _ = writeln!(text, "#{time}");
        for (index, signal) in waveform.iter().enumerate() {
            let digits: String = signal[time].iter().collect();
            let short = match digits.chars().next() {
                Some(first) if first != '1' => {
                    let rest = digits.trim_start_matches(first);
                    // What follows an x or a z must not be taken for its continuation.
                    if first == '0' && rest.starts_with('1') { rest.to_owned() } else { format!("{first}{rest}") }
                }
                _ => digits,
            };
            let _ = writeln!(text, "b{short} {}", code(index));
        }
    }
    text
}

/// Vectors bit by bit, the lowest first, declared twice, and only what changes, in another unit of time.
fn as_bits(waveform: &Waveform) -> String {
    let mut text = "$timescale 1ps $end $scope module top $end\n".to_owned();
    let mut codes = Vec::new();
    for (index, signal) in waveform.iter().enumerate() {
        let width = signal[0].len();
        for bit in 0..width {
            let select = if width == 1 { String::new() } else { format!(" [{bit}]") };
            let line = format!("$var wire 1 {} s{index}{select} $end\n", code(codes.len()));
            text += &line.repeat(2);
            codes.push((index, width - 1 - bit));
        }
    }
    text += "$upscope $end $enddefinitions $end\n$dumpvars\n";
    for time in 0..waveform[0].len() {
        if time > 0 {
            let _ = writeln!(text, "#{}", 1000 * time);
        }
        for (number, (index, place)) in codes.iter().enumerate() {
            let bit = waveform[*index][time][*place];
            if time == 0 || waveform[*index][time - 1][*place] != bit {
                let _ = writeln!(text, "{bit}{}", code(number));
            }
        }
    }
    text
}

/// The first difference, which is the same both ways.
fn difference(first: &str, second: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [a, b] = [("a.vcd", first), ("b.vcd", second)].map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a temporary file");
        path
    });
    let [forth, back] = [(&a, &b), (&b, &a)].map(|(one, other)| {
        let found = diff(one, other, &Options::default()).expect("whole files").difference;
        found.map(|difference| difference.to_string())
    });
    let place = |text: &Option<String>| text.as_ref().and_then(|text| Some(text.split_once(" is ")?.0.to_owned()));
    assert_eq!(place(&forth), place(&back));
    forth
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_waveform_is_the_same_in_every_spelling(waveform in waveforms(), place: prop::sample::Index, bit: bool) {
        let spellings = [as_vectors(&waveform), as_bits(&waveform)];
        for first in &spellings {
            for second in &spellings {
                prop_assert_eq!(difference(first, second), None, "{}{}", first, second);
            }
        }
        // One bit changes at one time and stays changed until the signal is written anew.
        let index = place.index(waveform.len());
        let time = place.index(waveform[index].len());
        let digit = place.index(waveform[index][time].len());
        let other = if waveform[index][time][digit] == '0' { '1' } else if bit { '0' } else { 'x' };
        prop_assume!(other != waveform[index][time][digit]);
        let mut changed = waveform.clone();
        changed[index][time][digit] = other;
        let told = difference(&spellings[0], &as_bits(&changed)).expect("a bit differs");
        let start = format!("at {time} ns `top.s{index}");
        prop_assert!(told.starts_with(&start), "{}, not {}", told, start);
    }
}
