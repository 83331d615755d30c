//! The structures that multipliers and adders of standard cells are built in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How a multiplier's partial products are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Multiplier {
    /// Radix-4 Booth recoding: half as many partial products.
    #[default]
    Booth,
    /// One partial product per bit.
    Plain,
}

/// How an adder's carries are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adder {
    /// A prefix tree with the fewest nodes, yosys's own choice.
    #[default]
    BrentKung,
    /// From bit to bit.
    Ripple,
    /// A prefix tree of the least depth and fan-out.
    KoggeStone,
    /// Kogge-Stone on every other bit.
    HanCarlson,
    /// A prefix tree of the least depth with few nodes and high fan-out.
    Sklansky,
}

/// The structures of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Structure {
    /// Of its multipliers.
    pub multiplier: Multiplier,
    /// Of its adders.
    pub adder: Adder,
}

impl Multiplier {
    /// Every one.
    pub const ALL: &[Self] = &[Self::Booth, Self::Plain];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Booth => "booth",
            Self::Plain => "plain",
        }
    }

    /// The option of `synth`.
    pub fn option(self) -> &'static str {
        match self {
            Self::Booth => "-booth",
            Self::Plain => "",
        }
    }
}

impl Adder {
    /// Every one.
    pub const ALL: &[Self] = &[Self::BrentKung, Self::Ripple, Self::KoggeStone, Self::HanCarlson, Self::Sklansky];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::BrentKung => "brent-kung",
            Self::Ripple => "ripple",
            Self::KoggeStone => "kogge-stone",
            Self::HanCarlson => "han-carlson",
            Self::Sklansky => "sklansky",
        }
    }

    /// The option of `synth`.
    pub fn option(self) -> &'static str {
        match self {
            Self::BrentKung => "",
            Self::Ripple => "-extra-map ripple.v",
            Self::KoggeStone => "-extra-map +/choices/kogge-stone.v",
            Self::HanCarlson => "-extra-map +/choices/han-carlson.v",
            Self::Sklansky => "-extra-map +/choices/sklansky.v",
        }
    }
}

impl Structure {
    /// Every pair of a multiplier and an adder.
    pub fn all() -> Vec<Self> {
        let pairs = |multiplier: &Multiplier| {
            let multiplier = *multiplier;
            Adder::ALL.iter().map(move |adder| Self { multiplier, adder: *adder })
        };
        Multiplier::ALL.iter().flat_map(pairs).collect()
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}, {}", self.multiplier.name(), self.adder.name())
    }
}
