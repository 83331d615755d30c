//! The ports as Verilator has them: the table of addresses is right only if they are those of the design.

use crate::VerilateError;
use crate::design::{Design, Port};
use seedchip_spec::Direction;
use std::path::Path;

/// Checks that the model in `folder` has the design's ports, with their widths, and no other.
pub fn check(design: &Design, folder: &Path) -> Result<(), VerilateError> {
    let header = folder.join(format!("{}.h", design.class()));
    let text = std::fs::read_to_string(&header)
        .map_err(|error| VerilateError(format!("Verilator wrote no {}: {error}", header.display())))?;
    let mut found: Vec<Port> = text.lines().filter_map(declaration).collect();
    let mut listed: Vec<Port> = design.storage().collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    if found == listed {
        return Ok(());
    }
    let only = |ports: &[Port], others: &[Port]| {
        let names = ports.iter().filter(|port| !others.contains(port));
        names.map(|port| format!("{} ({:?}, {} bits)", port.name, port.direction, port.width)).collect::<Vec<_>>()
    };
    Err(VerilateError(format!(
        "the ports of `{}` are not those that are listed: the Verilog alone has {:?}, the list alone {:?}",
        design.name,
        only(&found, &listed),
        only(&listed, &found)
    )))
}

/// A port's declaration in a model's header: `VL_IN8(&name,7,0);` or `VL_OUTW(&name,127,0,4);`.
fn declaration(line: &str) -> Option<Port> {
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
    Some(Port { name, direction, width: high - low + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_as_verilator_writes_them() {
        let port = |name: &str, direction, width| Some(Port { name: name.to_owned(), direction, width });
        assert_eq!(declaration("    VL_IN8(&clk_i,0,0);"), port("clk_i", Direction::Input, 1));
        assert_eq!(declaration("    VL_OUT(&acc_o,31,0);"), port("acc_o", Direction::Output, 32));
        assert_eq!(declaration("    VL_OUTW(&sum_o,71,0,3);"), port("sum_o", Direction::Output, 72));
        assert_eq!(declaration("    VL_INOUT8(&pad,0,0);"), None);
        assert_eq!(declaration("    void eval() { eval_step(); }"), None);
    }
}
