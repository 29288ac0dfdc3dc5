//! Equal-area projection of an extent: Albers' conic on the sphere, or the
//! cylindrical equal-area projection where the cone degenerates.
//!
//! With standard parallels φ₁, φ₂: n = (sin φ₁ + sin φ₂)/2,
//! C = cos² φ₁ + 2n sin φ₁, ρ(φ) = √(C − 2n sin φ)/n, θ = n(λ − λ₀),
//! x = ρ sin θ, y = ρ(φ₀) − ρ cos θ (unit sphere).

/// An equal-area projection of the unit sphere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EqualArea {
    center: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Conic { n: f64, c: f64, rho0: f64 },
    Cylindric { cos: f64 },
}

impl EqualArea {
    /// Fitted to an extent in degrees: standard parallels one sixth of its
    /// height from the upper and lower edge. `east` may exceed 180.
    pub(crate) fn fitted(west: f64, south: f64, east: f64, north: f64) -> Self {
        let (south, north) = (south.max(-89.9), north.min(89.9));
        let sixth = (north - south) / 6.0;
        let (p1, p2) = ((south + sixth).to_radians(), (north - sixth).to_radians());
        let center = (west + east) / 2.0;
        let n = (p1.sin() + p2.sin()) / 2.0;
        if n.abs() < 0.02 {
            return EqualArea { center, kind: Kind::Cylindric { cos: p1.cos().max(0.05) } };
        }
        let c = p1.cos().powi(2) + 2.0 * n * p1.sin();
        let rho0 = rho(n, c, ((south + north) / 2.0).to_radians());
        EqualArea { center, kind: Kind::Conic { n, c, rho0 } }
    }

    /// Projects degrees to the plane; y grows to the south, as on a screen.
    pub(crate) fn project(&self, lon: f64, lat: f64) -> (f64, f64) {
        let lambda = wrapped(lon - self.center).to_radians();
        let phi = lat.to_radians();
        match self.kind {
            Kind::Conic { n, c, rho0 } => {
                let (rho, theta) = (rho(n, c, phi), n * lambda);
                (rho * theta.sin(), rho * theta.cos() - rho0)
            }
            Kind::Cylindric { cos } => (lambda * cos, -phi.sin() / cos),
        }
    }
}

fn rho(n: f64, c: f64, phi: f64) -> f64 {
    (c - 2.0 * n * phi.sin()).max(0.0).sqrt() / n
}

/// Longitude difference in −180…180, so that a study over the date line stays whole.
fn wrapped(lon: f64) -> f64 {
    let l = lon.rem_euclid(360.0);
    if l > 180.0 { l - 360.0 } else { l }
}

/// West and east of points, by the largest gap between longitudes, so that an
/// extent over the date line is short. East may exceed 180.
pub(crate) fn longitudes(points: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let mut all: Vec<f64> = points.map(|l| l.rem_euclid(360.0)).collect();
    all.sort_by(f64::total_cmp);
    let (&first, &last) = (all.first()?, all.last()?);
    let mut gap = (first + 360.0 - last, first, last);
    for pair in all.windows(2) {
        if pair[1] - pair[0] > gap.0 {
            gap = (pair[1] - pair[0], pair[1], pair[0] + 360.0);
        }
    }
    let shift = if gap.1 > 180.0 { 360.0 } else { 0.0 };
    Some((gap.1 - shift, gap.2 - shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Area of a small spherical rectangle, by a fine ring of points in the plane.
    fn projected_area(p: &EqualArea, w: f64, s: f64, e: f64, n: f64) -> f64 {
        let steps = 200;
        let at = |i: usize, a: f64, b: f64| a + (b - a) * i as f64 / steps as f64;
        let mut ring = Vec::new();
        ring.extend((0..steps).map(|i| p.project(at(i, w, e), s)));
        ring.extend((0..steps).map(|i| p.project(e, at(i, s, n))));
        ring.extend((0..steps).map(|i| p.project(at(i, e, w), n)));
        ring.extend((0..steps).map(|i| p.project(w, at(i, n, s))));
        let next = |i: usize| ring[(i + 1) % ring.len()];
        let twice: f64 = ring.iter().enumerate().map(|(i, a)| a.0 * next(i).1 - next(i).0 * a.1).sum();
        (twice / 2.0).abs()
    }

    proptest! {
        /// The area of a spherical rectangle, Δλ (sin φ₂ − sin φ₁), is kept anywhere.
        #[test]
        fn areas_are_kept(lon in -40.0..40.0f64, lat in -60.0..60.0f64, dx in 0.5..5.0f64, dy in 0.5..5.0f64,
                          south in -60.0..50.0f64, height in 2.0..40.0f64) {
            let p = EqualArea::fitted(-20.0, south, 20.0, (south + height).min(85.0));
            let sphere = dx.to_radians() * ((lat + dy).to_radians().sin() - lat.to_radians().sin());
            let plane = projected_area(&p, lon, lat, lon + dx, lat + dy);
            prop_assert!((plane / sphere - 1.0).abs() < 1e-4, "{} {}", plane, sphere);
        }
    }

    #[test]
    fn a_standard_parallel_has_true_length() {
        let p = EqualArea::fitted(-125.0, 25.0, -67.0, 49.0);
        let phi = 29f64;
        let (a, b) = (p.project(-96.0, phi), p.project(-95.9, phi));
        let length = ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt();
        let sphere = 0.1f64.to_radians() * phi.to_radians().cos();
        assert!((length / sphere - 1.0).abs() < 1e-4);
    }

    #[test]
    fn north_is_up_also_in_the_south() {
        for (s, n) in [(25.0, 49.0), (-45.0, -10.0), (-5.0, 5.0)] {
            let p = EqualArea::fitted(100.0, s, 120.0, n);
            assert!(p.project(110.0, n).1 < p.project(110.0, s).1);
            assert!(p.project(119.0, (s + n) / 2.0).0 > p.project(101.0, (s + n) / 2.0).0);
        }
    }

    #[test]
    fn an_extent_over_the_date_line_is_short() {
        let (w, e) = longitudes([170.0, 178.0, -175.0].into_iter()).expect("one");
        assert!((e - w - 15.0).abs() < 1e-9);
        assert_eq!(longitudes([-120.0, -70.0].into_iter()), Some((-120.0, -70.0)));
        assert_eq!(longitudes(std::iter::empty()), None);
    }
}
