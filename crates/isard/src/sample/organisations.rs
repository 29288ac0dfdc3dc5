//! Organisations: firms around leaders, institutions, and firms that stand alone.

use super::World;
use super::columns::{integer, maybe_integer, maybe_real, maybe_text, real, text};
use super::communities::{Community, INSTITUTIONS, near};
use super::names::invent;
use super::programmes::Targets;
use super::stream::{round, weighted};
use crate::inference::Random;
use crate::model::Table;

/// An organisation.
pub(super) struct Organisation {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) industry: Option<usize>,
    pub(super) region: usize,
    pub(super) place: [f64; 2],
    pub(super) parent: Option<usize>,
    pub(super) founded: i64,
    /// Last year in which it is active.
    pub(super) closed: Option<i64>,
    pub(super) community: Option<usize>,
    pub(super) leader: bool,
    /// Programme for organisations that it takes part in.
    pub(super) programme: Option<usize>,
    /// Jobs and turnover (thousand crowns) by year of results.
    pub(super) results: Vec<(i64, f64, f64)>,
}

impl Organisation {
    /// Whether it is active in a year.
    pub(super) fn active(&self, year: i64) -> bool {
        self.founded <= year && self.closed.is_none_or(|c| c >= year)
    }

    fn jobs(&self) -> f64 {
        self.results.last().map_or(0.0, |r| r.1)
    }

    fn turnover(&self) -> f64 {
        self.results.last().map_or(0.0, |r| r.2)
    }
}

/// Who an organisation is, before it has a number.
struct Draft {
    role: &'static str,
    community: Option<usize>,
    leader: bool,
}

/// Makes the organisations. Numbers are given by lot: they tell nothing about
/// communities.
pub(super) fn organisations(world: &World, communities: &[Community]) -> Vec<Organisation> {
    let mut drafts = drafts(world, communities);
    world.streams.of("numbers", 0).shuffle(&mut drafts);
    let words = invent(&mut world.streams.of("firm names", 0), drafts.len());
    let digits = drafts.len().to_string().len();
    let residents: Vec<f64> = world.land.regions.iter().map(|r| r.population).collect();
    let shares: Vec<f64> = world.industries.industries.iter().map(|i| i.share).collect();
    // The first leader of a community sits at its centre.
    let mut seated = vec![false; communities.len()];
    let mut all: Vec<Organisation> = Vec::with_capacity(drafts.len());
    for (number, (draft, word)) in drafts.iter().zip(&words).enumerate() {
        let mut random = world.streams.of("organisation", number);
        let home = draft.community.map(|c| &communities[c]);
        let place = match (home, draft.community) {
            (Some(k), Some(c)) if draft.leader && !seated[c] => {
                seated[c] = true;
                k.centre
            }
            (Some(k), _) => near(&world.land, &mut random, k.centre, world.options.community_radius_km),
            (None, _) => {
                let region = weighted(&mut random, &residents).unwrap_or(0);
                near(&world.land, &mut random, world.land.regions[region].town, 40.0)
            }
        };
        let region = world.land.region_at(place).or(home.map(|k| k.region)).unwrap_or(0);
        let firm = draft.role == "firm";
        let industry = match home.and_then(|k| k.category) {
            _ if !firm => None,
            Some(category) if draft.leader || random.uniform() < 0.75 => {
                let of = &world.industries.categories[category].industries;
                Some(of[random.below(of.len())])
            }
            _ => weighted(&mut random, &shares),
        };
        let (founded, closed) = life(world, draft, &mut random);
        all.push(Organisation {
            key: format!("O{:0digits$}", number + 1),
            name: format!("{} {}", word.en, suffix(draft.role, &mut random)),
            role: draft.role,
            industry,
            region,
            place,
            parent: None,
            founded,
            closed,
            community: draft.community,
            leader: draft.leader,
            programme: None,
            results: Vec::new(),
        });
    }
    own(world, &mut all);
    support(world, &mut all);
    for number in 0..all.len() {
        all[number].results = results(world, number, &all[number]);
    }
    all
}

fn drafts(world: &World, communities: &[Community]) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(world.options.organisations);
    for (c, community) in communities.iter().enumerate() {
        let before = drafts.len();
        let mut push = |role, leader| drafts.push(Draft { role, community: Some(c), leader });
        (0..community.leaders).for_each(|_| push("firm", true));
        for (role, &count) in INSTITUTIONS.iter().zip(&community.institutions) {
            (0..count).for_each(|_| push(role, false));
        }
        if community.cluster_organisation {
            push("cluster_organisation", false);
        }
        while drafts.len() < before + community.size {
            drafts.push(Draft { role: "firm", community: Some(c), leader: false });
        }
    }
    let mut random = world.streams.of("outsiders", 0);
    while drafts.len() < world.options.organisations {
        let institution = random.uniform() < 0.08;
        let role = if institution { INSTITUTIONS[random.below(INSTITUTIONS.len())] } else { "firm" };
        drafts.push(Draft { role, community: None, leader: false });
    }
    drafts
}

/// Year of foundation, and of closure for the few that close.
fn life(world: &World, draft: &Draft, random: &mut Random) -> (i64, Option<i64>) {
    let last = world.options.last_year();
    let window = world.options.result_years as i64;
    let young = !draft.leader && draft.role == "firm" && random.uniform() < 0.08;
    let founded = match young {
        true => last - random.below(window as usize) as i64,
        false => last - window - random.below(if draft.leader { 60 } else { 30 }) as i64,
    };
    // Members close less often than those who stand alone.
    let rate = world.options.closures * if draft.community.is_some() { 0.8 } else { 1.8 };
    let closes = draft.role == "firm" && !draft.leader && random.uniform() < rate;
    let closed = last - 1 - random.below((window as usize).saturating_sub(2).max(1)) as i64;
    (founded, (closes && closed > founded).then_some(closed))
}

fn suffix(role: &str, random: &mut Random) -> &'static str {
    let words: &[&str] = match role {
        "finance" => &["Bank", "Capital", "Credit Union"],
        "intermediary" => &["Agency", "Brokers", "Consulting"],
        "science" => &["Institute", "Research Centre"],
        "education" => &["University", "College"],
        "public" => &["Council", "Development Office"],
        "civic" => &["Association", "Chamber"],
        "cluster_organisation" => &["Cluster"],
        _ => &["Works", "Group", "Systems", "Trade", "Partners", "Industries", "Brothers", "Services"],
    };
    words[random.below(words.len())]
}

/// Leaders own one in twenty of the small firms of their community.
fn own(world: &World, all: &mut [Organisation]) {
    let leader_of = |c: usize, all: &[Organisation]| {
        (0..all.len()).filter(|&o| all[o].community == Some(c) && all[o].leader).collect::<Vec<_>>()
    };
    let communities = all.iter().filter_map(|o| o.community).max().map_or(0, |c| c + 1);
    let leaders: Vec<Vec<usize>> = (0..communities).map(|c| leader_of(c, all)).collect();
    for (number, organisation) in all.iter_mut().enumerate() {
        let Some(c) = organisation.community else { continue };
        let mut random = world.streams.of("owners", number);
        if organisation.role == "firm" && !organisation.leader && random.uniform() < 0.05 {
            organisation.parent = Some(leaders[c][random.below(leaders[c].len())]);
        }
    }
}

/// Chooses who takes part in programmes for organisations: about one firm in
/// twelve for each, not the leaders.
fn support(world: &World, all: &mut [Organisation]) {
    for (p, programme) in world.programmes.iter().enumerate() {
        if programme.targets != Targets::Organisations {
            continue;
        }
        for (number, organisation) in all.iter_mut().enumerate() {
            let mut random = world.streams.of("support", p * 10_000_000 + number);
            let eligible = organisation.role == "firm"
                && !organisation.leader
                && organisation.programme.is_none()
                && organisation.founded < programme.start
                && organisation.closed.is_none();
            if eligible && random.uniform() < 1.0 / 12.0 {
                organisation.programme = Some(p);
            }
        }
    }
}

/// Jobs and turnover by year.
///
/// Yearly log growth of a firm's jobs = its industry's trend, its region's
/// group, −0.01 ln(size / 20), `effects.member` for members,
/// `effects.programme_organisation` from the start of its programme, and noise.
///
/// Members are larger at the start, so that a plain comparison misleads.
fn results(world: &World, number: usize, organisation: &Organisation) -> Vec<(i64, f64, f64)> {
    let effects = world.options.effects;
    let noise = world.options.noise;
    let mut random = world.streams.of("results", number);
    let member = organisation.community.is_some();
    let firm = organisation.role == "firm";
    let start: f64 = match (organisation.leader, firm, member) {
        (true, _, _) => f64::exp(800f64.ln() + 0.4 * random.normal()).clamp(260.0, 6000.0),
        (_, false, _) => f64::exp(60f64.ln() + 0.8 * random.normal()).clamp(3.0, 2000.0),
        (_, _, true) => f64::exp(20f64.ln() + random.normal()).clamp(1.0, 240.0),
        (_, _, false) => f64::exp(13f64.ln() + random.normal()).clamp(1.0, 240.0),
    };
    let kind = organisation.industry.map(|i| &world.industries.industries[i]);
    let mut per_job = kind.map_or(30.0, |k| k.wage) * 2.4 * f64::exp(0.3 * random.normal());
    let mut jobs = start;
    let last = world.options.last_year();
    let mut rows = Vec::new();
    for year in last - world.options.result_years as i64 + 1..=last {
        if !organisation.active(year) {
            continue;
        }
        if !rows.is_empty() {
            let mut growth = kind.map_or(0.0, |k| k.trend) - 0.01 * (start / 20.0).ln();
            growth += [0.01, 0.0, -0.005][world.land.regions[organisation.region].groups[0]];
            if firm && member {
                growth += effects.member;
            }
            if let Some(p) = organisation.programme
                && year >= world.programmes[p].start
            {
                growth += world.programmes[p].effect;
            }
            jobs *= (growth + 0.06 * noise * random.normal()).exp();
            per_job *= (0.015 + 0.04 * noise * random.normal()).exp();
        }
        rows.push((year, round(jobs, 1).max(0.1), round(jobs * per_job, 0)));
    }
    rows
}

/// The table `organisations`; jobs and turnover are those of the last active year.
pub(super) fn table(world: &World, all: &[Organisation]) -> Table {
    Table::new()
        .with("organisation", text(all, |o| &o.key))
        .with("name", text(all, |o| &o.name))
        .with("role", text(all, |o| o.role))
        .with("industry", maybe_text(all, |o| o.industry.map(|i| &world.industries.industries[i].code)))
        .with("employees", real(all, |o| o.jobs().round().max(1.0)))
        .with("turnover", real(all, Organisation::turnover))
        .with("region", text(all, |o| &world.land.regions[o.region].key))
        .with("lon", real(all, |o| o.place[0]))
        .with("lat", real(all, |o| o.place[1]))
        .with("parent", maybe_text(all, |o| o.parent.map(|p| &all[p].key)))
        .with("founded", integer(all, |o| o.founded))
        .with("closed", maybe_integer(all, |o| o.closed))
}

/// The table `organisation_results`: jobs and turnover of firms.
pub(super) fn result_table(all: &[Organisation]) -> Table {
    let mut rows: Vec<(&str, i64, &str, f64)> = Vec::new();
    for organisation in all.iter().filter(|o| o.role == "firm") {
        for &(year, jobs, turnover) in &organisation.results {
            rows.push((&organisation.key, year, "employment", jobs));
            rows.push((&organisation.key, year, "turnover", turnover));
        }
    }
    Table::new()
        .with("organisation", text(&rows, |r| r.0))
        .with("year", integer(&rows, |r| r.1))
        .with("measure", text(&rows, |r| r.2))
        .with("value", real(&rows, |r| r.3))
}

/// The table `memberships`: three in five members of a community with a
/// cluster organisation have joined it, a few have left.
pub(super) fn membership_table(world: &World, all: &[Organisation]) -> Table {
    let last = world.options.last_year();
    let window = world.options.years;
    let mut rows: Vec<(&str, &str, i64, Option<i64>)> = Vec::new();
    for head in all.iter().filter(|o| o.role == "cluster_organisation") {
        for (number, member) in all.iter().enumerate() {
            let mut random = world.streams.of("membership", number);
            let joins = random.uniform() < 0.6;
            let since = (last - random.below(window) as i64).max(member.founded).max(head.founded);
            let leaves = random.uniform() < 0.08 && since < last;
            let until = match member.closed {
                Some(closed) => Some(closed),
                None => leaves.then(|| since + 1 + random.below((last - since) as usize) as i64),
            };
            let same = member.community == head.community && member.role != "cluster_organisation";
            if joins && same && until.is_none_or(|u| u >= since) {
                rows.push((&head.key, &member.key, since, until));
            }
        }
    }
    Table::new()
        .with("cluster_organisation", text(&rows, |r| r.0))
        .with("organisation", text(&rows, |r| r.1))
        .with("since", integer(&rows, |r| r.2))
        .with("until", maybe_integer(&rows, |r| r.3))
}

/// Services that cluster organisations offer.
const SERVICES: [&str; 8] = [
    "training",
    "joint procurement",
    "export promotion",
    "matching of partners",
    "shared laboratory",
    "foresight",
    "joint projects",
    "standards and certification",
];

/// The table `cluster_facts`: seats of members and of a public body, money from
/// members and from the public, some services.
pub(super) fn fact_table(world: &World, all: &[Organisation]) -> Table {
    let last = world.options.last_year();
    let mut rows: Vec<(&str, &str, &str, Option<f64>)> = Vec::new();
    for (number, head) in all.iter().enumerate().filter(|(_, o)| o.role == "cluster_organisation") {
        let mut random = world.streams.of("facts", number);
        let belongs = |o: &&Organisation| o.community == head.community && o.active(last);
        let mut firms: Vec<&Organisation> = all.iter().filter(belongs).filter(|o| o.role == "firm").collect();
        firms.sort_by(|a, b| b.jobs().total_cmp(&a.jobs()).then(a.key.cmp(&b.key)));
        // The largest, and some of the others.
        let mut seats: Vec<&str> = firms.iter().take(2).map(|o| o.key.as_str()).collect();
        seats
            .extend(firms.iter().skip(2).filter(|_| random.uniform() < 0.05).take(4).map(|o| o.key.as_str()));
        let others = all.iter().filter(belongs).filter(|o| o.role != "firm" && o.role != head.role);
        seats.extend(others.filter(|_| random.uniform() < 0.4).take(3).map(|o| o.key.as_str()));
        if random.uniform() < 0.7 {
            seats.push("public");
        }
        rows.extend(seats.into_iter().map(|item| (head.key.as_str(), "governance", item, None)));
        let members = round(40.0 + 25.0 * random.gamma(2.0), 0);
        rows.push((&head.key, "funding", "members", Some(members)));
        rows.push((&head.key, "funding", "public", Some(round(members * (0.3 + 2.0 * random.uniform()), 0))));
        let offered = SERVICES.iter().filter(|_| random.uniform() < 0.45);
        rows.extend(offered.map(|item| (head.key.as_str(), "service", *item, None)));
    }
    Table::new()
        .with("cluster_organisation", text(&rows, |r| r.0))
        .with("kind", text(&rows, |r| r.1))
        .with("item", text(&rows, |r| r.2))
        .with("amount", maybe_real(&rows, |r| r.3))
}

/// The table `plants`: one of every firm active in the last year, two of one
/// in eight; their jobs add up to the firm's.
pub(super) fn plant_table(world: &World, all: &[Organisation]) -> Table {
    struct Plant<'a> {
        key: String,
        firm: &'a Organisation,
        industry: usize,
        jobs: f64,
        region: usize,
        place: [f64; 2],
    }
    let last = world.options.last_year();
    let mut rows: Vec<Plant> = Vec::new();
    for (number, firm) in all.iter().enumerate() {
        let Some(industry) = firm.industry.filter(|_| firm.active(last)) else { continue };
        let mut random = world.streams.of("plant", number);
        let jobs = firm.jobs().round().max(1.0);
        let second = if jobs >= 4.0 && random.uniform() < 0.125 { (jobs / 3.0).floor() } else { 0.0 };
        let (key, region, place) = (format!("{}-1", firm.key), firm.region, firm.place);
        rows.push(Plant { key, firm, industry, jobs: jobs - second, region, place });
        if second > 0.0 {
            let place = near(&world.land, &mut random, firm.place, 30.0);
            let region = world.land.region_at(place).unwrap_or(firm.region);
            rows.push(Plant { key: format!("{}-2", firm.key), firm, industry, jobs: second, region, place });
        }
    }
    let class = |jobs: f64| match jobs {
        j if j < 10.0 => "1-9",
        j if j < 50.0 => "10-49",
        j if j < 250.0 => "50-249",
        _ => "250+",
    };
    Table::new()
        .with("plant", text(&rows, |p| &p.key))
        .with("industry", text(&rows, |p| &world.industries.industries[p.industry].code))
        .with("region", text(&rows, |p| &world.land.regions[p.region].key))
        .with("employment", real(&rows, |p| p.jobs))
        .with("size_class", text(&rows, |p| class(p.jobs)))
        .with("lon", real(&rows, |p| p.place[0]))
        .with("lat", real(&rows, |p| p.place[1]))
        .with("year", integer(&rows, |_| last))
        .with("organisation", text(&rows, |p| &p.firm.key))
}
