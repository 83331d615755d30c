//! The job of a run: target, configuration, design and options.

use crate::design::Source;
use crate::error::FlowError;
use crate::structure::Structure;
use crate::target::Target;
use seedchip_spec::Configuration;
use std::path::{Path, PathBuf};

/// One block of one configuration on one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The target.
    pub target: &'static Target,
    /// The configuration.
    pub configuration: Configuration,
    /// The block.
    pub source: Source,
    /// How multipliers and adders of standard cells are built.
    pub structure: Structure,
    /// The Liberty files of the standard cells, plain or compressed by gzip.
    pub liberty: Vec<PathBuf>,
    /// The folder of the run.
    pub folder: PathBuf,
}

impl Job {
    /// A job in its folder under `root`: target, configuration, block. It has the default structure and no
    /// library.
    pub fn new(target: &'static Target, configuration: Configuration, source: Source, root: &Path) -> Self {
        let folder = root.join(target.name).join(configuration.name()).join(source.name());
        Self { target, configuration, source, structure: Structure::default(), liberty: Vec::new(), folder }
    }

    /// The same with other structures, in a folder of its own unless they are the default.
    pub fn with_structure(mut self, structure: Structure) -> Self {
        if structure != Structure::default() {
            let block = self.source.name();
            let name = format!("{block}-{}-{}", structure.multiplier.name(), structure.adder.name());
            self.folder.set_file_name(name);
        }
        self.structure = structure;
        self
    }

    /// The clock that it is meant to reach.
    pub fn megahertz(&self) -> u32 {
        self.target.megahertz(&self.configuration)
    }

    /// Whether it is built of standard cells.
    pub fn is_asic(&self) -> bool {
        self.target.is_asic()
    }

    /// Checks that its parts fit together.
    pub(crate) fn check(&self) -> Result<(), FlowError> {
        let target = self.target.name;
        match (self.is_asic(), self.liberty.is_empty()) {
            (true, true) => return Err(FlowError::LibertyMissing { target }),
            (false, false) => return Err(FlowError::LibertyUnused { target }),
            _ => {}
        }
        if !self.is_asic() && self.structure != Structure::default() {
            return Err(FlowError::StructureUnused { target, structure: self.structure });
        }
        Ok(())
    }
}
