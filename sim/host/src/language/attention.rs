//! The products and passes between the rows of tokens and the caches of their sequences.

use super::activations::{Quantised, gathered};
use super::cache::Cache;
use super::operations::{Row, Run, norm};
use super::units::{MatrixProduct, UnitsError};
use super::weights::Layer;
use crate::model::{Model, Shape};
use crate::operands::BLOCK;
use crate::vector::attention::{fits, folded, normalised, weights};
use crate::vector::{Mask, Matrix, Rope, Scaling, int8_rows, softmax_terms, to_blocks};
use seedchip_spec::{Format, Number, VectorSizes};
use std::ops::Range;

/// The scale of values' blocks: they are integers.
const INTEGERS: u8 = 133;

/// Rows of one sequence, behind each other.
struct Part {
    sequence: usize,
    rows: Range<usize>,
    /// The position of the first.
    position: usize,
}

/// Which tokens of which sequence rows are.
pub(super) struct Attending {
    parts: Vec<Part>,
    /// Of each row.
    positions: Vec<usize>,
}

impl Attending {
    pub fn new(rows: &[Row], sequences: &[Cache], shape: &Shape) -> Result<Self, UnitsError> {
        let mut parts: Vec<Part> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            match parts.last_mut() {
                Some(part) if part.sequence == row.sequence => part.rows.end = index + 1,
                _ => {
                    let position = sequences[row.sequence].tokens;
                    parts.push(Part { sequence: row.sequence, rows: index..index + 1, position });
                }
            }
        }
        let positions: Vec<usize> =
            parts.iter().flat_map(|part| (0..part.rows.len()).map(|index| part.position + index)).collect();
        if positions.iter().any(|position| *position >= shape.context) {
            return Err(UnitsError::Full(shape.context));
        }
        Ok(Self { parts, positions })
    }
}

/// Attention of a layer: what the heads give, quantised, a row for each token. Keys and values join the caches.
pub(super) fn attend(
    run: &mut Run,
    (model, layer, index): (&Model, &Layer, usize),
    attending: &Attending,
    sequences: &mut [Cache],
    projected: &Matrix,
    format: Number,
) -> Result<Quantised, UnitsError> {
    let shape = &model.shape;
    let keys = quantised_heads(run, (model, layer, index), attending, projected)?;
    let values = values(run, shape, projected)?;
    for part in &attending.parts {
        let heads = &mut sequences[part.sequence].layers[index];
        for row in part.rows.clone() {
            for (head, cache) in heads.iter_mut().enumerate() {
                let (key, value) =
                    (row * (shape.heads + shape.kv_heads) + shape.heads + head, row * shape.kv_heads + head);
                cache.keys.extend(keys.row(key));
                cache.key_scales.extend(keys.scales(key));
                cache.values.extend(values.row(value));
                cache.value_scales.push(values.row_scales[value]);
            }
        }
    }
    // Rows of all parts are those of tokens, each with its heads.
    let (mut words, mut sums) = (Vec::new(), Vec::new());
    for part in &attending.parts {
        let of_part = weighted(run, model, index, (part, &sequences[part.sequence]), &keys)?;
        words.extend(of_part.0);
        sums.extend(of_part.1);
    }
    let rows = attending.positions.len();
    let program = normalised(run.sizes(), &Matrix::new(rows * shape.heads, shape.head, words)?, &sums)?;
    if format.has_blocks() && shape.head.is_multiple_of(BLOCK) {
        return Ok(run.quantised("attention scaling", format, true, program)?.joined(shape.heads * shape.head));
    }
    let heads = run.numbers("attention scaling", Ok(program))?;
    run.quantise(format, &Matrix { rows, columns: shape.heads * shape.head, words: heads.words })
}

/// Queries and keys, normalised, turned and quantised: a row for each head, the heads of a token behind each other.
fn quantised_heads(
    run: &mut Run,
    (model, layer, index): (&Model, &Layer, usize),
    attending: &Attending,
    projected: &Matrix,
) -> Result<Quantised, UnitsError> {
    let shape = &model.shape;
    let of_token = shape.heads + shape.kv_heads;
    let rows = projected.rows;
    let mut words = gathered(projected, 0..rows, 0, of_token * shape.head);
    if let Some(gains) = &layer.head_norms {
        let sides = [(0, shape.heads), (shape.heads, shape.kv_heads)];
        for ((first, count), gain) in sides.into_iter().zip(gains) {
            let from = gathered(projected, 0..rows, first * shape.head, count * shape.head);
            let x = Matrix::new(rows * count, shape.head, from)?;
            let normal = run.numbers("head norm", norm(model, gain).program(run.sizes(), &x))?;
            let places = words.chunks_mut(of_token * shape.head).map(|row| &mut row[first * shape.head..]);
            for (to, from) in places.zip(normal.words.chunks(count * shape.head)) {
                to[..from.len()].copy_from_slice(from);
            }
        }
    }
    let x = Matrix::new(rows * of_token, shape.head, words)?;
    let positions: Vec<usize> =
        attending.positions.iter().flat_map(|position| std::iter::repeat_n(*position, of_token)).collect();
    let attention = &shape.layers[index];
    let rope = Rope {
        pairing: shape.pairing,
        frequencies: &attention.frequencies,
        positions: &positions,
        factor: attention.factor,
    };
    let turned = run.numbers("rotary embedding", rope.program(run.sizes(), &x))?;
    let program = to_blocks(run.sizes(), Number::MxInt8, false, &turned)?;
    Ok(Quantised::of(run.program("quantise", &program)?))
}

/// Values with a scale each: a row for each head, the heads of a token behind each other.
fn values(run: &mut Run, shape: &Shape, projected: &Matrix) -> Result<Quantised, UnitsError> {
    let (first, count) = ((shape.heads + shape.kv_heads) * shape.head, shape.kv_heads * shape.head);
    let words = gathered(projected, 0..projected.rows, first, count);
    let x = Matrix::new(projected.rows * shape.kv_heads, shape.head, words)?;
    Ok(Quantised::of(run.program("quantise", &int8_rows(run.sizes(), &x)?)?))
}

/// The weighted sums of values, `[rows · heads, head]`, and the sums of the weights.
fn weighted(
    run: &mut Run,
    model: &Model,
    index: usize,
    (part, cache): (&Part, &Cache),
    heads: &Quantised,
) -> Result<(Vec<u32>, Vec<u32>), UnitsError> {
    let shape = &model.shape;
    let (m, group, all) = (part.rows.len(), shape.group(), shape.heads);
    let window = shape.layers[index].window;
    // Tokens that no row sees are left out, whole blocks of them.
    let first = window.map_or(0, |window| (part.position + 1).saturating_sub(window)) / BLOCK * BLOCK;
    let caches = &cache.layers[index];
    let tokens = part.position + m - first;
    let rows_of = |head: usize| {
        let queries = part.rows.clone().flat_map(move |row| (0..group).map(move |query| (row, head * group + query)));
        queries.map(move |(row, query)| row * (all + shape.kv_heads) + query)
    };
    let queries: Vec<_> = (0..shape.kv_heads).map(|head| heads.gathered(rows_of(head))).collect();
    let blocks = shape.head.div_ceil(BLOCK);
    let products: Vec<MatrixProduct> = caches
        .iter()
        .zip(&queries)
        .map(|(cache, (elements, scales))| MatrixProduct {
            format: Format::MxInt8,
            shape: (m * group, tokens, shape.head),
            activations: elements,
            row_scales: scales,
            weights: &cache.keys[first * shape.head..],
            column_scales: &cache.key_scales[first * blocks..],
        })
        .collect();
    let sums = by_token(&run.products("scores", &products)?, (m, group, tokens));
    let x = Matrix::new(m * all, tokens, sums)?;
    let mask = Mask { causal: true, length: None, window, position: part.position - first, shared: all };
    let of_row = |row: usize| caches[row % all / group].value_scales[first..].iter().copied();
    let scales = Matrix::new(m * all, tokens, (0..m * all).flat_map(of_row).collect())?;
    let (weights, sums) = attention_weights(run, &x, shape.score_factor, &mask, &scales)?;

    let of_head =
        |head: usize| (0..m).flat_map(move |row| (0..group).map(move |query| row * all + head * group + query));
    let weights: Vec<_> = (0..shape.kv_heads).map(|head| weights.gathered(of_head(head))).collect();
    let values: Vec<Vec<i8>> = caches.iter().map(|cache| cache.values_from(first)).collect();
    let integers = vec![INTEGERS; shape.head * tokens.div_ceil(BLOCK)];
    let products: Vec<MatrixProduct> = values
        .iter()
        .zip(&weights)
        .map(|(values, (elements, scales))| MatrixProduct {
            format: Format::MxInt8,
            shape: (m * group, shape.head, tokens),
            activations: elements,
            row_scales: scales,
            weights: values,
            column_scales: &integers,
        })
        .collect();
    Ok((by_token(&run.products("weighted values", &products)?, (m, group, shape.head)), sums))
}

/// Results of products of groups of heads, the rows of a group behind each other, with the heads of a token behind each other.
fn by_token(products: &[Vec<u32>], (m, group, n): (usize, usize, usize)) -> Vec<u32> {
    let of_token = |row: usize| products.iter().flat_map(move |product| product[row * group * n..][..group * n].iter());
    (0..m).flat_map(of_token).copied().collect()
}

/// The weights of values, and their sums: in one program if a row fits on the chip, else in three that send rows again.
fn attention_weights(
    run: &mut Run,
    x: &Matrix,
    factor: f32,
    mask: &Mask,
    scales: &Matrix,
) -> Result<(Quantised, Vec<u32>), UnitsError> {
    const NAME: &str = "softmax";
    let sizes: VectorSizes = run.sizes();
    if fits(sizes, x.columns) {
        let mut answer = run.program(NAME, &weights(sizes, x, factor, mask, scales)?)?;
        let sums = std::mem::take(&mut answer.scalars);
        return Ok((Quantised::of(answer), sums));
    }
    let scores = run.numbers(NAME, Scaling { factor: Some(factor), ..Scaling::default() }.program(sizes, x))?;
    let terms = run.program(NAME, &softmax_terms(sizes, &scores, mask)?)?;
    let answer = run.program(NAME, &folded(sizes, &terms.elements, scales)?)?;
    Ok((Quantised::of(answer), terms.scalars))
}
