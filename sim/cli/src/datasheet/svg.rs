//! Pictures as text.

use std::fmt::{self, Write};

/// How all pictures look: their own sheet, so that each file stands alone.
const STYLE: &str = "text{font:12px 'DejaVu Sans',Verdana,sans-serif;fill:#1b2733}\
.number{font-size:10px;fill:#5a6b7b}.name{font-size:12px}.mono{font:10px 'DejaVu Sans Mono',Consolas,monospace}\
.signal{font:11px 'DejaVu Sans Mono',Consolas,monospace}\
.field{fill:#e8f0f8;stroke:#24415c;stroke-width:1}.reserved{fill:#f1f1f1;stroke:#24415c;stroke-width:1}\
.tick{stroke:#24415c;stroke-width:.6;fill:none}.grid{stroke:#d5dde4;stroke-width:.7;fill:none}\
.wire{stroke:#124b7c;stroke-width:1.4;fill:none}.bus{stroke:#124b7c;stroke-width:1.2;fill:#eef5fb}\
.idle{stroke:#9fb2c2;stroke-width:1.2;fill:#f6f8fa}.passes{fill:#b3400f}.gap{fill:#fff;stroke:none}\
.break{stroke:#5a6b7b;stroke-width:1;fill:none}";

/// A picture in the making.
pub struct Svg(String);

impl Svg {
    /// An empty picture.
    pub fn new(width: usize, height: usize, title: &str) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n",
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
