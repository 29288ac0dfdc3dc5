//! Industries, cluster categories and the clusters planted in regions.

use super::SampleOptions;
use super::columns::{integer, maybe_text, real, text};
use super::geography::Land;
use super::industry_names::SECTIONS;
use super::names::Name;
use super::stream::{Streams, round};
use crate::model::{Column, Table};

/// Name of the classification.
pub(super) const SCHEME: &str = "SAMPLE";
/// Name of the vintage before it.
const OLD_SCHEME: &str = "SAMPLE1";
/// Code of all industries together.
pub(super) const TOTAL: &str = "TOTAL";
/// Industries of a cluster category.
const CATEGORY: usize = 4;

/// An industry of the finest level.
pub(super) struct Industry {
    pub(super) code: String,
    pub(super) name: Name,
    pub(super) section: usize,
    pub(super) traded: bool,
    /// Cluster category; local industries have none.
    pub(super) cluster: Option<usize>,
    /// Share of all jobs in the first year.
    pub(super) share: f64,
    /// Jobs of a typical establishment.
    pub(super) establishment: f64,
    /// Yearly wage of a job, thousand crowns.
    pub(super) wage: f64,
    /// Yearly log growth common to all regions.
    pub(super) trend: f64,
}

/// A cluster category.
pub(super) struct Category {
    pub(super) key: String,
    pub(super) name: Name,
    pub(super) industries: Vec<usize>,
}

/// Stage in the life of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Emergence,
    Growth,
    Sustainment,
    Decline,
}

impl Stage {
    /// The word of the result tables.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Stage::Emergence => "emergence",
            Stage::Growth => "growth",
            Stage::Sustainment => "sustainment",
            Stage::Decline => "decline",
        }
    }

    fn next(self) -> Stage {
        match self {
            Stage::Emergence => Stage::Growth,
            Stage::Growth => Stage::Sustainment,
            Stage::Sustainment | Stage::Decline => Stage::Decline,
        }
    }

    /// Yearly log growth beyond the industry's and the region's.
    fn growth(self) -> f64 {
        match self {
            Stage::Emergence => 0.02,
            Stage::Growth => 0.11,
            Stage::Sustainment => 0.0,
            Stage::Decline => -0.09,
        }
    }
}

/// A cluster planted in a region.
pub(super) struct Planted {
    pub(super) region: usize,
    pub(super) category: usize,
    /// Stage by year.
    pub(super) stages: Vec<Stage>,
    /// Log of the factor on the region's jobs in the category, by year.
    pub(super) lift: Vec<f64>,
}

/// Sections, industries, categories and planted clusters.
pub(super) struct Industries {
    pub(super) sections: Vec<(String, Name)>,
    pub(super) industries: Vec<Industry>,
    pub(super) categories: Vec<Category>,
    pub(super) planted: Vec<Planted>,
}

impl Industries {
    /// The cluster planted in a region for a category.
    pub(super) fn planted_in(&self, region: usize, category: usize) -> Option<&Planted> {
        self.planted.iter().find(|p| p.region == region && p.category == category)
    }
}

/// Makes the industries and plants clusters.
pub(super) fn industries(options: &SampleOptions, land: &Land, streams: Streams) -> Industries {
    let (sections, mut industries) = classification(options.industries, streams);
    let categories = categories(&mut industries);
    let planted = plant(options, land, &categories, streams);
    Industries { sections, industries, categories, planted }
}

/// Sections of five industries; a section never has a single one, since its
/// margin would give that one away.
fn classification(n: usize, streams: Streams) -> (Vec<(String, Name)>, Vec<Industry>) {
    let mut count = n.div_ceil(5);
    if n % 5 == 1 {
        count -= 1;
    }
    let name = |[en, uk, ru]: [&str; 3], round: usize| {
        let name = Name::new(en, uk, ru);
        if round == 0 { name } else { name.numbered(round + 1) }
    };
    let letter = |s: usize| match s {
        0..26 => char::from(b'A' + s as u8).to_string(),
        _ => format!("Z{s}."),
    };
    // Fewer sections than there are names are spread over the list, so that local ones occur.
    let source =
        |s: usize| if count < SECTIONS.len() { s * SECTIONS.len() / count } else { s % SECTIONS.len() };
    let sections =
        (0..count).map(|s| (letter(s), name(SECTIONS[source(s)].1, s / SECTIONS.len()))).collect::<Vec<_>>();
    let mut industries: Vec<Industry> = (0..n)
        .map(|i| {
            let section = (i / 5).min(count - 1);
            let within = i - 5 * section;
            let (traded, _, names) = &SECTIONS[source(section)];
            let mut random = streams.of("industry", i);
            let (level, spread, scale) = if *traded { (0.6, 0.8, 3.0) } else { (1.8, 0.5, 1.5) };
            Industry {
                code: format!("{}{:02}", sections[section].0, within + 1),
                name: name(names[within % 5], section / SECTIONS.len() + within / 5),
                section,
                traded: *traded,
                cluster: None,
                share: level * f64::exp(spread * random.normal()),
                establishment: round(6.0 * f64::exp(scale * random.uniform()), 1),
                wage: round(24.0 * f64::exp(0.25 * random.normal()), 1),
                trend: 0.008 + 0.012 * random.normal(),
            }
        })
        .collect();
    let total: f64 = industries.iter().map(|i| i.share).sum();
    industries.iter_mut().for_each(|i| i.share /= total);
    (sections, industries)
}

/// Cluster categories: runs of traded industries, so that most reach over a
/// border between sections.
fn categories(industries: &mut [Industry]) -> Vec<Category> {
    let traded: Vec<usize> = (0..industries.len()).filter(|&i| industries[i].traded).collect();
    let mut groups: Vec<Vec<usize>> = traded.chunks(CATEGORY).map(<[usize]>::to_vec).collect();
    if let Some(last) = groups.pop_if(|g| g.len() < 2)
        && let Some(before) = groups.last_mut()
    {
        before.extend(last);
    }
    let categories = groups.into_iter().enumerate().map(|(c, members)| {
        members.iter().for_each(|&i| industries[i].cluster = Some(c));
        let first = &industries[members[0]].name;
        let name = Name {
            en: format!("{} etc.", first.en),
            uk: format!("{} тощо", first.uk),
            ru: format!("{} и др.", first.ru),
        };
        Category { key: format!("CL{:02}", c + 1), name, industries: members }
    });
    categories.collect()
}

/// Plants one cluster in two of three regions of the highest group and in
/// about every second of the others, more than one at times. Each walks
/// through its stages; stages last at least four years.
fn plant(options: &SampleOptions, land: &Land, categories: &[Category], streams: Streams) -> Vec<Planted> {
    let mut planted: Vec<Planted> = Vec::new();
    if categories.is_empty() {
        return planted;
    }
    for (r, region) in land.regions.iter().enumerate() {
        let mut random = streams.of("planted", r);
        let wanted = [1.2, 0.6, 0.4][region.groups[0]];
        let count = f64::floor(wanted + random.uniform()) as usize;
        let mut order: Vec<usize> = (0..categories.len()).collect();
        random.shuffle(&mut order);
        for &category in order.iter().take(count) {
            let mut stage =
                [Stage::Emergence, Stage::Growth, Stage::Sustainment, Stage::Decline][random.below(4)];
            let height = options.effects.cluster * (0.85 + 0.3 * random.uniform());
            let mut lift = match stage {
                Stage::Emergence => 0.15 * height,
                Stage::Growth => 0.35 * height,
                Stage::Sustainment | Stage::Decline => height,
            };
            let mut left = 4 + random.below(5);
            let (mut stages, mut lifts) = (Vec::new(), Vec::new());
            for year in 0..options.years {
                if left == 0 {
                    stage = stage.next();
                    left = 4 + random.below(5);
                }
                left -= 1;
                if year > 0 {
                    lift += stage.growth();
                }
                stages.push(stage);
                lifts.push(lift);
            }
            planted.push(Planted { region: r, category, stages, lift: lifts });
        }
    }
    planted
}

/// The table `industries`: total (level 0), sections (1), industries (2).
pub(super) fn table(industries: &Industries) -> Table {
    let total = Name::new("All industries", "Усі галузі", "Все отрасли");
    struct Row<'a> {
        code: &'a str,
        name: &'a Name,
        parent: Option<&'a str>,
        level: i64,
        traded: Option<bool>,
    }
    let mut rows = vec![Row { code: TOTAL, name: &total, parent: None, level: 0, traded: None }];
    rows.extend(industries.sections.iter().map(|(code, name)| Row {
        code,
        name,
        parent: Some(TOTAL),
        level: 1,
        traded: None,
    }));
    rows.extend(industries.industries.iter().map(|i| Row {
        code: &i.code,
        name: &i.name,
        parent: Some(&industries.sections[i.section].0),
        level: 2,
        traded: Some(i.traded),
    }));
    Table::new()
        .with("industry", text(&rows, |r| r.code))
        .with("name", text(&rows, |r| &r.name.en))
        .with("name_uk", text(&rows, |r| &r.name.uk))
        .with("name_ru", text(&rows, |r| &r.name.ru))
        .with("scheme", text(&rows, |_| SCHEME))
        .with("parent", maybe_text(&rows, |r| r.parent))
        .with("level", integer(&rows, |r| r.level))
        .with("traded", Column::Boolean(rows.iter().map(|r| r.traded).collect()))
}

/// The table `cluster_definitions`.
pub(super) fn cluster_table(industries: &Industries) -> Table {
    let rows: Vec<(&Category, &Industry)> = industries
        .categories
        .iter()
        .flat_map(|c| c.industries.iter().map(move |&i| (c, &industries.industries[i])))
        .collect();
    Table::new()
        .with("cluster", text(&rows, |r| &r.0.key))
        .with("name", text(&rows, |r| &r.0.name.en))
        .with("name_uk", text(&rows, |r| &r.0.name.uk))
        .with("name_ru", text(&rows, |r| &r.0.name.ru))
        .with("industry", text(&rows, |r| &r.1.code))
        .with("weight", real(&rows, |_| 1.0))
}

/// The table `crosswalks`: in the older vintage the first two industries of a
/// section were one.
pub(super) fn crosswalk_table(industries: &Industries) -> Table {
    let rows: Vec<(String, &str, f64)> = industries
        .industries
        .iter()
        .map(|i| {
            let peers: Vec<&Industry> =
                industries.industries.iter().filter(|j| j.section == i.section).take(2).collect();
            match peers.iter().position(|p| p.code == i.code) {
                Some(place) => {
                    let first = round(peers[0].share / (peers[0].share + peers[1].share), 3);
                    let weight = if place == 0 { first } else { round(1.0 - first, 3) };
                    (format!("{}10", industries.sections[i.section].0), i.code.as_str(), weight)
                }
                None => (format!("{}0", i.code), i.code.as_str(), 1.0),
            }
        })
        .collect();
    Table::new()
        .with("scheme_from", text(&rows, |_| OLD_SCHEME))
        .with("from", text(&rows, |r| &r.0))
        .with("scheme_to", text(&rows, |_| SCHEME))
        .with("to", text(&rows, |r| r.1))
        .with("weight", real(&rows, |r| r.2))
}
