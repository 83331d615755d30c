//! A waveform and its GTKWave save file.

use crate::quantity;
use anyhow::{Context, ensure};
use seedchip_sim::waves;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Makes the folder that a file goes to.
pub fn make_folder_of(file: &Path) -> anyhow::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Looks whether a waveform can go to this file, before anything is simulated.
pub fn prepare(waveform: &Path) -> anyhow::Result<()> {
    // Another ending could be that of the save file, which lies beside it.
    ensure!(
        waveform.extension().is_some_and(|extension| extension == "vcd"),
        "{} is no name for a waveform: let it end in .vcd",
        waveform.display()
    );
    make_folder_of(waveform)
}

/// Writes the save file beside a waveform, and says how to open both.
pub fn finish(waveform: &Path, output: &mut dyn Write) -> anyhow::Result<()> {
    let save_file = waveform.with_extension("gtkw");
    waves::save_file(waveform, &save_file)?;
    let bytes = fs::metadata(waveform).map_or(0, |data| data.len());
    writeln!(
        output,
        "waveform {} ({}), groups of signals {}",
        waveform.display(),
        quantity::size(bytes),
        save_file.display()
    )?;
    writeln!(output, "open with: gtkwave {}   or: surfer {}", save_file.display(), waveform.display())?;
    Ok(())
}
