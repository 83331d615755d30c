//! Tables in plain text.

/// A table whose columns are as wide as their widest cell.
#[derive(Clone)]
pub struct Table {
    rows: Vec<Vec<String>>,
    left: &'static [usize],
}

impl Table {
    /// A table with these headings. Columns are aligned to the right but for those of `left`.
    pub fn new(headings: &[&str], left: &'static [usize]) -> Self {
        Self { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()], left }
    }

    /// Adds a row of as many cells as there are headings.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if self.left.contains(&column) { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            writeln!(formatter, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(&["layer", "cycles"], &[0]);
        table.row(["1".to_owned(), "1000".to_owned()]);
        table.row(["twelve".to_owned(), "7".to_owned()]);
        assert_eq!(table.to_string(), "layer   cycles\n1         1000\ntwelve       7\n");
    }
}
