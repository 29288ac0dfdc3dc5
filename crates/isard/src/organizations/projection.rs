//! Ties from common projects: a two-mode table projected with Newman's weights.

use crate::inequality::values::number;
use crate::model::{Column, Table, TextColumn};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "two-mode-projection",
    question: "organizations",
    title: "Projection of common projects",
    summary: "Ties between organisations from the projects they share.",
    formula: "variant = newman: w_ij = Σ_p 1/(n_p − 1) over the projects p of both, n_p participants: the weights of an organisation \
              add up to its number of projects with partners; variant = count: number of common projects; variant = full: Σ_p 1/n_p. \
              Projects with more than largest participants are left out and counted. With a year, ties are of the year of the project.",
    undefined: "A project of one participant makes no tie.",
    complexity: "O(Σ n_p² · log) time.",
    inputs: &[InputSpec {
        name: "participants",
        columns: "project, organisation[, year]; an organisation twice in a project counts once",
        optional: false,
    }],
    options: &[
        OptionSpec::choice("variant", &["newman", "count", "full"], "newman", "Weight of a common project."),
        OptionSpec::integer(
            "largest",
            2,
            1_000_000,
            "1000",
            "Most participants of a project that makes ties.",
        ),
        OptionSpec::text("layer", "science_technology", "Layer written beside each tie."),
    ],
    output: &[
        ("source", "Organisation, the lesser key."),
        ("target", "Organisation, the greater key."),
        ("layer", "Layer."),
        ("weight", "Weight."),
        ("year", "Year, where the input has years."),
        ("projects", "Number of common projects."),
    ],
    references: &[Reference {
        text: "Newman, M. E. J. (2001). Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality. \
               Physical Review E 64, 016132.",
        locator: "eq. 2, numbers of networkx 3.6.1 `collaboration_weighted_projected_graph`",
        doi: "10.1103/PhysRevE.64.016132",
        checked: true,
    }],
    run,
};

/// How much a common project of n participants weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// 1/(n − 1).
    #[default]
    Newman,
    /// 1.
    Count,
    /// 1/n.
    Full,
}

impl Weight {
    fn of(self, n: usize) -> f64 {
        match self {
            Weight::Newman => 1.0 / (n as f64 - 1.0),
            Weight::Count => 1.0,
            Weight::Full => 1.0 / n as f64,
        }
    }
}

/// A tie of common projects: positions of two organisations, the lesser first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommonProjects {
    /// One organisation.
    pub source: u32,
    /// The other.
    pub target: u32,
    /// Weight.
    pub weight: f64,
    /// Number of common projects.
    pub projects: u32,
}

/// Ties of the projects, each a list of distinct participants, by pair.
/// Projects of more than `largest` participants make none.
pub fn project(projects: &[Vec<u32>], weight: Weight, largest: usize) -> Vec<CommonProjects> {
    let mut ties: HashMap<(u32, u32), (f64, u32)> = HashMap::new();
    for members in projects.iter().filter(|m| (2..=largest).contains(&m.len())) {
        let w = weight.of(members.len());
        for (at, &a) in members.iter().enumerate() {
            for &b in &members[at + 1..] {
                let tie = ties.entry((a.min(b), a.max(b))).or_default();
                tie.0 += w;
                tie.1 += 1;
            }
        }
    }
    let tie = |((source, target), (weight, projects))| CommonProjects { source, target, weight, projects };
    let mut out: Vec<CommonProjects> = ties.into_iter().map(tie).collect();
    out.sort_unstable_by_key(|t| (t.source, t.target));
    out
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let table = inputs.need("participants", "project, organisation[, year]")?;
    let column = |n: &str| {
        table.column(n).map_err(|source| MethodError::Table { input: "participants".into(), source })
    };
    let (projects, organisations) = (column("project")?, column("organisation")?);
    let has_year = table.get("year").is_some();
    let mut read: BTreeMap<(i64, String), BTreeSet<String>> = BTreeMap::new();
    let mut years: HashMap<String, i64> = HashMap::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `participants`, row {}: {what}", row + 1));
        let project = projects.display(row).ok_or_else(|| bad("`project` is empty".into()))?;
        let organisation = organisations.display(row).ok_or_else(|| bad("`organisation` is empty".into()))?;
        let year = number(table, row, "year").map_err(bad)?;
        if has_year && (year.is_nan() || year.fract() != 0.0) {
            return Err(bad("`year` is not a whole number".into()));
        }
        let year = if has_year { year as i64 } else { 0 };
        if *years.entry(project.clone()).or_insert(year) != year {
            return Err(bad(format!("project `{project}` has two years")));
        }
        read.entry((year, project)).or_default().insert(organisation);
    }
    let keys: Vec<String> = read.values().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let at: HashMap<&str, u32> = keys.iter().enumerate().map(|(i, k)| (k.as_str(), i as u32)).collect();
    let mut by_year: BTreeMap<i64, Vec<Vec<u32>>> = BTreeMap::new();
    for ((year, _), members) in &read {
        by_year.entry(*year).or_default().push(members.iter().map(|m| at[m.as_str()]).collect());
    }
    let weight = match options.text("variant") {
        "count" => Weight::Count,
        "full" => Weight::Full,
        _ => Weight::Newman,
    };
    let largest = options.integer("largest") as usize;
    let (mut source, mut target, mut layer) = (TextColumn::new(), TextColumn::new(), TextColumn::new());
    let (mut weights, mut year_column, mut common) = (Vec::new(), Vec::new(), Vec::new());
    for (year, projects) in &by_year {
        for tie in project(projects, weight, largest) {
            source.push(Some(&keys[tie.source as usize]));
            target.push(Some(&keys[tie.target as usize]));
            layer.push(Some(options.text("layer")));
            weights.push(Some(tie.weight));
            year_column.push(Some(*year));
            common.push(Some(i64::from(tie.projects)));
        }
    }
    let mut out = Table::new()
        .with("source", Column::Text(source))
        .with("target", Column::Text(target))
        .with("layer", Column::Text(layer))
        .with("weight", Column::Real(weights));
    if has_year {
        out.push("year", Column::Integer(year_column));
    }
    let out = out.with("projects", Column::Integer(common));
    let alone = read.values().filter(|m| m.len() < 2).count();
    let large = read.values().filter(|m| m.len() > largest).count();
    let mut output = Output::new(out)
        .variant(options.text("variant"))
        .figure("projects", read.len() as i64)
        .figure("organisations", keys.len() as i64)
        .figure("projects_of_one", alone as i64);
    if large > 0 {
        output.warnings.push(format!("{large} projects of more than {largest} participants were left out"));
    }
    output.assumptions.push("who took part in one project is taken to be tied to everyone in it".into());
    Ok(output)
}
