//! The Verilated models: ports of every width, power-up, threads, waveforms.

use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::harness::{Harness, Limits};
use seedchip_sim::models::{self, Cache, Verilated};
use seedchip_sim::streams::Stalls;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{BLOCKS, Beats, Block, Configuration, DATAPATH, Direction, NAMED, Pins};

fn named(name: &str) -> Configuration {
    Configuration::named(name).expect("a preset")
}

fn listed(name: &str) -> &'static Block {
    Block::named(name).unwrap_or_else(|| panic!("no block is called `{name}`"))
}

/// A block at the first of its sizes.
fn block(name: &str, power_up: PowerUp) -> Verilated {
    models::block(&listed(name).first(), power_up).unwrap_or_else(|error| panic!("{error}"))
}

fn datapath(configuration: &Configuration, power_up: PowerUp) -> Verilated {
    models::block(&DATAPATH.of(configuration), power_up).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_block_and_every_named_datapath_has_a_model() {
    for listed in BLOCKS {
        let model = block(listed.name, PowerUp::Zero);
        assert_eq!(model.ports(), listed.first().ports(), "{}", listed.name);
        assert_eq!((model.block(), model.sizes()), (listed.name, listed.first().sizes().as_str()));
    }
    for preset in NAMED {
        let configuration = named(preset.name);
        let ports = DATAPATH.of(&configuration).ports();
        let model = datapath(&configuration, PowerUp::Zero);
        assert_eq!(model.ports(), ports, "{}", preset.name);
        assert_eq!((model.block(), model.sizes()), ("datapath", preset.name));
    }
}

/// Random inputs through the ports in Rust, and in C++, fold to the same number.
#[test]
fn rust_and_cpp_mean_the_same_ports() {
    let tiny = ["shift_right", "convert", "stream_fifo", "row", "parameter_sets", "launcher", "statuses"];
    let models = tiny.map(|name| listed(name).first()).into_iter();
    let models = models.chain([listed("array").of(&named("default"))]);
    let models = models.chain(NAMED.iter().map(|preset| DATAPATH.of(&named(preset.name))));
    for instance in models {
        let make = || models::block(&instance, PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
        for seed in 0..4 {
            let expected = make().exercise_in_cpp(500, seed);
            assert_eq!(make().exercise(500, seed), expected, "{instance}");
        }
    }
}

#[test]
fn ports_of_every_width_round_trip() {
    for listed in BLOCKS {
        let mut model = block(listed.name, PowerUp::Zero);
        for (index, port) in model.ports().iter().enumerate().filter(|(_, port)| port.direction == Direction::Input) {
            let words = port.width.div_ceil(32);
            let written: Vec<u32> = (0..words as u32).map(|word| 0xfedc_ba98_u32.rotate_left(word) | 1).collect();
            model.write(index, &written);
            model.settle();
            let mut read = vec![0; words];
            model.read(index, &mut read);
            let mut expected = written.clone();
            expected[words - 1] &= u32::MAX >> (words * 32 - port.width);
            assert_eq!(read, expected, "{}.{}", listed.name, port.name);
            let low = u64::from(expected[0]) | expected.get(1).map_or(0, |word| u64::from(*word) << 32);
            assert_eq!(model.value(index), low, "{}.{}", listed.name, port.name);
            model.set_value(index, u64::MAX);
            assert_eq!(model.value(index), u64::MAX >> (64 - port.width.min(64)), "{}.{}", listed.name, port.name);
        }
    }
}

#[test]
fn wide_ports_are_written_in_place() {
    let mut row = block("row", PowerUp::Zero);
    let sum = row.port("sum_i").expect("it has the port");
    assert_eq!(row.words(sum).map(<[u32]>::len), Some(3), "72 bits");
    row.words_mut(sum).expect("72 bits").copy_from_slice(&[1, 2, u32::MAX]);
    row.settle();
    assert_eq!(row.words(sum), Some(&[1, 2, 0xff][..]), "bits beyond the width are cleared");
    let swap = row.port("swap_i").expect("it has the port");
    assert!(row.words(swap).is_none() && row.words_mut(swap).is_none(), "a number");
}

#[test]
fn pins_and_ports_are_the_same() {
    let mut model = block("stream_register", PowerUp::Zero);
    let mut pins = Pins::zero(model.ports(), Direction::Input);
    model.cycle(&pins);
    pins.set("rst_ni", 1);
    pins.set("up_valid_i", 1);
    pins.set("up_data_i", 0xbeef);
    let outputs = model.cycle(&pins);
    assert!(outputs.high("up_ready_o") && !outputs.high("down_valid_o"), "before the edge");
    pins.set("up_valid_i", 0);
    let outputs = model.cycle(&pins);
    assert!(outputs.high("down_valid_o"), "after it");
    assert_eq!(outputs.get("down_data_o"), 0xbeef);
    assert_eq!(model.cycles(), 3);
}

#[test]
fn beats_pass_a_register_and_a_queue() {
    let mut beats = Beats::new(1);
    (0..200).for_each(|beat| beats.push(&[beat * 257 % 65_536], false));
    for name in ["stream_register", "stream_fifo"] {
        for seed in 0..10 {
            let mut harness = Harness::new(block(name, PowerUp::Random(seed)), seed).expect("reset works");
            harness.feed("up", &beats).expect("it has the stream");
            harness.stall("up", Stalls::Percent(30), seed).expect("it has the stream");
            harness.stall("down", Stalls::Bursts { run: 9, pause: 9 }, seed).expect("it has the stream");
            let limits = Limits { cycles: 10_000, idle_cycles: 100 };
            harness.run(&[("down", 200)], limits).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(harness.take("down").expect("it has the stream").all_data(), beats.all_data());
        }
    }
}

/// What a memory answers that nobody has written.
fn power_up(power_up: PowerUp) -> Vec<u64> {
    let mut memory = block("memory", power_up);
    let [read, address, data] =
        ["read_i", "read_address_i", "read_data_o"].map(|name| memory.port(name).expect("it has the port"));
    memory.set_value(read, 1);
    (0..4)
        .map(|word| {
            memory.set_value(address, word);
            memory.clock();
            memory.value(data)
        })
        .collect()
}

#[test]
fn power_up_is_zero_or_random_from_a_seed() {
    assert_eq!(power_up(PowerUp::Zero), [0; 4]);
    assert_ne!(power_up(PowerUp::Random(1)), [0; 4]);
    assert_ne!(power_up(PowerUp::Random(1)), power_up(PowerUp::Random(2)));
    assert_eq!(power_up(PowerUp::Random(1)), power_up(PowerUp::Random(1)));
}

#[test]
fn threads_share_nothing() {
    let run = |seed| {
        let state = power_up(PowerUp::Random(seed));
        let mut datapath = datapath(&named("tiny"), PowerUp::Random(seed));
        (state, datapath.exercise(2000, seed))
    };
    let expected: Vec<_> = (0..8).map(run).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|seed| scope.spawn(move || (0..5).map(|_| run(seed)).collect::<Vec<_>>())).collect();
        for (thread, expected) in threads.into_iter().zip(&expected) {
            for outcome in thread.join().expect("it ends") {
                assert_eq!(outcome, *expected);
            }
        }
    });
    // A model may move between threads, and end on another than it began on.
    let model = datapath(&named("tiny"), PowerUp::Zero);
    std::thread::spawn(move || drop(model)).join().expect("it ends");
}

#[test]
fn a_damaged_library_is_built_again_and_loaded() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cache = Cache::at(folder.path());
    let design = models::exported(&listed("shift_right").first()).expect("exported");
    let run = || models::load_from(&cache, &design).expect("loaded").model(PowerUp::Zero).exercise(100, 1);
    let expected = run();
    let path = cache.library(&design).expect("it is there");
    let whole = std::fs::read(&path).expect("a library");
    // A new file: the old one is in this program's memory.
    std::fs::remove_file(&path).and_then(|()| std::fs::write(&path, &whole[..4096])).expect("written");
    assert_eq!(run(), expected);
}

#[test]
fn a_datapaths_driver_takes_datapaths_only() {
    let error = VerilatedDevice::new(block("stream_fifo", PowerUp::Zero), &named("tiny")).err();
    assert!(error.expect("a queue is no datapath").to_string().contains("no stream `s_axis_command`"));
}

#[test]
fn a_trace_that_cannot_be_written_says_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut model = block("pe", PowerUp::Zero);
    let error = model.trace(&folder.path().join("no/such/folder.vcd"), 0..=9).expect_err("no folder");
    assert!(error.to_string().contains("No such file"), "{error}");
}
