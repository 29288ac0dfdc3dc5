//! Places on the Earth, taken as a sphere.

/// Mean radius of the Earth (IUGG), km.
pub const EARTH_KM: f64 = 6371.0088;

/// Whether longitude and latitude are degrees; longitudes may run to 360.
pub fn are_degrees(lon: f64, lat: f64) -> bool {
    (-180.0..=360.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

/// The point of the unit sphere at a longitude and latitude in degrees.
pub fn on_sphere(lon: f64, lat: f64) -> [f64; 3] {
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Great-circle kilometres between points of the unit sphere by the straight
/// line through it: exact for small angles, where the cosine is not.
pub fn arc_km(chord: f64) -> f64 {
    2.0 * (chord / 2.0).min(1.0).asin() * EARTH_KM
}

/// Great-circle kilometres between two points of the unit sphere.
pub fn apart_km(a: [f64; 3], b: [f64; 3]) -> f64 {
    arc_km(a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt())
}

/// The straight line through the unit sphere under an arc; that of half the
/// Earth for longer ones.
pub fn chord(arc_km: f64) -> f64 {
    2.0 * (arc_km / EARTH_KM / 2.0).min(std::f64::consts::FRAC_PI_2).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_become_kilometres() {
        // One degree of a great circle is 111.195 km, also across the date line.
        assert!((apart_km(on_sphere(30.0, 50.0), on_sphere(30.0, 51.0)) - 111.195).abs() < 0.01);
        assert!((apart_km(on_sphere(179.5, 0.0), on_sphere(-179.5, 0.0)) - 111.195).abs() < 0.01);
        assert!((arc_km(chord(25.0)) - 25.0).abs() < 1e-9);
        assert_eq!(chord(1e6), 2.0);
    }
}
