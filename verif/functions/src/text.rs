//! The tables as the source files of `hdl/spec`.

use crate::fit::fit;
use seedchip_spec::functions::Table;
use std::fmt::Write;

/// The folder of the files, from the workspace's root.
pub const FOLDER: &str = "hdl/spec/src/functions";

/// The name of a table's file in [`FOLDER`].
pub fn file(table: Table) -> &'static str {
    match table {
        Table::Exponential => "exponential.rs",
        Table::Inverse => "inverse.rs",
        Table::Sine => "sine.rs",
    }
}

/// The source text of a table.
pub fn text(table: Table) -> String {
    let holds = match table {
        Table::Exponential => "2^f, f in [0, 1)",
        Table::Inverse => "1 / m, 1 / √m and 1 / √(2m), m in [1, 2), in 256, 128 and 128 segments",
        Table::Sine => "sin(π/2 · u) / u, u in [0, 1)",
    };
    let mut text = format!(
        "//! Coefficients of {holds}.\n//!\n//! Written by `cargo run --release -p seedchip-functions -- generate`.\n\n\
         #[rustfmt::skip]\npub(super) const ROWS: [super::Row; {}] = [\n",
        table.segments()
    );
    for segment in 0..table.segments() {
        let row = fit(table, segment);
        let signed = |value: i32, digits| format!("{}0x{:0digits$x}", if value < 0 { "-" } else { "" }, value.abs());
        let before = if segment % 2 == 0 { "   " } else { "" };
        let after = if segment % 2 == 1 { "\n" } else { "" };
        // A String takes everything that is written to it.
        let _ = write!(text, "{before} (0x{:08x}, {}, {}),{after}", row.c0, signed(row.c1, 6), signed(row.c2, 4));
    }
    text.push_str("];\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_tables_of_the_repository_are_what_is_generated() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for table in Table::ALL {
            let path = root.join(FOLDER).join(file(table));
            let there = std::fs::read_to_string(&path).expect("the file is there");
            assert!(
                there == text(table),
                "{} differs: cargo run --release -p seedchip-functions -- generate",
                path.display()
            );
        }
    }
}
