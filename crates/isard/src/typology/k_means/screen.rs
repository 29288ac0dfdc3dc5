//! The nearest center of sixteen points at once, in single precision, with
//! the knowledge of when that is good enough.
//!
//! ½‖x − c‖² − ½‖x‖² = ½‖c‖² − x·c orders the centers as their distances do.
//! Computed in single precision (u = 2⁻²⁴) about the mean of all points, each
//! score is off by at most (d + 4)·u·(‖x‖·R + ½R²), R the largest ‖c‖; a lead
//! of more than twice that is the order of the exact distances. The few points
//! without such a lead are compared in double precision, so that the labels
//! are those of double precision throughout.

use crate::linalg::{Blocks, Points, SIDE};

/// Unit roundoff of single precision.
const U: f64 = 1.0 / (1u64 << 24) as f64;

/// Centers laid out for the look at a block.
pub(super) struct Screen {
    /// Tiles of `width` centers: for each coordinate the values of the tile.
    centers: Vec<f32>,
    /// ½‖c‖²; infinite for the padding of the last tile.
    half: Vec<f32>,
    width: usize,
    cols: usize,
    /// Lead that decides: `constant + (slope + curve·‖x‖)·‖x‖`.
    constant: f32,
    slope: f32,
    curve: f32,
}

/// What a look at a block found.
pub(super) struct Look {
    /// Nearest center of each point.
    pub(super) label: [u32; SIDE],
    /// All bits set where the label is that of the exact distances.
    pub(super) sure: [u32; SIDE],
    /// How much nearer that center is than any other, at least; 0 where not sure.
    pub(super) gap: [f32; SIDE],
}

impl Screen {
    pub(super) fn new(blocks: &Blocks, centers: &Points) -> Screen {
        let (k, cols) = (centers.rows(), centers.cols());
        // The widest tile among those with the least padding.
        let width = [6, 4, 2].into_iter().min_by_key(|w| k.div_ceil(*w) * w).unwrap_or(6);
        let tiles = k.div_ceil(width);
        let mut screen = Screen {
            centers: vec![0.0; tiles * width * cols],
            half: vec![f32::INFINITY; tiles * width],
            width,
            cols,
            constant: 0.0,
            slope: 0.0,
            curve: 0.0,
        };
        let mut longest = 0.0f64;
        for c in 0..k {
            let tile = c / width * width * cols;
            let mut square = 0.0;
            for (j, (x, o)) in centers.row(c).iter().zip(blocks.origin()).enumerate() {
                let centered = x - o;
                screen.centers[tile + j * width + c % width] = centered as f32;
                square += centered * centered;
            }
            screen.half[c] = (square / 2.0) as f32;
            longest = longest.max(square.sqrt());
        }
        // A little more than twice the error; the last terms stand for underflow and for
        // the rounding of double precision itself.
        let error = 2.2 * (cols + 4) as f64 * U;
        screen.constant = (error * longest * longest / 2.0 + 1e-35) as f32;
        screen.slope = (error * longest) as f32;
        screen.curve = ((cols + 4) as f64 * 2f64.powi(-48)) as f32;
        if longest.is_nan() || longest >= 1e15 {
            // Products may overflow: nothing is sure.
            screen.constant = f32::INFINITY;
        }
        screen
    }

    /// Looks at one block. `FMA` may be set where the processor has fused
    /// multiplication; it changes neither labels nor what they are worth.
    #[inline(always)]
    pub(super) fn look<const FMA: bool>(&self, block: &[[f32; SIDE]], norms: &[f32; SIDE]) -> Look {
        match self.width {
            6 => self.look_by::<6, FMA>(block, norms),
            4 => self.look_by::<4, FMA>(block, norms),
            _ => self.look_by::<2, FMA>(block, norms),
        }
    }

    #[inline(always)]
    fn look_by<const W: usize, const FMA: bool>(&self, block: &[[f32; SIDE]], norms: &[f32; SIDE]) -> Look {
        let mut best = [f32::INFINITY; SIDE];
        let mut second = [f32::INFINITY; SIDE];
        let mut label = [0u32; SIDE];
        let (halves, _) = self.half.as_chunks::<W>();
        for (t, (tile, half)) in self.centers.chunks_exact(W * self.cols).zip(halves).enumerate() {
            let mut product = [[0.0f32; SIDE]; W];
            for (x, centers) in block.iter().zip(tile.as_chunks::<W>().0) {
                for w in 0..W {
                    for lane in 0..SIDE {
                        if FMA {
                            product[w][lane] = x[lane].mul_add(centers[w], product[w][lane]);
                        } else {
                            product[w][lane] += x[lane] * centers[w];
                        }
                    }
                }
            }
            for w in 0..W {
                let number = (t * W + w) as u32;
                for lane in 0..SIDE {
                    let score = half[w] - product[w][lane];
                    let nearer = score < best[lane];
                    let loser = if nearer { best[lane] } else { score };
                    second[lane] = if loser < second[lane] { loser } else { second[lane] };
                    best[lane] = if nearer { score } else { best[lane] };
                    label[lane] = if nearer { number } else { label[lane] };
                }
            }
        }
        let mut sure = [0u32; SIDE];
        let mut gap = [0.0f32; SIDE];
        for lane in 0..SIDE {
            let norm = norms[lane];
            let lead = self.constant + (self.slope + self.curve * norm) * norm;
            let decided = second[lane] - best[lane] > lead;
            sure[lane] = if decided { u32::MAX } else { 0 };
            // ‖x − c‖² = ‖x‖² + 2·score, give or take the errors of both.
            let off = lead + 1e-6 * norm * norm;
            let near = (norm * norm + 2.0 * best[lane] + off).sqrt();
            let far = (norm * norm + 2.0 * second[lane] - off).sqrt();
            let most = far * (1.0 - 1e-6) - near;
            gap[lane] = if decided && most > 0.0 { most } else { 0.0 };
        }
        Look { label, sure, gap }
    }
}
