//! Netlists of whole datapaths, with the tests of the datapath.

use super::simulation::load;
use super::synthesis::{Target, synthesise};
use crate::datapath::draw;
use seedchip_kit::outcome::{self, Options};
use seedchip_kit::product::Limits;
use seedchip_sim::PowerUp;
use seedchip_sim::models::Loaded;
use seedchip_spec::{Configuration, DATAPATH};

fn loaded(target: Target, configuration: &Configuration) -> Loaded {
    let instance = DATAPATH.of(configuration);
    load(&synthesise(target, &instance, target.macros()), &instance)
}

/// Random commands with random stalls, each case from another power-up: the golden model's bits, flags and cycles.
fn random(target: Target, configuration: &str, count: u64) {
    let configuration = Configuration::named(configuration).expect("a preset");
    let loaded = loaded(target, &configuration);
    let mut seed = 0;
    draw(&configuration, Limits::default(), count, |case| {
        seed += 1;
        let model = loaded.model(PowerUp::Random(seed));
        outcome::run(model, &configuration, case, &Options::default()).map_err(|mismatch| mismatch.to_string())
    });
}

#[test]
fn random_commands_tiny_ecp5() {
    random(Target::Ecp5, "tiny", 300);
}

#[test]
fn random_commands_small_ecp5() {
    random(Target::Ecp5, "small", 300);
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn random_commands_tiny_sg13g2() {
    random(Target::Sg13g2, "tiny", 300);
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn random_commands_small_sg13g2() {
    random(Target::Sg13g2, "small", 300);
}
