//! Netlists of single blocks, with the blocks' own cases, and bugs planted in them.

use super::simulation::load;
use super::synthesis::{Netlist, Target, synthesise};
use crate::script::{block, tiny};
use crate::three_way::{Answer, answered};
use crate::{arith, array, planted};
use seedchip_kit::block::Case;
use seedchip_kit::lockstep::compare;
use seedchip_params::{Direction, Pins};
use seedchip_sim::models::Loaded;
use seedchip_sim::{Model, PowerUp};

/// The cases of a block with what the golden model answers.
fn stimuli(name: &str) -> Vec<(Case, Vec<Answer>)> {
    let listed = match name {
        "requantise" => arith::requantise::listed(),
        "array" => array::array::listed(),
        "pe" => array::pe::listed(),
        _ => panic!("say where the listed cases of `{name}` are"),
    };
    planted::stimuli(name, listed).iter().map(|case| answered(block(name), &tiny(), case)).collect()
}

/// Runs all cases; how many cycles were compared.
fn run(loaded: &Loaded, stimuli: &[(Case, Vec<Answer>)]) -> Result<usize, String> {
    let mut cycles = 0;
    for (case, answers) in stimuli {
        let mut model = loaded.model(PowerUp::Zero);
        for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(answers).enumerate() {
            let found = model.cycle(inputs);
            compare(cycle, outputs, unspecified, &found).map_err(|difference| difference.to_string())?;
            cycles += 1;
        }
    }
    Ok(cycles)
}

/// A cell of which the function is turned into its complement: `pattern` finds it, the first of them in the netlist.
fn break_one(netlist: &Netlist) -> Netlist {
    let (text, replacement) = match netlist.target {
        Target::Ecp5 => {
            let at = netlist.verilog.find(".INIT(16'h").expect("the netlist has a lookup table");
            let text = &netlist.verilog[at..][..".INIT(16'hffff)".len()];
            let digits = text.trim_start_matches(".INIT(16'h").trim_end_matches(')');
            let init = u16::from_str_radix(digits, 16).expect("four hexadecimal digits");
            (text.to_owned(), format!(".INIT(16'h{:04x})", !init))
        }
        Target::Sg13g2 => ("sg13g2_xnor2_1".to_owned(), "sg13g2_xor2_1".to_owned()),
    };
    assert!(netlist.verilog.contains(&text), "the netlist has no `{text}`: plant another bug");
    let mut verilog = netlist.verilog.replacen(&text, &replacement, 1);
    if netlist.target == Target::Sg13g2 {
        // Their outputs have different names.
        let at = verilog.find(&replacement).map_or(0, |at| at);
        let end = at + verilog[at..].find(';').expect("an instance ends");
        let instance = verilog[at..end].replace(".Y(", ".X(");
        verilog.replace_range(at..end, &instance);
    }
    Netlist { target: netlist.target, top: netlist.top.clone(), verilog, macros: netlist.macros.clone() }
}

/// The netlist passes every case of the block, and with one cell changed it doesn't.
fn obeys(name: &str, target: Target) {
    let netlist = synthesise(target, name, &tiny(), &[]);
    let stimuli = stimuli(name);
    let cycles = run(&load(&netlist, name, &tiny()), &stimuli).unwrap_or_else(|difference| panic!("{difference}"));
    assert!(cycles > 0, "nothing was tested");
    println!("{name}: {} cases, {cycles} cycles", stimuli.len());
    let broken = load(&break_one(&netlist), name, &tiny());
    assert!(run(&broken, &stimuli).is_err(), "no case finds the changed cell");
}

#[test]
fn requantise_ecp5() {
    obeys("requantise", Target::Ecp5);
}

#[test]
fn requantise_sg13g2() {
    obeys("requantise", Target::Sg13g2);
}

#[test]
fn array_ecp5() {
    obeys("array", Target::Ecp5);
}

#[test]
fn array_sg13g2() {
    obeys("array", Target::Sg13g2);
}

/// Every activation with every weight: the multiplier of a cell, which `formal` leaves out.
fn multiplies(target: Target) {
    let netlist = synthesise(target, "pe", &tiny(), &[]);
    let mut model = load(&netlist, "pe", &tiny()).model(PowerUp::Zero);
    let mut golden = seedchip_golden::block("pe", &tiny()).expect("the cell has a golden model");
    let mut pins = Pins::zero(model.ports(), Direction::Input);
    let mut cycles = 0;
    for weight in 0..256 {
        // The weight is loaded in one cycle, and swapped in with the first activation.
        for step in 0..=256 {
            pins.set("load_i", u64::from(step == 0));
            pins.set("weight_i", weight);
            pins.set("swap_i", u64::from(step == 1));
            pins.set("activation_i", step.max(1) - 1);
            let expected = golden.cycle(&pins);
            let found = model.cycle(&pins);
            let compared = compare(cycles, &expected.pins, &expected.unspecified, &found);
            compared.unwrap_or_else(|difference| panic!("weight {weight}: {difference}"));
            cycles += 1;
        }
    }
    assert_eq!(cycles, 256 * 257);
}

#[test]
fn pe_multiplies_all_operands_ecp5() {
    multiplies(Target::Ecp5);
}

#[test]
fn pe_multiplies_all_operands_sg13g2() {
    multiplies(Target::Sg13g2);
}
