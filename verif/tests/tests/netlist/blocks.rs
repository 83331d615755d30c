//! Netlists of single blocks, with the blocks' own cases, and bugs planted in them.

use super::simulation::load;
use super::synthesis::{Netlist, Target, synthesise};
use crate::planted;
use crate::script::block;
use crate::three_way::{Answer, answered};
use seedchip_kit::block::Case;
use seedchip_kit::lockstep::compare;
use seedchip_sim::models::Loaded;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Direction, Pins};

/// The cases of a block with what the golden model answers.
fn stimuli(name: &str) -> Vec<(Case, Vec<Answer>)> {
    planted::stimuli(name).iter().map(|case| answered(&block(name).first(), case)).collect()
}

/// More cycles than any block has stages.
const FLUSH: usize = 32;

/// Runs all cases; how many cycles were compared.
fn run(loaded: &Loaded, stimuli: &[(Case, Vec<Answer>)]) -> Result<usize, String> {
    let mut cycles = 0;
    for (case, answers) in stimuli {
        let mut model = loaded.model(PowerUp::Zero);
        // Synthesis may keep a register's complement: what is zero in the netlist need not be zero in the source. Cycles
        // of zeros bring both to the same, as they pass through every pipeline.
        for _ in 0..FLUSH {
            model.cycle(&Pins::zero(model.ports(), Direction::Input));
        }
        for (cycle, (inputs, (outputs, unspecified))) in case.iter().zip(answers).enumerate() {
            let found = model.cycle(inputs);
            compare(cycle, outputs, unspecified, &found).map_err(|difference| difference.to_string())?;
            cycles += 1;
        }
    }
    Ok(cycles)
}

/// The netlist with the function of one of its cells turned into the complement.
fn break_one(netlist: &Netlist) -> Netlist {
    let verilog = &netlist.verilog;
    let verilog = match netlist.target {
        Target::Ecp5 => {
            // Of a lookup table, or of a carry chain.
            let tables = [".INIT(16'b", ".INIT0(16'b"].map(|text| Some(verilog.find(text)? + text.len()));
            let start = tables.into_iter().flatten().next().expect("the netlist has a table");
            let (before, rest) = verilog.split_at(start);
            let (table, after) = rest.split_at(16);
            let complement: String = table.chars().map(|bit| if bit == '0' { '1' } else { '0' }).collect();
            [before, &complement, after].concat()
        }
        Target::Sg13g2 => {
            // The gates have the same inputs; their outputs are called X and Y.
            let start = verilog.find("sg13g2_xnor2_1").expect("the netlist has an exclusive nor");
            let (before, rest) = verilog.split_at(start);
            let (cell, after) = rest.split_at(rest.find(';').expect("an instance ends"));
            let changed = cell.replace("xnor2", "xor2").replace(".Y(", ".X(");
            [before, &changed, after].concat()
        }
    };
    assert_ne!(verilog, netlist.verilog, "nothing was changed");
    Netlist { verilog, ..netlist.clone() }
}

/// The netlist passes every case of the block.
fn obeys(name: &str, target: Target) {
    let netlist = synthesise(target, &block(name).first(), &[]);
    let stimuli = stimuli(name);
    let cycles =
        run(&load(&netlist, &block(name).first()), &stimuli).unwrap_or_else(|difference| panic!("{difference}"));
    assert!(cycles > 0, "nothing was tested");
    println!("{name}: {} cases, {cycles} cycles", stimuli.len());
}

/// With one cell changed it doesn't.
fn a_changed_cell_is_found(name: &str, target: Target) {
    let broken = break_one(&synthesise(target, &block(name).first(), &[]));
    let found = run(&load(&broken, &block(name).first()), &stimuli(name));
    println!("{}", found.expect_err("no case finds the changed cell"));
}

#[test]
fn convert_ecp5() {
    obeys("convert", Target::Ecp5);
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn convert_sg13g2() {
    obeys("convert", Target::Sg13g2);
}

#[test]
fn array_ecp5() {
    obeys("array", Target::Ecp5);
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn array_sg13g2() {
    obeys("array", Target::Sg13g2);
}

#[test]
fn a_changed_cell_is_found_ecp5() {
    a_changed_cell_is_found("pe", Target::Ecp5);
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn a_changed_cell_is_found_sg13g2() {
    a_changed_cell_is_found("pe", Target::Sg13g2);
}

/// Every activation with every weight: the multiplier of a cell, which `formal` leaves out.
fn multiplies(target: Target) {
    let netlist = synthesise(target, &block("pe").first(), &[]);
    let mut model = load(&netlist, &block("pe").first()).model(PowerUp::Zero);
    let mut golden = seedchip_golden::block(&block("pe").first()).expect("the cell has a golden model");
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
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn pe_multiplies_all_operands_sg13g2() {
    multiplies(Target::Sg13g2);
}
