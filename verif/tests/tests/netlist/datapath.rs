//! Netlists of whole datapaths, with the tests of the datapath.

use super::simulation::load;
use super::synthesis::{Target, synthesise};
use crate::datapath::draw;
use seedchip_kit::outcome::{self, Options};
use seedchip_kit::product::Limits;
use seedchip_params::Configuration;
use seedchip_sim::PowerUp;

/// Random commands with random stalls, each case from another power-up.
fn random(target: Target, configuration: &str, limits: Limits, count: u64) {
    let configuration = Configuration::named(configuration).expect("a preset");
    let start = std::time::Instant::now();
    let netlist = synthesise(target, "datapath", &configuration, target.macros());
    println!("synth {:?}", start.elapsed());
    let loaded = load(&netlist, "datapath", &configuration);
    println!("load {:?}", start.elapsed());
    let mut seed = 0;
    draw(&configuration, limits, count, |case| {
        seed += 1;
        let model = loaded.model(PowerUp::Random(seed));
        outcome::run(model, &configuration, case, &Options::default()).map_err(|mismatch| mismatch.to_string())
    });
    println!("sim {:?}", start.elapsed());
}

#[test]
fn random_commands_tiny_ecp5() {
    random(Target::Ecp5, "tiny", Limits::default(), 100);
}

#[test]
fn random_commands_small_ecp5() {
    random(Target::Ecp5, "small", Limits::default(), 100);
}

#[test]
fn random_commands_tiny_sg13g2() {
    random(Target::Sg13g2, "tiny", Limits::default(), 100);
}

#[test]
fn random_commands_small_sg13g2() {
    random(Target::Sg13g2, "small", Limits::default(), 100);
}
