//! Which domains raise and which lower a region, one panel a domain.

use super::Context;
use crate::number;
use crate::read::Typology;
use crate::read::contributions::Contributions;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const ROW: f64 = 21.0;

/// Regions with a row: those of interest, then the first two, the middle one
/// and the last two of the index, in its order.
pub(crate) fn chosen(c: &Context, t: &Typology, all: &Contributions) -> Vec<String> {
    let mut ranked: Vec<_> = t.members.iter().filter(|m| all.shares.contains_key(&m.key)).collect();
    let index = |m: &crate::read::typology::Member| m.index.unwrap_or(f64::NEG_INFINITY);
    ranked.sort_by(|a, b| index(b).total_cmp(&index(a)).then(a.key.cmp(&b.key)));
    let n = ranked.len();
    let wanted = |i: usize, key: &String| {
        i < 3 || i + 3 >= n || i == n / 2 || c.study.focus.iter().take(6).any(|f| f == key)
    };
    ranked.iter().enumerate().filter(|(i, m)| wanted(*i, &m.key)).map(|(_, m)| m.key.clone()).collect()
}

pub(crate) fn draw(
    c: &Context,
    t: &Typology,
    all: &Contributions,
    name: impl Fn(&str) -> String,
    width: f64,
) -> Svg {
    let narrow = width < 500.0;
    let keys = chosen(c, t, all);
    let mut svg = Svg::new(width, 0.0);
    let label = if narrow { 112.0 } else { 190.0 };
    let across = if narrow { 2 } else { all.domains.len().clamp(1, 6) };
    let gap = 14.0;
    let panel = (width - label - gap * across as f64) / across as f64;
    let values = || keys.iter().flat_map(|k| all.shares[k].values().map(|v| v.abs()));
    // One scale for all panels, the same to both sides.
    let most = values().fold(0.1, f64::max);
    let mut top = 0.0;
    for chunk in all.domains.chunks(across) {
        let bottom = top + 24.0 + ROW * keys.len() as f64;
        for (i, key) in keys.iter().enumerate() {
            let base = top + 24.0 + ROW * i as f64 + 15.0;
            let shown = text::shorten(c.names.map_label(key), Face::Sans, 12.0, label - 16.0);
            let group = t.member(key).map_or(1, |m| m.group);
            svg.circle((5.0, base - 4.0), 4.0, &format!("f-g{group}"), 0.0);
            svg.text(15.0, base, &shown, Ink::new(12.0));
        }
        for (j, domain) in chunk.iter().enumerate() {
            let x = label + gap + j as f64 * (panel + gap);
            let title = text::shorten(&name(domain), Face::SansBold, 12.0, panel);
            svg.text(x, top + 14.0, &title, Ink::new(12.0).bold());
            // Room for the figure beyond the longest bar.
            let sx = Scale::linear((-most, most), (x + 34.0, x + panel - 34.0));
            svg.line((sx.at(0.0), top + 22.0), (sx.at(0.0), bottom), 1.0, "s-ink3");
            for (i, key) in keys.iter().enumerate() {
                let base = top + 24.0 + ROW * i as f64 + 15.0;
                let Some(v) = all.shares[key].get(domain) else { continue };
                let (a, b) = (sx.at(0.0).min(sx.at(*v)), sx.at(0.0).max(sx.at(*v)));
                svg.rect(a, base - 10.0, b - a, 12.0, if *v < 0.0 { "f-d6" } else { "f-d1" });
                let text = number::signed(v * 100.0, 0);
                let ink = Ink::new(11.0).color("ink2");
                match *v < 0.0 {
                    true => svg.text(a - 4.0, base, &text, ink.end()),
                    false => svg.text(b + 4.0, base, &text, ink),
                }
            }
        }
        top = bottom + 16.0;
    }
    svg.set_height(top - 8.0);
    svg
}
