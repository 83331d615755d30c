//! All tests of the datapath in one program.

mod arith;
mod array;
mod catalogue;
mod counters;
mod coverage;
mod datapath;
mod expected;
mod exported;
mod formal;
mod lint;
mod mem;
mod netlist;
mod networks;
mod parameters;
mod planted;
mod project;
mod reset;
mod script;
mod sequencer;
mod stream;
mod structure;
mod three_way;
