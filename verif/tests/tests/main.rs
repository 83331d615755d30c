//! All tests of the datapath in one program.

mod block_formats;
mod blocks;
mod catalogue;
mod coverage;
mod expected;
mod exported;
mod formal;
mod fp32;
mod functions;
mod hostile;
mod language;
mod lint;
mod mutation;
mod netlist;
mod networks;
mod planted;
mod project;
mod reset;
mod script;
mod sizes;
mod structure;
mod three_way;
mod units;
mod vector_programs;

/// Every block of the list has a file of tests, in the folder that its source has too. Such files are not declared one
/// by one, so that none can be forgotten. (rustfmt does not follow them: `make test` gives it their names.)
macro_rules! modules {
    ($($folder:ident: $($name:ident)+;)+) => {
        $(folder! { $folder $($name)+ })+
    };
}

#[rustfmt::skip]
macro_rules! folder {
    (root $($name:ident)+) => { $(mod $name;)+ };
    (tops $($name:ident)+) => { $(mod $name;)+ };
    ($folder:ident $($name:ident)+) => {
        #[allow(clippy::module_inception, reason = "a block may have the name of its folder")]
        mod $folder { $(pub mod $name;)+ }
    };
}

seedchip_spec::for_each_block!(modules);
