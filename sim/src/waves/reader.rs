//! Reads a VCD file, one time at a time.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use thiserror::Error;
use vcd::{Command, IdCode, Parser, Value};

/// Why a waveform can't be read or written.
#[derive(Debug, Error)]
pub enum WaveError {
    /// The file can't be opened or written.
    #[error("cannot open {path}: {error}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The file is not a whole VCD file.
    #[error("{path} is not a VCD file: line {line}: {reason}", path = path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A signal is looked for that the top module hasn't.
    #[error("{path} has no signal `{signal}` in its top module", path = path.display())]
    NoSignal {
        /// The file.
        path: PathBuf,
        /// The signal.
        signal: String,
    },
}

/// A signal as the header declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The scopes that it lies in, the outermost first.
    pub scopes: Vec<String>,
    /// Its name, without bits.
    pub name: String,
    /// Its bits as declared, such as `[7:0]`, or nothing.
    pub bits: String,
    /// How many bits.
    pub width: u32,
    /// Which of the file's values it shows: several signals may share one.
    pub slot: usize,
}

impl Signal {
    /// Scopes, name and bits.
    pub fn path(&self) -> String {
        format!("{}.{}{}", self.scopes.join("."), self.name, self.bits)
    }
}

/// A VCD file that is being read.
pub struct Reader {
    path: PathBuf,
    parser: Parser<BufReader<File>>,
    /// Every signal, in the order of the file.
    pub signals: Vec<Signal>,
    /// The current values, the highest bit first; empty while unknown. Shorter ones are extended.
    pub values: Vec<Vec<Value>>,
    slots: HashMap<IdCode, usize>,
    /// Femtoseconds of a time step.
    step: u128,
    /// The time of the changes that come next, in femtoseconds; none at the end.
    pub time: Option<u128>,
}

impl Reader {
    /// Opens a file and reads its header.
    pub fn open(path: &Path) -> Result<Self, WaveError> {
        let file = File::open(path).map_err(|error| WaveError::File { path: path.to_owned(), error })?;
        let mut reader = Self {
            path: path.to_owned(),
            parser: Parser::new(BufReader::new(file)),
            signals: Vec::new(),
            values: Vec::new(),
            slots: HashMap::new(),
            step: 1_000_000,
            time: Some(0),
        };
        reader.header()?;
        Ok(reader)
    }

    fn broken(&self, reason: impl ToString) -> WaveError {
        WaveError::Broken { path: self.path.clone(), line: self.parser.line(), reason: reason.to_string() }
    }

    fn command(&mut self) -> Result<Option<Command>, WaveError> {
        match self.parser.next() {
            None => Ok(None),
            Some(Ok(command)) => Ok(Some(command)),
            Some(Err(error)) => {
                let parse = error.get_ref().and_then(|error| error.downcast_ref::<vcd::ParseError>());
                let reason = parse.map_or_else(|| error.to_string(), |error| error.kind().to_string());
                Err(self.broken(reason))
            }
        }
    }

    // Command by command and not with the parser's `parse_header`, which calls itself for each scope: a file
    // must not be able to overflow the stack.
    fn header(&mut self) -> Result<(), WaveError> {
        let mut scopes = Vec::new();
        loop {
            let Some(command) = self.command()? else {
                return Err(self.broken("it ends in its header"));
            };
            match command {
                Command::ScopeDef(_, name) => scopes.push(name),
                Command::Upscope => {
                    scopes.pop().ok_or_else(|| self.broken("a scope ends that has not begun"))?;
                }
                Command::Timescale(number, unit) => {
                    let unit = 1_000_000_000_000_000_u128 / u128::from(unit.divisor());
                    self.step = u128::from(number) * unit;
                }
                Command::VarDef(_, width, code, name, index) => {
                    let slots = self.slots.len();
                    let slot = *self.slots.entry(code).or_insert(slots);
                    if slot == self.values.len() {
                        self.values.push(Vec::new());
                    }
                    let bits = index.map(|index| index.to_string()).unwrap_or_default();
                    self.signals.push(Signal { scopes: scopes.clone(), name, bits, width, slot });
                }
                Command::Enddefinitions => return Ok(()),
                Command::Comment(_) | Command::Date(_) | Command::Version(_) => {}
                _ => return Err(self.broken("values come before the end of the header")),
            }
        }
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
                Command::ChangeScalar(code, value) => {
                    let slot = self.slot(code)?;
                    self.values[slot].clear();
                    self.values[slot].push(value);
                    touched.push(slot);
                }
                Command::ChangeVector(code, vector) => {
                    let slot = self.slot(code)?;
                    self.values[slot] = vector.into();
                    touched.push(slot);
                }
                Command::ChangeReal(..) | Command::ChangeString(..) => {
                    return Err(self.broken("real numbers and strings are not supported"));
                }
                Command::ScopeDef(..) | Command::Upscope | Command::VarDef(..) | Command::Enddefinitions => {
                    return Err(self.broken("a declaration comes after the header"));
                }
                _ => {}
            }
        }
        self.time = None;
        Ok(())
    }

    fn slot(&self, code: IdCode) -> Result<usize, WaveError> {
        self.slots.get(&code).copied().ok_or_else(|| self.broken(format!("no signal is declared as `{code}`")))
    }
}
