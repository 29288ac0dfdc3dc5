//! Indicators of the regions in six domains.

use super::World;
use super::columns::{integer, maybe_real, real, text};
use super::programmes::regional_effect;
use super::stream::round;
use crate::model::Table;

/// An indicator: what it means and how its values arise.
pub(super) struct Definition {
    pub(super) key: &'static str,
    name: [&'static str; 3],
    domain: &'static str,
    direction: &'static str,
    optimum: Option<f64>,
    unit: &'static str,
    denominator: &'static str,
    /// Middle value in the first year.
    base: f64,
    /// Standard deviation between regions of one group.
    spread: f64,
    /// How far the groups lie apart: 1 where the highest stands
    /// `effects.groups` standard deviations above the lowest, negative below.
    load: f64,
    /// Change by year.
    trend: f64,
    decimals: i32,
}

const fn indicator(
    key: &'static str,
    name: [&'static str; 3],
    words: [&'static str; 4],
    base: f64,
    spread: f64,
    load: f64,
    trend: f64,
    decimals: i32,
) -> Definition {
    let [domain, direction, unit, denominator] = words;
    Definition {
        key,
        name,
        domain,
        direction,
        optimum: None,
        unit,
        denominator,
        base,
        spread,
        load,
        trend,
        decimals,
    }
}

/// The indicator that regional programmes move.
pub(super) const OUTCOME: &str = "new_firms";
/// Best share of public jobs, per cent.
const PUBLIC_JOBS_OPTIMUM: f64 = 18.0;

/// Every indicator. Each domain has a stimulant; some are destimulants, one is
/// a nominant, two are neutral.
#[rustfmt::skip]
pub(super) const DEFINITIONS: [Definition; 18] = [
    indicator("product_resident", ["Product per resident", "Валовий продукт на одну особу", "Валовой продукт на душу населения"],
        ["economy", "stimulant", "thousand crowns", "resident"], 21.0, 3.2, 1.0, 0.45, 2),
    indicator("product_job", ["Product per job", "Валовий продукт на одне робоче місце", "Валовой продукт на одно рабочее место"],
        ["economy", "stimulant", "thousand crowns", "job"], 46.0, 5.0, 0.9, 0.8, 2),
    indicator("unemployment", ["Unemployment rate", "Рівень безробіття", "Уровень безработицы"],
        ["economy", "destimulant", "%", "labour force"], 7.6, 1.1, -0.8, -0.05, 1),
    indicator("investment_resident", ["Investment per resident", "Інвестиції на одну особу", "Инвестиции на душу населения"],
        ["economy", "stimulant", "thousand crowns", "resident"], 4.6, 0.9, 0.7, 0.08, 2),
    indicator("rd_spending", ["Spending on research and development", "Витрати на дослідження й розробки", "Затраты на исследования и разработки"],
        ["innovation", "stimulant", "% of product", "product"], 1.3, 0.3, 1.0, 0.02, 2),
    indicator("patents", ["Patent applications", "Патентні заявки", "Патентные заявки"],
        ["innovation", "stimulant", "per 100,000 residents", "resident"], 14.0, 3.0, 0.8, 0.3, 1),
    indicator("innovative_firms", ["Firms that innovate", "Інноваційні підприємства", "Инновационные предприятия"],
        ["innovation", "stimulant", "%", "firm"], 31.0, 4.0, 0.7, 0.3, 1),
    indicator("graduates", ["Adults with a degree", "Дорослі з вищою освітою", "Взрослые с высшим образованием"],
        ["people", "stimulant", "%", "adult"], 24.0, 3.5, 0.6, 0.5, 1),
    indicator("life_expectancy", ["Life expectancy at birth", "Очікувана тривалість життя", "Ожидаемая продолжительность жизни"],
        ["people", "stimulant", "years", "none"], 76.5, 0.8, 0.6, 0.12, 1),
    indicator("migration", ["Net migration", "Чисте сальдо міграції", "Чистая миграция"],
        ["people", "neutral", "per 1,000 residents", "resident"], 0.4, 2.0, 0.5, 0.0, 1),
    indicator("fast_internet", ["Households with fast internet", "Домогосподарства зі швидким інтернетом", "Домохозяйства с быстрым интернетом"],
        ["infrastructure", "stimulant", "%", "household"], 52.0, 5.0, 0.7, 2.3, 1),
    indicator("travel_time", ["Travel time to the capital", "Час доїзду до столиці", "Время в пути до столицы"],
        ["infrastructure", "destimulant", "minutes", "none"], 140.0, 28.0, -0.6, -1.0, 0),
    indicator("congestion", ["Hours lost in traffic", "Години, втрачені в заторах", "Часы, потерянные в заторах"],
        ["infrastructure", "destimulant", "hours a year", "driver"], 38.0, 8.0, 0.0, 0.3, 1),
    indicator("new_firms", ["New firms", "Нові підприємства", "Новые предприятия"],
        ["institutions", "stimulant", "per 1,000 residents", "resident"], 6.2, 0.9, 0.6, 0.03, 2),
    indicator("public_jobs", ["Public jobs", "Робочі місця в державному секторі", "Рабочие места в государственном секторе"],
        ["institutions", "nominant", "%", "job"], PUBLIC_JOBS_OPTIMUM, 1.5, -0.8, 0.0, 1),
    indicator("museums", ["Museums", "Музеї", "Музеи"],
        ["institutions", "neutral", "per 100,000 residents", "resident"], 4.1, 1.1, 0.0, 0.01, 1),
    indicator("air_pollution", ["Fine dust in the air", "Дрібний пил у повітрі", "Мелкая пыль в воздухе"],
        ["environment", "destimulant", "µg/m³", "none"], 17.0, 2.4, -0.5, -0.2, 1),
    indicator("recycling", ["Waste recycled", "Перероблені відходи", "Переработанные отходы"],
        ["environment", "stimulant", "%", "waste"], 28.0, 5.0, 0.7, 0.9, 1),
];

impl Definition {
    fn optimum(&self) -> Option<f64> {
        self.optimum.or((self.direction == "nominant").then_some(PUBLIC_JOBS_OPTIMUM))
    }

    /// Place of a group on the indicator, in standard deviations.
    fn place(&self, group: usize, distance: f64) -> f64 {
        // The highest group stands at the optimum of a nominant, the others beyond it.
        let step = if self.direction == "nominant" { group as f64 } else { group as f64 - 1.0 };
        -step * distance * self.load / 2.0
    }
}

/// Values before any goes missing: `[indicator][region][year]`.
pub(super) type Latent = Vec<Vec<Vec<f64>>>;

/// Makes the values. Half of the noise stays with the region over the years.
pub(super) fn latent(world: &World) -> Latent {
    let options = world.options;
    let of = |(d, definition): (usize, &Definition)| {
        let region = |r: usize| {
            let region = &world.land.regions[r];
            let mut random = world.streams.of("indicator", d * 1_000_000 + r);
            let lasting = random.normal();
            let years = options.all_years().enumerate().map(|(t, year)| {
                let passing = 0.3 * random.normal();
                let place = definition.place(region.groups[t], options.effects.groups);
                let value = definition.base
                    + definition.spread * (place + options.noise * (lasting + passing))
                    + definition.trend * t as f64;
                let effect = match definition.key == OUTCOME {
                    true => regional_effect(&world.programmes, r, year),
                    false => 0.0,
                };
                // Shares, rates and times are positive; migration is a balance.
                let least = if definition.key == "migration" { f64::NEG_INFINITY } else { 0.0 };
                round((value + effect).max(least), definition.decimals)
            });
            years.collect()
        };
        (0..world.land.regions.len()).map(region).collect()
    };
    DEFINITIONS.iter().enumerate().map(of).collect()
}

/// Values of one indicator in the first year, standardised over the regions.
pub(super) fn standardised(latent: &Latent, key: &str) -> Vec<f64> {
    let found = DEFINITIONS.iter().position(|d| d.key == key).map(|d| &latent[d]);
    let values: Vec<f64> = found.map(|v| v.iter().map(|years| years[0]).collect()).unwrap_or_default();
    standardise(&values)
}

/// z-scores (population standard deviation); zeros where all values are equal.
pub(super) fn standardise(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    values.iter().map(|v| if sd > 0.0 { (v - mean) / sd } else { 0.0 }).collect()
}

/// The table `indicator_definitions`.
pub(super) fn definition_table() -> Table {
    let rows = &DEFINITIONS;
    Table::new()
        .with("indicator", text(rows, |d| d.key))
        .with("name", text(rows, |d| d.name[0]))
        .with("name_uk", text(rows, |d| d.name[1]))
        .with("name_ru", text(rows, |d| d.name[2]))
        .with("domain", text(rows, |d| d.domain))
        .with("direction", text(rows, |d| d.direction))
        .with("optimum", maybe_real(rows, Definition::optimum))
        .with("unit", text(rows, |d| d.unit))
        .with("denominator", text(rows, |d| d.denominator))
        .with("weight", real(rows, |_| 1.0))
        .with("source", text(rows, |_| "synthetic"))
}

/// The table `indicators`, long; a missing value has its row and status.
pub(super) fn table(world: &World, latent: &Latent) -> Table {
    let mut rows: Vec<(&str, &str, i64, Option<f64>)> = Vec::new();
    for (r, region) in world.land.regions.iter().enumerate() {
        for (d, definition) in DEFINITIONS.iter().enumerate() {
            let mut random = world.streams.of("missing", r * DEFINITIONS.len() + d);
            for (t, year) in world.options.all_years().enumerate() {
                let missing = random.uniform() < world.options.missing_rate;
                rows.push((&region.key, definition.key, year, (!missing).then_some(latent[d][r][t])));
            }
        }
    }
    Table::new()
        .with("region", text(&rows, |r| r.0))
        .with("indicator", text(&rows, |r| r.1))
        .with("year", integer(&rows, |r| r.2))
        .with("value", maybe_real(&rows, |r| r.3))
        .with("status", text(&rows, |r| if r.3.is_some() { "observed" } else { "missing" }))
}
