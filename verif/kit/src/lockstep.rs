//! Two simulators of one block, cycle by cycle.

use seedchip_spec::Pins;
use thiserror::Error;

/// The first difference of two simulators.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cycle {cycle}: `{port}` is {found}, the golden model says {expected}")]
pub struct Difference {
    /// The cycle, from 0.
    pub cycle: usize,
    /// The output port.
    pub port: &'static str,
    /// The golden model's value, in hexadecimal.
    pub expected: String,
    /// The other value, in hexadecimal.
    pub found: String,
}

/// Compares every output of one cycle that is specified in it.
pub fn compare(cycle: usize, expected: &Pins, unspecified: &[&str], found: &Pins) -> Result<(), Difference> {
    for (port, value) in expected.iter().filter(|(port, _)| !unspecified.contains(port)) {
        if value != found.bits(port) {
            return Err(Difference { cycle, port, expected: hexadecimal(value), found: hexadecimal(found.bits(port)) });
        }
    }
    Ok(())
}

/// A case as text: one line per cycle, ports in hexadecimal; ports that keep their value are left out.
pub fn print(case: &[Pins]) -> String {
    let mut text = String::new();
    let mut previous: Option<&Pins> = None;
    for (cycle, pins) in case.iter().enumerate() {
        text.push_str(&format!("cycle {cycle}:"));
        for (port, value) in pins.iter() {
            if previous.is_none_or(|previous| previous.bits(port) != value) {
                text.push_str(&format!(" {port}={}", hexadecimal(value)));
            }
        }
        text.push('\n');
        previous = Some(pins);
    }
    text
}

/// Bits as `0x…`, the highest digit first.
pub fn hexadecimal(bits: &bitvec::slice::BitSlice<u32, bitvec::order::Lsb0>) -> String {
    use bitvec::field::BitField;
    let digits: String = bits.chunks(4).rev().map(|nibble| format!("{:x}", nibble.load_le::<u8>())).collect();
    format!("0x{digits}")
}
