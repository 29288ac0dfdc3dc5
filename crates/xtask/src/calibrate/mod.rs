//! What intervals and probabilities are worth: economies with a known truth
//! are drawn many times, analysed, and compared with that truth.
//!
//! `make calibrate` writes docs/calibration.md; the tests here run the same
//! experiments on fewer draws.

mod groups;
mod mobility;
mod network;
mod performance;
mod space;
mod stars;

use std::fmt::Write;
use std::path::Path;

/// Runs all experiments and writes the page.
pub(crate) fn write() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = String::from(
        "<!-- Written by `make calibrate`. -->\n\n# Calibration\n\n\
         Economies with a known truth are drawn, analysed by isard, and compared with that truth. Everything is seeded: the \
         page comes out the same on any machine. `make test` runs the same experiments on fewer draws.\n",
    );
    eprintln!("intervals and probabilities of stars …");
    out.push_str(&stars::page(200));
    eprintln!("stars for productivity and dynamism …");
    out.push_str(&performance::page(200));
    eprintln!("recovery of region groups …");
    out.push_str(&groups::page(100));
    eprintln!("tests of mobility …");
    out.push_str(&mobility::page(2_000));
    eprintln!("permutation tests on the map …");
    out.push_str(&space::page(2_000));
    eprintln!("communities and leaders …");
    out.push_str(&network::page(10)?);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/calibration.md");
    std::fs::write(path, out)?;
    println!("docs/calibration.md");
    Ok(())
}

/// A Markdown table.
fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "\n| {} |", header.join(" | "));
    let _ = writeln!(out, "|{}", "---|".repeat(header.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Events against the probability that was given for them, in tenths.
#[derive(Debug, Clone, Default)]
struct Reliability {
    /// Number, sum of probabilities and events of each tenth.
    tenths: [(usize, f64, usize); 10],
}

impl Reliability {
    fn add(&mut self, probability: f64, event: bool) {
        let tenth = &mut self.tenths[((probability * 10.0) as usize).min(9)];
        tenth.0 += 1;
        tenth.1 += probability;
        tenth.2 += usize::from(event);
    }

    fn merge(&mut self, other: &Reliability) {
        for (mine, theirs) in self.tenths.iter_mut().zip(other.tenths) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1, mine.2 + theirs.2);
        }
    }

    /// Mean distance between probability and frequency, weighted by number.
    fn error(&self) -> f64 {
        let n: usize = self.tenths.iter().map(|t| t.0).sum();
        let off: f64 = self.tenths.iter().map(|t| (t.1 - t.2 as f64).abs()).sum();
        off / n.max(1) as f64
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let filled = self.tenths.iter().enumerate().filter(|(_, t)| t.0 > 0);
        filled
            .map(|(i, &(n, sum, events))| {
                vec![
                    format!("{:.1}–{:.1}", i as f64 / 10.0, (i + 1) as f64 / 10.0),
                    n.to_string(),
                    format!("{:.3}", sum / n as f64),
                    format!("{:.3}", events as f64 / n as f64),
                ]
            })
            .collect()
    }
}
