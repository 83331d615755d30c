//! Random passes, whose outcomes are those of the unit pass by pass.

use super::host::{Host, Offer};
use crate::exact::tests::edges;
use crate::passes::contract::contract;
use crate::passes::unit::VectorUnit;
use seedchip_spec::passes::{PassJob, VectorDevice};
use seedchip_spec::{First, Number, Operation, Pass, PassFunction, PassStatus, Reduction, Second, Store, VectorSizes};

/// Numbers at random.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// The slot of an element: near 1, near 0, or anything.
    fn slot(&mut self, any: bool) -> u32 {
        let bits = self.next() as u32;
        match self.below(8) {
            0 if any => self.one(&edges()),
            1 if any => bits,
            2 => 0,
            // From 0 to 1, as a sum in fixed point wants it.
            3..6 => bits & 0x00ff_ffff | 0x3e00_0000,
            _ => bits & 0x83ff_ffff | 0x3c00_0000,
        }
    }

    /// A pass that is mostly not refused.
    fn pass(&mut self, sizes: VectorSizes) -> Pass {
        let VectorSizes { lanes, words, rows } = sizes;
        let most = self.one_of_words(words);
        let vectors = self.below(most) + 1;
        let n = (vectors * lanes as u64 - self.below(lanes as u64)) as u32;
        let most = (words as u64 / vectors).min(rows as u64).min(6);
        let m = self.below(most) + 1;
        let end = words as u64 - m * vectors;
        let mut base = || if self.percent(50) { 0 } else { self.below(end + 1) as u16 };
        let (x_base, z_base, store_base) = (base(), base(), base());
        let formats: Vec<Number> = Number::ALL.iter().copied().filter(|it| it.is_x()).collect();
        let results: Vec<Number> = Number::ALL.iter().copied().filter(|it| it.is_result()).collect();
        let plain = self.percent(60);
        let operation = self.one(Operation::ALL);
        let position = self.below(40) as u32;
        Pass {
            operation,
            first: self.one(&[First::Stream, First::Stream, First::Bank, First::Scalar]),
            second: if operation == Operation::Copy && !self.percent(20) {
                Second::First
            } else {
                self.one(Second::ALL)
            },
            broadcast: self.percent(20),
            tag: self.next() as u16,
            function: if self.percent(60) { PassFunction::None } else { self.one(PassFunction::ALL) },
            guard: self.percent(20),
            reduction: self.one(Reduction::ALL),
            keep: self.percent(50),
            take: self.below(3) as u8,
            keep_register: self.below(3) as u8,
            store: self.one(Store::ALL),
            causal: self.percent(15),
            windowed: self.percent(15),
            limited: self.percent(15),
            shared: self.below(3) as u8,
            x_format: if plain { Number::Fp32 } else { self.one(&formats) },
            z_format: if plain { Number::Fp32 } else { self.one(&formats[..8]) },
            out_format: if self.percent(30) { Number::None } else { self.one(&results) },
            ceil: self.percent(50),
            x_base,
            z_base,
            store_base,
            immediate: self.slot(true),
            position,
            window: self.below(20) as u32,
            length: self.below(40) as u32,
            ..Pass::copy(m as u16, n)
        }
    }

    /// Rows are short, for the most part.
    fn one_of_words(&mut self, words: usize) -> u64 {
        let words = words as u64;
        self.one(&[1, 2, 3, 5, 9, words / 2, words]).min(words)
    }

    /// A pass with its packets, a few of them of a wrong length.
    fn job(&mut self, sizes: VectorSizes) -> PassJob {
        let mut pass = self.pass(sizes);
        match self.below(40) {
            0 => pass.m = 0,
            1 => pass.store_base = sizes.words as u16,
            2 => pass.m = sizes.rows as u16 + 1,
            3 => return PassJob::new(sizes, Pass::nothing(pass.tag), &[], &[]),
            _ => {}
        }
        let any = self.percent(20);
        let mut packet = |announced: bool| {
            let beats = usize::from(pass.m).max(1) * sizes.vectors(pass.n as usize);
            let beats = match self.below(25) {
                0 => beats.div_ceil(2),
                1 => beats + self.below(5) as usize,
                _ => beats,
            };
            let slots = if announced { beats * sizes.lanes } else { 0 };
            (0..slots).map(|_| self.slot(any)).collect::<Vec<u32>>()
        };
        let (x, z) = (packet(pass.announces_x()), packet(pass.announces_z()));
        // Rows of a beat: the slots behind a row's end mean nothing.
        let beats = PassJob::new(sizes, Pass::copy(1, sizes.lanes as u32), &x, &z);
        PassJob { pass, ..beats }
    }
}

#[test]
fn random_passes_are_those_of_the_unit_pass_by_pass() {
    let (mut refused, mut carried_out) = (0, 0);
    for (lanes, words, rows) in [(4, 16, 8), (4, 64, 16), (8, 32, 4)] {
        let sizes = VectorSizes { lanes, words, rows };
        for seed in 0..12 {
            let mut random = Random(seed * 977 + lanes as u64);
            let jobs: Vec<PassJob> = (0..25).map(|_| random.job(sizes)).collect();
            let expected = VectorUnit::new(sizes).passes(&jobs).expect("packets are whole");
            let offer = if seed % 2 == 0 { Offer::Always } else { Offer::Seldom(seed) };
            let found = Host::new(sizes).run(&jobs, offer);
            for (index, ((job, expected), found)) in jobs.iter().zip(expected).zip(found).enumerate() {
                let status = PassStatus {
                    cycles: 0,
                    stalls_x: 0,
                    stalls_z: 0,
                    stalls_results: 0,
                    stalls_wait: 0,
                    ..found.status
                };
                let what = format!("{sizes:?} {seed} {index}: {:?}", job.pass);
                assert_eq!(status, expected.status, "{what}");
                assert_eq!(found.results, expected.results, "{what}");
                assert_eq!(found.scales, expected.scales, "{what}");
                if status.error.is_failure() { refused += 1 } else { carried_out += 1 }
            }
        }
    }
    assert!(refused > 60 && carried_out > 500, "{refused} and {carried_out}");
}

#[test]
fn random_passes_end_when_the_contract_says() {
    let mut carried_out = 0;
    for (lanes, words, rows) in [(4, 16, 8), (4, 64, 16), (8, 32, 4), (8, 64, 16)] {
        let sizes = VectorSizes { lanes, words, rows };
        for seed in 0..8 {
            let mut random = Random(seed * 1009 + lanes as u64);
            let mut job = || {
                let pass = if random.percent(5) { Pass::nothing(1) } else { random.pass(sizes) };
                let asks = pass == Pass::nothing(1);
                let count = usize::from(pass.m) * pass.n as usize;
                let mut packet = |announced| vec![random.slot(false); if announced && !asks { count } else { 0 }];
                PassJob::new(sizes, pass, &packet(pass.announces_x()), &packet(pass.announces_z()))
            };
            // None that discards packets.
            let jobs: Vec<PassJob> = std::iter::repeat_with(&mut job)
                .filter(|job| contract(sizes, &[job.pass]).is_some())
                .take(45)
                .collect();
            let passes: Vec<Pass> = jobs.iter().map(|job| job.pass).collect();
            let contract = contract(sizes, &passes).expect("none discards packets");
            let mut host = Host::new(sizes);
            let outcomes = host.run(&jobs, Offer::Always);
            let mut before = 0;
            for (index, (times, outcome)) in contract.passes.iter().zip(outcomes).enumerate() {
                let what = format!("{sizes:?} {seed} {index}: {:?}", passes[index]);
                assert_eq!([host.accepted[index], host.shown[index]], [times.accepted, times.status], "{what}");
                if passes[index] != Pass::nothing(1) {
                    assert_eq!(outcome.status.cycles, times.end - before.max(times.accepted), "{what}");
                    carried_out += 1;
                }
                before = times.end;
            }
        }
    }
    assert!(carried_out > 1000, "{carried_out}");
}
