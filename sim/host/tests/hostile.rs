//! Damaged networks: reading one may fail, and must do nothing worse.

mod draft;
mod file;

use draft::{BIASES, Draft, WEIGHTS};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};
use seedchip_host::quantise;
use seedchip_host::tflite::Network;
use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

/// One change of a file.
#[derive(Clone, Debug)]
enum Damage {
    /// These bytes are written over those at a place.
    Overwrite(usize, Vec<u8>),
    /// A word is replaced: absurd offsets, lengths and counts.
    Word(usize, u32),
    /// The file ends here.
    Truncate(usize),
    /// A part is repeated, which moves what follows.
    Repeat(usize, usize),
}

impl Damage {
    fn apply(&self, file: &mut Vec<u8>) {
        let length = file.len().max(1);
        match self {
            Self::Overwrite(place, bytes) => {
                for (offset, byte) in bytes.iter().enumerate() {
                    if let Some(target) = file.get_mut(place % length + offset) {
                        *target = *byte;
                    }
                }
            }
            Self::Word(place, word) => Self::Overwrite((place % length) & !3, word.to_le_bytes().to_vec()).apply(file),
            Self::Truncate(end) => file.truncate(end % length),
            Self::Repeat(start, count) => {
                let start = start % length;
                let part = file[start..file.len().min(start + count)].to_vec();
                file.splice(start..start, part);
            }
        }
    }
}

/// Places are drawn from the whole file and from `tables`, the parts of it that hold no weights: most of a network's
/// bytes are weights, which may have any value.
fn damage(length: usize, tables: Vec<usize>) -> impl Strategy<Value = Vec<Damage>> {
    let place = prop_oneof![1 => 0..length, 4 => prop::sample::select(tables)];
    let word = prop_oneof![
        any::<u32>(),
        0..64_u32,
        Just(u32::MAX),
        Just(1 << 31),
        Just((1 << 31) - 1),
        (0..256_u32).prop_map(|back| 0_u32.wrapping_sub(back)),
    ];
    let one = prop_oneof![
        4 => (place.clone(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(place, bytes)| Damage::Overwrite(place, bytes)),
        4 => (place.clone(), word).prop_map(|(place, word)| Damage::Word(place, word)),
        1 => (0..length).prop_map(Damage::Truncate),
        1 => (place, 1..64_usize).prop_map(|(start, count)| Damage::Repeat(start, count)),
    ];
    prop::collection::vec(one, 1..4)
}

/// Reads a file as the program would, and says whether it is a network.
fn read(file: &[u8]) -> bool {
    Network::read(file).is_ok_and(|network| {
        let copied: usize = network.layers.iter().map(|layer| layer.weights.len() + 4 * layer.bias.len()).sum();
        assert!(copied <= 8 * file.len(), "more was copied than the file can hold");
        let _ = quantise::layers(&network);
        true
    })
}

#[test]
fn damaged_networks_never_panic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../network/spectra_int8.tflite");
    let file = std::fs::read(path).expect("the project's network");
    let network = Network::read(&file).expect("a network");
    // Where a layer's weights begin: what is not within any of these is a table, a scale or a name.
    let weights: Vec<_> = network
        .layers
        .iter()
        .filter_map(|layer| {
            let bytes: Vec<u8> = layer.weights.iter().map(|weight| weight.cast_unsigned()).collect();
            let start = file.windows(bytes.len()).position(|window| window == bytes)?;
            Some(start..start + bytes.len())
        })
        .collect();
    assert_eq!(weights.len(), network.layers.len());
    let tables: Vec<usize> = (0..file.len()).filter(|at| !weights.iter().any(|range| range.contains(at))).collect();

    damage_all(&file, tables, 4000);
}

fn data_behind(beyond: u64) -> Vec<u8> {
    Draft::new().file_with_data_behind(beyond, &[WEIGHTS.to_vec(), BIASES.to_vec()])
}

#[test]
fn damaged_data_behind_the_flatbuffer_never_panics() {
    let file = data_behind(0);
    damage_all(&file, (0..file.len()).collect(), 4000);
}

/// Reads a file so many times, damaged each time, mostly in `tables`.
fn damage_all(file: &[u8], tables: Vec<usize>, cases: u32) {
    let (good, bad) = (Cell::new(0), Cell::new(0));
    let start = Instant::now();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let result = TestRunner::new_with_rng(config, rng).run(&damage(file.len(), tables), |changes| {
        let mut damaged = file.to_vec();
        changes.iter().for_each(|change| change.apply(&mut damaged));
        let count = if read(&damaged) { &good } else { &bad };
        count.set(count.get() + 1);
        Ok(())
    });
    result.expect("no panic");
    println!("{} damaged files were networks, {} were refused, in {:?}", good.get(), bad.get(), start.elapsed());
    assert!(good.get() >= 200 && bad.get() >= 200, "one outcome hardly occurred: the test shows nothing");
}

#[test]
fn every_truncation_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../network/spectra_int8.tflite");
    let file = std::fs::read(path).expect("the project's network");
    let last = file.len();
    for end in (0..4096).chain((4096..last).step_by(257)) {
        assert!(Network::read(&file[..end]).is_err(), "the first {end} bytes pass for a network");
    }
}
