//! Timing diagrams, drawn from the values that were simulated.

use crate::svg::Svg;
use bitvec::field::BitField;
use seedchip_sim::waves::Samples;
use seedchip_spec::Value;
use std::ops::Range;

/// A row of a diagram: bits of a signal.
#[derive(Clone, Debug)]
pub struct Row {
    /// The signal.
    pub signal: &'static str,
    /// Which of its bits, all if none are named.
    pub bits: Option<Range<usize>>,
    /// How a value of several bits is written.
    pub radix: Radix,
    /// The one-bit signal without which a value means nothing.
    pub valid: Option<&'static str>,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Radix {
    /// Hexadecimal digits.
    Hexadecimal,
    /// Two's complement, decimal.
    Signed,
}

/// The same value for some columns of the diagram.
struct Run {
    columns: Range<usize>,
    value: Value,
    shown: bool,
}

const ROW: usize = 27;
const HIGH: usize = 17;
const HEAD: usize = 24;
/// Width of a digit of a value.
const DIGIT: usize = 6;
/// Cycles without a change that are drawn at each side of a break.
const KEPT: usize = 1;
/// A break leaves out at least so many cycles.
const BREAK: usize = 2;

/// Draws cycles of signals, with a break where nothing that is shown changes for long. A dot marks a beat that passes:
/// valid and ready.
pub fn draw(rows: &[Row], samples: &[Samples], cycles: Range<u64>, title: &str) -> String {
    let columns = columns(rows, samples, cycles);
    let left = 12 + rows.iter().map(|row| label(row).chars().count()).max().unwrap_or(0) * 7;
    let runs: Vec<Vec<Run>> = rows.iter().map(|row| runs(row, samples, &columns)).collect();
    // Wide enough for every value that stands for one cycle, up to a limit.
    let widest = rows.iter().zip(&runs).flat_map(|(row, runs)| {
        runs.iter()
            .filter(|run| run.shown && is_bus(run))
            .map(|run| (text(row.radix, &run.value).len() * DIGIT + 10).div_ceil(run.columns.len()))
    });
    let width = widest.max().unwrap_or(0).clamp(22, 44);
    let mut svg = Svg::new(left + columns.len() * width + 8, HEAD + (rows.len() + 1) * ROW, title);
    grid(&mut svg, &columns, left, width, rows.len());
    clock(&mut svg, columns.len(), left, width);
    for (index, (row, runs)) in rows.iter().zip(&runs).enumerate() {
        let y = HEAD + (index + 1) * ROW;
        svg.text(left - 8, y + HIGH - 4, "end", "signal", &label(row));
        let x = |column: usize| left + column * width;
        if runs.iter().any(is_bus) {
            runs.iter().for_each(|run| bus(&mut svg, row, run, x(run.columns.start), x(run.columns.end), y));
        } else {
            wire(&mut svg, runs, &x, y);
        }
        let ready = row.signal.strip_suffix("_tvalid").map(|stream| format!("{stream}_tready"));
        if let Some(ready) = ready.filter(|ready| rows.iter().any(|row| row.signal == ready)) {
            for (column, cycle) in columns.iter().enumerate().filter_map(|(column, cycle)| Some((column, (*cycle)?))) {
                if high(samples, row.signal, cycle) && high(samples, &ready, cycle) {
                    svg.path("passes", &circle(x(column) + width / 2, y + HIGH / 2));
                }
            }
        }
    }
    for column in columns.iter().enumerate().filter(|(_, cycle)| cycle.is_none()).map(|(column, _)| column) {
        let (x, top, bottom) = (left + column * width + width / 2, HEAD - 4, HEAD + (rows.len() + 1) * ROW - 4);
        svg.rectangle(x - 4, top, 8, bottom - top, "gap");
        svg.path("break", &format!("M{} {top}V{bottom}M{} {top}V{bottom}", x - 4, x + 4));
    }
    svg.finish()
}

/// The cycles to draw, and none for each break.
fn columns(rows: &[Row], samples: &[Samples], cycles: Range<u64>) -> Vec<Option<u64>> {
    let shows = |row: &Row, cycle: u64| is_shown(row, samples, cycle).then(|| value(row, samples, cycle));
    let changes =
        |cycle: u64| cycle > cycles.start && rows.iter().any(|row| shows(row, cycle) != shows(row, cycle - 1));
    let mut columns: Vec<Option<u64>> = Vec::new();
    let mut quiet: Vec<u64> = Vec::new();
    let flush = |columns: &mut Vec<Option<u64>>, quiet: &mut Vec<u64>| {
        if quiet.len() >= 2 * KEPT + BREAK {
            columns.extend(quiet[..KEPT].iter().copied().map(Some));
            columns.push(None);
            columns.extend(quiet[quiet.len() - KEPT..].iter().copied().map(Some));
        } else {
            columns.extend(quiet.iter().copied().map(Some));
        }
        quiet.clear();
    };
    for cycle in cycles.clone() {
        if changes(cycle) {
            flush(&mut columns, &mut quiet);
        }
        quiet.push(cycle);
    }
    flush(&mut columns, &mut quiet);
    columns
}

fn runs(row: &Row, samples: &[Samples], columns: &[Option<u64>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (column, cycle) in columns.iter().enumerate() {
        // A break goes on with what was before it.
        let Some(cycle) = cycle else {
            if let Some(last) = runs.last_mut() {
                last.columns.end = column + 1;
            }
            continue;
        };
        let (value, shown) = (value(row, samples, *cycle), is_shown(row, samples, *cycle));
        match runs.last_mut() {
            Some(last) if last.shown == shown && (!shown || last.value == value) => last.columns.end = column + 1,
            _ => runs.push(Run { columns: column..column + 1, value, shown }),
        }
    }
    runs
}

/// The bits of a row in a cycle.
fn value(row: &Row, samples: &[Samples], cycle: u64) -> Value {
    let whole = at(samples, row.signal, cycle);
    row.bits.as_ref().map_or_else(|| whole.clone(), |bits| whole[bits.clone()].to_bitvec())
}

/// Whether they mean something.
fn is_shown(row: &Row, samples: &[Samples], cycle: u64) -> bool {
    row.valid.is_none_or(|valid| high(samples, valid, cycle))
}

fn is_bus(run: &Run) -> bool {
    run.value.len() > 1
}

fn grid(svg: &mut Svg, columns: &[Option<u64>], left: usize, width: usize, rows: usize) {
    let bottom = HEAD + (rows + 1) * ROW - 4;
    for (column, cycle) in columns.iter().enumerate() {
        let x = left + column * width;
        svg.path("grid", &format!("M{x} {}V{bottom}", HEAD - 4));
        if let Some(cycle) = cycle {
            svg.text(x + width / 2, HEAD - 10, "middle", "number", &cycle.to_string());
        }
    }
    svg.path("grid", &format!("M{} {}V{bottom}", left + columns.len() * width, HEAD - 4));
}

/// The clock: cycle c ends with a rising edge.
fn clock(svg: &mut Svg, columns: usize, left: usize, width: usize) {
    svg.text(left - 8, HEAD + HIGH - 4, "end", "signal", "clk_i");
    let half = width / 2;
    let period = format!("h{half}v{HIGH}h{}v-{HIGH}", width - half);
    svg.path("wire", &format!("M{left} {HEAD}{}", period.repeat(columns)));
}

fn wire(svg: &mut Svg, runs: &[Run], x: &dyn Fn(usize) -> usize, y: usize) {
    let level = |run: &Run| if run.value.any() { y } else { y + HIGH };
    let mut path = String::new();
    for run in runs {
        let begin = if path.is_empty() { "M" } else { "L" };
        path.push_str(&format!("{begin}{} {}H{}", x(run.columns.start), level(run), x(run.columns.end)));
    }
    svg.path("wire", &path);
}

fn bus(svg: &mut Svg, row: &Row, run: &Run, start: usize, end: usize, y: usize) {
    let (middle, bottom, slant) = (y + HIGH / 2, y + HIGH, 3);
    let outline = format!(
        "M{start} {middle}L{} {y}H{}L{end} {middle}L{} {bottom}H{}Z",
        start + slant,
        end - slant,
        end - slant,
        start + slant
    );
    svg.path(if run.shown { "bus" } else { "idle" }, &outline);
    let text = text(row.radix, &run.value);
    if run.shown && text.len() * DIGIT + 8 <= end - start {
        svg.text(usize::midpoint(start, end), bottom - 5, "middle", "mono", &text);
    }
}

fn circle(x: usize, y: usize) -> String {
    format!("M{} {y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", x - 3)
}

/// A row's name, with its bits if it is a part of a signal.
fn label(row: &Row) -> String {
    match &row.bits {
        Some(bits) if bits.len() == 1 => format!("{}[{}]", row.signal, bits.start),
        Some(bits) => format!("{}[{}:{}]", row.signal, bits.end - 1, bits.start),
        None => row.signal.to_owned(),
    }
}

fn text(radix: Radix, value: &Value) -> String {
    match radix {
        Radix::Signed if value.len() <= 64 => {
            let unused = 64 - value.len();
            ((value.load_le::<u64>() << unused).cast_signed() >> unused).to_string()
        }
        _ => value.chunks(4).rev().map(|digit| format!("{:x}", digit.load_le::<u8>())).collect(),
    }
}

/// Whether a one-bit signal is high in a cycle.
pub fn high(samples: &[Samples], name: &str, cycle: u64) -> bool {
    at(samples, name, cycle).any()
}

/// The value in a cycle; beyond the ends that of the nearest.
fn at<'a>(samples: &'a [Samples], name: &str, cycle: u64) -> &'a Value {
    let samples = of(samples, name);
    let last = samples.values.len() - 1;
    &samples.values[(cycle.saturating_sub(samples.first) as usize).min(last)]
}

/// The samples of a signal. Diagrams draw what was sampled: another name is a mistake of the program.
fn of<'a>(samples: &'a [Samples], name: &str) -> &'a Samples {
    samples.iter().find(|samples| samples.name == name).unwrap_or_else(|| panic!("`{name}` was not sampled"))
}
