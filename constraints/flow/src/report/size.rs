//! The resource that each kind of cell counts as.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// The size of a design or of a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// Cells of any kind.
    pub cells: u64,
    /// Lookup tables; a carry cell or a small memory counts as the tables whose place it takes.
    pub luts: u64,
    /// Flip-flops.
    pub flip_flops: u64,
    /// Multipliers of the device.
    pub dsps: u64,
    /// Memories of the device.
    pub block_rams: u64,
    /// Area of standard cells in µm².
    pub area: f64,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.cells += other.cells;
        self.luts += other.luts;
        self.flip_flops += other.flip_flops;
        self.dsps += other.dsps;
        self.block_rams += other.block_rams;
        self.area += other.area;
    }
}

impl Size {
    /// The size of `count` cells of one kind, but for their area.
    pub fn of(kind: &str, count: u64) -> Self {
        // Cells that yosys has for itself, like `$scopeinfo`, do not count.
        if kind.starts_with('$') {
            return Self::default();
        }
        let mut size = Self { cells: count, ..Self::default() };
        match resource(kind) {
            Resource::Luts(luts) => size.luts = luts * count,
            Resource::FlipFlop => size.flip_flops = count,
            Resource::Dsp => size.dsps = count,
            Resource::BlockRam => size.block_rams = count,
        }
        size
    }

    /// The size of many kinds of cells, but for their area.
    pub fn sum(kinds: &BTreeMap<String, u64>) -> Self {
        kinds.iter().fold(Self::default(), |mut size, (kind, count)| {
            size += Self::of(kind, *count);
            size
        })
    }
}

enum Resource {
    Luts(u64),
    FlipFlop,
    Dsp,
    BlockRam,
}

/// The names of cells are distinct over all targets, so one list does for all.
fn resource(kind: &str) -> Resource {
    const FLIP_FLOPS: &[&str] = &[
        "TRELLIS_FF", // ECP5
        "SB_DFF",     // iCE40
        "DFF",        // Gowin and ASAP7
        "SDF",
        "FDRE",
        "FDSE",
        "FDCE",
        "FDPE", // Xilinx
        "sg13g2_df",
        "sg13g2_sdf",
    ];
    const DSPS: &[&str] = &["MULT9X9", "MULT18X18", "MULT36X36", "MULTADD", "MULTALU", "SB_MAC16", "DSP48"];
    const BLOCK_RAMS: &[&str] =
        &["DP16KD", "PDPW16KD", "SB_RAM40_4K", "SDPB", "SDPX9B", "DPB", "DPX9B", "SP", "pROM", "RAMB"];
    // Before their prefixes: ECP5's LUT RAM takes two slices and the half of one that writes it.
    const SMALL_MEMORIES: &[(&str, u64)] = &[
        ("TRELLIS_DPR16X4", 6),
        ("RAM16SDP", 4),
        ("RAM32M", 4),
        ("RAM64M", 4),
        ("RAM32X1D", 2),
        ("RAM64X1D", 2),
        ("SRL", 1),
    ];
    let begins = |names: &[&str]| names.iter().any(|name| kind.starts_with(name));
    if begins(FLIP_FLOPS) {
        return Resource::FlipFlop;
    }
    if begins(DSPS) {
        return Resource::Dsp;
    }
    if let Some((_, luts)) = SMALL_MEMORIES.iter().find(|(name, _)| kind.starts_with(name)) {
        return Resource::Luts(*luts);
    }
    if begins(BLOCK_RAMS) {
        return Resource::BlockRam;
    }
    Resource::Luts(match kind {
        "CCU2C" => 2,
        "ALU" | "SB_LUT4" => 1,
        lut if lut.starts_with("LUT") => 1,
        // Multiplexers between tables, carry chains beside tables, buffers, gates of standard cells.
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_count_as_what_they_take() {
        let size = |kind| Size::of(kind, 3);
        assert_eq!(size("CCU2C").luts, 6);
        assert_eq!(size("LUT4").luts, 3);
        assert_eq!(size("TRELLIS_DPR16X4").luts, 18);
        assert_eq!(size("PFUMX").luts, 0);
        for kind in ["TRELLIS_FF", "SB_DFFESR", "DFFRE", "FDRE", "sg13g2_dfrbpq_1", "DFFHQNx1_ASAP7_75t_R"] {
            assert_eq!((size(kind).flip_flops, size(kind).luts), (3, 0), "{kind}");
        }
        for kind in ["MULT18X18D", "DSP48E1", "MULT9X9"] {
            assert_eq!(size(kind).dsps, 3, "{kind}");
        }
        for kind in ["DP16KD", "SB_RAM40_4K", "SDPB", "RAMB18E1"] {
            assert_eq!(size(kind).block_rams, 3, "{kind}");
        }
        assert_eq!(size("$scopeinfo"), Size::default());
        let nand = size("sg13g2_nand2_1");
        assert_eq!((nand.cells, nand.luts, nand.flip_flops), (3, 0, 0));
    }
}
