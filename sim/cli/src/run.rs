//! `seedchip run`: a text of a language model, every operation of which runs on the units.

use crate::arguments::{On, Run};
use crate::ending::Ending;
use crate::language::chip::{Chip, WAVES};
use crate::language::ledger::Ledger;
use crate::language::text::Text;
use crate::language::{self, trace};
use crate::trace_files;
use anyhow::{bail, ensure};
use indicatif::ProgressBar;
use seedchip_host::language::{Decoder, Row, Sampler, UnitsError};
use seedchip_host::model::{Model, Tokenizer};
use seedchip_host::vector::Matrix;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Writes the text, and says what it took.
pub fn run(arguments: &Run, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let model = language::open(&arguments.model, arguments.tokenizer.as_deref())?;
    let prompts = prompts(arguments, &model)?;
    let configuration = language::with_formats(arguments.sizes.configuration("lm")?, arguments.format)?;
    if let Some(path) = &arguments.trace {
        trace_files::make_folder_of(path)?;
    }
    let waves = arguments.wave.as_ref().filter(|_| !arguments.plan && arguments.device != On::Golden);
    if let Some(folder) = waves {
        trace_files::make_folder_of(&folder.join(WAVES[0]))?;
    }
    let shape = &model.shape;
    eprintln!(
        "{}: {}, {} layers, {} weights in {}, on the units of {configuration}",
        arguments.model.display(),
        model.architecture.name,
        shape.layers.len(),
        shape.weights(),
        arguments.format.name(),
    );
    let weights = language::quantise(&model, arguments.format)?;
    let mut chip =
        if arguments.plan { Chip::nobody(&configuration) } else { Chip::new(&configuration, arguments.device)? };
    if arguments.plan || arguments.trace.is_some() {
        chip.ledger.keep_steps();
    }
    let chip = chip.with_waves(waves.map(PathBuf::as_path));
    let mut writer = Writer::new(arguments, Decoder::new(model, weights, prompts.len()), chip, prompts);
    let written = writer.write(output);
    if !arguments.plan {
        writer.finish(output)?;
    }
    let ending = match written {
        Ok(()) => writer.ending(),
        Err(Stop::Units(error)) if error.is_interruption() => {
            eprintln!("interrupted after {} tokens", writer.tokens());
            if writer.ending() == Ending::Fine { Ending::Interrupted } else { writer.ending() }
        }
        Err(Stop::Units(error)) => return Err(error.into()),
        Err(Stop::Output(error)) => return Err(error.into()),
    };
    if arguments.plan {
        write!(output, "{}", writer.chip.ledger.plan())?;
    }
    writer.tell();
    if let Some(folder) = waves {
        writer.chip.end_waves();
        WAVES.iter().try_for_each(|wave| trace_files::finish(&folder.join(wave), &mut io::stderr()))?;
    }
    if let Some(path) = &arguments.trace {
        trace::write(path, writer.chip.ledger.steps())?;
        eprintln!("trace written to {}: open it at ui.perfetto.dev", path.display());
    }
    Ok(ending)
}

/// The tokens of each text that is to be written.
fn prompts(arguments: &Run, model: &Model) -> anyhow::Result<Vec<Vec<u32>>> {
    let texts = if arguments.prompt.is_empty() { &[String::new()][..] } else { &arguments.prompt };
    let mut prompts = Vec::new();
    for text in texts {
        let tokens: Vec<u32> = model.tokenizer.start().into_iter().chain(language::tokens(model, text)?).collect();
        if tokens.is_empty() {
            bail!("this model's texts begin with no token of their own: give --prompt TEXT");
        }
        let context = model.shape.context;
        ensure!(tokens.len() < context, "--prompt has {} tokens, and the model takes {context} in all", tokens.len());
        prompts.extend(std::iter::repeat_n(tokens, arguments.batch as usize));
    }
    ensure!(prompts.len() <= 256, "at most 256 texts at once, got {}", prompts.len());
    Ok(prompts)
}

/// Why nothing more is written.
enum Stop {
    Units(UnitsError),
    Output(io::Error),
}

impl From<UnitsError> for Stop {
    fn from(error: UnitsError) -> Self {
        Self::Units(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A part of the work: the prompts, or what is written.
#[derive(Default)]
struct Phase {
    ledger: Option<Ledger>,
    tokens: usize,
    time: Duration,
}

struct Writer<'a> {
    arguments: &'a Run,
    decoder: Decoder,
    chip: Chip,
    prompts: Vec<Vec<u32>>,
    texts: Vec<Text>,
    samplers: Vec<Sampler>,
    /// Tokens of each text that were written, and whether it goes on.
    written: Vec<(usize, bool)>,
    /// What the user should know of the texts.
    notes: Vec<String>,
    phases: [Phase; 2],
}

impl<'a> Writer<'a> {
    fn new(arguments: &'a Run, decoder: Decoder, chip: Chip, prompts: Vec<Vec<u32>>) -> Self {
        let sampler = |index: usize| Sampler {
            temperature: arguments.temperature,
            top_k: arguments.top_k as usize,
            top_p: arguments.top_p,
            seed: arguments.seed.wrapping_add(index as u64),
        };
        Self {
            arguments,
            decoder,
            chip,
            texts: prompts.iter().map(|prompt| Text::new(prompt.last().copied(), arguments.stop.clone())).collect(),
            samplers: (0..prompts.len()).map(sampler).collect(),
            written: vec![(0, true); prompts.len()],
            notes: Vec::new(),
            prompts,
            phases: Default::default(),
        }
    }

    fn write(&mut self, output: &mut dyn Write) -> Result<(), Stop> {
        let start = Instant::now();
        let logits = self.read_prompts();
        self.end_phase(0, start, self.decoder.sequences.iter().map(|sequence| sequence.tokens).sum());
        let mut logits = logits?;
        let start = Instant::now();
        let result = self.go_on(&mut logits, output);
        self.end_phase(1, start, self.decoder.sequences.iter().map(|sequence| sequence.tokens).sum());
        result
    }

    fn end_phase(&mut self, phase: usize, start: Instant, tokens: usize) {
        let before: usize = self.phases[..phase].iter().map(|phase| phase.tokens).sum();
        self.phases[phase] =
            Phase { ledger: Some(self.chip.ledger.restart()), tokens: tokens - before, time: start.elapsed() };
    }

    /// Computes the prompts in chunks. The logits behind each.
    fn read_prompts(&mut self) -> Result<Vec<(usize, Matrix)>, UnitsError> {
        let all = self.prompts.iter().map(Vec::len).sum::<usize>() as u64;
        let bar = ProgressBar::new(all).with_message("reading");
        let mut logits = Vec::new();
        for (sequence, prompt) in self.prompts.iter().enumerate() {
            let chunks = prompt.chunks(self.arguments.chunk as usize);
            let count = chunks.len();
            for (index, chunk) in chunks.enumerate() {
                let rows: Vec<Row> = chunk.iter().map(|token| Row { sequence, token: *token }).collect();
                let wanted = if index + 1 == count { vec![chunk.len() - 1] } else { Vec::new() };
                let of_chunk = self.decoder.forward(&mut self.chip, &rows, &wanted)?;
                logits.extend(of_chunk.map(|logits| (sequence, logits)));
                bar.inc(chunk.len() as u64);
            }
        }
        bar.finish_and_clear();
        Ok(logits)
    }

    /// Chooses tokens, and computes what is behind them, until every text has ended.
    fn go_on(&mut self, logits: &mut Vec<(usize, Matrix)>, output: &mut dyn Write) -> Result<(), Stop> {
        let one = self.texts.len() == 1;
        if one && !self.arguments.plan {
            write!(output, "{}", self.arguments.prompt.first().map_or("", String::as_str))?;
        }
        loop {
            let mut rows = Vec::new();
            for (sequence, logits) in logits.iter() {
                let chosen = self.choose(*sequence, logits)?;
                rows.extend(chosen.map(|token| Row { sequence: *sequence, token }));
            }
            if one && !self.arguments.plan {
                self.texts[0].show(output)?;
            } else if io::stderr().is_terminal() {
                eprint!("\r{} tokens", self.tokens());
            }
            if rows.is_empty() {
                return Ok(());
            }
            let wanted: Vec<usize> = (0..rows.len()).collect();
            let Some(next) = self.decoder.forward(&mut self.chip, &rows, &wanted)? else { return Ok(()) };
            if self.arguments.plan {
                return Ok(());
            }
            let of_row = |words: &[u32]| Matrix { rows: 1, columns: next.columns, words: words.to_vec() };
            *logits = rows.iter().map(|row| row.sequence).zip(next.words.chunks(next.columns).map(of_row)).collect();
        }
    }

    /// Chooses a token of a text, and adds it. None if the text ends with it or before it.
    fn choose(&mut self, sequence: usize, logits: &Matrix) -> Result<Option<u32>, UnitsError> {
        let token = if self.arguments.temperature > 0.0 {
            let numbers: Vec<f32> = logits.words.iter().map(|word| f32::from_bits(*word)).collect();
            self.samplers[sequence].choose(&numbers)
        } else {
            Decoder::greatest(&mut self.chip, logits)?[0]
        };
        let tokenizer: &dyn Tokenizer = &*self.decoder.model.tokenizer;
        let (written, goes_on) = &mut self.written[sequence];
        if self.arguments.plan {
            return Ok(Some(token));
        }
        if tokenizer.ends().contains(&token) {
            *goes_on = false;
            return Ok(None);
        }
        *written += 1;
        *goes_on = self.texts[sequence].add(tokenizer, token) && *written < self.arguments.tokens as usize;
        // The token behind the last one of the context has no place.
        let context = self.decoder.model.shape.context;
        let full = self.decoder.sequences[sequence].tokens >= context;
        if *goes_on && full {
            self.notes
                .push(format!("text {} ends where its {context} tokens are all that the model takes", sequence + 1));
        }
        Ok((*goes_on && !full).then_some(token))
    }

    /// Writes what is left of the texts.
    fn finish(&mut self, output: &mut dyn Write) -> anyhow::Result<()> {
        if let [text] = &mut self.texts[..] {
            text.finish(output)?;
            writeln!(output)?;
        } else {
            let of_prompt = self.arguments.batch as usize;
            for (index, text) in self.texts.iter().enumerate() {
                let prompt = self.arguments.prompt.get(index / of_prompt).map_or("", String::as_str);
                writeln!(output, "text {}: {prompt}{}", index + 1, text.whole())?;
            }
        }
        Ok(output.flush()?)
    }

    /// Tokens that were written.
    fn tokens(&self) -> usize {
        self.written.iter().map(|(written, _)| written).sum()
    }

    fn ending(&self) -> Ending {
        let fine = self.ledgers().all(|(_, ledger)| ledger.is_fine());
        if fine { Ending::Fine } else { Ending::Difference }
    }

    fn ledgers(&self) -> impl Iterator<Item = (&Phase, &Ledger)> {
        self.phases.iter().filter_map(|phase| Some((phase, phase.ledger.as_ref()?)))
    }

    /// Says what it took.
    fn tell(&self) {
        self.notes.iter().for_each(|note| eprintln!("{note}"));
        for (name, (Phase { tokens, time, .. }, ledger)) in ["prompt", "text"].into_iter().zip(self.ledgers()) {
            if *tokens == 0 {
                continue;
            }
            let (cycles, formula) = (ledger.cycles(), ledger.formula());
            eprint!("\n{name}: {tokens} tokens, {} cycles each", cycles / *tokens as u64);
            if self.arguments.plan || self.arguments.device == On::Golden {
                eprintln!(" by the cycle contract");
            } else {
                eprintln!(
                    ", {cycles} in all, {formula} by the cycle contract; {:.1} s, {:.0} cycles/s",
                    time.as_secs_f64(),
                    cycles as f64 / time.as_secs_f64()
                );
            }
            if !self.arguments.plan {
                eprint!("{}", ledger.table());
            }
        }
        if self.arguments.device == On::Both && !self.arguments.plan {
            let sums = self.ledgers().map(|(_, ledger)| ledger.compared());
            let (equal, all) = sums.fold((0, 0), |sum, (equal, all)| (sum.0 + equal, sum.1 + all));
            eprintln!("golden model: {equal} of {all} results equal");
        }
    }
}
