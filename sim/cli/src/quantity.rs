//! Quantities in a readable form: durations, sizes of files, rates.

use indicatif::DecimalBytes;
use std::time::Duration;

/// A time of at least a second, like `90s`, `10m` or `1h30m`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let advice = || "a time is numbers with their units, like 90s, 10m or 1h30m, and at least 1s".to_owned();
    let mut rest = text;
    let mut seconds: u64 = 0;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(advice)?;
        let number: u64 = rest[..end].parse().map_err(|_| advice())?;
        let unit = match rest.as_bytes()[end] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            _ => return Err(advice()),
        };
        seconds = number.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or_else(advice)?;
        rest = &rest[end + 1..];
    }
    if seconds == 0 { Err(advice()) } else { Ok(Duration::from_secs(seconds)) }
}

/// A time as [`duration`] reads it: `90s` is `1m30s`.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [(seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let text: String =
        parts.iter().filter(|(amount, _)| *amount > 0).map(|(amount, unit)| format!("{amount}{unit}")).collect();
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// A rate per second with a unit that a reader can grasp: `616 k`, `2.4 M`.
pub fn rate(amount: f64, seconds: f64) -> String {
    let rate = if seconds > 0.0 { amount / seconds } else { 0.0 };
    match rate {
        1e6.. => format!("{:.1} M", rate / 1e6),
        1e4.. => format!("{:.0} k", rate / 1e3),
        100.0.. => format!("{rate:.0}"),
        _ => format!("{rate:.1}"),
    }
}

/// The size of a file: `26.30 MB`.
pub fn size(bytes: u64) -> String {
    DecimalBytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_add_up_their_units() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1h30m"), Ok(Duration::from_mins(90)));
        for wrong in ["", "10", "0s", "m", "5d", "1h30", "99999999999999999999s", "9999999999999999h", "5µ"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["1s", "1m30s", "1h", "2h5m", "26h1s"] {
            assert_eq!(duration(text).map(time).as_deref(), Ok(text));
        }
        assert_eq!(time(Duration::from_millis(300)), "0s");
    }

    #[test]
    fn rates_have_units() {
        assert_eq!(rate(1_232_000.0, 2.0), "616 k");
        assert_eq!(rate(2_440_000.0, 1.0), "2.4 M");
        assert_eq!(rate(15.0, 0.0), "0.0");
        assert_eq!(rate(15.0, 2.0), "7.5");
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size(26_300_000), "26.30 MB");
        assert_eq!(size(812), "812 B");
    }
}
