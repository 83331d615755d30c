//! The ports of a block that form a stream.

use crate::model::words_of;
use seedchip_spec::{Direction, Port};

/// Which side of a stream the block is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The block takes the beats.
    Input,
    /// The block gives the beats.
    Output,
}

/// A stream of a block: the indices of its ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamPorts {
    /// The beginning of its ports' names, such as `s_axis_weight` or `up`.
    pub name: String,
    /// Which side the block is on.
    pub role: Role,
    /// Valid.
    pub valid: usize,
    /// Ready.
    pub ready: usize,
    /// Data.
    pub data: usize,
    /// Words of data.
    pub data_words: usize,
    /// Keep.
    pub keep: Option<usize>,
    /// Words of keep.
    pub keep_words: usize,
    /// Last.
    pub last: Option<usize>,
}

impl StreamPorts {
    /// Every stream among these ports: whatever has a valid, a ready and data. Both `x_tvalid`, `x_tready`,
    /// `x_tdata` (AXI4-Stream) and `x_valid_i`, `x_ready_o`, `x_data_i` or `x_i` are known.
    pub fn find(ports: &[Port]) -> Vec<Self> {
        ports.iter().enumerate().filter_map(|(valid, port)| Self::of_valid(ports, valid, port)).collect()
    }

    fn of_valid(ports: &[Port], valid: usize, port: &Port) -> Option<Self> {
        let (role, along, against) = match port.direction {
            Direction::Input => (Role::Input, "_i", "_o"),
            Direction::Output => (Role::Output, "_o", "_i"),
        };
        let index = |name: String| ports.iter().position(|port| port.name == name);
        let (name, ready, data, keep, last) = if let Some(name) = port.name.strip_suffix("_tvalid") {
            let part = |part| index(format!("{name}_{part}"));
            (name, part("tready")?, part("tdata")?, part("tkeep"), part("tlast"))
        } else {
            let name = port.name.strip_suffix(along)?.strip_suffix("_valid")?;
            let data = index(format!("{name}_data{along}")).or_else(|| index(format!("{name}{along}")))?;
            let part = |part| index(format!("{name}_{part}{along}"));
            (name, index(format!("{name}_ready{against}"))?, data, part("keep"), part("last"))
        };
        Some(Self {
            name: name.to_owned(),
            role,
            valid,
            ready,
            data,
            data_words: words_of(&ports[data]),
            keep,
            keep_words: keep.map_or(0, |keep| words_of(&ports[keep])),
            last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{Block, Configuration, DATAPATH};

    fn streams(name: &str) -> Vec<(String, Role, bool, bool)> {
        let configuration = Configuration::named("default").expect("it exists");
        let ports = Block::named(name).expect("it is listed").of(&configuration).ports();
        StreamPorts::find(&ports)
            .into_iter()
            .map(|stream| (stream.name, stream.role, stream.keep.is_some(), stream.last.is_some()))
            .collect()
    }

    #[test]
    fn streams_of_both_manners_are_found() {
        let stream = |name: &str, role, keep, last| (name.to_owned(), role, keep, last);
        assert_eq!(
            streams(DATAPATH.name),
            [
                stream("s_axis_command", Role::Input, false, false),
                stream("s_axis_weight", Role::Input, false, true),
                stream("s_axis_activation", Role::Input, false, true),
                stream("s_axis_parameter", Role::Input, false, true),
                stream("m_axis_result", Role::Output, true, true),
                stream("m_axis_status", Role::Output, false, false),
            ]
        );
        assert_eq!(
            streams("stream_fifo"),
            [stream("up", Role::Input, false, false), stream("down", Role::Output, false, false)]
        );
        assert_eq!(
            streams("stream_register"),
            [stream("up", Role::Input, false, true), stream("down", Role::Output, false, true)]
        );
        assert_eq!(streams("pe"), []);
    }
}
