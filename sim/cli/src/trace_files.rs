//! A waveform and its GTKWave save file.

use crate::quantity;
use anyhow::{Context, ensure};
use seedchip_sim::waves;
use std::borrow::Cow;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

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
        "the name of a waveform must end in .vcd, not {}",
        waveform.display()
    );
    make_folder_of(waveform)
}

/// Writes the save file of a waveform next to it, and prints how to open both.
pub fn finish(waveform: &Path, output: &mut dyn Write) -> anyhow::Result<()> {
    waves::save_file(waveform, &save_file_of(waveform))?;
    tell(waveform, output)
}

/// The same with the signals of a save file that the user has arranged. Names those that the waveform does not have.
pub fn finish_like(given: &Path, waveform: &Path, output: &mut dyn Write) -> anyhow::Result<()> {
    let missing = waves::save_file_like(given, waveform, &save_file_of(waveform))?;
    if !missing.is_empty() {
        writeln!(output, "signals of {} that the waveform does not have: {}", given.display(), missing.join(", "))?;
    }
    tell(waveform, output)
}

fn save_file_of(waveform: &Path) -> PathBuf {
    waveform.with_extension("gtkw")
}

fn tell(waveform: &Path, output: &mut dyn Write) -> anyhow::Result<()> {
    let save_file = save_file_of(waveform);
    let bytes = fs::metadata(waveform).map_or(0, |data| data.len());
    writeln!(
        output,
        "waveform {} ({}), groups of signals {}",
        waveform.display(),
        quantity::size(bytes),
        save_file.display()
    )?;
    writeln!(output, "open with: gtkwave {}   or: surfer {}", quoted(&save_file), quoted(waveform))?;
    Ok(())
}

/// A path as an argument in a shell.
fn quoted(path: &Path) -> String {
    // A path on Unix has no byte 0, which alone cannot be quoted, and no program takes this one for an option.
    let path = path.display().to_string();
    let path = if path.starts_with('-') { format!("./{path}") } else { path };
    shlex::try_quote(&path).map(Cow::into_owned).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_for_a_shell() {
        for (path, expected) in [
            ("build/wave/pe.vcd", "build/wave/pe.vcd"),
            ("my runs/pe.vcd", "'my runs/pe.vcd'"),
            ("a$(b).vcd", "'a$(b).vcd'"),
            ("it's.vcd", "\"it's.vcd\""),
            ("-o.vcd", "./-o.vcd"),
        ] {
            assert_eq!(quoted(Path::new(path)), expected);
            let words = shlex::split(expected).expect("a word");
            assert_eq!(words.len(), 1);
        }
    }
}
