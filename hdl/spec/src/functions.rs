//! The functions of FP32 numbers: their codes, the tables of coefficients that they are evaluated from, and the constant
//! of their reductions. What the numbers mean is said in `hdl/doc/functions.md`; `verif/functions` makes the tables.

mod exponential;
mod inverse;
mod sine;

/// A function of one FP32 number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// 2^x.
    Exp2,
    /// e^x.
    Exp,
    /// 1 / (1 + e^−x).
    Sigmoid,
    /// 1 / x.
    Reciprocal,
    /// 1 / √x.
    Rsqrt,
}

impl Function {
    /// Every function, by its code.
    pub const ALL: [Self; 5] = [Self::Exp2, Self::Exp, Self::Sigmoid, Self::Reciprocal, Self::Rsqrt];

    /// The function that a code of three bits selects.
    pub fn of_code(code: u64) -> Self {
        match code {
            0 => Self::Exp2,
            1 => Self::Exp,
            2 => Self::Sigmoid,
            3 => Self::Reciprocal,
            _ => Self::Rsqrt,
        }
    }

    /// The first code that selects the function.
    pub fn code(self) -> u64 {
        self as u64
    }

    /// What the function is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exp2 => "exp2",
            Self::Exp => "exp",
            Self::Sigmoid => "sigmoid",
            Self::Reciprocal => "reciprocal",
            Self::Rsqrt => "rsqrt",
        }
    }
}

/// The coefficients of a segment: c0 + offset · (c1 + offset · c2), at the weights of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Coefficients {
    /// 29 bits, the top one 1.
    pub c0: u32,
    /// 22 bits, signed.
    pub c1: i32,
    /// 14 bits, signed.
    pub c2: i32,
}

/// A table of segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// 2^f.
    Exponential,
    /// 1 / m, and behind it 1 / √m.
    Inverse,
    /// sin(π/2 · u) / u.
    Sine,
}

impl Table {
    /// Every table, by its number.
    pub const ALL: [Self; 3] = [Self::Exponential, Self::Inverse, Self::Sine];

    /// The number that blocks know the table by.
    pub fn number(self) -> usize {
        self as usize
    }

    /// Its segments, a power of two.
    pub fn segments(self) -> usize {
        self.rows().len()
    }

    /// The coefficients of a segment; none if there is no such segment.
    pub fn segment(self, segment: usize) -> Option<Coefficients> {
        self.rows().get(segment).map(|&(c0, c1, c2)| Coefficients { c0, c1, c2 })
    }

    fn rows(self) -> &'static [Row] {
        match self {
            Self::Exponential => &exponential::ROWS,
            Self::Inverse => &inverse::ROWS,
            Self::Sine => &sine::ROWS,
        }
    }
}

/// c0, c1 and c2 of a segment.
type Row = (u32, i32, i32);

/// log2(e) in units of 2^-34, to the nearest integer.
pub const LOG2_E: u64 = 0x5_c551_d94b;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_numbers_go_there_and_back() {
        for (code, function) in Function::ALL.into_iter().enumerate() {
            assert_eq!((function.code(), Function::of_code(code as u64)), (code as u64, function));
        }
        assert_eq!([5, 6, 7].map(Function::of_code), [Function::Rsqrt; 3]);
        for (number, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table.number(), number);
        }
    }

    #[test]
    fn coefficients_have_the_bits_that_the_page_gives_them() {
        assert_eq!(Table::ALL.map(Table::segments), [256, 512, 256]);
        for table in Table::ALL {
            for segment in 0..table.segments() {
                let Coefficients { c0, c1, c2 } = table.segment(segment).expect("it is there");
                assert_eq!(c0 >> 28, 1, "{table:?} {segment}");
                assert!((-1 << 21..1 << 21).contains(&c1), "{table:?} {segment}");
                assert!((-1 << 13..1 << 13).contains(&c2), "{table:?} {segment}");
            }
            assert_eq!(table.segment(table.segments()), None);
        }
    }
}
