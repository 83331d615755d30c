//! Fills in the placeholders of the files of `constraints/`.

use super::SOURCES;
use crate::design::{CLOCK, Design, NamedText, Port, RESET, harness};
use crate::job::Job;
use crate::target::Technology;

/// Every file that a run's folder begins with: the Verilog, in the folder `rtl`, and the target's files.
pub fn files(job: &Job, design: &Design, with_harness: bool, liberty: &[String]) -> Vec<NamedText> {
    let mut sources: Vec<NamedText> =
        design.files.iter().map(|(name, text)| (format!("{SOURCES}/{name}"), text.clone())).collect();
    if with_harness {
        sources.push((format!("{SOURCES}/{}.v", harness::MODULE), harness::verilog(design)));
    }
    let names: Vec<&str> = sources.iter().map(|(name, _)| name.as_str()).collect();
    let values = Values::new(job, design, with_harness, &names.join(" "));
    let files = job.target.files().map(|(name, text)| {
        let liberty = if name.ends_with(".ys") {
            liberty.iter().map(|file| format!(" -liberty {file}")).collect::<String>()
        } else {
            liberty.iter().map(|file| format!("read_liberty {file}")).collect::<Vec<_>>().join("\n")
        };
        (name.to_owned(), values.fill(text, &liberty))
    });
    let mut files: Vec<NamedText> = files.collect();
    files.extend(sources);
    files
}

/// What the placeholders stand for, but for the library, which every language names in its own way. A line with a
/// placeholder that stands for nothing is left out.
struct Values(Vec<(&'static str, Option<String>)>);

impl Values {
    fn new(job: &Job, design: &Design, with_harness: bool, sources: &str) -> Self {
        let megahertz = f64::from(job.megahertz());
        let (top, ports) = if with_harness {
            (harness::MODULE, harness::ports())
        } else {
            (design.top.as_str(), design.ports.clone())
        };
        let is_there = |name: &'static str| ports.iter().any(|port| port.name == name).then_some(name);
        let patterns = |input| {
            let ports = ports.iter().filter(|port| port.input == input && port.name != CLOCK).map(Port::pattern);
            ports.collect::<Vec<_>>().join(" ")
        };
        let clock = is_there(CLOCK);
        let mut values = vec![
            ("@SOURCES@", Some(sources.to_owned())),
            ("@TOP@", Some(top.to_owned())),
            ("@BLOCK@", Some(design.top.clone())),
            ("@CONFIGURATION@", Some(job.configuration.name().to_owned())),
            ("@PERIOD_NS@", Some(format!("{:.3}", 1e3 / megahertz))),
            ("@FREQUENCY_MHZ@", Some(job.megahertz().to_string())),
            ("@CLOCK@", clock.map(str::to_owned)),
            ("@CLOCK_PORT@", Some(clock.map(|clock| format!(" [get_ports {clock}]")).unwrap_or_default())),
            ("@RESET@", is_there(RESET).map(str::to_owned)),
            ("@INPUTS@", Some(patterns(true))),
            ("@OUTPUTS@", Some(patterns(false))),
        ];
        match &job.target.technology {
            Technology::Nextpnr(nextpnr) => {
                values.push(("@PINS@", with_harness.then(|| nextpnr.pin_lines())));
            }
            Technology::Vivado(vivado) => values.push(("@PART@", Some(vivado.part.clone()))),
            Technology::StandardCells(cells) => values.extend([
                ("@DRIVER@", Some(cells.driver.clone())),
                ("@LOAD@", Some(cells.load.to_string())),
                ("@ADDER@", Some(job.structure.adder.option().to_owned())),
                ("@BOOTH@", Some(job.structure.multiplier.option().to_owned())),
            ]),
        }
        Self(values)
    }

    fn fill(&self, text: &str, liberty: &str) -> String {
        let gone = |line: &&str| self.0.iter().any(|(name, value)| value.is_none() && line.contains(name));
        let kept: String = text.split_inclusive('\n').filter(|line| !gone(line)).collect();
        let values = self.0.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        values.chain([("@LIBERTY@", liberty)]).fold(kept, |text, (name, value)| text.replace(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Source;
    use crate::structure::{Adder, Multiplier};
    use crate::target::{target, targets};
    use seedchip_spec::Configuration;

    fn rendered(name: &str, with_harness: bool) -> Vec<NamedText> {
        let configuration = Configuration::named("tiny").expect("a preset");
        let target = target(name).expect("a target");
        let mut job = Job::new(target, configuration, Source::Block("pe".to_owned()), "unused".as_ref());
        if target.is_asic() {
            job.structure.adder = Adder::Ripple;
            job.structure.multiplier = Multiplier::Plain;
        }
        let design = job.source.design(&job.configuration).expect("a cell");
        files(&job, &design, with_harness, &["liberty/a.lib".to_owned(), "liberty/b.lib".to_owned()])
    }

    /// A placeholder that is still there: capitals between two signs.
    fn left(text: &str) -> Option<&str> {
        let mut parts = text.split('@').skip(1);
        parts.find(|part| {
            !part.is_empty()
                && part.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_' || letter.is_ascii_digit())
        })
    }

    #[test]
    fn no_placeholder_is_left() {
        for target in targets().expect("well formed") {
            for with_harness in [false, true] {
                for (name, text) in rendered(target.name, with_harness) {
                    assert_eq!(left(&text), None, "{} of {}", name, target.name);
                }
            }
        }
    }

    #[test]
    fn a_block_without_clock_and_reset_has_no_line_about_them() {
        let configuration = Configuration::named("tiny").expect("a preset");
        for (block, clock) in [("shift_right", "null"), ("launcher", "\"clk_i\"")] {
            let target = target("sg13g2").expect("a target");
            let job = Job::new(target, configuration.clone(), Source::Block(block.to_owned()), "unused".as_ref());
            let design = job.source.design(&configuration).expect("a block");
            let files = files(&job, &design, false, &[]);
            let text = |name: &str| &files.iter().find(|(file, _)| file == name).expect("a file").1;
            let data: serde_json::Value = serde_json::from_str(text("librelane.json")).expect("well formed");
            assert_eq!(data["CLOCK_PORT"].to_string(), clock, "{block}");
            let constraints = text("seedchip.sdc");
            let clocked = design.clocked();
            assert_eq!(clocked, clock != "null", "{block}");
            assert_eq!(constraints.contains("[get_ports clk_i]"), clocked, "{constraints}");
            assert_eq!(constraints.contains("[get_ports rst_ni]"), clocked, "{constraints}");
            assert!(constraints.contains("create_clock -name clk_i -period $period"), "{constraints}");
        }
    }

    #[test]
    fn files_say_what_the_job_says() {
        let text = |files: &[NamedText], name: &str| {
            files.iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
        };
        let ecp5 = rendered("ecp5", true);
        assert!(text(&ecp5, "synth.ys").contains("read_verilog rtl/seedchip_pe.v rtl/harness.v\n"));
        assert!(text(&ecp5, "synth.ys").contains("-top harness"));
        assert!(text(&ecp5, "seedchip.lpf").contains("LOCATE COMP \"clk_i\" SITE \"G2\";"));
        assert!(text(&ecp5, "rtl/harness.v").contains("    seedchip_pe dut ("));
        let asic = rendered("sg13g2", false);
        let script = text(&asic, "synth.ys");
        assert!(script.contains("-liberty liberty/a.lib -liberty liberty/b.lib"), "{script}");
        assert!(script.contains("-extra-map ripple.v") && !script.contains("-booth"), "{script}");
        assert!(text(&asic, "timing.tcl").contains("read_liberty liberty/a.lib\nread_liberty liberty/b.lib\n"));
        assert!(text(&asic, "seedchip.sdc").contains("set period 5.000\n"));
        assert!(text(&asic, "ripple.v").contains("$lcu"));
    }
}
