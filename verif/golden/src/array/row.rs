//! A row of cells.

use super::pe::{Pe, Token, bytes, read_sums, write_sums};
use super::{pe_pair, pe_registered};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Cell, Configuration, Instance, Pins};

/// The cells of C columns; tokens pass from cell to cell.
#[derive(Clone, Debug)]
pub struct Row {
    sum_bits: usize,
    cells: Vec<Pe>,
}

impl Row {
    /// A row of zeros with sums of S bits, of the cells that the configuration names.
    pub fn new(configuration: &Configuration) -> Self {
        let sum_bits = configuration.sum_bits();
        let cell = match configuration.cell() {
            Cell::Single => Pe::single(sum_bits),
            Cell::Registered => pe_registered::registered(sum_bits),
            Cell::Paired => pe_pair::pair(sum_bits),
        };
        let count = configuration.columns() / cell.columns();
        Self { sum_bits, cells: vec![cell; count] }
    }

    /// The sum of each column.
    pub fn sums(&self) -> Vec<i64> {
        self.cells.iter().flat_map(Pe::sums).collect()
    }

    /// The rising edge: `token` enters cell 0, each column sees its weight and adds to its sum.
    pub fn step(&mut self, token: Token, weights: &[i8], sums: &[i64]) {
        let columns = self.cells[0].columns();
        let mut passing = token;
        for ((cell, weights), sums) in
            self.cells.iter_mut().zip(weights.chunks_exact(columns)).zip(sums.chunks_exact(columns))
        {
            let next = cell.token();
            cell.step(passing, weights, sums);
            passing = next;
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Row {
    Row::new(instance.configuration())
}

impl Behaviour for Row {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sums = self.sums();
        let above = read_sums(inputs, sums.len(), self.sum_bits);
        write_sums(outputs, sums.into_iter(), self.sum_bits);
        self.step(Token::of(inputs), &bytes(inputs, "weight_i"), &above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::Sizes;

    /// A cell's cycles and columns as the page has them, and as the configurations have them.
    #[test]
    fn cells_are_those_of_the_page() {
        let page = [(Cell::Single, 3, 1), (Cell::Registered, 4, 1), (Cell::Paired, 6, 2)];
        assert_eq!(page.map(|(cell, _, _)| cell), Cell::ALL);
        for (cell, latency, columns) in page {
            assert_eq!((cell.latency(), cell.columns()), (latency, columns), "{}", cell.name());
            let configuration =
                Configuration::new(Sizes { rows: 6, columns: 6, cell, ..Sizes::default() }).expect("it can be");
            let mut row = Row::new(&configuration);
            assert_eq!(row.sums().len(), 6);
            row.step(Token { load: true, ..Token::default() }, &[1, 2, 3, 4, 5, 6], &[0; 6]);
            // The load passes from cell to cell, the weights stand.
            for _ in 1..6 {
                row.step(Token::default(), &[1, 2, 3, 4, 5, 6], &[0; 6]);
            }
            row.step(Token { swap: true, activation: 10, ..Token::default() }, &[0; 6], &[0; 6]);
            for cycle in 1..20 {
                let shown =
                    |column: usize| if cycle == latency + column / columns { 10 * (column as i64 + 1) } else { 0 };
                assert_eq!(row.sums(), (0..6).map(shown).collect::<Vec<_>>(), "{} at {cycle}", cell.name());
                row.step(Token::default(), &[0; 6], &[0; 6]);
            }
        }
    }
}
