//! Cases of `mx_scale`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "mx_scale", cases: 600, cycles: 40 }

pub fn latency() -> Latency {
    let prepared = Script::of("mx_scale").resting(&[("magnitude_i", 0x3ffe_0000), ("ceil_i", 1)]);
    Latency::new("magnitude_i", "scale_o", prepared)
}

/// Of each format emax, and the greatest element.
const FORMATS: [(i64, i64); 8] = [
    // 127 / 64, 7 / 4, 448, 57344, 6; formats 5 to 7 are as 4.
    (0, 0x3ffe_0000),
    (0, 0x3fe0_0000),
    (8, 0x43e0_0000),
    (15, 0x4760_0000),
    (2, 0x40c0_0000),
    (2, 0x40c0_0000),
    (2, 0x40c0_0000),
    (2, 0x40c0_0000),
];

/// The scales at both ends, and some between.
fn some_scales() -> impl Iterator<Item = i64> {
    (0..=16).chain((17..240).step_by(13)).chain(240..=254)
}

/// A magnitude in a format, and its scales: rounded down, and up.
type Case = (i64, i64, [i64; 2]);

pub fn listed() -> Vec<Script> {
    vec![scales(&at_the_greatest()), scales(&by_hand()), scales(&single_bits()), scales(&specials())]
}

/// The greatest element times powers of two, its neighbours, and the power of two below and above it.
fn at_the_greatest() -> Vec<Case> {
    let mut all = Vec::new();
    for (format, (emax, greatest)) in (0..).zip(FORMATS) {
        for scale in some_scales() {
            let magnitude = greatest + ((scale - 127) << 23);
            let next = (scale + 1).min(254);
            for (more, up) in [(-1, scale), (0, scale), (1, next), (1 << 5, next)] {
                if (0x0080_0000..0x7f80_0000).contains(&(magnitude + more)) {
                    all.push((magnitude + more, format, [scale, up]));
                }
            }
            let (power, above) = ((scale + emax) << 23, (scale + emax + 1) << 23);
            if (0x0080_0000..0x7f80_0000).contains(&power) {
                all.push((power, format, [scale, scale]));
            }
            if (0x0080_0000..0x7f80_0000).contains(&above) {
                all.push((above - 1, format, [scale, next]));
            }
        }
    }
    all
}

#[rustfmt::skip]
fn by_hand() -> Vec<Case> {
    vec![
        // One, and the greatest FP32 number, whose scale is at its end where no element is greater than 2.
        (0x3f80_0000, 0, [127, 127]), (0x3f80_0000, 1, [127, 127]), (0x3f80_0000, 2, [119, 119]), (0x3f80_0000, 3, [112, 112]),
        (0x3f80_0000, 4, [125, 125]), (0x7f7f_ffff, 0, [254, 254]), (0x7f7f_ffff, 1, [254, 254]), (0x7f7f_ffff, 2, [246, 247]),
        (0x7f7f_ffff, 3, [239, 240]), (0x7f7f_ffff, 4, [252, 253]), (0x7f7e_0000, 0, [254, 254]), (0x7f7e_0001, 0, [254, 254]),
        (0x7f60_0000, 1, [254, 254]), (0x7f60_0001, 1, [254, 254]), (0x7f40_0000, 4, [252, 252]), (0x7f40_0001, 4, [252, 253]),
        (0x7f60_0000, 2, [246, 246]), (0x7f60_0001, 3, [239, 240]),
        // Subnormal numbers: 2^-127, its products with the greatest elements, and what is above them.
        (0x0040_0000, 0, [0, 0]), (0x0040_0001, 0, [0, 0]), (0x007f_0000, 0, [0, 0]), (0x007f_0001, 0, [0, 1]), (0x007f_ffff, 0, [0, 1]),
        (0x0070_0000, 1, [0, 0]), (0x0070_0001, 1, [0, 1]), (0x007f_ffff, 1, [0, 1]), (0x006f_ffff, 1, [0, 0]),
        (0x003f_ffff, 0, [0, 0]), (0x003f_ffff, 1, [0, 0]), (0x007f_ffff, 2, [0, 0]), (0x007f_ffff, 3, [0, 0]), (0x007f_ffff, 4, [0, 0]),
        (0x0080_0000, 0, [1, 1]), (0x00fe_0000, 0, [1, 1]), (0x00fe_0001, 0, [1, 2]), (0x00ff_ffff, 1, [1, 2]),
        // Where the scales of the other formats begin: 2^-127 times the greatest element.
        (0x0460_0000, 2, [0, 0]), (0x0460_0001, 2, [0, 1]), (0x0480_0000, 2, [1, 1]), (0x03ff_ffff, 2, [0, 0]),
        (0x07e0_0000, 3, [0, 0]), (0x07e0_0001, 3, [0, 1]), (0x0800_0000, 3, [1, 1]), (0x077f_ffff, 3, [0, 0]),
        (0x0140_0000, 4, [0, 0]), (0x0140_0001, 4, [0, 1]), (0x0180_0000, 4, [1, 1]), (0x00ff_ffff, 4, [0, 0]),
    ]
}

/// Powers of two: those below the least scale have it.
fn single_bits() -> Vec<Case> {
    let mut all = Vec::new();
    for (format, (emax, _)) in (0..).zip(FORMATS) {
        all.extend((0..23).map(|place| (1 << place, format, [0, 0])));
        all.extend(
            some_scales().filter(|field| *field > 0).map(|field| (field << 23, format, [(field - emax).max(0); 2])),
        );
    }
    all
}

/// Zero, infinity and NaNs.
fn specials() -> Vec<Case> {
    let of = |format: i64| {
        let nans =
            [0x7f80_0000, 0x7f80_0001, 0x7fc0_0000, 0x7fff_ffff].map(|magnitude| (magnitude, format, [255, 255]));
        [(0, format, [0, 0])].into_iter().chain(nans)
    };
    (0..8).flat_map(of).collect()
}

/// One magnitude a cycle, rounded down and up.
fn scales(cases: &[Case]) -> Script {
    let mut script = Script::of("mx_scale");
    for (magnitude, format, scales) in cases {
        for (ceil, scale) in (0..).zip(scales) {
            script = script
                .cycle(&[("magnitude_i", *magnitude), ("format_i", *format), ("ceil_i", ceil)])
                .sees(&[("scale_o", *scale), ("nan_o", (*scale == 255).into())]);
        }
    }
    script
}
