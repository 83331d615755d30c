//! rust-hdl blocks to plain, readable Verilog-2001.
//!
//! [`export`] walks a block through rust-hdl's public `Probe`, reads every distinct block's kernel once and
//! writes one module for it, however many instances there are. Verilog comes out as a hardware engineer would
//! write it: clocks and resets on plain ports, flip-flops as `always @(posedge clk_i)`, vectors of signals as
//! one packed vector, no generated names.
//!
//! # What a block must be like
//!
//! * It has a field `module_name: Module`. Blocks that differ in anything (a width, a size) need module names
//!   that differ, in one design and in two that are used together; equal ones share a module, and so do those that
//!   differ in numbers alone, if [`Module::with_parameters`] names these. Every name begins
//!   with [`PREFIX`].
//! * Fields that are no hardware begin with `_`. Sizes may be values: `for i in 0..self._rows`. An index is made
//!   of loop variables, numbers, `+`, `-`, `*` and parentheses. A bound may not mention an outer loop's variable:
//!   loop over all and put `if j < i { … }` inside, which is decided while exporting, as is every condition of
//!   loop variables and `Constant`s. A bound that is an expression stands in parentheses: `(self._rows - 1)..`.
//! * Flip-flops are [`Flop`]s, wired by [`dff_setup!`] or by `x.clock.next` and `x.d.next`. A block with a field
//!   `registers: Registers` that is [`Registered`] wires all of them by `dff_setup!(self, clk_i, registers)`: each
//!   keeps its value where the kernel writes no other, and one that the kernel never writes is refused. A last
//!   statement `if !self.rst_ni.val() { … }` of constants is their synchronous reset. Reading `x.d.val()` gives the
//!   next value a name, `x_d`.
//! * A signal has one value per cycle: reading it between two writes is refused. A chain through the lanes of
//!   one vector (`x[i]` from `x[i - 1]`) goes through a `Local`, which becomes one wire per lane.
//! * Every combinational signal is written on every path: defaults first.
//! * Expressions are those of rust-hdl: `+ - & | ^ ! << >>`, comparisons, `get_bit`, `get_bits`, `replace_bit`,
//!   `all`, `any`, `xor`, `bit_cast`, `signed_cast`, `unsigned_cast`, `*` of `Signed<16>`. Disjoint shifted parts
//!   joined by `|` become a concatenation. Signed values are widened and narrowed by [`bit_cast_signed`]
//!   (rust-hdl's `signed_bit_cast` never returns for the most negative value).
//! * A `match` looks at an enumeration (`LogicState`) or at `x.val().index()`. An enumeration in a [`Flop`]
//!   implements [`Resize`] by returning itself.
//! * Numbers come from literals or from `Constant` fields. A field `last_row: Constant<Bits<16>>` is
//!   `localparam LAST_ROW` in the Verilog, with as many bits as its uses need; signed constants and vectors of constants
//!   become literals. An `if` or `match` on constants is decided while exporting, and what it leaves out is not read.
//!   Rust's own `const`s can't be seen in the tree: they are refused.
//! * A bundle of signals (`LogicInterface`, or whatever visits its members in a namespace) is one field, its members
//!   are plain ports: `self.s_axis_x.tvalid.val()` reads `s_axis_x_tvalid`. `X::link` connects a block's bundle with a
//!   child's, `X::join` two children's. A [`Module`] among the members, without a name, carries the comments of their
//!   ports. Flip-flops and blocks don't go into bundles.
//! * A leaf with `Verilog::Custom` gives its module's body; ports come from its signals. Its outputs count as
//!   combinational from all its inputs but for the pins that its `timing()` lists.
//! * [`comment!`] puts a comment into the Verilog, over the statement that follows it, or the instance whose pin that
//!   statement connects. A comment that begins with `# ` is a title: it stands over everything up to the next comment,
//!   in each place that some of it goes to. `comment!("")` ends that.
//!
//! Not supported: structs as signals, tristates, black boxes, gated or derived clocks, reading or writing the pins of a
//! child's child.
//!
//! # What the Verilog is like
//!
//! Every expression has in Verilog the width and the sign that rust-hdl computes it with. Operands of one operator have
//! one width; where Verilog would evaluate an operand at another (a product's), the operand stands in braces or in
//! `$signed`, or has a wire of its own. The text of an expression carries its width and is checked where it ends up: one
//! whose width is not proven is an [`ExportError::WidthMismatch`], never wrong Verilog. `tests/random` compares random
//! kernels with rust-hdl's own operators under Icarus and Verilator.
//!
//! The way from block to text: `read` (scopes and kernels to resolved, typed statements), `check` (latches,
//! drivers, loops), `write` (statements to Verilog), `general` (texts at several sizes to one with parameters).

mod check;
mod design;
mod error;
mod export;
mod general;
mod number;
mod primitive;
mod read;
mod write;

pub use design::{Design, ModuleText, ParameterDescription, PortDescription, PortDirection, Size};
pub use error::ExportError;
pub use export::export;
pub use primitive::{
    Bus, Clocked, Flop, Module, PREFIX, Parameter, RegisterPins, Registered, Registers, Resize, bit_cast_signed,
};
