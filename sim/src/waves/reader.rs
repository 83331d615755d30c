//! Reads a VCD file, one time at a time.

mod header;

use super::declaration::Declaration;
use super::error::WaveError;
use super::value::Content;
use header::{Header, Words, broken};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Chain, Read};
use std::path::{Path, PathBuf};
use vcd::{Command, IdCode, ParseError, ParseErrorKind, Parser};

/// A VCD file that is being read.
pub struct Reader {
    /// Every variable, in the order of the file.
    pub declarations: Vec<Declaration>,
    /// The current values by slot.
    pub values: Vec<Content>,
    /// Femtoseconds of a time step of the file.
    pub step: u128,
    /// The time of the changes that come next, in femtoseconds; none at the end.
    pub time: Option<u128>,
    /// Sections so far whose meaning is unknown, and which were passed over.
    pub unknown_sections: usize,
    path: PathBuf,
    slots: HashMap<IdCode, usize>,
    parser: Parser<Chain<BufReader<File>, &'static [u8]>>,
    /// The lines before those that the parser has seen.
    lines_before: u64,
}

impl Reader {
    /// Opens a file and reads its header.
    pub fn open(path: &Path) -> Result<Self, WaveError> {
        let file = File::open(path).map_err(|error| WaveError::Open { path: path.to_owned(), error })?;
        let mut input = BufReader::new(file);
        let Header { declarations, slots, step, line, unknown_sections } = Header::read(path, &mut input)?;
        Ok(Self {
            declarations,
            values: vec![Content::UNKNOWN; slots.len()],
            step,
            time: Some(0),
            unknown_sections,
            path: path.to_owned(),
            slots,
            // The parser wants something after the last word, which not every writer leaves.
            parser: Parser::new(input.chain(&b" "[..])),
            lines_before: line - 1,
        })
    }

    /// Takes in the changes at [`Reader::time`], adds the slots that they touch to `touched`, and goes on to the
    /// next time.
    pub fn advance(&mut self, touched: &mut Vec<usize>) -> Result<(), WaveError> {
        while let Some(command) = self.command()? {
            match command {
                Command::Timestamp(steps) => {
                    let time = u128::from(steps) * self.step;
                    if self.time.is_some_and(|before| time < before) {
                        return Err(self.broken("time goes backwards"));
                    }
                    if self.time != Some(time) {
                        self.time = Some(time);
                        return Ok(());
                    }
                }
                Command::ChangeScalar(code, bit) => {
                    let slot = self.slot(code)?;
                    match &mut self.values[slot] {
                        Content::Bits(bits) => {
                            bits.clear();
                            bits.push(bit);
                        }
                        other => *other = Content::Bits(vec![bit]),
                    }
                    touched.push(slot);
                }
                Command::ChangeVector(code, bits) => self.change(code, Content::Bits(bits.into()), touched)?,
                Command::ChangeReal(code, number) => self.change(code, Content::Real(number), touched)?,
                Command::ChangeString(code, text) => self.change(code, Content::Text(text), touched)?,
                Command::ScopeDef(..) | Command::Upscope | Command::VarDef(..) | Command::Enddefinitions => {
                    return Err(self.broken("a declaration comes after the header"));
                }
                _ => {}
            }
        }
        self.time = None;
        Ok(())
    }

    fn change(&mut self, code: IdCode, content: Content, touched: &mut Vec<usize>) -> Result<(), WaveError> {
        let slot = self.slot(code)?;
        self.values[slot] = content;
        touched.push(slot);
        Ok(())
    }

    fn slot(&self, code: IdCode) -> Result<usize, WaveError> {
        self.slots.get(&code).copied().ok_or_else(|| self.broken(&format!("no signal is declared as `{code}`")))
    }

    fn command(&mut self) -> Result<Option<Command>, WaveError> {
        loop {
            let error = match self.parser.next() {
                None => return Ok(None),
                Some(Ok(command)) => return Ok(Some(command)),
                Some(Err(error)) => error,
            };
            let parse = error.get_ref().and_then(|error| error.downcast_ref::<ParseError>());
            match parse.map(ParseError::kind) {
                // Some writers end the first values without having begun them.
                Some(ParseErrorKind::UnmatchedEnd) => {}
                Some(ParseErrorKind::UnknownCommand) => self.pass()?,
                Some(kind) => return Err(self.broken(&kind.to_string())),
                None => return Err(self.broken(&error.to_string())),
            }
        }
    }

    /// Passes over a section whose name the parser has taken and does not know.
    fn pass(&mut self) -> Result<(), WaveError> {
        self.unknown_sections += 1;
        let line = self.line();
        let mut words = Words::new(&self.path, self.parser.reader(), line);
        words.pass("an unknown section")?;
        self.lines_before += words.line - line;
        Ok(())
    }

    fn line(&self) -> u64 {
        self.lines_before + self.parser.line()
    }

    fn broken(&self, reason: &str) -> WaveError {
        broken(&self.path, self.line(), reason)
    }
}
