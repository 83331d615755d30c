//! Proofs by Yosys: a netlist does what the Verilog does that it was made from, in every state and for every input.
//!
//! Registers are paired by their names, and the solver shows that paired registers which are equal stay equal and that
//! all outputs are. What it can't decide counts as a difference. Multipliers are beyond it where the two sides build
//! them differently: that of a cell of standard cells is built the same way on both sides, by Yosys's `booth`, and
//! is simulated with all its operands (`netlist::blocks`); that of `convert` is cut out on both sides, and covered
//! by the cases of the block on its netlist.

use crate::exported::{at_test_size, write};
use crate::netlist::cells::models;
use crate::netlist::synthesis::{Target, synthesise, yosys};
use crate::script::block;
use seedchip_export::{Design, PREFIX};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// How a block is proven.
struct Proof {
    block: &'static str,
    target: Target,
    /// Blocks that are cut out on both sides.
    cut: &'static [&'static str],
    /// A pass that both sides go through before they are compared.
    shared: &'static str,
}

/// The last lines of a script's log.
fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

/// A design as gates, a wire for each bit, with all its names.
fn prepare(
    folder: &Path,
    name: &str,
    read: &str,
    top: &str,
    proof: &Proof,
) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let mut script =
        format!("{read}hierarchy -check -top {top}\nproc\nsetattr -set keep 1 {top}/w:*\nflatten\nopt_clean\n");
    if !proof.cut.is_empty() {
        let cells: Vec<String> = proof.cut.iter().map(|block| format!("t:{PREFIX}{block}*")).collect();
        let _ = writeln!(script, "expose -evert {}", cells.join(" "));
    }
    let _ = write!(
        script,
        "opt -full\nwreduce\nopt -full\n{}\nsplitnets\nrename {top} {name}\nwrite_rtlil {name}.il\nwrite_json {name}.json\n",
        proof.shared
    );
    yosys(folder, &format!("{name}.ys"), &script).map_err(|log| tail(&log))?;
    let json = fs::read_to_string(folder.join(format!("{name}.json"))).map_err(|error| error.to_string())?;
    let design: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(registers(&design["modules"][name]))
}

/// The names of each register's output, by the net.
fn registers(module: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let cells = module["cells"].as_object().into_iter().flatten();
    let flip_flops =
        cells.filter(|(_, cell)| cell["type"].as_str().is_some_and(|kind| kind.to_lowercase().contains("dff")));
    let outputs = flip_flops.flat_map(|(_, cell)| cell["connections"]["Q"].as_array().into_iter().flatten());
    let mut registers: BTreeMap<String, BTreeSet<String>> =
        outputs.map(|net| (net.to_string(), BTreeSet::new())).collect();
    for (name, net) in module["netnames"].as_object().into_iter().flatten() {
        let single = net["bits"].as_array().is_some_and(|bits| bits.len() == 1);
        if single
            && net["hide_name"] == 0
            && let Some(names) = registers.get_mut(&net["bits"][0].to_string())
        {
            names.insert(name.clone());
        }
    }
    registers
}

/// Proves that the netlist does what the Verilog does; how many bits of outputs and registers were compared.
fn prove(gold: &Design, proof: &Proof) -> Result<usize, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let netlist = synthesise(proof.target, &block(proof.block).first(), proof.cut);
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("the folder takes a file");
    put("netlist.v", &netlist.verilog);
    put("cells.v", &models(proof.target));
    put("cut.v", &netlist.macros);
    let cut = if proof.cut.is_empty() { "" } else { "read_verilog -lib cut.v\n" };
    let mut sources = String::new();
    write(gold, folder);
    for module in gold.modules.iter().filter(|module| !proof.cut.contains(&module.block.as_str())) {
        let _ = write!(sources, " {}.v", module.name);
    }
    let golden = prepare(folder, "gold", &format!("{cut}read_verilog{sources}\n"), &gold.top, proof)?;
    let read = format!("{cut}read_verilog -defer cells.v\nread_verilog netlist.v\n");
    let gates = prepare(folder, "gate", &read, &netlist.top, proof)?;

    let mut script = "read_rtlil gold.il\nread_rtlil gate.il\n".to_owned();
    let mut pairs = 0;
    for names in gates.values() {
        let Some(gold) = golden.values().find(|gold| !gold.is_disjoint(names)) else { continue };
        let common = gold.intersection(names).next().expect("they have one in common");
        for side in ["gold", "gate"] {
            let _ = writeln!(
                script,
                "cd {side}\nadd -wire register_{pairs} 1\nconnect -nounset -set register_{pairs} \\{common}\ncd"
            );
        }
        pairs += 1;
    }
    for side in ["gold", "gate"] {
        let _ = writeln!(script, "rename -hide {side}/w:* {side}/w:register_* %d");
    }
    script.push_str(
        "setattr -unset keep w:*\nopt_clean\nequiv_make gold gate equiv\nhierarchy -top equiv\nopt_clean\nequiv_struct\nequiv_simple\nequiv_induct\nequiv_status -assert\n",
    );
    let log = yosys(folder, "equiv.ys", &script).map_err(|log| format!("{pairs} registers paired: {}", tail(&log)))?;
    let proven = log.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("Of those cells ")?;
        rest.strip_suffix(" are proven and 0 are unproven.")?.parse().ok()
    });
    println!("{}: {pairs} registers paired, {proven:?} bits proven", proof.block);
    proven
        .filter(|bits| *bits > 0 && *bits >= pairs)
        .ok_or_else(|| format!("Yosys says no number of proven bits: {}", tail(&log)))
}

/// Proves the netlist of a block, and that a bug in its Verilog is found: the text of it and what stands there instead.
fn proven(proof: &Proof, text: &str, replacement: &str) {
    let mut gold = at_test_size(proof.block);
    prove(&gold, proof).unwrap_or_else(|why| panic!("`{}` is not proven: {why}", proof.block));
    let module = gold.modules.iter_mut().find(|module| module.text.contains(text));
    let module = module.unwrap_or_else(|| panic!("`{}` has no `{text}` any more: plant it anew", proof.block));
    module.text = module.text.replacen(text, replacement, 1);
    let why = prove(&gold, proof).expect_err("the planted bug is proven to be none");
    assert!(why.contains("unproven"), "{why}");
}

#[test]
fn shift_right_ecp5() {
    let proof = Proof { block: "shift_right", target: Target::Ecp5, cut: &[], shared: "" };
    proven(&proof, "data_i >>>", "data_i >>");
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn shift_right_sg13g2() {
    let proof = Proof { block: "shift_right", target: Target::Sg13g2, cut: &[], shared: "" };
    proven(&proof, "data_i >>>", "data_i >>");
}

/// The carry chain with the gate inside, of `constraints/ecp5/adders.v`.
#[test]
fn gated_sum_ecp5() {
    let proof = Proof { block: "gated_sum", target: Target::Ecp5, cut: &[], shared: "" };
    proven(&proof, "gate_i ? term_i : 32'd0", "term_i");
}

#[test]
fn pe_ecp5() {
    let proof = Proof { block: "pe", target: Target::Ecp5, cut: &[], shared: "" };
    proven(&proof, "if (load_i) shadow_q", "if (load_i | swap_i) shadow_q");
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn pe_sg13g2() {
    let proof = Proof { block: "pe", target: Target::Sg13g2, cut: &[], shared: "booth\ntechmap\nopt -full" };
    proven(&proof, "if (load_i) shadow_q", "if (load_i | swap_i) shadow_q");
}

#[test]
fn convert_ecp5() {
    let proof = Proof { block: "convert", target: Target::Ecp5, cut: &["multiplier"], shared: "" };
    proven(&proof, "above_q || (raised_q > high_q)", "raised_q > high_q");
}

#[test]
#[cfg_attr(
    not(sg13g2_liberty),
    ignore = "../shared/liberty has no SG13G2 library, and SEEDCHIP_SG13G2_LIBERTY names none"
)]
fn convert_sg13g2() {
    let proof = Proof { block: "convert", target: Target::Sg13g2, cut: &["multiplier"], shared: "" };
    proven(&proof, "above_q || (raised_q > high_q)", "raised_q > high_q");
}
