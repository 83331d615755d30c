//! Runs synthesis, place and route, and timing analysis of SeedChip's blocks with the files of `constraints/`, and reads
//! the results in the names of the source.
//!
//! A [`Job`] names target, configuration and block. [`synthesise`] makes a netlist of the target's cells of the
//! block alone, with its size and, for standard cells, its clock by OpenSTA. [`place_and_route`] puts the block
//! into a test harness of five pins and has nextpnr place it. Both leave their scripts in the run's folder,
//! where each can be run again by hand, and take a result that is there already if nothing has changed that it
//! depends on: inputs, scripts and the versions of the tools.
//!
//! ```no_run
//! use seedchip_flow::{Job, Quiet, Source, synthesise, target};
//! use seedchip_spec::Configuration;
//!
//! let configuration = Configuration::named("tiny")?;
//! let source = Source::Block("convert".to_owned());
//! let job = Job::new(target("ecp5")?, configuration, source, "build/synth".as_ref());
//! let report = synthesise(&job, &mut Quiet)?;
//! println!("{} LUT, netlist {}", report.size.luts, report.netlist_verilog().display());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comparison;
mod design;
mod error;
mod folder;
pub mod history;
mod job;
mod placement;
mod progress;
mod report;
mod results;
mod structure;
mod synthesis;
mod target;
mod tool;

pub use comparison::{COMPARISON, Comparison, Contest, LEAST_CLOCK, MOST_AREA, ratio};
pub use design::{CLOCK, Design, Port, Source};
pub use error::FlowError;
pub use folder::cache::Key;
pub use folder::files::files as run_files;
pub use folder::{PLOT, REPORT};
pub use job::Job;
pub use placement::{is_placed_here, place_and_route};
pub use progress::{Progress, Quiet};
pub use report::{BlockSize, Placement, Report, Size, Timing, Use, Versions, grouped};
pub use results::{Results, Spread};
pub use structure::{Adder, Multiplier, Structure};
pub use synthesis::synthesise;
pub use target::{Nextpnr, StandardCells, Target, Technology, Vivado, target, targets};
pub use tool::{Tool, Tools};
