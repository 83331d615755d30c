//! The header of a VCD file.
//!
//! The crate `vcd` reads the values, but not the header: simulators declare types, sections and references that the crate
//! refuses, and its `parse_header` calls itself for each scope, so that a file could overflow the stack.

use crate::waves::declaration::{Declaration, Kind};
use crate::waves::error::WaveError;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use vcd::{IdCode, TimescaleUnit, VarType};

/// Bytes of a word of the header, at most.
const LONGEST_WORD: usize = 1 << 16;

/// Scopes around a variable, at most: each variable knows all of its scopes.
const DEEPEST: usize = 500;

/// Femtoseconds of a step where the file gives none: 1 ns.
const DEFAULT_STEP: u128 = 1_000_000;

/// Sections of the header that say nothing about values.
const TEXTS: &[&str] = &["$comment", "$date", "$version"];

/// Sections that hold values.
const VALUES: &[&str] = &["$dumpvars", "$dumpall", "$dumpon", "$dumpoff"];

/// The parts of a declaration.
const VARIABLE: &str = "a `$var` needs a type, a width, a code and a name";

/// The contents of a header.
pub struct Header {
    /// Every variable, in the order of the file.
    pub declarations: Vec<Declaration>,
    /// The slot of each code.
    pub slots: HashMap<IdCode, usize>,
    /// Femtoseconds of a time step.
    pub step: u128,
    /// The line that the header ends in.
    pub line: u64,
    /// Sections whose meaning is unknown.
    pub unknown_sections: usize,
}

impl Header {
    /// Reads a header, and leaves `input` behind it.
    pub fn read(path: &Path, input: &mut impl BufRead) -> Result<Self, WaveError> {
        let mut words = Words::new(path, input, 1);
        let mut found = Found::default();
        let first = words.next()?.unwrap_or_default();
        if !first.starts_with('$') {
            return Err(WaveError::OtherFile { path: path.to_owned(), reason: other_kind(&first) });
        }
        let mut section = Some(first);
        while let Some(name) = section {
            if name == "$enddefinitions" {
                words.rest_of(&name)?;
                let Found { declarations, slots, step, unknown_sections, .. } = found;
                let step = step.unwrap_or(DEFAULT_STEP);
                return Ok(Self { declarations, slots, step, line: words.line, unknown_sections });
            }
            found.section(&name, &mut words)?;
            section = words.next()?;
        }
        Err(words.broken("the file ends in its header"))
    }
}

/// What a file is that begins with this word.
fn other_kind(word: &str) -> String {
    match word {
        "" => "it is empty".to_owned(),
        gzip if gzip.starts_with("\u{1F}\u{FFFD}") => "it looks compressed with gzip; unpack it first".to_owned(),
        // A block of type 0, the header, of 329 bytes.
        fst if fst.starts_with("\0\0\0\0\0\0\0\u{1}I") => "it is an FST file; convert it with `fst2vcd`".to_owned(),
        word => format!("it begins with `{}`", short(word)),
    }
}

/// The contents of the header so far.
#[derive(Default)]
struct Found {
    scopes: Vec<String>,
    /// The scopes as declarations share them; none after a change.
    shared: Option<Arc<[String]>>,
    declarations: Vec<Declaration>,
    slots: HashMap<IdCode, usize>,
    step: Option<u128>,
    unknown_sections: usize,
}

impl Found {
    /// Takes in a section whose name has been read.
    fn section(&mut self, name: &str, words: &mut Words<impl BufRead>) -> Result<(), WaveError> {
        match name {
            "$scope" => {
                let rest = words.rest_of(name)?;
                self.scopes.push(rest.get(1..).unwrap_or_default().join(" "));
                self.shared = None;
            }
            "$upscope" => {
                words.rest_of(name)?;
                self.scopes.pop().ok_or_else(|| words.broken("a scope ends that has not begun"))?;
                self.shared = None;
            }
            "$timescale" => {
                let text = words.rest_of(name)?.concat();
                let step = step(&text).ok_or_else(|| {
                    words.broken(format!("the time scale must be like `1 ns`, not `{}`", short(&text)))
                })?;
                self.step = Some(step);
            }
            "$var" => {
                let rest = words.rest_of(name)?;
                self.variable(&rest).map_err(|reason| words.broken(reason))?;
            }
            "$end" => {}
            text if TEXTS.contains(&text) => words.pass(name)?,
            section if VALUES.contains(&section) || !section.starts_with('$') => {
                return Err(words.broken(format!(
                    "`{}` comes before the end of the header, which is `$enddefinitions $end`",
                    short(section)
                )));
            }
            _ => {
                words.pass(name)?;
                self.unknown_sections += 1;
            }
        }
        Ok(())
    }

    /// A declaration: type, width, code, and a reference of one or more words.
    fn variable(&mut self, words: &[String]) -> Result<(), String> {
        let [kind, width, code, reference @ ..] = words else { return Err(VARIABLE.to_owned()) };
        if reference.is_empty() {
            return Err(VARIABLE.to_owned());
        }
        let width: u32 =
            width.parse().map_err(|_| format!("the width of a variable must be a number, not `{}`", short(width)))?;
        let code: IdCode = code.parse().map_err(|error| format!("the code `{}`: {error}", short(code)))?;
        let kind = kind_of(kind, width)?;
        let slots = self.slots.len();
        let slot = *self.slots.entry(code).or_insert(slots);
        if self.scopes.len() > DEEPEST {
            return Err(format!("a variable lies in {} scopes, which is more than {DEEPEST}", self.scopes.len()));
        }
        let scopes = self.shared.get_or_insert_with(|| self.scopes.as_slice().into()).clone();
        self.declarations.push(Declaration::new(scopes, &reference.join(" "), kind, slot));
        Ok(())
    }
}

/// What a variable of a type holds. Types beyond the standard, which are SystemVerilog's, hold bits.
fn kind_of(kind: &str, width: u32) -> Result<Kind, String> {
    if kind == "port" {
        return Err("extended VCD (`$dumpports`) is not supported: write a VCD with `$dumpvars`".to_owned());
    }
    Ok(match kind.parse() {
        Ok(VarType::Real) => Kind::Real,
        Ok(VarType::String) => Kind::Text,
        Ok(VarType::Event) => Kind::Event,
        _ if matches!(kind, "real_parameter" | "realtime" | "shortreal") => Kind::Real,
        // Simulators give real parameters the type of whole ones, and no bits.
        _ if width == 0 => Kind::Real,
        _ => Kind::Bits(width),
    })
}

/// Femtoseconds of a step.
fn step(text: &str) -> Option<u128> {
    let unit = text.find(|digit: char| !digit.is_ascii_digit())?;
    let number: u32 = text[..unit].parse().ok().filter(|number| *number > 0)?;
    let unit: TimescaleUnit = text[unit..].parse().ok()?;
    Some(u128::from(number) * (1_000_000_000_000_000 / u128::from(unit.divisor())))
}

/// A word for a message.
fn short(word: &str) -> String {
    let start: String = word.chars().take(20).collect();
    start.escape_debug().to_string()
}

/// Words between spaces.
pub struct Words<'a, R> {
    path: &'a Path,
    input: &'a mut R,
    /// The line of the last word.
    pub line: u64,
}

impl<'a, R: BufRead> Words<'a, R> {
    /// The words from here on; `line` is the present line.
    pub fn new(path: &'a Path, input: &'a mut R, line: u64) -> Self {
        Self { path, input, line }
    }

    fn broken(&self, reason: impl AsRef<str>) -> WaveError {
        broken(self.path, self.line, reason.as_ref())
    }

    /// The next word, if there is one.
    pub fn next(&mut self) -> Result<Option<String>, WaveError> {
        let mut word = Vec::new();
        loop {
            let byte = match self.input.fill_buf() {
                Err(error) => return Err(WaveError::Open { path: self.path.to_owned(), error }),
                Ok(buffer) => buffer.first().copied(),
            };
            match byte {
                None if word.is_empty() => return Ok(None),
                Some(byte) if !byte.is_ascii_whitespace() => {
                    self.input.consume(1);
                    word.push(byte);
                    if word.len() > LONGEST_WORD {
                        return Err(self.broken("a word is too long for a VCD file"));
                    }
                }
                // The end of a line counts once the next word is asked for, so that messages name the line.
                _ if !word.is_empty() => return Ok(Some(String::from_utf8_lossy(&word).into_owned())),
                space => {
                    self.input.consume(1);
                    self.line += u64::from(space == Some(b'\n'));
                }
            }
        }
    }

    /// The words of a section up to its `$end`.
    fn rest_of(&mut self, section: &str) -> Result<Vec<String>, WaveError> {
        let (begin, mut words) = (self.line, Vec::new());
        loop {
            match self.next()? {
                None => return Err(self.unended(section, begin)),
                Some(word) if word == "$end" => return Ok(words),
                Some(word) => words.push(word),
            }
        }
    }

    fn unended(&self, section: &str, begin: u64) -> WaveError {
        broken(self.path, begin, &format!("the file ends in {section}, which has no `$end`"))
    }

    /// Passes over a section of text. It may end without a space before its `$end`.
    pub fn pass(&mut self, section: &str) -> Result<(), WaveError> {
        let begin = self.line;
        loop {
            match self.next()? {
                None => return Err(self.unended(section, begin)),
                Some(word) if word.ends_with("$end") => return Ok(()),
                Some(_) => {}
            }
        }
    }
}

/// The error of a line.
pub fn broken(path: &Path, line: u64, reason: &str) -> WaveError {
    WaveError::Broken { path: path.to_owned(), reason: format!("line {line}: {reason}") }
}
