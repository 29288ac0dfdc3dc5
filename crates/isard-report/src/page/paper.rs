//! Order of the blocks of a chapter, so that printed pages are full: a figure
//! that does not fit on the rest of a page lets a later one that does go first.
//!
//! Heights are those of drawings, which are known, and of text, which is
//! estimated; a wrong estimate leaves a gap and breaks nothing.

use crate::text::{self, Face};
use maud::{Markup, html};

/// Height and width of the printed area in CSS pixels: A4 less 15 mm.
const PAGE: f64 = 1008.0;
const WIDTH: f64 = 680.0;
/// A gap with less room than this is not worth a table's first rows.
const START: f64 = 210.0;

/// Something that stands in a chapter.
pub(crate) struct Block {
    markup: Markup,
    /// Height on paper with the space below.
    height: f64,
    /// Whether it may go on on the next page.
    flows: bool,
    /// Whether it stands where it stands in the text.
    fixed: bool,
}

impl Block {
    /// A block that stays in one piece.
    pub(crate) fn new(markup: Markup, height: f64) -> Self {
        Block { markup, height, flows: false, fixed: false }
    }

    /// A block of text or rows that may be parted.
    pub(crate) fn flowing(markup: Markup, height: f64) -> Self {
        Block { markup, height, flows: true, fixed: false }
    }

    /// Nothing.
    pub(crate) fn empty() -> Self {
        Block::new(html! {}, 0.0)
    }

    /// Keeps its place.
    pub(crate) fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Followed by what screens show only.
    pub(crate) fn with(mut self, more: Markup) -> Self {
        self.markup = html! { (self.markup) (more) };
        self
    }

    fn fits(&self, rest: f64) -> bool {
        self.height <= rest || self.flows && rest >= START
    }
}

/// Where on a page the next block begins.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paper {
    used: f64,
}

impl Paper {
    fn rest(&self) -> f64 {
        PAGE - self.used
    }

    /// Puts a block on the page, with the heading above it if there is one, and
    /// returns the pixels that stay empty before it.
    fn put(&mut self, block: &Block, above: f64) -> f64 {
        let rest = self.rest() - above;
        let mut gap = 0.0;
        if !block.fits(rest) {
            gap = self.rest();
            self.used = 0.0;
        }
        self.used += above + block.height;
        if block.flows || self.used > PAGE {
            self.used %= PAGE;
        }
        gap
    }

    /// Orders the blocks of a chapter under its heading, `head` pixels tall.
    pub(crate) fn chapter(&mut self, heading: Markup, head: f64, blocks: Vec<Block>) -> Markup {
        let blocks: Vec<Block> = blocks.into_iter().filter(|b| b.height > 0.0).collect();
        let mut search = Search { blocks: &blocks, best: Vec::new(), cost: f64::INFINITY };
        search.from(*self, head, &mut Vec::new(), 0.0);
        let order = search.best;
        let mut above = head;
        for &i in &order {
            self.put(&blocks[i], above);
            above = 0.0;
        }
        html! { (heading) @for i in &order { (blocks[*i].markup) } }
    }
}

/// Looks through the orders of a chapter's blocks for the one with the least
/// empty paper and the fewest blocks out of their place.
struct Search<'a> {
    blocks: &'a [Block],
    best: Vec<usize>,
    cost: f64,
}

/// What a block that stands before an earlier one costs, in empty pixels.
const OUT_OF_PLACE: f64 = 60.0;
/// So many of the blocks that come next are tried at each step.
const AHEAD: usize = 4;

impl Search<'_> {
    fn from(&mut self, paper: Paper, above: f64, order: &mut Vec<usize>, cost: f64) {
        if cost >= self.cost {
            return;
        }
        if order.len() == self.blocks.len() {
            // The next chapter hardly begins on a short rest.
            let rest = paper.rest();
            let cost = cost + if rest < 400.0 { rest / 2.0 } else { 0.0 };
            if cost < self.cost {
                (self.cost, self.best) = (cost, order.clone());
            }
            return;
        }
        let left: Vec<usize> = (0..self.blocks.len()).filter(|i| !order.contains(i)).collect();
        for (before, &i) in left.iter().enumerate().take(AHEAD) {
            // Nothing passes a block that keeps its place, nor does it pass others.
            if before > 0 && (self.blocks[i].fixed || left[..before].iter().any(|&j| self.blocks[j].fixed)) {
                break;
            }
            let mut next = paper;
            let gap = next.put(&self.blocks[i], above);
            order.push(i);
            self.from(next, 0.0, order, cost + gap + OUT_OF_PLACE * before as f64);
            order.pop();
        }
    }
}

/// Height of text set over `width` pixels, with `leading` pixels a line.
pub(crate) fn text_height(text: &str, size: f64, width: f64, leading: f64) -> f64 {
    if text.trim().is_empty() {
        return 0.0;
    }
    text::wrap(text.trim(), Face::Sans, size, width).len() as f64 * leading
}

/// Height of a figure's head and note, with the rules and spaces between.
pub(crate) fn caption_height(title: &str, subtitle: &str, note: &str) -> f64 {
    // The serif of titles is a little wider than the semi-bold sans serif.
    let title = text::wrap(title, Face::SansBold, 19.0, WIDTH - 90.0).len() as f64 * 23.0;
    title + text_height(subtitle, 13.0, WIDTH, 17.6) + text_height(note, 11.3, WIDTH, 15.6) + 33.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &str, height: f64) -> Block {
        Block::new(html! { (name) }, height)
    }

    fn order(paper: &mut Paper, blocks: Vec<Block>) -> String {
        paper.chapter(html! {}, 60.0, blocks).into_string()
    }

    #[test]
    fn what_fits_stays_in_its_order() {
        assert_eq!(order(&mut Paper::default(), vec![]), "");
        assert_eq!(order(&mut Paper::default(), vec![block("a", 300.0), block("b", 300.0)]), "ab");
    }

    #[test]
    fn a_later_block_fills_the_gap_before_one_that_does_not_fit() {
        let blocks = vec![block("a", 500.0), block("b", 900.0), block("c", 400.0)];
        assert_eq!(order(&mut Paper::default(), blocks), "acb");
        // A table fills whatever is left.
        let blocks = vec![block("a", 500.0), block("b", 600.0), Block::flowing(html! { "t" }, 300.0)];
        assert_eq!(order(&mut Paper { used: 100.0 }, blocks), "atb");
    }

    #[test]
    fn nothing_passes_a_block_that_keeps_its_place() {
        let blocks = vec![block("a", 900.0), block("b", 500.0).fixed(), block("c", 80.0), Block::empty()];
        assert_eq!(order(&mut Paper { used: 800.0 }, blocks), "abc");
    }
}
