//! Beats drawn bit by bit: 32 bits in a row, the highest first, bit 0 at the lower right.

use crate::svg::Svg;
use seedchip_spec::codec::{FieldRow, Layout};

/// Bits in a row.
const ROW: usize = 32;
/// Width of a bit, height of a row, and what the labels at the left take.
const BIT: usize = 25;
const HEIGHT: usize = 34;
const LEFT: usize = 74;
/// Width of a letter of a name.
const LETTER: usize = 7;
/// Height of the line of bit numbers.
const HEAD: usize = 16;

/// Draws a layout.
pub fn draw(layout: &Layout, title: &str) -> String {
    let rows = layout.width.div_ceil(ROW);
    let mut svg = Svg::new(LEFT + ROW * BIT + 1, HEAD + rows * HEIGHT + 1, title);
    for bit in [0, 7, 8, 15, 16, 23, 24, 31] {
        svg.text(x(bit) + BIT / 2, HEAD - 5, "middle", "number", &bit.to_string());
    }
    for row in 0..rows {
        let (low, y) = (row * ROW, HEAD + row * HEIGHT);
        svg.text(LEFT - 8, y + HEIGHT / 2 + 4, "end", "number", &format!("{}:{low}", low + ROW - 1));
        svg.rectangle(LEFT, y, ROW * BIT, HEIGHT, "reserved");
        for FieldRow { name, field, .. } in layout.fields {
            let (first, end) = (field.offset.max(low), (field.offset + field.width).min(low + ROW));
            if first >= end {
                continue;
            }
            // A field that goes over rows says which of its bits are here; one that is narrower than its name has the
            // first letter of each word.
            let part = match (field.offset >= low, field.offset + field.width <= low + ROW) {
                (true, true) if name.len() * LETTER > field.width * BIT => {
                    name.split('_').filter_map(|word| word.chars().next()).collect()
                }
                (true, true) => (*name).to_owned(),
                _ => format!("{name}[{}:{}]", end - 1 - field.offset, first - field.offset),
            };
            let (left, width) = (x(end - 1 - low), (end - first) * BIT);
            svg.rectangle(left, y, width, HEIGHT, "field");
            svg.text(left + width / 2, y + HEIGHT / 2 + 4, "middle", "field-name", &part);
        }
        for bit in 1..ROW {
            svg.path("tick", &format!("M{0} {y}v4M{0} {1}v-4", x(bit - 1), y + HEIGHT));
        }
    }
    svg.finish()
}

/// The left edge of a bit of a row.
fn x(bit: usize) -> usize {
    LEFT + (ROW - 1 - bit) * BIT
}
