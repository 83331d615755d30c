//! Shared by the commands that run a flow.

pub mod follow;
pub mod tables;

use crate::arguments::FlowArguments;
use crate::ending::Ending;
use seedchip_flow::{FlowError, Job, Source, Structure};
use std::path::Path;

/// The job that the arguments ask for, in its folder under `build/<command>`.
pub fn job(arguments: &FlowArguments, source: Source, command: &str) -> anyhow::Result<Job> {
    let target = seedchip_flow::target(&arguments.target)?;
    let configuration = arguments.sizes.configuration("small")?;
    let root = Path::new("build").join(command);
    let structure = Structure { multiplier: arguments.multiplier, adder: arguments.adder };
    let mut job = Job::new(target, configuration, source, &root).with_structure(structure);
    job.liberty.clone_from(&arguments.liberty);
    if let Some(out) = &arguments.out {
        job.folder.clone_from(out);
    }
    Ok(job)
}

/// The result of a flow, or the ending of the command if the user interrupted it.
pub fn finished<T>(result: Result<T, FlowError>) -> anyhow::Result<Result<T, Ending>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error @ FlowError::Interrupted) => {
            eprintln!("{error}");
            Ok(Err(Ending::Interrupted))
        }
        Err(error) => Err(error.into()),
    }
}
