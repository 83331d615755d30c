//! The Liberty files of standard cells: copied into a run's folder, and searched for a cell's area.

use crate::error::FlowError;
use crate::job::Job;
use crate::target::Technology;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// The folder in a run's folder.
const FOLDER: &str = "liberty";

/// A Liberty file that was read.
pub struct Liberty {
    /// Its place in the run's folder.
    pub name: String,
    /// Its text, decompressed.
    text: Vec<u8>,
}

/// Reads the files of a job.
pub fn read(job: &Job) -> Result<Vec<Liberty>, FlowError> {
    job.liberty.iter().enumerate().map(|(number, path)| read_one(number, path)).collect()
}

fn read_one(number: usize, path: &Path) -> Result<Liberty, FlowError> {
    let wrong = |error| FlowError::file("read the Liberty file", path)(error);
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(wrong)?;
    let text = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).map_err(wrong)?;
        text
    } else {
        bytes
    };
    // A name of plain letters, whatever the path has, as scripts take it apart at blanks.
    let stem = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.trim_end_matches(".gz").trim_end_matches(".lib");
    let plain: String = stem
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "_-.".contains(letter) { letter } else { '_' })
        .collect();
    Ok(Liberty { name: format!("{FOLDER}/{number}_{plain}.lib"), text })
}

impl Liberty {
    /// The text, for a hash.
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// Writes it to a run's folder.
    pub fn write(&self, folder: &Path) -> Result<(), FlowError> {
        let path = folder.join(&self.name);
        let write = || {
            let mut file = BufWriter::new(File::create(&path)?);
            file.write_all(&self.text)?;
            file.flush()
        };
        std::fs::create_dir_all(folder.join(FOLDER)).and_then(|()| write()).map_err(FlowError::file("write", &path))
    }

    /// The area of a cell, if it is described here.
    fn area(&self, cell: &str) -> Option<f64> {
        let text = String::from_utf8_lossy(&self.text);
        let heads = [
            format!("cell ({cell})"),
            format!("cell({cell})"),
            format!("cell (\"{cell}\")"),
            format!("cell(\"{cell}\")"),
        ];
        let at = heads.iter().find_map(|head| text.find(head.as_str()))?;
        let rest = &text[at..];
        let value = rest.lines().find_map(|line| {
            let line = line.trim().strip_prefix("area")?.trim_start().strip_prefix(':')?;
            line.trim().trim_end_matches(';').trim().parse().ok()
        });
        value.filter(|area| *area > 0.0)
    }
}

/// The area that gate equivalents are counted in; none for FPGAs.
pub fn nand2_area(job: &Job, files: &[Liberty]) -> Result<Option<f64>, FlowError> {
    let Technology::StandardCells(cells) = &job.target.technology else { return Ok(None) };
    let area = files.iter().find_map(|file| file.area(&cells.nand2));
    area.map(Some).ok_or(FlowError::LibertyForeign { target: job.target.name, cell: &cells.nand2 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    const TEXT: &str = "library (l) {\n  cell (inv_1) {\n    area : 5.4432;\n  }\n  cell (\"nand2_1\") {\n    cell_footprint : \"nand2\";\n    area : 7.2576;\n  }\n}\n";

    #[test]
    fn compressed_files_are_read_like_plain_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let (plain, packed) = (folder.path().join("a b.lib"), folder.path().join("a.lib.gz"));
        std::fs::write(&plain, TEXT).expect("written");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(TEXT.as_bytes()).expect("packed");
        std::fs::write(&packed, encoder.finish().expect("packed")).expect("written");
        let files = [read_one(0, &plain).expect("readable"), read_one(1, &packed).expect("readable")];
        assert_eq!(files.each_ref().map(|file| file.name.as_str()), ["liberty/0_a_b.lib", "liberty/1_a.lib"]);
        for file in &files {
            assert_eq!(
                (file.area("nand2_1"), file.area("inv_1"), file.area("nand3_1")),
                (Some(7.2576), Some(5.4432), None)
            );
            file.write(folder.path()).expect("written");
            assert_eq!(std::fs::read_to_string(folder.path().join(&file.name)).expect("there"), TEXT);
        }
    }
}
