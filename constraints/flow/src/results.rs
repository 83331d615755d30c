//! All results of a design on a target: its synthesis, and its placements on an FPGA.

use crate::design::Source;
use crate::error::FlowError;
use crate::folder::{REPORT, cache};
use crate::job::Job;
use crate::placement;
use crate::report::{Placement, Report, Timing};
use crate::target::targets;
use seedchip_spec::Configuration;
use serde::Serialize;
use std::path::Path;

/// The results of a design on a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// The synthesis of the design alone, without a harness.
    pub report: Report,
    /// Its placements in the harness, one per seed; none for standard cells.
    pub placements: Vec<Placement>,
}

impl Results {
    /// The kept results of a block for each target that has a report of [`crate::synthesise`] in the folder `synthesis`,
    /// with the placements of [`crate::place_and_route`] in the folder `placements`.
    ///
    /// # Errors
    /// A file is there and cannot be read.
    pub fn kept(
        synthesis: &Path,
        placements: &Path,
        configuration: &Configuration,
        block: &str,
    ) -> Result<Vec<Self>, FlowError> {
        let mut kept = Vec::new();
        for target in targets()? {
            let job = |root| Job::new(target, configuration.clone(), Source::Block(block.to_owned()), root);
            let folder = job(synthesis).folder;
            let Some(report) = cache::read(&folder.join(REPORT))? else { continue };
            kept.push(Self {
                report: Report { folder, ..report },
                placements: placement::kept(&job(placements).folder)?,
            });
        }
        Ok(kept)
    }

    /// The clock and its critical path: the median of the placements, or OpenSTA's.
    pub fn timing(&self) -> Option<&Timing> {
        Spread::of(&self.placements).map(|spread| &spread.median.timing).or(self.report.timing.as_ref())
    }
}

/// The best, the median and the worst placement of several seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread<'a> {
    /// The fastest.
    pub best: &'a Placement,
    /// The one in the middle; of an even number the slower of the two.
    pub median: &'a Placement,
    /// The slowest.
    pub worst: &'a Placement,
}

impl<'a> Spread<'a> {
    /// The spread of these placements; none if there are none.
    pub fn of(placements: &'a [Placement]) -> Option<Self> {
        let mut sorted: Vec<&Placement> = placements.iter().collect();
        sorted.sort_by(|one, other| other.timing.megahertz.total_cmp(&one.timing.megahertz));
        let (best, worst) = (*sorted.first()?, *sorted.last()?);
        Some(Self { best, median: sorted[sorted.len() / 2], worst })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::cache::store;
    use std::fs;

    #[test]
    fn kept_results_are_those_of_the_folders() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (synthesis, placements) = (root.path().join("synth"), root.path().join("pnr"));
        let tiny = Configuration::named("tiny").expect("a preset");
        let kept = || Results::kept(&synthesis, &placements, &tiny, "pe");
        assert_eq!(kept().expect("nothing is there"), []);

        let run = |root: &Path| root.join("ecp5/tiny/pe");
        fs::create_dir_all(run(&synthesis)).and_then(|()| fs::create_dir_all(run(&placements))).expect("made");
        let timing = Timing { megahertz: 90.0, path_ns: 11.1, from: "a_q".to_owned(), to: "b_q".to_owned() };
        let report = Report { folder: run(&synthesis), ..Report::empty("ecp5", "tiny", "pe") };
        store(&report, &run(&synthesis).join(REPORT)).expect("written");
        let placement = Placement { seed: 7, ..Placement::at(timing.clone()) };
        store(&placement, &run(&placements).join("placement_7.json")).expect("written");
        fs::write(run(&placements).join("nextpnr_7.json"), "other").expect("written");
        let results = kept().expect("whole files");
        assert_eq!(results, [Results { report, placements: vec![placement] }]);
        assert_eq!(results[0].timing(), Some(&timing));

        fs::write(run(&placements).join("placement_8.json"), "{").expect("written");
        assert!(kept().expect_err("half a file").to_string().contains("placement_8.json is not a result"));
    }
}
