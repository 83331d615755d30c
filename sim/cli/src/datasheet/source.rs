//! What the sources say about themselves: items with their documentation, so that nothing is told twice.

use seedchip_spec::layout::Field;

/// The source of the layouts.
const LAYOUT: &str = include_str!("../../../../hdl/spec/src/layout.rs");
/// The source of the streams' beats.
const OPERANDS: &str = include_str!("../../../host/src/operands.rs");

/// An item and its documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its documentation in one line, links taken out.
    pub meaning: String,
    /// What follows the name.
    rest: String,
}

/// A beat of a stream, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What the beat is.
    pub meaning: String,
    /// Its bits.
    pub width: usize,
    /// Its fields from bit 0 up.
    pub fields: Vec<(Item, Field)>,
}

/// Names that stand for numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// What the number is.
    pub meaning: String,
    /// Each name and its number.
    pub codes: Vec<(Item, u64)>,
}

/// The table of the beats' order.
pub fn order_of_beats() -> String {
    let lines = OPERANDS.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(str::trim).filter(|line| line.starts_with('|')).map(|line| format!("{line}\n")).collect()
}

/// The layout in a module of `layout`.
pub fn layout(module: &str) -> Option<Layout> {
    let (meaning, body) = body_of(&format!("pub mod {module} {{"))?;
    let constants = items(body, "pub const ");
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let mut layout = Layout { meaning, width: 0, fields: Vec::new() };
    for item in constants {
        let value = item.rest.split_once('=')?.1.trim().trim_end_matches(';').to_owned();
        if let Some(arguments) = value.strip_prefix("field(").and_then(|value| value.strip_suffix(')')) {
            let (offset, width) = arguments.split_once(',')?;
            layout.fields.push((item, Field { offset: number(offset)?, width: number(width)? }));
        } else {
            layout.width = number(&value)?;
        }
    }
    layout.fields.sort_by_key(|(_, field)| field.offset);
    Some(layout)
}

/// The codes of an enumeration of `layout`.
pub fn codes(enumeration: &str) -> Option<Codes> {
    let (meaning, body) = body_of(&format!("pub enum {enumeration} {{"))?;
    let mut codes = Vec::new();
    for item in items(body, "") {
        let value = item.rest.split_once('=')?.1.trim().trim_end_matches(',');
        let code = match value.split_once("<<") {
            Some((one, bit)) => one.trim().parse::<u64>().ok()? << bit.trim().parse::<u32>().ok()?,
            None => value.parse().ok()?,
        };
        codes.push((item, code));
    }
    Some(Codes { meaning, codes })
}

/// The documentation and the inside of an item of `layout` that begins with a line.
fn body_of(line: &str) -> Option<(String, &'static str)> {
    let start = LAYOUT.lines().position(|other| other == line)?;
    let lines: Vec<&str> = LAYOUT.lines().collect();
    let above = lines[..start].iter().rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let mut documentation: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).map(str::trim).collect();
    documentation.reverse();
    let (_, after) = LAYOUT.split_once(line)?;
    let (body, _) = after.split_once("\n}")?;
    Some((plain(&documentation.join(" ")), body))
}

/// Every documented item of a source that begins with some words.
fn items(source: &str, begin: &str) -> Vec<Item> {
    let mut documentation = Vec::new();
    let mut items = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            documentation.push(text.trim());
            continue;
        }
        let meaning = plain(&documentation.join(" "));
        if let Some(item) = line.strip_prefix(begin).filter(|_| !documentation.is_empty()) {
            let end = item.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(item.len());
            items.push(Item { name: item[..end].to_owned(), meaning, rest: item[end..].to_owned() });
        }
        documentation.clear();
    }
    items
}

/// Documentation without links to other items: `[`super::Opcode`]` becomes the name of the last part.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((link, after)) = after.split_once("`]") else { break };
        plain.push_str(before);
        plain.push_str(link.rsplit("::").next().unwrap_or(link));
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::layout::{ErrorCode, Flag, command, parameter, status};

    #[test]
    fn layouts_are_read_as_the_compiler_does() {
        let read = |module| layout(module).expect("it is there");
        for (module, width, name, field) in [
            ("command", command::WIDTH, "K", command::K),
            ("command", command::WIDTH, "TAG", command::TAG),
            ("parameter", parameter::WIDTH, "HIGH", parameter::HIGH),
            ("status", status::WIDTH, "STALLS_RESULTS", status::STALLS_RESULTS),
        ] {
            let layout = read(module);
            assert_eq!(layout.width, width);
            assert!(layout.fields.iter().any(|(item, other)| item.name == name && *other == field), "{module}.{name}");
        }
        assert_eq!(read("status").fields.len(), 9);
        assert_eq!(read("command").fields[0].0.meaning, "What to do: see Opcode.");
    }

    #[test]
    fn codes_are_read_as_the_compiler_does() {
        let flags = codes("Flag").expect("it is there");
        assert_eq!(flags.codes.len(), 5);
        assert_eq!(flags.codes[2].1, Flag::WeightFraming as u64);
        let errors = codes("ErrorCode").expect("it is there");
        assert_eq!(errors.codes.len(), 7);
        assert_eq!(
            (errors.codes[6].0.name.as_str(), errors.codes[6].1),
            ("ReservedBits", ErrorCode::ReservedBits as u64)
        );
        assert_eq!(errors.meaning, "Why a command was refused. A refused command consumes no operands.");
    }

    #[test]
    fn texts_are_found() {
        assert!(order_of_beats().lines().count() > 5);
    }
}
