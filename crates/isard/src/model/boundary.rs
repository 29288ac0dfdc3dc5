//! Outlines of regions.

/// Outline of a region in longitude and latitude (degrees, WGS 84).
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// Key of the region.
    pub region: String,
    /// Polygons of one outer ring and any number of holes; rings are closed
    /// (first point = last point), points are `[longitude, latitude]`.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}
