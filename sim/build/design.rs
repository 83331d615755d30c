//! What is Verilated: every block and every named datapath.

use seedchip_export::{PortDirection, Provenance};
use seedchip_hdl::registry;
use seedchip_spec::{BLOCKS, Block, Configuration, Direction};
use seedchip_verilate::{Design, Port};
use std::path::Path;

/// The name of the hand-written reference array, the benchmark's yardstick.
pub const REFERENCE: &str = "reference_array";

/// The clock of every exported block that has one.
const CLOCK: &str = "clk_i";

/// Every block at the sizes it is tested at, the array at the benchmark's size, every named datapath, and the
/// reference array where it is at hand.
pub fn all() -> Result<Vec<Design>, String> {
    let tiny = Configuration::named("tiny").map_err(|error| error.to_string())?;
    let default = Configuration::named("default").map_err(|error| error.to_string())?;
    let mut designs = BLOCKS.iter().map(|block| exported(block, &tiny)).collect::<Result<Vec<_>, _>>()?;
    let listed = |name| seedchip_spec::block(name).ok_or_else(|| format!("no block is called `{name}`"));
    designs.push(exported(listed("array")?, &default)?);
    for configuration in Configuration::all().iter().filter(|configuration| **configuration != tiny) {
        designs.push(exported(listed("datapath")?, configuration)?);
    }
    designs.extend(reference(&default)?);
    Ok(designs)
}

/// A block as the exporter writes it. Its ports must be those of the list of blocks.
fn exported(block: &Block, configuration: &Configuration) -> Result<Design, String> {
    let name = format!("{}_{}", block.name, configuration.name());
    let built = registry::block(block.name, configuration)
        .ok_or_else(|| format!("`{}` is listed in seedchip_spec::BLOCKS and not in the registry", block.name))?;
    let provenance =
        Provenance { configuration: configuration.name().to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    let export = seedchip_export::export(&*built, &provenance).map_err(|error| format!("`{name}`: {error}"))?;
    let clock = block.clocked.then(|| CLOCK.to_owned());
    let verilog = export.verilog();
    let design = Design {
        name,
        block: block.name.to_owned(),
        configuration: configuration.name().to_owned(),
        top: export.top.clone(),
        size: export.modules.iter().map(|module| module.text.len() * module.instances).sum(),
        verilog,
        flags: Vec::new(),
        clock,
        ports: (block.ports)(configuration)
            .into_iter()
            .map(|port| Port { name: port.name.to_owned(), direction: port.direction, width: port.width })
            .collect(),
    };
    let direction = |direction| match direction {
        PortDirection::Input => Direction::Input,
        PortDirection::Output => Direction::Output,
    };
    let mut listed: Vec<_> = design.storage().map(|port| (port.name, port.direction as u8, port.width)).collect();
    let mut exported: Vec<_> =
        export.ports().iter().map(|port| (port.name.clone(), direction(port.direction) as u8, port.width)).collect();
    listed.sort();
    exported.sort();
    if listed != exported {
        return Err(format!("the ports of `{}` are listed as {listed:?} and exported as {exported:?}", design.name));
    }
    Ok(design)
}

/// The hand-written array, if its file lies beside the project.
fn reference(configuration: &Configuration) -> Result<Option<Design>, String> {
    let file = Path::new("../../shared/reference-rtl/reference_array.v");
    if !file.exists() {
        return Ok(None);
    }
    println!("cargo::rerun-if-changed={}", file.display());
    let verilog = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let (rows, columns, sum_bits) = (configuration.rows(), configuration.columns(), configuration.sum_bits());
    let port = |name: &str, direction, width| Port { name: name.to_owned(), direction, width };
    Ok(Some(Design {
        name: REFERENCE.to_owned(),
        block: "sa_ws".to_owned(),
        configuration: configuration.name().to_owned(),
        top: "sa_ws".to_owned(),
        size: verilog.len() * rows * columns,
        verilog,
        flags: ["-Wno-lint".to_owned(), "-Wno-style".to_owned(), "-GPIPE=1".to_owned()]
            .into_iter()
            .chain([format!("-GR={rows}"), format!("-GC={columns}"), format!("-GPW={sum_bits}")])
            .collect(),
        clock: Some("clk".to_owned()),
        ports: vec![
            port("en", Direction::Input, 1),
            port("wload", Direction::Input, 1),
            port("wswap", Direction::Input, 1),
            port("a_in", Direction::Input, rows * 8),
            port("w_in", Direction::Input, columns * 8),
            port("p_out", Direction::Output, columns * sum_bits),
        ],
    }))
}
