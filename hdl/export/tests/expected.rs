//! Small modules to the letter.

mod common;

use common::array::{Pe, Row};
use common::exported;
use common::fifo::Fifo;

/// Compares with a checked-in text; `SEEDCHIP_BLESS=1` writes it anew, for a change to be reviewed.
fn assert_expected(name: &str, text: &str) {
    let path = format!("{}/tests/expected/{name}.v", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("SEEDCHIP_BLESS").is_some() {
        std::fs::write(&path, text).expect("the folder of expected texts can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{name}.v changed; if that is meant, run again with SEEDCHIP_BLESS=1. Now:\n{text}");
}

#[test]
fn a_cell() {
    assert_expected("pe", &exported(&Pe::default()).verilog());
}

#[test]
fn a_row() {
    let design = exported(&Row::new(2));
    let row = design.modules.iter().find(|module| module.block == "row").expect("the row is a module");
    assert_expected("row", &row.text);
    assert_eq!(design.modules.iter().map(|module| module.instances).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_queue() {
    assert_expected("fifo", &exported(&Fifo::new(2)).verilog());
}

#[test]
fn the_same_twice() {
    assert_eq!(exported(&Fifo::new(2)), exported(&Fifo::new(2)));
}
