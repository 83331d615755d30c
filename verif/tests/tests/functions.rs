//! The functions on the Verilated blocks against the golden model, a million inputs each: every exponent with the ends and
//! borders of significands, phases beside every power of two, and random ones.

use crate::script::block;
use seedchip_sim::streams::Random;
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::{Direction, Pins};

/// Runs inputs through a block, one a cycle, and compares every output.
fn agrees(name: &str, inputs: impl Iterator<Item = [(&'static str, u64); 2]>) -> usize {
    let instance = block(name).first();
    let mut verilated = models::block(&instance, PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
    let mut golden = seedchip_golden::block(&instance).expect("it is no top");
    let mut pins = Pins::zero(&instance.ports(), Direction::Input);
    let mut cycles = 0;
    for values in inputs {
        values.iter().for_each(|(port, value)| pins.set(port, *value));
        let (expected, found) = (golden.cycle(&pins), verilated.cycle(&pins));
        assert_eq!(found, expected.pins, "{name}, cycle {cycles}: {values:x?}");
        cycles += 1;
    }
    println!("{name}: {cycles} inputs");
    cycles
}

/// Significands at the ends, at borders of segments and beside them, and random ones.
fn fractions(random: &mut Random) -> Vec<u32> {
    let borders = (0..=8).flat_map(|part| [-1, 0, 1].map(|near| (part << 20) as i64 + near));
    let near = borders.map(|fraction| fraction.clamp(0, (1 << 23) - 1) as u32);
    near.chain((0..350).map(|_| random.word() as u32 >> 9)).collect()
}

#[test]
fn functions_agree_on_a_million_inputs_each() {
    for select in 0..5 {
        let mut random = Random::named(select, "functions");
        let numbers: Vec<u32> = (0..512_u32)
            .flat_map(|upper| fractions(&mut random).into_iter().map(move |fraction| upper << 23 | fraction))
            .collect();
        // Most exponents are far beyond what an exponential has to do with: as many near it.
        let near = (0..800_000).map(|_| (random.word() as u32 & 0x87ff_ffff) + 0x3c00_0000).collect::<Vec<_>>();
        let inputs = numbers.into_iter().chain(near).map(|number| [("number_i", number.into()), ("select_i", select)]);
        assert!(agrees("fp32_function", inputs) >= 900_000);
    }
}

#[test]
fn sines_agree_on_a_million_phases() {
    let mut random = Random::named(1, "sine");
    let powers = (0..40).flat_map(|bit| (-1000..1000_i64).map(move |near| (1_i64 << bit) + near));
    let eighths = (0..8).flat_map(|part| (-1000..1000_i64).map(move |near| (part << 37) + near));
    let near: Vec<u64> = powers.chain(eighths).map(|phase| phase as u64 & ((1 << 40) - 1)).collect();
    let any = (0..900_000).map(|_| random.word() & ((1 << 40) - 1)).collect::<Vec<u64>>();
    let inputs = near.into_iter().chain(any).map(|phase| [("phase_i", phase), ("cosine_i", phase >> 3 & 1)]);
    assert!(agrees("sine", inputs) >= 900_000);
}
