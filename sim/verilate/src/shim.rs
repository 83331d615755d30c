//! The C++ interface of a model.

use crate::Design;
use seedchip_spec::{Direction, Port};
use std::fmt::Write;

/// The table of functions of a design, `seedchip_model` (`SeedchipInterface` in `include/seedchip_model.h`).
pub fn cpp(design: &Design) -> String {
    let class = design.class();
    let mut ports = String::new();
    for (index, port) in design.storage().enumerate() {
        let _ = writeln!(ports, "    storage[{index}] = {};", address(port.name, port.width));
    }
    let (mut drive, mut observe) = (String::new(), String::new());
    for port in &design.ports {
        let line = match port.direction {
            Direction::Input => write_random(port),
            Direction::Output => fold(port),
        };
        let text = if port.direction == Direction::Input { &mut drive } else { &mut observe };
        let _ = writeln!(text, "        {line}");
    }
    let (low, high) = match &design.clock {
        Some(clock) => (format!("model.{clock} = 0;\n        "), format!("model.{clock} = 1;\n        model.eval();")),
        None => Default::default(),
    };
    format!(
        r#"#include "{class}.h"
#include "seedchip_model.h"

namespace {{
using Functions = SeedchipFunctions<{class}>;

void ports(void* pointer, void** storage) {{
    {class}& model = *static_cast<{class}*>(pointer);
{ports}}}

uint64_t exercise(void* pointer, uint64_t cycles, uint64_t seed) {{
    {class}& model = *static_cast<{class}*>(pointer);
    SeedchipExercise random{{seed}};
    for (uint64_t cycle = 0; cycle < cycles; ++cycle) {{
{drive}        {low}model.eval();
{observe}        {high}
    }}
    return random.fold();
}}
}}  // namespace

extern "C" SEEDCHIP_SHOWN const SeedchipInterface seedchip_model = {{
    Functions::create, Functions::destroy, Functions::evaluate, SEEDCHIP_TRACE({class}), ports, exercise,
}};
"#
    )
}

/// Where a port is stored: a number for up to 64 bits, an array of words for more.
fn address(name: &str, width: usize) -> String {
    if width > 64 { format!("model.{name}.data()") } else { format!("&model.{name}") }
}

fn write_random(port: &Port) -> String {
    let Port { name, width, .. } = port;
    if *name == "rst_ni" {
        return format!("model.{name} = cycle > 1;");
    }
    if *width <= 64 {
        return format!("model.{name} = random.next() & {:#x}ULL;", u64::MAX >> (64 - width));
    }
    let words = width.div_ceil(32);
    let last = u32::MAX >> (words * 32 - width);
    format!(
        "for (int word = 0; word < {words}; ++word) model.{name}[word] = static_cast<uint32_t>(random.next()); \
         model.{name}[{top}] &= {last:#x}U;",
        top = words - 1
    )
}

fn fold(port: &Port) -> String {
    let Port { name, width, .. } = port;
    if *width <= 64 {
        return format!("random.observe(model.{name});");
    }
    format!("for (int word = 0; word < {}; ++word) random.observe(model.{name}[word]);", width.div_ceil(32))
}
