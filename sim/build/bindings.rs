//! The Rust side of the bindings: a typed model for each design, and the list of them all.

use seedchip_spec::Direction;
use seedchip_verilate::{Design, Port};
use std::fmt::Write;

/// The text of `models.rs`, included by `sim/src/models.rs`.
pub fn rust(designs: &[Design]) -> String {
    let mut text = String::new();
    for design in designs {
        text.push_str(&module(design));
    }
    text.push_str("/// Every model: its block, its configuration, and how to make one.\nconst ALL: &[Entry] = &[\n");
    for design in designs {
        let Design { name, block, configuration, .. } = design;
        let _ = writeln!(
            text,
            "    Entry {{ block: \"{block}\", configuration: \"{configuration}\", make: |power_up| \
             Box::new({name}::{}::new(power_up)) }},",
            structure(design)
        );
    }
    text.push_str("];\n");
    text
}

/// `stream_register` to `StreamRegister`.
fn structure(design: &Design) -> String {
    let words = design.block.split('_');
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn module(design: &Design) -> String {
    let Design { name, block, configuration, .. } = design;
    let structure = structure(design);
    let (mut ports, mut accessors) = (String::new(), String::new());
    for (index, port) in design.ports.iter().enumerate() {
        let Port { name, direction, width } = port;
        let _ = writeln!(
            ports,
            "            Port {{ name: \"{name}\", direction: Direction::{direction:?}, width: {width} }},"
        );
        accessors.push_str(&accessor(index, port));
    }
    let mut by_name: Vec<usize> = (0..design.ports.len()).collect();
    by_name.sort_by_key(|index| &design.ports[*index].name);
    let clocked = design.clock.is_some();
    format!(
        r#"/// The block `{block}` at configuration `{configuration}`.
pub mod {name} {{
    use super::verilated::{{Description, Interface, PowerUp, Typed, Verilated}};
    use super::exercise::Exercise;
    use seedchip_spec::{{Direction, Port}};

    // SAFETY: the library of the same name, made from the same list of ports, defines the table and never
    // changes it.
    unsafe extern "C" {{
        safe static seedchip_{name}: Interface;
    }}

    static DESCRIPTION: Description = Description {{
        block: "{block}",
        configuration: "{configuration}",
        clocked: {clocked},
        ports: &[
{ports}        ],
        by_name: &{by_name:?},
    }};

    /// The block `{block}` at configuration `{configuration}`.
    pub struct {structure}(Verilated);

    impl {structure} {{
        /// A new model.
        pub fn new(power_up: PowerUp) -> Self {{
            Self(Verilated::new(&seedchip_{name}, &DESCRIPTION, power_up))
        }}
{accessors}{exercise}    }}

    impl Typed for {structure} {{
        fn verilated(&self) -> &Verilated {{
            &self.0
        }}
        fn verilated_mut(&mut self) -> &mut Verilated {{
            &mut self.0
        }}
    }}
}}
"#,
        exercise = exercise(design)
    )
}

fn accessor(index: usize, port: &Port) -> String {
    let Port { name, direction, width } = port;
    let mut text = String::new();
    let (kind, storage) = kind(*width);
    let read = match kind {
        "bool" => format!("self.0.get::<u8>({index}) != 0"),
        "&[u32]" => format!("self.0.words({index})"),
        _ => format!("self.0.get::<{storage}>({index})"),
    };
    let _ = writeln!(
        text,
        "\n        /// Reads `{name}`, {width} bits.\n        #[inline]\n        pub fn {name}(&self) -> {kind} {{\n            {read}\n        }}"
    );
    if *direction == Direction::Output {
        return text;
    }
    if kind == "&[u32]" {
        let _ = writeln!(
            text,
            "\n        /// `{name}`, {width} bits, to write in place. Bits above are ignored.\n        #[inline]\n        pub fn {name}_mut(&mut self) -> &mut [u32] {{\n            self.0.words_mut({index})\n        }}"
        );
        return text;
    }
    let write = match kind {
        "bool" => format!("self.0.set::<u8>({index}, u8::from(value))"),
        _ if *width < storage_bits(*width) => {
            format!("self.0.set::<{storage}>({index}, value & {:#x})", u64::MAX >> (64 - width))
        }
        _ => format!("self.0.set::<{storage}>({index}, value)"),
    };
    let _ = writeln!(
        text,
        "\n        /// Writes `{name}`, {width} bits. Bits above are ignored.\n        #[inline]\n        pub fn set_{name}(&mut self, value: {kind}) {{\n            {write};\n        }}"
    );
    text
}

/// The Rust types of a port: in the interface, and as Verilator stores it.
fn kind(width: usize) -> (&'static str, &'static str) {
    match width {
        1 => ("bool", "u8"),
        2..=8 => ("u8", "u8"),
        9..=16 => ("u16", "u16"),
        17..=32 => ("u32", "u32"),
        33..=64 => ("u64", "u64"),
        _ => ("&[u32]", "u32"),
    }
}

fn storage_bits(width: usize) -> usize {
    width.next_power_of_two().max(8)
}

/// The loop that `shim.rs` writes in C++, in Rust.
fn exercise(design: &Design) -> String {
    let (mut drive, mut observe) = (String::new(), String::new());
    for Port { name, direction, width } in &design.ports {
        let _ = match (direction, kind(*width).0) {
            (Direction::Input, _) if name == "rst_ni" => writeln!(drive, "                self.set_{name}(cycle > 1);"),
            (Direction::Input, "bool") => {
                writeln!(drive, "                self.set_{name}(exercise.next() & 1 != 0);")
            }
            (Direction::Input, "&[u32]") => writeln!(drive, "                exercise.fill(self.{name}_mut());"),
            (Direction::Input, "u64") => writeln!(drive, "                self.set_{name}(exercise.next());"),
            (Direction::Input, kind) => writeln!(drive, "                self.set_{name}(exercise.next() as {kind});"),
            (Direction::Output, "&[u32]") => writeln!(observe, "                exercise.observe_all(self.{name}());"),
            (Direction::Output, "bool") => {
                writeln!(observe, "                exercise.observe(u64::from(self.{name}()));")
            }
            (Direction::Output, "u64") => writeln!(observe, "                exercise.observe(self.{name}());"),
            (Direction::Output, _) => writeln!(observe, "                exercise.observe(u64::from(self.{name}()));"),
        };
    }
    let cycle = if drive.contains("cycle") { "cycle" } else { "_" };
    format!(
        r#"
        /// Clocks the model `cycles` times with random inputs and folds its outputs into a number: what
        /// [`Typed::exercise_in_cpp`] does in C++.
        pub fn exercise(&mut self, cycles: u64, seed: u64) -> u64 {{
            let mut exercise = Exercise::new(seed);
            for {cycle} in 0..cycles {{
{drive}                self.0.settle();
{observe}                self.0.rise();
            }}
            exercise.fold()
        }}
"#
    )
}
