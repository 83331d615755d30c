//! Names of declarations in a column, and long lines broken where a reader would break them.

/// The longest line.
const LENGTH: usize = 120;

const STEP: &str = "    ";

/// The text of a module's body as it is read best.
pub fn laid_out(text: &str) -> String {
    broken(&aligned(text))
}

/// `text` with the names of neighbouring declarations in one column.
fn aligned(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let runs = lines.chunk_by(|line, next| name_at(line).is_some() && name_at(next).is_some());
    let aligned = runs.flat_map(|run| {
        let room = run.iter().filter_map(|line| name_at(line)).max();
        run.iter().map(move |line| match name_at(line).zip(room) {
            Some((at, room)) => format!("{:room$}{}", &line[..at], &line[at..]),
            None => (*line).to_owned(),
        })
    });
    aligned.collect::<Vec<_>>().join("\n")
}

/// Where the name stands in a line that only declares a signal.
fn name_at(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    let rest = rest.strip_prefix("reg ").or_else(|| rest.strip_prefix("wire "))?.trim_start();
    if !line.ends_with(';') || line.contains('=') {
        return None;
    }
    let rest = rest.strip_prefix("signed ").unwrap_or(rest).trim_start();
    let rest = if rest.starts_with('[') { rest.split_once(']')?.1.trim_start() } else { rest };
    Some(line.len() - rest.len())
}

/// `text` with every line that is too long broken: comments between words, Verilog at the outermost operators and
/// commas. A line without such a place stays as it is.
fn broken(text: &str) -> String {
    let lines: Vec<String> = text.lines().flat_map(broken_line).collect();
    lines.join("\n")
}

fn broken_line(line: &str) -> Vec<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let comment = line.trim_start().starts_with("// ");
    let next = if comment { format!("{indent}// ") } else { format!("{indent}{STEP}") };
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while rest.chars().count() > LENGTH {
        let first = next.len().min(indent.len() + STEP.len());
        let place = if comment { between_words(&rest, first) } else { outermost(&rest, first) };
        let Some(place) = place else { break };
        lines.push(rest[..place].trim_end().to_owned());
        rest = format!("{next}{}", rest[place..].trim_start());
    }
    lines.push(rest);
    lines
}

/// The last place between two words before a line's limit.
fn between_words(line: &str, first: usize) -> Option<usize> {
    let places = line.match_indices(' ').map(|(place, _)| place).filter(|place| *place > first);
    places.take_while(|place| line[..*place].chars().count() <= LENGTH).last()
}

/// The last place before a line's limit of those that are inside the fewest parentheses and braces: after a comma, or
/// before an operator.
fn outermost(line: &str, first: usize) -> Option<usize> {
    let mut depth = 0;
    let mut best: Option<(i32, usize)> = None;
    for (length, (place, character)) in line.char_indices().enumerate() {
        if length > LENGTH {
            break;
        }
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            _ => {}
        }
        if character != ' ' || place <= first || place + 1 >= line.len() {
            continue;
        }
        let after_comma = line[..place].ends_with(',');
        let next = line[place + 1..].split(' ').next().unwrap_or_default();
        let before_operator =
            matches!(next, "+" | "-" | "*" | "&" | "|" | "^" | "&&" | "||" | "?" | ":" | "<" | ">" | "==" | "!=");
        if (after_comma || before_operator) && best.is_none_or(|(least, _)| depth <= least) {
            best = Some((depth, place));
        }
    }
    best.map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::{aligned, broken};

    #[test]
    fn names_stand_in_a_column() {
        let text = "    reg  a;\n    wire signed [7:0] b;\n    reg  [3:0] c [0:1];\n\n    wire d;\n    wire e = d;";
        let expected = "    reg               a;\n    wire signed [7:0] b;\n    reg  [3:0]        c [0:1];\n\n    wire d;\n    \
                        wire e = d;";
        assert_eq!(aligned(text), expected);
    }

    #[test]
    fn breaks_at_the_outermost_place() {
        let name = "a".repeat(50);
        let line = format!("    assign x = {{{name}, {name}}} | {{b, c}};");
        let expected = format!("    assign x = {{{name}, {name}}}\n        | {{b, c}};");
        assert_eq!(broken(&line), expected);
        let line = format!("    wire unused = &{{1'b0, {name}, {name}, {name}}};");
        let expected = format!("    wire unused = &{{1'b0, {name},\n        {name}, {name}}};");
        assert_eq!(broken(&line), expected);
    }

    #[test]
    fn breaks_comments_between_words() {
        let word = "word ".repeat(30);
        let text = broken(&format!("        // {}", word.trim_end()));
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.starts_with("        // word") && line.len() <= 120), "{text}");
    }

    #[test]
    fn leaves_the_rest_alone() {
        let short = "    assign x = a + b;";
        assert_eq!(broken(short), short);
        let name = "a".repeat(150);
        assert_eq!(broken(&name), name);
    }
}
