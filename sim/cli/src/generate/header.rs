//! The C header for programs that drive the datapath: where the fields of commands, parameters and statuses are, and what
//! their codes mean. It is the same for every configuration: a command with opcode 0 asks for the sizes.

use seedchip_spec::codec::{Codes, Layout};
use seedchip_spec::{Column, Command, ErrorCode, Flag, Format, Geometry, Opcode, Rounding, Status};
use std::fmt::Write;

/// Its name in the folder.
pub const FILE: &str = "seedchip.h";

/// The layouts, and what their names begin with.
const LAYOUTS: [(&str, &Layout); 4] = [
    ("COMMAND", &Command::LAYOUT),
    ("COLUMN", &Column::LAYOUT),
    ("STATUS", &Status::LAYOUT),
    ("GEOMETRY", &Geometry::LAYOUT),
];

/// The named numbers, and what their names begin with.
const CODES: [(&str, &Codes); 5] = [
    ("OPCODE", &Opcode::TABLE),
    ("FORMAT", &Format::TABLE),
    ("ROUNDING", &Rounding::TABLE),
    ("FLAG", &Flag::TABLE),
    ("ERROR", &ErrorCode::TABLE),
];

const HEAD: &str = "\
/* seedchip.h: commands, parameters and statuses of the SeedChip matrix unit. Written by seedchip generate.

   A beat is an array of 32-bit words, bit 0 in the first. For each field F of a layout L there are SEEDCHIP_L_F, its
   lowest bit, and SEEDCHIP_L_F_BITS, the number of its bits: seedchip_put(command, SEEDCHIP_COMMAND_M,
   SEEDCHIP_COMMAND_M_BITS, 16). */
#ifndef SEEDCHIP_H
#define SEEDCHIP_H

#include <stdint.h>

";

const FUNCTIONS: &str = "
/* Puts the low `bits` bits of a value at bit `offset` of a beat. */
static inline void seedchip_put(uint32_t *beat, unsigned offset, unsigned bits, uint64_t value)
{
    for (unsigned bit = 0; bit < bits; bit++) {
        uint32_t mask = UINT32_C(1) << ((offset + bit) % 32);
        uint32_t *word = &beat[(offset + bit) / 32];
        *word = (value >> bit & 1) ? (*word | mask) : (*word & ~mask);
    }
}

/* The `bits` bits at bit `offset` of a beat. */
static inline uint64_t seedchip_get(const uint32_t *beat, unsigned offset, unsigned bits)
{
    uint64_t value = 0;
    for (unsigned bit = 0; bit < bits; bit++)
        value |= (uint64_t)(beat[(offset + bit) / 32] >> ((offset + bit) % 32) & 1) << bit;
    return value;
}

#endif
";

/// The text.
pub fn text() -> String {
    let mut text = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "/* Version of the layouts: that of the unit is in its geometry. */");
    let _ = writeln!(text, "#define SEEDCHIP_LAYOUTS {}", Geometry::LAYOUTS);
    for (prefix, layout) in LAYOUTS {
        let _ = writeln!(text, "\n/* {} */", ascii(layout.meaning));
        let _ = writeln!(text, "#define SEEDCHIP_{prefix}_WORDS {}", layout.width.div_ceil(32));
        for row in layout.fields {
            let name = format!("SEEDCHIP_{prefix}_{}", row.name.to_uppercase());
            let _ = writeln!(text, "/* {} */", ascii(row.meaning));
            let _ = writeln!(text, "#define {name} {}", row.field.offset);
            let _ = writeln!(text, "#define {name}_BITS {}", row.field.width);
        }
    }
    for (prefix, codes) in CODES {
        let _ = writeln!(text, "\n/* {} */", ascii(codes.meaning));
        for row in codes.codes {
            let _ = writeln!(text, "/* {} */", ascii(row.meaning));
            let _ = writeln!(text, "#define SEEDCHIP_{prefix}_{} {}", words(row.name), row.code);
        }
    }
    text + FUNCTIONS
}

/// `ZeroSize` as `ZERO_SIZE`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_ascii_uppercase() {
            words.push('_');
        }
        words.push(letter.to_ascii_uppercase());
    }
    words
}

/// A text in the characters of C's basic set.
fn ascii(text: &str) -> String {
    text.replace('−', "-").replace('·', "*").replace(['`', '’'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_code_is_there_once_in_ascii() {
        let text = text();
        assert!(text.is_ascii());
        let defined: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("#define ")?.split(' ').next()).collect();
        let distinct: std::collections::BTreeSet<&&str> = defined.iter().collect();
        assert_eq!(distinct.len(), defined.len());
        for name in ["SEEDCHIP_COMMAND_K", "SEEDCHIP_ERROR_WEIGHTS_SHORT", "SEEDCHIP_ROUNDING_DOUBLE"] {
            assert!(defined.contains(&name), "{name}");
        }
    }
}
