//! Blocks that bring their own Verilog: memories, multipliers.

use crate::design::PortDirection;
use crate::read::net::{Dependencies, Port};
use rust_hdl::prelude::TimingInfo;

/// A leaf's own text as a module's body.
pub fn body(text: &str) -> String {
    let lines: Vec<String> = text
        .trim_matches('\n')
        .lines()
        .map(|line| if line.trim().is_empty() { String::new() } else { format!("    {}", line.trim_end()) })
        .collect();
    lines.join("\n")
}

/// Which outputs follow from which inputs without a flip-flop between: every one from every one, but for
/// the pins that the leaf's `timing()` lists as registered by a clock.
pub fn dependencies(ports: &[Port], timing: &[TimingInfo]) -> Dependencies {
    let registered_output = |name: &String| timing.iter().any(|info| info.outputs.contains(name));
    let registered_input = |name: &String| timing.iter().any(|info| info.inputs.contains(name));
    let lanes = |direction: PortDirection, registered: &dyn Fn(&String) -> bool| -> Vec<(usize, usize)> {
        let ports = ports.iter().enumerate();
        ports
            .filter(|(_, port)| port.direction == direction && !port.net.clock && !registered(&port.net.name))
            .flat_map(|(position, port)| (0..port.net.lanes.len()).map(move |lane| (position, lane)))
            .collect()
    };
    let inputs = lanes(PortDirection::Input, &registered_input);
    let outputs = lanes(PortDirection::Output, &registered_output);
    outputs.into_iter().map(|output| (output, inputs.clone())).collect()
}
