//! A save file that a user made in GTKWave.

use crate::waves::declaration::Declaration;
use std::collections::HashSet;

/// Lines about files and the view, which are those of another waveform.
const REPLACED: &[&str] =
    &["[dumpfile", "[savefile]", "[timestart]", "[optimize_vcd]", "[size]", "[pos]", "[sst_", "[signals_", "*"];

/// The signals of a save file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its lines, without those about files and the view.
    pub lines: String,
    /// The signals that it shows, in their order.
    signals: Vec<String>,
}

impl Given {
    /// Reads the text of a save file.
    pub fn read(text: &str) -> Self {
        let kept: Vec<&str> =
            text.lines().filter(|line| !REPLACED.iter().any(|start| line.starts_with(start))).collect();
        let signals = kept.iter().flat_map(|line| signals(line)).map(str::to_owned).collect();
        Self { lines: kept.iter().map(|line| format!("{line}\n")).collect(), signals }
    }

    /// The signals that a waveform does not have, each once.
    pub fn missing(&self, declarations: &[Declaration]) -> Vec<String> {
        let mut known: HashSet<String> =
            declarations.iter().flat_map(|variable| [variable.path(), variable.path_without_bits()]).collect();
        // What was found missing is known from then on.
        self.signals.iter().filter(|signal| known.insert((*signal).clone())).cloned().collect()
    }
}

/// The signals of a line: one, the bits of a vector, or none.
fn signals(line: &str) -> Vec<&str> {
    // A name, or a name in braces, comes before what it stands for.
    let after_name = || match line.find('{') {
        Some(_) => line.split_once('}').map_or("", |(_, rest)| rest),
        None => line.split_once(' ').map_or("", |(_, rest)| rest),
    };
    match line.chars().next() {
        None | Some('[' | '@' | '-' | '>' | '<' | '^' | ':' | '!' | '?') => Vec::new(),
        Some('#' | '+') => after_name().split_whitespace().map(without_bit).collect(),
        Some(_) => vec![without_bit(line.trim_end())],
    }
}

/// The signal of which `(3)signal` is a bit.
fn without_bit(word: &str) -> &str {
    let bit = word.strip_prefix('(').and_then(|word| word.split_once(')'));
    bit.filter(|(digits, _)| digits.chars().all(|digit| digit.is_ascii_digit())).map_or(word, |(_, signal)| signal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waves::declaration::Kind;

    const TEXT: &str = "[*]
[*] GTKWave Analyzer
[dumpfile] \"/old/run.vcd\"
[dumpfile_mtime] \"Thu Jan  1 00:00:00 1970\"
[savefile] \"/old/mine.gtkw\"
[timestart] 120
[size] 800 600
[pos] -1 -1
*-23.0 130 -1 -1
[treeopen] TOP.
[sst_width] 100
@800200
-my group
@22
TOP.dut.data[7:0]
+{short} TOP.dut.gone[3:0]
+alias (2)TOP.dut.data[7:0]
#{both[1:0]} (1)TOP.dut.data[7:0] (0)TOP.dut.missing[7:0]
@28
TOP.dut.gone[3:0]
[color] 3
TOP.dut.bit
@1000200
-my group
";

    #[test]
    fn signals_and_their_order_are_kept() {
        let given = Given::read(TEXT);
        let names = ["TOP.dut.data[7:0]", "TOP.dut.gone[3:0]", "TOP.dut.data[7:0]", "TOP.dut.data[7:0]"];
        assert_eq!(given.signals[..4], names);
        assert_eq!(given.signals[4..], ["TOP.dut.missing[7:0]", "TOP.dut.gone[3:0]", "TOP.dut.bit"]);
        for gone in ["dumpfile", "savefile", "timestart", "size", "pos", "*-23", "sst_width"] {
            assert!(!given.lines.contains(gone), "{gone}");
        }
        assert!(given.lines.contains("[treeopen] TOP.\n@800200\n-my group\n@22\nTOP.dut.data[7:0]\n"));
    }

    #[test]
    fn missing_signals_are_told_once() {
        let declaration =
            |name, width| Declaration::new(["TOP".to_owned(), "dut".to_owned()].into(), name, Kind::Bits(width), 0);
        let declarations = [declaration("data [7:0]", 8), declaration("bit", 1)];
        assert_eq!(Given::read(TEXT).missing(&declarations), ["TOP.dut.gone[3:0]", "TOP.dut.missing[7:0]"]);
    }
}
