//! The exported array against a hand-written one with the same function, in the same flow.

use crate::design::Source;
use crate::error::FlowError;
use crate::folder::cache::store;
use crate::job::Job;
use crate::placement::{place_and_route, placer};
use crate::progress::Progress;
use crate::report::Report;
use crate::results::Results;
use crate::structure::Structure;
use crate::synthesis::synthesise;
use crate::target::Target;
use seedchip_spec::Configuration;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The file of a comparison's result, in its folder.
pub const COMPARISON: &str = "comparison.json";
/// The most area that the exported array may take, in yardsticks.
pub const MOST_AREA: f64 = 1.02;
/// The least clock that it may reach, in yardsticks.
pub const LEAST_CLOCK: f64 = 0.98;

/// The two arrays of a comparison, and their flow.
#[derive(Clone, Debug)]
pub struct Contest {
    /// The target.
    pub target: &'static Target,
    /// The configuration: the size of both arrays, and the bits of their sums.
    pub configuration: Configuration,
    /// The file of the hand-written array.
    pub yardstick: PathBuf,
    /// The structure of both, for standard cells.
    pub structure: Structure,
    /// The library of standard cells.
    pub liberty: Vec<PathBuf>,
    /// The seeds of place and route, for FPGAs.
    pub seeds: Vec<u32>,
}

/// Both of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The exported array.
    pub exported: Results,
    /// The hand-written one.
    pub yardstick: Results,
}

impl Contest {
    /// Runs both through the same flow, in folders of their own in `folder`.
    pub fn run(&self, folder: &Path, progress: &mut dyn Progress) -> Result<Comparison, FlowError> {
        let array = Source::Block("array".to_owned());
        let yardstick = Source::Yardstick(self.yardstick.clone());
        // First what is refused at once.
        yardstick.design(&self.configuration)?;
        let job = self.job(array.clone(), self.structure, folder);
        job.check()?;
        if !job.is_asic() {
            placer(&job)?;
        }
        let exported = self.side(array, folder, progress)?;
        let yardstick = self.side(yardstick, folder, progress)?;
        let comparison = Comparison { exported, yardstick };
        store(&comparison, &folder.join(COMPARISON))?;
        Ok(comparison)
    }

    /// The exported array in every structure of standard cells.
    pub fn structures(&self, folder: &Path, progress: &mut dyn Progress) -> Result<Vec<Report>, FlowError> {
        let source = || Source::Block("array".to_owned());
        Structure::all()
            .into_iter()
            .map(|structure| synthesise(&self.job(source(), structure, folder), progress))
            .collect()
    }

    fn job(&self, source: Source, structure: Structure, folder: &Path) -> Job {
        let own = folder.join(source.name());
        let job = Job::new(self.target, self.configuration.clone(), source, folder);
        Job { liberty: self.liberty.clone(), folder: own, ..job }.with_structure(structure)
    }

    fn side(&self, source: Source, folder: &Path, progress: &mut dyn Progress) -> Result<Results, FlowError> {
        let mut job = self.job(source, self.structure, folder);
        let report = synthesise(&job, progress)?;
        if job.is_asic() {
            return Ok(Results { report, placements: Vec::new() });
        }
        job.folder.push("placed");
        let (_, placements) = place_and_route(&job, &self.seeds, progress)?;
        Ok(Results { report, placements })
    }
}

impl Comparison {
    /// The size of the exported array, in yardsticks: its area, or on an FPGA the largest ratio of a resource.
    pub fn area(&self) -> f64 {
        let (own, other) = (self.exported.report.size, self.yardstick.report.size);
        if self.exported.report.structure.is_some() {
            return own.area / other.area;
        }
        let pairs = [
            (own.luts, other.luts),
            (own.flip_flops, other.flip_flops),
            (own.dsps, other.dsps),
            (own.block_rams, other.block_rams),
        ];
        pairs.into_iter().map(|(own, other)| ratio(own as f64, other as f64)).fold(0.0, f64::max)
    }

    /// The clock that it reaches, in yardsticks.
    pub fn clock(&self) -> Option<f64> {
        Some(self.exported.timing()?.megahertz / self.yardstick.timing()?.megahertz)
    }

    /// Whether it is as good as the yardstick.
    pub fn holds(&self) -> bool {
        self.area() <= MOST_AREA && self.clock().is_some_and(|clock| clock >= LEAST_CLOCK)
    }
}

/// A ratio in which nothing of nothing is as much.
pub fn ratio(own: f64, other: f64) -> f64 {
    if own == other { 1.0 } else { own / other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Placement, Size, Timing};

    fn side(size: Size, clocks: &[f64], structure: Option<Structure>) -> Results {
        let timing = |megahertz| Timing { megahertz, path_ns: 1.0, from: "a_q".to_owned(), to: "b_q".to_owned() };
        let report = Report {
            structure,
            size,
            timing: structure.map(|_| timing(clocks[0])),
            ..Report::empty("ecp5", "tiny", "array")
        };
        let placement = |clock: &f64| Placement::at(timing(*clock));
        let placements = if structure.is_some() { Vec::new() } else { clocks.iter().map(placement).collect() };
        Results { report, placements }
    }

    #[test]
    fn every_resource_of_an_fpga_counts() {
        let size = |luts, flip_flops| Size { luts, flip_flops, dsps: 16, ..Size::default() };
        let yardstick = side(size(1000, 1000), &[100.0], None);
        let with = |luts, flip_flops, clock| Comparison {
            exported: side(size(luts, flip_flops), &[clock], None),
            yardstick: yardstick.clone(),
        };
        assert!(with(1020, 500, 98.0).holds());
        assert!(!with(1021, 500, 98.0).holds(), "one table too many");
        assert!(!with(500, 1021, 98.0).holds(), "one flip-flop too many");
        assert!(!with(500, 500, 97.9).holds(), "too slow");
    }

    #[test]
    fn standard_cells_count_by_area() {
        let size = |area| Size { area, ..Size::default() };
        let structure = Some(Structure::default());
        let yardstick = side(size(100.0), &[500.0], structure);
        let with =
            |area, clock| Comparison { exported: side(size(area), &[clock], structure), yardstick: yardstick.clone() };
        assert!(with(102.0, 490.0).holds());
        assert!(!with(102.1, 600.0).holds() && !with(50.0, 489.0).holds());
    }

    #[test]
    fn the_median_of_seeds_is_a_run_and_never_the_better_half() {
        let clocks = |clocks: &[f64]| side(Size::default(), clocks, None).timing().map(|timing| timing.megahertz);
        assert_eq!(clocks(&[110.0, 90.0, 100.0]), Some(100.0));
        assert_eq!(clocks(&[110.0, 90.0]), Some(90.0));
        assert_eq!(ratio(0.0, 0.0), 1.0);
        assert!(ratio(1.0, 0.0).is_infinite());
    }
}
