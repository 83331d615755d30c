//! `seedchip eval`: what formats cost a language model.

use crate::arguments::{Eval, On};
use crate::ending::Ending;
use crate::language::{self, chip::Chip};
use crate::table::Table;
use anyhow::{Context, ensure};
use indicatif::ProgressBar;
use seedchip_host::language::reference::Reference;
use seedchip_host::language::{Decoder, Row, UnitsError};
use seedchip_host::model::Model;
use seedchip_spec::Format;
use std::fs;
use std::io::Write;

/// Measures every format, and prints a table and a line for each.
pub fn eval(arguments: &Eval, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let open = || language::open(&arguments.model, arguments.tokenizer.as_deref());
    let mut model = open()?;
    let pieces = pieces(arguments, &model)?;
    let count: usize = pieces.iter().map(|piece| piece.len() - 1).sum();
    let reference = reference(&model, &pieces)?;
    let mut table = Table::new(&["format", "loss", "perplexity", "equal choices", "divergence", "golden model"], &[0]);
    let row = |name: &str, score: &Score, golden: String| {
        let loss = score.loss / count as f64;
        [
            name.to_owned(),
            format!("{loss:.4}"),
            format!("{:.3}", loss.exp()),
            format!("{} of {count}", score.equal),
            format!("{:.3e}", score.divergence / count as f64),
            golden,
        ]
    };
    let mut of_reference = Score::default();
    score(&pieces, &reference, &reference, &mut of_reference);
    table.row(row("fp32", &of_reference, "-".to_owned()));
    let (mut lines, mut ending) = (Vec::new(), Ending::Fine);
    for (index, format) in arguments.format.0.iter().enumerate() {
        if index > 0 {
            model = open()?;
        }
        let mut chip = chip(arguments, *format)?;
        let weights = language::quantise(&model, *format)?;
        let mut decoder = Decoder::new(model, weights, pieces.len());
        let found = match logits(&mut decoder, &mut chip, &pieces, arguments.chunk as usize, format.name()) {
            Err(error) if error.is_interruption() => {
                ending = Ending::Interrupted;
                writeln!(output, "interrupted before {} had ended", format.name())?;
                break;
            }
            found => found?,
        };
        let mut of_format = Score::default();
        score(&pieces, &reference, &found, &mut of_format);
        let golden = if arguments.device == On::Both {
            let (equal, all) = chip.ledger.compared();
            if equal < all {
                ending = Ending::Difference;
            }
            format!("{equal} of {all}")
        } else {
            "-".to_owned()
        };
        table.row(row(format.name(), &of_format, golden));
        lines.push(format!("{}: loss {:.4}", format.name(), of_format.loss / count as f64));
        model = decoder.model;
    }
    writeln!(output, "{}: {count} tokens of {}", arguments.model.display(), arguments.text.display())?;
    write!(output, "{table}")?;
    lines.iter().try_for_each(|line| writeln!(output, "{line}"))?;
    Ok(ending)
}

fn chip(arguments: &Eval, format: Format) -> anyhow::Result<Chip> {
    let configuration = language::with_formats(arguments.sizes.configuration("lm")?, format)?;
    Ok(Chip::new(&configuration, arguments.device)?.uncounted())
}

/// The tokens of the text, as long pieces as the model takes.
fn pieces(arguments: &Eval, model: &Model) -> anyhow::Result<Vec<Vec<u32>>> {
    let path = arguments.text.display();
    let text = fs::read(&arguments.text).with_context(|| format!("cannot read {path}"))?;
    let text = String::from_utf8(text).map_err(|_| anyhow::anyhow!("{path} is no text in UTF-8"))?;
    let mut tokens = language::tokens(model, &text)?;
    tokens.truncate(arguments.tokens.map_or(usize::MAX, |tokens| tokens as usize));
    let start = model.tokenizer.start();
    let most = model.shape.context - usize::from(start.is_some());
    let pieces = tokens.chunks(most).map(|piece| start.into_iter().chain(piece.iter().copied()).collect());
    let pieces: Vec<Vec<u32>> = pieces.filter(|piece: &Vec<u32>| piece.len() > 1).collect();
    ensure!(!pieces.is_empty(), "{path} has too few tokens: there must be two");
    Ok(pieces)
}

/// Logits behind each token of each piece.
type Logits = Vec<Vec<Vec<f32>>>;

fn reference(model: &Model, pieces: &[Vec<u32>]) -> anyhow::Result<Logits> {
    let bar = ProgressBar::new(pieces.iter().map(Vec::len).sum::<usize>() as u64).with_message("fp32");
    let mut reference = Reference::new(model)?;
    let mut logits = Vec::new();
    for piece in pieces {
        reference.restart();
        let of_token = |token: &u32| {
            bar.inc(1);
            reference.forward(*token)
        };
        logits.push(piece.iter().map(of_token).collect::<Result<Vec<_>, _>>()?);
    }
    bar.finish_and_clear();
    Ok(logits)
}

fn logits(
    decoder: &mut Decoder,
    chip: &mut Chip,
    pieces: &[Vec<u32>],
    chunk: usize,
    name: &str,
) -> Result<Logits, UnitsError> {
    let bar = ProgressBar::new(pieces.iter().map(Vec::len).sum::<usize>() as u64).with_message(name.to_owned());
    let mut logits = Vec::new();
    for (sequence, piece) in pieces.iter().enumerate() {
        let mut of_piece = Vec::new();
        for tokens in piece.chunks(chunk) {
            let rows: Vec<Row> = tokens.iter().map(|token| Row { sequence, token: *token }).collect();
            let wanted: Vec<usize> = (0..rows.len()).collect();
            if let Some(found) = decoder.forward(chip, &rows, &wanted)? {
                let numbers = |words: &[u32]| words.iter().map(|word| f32::from_bits(*word)).collect();
                of_piece.extend(found.words.chunks(found.columns).map(numbers));
            }
            bar.inc(tokens.len() as u64);
        }
        logits.push(of_piece);
    }
    bar.finish_and_clear();
    Ok(logits)
}

/// Sums over tokens.
#[derive(Default)]
struct Score {
    /// Nats.
    loss: f64,
    /// Tokens of which the most probable next one is the reference's.
    equal: usize,
    /// Nats.
    divergence: f64,
}

fn score(pieces: &[Vec<u32>], reference: &Logits, found: &Logits, score: &mut Score) {
    for ((piece, reference), found) in pieces.iter().zip(reference).zip(found) {
        for ((next, reference), found) in piece[1..].iter().zip(reference).zip(found) {
            let (expected, logarithms) = (logarithms(reference), logarithms(found));
            score.loss -= logarithms[*next as usize];
            score.equal += usize::from(greatest(&expected) == greatest(&logarithms));
            let terms = expected.iter().zip(&logarithms).map(|(expected, found)| expected.exp() * (expected - found));
            score.divergence += terms.sum::<f64>();
        }
    }
}

/// Logarithms of the probabilities of logits.
fn logarithms(logits: &[f32]) -> Vec<f64> {
    let most = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    let sum: f64 = logits.iter().map(|logit| (f64::from(*logit) - most).exp()).sum();
    logits.iter().map(|logit| f64::from(*logit) - most - sum.ln()).collect()
}

/// The lowest index of the greatest.
fn greatest(numbers: &[f64]) -> usize {
    (0..numbers.len()).fold(0, |best, index| if numbers[index] > numbers[best] { index } else { best })
}
