//! The files of `constraints/`, as they are before their placeholders are filled in.

use seedchip_spec::Target;

/// A file of a target: where it goes in the run's folder, and its text.
pub type Template = (&'static str, &'static str);

/// A file of `constraints/<target>`.
macro_rules! of {
    ($target:literal, $name:literal) => {
        ($name, include_str!(concat!("../../", $target, "/", $name)))
    };
}

/// The constraints that hold for any technology, in the form that ASIC flows read.
const NEUTRAL: Template = ("seedchip.sdc", include_str!("../../seedchip.sdc"));

/// What the structure of a block must be, on any target.
const CHECK: Template = ("check.ys", include_str!("../../check.ys"));

/// The files of a target.
pub fn of(target: &Target) -> Vec<Template> {
    let mut files = match target.name {
        "ecp5" => vec![
            of!("ecp5", "synth.ys"),
            of!("ecp5", "seedchip.lpf"),
            of!("ecp5", "multipliers.v"),
            of!("ecp5", "adders.v"),
            of!("ecp5", "output_register.v"),
        ],
        "ice40" => vec![of!("ice40", "synth.ys"), of!("ice40", "seedchip.pcf")],
        "gowin" => vec![of!("gowin", "synth.ys"), of!("gowin", "seedchip.cst")],
        "xilinx7" => vec![of!("xilinx7", "synth.ys"), of!("xilinx7", "seedchip.xdc"), of!("xilinx7", "vivado.tcl")],
        "ultrascale_plus" => vec![
            of!("ultrascale_plus", "synth.ys"),
            of!("ultrascale_plus", "seedchip.xdc"),
            of!("ultrascale_plus", "vivado.tcl"),
        ],
        "sg13g2" => vec![
            of!("sg13g2", "synth.ys"),
            of!("sg13g2", "abc.constr"),
            of!("sg13g2", "timing.tcl"),
            of!("sg13g2", "openroad/config.mk"),
            of!("sg13g2", "librelane/config.json"),
            NEUTRAL,
        ],
        "asap7" => vec![
            of!("asap7", "synth.ys"),
            of!("asap7", "abc.constr"),
            of!("asap7", "timing.tcl"),
            of!("asap7", "openroad/config.mk"),
            NEUTRAL,
        ],
        _ => Vec::new(),
    };
    files.push(CHECK);
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{TARGETS, Technology};

    #[test]
    fn every_target_has_a_script_and_what_its_technology_needs() {
        for target in TARGETS {
            let files = of(target);
            let has = |name: &str| files.iter().any(|(file, _)| *file == name);
            assert!(has("synth.ys"), "{}", target.name);
            if matches!(target.technology, Technology::Asic { .. }) {
                assert!(has("timing.tcl") && has("seedchip.sdc") && has("abc.constr"), "{}", target.name);
            }
        }
    }
}
