//! One cell: weights that stay, and a product and a sum per column and cycle.

use crate::beat::signed;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What passes from cell to cell along a row, one cell per cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Token {
    /// Take the weight into the shadow register.
    pub load: bool,
    /// Make the shadow weight the active one, for this activation and those after it.
    pub swap: bool,
    /// The activation.
    pub activation: i8,
}

impl Token {
    /// The token on `load_i`, `swap_i`, `activation_i`.
    pub(crate) fn of(inputs: &Pins) -> Self {
        Self {
            load: inputs.high("load_i"),
            swap: inputs.high("swap_i"),
            activation: (inputs.get("activation_i") as u8).cast_signed(),
        }
    }
}

/// One column of a cell.
#[derive(Clone, Debug)]
struct Column {
    shadow: i8,
    active: i8,
    /// Products that are not in a sum yet.
    products: Delay<i64>,
    sum: i64,
}

/// A cell of one or more columns, all of which take the same activation in the same cycle.
#[derive(Clone, Debug)]
pub struct Pe {
    sum_bits: usize,
    token: Token,
    columns: Vec<Column>,
}

impl Pe {
    /// Cycles from the activation to the sum of the cell called `single`.
    pub const LATENCY: usize = 3;

    /// The cell called `single`, of zeros: one column with sums of `sum_bits` bits.
    pub fn single(sum_bits: usize) -> Self {
        Self::new(1, Self::LATENCY, sum_bits)
    }

    /// A cell of zeros of so many columns, with `latency` cycles from an activation to its sums.
    pub(crate) fn new(columns: usize, latency: usize, sum_bits: usize) -> Self {
        // A product is added in the cycle before its sum shows.
        let products = Delay::new(latency - 1, 0);
        let column = Column { shadow: 0, active: 0, products, sum: 0 };
        Self { sum_bits, token: Token::default(), columns: vec![column; columns] }
    }

    /// The token for the next cell.
    pub fn token(&self) -> Token {
        self.token
    }

    /// How many columns it has.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The sum of each column, for the cell below.
    pub fn sums(&self) -> impl Iterator<Item = i64> {
        self.columns.iter().map(|column| column.sum)
    }

    /// The rising edge: a weight and a sum from above for each column.
    pub fn step(&mut self, token: Token, weights: &[i8], sums: &[i64]) {
        for ((column, weight), sum) in self.columns.iter_mut().zip(weights).zip(sums) {
            if token.swap {
                column.active = column.shadow;
            }
            if token.load {
                column.shadow = *weight;
            }
            let product = i64::from(token.activation) * i64::from(column.active);
            let total = sum + column.products.cycle(product);
            column.sum = signed(total.cast_unsigned(), self.sum_bits);
        }
        self.token = token;
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Pe {
    let [sum_bits] = instance.own();
    Pe::single(sum_bits)
}

impl Behaviour for Pe {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("activation_o", u64::from(self.token.activation.cast_unsigned()));
        write_sums(outputs, self.sums(), self.sum_bits);

        self.step(Token::of(inputs), &bytes(inputs, "weight_i"), &read_sums(inputs, self.columns(), self.sum_bits));
    }
}

/// The signed bytes of a port.
pub(crate) fn bytes(inputs: &Pins, port: &str) -> Vec<i8> {
    let lanes = inputs.bits(port).len() / 8;
    (0..lanes).map(|lane| (inputs.lane(port, lane, 8) as u8).cast_signed()).collect()
}

/// The lanes of `sum_i`.
pub(crate) fn read_sums(inputs: &Pins, columns: usize, sum_bits: usize) -> Vec<i64> {
    (0..columns).map(|column| signed(inputs.lane("sum_i", column, sum_bits), sum_bits)).collect()
}

/// Writes a sum to each lane of `sum_o`.
pub(crate) fn write_sums(outputs: &mut Outputs, sums: impl Iterator<Item = i64>, sum_bits: usize) {
    for (column, sum) in sums.enumerate() {
        outputs.pins.set_lane("sum_o", column, sum_bits, sum.cast_unsigned());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What a cell shows of column `column` in each cycle, when every column gets the same weights and the sums
    /// 100, 200, 300, …, one per cycle.
    pub(crate) fn shown(mut pe: Pe, column: usize, tokens: &[(Token, i8)], cycles: usize) -> Vec<i64> {
        let columns = pe.columns();
        (0..cycles)
            .map(|cycle| {
                let shown = pe.sums().nth(column).expect("the cell has the column");
                let (token, weight) = tokens.get(cycle).copied().unwrap_or_default();
                pe.step(token, &vec![weight; columns], &vec![100 * (cycle as i64 + 1); columns]);
                shown
            })
            .collect()
    }

    /// The sums of a cell of `latency` cycles for tokens that load and swap in the same cycle.
    pub(crate) fn swaps_as_the_page_says(pe: &Pe, latency: usize) {
        let load = Token { load: true, ..Token::default() };
        let tokens = [
            (load, 3),
            // The new weight comes in the cycle of the swap: the swap still takes the old one.
            (Token { load: true, swap: true, activation: 5 }, 7),
            (Token { activation: 6, ..Token::default() }, 0),
            (Token { swap: true, activation: -1, ..Token::default() }, 0),
        ];
        let products = [0, 5 * 3, 6 * 3, -7];
        for column in 0..pe.columns() {
            for (cycle, sum) in shown(pe.clone(), column, &tokens, 12).into_iter().enumerate() {
                let product = cycle.checked_sub(latency).and_then(|token| products.get(token)).unwrap_or(&0);
                assert_eq!(sum, 100 * cycle as i64 + product, "cycle {cycle}");
            }
        }
    }

    #[test]
    fn an_activation_meets_the_weight_swapped_in_with_it() {
        swaps_as_the_page_says(&Pe::single(20), 3);
    }

    #[test]
    fn sums_wrap_in_their_bits() {
        let mut pe = Pe::single(18);
        pe.step(Token { load: true, ..Token::default() }, &[-128], &[0]);
        pe.step(Token { swap: true, activation: -128, ..Token::default() }, &[0], &[0]);
        pe.step(Token::default(), &[0], &[0]);
        pe.step(Token::default(), &[0], &[(1 << 17) - 1]);
        assert_eq!(pe.sums().collect::<Vec<_>>(), [-(1 << 17) + (1 << 14) - 1]);
    }
}
