//! The head of a module: comment and ports, and the file around it.

use crate::design::{PortDescription, PortDirection};
use crate::read::collect::ModuleEntry;

/// The file of a module that is called `name`, from its ports on as given.
pub fn file(module: &ModuleEntry, name: &str, ports: &str, body: &str) -> String {
    let comment = comment(module, name);
    // Tools read files one after the other: what one switches off it has to switch on again.
    format!("{comment}\n`default_nettype none\n{ports}\n{body}\nendmodule\n`default_nettype wire\n")
}

/// The comment of a module's file.
fn comment(module: &ModuleEntry, name: &str) -> String {
    let mut lines = vec![format!("// {name}"), "//".to_owned()];
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

/// The module's first line, its parameters and its ports. Parameters are names, values and comments; `ranges` are those
/// of the ports, and `registers` says which of them an `always` block drives.
pub fn ports(
    module: &str,
    parameters: &[(&str, usize, &str)],
    ports: &[PortDescription],
    ranges: &[String],
    registers: &[bool],
) -> String {
    let range = |position: usize| {
        let signed = if ports[position].signed { "signed " } else { "" };
        let bits = ranges.get(position).filter(|range| !range.is_empty());
        format!("{signed}{}", bits.map_or_else(String::new, |range| format!("{range} ")))
    };
    let room = (0..ports.len()).map(|port| range(port).len()).max().unwrap_or(0);
    let declared: Vec<String> = ports
        .iter()
        .enumerate()
        .map(|(position, port)| {
            let kind = match port.direction {
                PortDirection::Input => "input  wire",
                PortDirection::Output if registers.get(position) == Some(&true) => "output reg ",
                PortDirection::Output => "output wire",
            };
            let comma = if position + 1 < ports.len() { "," } else { "" };
            format!("    {kind} {:room$}{}{comma}", range(position), port.name)
        })
        .collect();
    let parameters = parameter_list(parameters);
    if declared.is_empty() {
        return format!("module {module}{parameters};");
    }
    let lines = commented(&declared, ports.iter().map(|port| port.documentation.as_str()));
    format!("module {module}{parameters} (\n{lines}\n);")
}

/// `#(…)` around the parameters, if there are any.
fn parameter_list(parameters: &[(&str, usize, &str)]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let room = parameters.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let last = parameters.len() - 1;
    let declared = parameters.iter().enumerate().map(|(position, (name, value, _))| {
        format!("    parameter {name:room$} = {value}{}", if position < last { "," } else { "" })
    });
    let lines = commented(&declared.collect::<Vec<_>>(), parameters.iter().map(|(.., comment)| *comment));
    format!(" #(\n{lines}\n)")
}

/// Declarations with comments in one column.
fn commented<'a>(declared: &[String], comments: impl Iterator<Item = &'a str>) -> String {
    let room = declared.iter().map(String::len).max().unwrap_or(0);
    let lines = declared.iter().zip(comments).map(|(declared, comment)| match comment {
        "" => declared.clone(),
        comment => format!("{declared:room$} // {comment}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}
