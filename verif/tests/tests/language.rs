//! Language models on the units: what no logit depends on, and how near they are to FP32.

mod tiny;

use crate::block_formats::{golden, units};
use crate::project::root;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use seedchip_golden::columns::{Columns, product};
use seedchip_golden::passes::unit::VectorUnit;
use seedchip_host::job::Job;
use seedchip_host::language::reference::Reference;
use seedchip_host::language::{Decoder, MatrixProduct, Row, Step, Units, UnitsError, Weights};
use seedchip_host::model::architecture::ARCHITECTURES;
use seedchip_host::model::open::open;
use seedchip_host::vector::{Answer, Program};
use seedchip_sim::PowerUp;
use seedchip_sim::device::{StreamStalls, VerilatedDevice};
use seedchip_sim::models;
use seedchip_sim::streams::Stalls;
use seedchip_sim::vector_device::{VectorStalls, VerilatedVector};
use seedchip_spec::device::Device;
use seedchip_spec::passes::VectorDevice;
use seedchip_spec::{Block, DATAPATH, Format, VectorSizes};
use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use tiny::{model, tokens};

/// Two units, whatever they are.
struct Both {
    /// None multiplies columns of weights.
    matrix: Option<Box<dyn Device>>,
    vector: Box<dyn VectorDevice>,
}

impl Both {
    /// Golden models: that of whole columns, and a vector unit of these sizes.
    fn fast(sizes: VectorSizes) -> Self {
        Self { matrix: None, vector: Box::new(VectorUnit::new(sizes)) }
    }
}

impl Units for Both {
    fn vector_sizes(&self) -> VectorSizes {
        self.vector.sizes()
    }

    fn products(&mut self, _: Step, products: &[MatrixProduct]) -> Result<Vec<Vec<u32>>, UnitsError> {
        let Some(unit) = &mut self.matrix else {
            let columns = |of: &MatrixProduct| {
                let MatrixProduct { format, shape, activations, row_scales, weights, column_scales } = *of;
                product(&Columns { format, shape, activations, row_scales, weights, column_scales }).0
            };
            return Ok(products.iter().map(columns).collect());
        };
        let sizes = unit.configuration().sizes();
        let jobs = products.iter().map(|product| product.job(sizes)).collect::<Result<Vec<_>, _>>()?;
        let answer = Job::sequence(jobs).run(&mut **unit, &mut |_| ControlFlow::Continue(()))?;
        assert!(answer.statuses.iter().all(|status| !status.error.is_failure()), "{:?}", answer.statuses);
        let mut words = answer.results.iter().map(|word| word.cast_unsigned());
        let of = |product: &MatrixProduct| words.by_ref().take(product.shape.0 * product.shape.1).collect();
        Ok(products.iter().map(of).collect())
    }

    fn program(&mut self, _: Step, program: &Program) -> Result<Answer, UnitsError> {
        Ok(program.run(&mut *self.vector)?)
    }
}

/// The logits behind every token of a sequence, in chunks of so many tokens.
fn logits(
    units: &mut dyn Units,
    (architecture, format): (usize, Format),
    tokens: &[u32],
    chunk: usize,
) -> Result<Vec<u32>, Box<dyn Error>> {
    let model = model(&ARCHITECTURES[architecture], 1);
    let weights = Weights::new(&model, format, |_| ())?;
    let mut decoder = Decoder::new(model, weights, 1);
    let mut logits = Vec::new();
    for tokens in tokens.chunks(chunk) {
        let rows: Vec<Row> = tokens.iter().map(|token| Row { sequence: 0, token: *token }).collect();
        let wanted: Vec<usize> = (0..rows.len()).collect();
        logits.extend(decoder.forward(units, &rows, &wanted)?.expect("all are wanted").words);
    }
    Ok(logits)
}

/// A case of a model: its architecture, format, tokens, and how it is run.
fn run_cases(count: u32, check: impl Fn(usize, Format, Vec<u32>, VectorSizes, usize) -> Result<(), Box<dyn Error>>) {
    let config = Config { cases: count, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Config::default() };
    let power = |from: u32, to: u32| (from..=to).prop_map(|bits| 1_usize << bits);
    let sizes =
        (power(2, 5), power(4, 8), power(0, 6)).prop_map(|(lanes, words, rows)| VectorSizes { lanes, words, rows });
    let strategy = (
        0..ARCHITECTURES.len(),
        prop::sample::select(Format::ALL.to_vec()),
        prop::collection::vec(0..tiny::VOCABULARY as u32, 1..tiny::CONTEXT),
        sizes,
        1..10_usize,
    );
    TestRunner::new(config)
        .run(&strategy, |(architecture, format, tokens, sizes, chunk)| {
            check(architecture, format, tokens, sizes, chunk).map_err(|error| TestCaseError::fail(error.to_string()))
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Neither the chunks of a prompt, nor lanes, words of banks and rows of the vector unit change a bit.
#[test]
fn chunks_and_lanes_change_no_logit() {
    run_cases(60, |architecture, format, tokens, sizes, chunk| {
        let one = (architecture, format);
        let expected = logits(&mut Both::fast(VectorSizes { lanes: 16, words: 2048, rows: 256 }), one, &tokens, 1)?;
        // Rows of norms must fit into a bank; those of scores need not.
        let sizes = VectorSizes { words: sizes.words.max(64 / sizes.lanes), ..sizes };
        let found = logits(&mut Both::fast(sizes), one, &tokens, chunk)?;
        assert_eq!(found, expected, "{} in {} on {sizes:?}", ARCHITECTURES[architecture].name, format.name());
        Ok(())
    });
}

/// Nor do arrays of any number of rows.
#[test]
fn arrays_change_no_logit() {
    let arrays = units();
    run_cases(8, |architecture, format, tokens, _, chunk| {
        let (one, tokens) = ((architecture, format), &tokens[..tokens.len().min(6)]);
        let expected = logits(&mut Both::fast(VectorSizes { lanes: 4, words: 256, rows: 8 }), one, tokens, 1)?;
        for array in &arrays {
            let vector = Box::new(VectorUnit::new(VectorSizes { lanes: 4, words: 256, rows: 8 }));
            let mut units = Both { matrix: Some(golden(array)), vector };
            assert_eq!(logits(&mut units, one, tokens, chunk)?, expected, "{array}");
        }
        Ok(())
    });
}

/// Sequences that are computed together have the logits that each has alone.
#[test]
fn a_batch_changes_no_logit() -> Result<(), Box<dyn Error>> {
    for (architecture, kind) in ARCHITECTURES.iter().enumerate() {
        let one = (architecture, Format::MxInt8);
        let sizes = VectorSizes { lanes: 8, words: 128, rows: 32 };
        let sequences: Vec<Vec<u32>> = (0..3).map(|seed| tokens(seed, 5 + 4 * seed as usize)).collect();
        let alone = sequences.iter().map(|tokens| logits(&mut Both::fast(sizes), one, tokens, 3));
        let alone = alone.collect::<Result<Vec<_>, _>>()?;
        let model = model(kind, 1);
        let weights = Weights::new(&model, Format::MxInt8, |_| ())?;
        let (mut decoder, mut units) = (Decoder::new(model, weights, 3), Both::fast(sizes));
        let longest = sequences.iter().map(Vec::len).max().unwrap_or(0);
        let mut together = vec![Vec::new(); 3];
        for index in 0..longest {
            let token = |(sequence, tokens): (usize, &Vec<u32>)| Some(Row { sequence, token: *tokens.get(index)? });
            let rows: Vec<Row> = sequences.iter().enumerate().filter_map(token).collect();
            let wanted: Vec<usize> = (0..rows.len()).collect();
            let found = decoder.forward(&mut units, &rows, &wanted)?.expect("all are wanted");
            for (row, words) in rows.iter().zip(found.words.chunks(found.columns)) {
                together[row.sequence].extend_from_slice(words);
            }
        }
        assert_eq!(together, alone, "{}", kind.name);
    }
    Ok(())
}

/// The Verilated units give every bit that the golden models give, with streams that stall and without.
#[test]
fn the_verilog_gives_the_logits_of_the_golden_model() -> Result<(), Box<dyn Error>> {
    let block = Block::named("vector").expect("it is listed");
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    for (index, array) in units().iter().enumerate() {
        let architecture = index % ARCHITECTURES.len();
        let one = (architecture, if index % 2 == 0 { Format::MxInt8 } else { Format::Int8 });
        let tokens = tokens(7, 4);
        let model = models::block(&block.at(&[sizes.lanes, sizes.words, sizes.rows]), PowerUp::Zero)?;
        let mut vector = VerilatedVector::new(model, sizes)?;
        let model = models::block(&DATAPATH.of(array), PowerUp::Zero)?;
        let mut matrix = VerilatedDevice::new(model, array)?;
        // Half of them pause at random.
        if index >= 2 {
            vector.stall(&VectorStalls::all(Stalls::Percent(40)), 1)?;
            matrix.stall(&StreamStalls::all(Stalls::Percent(40)), 1)?;
        }
        let mut units = Both { matrix: Some(Box::new(matrix)), vector: Box::new(vector) };
        let expected = logits(&mut Both::fast(sizes), one, &tokens, 3)?;
        assert_eq!(logits(&mut units, one, &tokens, 3)?, expected, "{} on {array}", ARCHITECTURES[architecture].name);
    }
    Ok(())
}

/// Every architecture in every format is as near to FP32 as its elements are: a wrong operation is as far as another model.
#[test]
fn logits_are_near_those_of_fp32() -> Result<(), Box<dyn Error>> {
    for (architecture, kind) in ARCHITECTURES.iter().enumerate() {
        let tokens = tokens(3, tiny::CONTEXT - 1);
        let model = model(kind, 1);
        let mut reference = Reference::new(&model)?;
        let expected = tokens.iter().map(|token| reference.forward(*token)).collect::<Result<Vec<_>, _>>()?.concat();
        for format in Format::ALL {
            let found = logits(
                &mut Both::fast(VectorSizes { lanes: 8, words: 128, rows: 32 }),
                (architecture, *format),
                &tokens,
                9,
            )?;
            let norm =
                |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|number| number * number).sum::<f64>().sqrt();
            let pairs = expected.iter().zip(&found);
            let differences = &mut pairs.map(|(expected, found)| f64::from(f32::from_bits(*found) - expected));
            let error = norm(differences) / norm(&mut expected.iter().map(|number| f64::from(*number)));
            let most = match format {
                Format::Int8 | Format::MxInt8 => 0.1,
                Format::Int4 | Format::MxInt8Int4 | Format::MxInt8Mxfp4 | Format::Mxfp4 => 0.8,
            };
            assert!(error < most, "{} in {}: relative error {error:.4}", kind.name, format.name());
        }
    }
    Ok(())
}

/// The reference gives the logits that transformers gives of the models of `verif/oracle/language.py`.
#[test]
fn the_reference_gives_the_logits_of_transformers() -> Result<(), Box<dyn Error>> {
    let folder = root().join("verif/oracle/language");
    let mut models = 0;
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let model = open(&path, Some(&folder.join("tokenizer.json")))?;
        let mut reference = Reference::new(&model)?;
        for line in fs::read_to_string(path.join("logits.txt"))?.lines() {
            let (token, expected) = line.split_once(' ').ok_or("a token and logits")?;
            let expected = expected.split(' ').map(str::parse::<f32>).collect::<Result<Vec<_>, _>>()?;
            let found = reference.forward(token.parse()?)?;
            let most = expected.iter().fold(0_f32, |most, logit| most.max(logit.abs()));
            for (found, expected) in found.iter().zip(&expected) {
                // FP32 in another order of sums.
                assert!((found - expected).abs() < 2e-5 * most, "{}: {found} is not {expected}", path.display());
            }
            assert_eq!(found.len(), expected.len());
        }
        models += 1;
    }
    assert_eq!(models, 8, "the script makes so many");
    Ok(())
}

/// The published model of 260 K parameters: FP32 writes the text that llama2.c publishes, and MXINT8 chooses nearly the same.
#[test]
#[cfg_attr(not(public_models), ignore = "../shared/models has no stories260K.bin")]
fn the_published_story_is_written() -> Result<(), Box<dyn Error>> {
    let folder = root().join("../shared/models");
    let model = open(&folder.join("stories260K.bin"), Some(&folder.join("tok512.bin")))?;
    let greatest = |logits: &[f32]| {
        (0..logits.len()).fold(0, |best, token| if logits[token] > logits[best] { token } else { best })
    };
    let mut reference = Reference::new(&model)?;
    let mut tokens = vec![model.tokenizer.start().ok_or("a token that begins")?];
    while tokens.len() < 200 {
        let logits = reference.forward(tokens[tokens.len() - 1])?;
        tokens.push(greatest(&logits) as u32);
    }
    let bytes = |pair: &[u32]| model.tokenizer.bytes(Some(pair[0]), pair[1]);
    let text = String::from_utf8(tokens.windows(2).flat_map(bytes).collect())?;
    let published = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
                     One day, she saw a big, red ball. She wanted to play with it, but it was too high.\n\
                     Lily's mom said, \"Lily, let's go to the park.\" Lily was sad and didn't know what to do. She said, \
                     \"I want to play with your ball, but I can't find it.\"";
    assert!(text.starts_with(published), "{text}");

    let weights = Weights::new(&model, Format::MxInt8, |_| ())?;
    let mut decoder = Decoder::new(model, weights, 1);
    let mut units = Both::fast(VectorSizes { lanes: 16, words: 2048, rows: 256 });
    let mut chosen = Vec::new();
    for rows in tokens[..199].chunks(64) {
        let rows: Vec<Row> = rows.iter().map(|token| Row { sequence: 0, token: *token }).collect();
        let wanted: Vec<usize> = (0..rows.len()).collect();
        let logits = decoder.forward(&mut units, &rows, &wanted)?.expect("all are wanted");
        chosen.extend(Decoder::greatest(&mut units, &logits)?);
    }
    let equal = chosen.iter().zip(&tokens[1..]).filter(|(chosen, token)| chosen == token).count();
    let first = chosen.iter().zip(&tokens[1..]).take_while(|(chosen, token)| chosen == token).count();
    assert_eq!((equal, first), (194, 38), "choices that are those of FP32, and the first of them");
    Ok(())
}
