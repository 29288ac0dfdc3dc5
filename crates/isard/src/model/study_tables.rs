//! Schemas of the study tables: what a study folder may hold.
//!
//! Only `regions` is required. Indicators and activity may be given wide (one
//! column per indicator or measure) or long; they are kept long.

use super::schema::{ColumnSpec as C, Kind, TableSpec};

/// Words for the direction of an indicator.
pub const DIRECTIONS: &[&str] = &["stimulant", "destimulant", "nominant", "neutral"];
/// Words for the domain of an indicator.
pub const DOMAINS: &[&str] =
    &["economy", "innovation", "people", "infrastructure", "institutions", "environment"];
/// Measures of the activity table.
pub const MEASURES: &[&str] = &["employment", "establishments", "wages", "value_added", "exports"];
/// Roles of organisations.
pub const ROLES: &[&str] =
    &["firm", "finance", "intermediary", "science", "education", "public", "civic", "cluster_organisation"];
/// Layers of ties.
pub const LAYERS: &[&str] = &["production", "science_technology", "commercial", "ownership", "other"];
/// Facts on a cluster organisation.
pub const CLUSTER_FACTS: &[&str] = &["governance", "funding", "service"];

const LON: Kind = Kind::Real { min: -180.0, max: 180.0 };
const LAT: Kind = Kind::Real { min: -90.0, max: 90.0 };

const fn key(name: &'static str, doc: &'static str) -> C {
    C::required(name, Kind::Key, doc)
}
const fn link(name: &'static str, table: &'static str, doc: &'static str) -> C {
    C::required(name, Kind::Key, doc).refers(table)
}
const fn maybe_link(name: &'static str, table: &'static str, doc: &'static str) -> C {
    C::optional(name, Kind::Key, doc).refers(table)
}
const fn text(name: &'static str, doc: &'static str) -> C {
    C::optional(name, Kind::Text, doc)
}
const fn year(name: &'static str, doc: &'static str) -> C {
    C::optional(name, Kind::Year, doc)
}
const fn real(name: &'static str, doc: &'static str) -> C {
    C::optional(name, Kind::REAL, doc)
}
const fn amount(name: &'static str, doc: &'static str) -> C {
    C::optional(name, Kind::AMOUNT, doc)
}
const fn study(
    name: &'static str,
    key: &'static [&'static str],
    columns: &'static [C],
    doc: &'static str,
) -> TableSpec {
    TableSpec { question: "study", name, doc, key, columns }
}

const STATUS: C = C::optional(
    "status",
    Kind::Status,
    "Status of the value; empty means observed, or missing without a value.",
);
const BOUND_LOW: C = real("bound_low", "Smallest value a withheld cell can have.");
const BOUND_HIGH: C = real("bound_high", "Largest value a withheld cell can have.");
const LOW: C = real("low", "Lower end of a published 90 % interval.");
const HIGH: C = real("high", "Upper end of a published 90 % interval.");

/// Every study table.
pub const STUDY_TABLES: &[TableSpec] = &[
    study(
        "regions",
        &["region"],
        &[
            key("region", "Identifier of the region."),
            C::required("name", Kind::Text, "Name of the region."),
            text("name_en", "Name in English."),
            text("name_uk", "Name in Ukrainian."),
            text("name_ru", "Name in Russian."),
            text("country", "Country, two letters."),
            maybe_link("parent", "regions", "Region of the next level that contains it."),
            C::optional("level", Kind::Integer, "Level in the hierarchy, 0 the coarsest."),
            C::optional("lon", LON, "Longitude of a point inside.").unit("degrees"),
            C::optional("lat", LAT, "Latitude of a point inside.").unit("degrees"),
            amount("area_km2", "Area.").unit("km²"),
            amount("population", "Residents.").unit("persons"),
        ],
        "A region of the study.",
    ),
    study(
        "indicator_definitions",
        &["indicator"],
        &[
            key("indicator", "Identifier of the indicator."),
            text("name", "Name."),
            text("name_uk", "Name in Ukrainian."),
            text("name_ru", "Name in Russian."),
            C::optional("domain", Kind::Choice(DOMAINS), "Domain of the indicator framework."),
            C::optional(
                "direction",
                Kind::Choice(DIRECTIONS),
                "Whether more is better; stimulant when empty.",
            ),
            real("optimum", "Best value of a nominant."),
            text("unit", "Unit."),
            text("denominator", "What the value is divided by."),
            amount("weight", "Weight in the integral index."),
            text("source", "Source."),
        ],
        "What an indicator means.",
    ),
    study(
        "indicators",
        &["region", "indicator", "year"],
        &[
            link("region", "regions", "Region."),
            link("indicator", "indicator_definitions", "Indicator."),
            year("year", "Year."),
            real("value", "Value."),
            STATUS,
            BOUND_LOW,
            BOUND_HIGH,
            LOW,
            HIGH,
            text("flag", "Flags as published, such as b for a break in the series."),
        ],
        "Value of an indicator in a region and a year.",
    ),
    study(
        "industries",
        &["industry"],
        &[
            key("industry", "Code of the industry."),
            text("name", "Name."),
            text("name_uk", "Name in Ukrainian."),
            text("name_ru", "Name in Russian."),
            text("scheme", "Classification and vintage (NACE2, NAICS2012, ISIC4 …)."),
            maybe_link("parent", "industries", "Industry of the next level that contains it."),
            C::optional("level", Kind::Integer, "Level in the hierarchy."),
            C::optional("traded", Kind::Boolean, "Whether it serves markets beyond the region."),
        ],
        "An industry.",
    ),
    study(
        "crosswalks",
        &["scheme_from", "from", "scheme_to", "to"],
        &[
            key("scheme_from", "Classification translated from."),
            key("from", "Code translated from."),
            key("scheme_to", "Classification translated to."),
            key("to", "Code translated to."),
            C::optional("weight", Kind::SHARE, "Share of the old code that goes to the new one."),
        ],
        "A bridge between two vintages of codes.",
    ),
    study(
        "cluster_definitions",
        &["cluster", "industry"],
        &[
            key("cluster", "Identifier of the cluster category."),
            text("name", "Name of the category."),
            text("name_uk", "Name in Ukrainian."),
            text("name_ru", "Name in Russian."),
            link("industry", "industries", "Industry that belongs to it."),
            C::optional("weight", Kind::SHARE, "Share of the industry that belongs to it."),
        ],
        "Which industries make up a cluster category.",
    ),
    study(
        "activity",
        &["region", "industry", "year", "measure"],
        &[
            link("region", "regions", "Region; a parent's row is a margin."),
            link("industry", "industries", "Industry; a parent's row is a margin."),
            year("year", "Year."),
            C::required("measure", Kind::Choice(MEASURES), "What is measured."),
            amount("value", "Value."),
            STATUS,
            BOUND_LOW,
            BOUND_HIGH,
            LOW,
            HIGH,
        ],
        "Size of an industry in a region and a year.",
    ),
    study(
        "plants",
        &["plant"],
        &[
            key("plant", "Identifier of the plant."),
            link("industry", "industries", "Industry."),
            link("region", "regions", "Region."),
            amount("employment", "Jobs.").unit("persons"),
            text("size_class", "Size class, such as 50-249."),
            C::optional("lon", LON, "Longitude.").unit("degrees"),
            C::optional("lat", LAT, "Latitude.").unit("degrees"),
            year("year", "Year."),
        ],
        "A plant or establishment.",
    ),
    study(
        "organisations",
        &["organisation"],
        &[
            key("organisation", "Identifier of the organisation."),
            C::required("name", Kind::Text, "Name."),
            C::required("role", Kind::Choice(ROLES), "Role in the cluster."),
            maybe_link("industry", "industries", "Industry."),
            amount("employees", "Employees.").unit("persons"),
            amount("turnover", "Turnover."),
            maybe_link("region", "regions", "Region."),
            C::optional("lon", LON, "Longitude.").unit("degrees"),
            C::optional("lat", LAT, "Latitude.").unit("degrees"),
            maybe_link("parent", "organisations", "Organisation that owns it."),
            year("founded", "Year of foundation."),
            year("closed", "Year of closure."),
        ],
        "A firm or institution.",
    ),
    study(
        "organisation_results",
        &["organisation", "year", "measure"],
        &[
            link("organisation", "organisations", "Organisation."),
            C::required("year", Kind::Year, "Year."),
            C::required("measure", Kind::Text, "What is measured."),
            C::required("value", Kind::REAL, "Value."),
        ],
        "A result of an organisation in a year.",
    ),
    study(
        "ties",
        &["source", "target", "layer", "year"],
        &[
            link("source", "organisations", "Organisation the tie starts from."),
            link("target", "organisations", "Organisation it leads to."),
            C::required("layer", Kind::Choice(LAYERS), "Kind of tie."),
            amount("weight", "Strength."),
            year("year", "Year."),
            C::optional("directed", Kind::Boolean, "Whether direction matters."),
        ],
        "A tie between two organisations.",
    ),
    study(
        "travel_times",
        &["from", "to"],
        &[
            key("from", "Organisation, or the region in which organisations lie, where the way starts."),
            key("to", "Where it leads."),
            amount("minutes", "Minutes; empty where there is no way."),
        ],
        "Travel time between two places; it holds for the way back where that has no row.",
    ),
    study(
        "memberships",
        &["cluster_organisation", "organisation"],
        &[
            link("cluster_organisation", "organisations", "Cluster organisation."),
            link("organisation", "organisations", "Member."),
            year("since", "First year of membership."),
            year("until", "Last year of membership."),
        ],
        "Membership in a cluster organisation.",
    ),
    study(
        "cluster_facts",
        &["cluster_organisation", "kind", "item"],
        &[
            link("cluster_organisation", "organisations", "Cluster organisation."),
            C::required("kind", Kind::Choice(CLUSTER_FACTS), "What is stated."),
            key(
                "item",
                "Who has a seat or pays (an organisation, or a word such as public), or the service offered.",
            ),
            amount("amount", "Amount paid; of funding."),
            text("source", "Source."),
        ],
        "Who governs and funds a cluster organisation, and what it offers.",
    ),
    study(
        "flows",
        &["from", "to", "kind", "year"],
        &[
            key("from", "Supplying industry, or a value-added row."),
            key("to", "Using industry, or a final-use column."),
            C::required("value", Kind::REAL, "Amount."),
            C::optional("kind", Kind::Choice(&["use", "supply", "symmetric", "import"]), "Kind of table."),
            year("year", "Year."),
        ],
        "A cell of an input–output table.",
    ),
    study(
        "programmes",
        &["programme"],
        &[
            key("programme", "Identifier of the programme."),
            C::required("country", Kind::Text, "Country."),
            text("name", "Name."),
            year("start", "First year."),
            year("end", "Last year."),
            amount("budget", "Budget."),
            text("currency", "Currency of the budget."),
            text("instruments", "Instruments, separated by semicolons."),
        ],
        "A programme of cluster policy.",
    ),
    study(
        "programme_targets",
        &["programme", "target_kind", "target"],
        &[
            link("programme", "programmes", "Programme."),
            C::optional(
                "target_kind",
                Kind::Choice(&["region", "cluster", "organisation"]),
                "What is treated.",
            ),
            key("target", "Identifier of what is treated."),
            year("start", "First year of treatment."),
            year("end", "Last year of treatment."),
            amount("amount", "Money spent."),
        ],
        "What a programme treats.",
    ),
    study(
        "policy_facts",
        &["programme", "criterion", "period_start", "coder"],
        &[
            link("programme", "programmes", "Programme."),
            key("criterion", "Criterion that the fact answers."),
            year("period_start", "First year the fact holds for."),
            year("period_end", "Last year the fact holds for."),
            C::required("value", Kind::Text, "Coded value or figure."),
            real("low", "Lower end of the coded value."),
            real("high", "Upper end of the coded value."),
            text("unit", "Unit or scale."),
            text("coder", "Who coded it."),
            C::optional("confidence", Kind::SHARE, "Confidence of the coder."),
            C::required("source", Kind::Text, "Source."),
            text("reference", "Place in the source, or paraphrase."),
        ],
        "A coded fact on a programme.",
    ),
    study(
        "goals",
        &["goal"],
        &[
            key("goal", "Identifier of the goal."),
            text("name", "Name."),
            maybe_link("parent", "goals", "Goal it serves."),
            maybe_link("indicator", "indicator_definitions", "Indicator that measures it."),
            maybe_link("region", "regions", "Region."),
            text("cluster", "Cluster."),
            real("baseline", "Value at the start."),
            year("baseline_year", "Year of the baseline."),
            real("target", "Value aimed at."),
            year("target_year", "Year of the target."),
        ],
        "A goal and its target.",
    ),
    study(
        "projects",
        &["project"],
        &[
            key("project", "Identifier of the project."),
            text("name", "Name."),
            maybe_link("region", "regions", "Region."),
            maybe_link("industry", "industries", "Industry."),
            text("currency", "Currency."),
            C::optional(
                "price_basis",
                Kind::Choice(&["nominal", "real"]),
                "Whether prices include inflation.",
            ),
            real("rate", "Discount rate per period."),
            C::optional("tax_rate", Kind::SHARE, "Tax rate on profit."),
        ],
        "An investment project.",
    ),
    study(
        "cash_flows",
        &["project", "item", "period"],
        &[
            link("project", "projects", "Project."),
            C::required("item", Kind::Text, "Item: investment, revenue, cost, value_added, fee …"),
            C::required("period", Kind::Text, "Period (0, 1, …) or date."),
            C::required("amount", Kind::REAL, "Amount; outflows are negative."),
        ],
        "A cash flow of a project.",
    ),
    study(
        "uncertainties",
        &["project", "item"],
        &[
            link("project", "projects", "Project."),
            C::required("item", Kind::Text, "Item that is uncertain."),
            text("distribution", "Name of the distribution."),
            text("parameters", "Parameters, separated by semicolons."),
            text("correlation_group", "Items of one group move together."),
        ],
        "What is uncertain in a project.",
    ),
    study(
        "participants",
        &["project", "organisation"],
        &[
            link("project", "projects", "Project."),
            link("organisation", "organisations", "Organisation."),
            C::optional("share", Kind::SHARE, "Share in the project."),
            text("role", "Role in the project, such as coordinator."),
            year("year", "Year of the project; its ties are of that year."),
        ],
        "Who takes part in a project.",
    ),
];

/// A study table by name.
pub fn study_table(name: &str) -> Option<&'static TableSpec> {
    STUDY_TABLES.iter().find(|t| t.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_links_name_existing_columns_and_tables() {
        for table in STUDY_TABLES {
            for key in table.key {
                assert!(table.column(key).is_some(), "{}: key {key}", table.name);
            }
            for refers in table.columns.iter().filter_map(|c| c.refers) {
                assert!(study_table(refers).is_some(), "{}: {refers}", table.name);
            }
        }
    }
}
