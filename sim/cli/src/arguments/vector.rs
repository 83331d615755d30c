//! The arguments of `seedchip vector`.

use crate::sizes::Sizes;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Carry out an operation on the Verilated vector unit and compare every bit with the golden model's
///
/// X is m rows of n elements, a float32 .npy file unless the operation says otherwise. The unit is the one beside the matrix
/// unit of the configuration. Prints the passes, the cycles, those of the cycle contract, the flags, the error against
/// float64, and how many results equal the golden model's.
#[derive(Args, Debug)]
#[command(
    after_help = "An error in ULP is the distance to the result in float64, in units of the last place of the result's \
format there.\nAn error of a format with scales is told as a share of the greatest magnitude of its row or block.\n\n\
Examples:\n  seedchip vector softmax --in scores.npy --mask causal --positions 10 --out p.npy --config lm\n  \
seedchip vector rmsnorm --in x.npy --gain g.npy --plus-one --epsilon 1e-6 --out y.npy\n  \
seedchip vector quantise --in x.npy --format mxint8 --out q.npy --out-scale s.npy\n  \
seedchip vector gelu --plot gelu.svg\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted."
)]
pub struct Vector {
    /// The operation
    #[arg(value_name = "OP")]
    pub operation: Operation,
    /// The first operand, m × n; of swiglu and geglu the gate
    #[arg(long = "in", value_name = "X.npy", required_unless_present = "plot")]
    pub input: Option<PathBuf>,
    /// The second operand, m × n
    #[arg(long, value_name = "Z.npy")]
    pub with: Option<PathBuf>,
    /// Gains, n numbers [default: 1]
    #[arg(long, value_name = "G.npy")]
    pub gain: Option<PathBuf>,
    /// The gains are 1 + g
    #[arg(long)]
    pub plus_one: bool,
    /// Biases, n numbers
    #[arg(long, value_name = "B.npy")]
    pub bias: Option<PathBuf>,
    /// What is added to the mean of squares [default: 1e-5]
    #[arg(long, value_name = "E", allow_negative_numbers = true)]
    pub epsilon: Option<f32>,
    /// The position of the first row, less than 2^20; or, of rope, a file of int32, a position for each row [default: 0]
    #[arg(long, value_name = "P")]
    pub positions: Option<String>,
    /// Rows that share a position, such as those of heads: 1 to 256 [default: 1]
    #[arg(long, value_name = "H")]
    pub shared: Option<usize>,
    /// The base of the frequencies [default: 10000]
    #[arg(long, value_name = "T")]
    pub theta: Option<f64>,
    /// Which elements are a pair: neighbours, or those half a row apart [default: half]
    #[arg(long, value_name = "PAIRS")]
    pub pairing: Option<Pairs>,
    /// What all results are multiplied by; of rope, sines and cosines
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    pub factor: Option<f32>,
    /// Whether elements behind the row's position are hidden [default: none]
    #[arg(long, value_name = "MASK")]
    pub mask: Option<MaskKind>,
    /// Elements from this one on are hidden
    #[arg(long, value_name = "T")]
    pub length: Option<usize>,
    /// Elements that lie so many or more before the row's position are hidden
    #[arg(long, value_name = "W")]
    pub window: Option<usize>,
    /// The format: of quantise int8 (default), mxint8, mxfp8 or mxfp4; of dequantise int32 (default), mxint8, mxfp8 or
    /// mxfp4; of scale fp32 (default), bf16, mxint8, mxfp8 or mxfp4
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<NumberFormat>,
    /// Scales of blocks are such that no element saturates
    #[arg(long)]
    pub ceil: bool,
    /// Scales of rows, m numbers; of a format with blocks of 32, bytes, m × ceil(n / 32)
    #[arg(long, value_name = "S.npy")]
    pub row_scale: Option<PathBuf>,
    /// Scales of columns, n numbers
    #[arg(long, value_name = "S.npy")]
    pub column_scale: Option<PathBuf>,
    /// The file to write the results to
    #[arg(long, value_name = "Y.npy")]
    pub out: Option<PathBuf>,
    /// The file to write scales to: a number for each row, or a byte for each block; of softmax-terms their sums
    #[arg(long, value_name = "S.npy")]
    pub out_scale: Option<PathBuf>,
    /// What to run on: the Verilated unit, the golden model, or both and compare
    #[arg(long, value_name = "DEVICE", default_value = "both")]
    pub device: On,
    /// Draw the error of a function over its inputs to this file, in place of a run over a file
    #[arg(long, value_name = "FILE.svg", conflicts_with_all = ["input", "out"])]
    pub plot: Option<PathBuf>,
    /// The datapath that the unit stands beside; the preset is `default`
    #[command(flatten)]
    pub sizes: Sizes,
}

/// The operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Operation {
    /// 2^x
    Exp2,
    /// e^x
    Exp,
    /// 1 / (1 + e^-x)
    Sigmoid,
    /// 1 / x
    Reciprocal,
    /// 1 / √x
    Rsqrt,
    /// x · sigmoid(x)
    Silu,
    /// GELU in its tanh form
    Gelu,
    /// SiLU(x) · z: --with
    Swiglu,
    /// GELU(x) · z: --with
    Geglu,
    /// x + z: --with
    Add,
    /// Softmax of each row: --mask, --positions, --shared, --length, --window
    Softmax,
    /// exp(x - max) of each row, and the sums (--out-scale): otherwise as softmax
    SoftmaxTerms,
    /// RMSNorm of each row: --gain, --plus-one, --epsilon
    Rmsnorm,
    /// LayerNorm of each row: --gain, --bias, --epsilon
    Layernorm,
    /// Rotary embedding of each row: --positions, --shared, --theta, --pairing, --factor
    Rope,
    /// The lowest index of the greatest of each row, int32
    Argmax,
    /// To a format with scales (--out-scale): --format, --ceil
    Quantise,
    /// From int32 (--row-scale, --column-scale, --bias, --factor) or from bytes with scales of blocks (--format,
    /// --row-scale)
    Dequantise,
    /// x times scales, to any format: --row-scale, --column-scale, --bias, --factor, --format, --out-scale
    Scale,
    /// To BF16, written as the float32 numbers that it holds
    Bf16,
}

/// Pairs of rotary embeddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pairs {
    /// 2i and 2i + 1
    Adjacent,
    /// i and i + n / 2
    Half,
}

/// What hides elements besides length and window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MaskKind {
    /// Nothing
    None,
    /// The row's position
    Causal,
}

/// Formats of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NumberFormat {
    /// FP32
    Fp32,
    /// BF16
    Bf16,
    /// 32 bits, two's complement
    Int32,
    /// 8 bits, two's complement, with a scale for each row
    Int8,
    /// 8 bits, two's complement, with a scale for each block of 32
    Mxint8,
    /// E4M3 with a scale for each block of 32
    Mxfp8,
    /// E2M1 with a scale for each block of 32
    Mxfp4,
}

/// What runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// The Verilated unit
    Rtl,
    /// The golden model
    Golden,
    /// Both
    Both,
}

impl Operation {
    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The options that it has besides those that every operation has.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Swiglu | Self::Geglu | Self::Add => &["with"],
            Self::Softmax => &["mask", "positions", "shared", "length", "window"],
            Self::SoftmaxTerms => &["mask", "positions", "shared", "length", "window", "out-scale"],
            Self::Rmsnorm => &["gain", "plus-one", "epsilon"],
            Self::Layernorm => &["gain", "bias", "epsilon"],
            Self::Rope => &["positions", "shared", "theta", "pairing", "factor"],
            Self::Quantise => &["format", "ceil", "out-scale"],
            Self::Dequantise => &["format", "row-scale", "column-scale", "bias", "factor"],
            Self::Scale => &["row-scale", "column-scale", "bias", "factor", "format", "out-scale"],
            _ => &[],
        }
    }
}

impl Vector {
    /// An option that was given and that the operation does not have.
    pub fn stray_option(&self) -> Option<&'static str> {
        let given = [
            ("with", self.with.is_some()),
            ("gain", self.gain.is_some()),
            ("plus-one", self.plus_one),
            ("bias", self.bias.is_some()),
            ("epsilon", self.epsilon.is_some()),
            ("positions", self.positions.is_some()),
            ("shared", self.shared.is_some()),
            ("theta", self.theta.is_some()),
            ("pairing", self.pairing.is_some()),
            ("factor", self.factor.is_some()),
            ("mask", self.mask.is_some()),
            ("length", self.length.is_some()),
            ("window", self.window.is_some()),
            ("format", self.format.is_some()),
            ("ceil", self.ceil),
            ("row-scale", self.row_scale.is_some()),
            ("column-scale", self.column_scale.is_some()),
            ("out-scale", self.out_scale.is_some()),
        ];
        let own = self.operation.options();
        given.into_iter().find(|(name, is_given)| *is_given && !own.contains(name)).map(|(name, _)| name)
    }
}
