//! Colours by name, for light and dark pages, and what eyes make of them.

use std::fmt::Write;

/// A colour, red, green and blue from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Light or dark page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Dark ink on white paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// Kind of colour vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vision {
    /// Three working kinds of cone.
    Trichromat,
    /// Without long-wave cones.
    Protanopia,
    /// Without middle-wave cones.
    Deuteranopia,
    /// Without short-wave cones.
    Tritanopia,
    /// A print in grey.
    Grey,
}

/// The colours of a report with a number of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    groups: usize,
    light: Vec<(String, Rgb)>,
    dark: Vec<(String, Rgb)>,
}

const LIGHT: [(&str, u32); 11] = [
    ("ink", 0x1A1F26),
    ("ink2", 0x4A525C),
    ("ink3", 0x69717B),
    ("rule", 0xD8D5CD),
    ("grid", 0xE7E4DD),
    ("panel", 0xF6F4EF),
    ("paper", 0xFFFFFF),
    ("accent", 0x8C2F1B),
    ("star", 0xB4540A),
    ("star2", 0xE9B27E),
    ("wash", 0xFAF1E2),
];
const DARK: [(&str, u32); 11] = [
    ("ink", 0xE8EAED),
    ("ink2", 0xB4BBC3),
    ("ink3", 0x8E97A1),
    ("rule", 0x333B44),
    ("grid", 0x2A3138),
    ("panel", 0x1C2229),
    ("paper", 0x14181D),
    ("accent", 0xE58A72),
    ("star", 0xE9904A),
    ("star2", 0x7A4A20),
    ("wash", 0x262219),
];
/// High, middle, low.
const GROUPS_LIGHT: [u32; 3] = [0x17456B, 0x3F9C97, 0xE3B968];
/// Found by search near the hues of the light mode: as far apart for every eye
/// as those, and 3 : 1 against the dark paper.
const GROUPS_DARK: [u32; 3] = [0xC5D8FF, 0x40A78B, 0x885D1B];
const GROUP_TEXT_LIGHT: [u32; 3] = [0x17456B, 0x1F6F6B, 0x85590B];
const GROUP_TEXT_DARK: [u32; 3] = [0xC5D8FF, 0x63C2A6, 0xD6A961];
const SEQUENTIAL: [u32; 6] = [0xEAF1F6, 0xC3D9E6, 0x8FB8D0, 0x5490B3, 0x25668F, 0x0D3E63];
const DIVERGING: [u32; 7] = [0x2F4B7C, 0x6D87B5, 0xB3C1DA, 0xF2EFE9, 0xF3C8A2, 0xDD8B50, 0xA5461A];
const DIVERGING_DARK: [u32; 7] = [0x86A6E0, 0x5D78AE, 0x42547A, 0x2A3038, 0x6E4A30, 0xB06A36, 0xEE9A62];

impl Palette {
    /// The palette for `groups` groups, 1 = highest. Up to three take the
    /// colours high, middle, low; more are interpolated between them in CIELAB.
    pub fn new(groups: usize) -> Self {
        Palette { groups, light: table(groups, Mode::Light), dark: table(groups, Mode::Dark) }
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// A colour by name: `ink`, `ink2`, `ink3`, `rule`, `grid`, `panel`,
    /// `paper`, `accent`, `star`, `star2`, `wash`, `g1`… group fills, `t1`…
    /// group texts, `o1`… text on group fills, `q1`–`q6` sequential, `d1`–`d7`
    /// diverging, `oq1`… and `od1`… text on these.
    pub fn color(&self, name: &str, mode: Mode) -> Option<Rgb> {
        let table = if mode == Mode::Light { &self.light } else { &self.dark };
        table.iter().find(|(n, _)| n == name).map(|(_, c)| *c)
    }

    /// Custom properties for both modes and the classes that use them.
    pub(crate) fn css(&self) -> String {
        let block = |table: &[(String, Rgb)]| {
            table.iter().fold(String::new(), |mut s, (name, c)| {
                let _ = write!(s, "--{name}:{};", c.hex());
                s
            })
        };
        let (light, dark) = (block(&self.light), block(&self.dark));
        let mut css = format!(
            ":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        );
        for (name, _) in &self.light {
            let _ = write!(css, ".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}");
        }
        css + SHARED
    }

    /// Classes with the light colours written out, for files that stand alone.
    pub(crate) fn plain_css(&self) -> String {
        let mut css =
            String::from("svg{background:#fff;font-family:'Source Sans 3','Noto Sans',system-ui,sans-serif}");
        for (name, c) in &self.light {
            let hex = c.hex();
            let _ = write!(css, ".f-{name}{{fill:{hex}}}.s-{name}{{stroke:{hex}}}");
        }
        let paper = Rgb::from_hex(LIGHT[6].1).hex();
        css + &SHARED.replace("var(--paper)", &paper)
    }
}

/// Rules both kinds of drawing need.
const SHARED: &str = ".n{fill:none}.b{font-weight:600}.halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}.dash{stroke-dasharray:4 3}.dot{stroke-dasharray:1.5 2}.thin{stroke-width:.6}.o25{opacity:.25}.o45{opacity:.45}.o80{opacity:.8}.edge{vector-effect:non-scaling-stroke;stroke-linejoin:round}";

fn table(groups: usize, mode: Mode) -> Vec<(String, Rgb)> {
    let (base, fills, texts) = match mode {
        Mode::Light => (&LIGHT, &GROUPS_LIGHT, &GROUP_TEXT_LIGHT),
        Mode::Dark => (&DARK, &GROUPS_DARK, &GROUP_TEXT_DARK),
    };
    let mut out: Vec<(String, Rgb)> =
        base.iter().map(|&(name, hex)| (name.to_string(), Rgb::from_hex(hex))).collect();
    for g in 0..groups {
        let fill = ramp(fills, g, groups);
        out.push((format!("g{}", g + 1), fill));
        out.push((format!("t{}", g + 1), ramp(texts, g, groups)));
        out.push((format!("o{}", g + 1), legible_on(fill)));
    }
    let sequential = SEQUENTIAL.iter().enumerate();
    out.extend(sequential.map(|(i, _)| {
        let at = if mode == Mode::Light { i } else { SEQUENTIAL.len() - 1 - i };
        (format!("q{}", i + 1), Rgb::from_hex(SEQUENTIAL[at]))
    }));
    let diverging = if mode == Mode::Light { &DIVERGING } else { &DIVERGING_DARK };
    out.extend(diverging.iter().enumerate().map(|(i, &c)| (format!("d{}", i + 1), Rgb::from_hex(c))));
    let ramps: Vec<(String, Rgb)> = out.iter().filter(|c| c.0.starts_with(['q', 'd'])).cloned().collect();
    out.extend(ramps.into_iter().map(|(name, fill)| (format!("o{name}"), legible_on(fill))));
    out
}

/// Ink or paper, whichever is legible on a fill; black where neither is.
fn legible_on(fill: Rgb) -> Rgb {
    let (ink, paper) = (Rgb::from_hex(LIGHT[0].1), Rgb::from_hex(LIGHT[6].1));
    let best = [ink, paper].into_iter().max_by(|a, b| contrast(fill, *a).total_cmp(&contrast(fill, *b)));
    best.filter(|c| contrast(fill, *c) >= 4.5).unwrap_or(Rgb(0, 0, 0))
}

/// Colour of group `g` of `n` on the way high – middle – low.
fn ramp(anchors: &[u32; 3], g: usize, n: usize) -> Rgb {
    let share = if n < 2 { 0.0 } else { 2.0 * g as f64 / (n - 1) as f64 };
    let below = (share.floor() as usize).min(1);
    let (a, b) = (Rgb::from_hex(anchors[below]).lab(), Rgb::from_hex(anchors[below + 1]).lab());
    let t = share - below as f64;
    if t == 0.0 {
        return Rgb::from_hex(anchors[below]);
    }
    if t == 1.0 {
        return Rgb::from_hex(anchors[below + 1]);
    }
    Rgb::from_lab(std::array::from_fn(|i| a[i] + t * (b[i] - a[i])))
}

impl Rgb {
    /// From 0xRRGGBB.
    pub const fn from_hex(hex: u32) -> Self {
        Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn from_linear(linear: [f64; 3]) -> Self {
        let [r, g, b] = linear.map(|c| {
            let c = c.clamp(0.0, 1.0);
            let c = if c <= 0.0031308 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
            (c * 255.0).round() as u8
        });
        Rgb(r, g, b)
    }

    /// CIELAB under D65.
    fn lab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
        let y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b;
        let z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883;
        let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
        [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
    }

    fn from_lab([l, a, b]: [f64; 3]) -> Self {
        let fy = (l + 16.0) / 116.0;
        let g = |t: f64| {
            if t.powi(3) > 216.0 / 24389.0 { t.powi(3) } else { (116.0 * t - 16.0) * 27.0 / 24389.0 }
        };
        let (x, y, z) = (0.95047 * g(fy + a / 500.0), g(fy), 1.08883 * g(fy - b / 200.0));
        Rgb::from_linear([
            3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
            -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
            0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
        ])
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// Contrast of two colours as WCAG 2 defines it, 1 to 21.
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (x, y) = (a.luminance(), b.luminance());
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

/// Distance of two colours in CIELAB (CIE 1976).
pub fn delta_e(a: Rgb, b: Rgb) -> f64 {
    let (x, y) = (a.lab(), b.lab());
    (0..3).map(|i| (x[i] - y[i]).powi(2)).sum::<f64>().sqrt()
}

/// How a colour looks to an eye. Colour blindness is simulated by a linear map
/// of linear RGB that keeps greys and the brightness of the missing cone's
/// confusion lines (matrices in the manner of Machado, Oliveira & Fernandes 2009).
pub fn simulate(color: Rgb, vision: Vision) -> Rgb {
    let m: [[f64; 3]; 3] = match vision {
        Vision::Trichromat => return color,
        Vision::Grey => {
            let y = color.luminance();
            return Rgb::from_linear([y, y, y]);
        }
        Vision::Protanopia => [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        Vision::Deuteranopia => {
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        }
        Vision::Tritanopia => [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    };
    let rgb = color.linear();
    Rgb::from_linear(std::array::from_fn(|i| (0..3).map(|j| m[i][j] * rgb[j]).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lab_survives_the_way_back() {
        for hex in GROUPS_LIGHT.iter().chain(&DIVERGING) {
            let c = Rgb::from_hex(*hex);
            assert_eq!(Rgb::from_lab(c.lab()), c);
        }
    }

    #[test]
    fn black_and_white_have_the_greatest_contrast() {
        assert!((contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((Rgb(255, 255, 255).lab()[0] - 100.0).abs() < 1e-3);
    }

    #[test]
    fn greys_stay_grey_for_every_eye() {
        for v in [Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia, Vision::Grey] {
            let Rgb(r, g, b) = simulate(Rgb(128, 128, 128), v);
            assert!(r.abs_diff(128) <= 1 && g.abs_diff(128) <= 1 && b.abs_diff(128) <= 1, "{v:?}");
        }
    }
}
