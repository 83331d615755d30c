//! `seedchip history`: the table of sizes and clocks.

use crate::arguments;
use crate::ending::Ending;
use crate::flow::follow::Follow;
use crate::flow::{finished, tables};
use crate::table::Table;
use seedchip_flow::grouped;
use seedchip_flow::history::{History, LISTED, Row};
use std::io::Write;

/// Measures every listed block and writes the table.
pub fn history(arguments: &arguments::History, output: &mut dyn Write) -> anyhow::Result<Ending> {
    let old = if arguments.table.exists() { History::read(&arguments.table)? } else { History::default() };
    let mut follow = Follow::new("history");
    let (mut new, mut without_library) = (History::default(), Vec::new());
    for (done, listed) in LISTED.iter().enumerate() {
        let name = format!("{} {} {}", listed.target, listed.configuration, listed.block);
        let mut measured = None;
        if listed.effort.is_cheap() || !arguments.quick {
            follow.title(&format!("{} of {}: {name}", done + 1, LISTED.len()));
            measured = match finished(listed.measure(&arguments.out, &arguments.liberty, &mut follow))? {
                Ok(measured) => measured,
                Err(ending) => return Ok(ending),
            };
            if measured.is_none() {
                without_library.push(name);
            }
        }
        let row = measured.or_else(|| old.row(listed.target, listed.configuration, listed.block).cloned());
        new.0.extend(row);
    }
    drop(follow);
    new.write(&arguments.table)?;
    write!(output, "{}", table(&new.0))?;
    if !without_library.is_empty() {
        writeln!(
            output,
            "not measured again, as their library is missing (--liberty): {}",
            without_library.join(", ")
        )?;
    }
    writeln!(output, "written to {}, runs in {}", arguments.table.display(), arguments.out.display())?;
    Ok(Ending::Fine)
}

fn table(rows: &[Row]) -> Table {
    let headings = ["target", "configuration", "block", "cells", "LUT", "FF", "DSP", "BRAM", "area µm²", "MHz"];
    let mut table = Table::new(&headings, &[0, 1, 2]);
    for row in rows {
        let counts = [row.cells, row.luts, row.flip_flops, row.dsps, row.block_rams].map(|count| grouped(count as f64));
        let names = [&row.target, &row.configuration, &row.block].map(String::clone);
        let area = row.area_um2.map_or_else(|| tables::NONE.to_owned(), tables::area);
        table.row(names.into_iter().chain(counts).chain([area, tables::clock(row.megahertz)]));
    }
    table
}
