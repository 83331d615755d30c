//! The table of `hdl/README.md`: summaries from the declarations of blocks, ports from the list of blocks, latencies as
//! measured in simulation.

pub mod latency;

use crate::expected::compare;
use crate::exported::at_test_size;
use crate::project::root;
use seedchip_spec::{BLOCKS, Block, Direction};

const BEGIN: &str = "<!-- The table is written by `make expected`. -->\n";
const END: &str = "<!-- End of the table. -->\n";

/// The first paragraph of a block's documentation.
fn summary(block: &Block) -> String {
    let design = at_test_size(block.name);
    let summary = design.modules.last().expect("the block's module").summary();
    assert!(!summary.is_empty(), "`{}` does not say what it does", block.name);
    summary
}

/// The ports of one direction with their bits.
fn ports(block: &'static Block, direction: Direction) -> String {
    let ports = block.first().ports();
    let clock = (block.clocked && direction == Direction::Input).then(|| "`clk_i` 1".to_owned());
    let listed =
        ports.iter().filter(|port| port.direction == direction).map(|port| format!("`{}` {}", port.name, port.width));
    clock.into_iter().chain(listed).collect::<Vec<_>>().join(", ")
}

fn row(block: &'static Block) -> String {
    let path = block.path();
    format!(
        "| `{}` | {} | in: {}; out: {} | {} | [RTL](src/{path}.rs), [golden](../verif/golden/src/{path}.rs), \
         [test](../verif/tests/tests/{path}.rs) |\n",
        block.name,
        summary(block),
        ports(block, Direction::Input),
        ports(block, Direction::Output),
        latency::text(block.name),
    )
}

fn table() -> String {
    let mut table =
        "| block | what it does | ports and widths | latency, interval | RTL, golden, test |\n|---|---|---|---|---|\n"
            .to_owned();
    BLOCKS.iter().for_each(|block| table.push_str(&row(block)));
    table
}

#[test]
fn catalogue_is_as_expected() {
    let file = root().join("hdl/README.md");
    let found = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (before, rest) = found.split_once(BEGIN).expect("the README says where its table begins");
    let (_, after) = rest.split_once(END).expect("the README says where its table ends");
    let wanted = [before, BEGIN, &table(), END, after].concat();
    compare(&file, &wanted).unwrap_or_else(|difference| panic!("{difference}"));
}
