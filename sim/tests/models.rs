//! The Verilated models: ports of every width, power-up, threads, waveforms.
#![cfg(feature = "models")]

use seedchip_sim::device::VerilatedDevice;
use seedchip_sim::harness::{Harness, Limits};
use seedchip_sim::models::{self, Typed};
use seedchip_sim::streams::Stalls;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{BLOCKS, Beats, Configuration, Direction, NAMED, Pins};

#[test]
fn every_block_and_every_named_datapath_has_a_model() {
    let tiny = Configuration::named("tiny").expect("it exists");
    for block in BLOCKS {
        let model = models::block(block.name).unwrap_or_else(|| panic!("`{}` is not Verilated", block.name));
        assert_eq!(model.ports(), (block.ports)(&tiny), "{}", block.name);
        assert_eq!((model.block(), model.configuration()), (block.name, "tiny"));
    }
    for preset in NAMED {
        let configuration = Configuration::named(preset.name).expect("it exists");
        let model = models::datapath(preset.name).unwrap_or_else(|| panic!("`{}` is not Verilated", preset.name));
        let ports = (seedchip_spec::block("datapath").expect("it is listed").ports)(&configuration);
        assert_eq!(model.ports(), ports, "{}", preset.name);
    }
    assert!(models::block("nothing").is_none());
    assert!(models::datapath("nothing").is_none());
}

/// Random inputs through the typed accessors, and through C++, fold to the same number.
fn agrees<T: Typed>(make: impl Fn() -> T, in_rust: impl Fn(&mut T, u64, u64) -> u64) {
    for seed in 0..4 {
        let expected = make().exercise_in_cpp(500, seed);
        assert_eq!(in_rust(&mut make(), 500, seed), expected);
    }
}

#[test]
fn rust_and_cpp_mean_the_same_ports() {
    macro_rules! agree {
        ($($module:ident $model:ident),*) => {
            $(agrees(|| models::$module::$model::new(PowerUp::Zero), models::$module::$model::exercise);)*
        };
    }
    agree!(
        shift_right_tiny ShiftRight, requantise_tiny Requantise, stream_fifo_tiny StreamFifo, row_tiny Row,
        parameters_tiny Parameters, sequencer_tiny Sequencer, counters_tiny Counters, array_default Array,
        datapath_tiny Datapath, datapath_small Datapath, datapath_dense Datapath, datapath_default Datapath, datapath_large Datapath
    );
}

#[test]
fn ports_of_every_width_round_trip() {
    for block in BLOCKS {
        let mut model = models::block(block.name).expect("it is Verilated");
        for (index, port) in model.ports().iter().enumerate().filter(|(_, port)| port.direction == Direction::Input) {
            let words = port.width.div_ceil(32);
            let written: Vec<u32> = (0..words as u32).map(|word| 0xfedc_ba98_u32.rotate_left(word) | 1).collect();
            model.write(index, &written);
            model.settle();
            let mut read = vec![0; words];
            model.read(index, &mut read);
            let mut expected = written.clone();
            expected[words - 1] &= u32::MAX >> (words * 32 - port.width);
            assert_eq!(read, expected, "{}.{}", block.name, port.name);
            let low = u64::from(expected[0]) | expected.get(1).map_or(0, |word| u64::from(*word) << 32);
            assert_eq!(model.value(index), low, "{}.{}", block.name, port.name);
            model.set_value(index, u64::MAX);
            assert_eq!(model.value(index), u64::MAX >> (64 - port.width.min(64)), "{}.{}", block.name, port.name);
        }
    }
}

#[test]
fn wide_ports_are_written_in_place() {
    let mut row = models::row_tiny::Row::new(PowerUp::Zero);
    assert_eq!(row.sum_i().len(), 3, "72 bits");
    row.sum_i_mut().copy_from_slice(&[1, 2, u32::MAX]);
    row.settle();
    assert_eq!(row.sum_i(), [1, 2, 0xff], "bits beyond the width are cleared");
}

#[test]
fn pins_and_ports_are_the_same() {
    let mut model = models::block("stream_register").expect("it is Verilated");
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
    for block in ["stream_register", "stream_fifo"] {
        for seed in 0..10 {
            let model = models::model(block, "tiny", PowerUp::Random(seed)).expect("it is Verilated");
            let mut harness = Harness::new(model, seed).expect("reset works");
            harness.feed("up", &beats).expect("it has the stream");
            harness.stall("up", Stalls::Percent(30), seed).expect("it has the stream");
            harness.stall("down", Stalls::Bursts { run: 9, pause: 9 }, seed).expect("it has the stream");
            let limits = Limits { cycles: 10_000, idle_cycles: 100 };
            harness.run(&[("down", 200)], limits).unwrap_or_else(|error| panic!("{block}: {error}"));
            assert_eq!(harness.take("down").expect("it has the stream").all_data(), beats.all_data());
        }
    }
}

/// What a memory answers that nobody has written.
fn power_up(power_up: PowerUp) -> Vec<u64> {
    let mut memory = models::memory_tiny::Memory::new(power_up);
    memory.set_read_i(true);
    (0..4)
        .map(|address| {
            memory.set_read_address_i(address);
            memory.clock();
            memory.read_data_o().into()
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
        let mut datapath = models::datapath_tiny::Datapath::new(PowerUp::Random(seed));
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
    let model = models::datapath("tiny").expect("it is Verilated");
    std::thread::spawn(move || drop(model)).join().expect("it ends");
}

#[test]
fn a_datapaths_driver_takes_datapaths_only() {
    let tiny = Configuration::named("tiny").expect("a preset");
    let error = VerilatedDevice::new(models::block("stream_fifo").expect("it is Verilated"), &tiny).err();
    assert!(error.expect("a queue is no datapath").to_string().contains("no stream `s_axis_command`"));
}

#[test]
fn a_trace_that_cannot_be_written_says_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut model = models::block("pe").expect("it is Verilated");
    let error = model.trace(&folder.path().join("no/such/folder.vcd"), 0..=9).expect_err("no folder");
    assert!(error.to_string().contains("No such file"), "{error}");
}
