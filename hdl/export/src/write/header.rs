//! The head of a module: comment and ports.

use crate::design::{PortDescription, PortDirection};
use crate::read::collect::ModuleEntry;

/// The comment of a module's file.
pub fn comment(module: &ModuleEntry) -> String {
    let mut lines = vec![format!("// {}", module.name), "//".to_owned()];
    for line in module.documentation.lines() {
        lines.push(if line.is_empty() { "//".to_owned() } else { format!("// {line}") });
    }
    if !module.documentation.is_empty() {
        lines.push("//".to_owned());
    }
    if !module.configuration.is_empty() {
        lines.push(format!("// Configuration: {}", module.configuration));
    }
    lines.push(format!("// SeedChip {}", env!("CARGO_PKG_VERSION")));
    lines.join("\n")
}

/// The module's first line and its ports. `registers` says which of them an `always` block drives.
pub fn ports(module: &str, ports: &[PortDescription], registers: &dyn Fn(usize) -> bool) -> String {
    let range = |port: &PortDescription| {
        let signed = if port.signed { "signed " } else { "" };
        let bits = if port.width > 1 { format!("[{}:0] ", port.width - 1) } else { String::new() };
        format!("{signed}{bits}")
    };
    let room = ports.iter().map(|port| range(port).len()).max().unwrap_or(0);
    let declared: Vec<String> = ports
        .iter()
        .enumerate()
        .map(|(position, port)| {
            let kind = match port.direction {
                PortDirection::Input => "input  wire",
                PortDirection::Output if registers(position) => "output reg ",
                PortDirection::Output => "output wire",
            };
            let comma = if position + 1 < ports.len() { "," } else { "" };
            format!("    {kind} {:room$}{}{comma}", range(port), port.name)
        })
        .collect();
    if declared.is_empty() {
        return format!("module {module};");
    }
    let room = declared.iter().map(String::len).max().unwrap_or(0);
    let lines: Vec<String> = declared
        .iter()
        .zip(ports)
        .map(|(declared, port)| match port.documentation.as_str() {
            "" => declared.clone(),
            comment => format!("{declared:room$} // {comment}"),
        })
        .collect();
    format!("module {module} (\n{}\n);", lines.join("\n"))
}
