//! The streams of a unit.

use crate::beats::Beats;
use crate::block::Direction;
use crate::command::Command;
use crate::configuration::Sizes;
use crate::parameter::Column;
use crate::status::Status;

/// An AXI4-Stream of the datapath.
///
/// An array of R rows and C columns goes over a product `[m, k]` · `[k, n]` in tiles of R × C weights: n-tiles outer,
/// k-tiles inner. What a tile has too much at the edges is padding: any value, which the unit takes for zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// Commands.
    Command,
    /// Weights.
    Weight,
    /// Activations.
    Activation,
    /// Parameters of columns.
    Parameter,
    /// Scales of rows, of a unit that has block formats.
    Scale,
    /// Results.
    Result,
    /// Statuses.
    Status,
}

/// What a datasheet says of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamRow {
    /// What its ports' names begin with.
    pub port: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What a beat is.
    pub beat: &'static str,
    /// The order of the beats.
    pub order: &'static str,
    /// When `tlast` is set; empty for a stream without it.
    pub last: &'static str,
}

impl Stream {
    /// Every stream, inputs first.
    pub const ALL: &[Self] =
        &[Self::Command, Self::Weight, Self::Activation, Self::Parameter, Self::Scale, Self::Result, Self::Status];

    /// The streams of a unit of these sizes, inputs first.
    pub fn of(sizes: Sizes) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |stream| stream.widths(sizes).0 > 0)
    }

    /// Its row of the table of streams.
    pub const fn row(self) -> &'static StreamRow {
        match self {
            Self::Command => &StreamRow {
                port: "s_axis_command",
                name: "commands",
                beat: "a command",
                order: "as they are to be carried out",
                last: "",
            },
            Self::Weight => &StreamRow {
                port: "s_axis_weight",
                name: "weights",
                beat: "C bytes: row r of a tile; of 4-bit weights row j in the low nibbles, row j + H in the high ones, H = ceil(R / 2)",
                order: "tiles, and in each its R rows, or the H pairs of them; behind a block's tiles its column scales",
                last: "the command's last beat",
            },
            Self::Activation => &StreamRow {
                port: "s_axis_activation",
                name: "activations",
                beat: "R bytes: one row of the product, the k of a tile",
                order: "tiles, and in each m rows",
                last: "the command's last beat",
            },
            Self::Parameter => &StreamRow {
                port: "s_axis_parameter",
                name: "parameters",
                beat: "the parameters of one column",
                order: "the n columns; none for a raw command",
                last: "the command's last beat",
            },
            Self::Scale => &StreamRow {
                port: "s_axis_scale",
                name: "row scales",
                beat: "one byte: the scale of a row's block",
                order: "n-tiles, in each the blocks of k, and in each m rows; none but for block formats",
                last: "the command's last beat",
            },
            Self::Result => &StreamRow {
                port: "m_axis_result",
                name: "results",
                beat: "4C bytes, with tkeep: the C sums or FP32 results of a row, or four rows of C results of one byte",
                order: "n-tiles, and in each m rows",
                last: "the command's last beat",
            },
            Self::Status => &StreamRow {
                port: "m_axis_status",
                name: "statuses",
                beat: "a status",
                order: "as the commands",
                last: "",
            },
        }
    }

    /// What its ports' names begin with.
    pub const fn port(self) -> &'static str {
        self.row().port
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Which way its beats go, seen from the unit.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Command | Self::Weight | Self::Activation | Self::Parameter | Self::Scale => Direction::Input,
            Self::Result | Self::Status => Direction::Output,
        }
    }

    /// Whether it brings the operands of commands, in packets.
    pub const fn is_operand(self) -> bool {
        matches!(self, Self::Weight | Self::Activation | Self::Parameter | Self::Scale)
    }

    /// Bits of its data and of its keep; none of a stream that there is not.
    pub const fn widths(self, sizes: Sizes) -> (usize, usize) {
        match self {
            Self::Command => (Command::WIDTH, 0),
            Self::Weight => (sizes.columns * 8, 0),
            Self::Activation => (sizes.rows * 8, 0),
            Self::Parameter => (Column::WIDTH, 0),
            Self::Scale => (8 * sizes.blocks(), 0),
            Self::Result => (sizes.columns * 32, sizes.columns * 4),
            Self::Status => (Status::WIDTH, 0),
        }
    }

    /// No beats yet, of the widths that they have in a datapath of these sizes.
    pub fn beats(self, sizes: Sizes) -> Beats {
        let (data, keep) = self.widths(sizes);
        Beats::with_keep(data.div_ceil(32), keep.div_ceil(32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Configuration;

    #[test]
    fn widths_are_those_of_the_ports() {
        for configuration in Configuration::all() {
            let ports = crate::DATAPATH.of(&configuration).ports();
            for stream in Stream::of(configuration.sizes()) {
                let width = |part: &str| {
                    let name = format!("{}_{part}", stream.port());
                    ports.iter().find(|port| port.name == name).map_or(0, |port| port.width)
                };
                assert_eq!(stream.widths(configuration.sizes()), (width("tdata"), width("tkeep")), "{stream:?}");
                assert_eq!(stream.row().last.is_empty(), width("tlast") == 0, "{stream:?}");
            }
        }
    }
}
