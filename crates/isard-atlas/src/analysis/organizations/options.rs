//! Options of `[network]`: those of the methods of the step, with defaults of a run.

use isard::organizations::cluster_overlap;
use isard::organizations::communities::OWN;
use isard::organizations::institution_workflow::{InstitutionOptions, MatchRule};
use isard::organizations::institutional_form::{self, Thresholds};
use isard::organizations::institutional_profile::RULES;
use isard::organizations::ownership::OWNED;
use isard::organizations::role_reach;
use isard::registry::{OptionSpec, Options};

/// Options of the step alone.
const STEP: &[OptionSpec] = &[
    OptionSpec::real(
        "territory-km",
        0.0,
        f64::MAX,
        "50",
        "Radius of the territory by which the form is judged (radius-km of institutional-form).",
    ),
    OWNED,
    role_reach::REACH,
    OptionSpec::text("rules", RULES, "Checklist of eligibility: `figure>=number; …`."),
    OptionSpec::real(
        "inside-share",
        0.0,
        1.0,
        "0.5",
        "Share of a firm's tie weight inside its community from which its results are those of a member.",
    ),
    OptionSpec::choice(
        "matching",
        &["nearest", "coarsened"],
        "nearest",
        "How members are matched with outsiders.",
    ),
    OptionSpec::integer("match-count", 1, 100, "3", "Outsiders a member (nearest)."),
    OptionSpec::real(
        "caliper",
        0.0,
        f64::MAX,
        "0.5",
        "Greatest distance of a match in standard deviations (nearest).",
    ),
    OptionSpec::integer("bins", 1, 1000, "5", "Bins of each number (coarsened)."),
    OptionSpec::integer("draws", 0, 1_000_000, "1999", "Draws of the randomisation test of member outcomes."),
    cluster_overlap::LEAST_STARS,
    cluster_overlap::LEAST_SHARE,
    OptionSpec::choice(
        "participants-layer",
        &["science_technology", "production", "commercial", "other"],
        "science_technology",
        "Layer of the ties between participants of one project, where the study has no ties.",
    ),
];

/// All of them. Communities are those of the block model unless asked otherwise, and
/// further ones of an organisation are listed.
pub(super) fn specs() -> Vec<OptionSpec> {
    let own = OWN.iter().map(|o| match o.name {
        "method" => OptionSpec { default: "block-model", ..*o },
        "also-share" => OptionSpec { default: "0.25", ..*o },
        _ => *o,
    });
    // A profile over resolutions and the seed belong to the method alone, its radius to the communities.
    let mut all: Vec<OptionSpec> = own.filter(|o| o.name != "resolutions").collect();
    all.extend(institutional_form::METHOD.options.iter().filter(|o| o.name != "radius-km").copied());
    all.extend(STEP.iter().copied());
    all
}

/// How institutions are judged and members compared.
pub(super) fn institutions(options: &Options, seed: u64) -> InstitutionOptions {
    let default = InstitutionOptions::default();
    let set = |name: &str, or: f64| options.real(name).unwrap_or(or);
    InstitutionOptions {
        thresholds: Thresholds {
            radius_km: set("territory-km", default.thresholds.radius_km),
            ..Thresholds::of(options)
        },
        rules: options.text("rules").to_string(),
        matching: match options.text("matching") {
            "coarsened" => MatchRule::Coarsened { bins: options.integer("bins") as usize },
            _ => MatchRule::Nearest {
                k: options.integer("match-count") as usize,
                caliper: set("caliper", f64::INFINITY),
            },
        },
        reach_km: set("reach-km", default.reach_km),
        least_share: set("least-share", default.least_share),
        draws: options.integer("draws") as usize,
        seed,
    }
}
