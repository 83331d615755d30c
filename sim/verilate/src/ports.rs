//! Checks the ports of a model: the table of addresses is right only if they are those of the design.

use crate::{Design, VerilateError};
use seedchip_spec::Direction;
use std::path::Path;

/// Checks that the model in `folder` has the design's ports, with their widths, and no other.
pub fn check(design: &Design, folder: &Path) -> Result<(), VerilateError> {
    let header = folder.join(format!("{}.h", design.class()));
    let text = std::fs::read_to_string(&header).map_err(|error| {
        VerilateError(format!("cannot Verilate {design}: Verilator wrote no {}: {error}", header.display()))
    })?;
    let mut found: Vec<Declared> = text.lines().filter_map(declaration).collect();
    let mut listed: Vec<Declared> =
        design.storage().map(|port| (port.name.to_owned(), port.direction, port.width)).collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    listed.sort_by(|one, other| one.0.cmp(&other.0));
    if found == listed {
        return Ok(());
    }
    let only = |ports: &[Declared], others: &[Declared]| {
        let names = ports.iter().filter(|port| !others.contains(port));
        names.map(|(name, direction, width)| format!("{name} ({direction:?}, {width} bits)")).collect::<Vec<_>>()
    };
    Err(VerilateError(format!(
        "the ports of {design} are not those that are listed: the Verilog alone has {:?}, the list alone {:?}",
        only(&found, &listed),
        only(&listed, &found)
    )))
}

/// A port as the model's header declares it: name, direction, bits.
type Declared = (String, Direction, usize);

/// A port's declaration in a model's header: `VL_IN8(&name,7,0);` or `VL_OUTW(&name,127,0,4);`.
fn declaration(line: &str) -> Option<Declared> {
    let rest = line.trim().strip_prefix("VL_")?;
    let (kind, rest) = rest.split_once("(&")?;
    let direction = if kind.starts_with("IN") && !kind.starts_with("INOUT") {
        Direction::Input
    } else if kind.starts_with("OUT") {
        Direction::Output
    } else {
        return None;
    };
    let mut parts = rest.split(')').next()?.split(',');
    let name = parts.next()?.to_owned();
    let mut bound = || parts.next()?.parse::<usize>().ok();
    let (high, low) = (bound()?, bound()?);
    Some((name, direction, high - low + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_as_verilator_writes_them() {
        let port = |name: &str, direction, width| Some((name.to_owned(), direction, width));
        assert_eq!(declaration("    VL_IN8(&clk_i,0,0);"), port("clk_i", Direction::Input, 1));
        assert_eq!(declaration("    VL_OUT(&acc_o,31,0);"), port("acc_o", Direction::Output, 32));
        assert_eq!(declaration("    VL_OUTW(&sum_o,71,0,3);"), port("sum_o", Direction::Output, 72));
        assert_eq!(declaration("    VL_INOUT8(&pad,0,0);"), None);
        assert_eq!(declaration("    void eval() { eval_step(); }"), None);
    }
}
