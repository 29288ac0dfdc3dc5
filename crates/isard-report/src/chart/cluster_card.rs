//! A cluster at a glance: its map, and how it gathered and changed.

use super::Context;
use super::lines::year_ticks;
use super::lq_maps;
use super::trend_panels::{Panel, line};
use crate::read::Clusters;
use crate::read::dynamics::Point;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// A measure over the years.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) title: String,
    pub(crate) points: Vec<Point>,
    pub(crate) decimals: usize,
}

/// What is drawn of a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) cluster: String,
    pub(crate) courses: Vec<Course>,
}

pub(crate) fn draw(c: &Context, m: &Clusters, card: &Card, id: &str, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let beside = width > 500.0 && !card.courses.is_empty();
    let share = if c.boundaries.is_empty() { 0.0 } else { 0.55 };
    let map = if beside { width * share } else { width };
    let mut bottom: f64 = 0.0;
    if !c.boundaries.is_empty() {
        let tall = if width > 1000.0 { 480.0 } else { 340.0 };
        let one = lq_maps::single(c, m, &card.cluster, id, map, tall);
        bottom = one.height();
        svg.raw(&one.into_body());
    }
    let (x, mut y) =
        if beside { (if share > 0.0 { map + 44.0 } else { 0.0 }, 0.0) } else { (0.0, bottom + 12.0) };
    let panel = (width - x).min(520.0);
    let tall = if width > 1000.0 { 92.0 } else { 76.0 };
    for course in &card.courses {
        y = course_at(&mut svg, course, (x, y), panel, tall);
    }
    svg.set_height(bottom.max(y) + 4.0);
    svg
}

fn course_at(svg: &mut Svg, course: &Course, (x, y): (f64, f64), width: f64, tall: f64) -> f64 {
    svg.text(x, y + 13.0, &text::shorten(&course.title, Face::SansBold, 12.5, width), Ink::new(12.5).bold());
    let (Some(first), Some(last)) = (course.points.first(), course.points.last()) else { return y };
    let top = course.points.iter().filter_map(|p| p.band.map(|b| b.1).or(p.value)).fold(1e-9, f64::max);
    let sx = Scale::linear((first.year as f64, last.year as f64), (x + 3.0, x + width - 44.0));
    let sy = Scale::linear((0.0, top * 1.04), (y + 24.0 + tall, y + 24.0));
    let panel = Panel { title: String::new(), points: course.points.clone() };
    line(svg, &panel, &sx, &sy, course.decimals);
    for (at, year) in year_ticks(first.year, last.year, 1).into_iter().enumerate() {
        let ink = Ink::new(11.0).color("ink3");
        let (ink, at) = if at == 0 { (ink, x) } else { (ink.middle(), sx.at(year as f64)) };
        svg.text(at, y + 24.0 + tall + 15.0, &year.to_string(), ink);
    }
    y + tall + 58.0
}
