//! Pictures as text.

use std::fmt::{self, Write};

/// How all pictures look: a sheet in each file, so that it stands alone. All rules are about what is in a `sheet`:
/// several pictures may be parts of one page.
const STYLE: &str = include_str!("picture.css");

/// A picture in the making.
pub struct Svg(String);

impl Svg {
    /// An empty picture.
    pub fn new(width: usize, height: usize, title: &str) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" class=\"sheet\" role=\"img\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n",
            escape(title)
        ))
    }

    /// A text at its base line.
    pub fn text(&mut self, x: usize, y: usize, anchor: &str, class: &str, text: &str) {
        // Writing to a string cannot fail.
        let _ =
            writeln!(self, r#"<text x="{x}" y="{y}" text-anchor="{anchor}" class="{class}">{}</text>"#, escape(text));
    }

    /// A rectangle.
    pub fn rectangle(&mut self, x: usize, y: usize, width: usize, height: usize, class: &str) {
        let _ = writeln!(self, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" class="{class}"/>"#);
    }

    /// A path.
    pub fn path(&mut self, class: &str, path: &str) {
        let _ = writeln!(self, r#"<path class="{class}" d="{path}"/>"#);
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

impl fmt::Write for Svg {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        Ok(())
    }
}

/// Text as XML has it.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
