//! Are two names one organisation? A list to be reviewed; nothing is merged.

mod candidates;
mod normal_form;

use crate::model::{Column, Record, Table, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

pub use candidates::{Proposal, Reason, Rule, propose};
pub use normal_form::NormalForm;

crate::record! {
    /// Names that may be one organisation, for review; none is merged.
    pub struct NameReviewRow in "network"/"name_review", key ["id", "other"] {
        /// Identifier.
        id: String,
        /// Identifier of the other.
        other: String,
        /// Name.
        name: String,
        /// Name of the other.
        other_name: String,
        /// Similarity, 0 to 1.
        similarity: f64 [Kind::SHARE],
        /// same_name, same_words, similar_words or similar_spelling.
        reason: &'static str,
        /// Whether both lie in the same region; empty where one is unknown.
        same_region: Option<bool>,
        /// proposed: a decision is the reader's.
        decision: &'static str,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[NameReviewRow::SPEC];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "entity-resolution",
    question: "organizations",
    title: "Names of one organisation",
    summary: "Pairs of names that may be one organisation, as a list to be reviewed; nothing is merged.",
    formula: "A name becomes its words in lower case, without accents, punctuation and legal forms. same_name: the words in order are \
              equal (1); same_words: the words are equal in another order (1); similar_words: Σ of the weights of shared words / Σ of \
              the weights of all, weight ln(1 + names / names with the word), at least words; similar_spelling: Jaro–Winkler of the \
              words in alphabetical order, at least spelling. The greatest counts. Compared are names that share a word in up to \
              `block` names, the first four letters of their rarest word or of the whole, in blocks of up to `block` names.",
    undefined: "A name without letters or digits is compared with none.",
    complexity: "O(names × block) at worst; near O(names log names) for names as they are.",
    inputs: &[InputSpec { name: "nodes", columns: "id (or organisation), name[, region]", optional: false }],
    options: &[
        OptionSpec::real("spelling", 0.0, 1.0, "0.93", "Least Jaro–Winkler similarity that is proposed."),
        OptionSpec::real("words", 0.0, 1.0, "0.8", "Least share of weighted words that is proposed."),
        OptionSpec::integer(
            "block",
            2,
            100_000,
            "200",
            "Most names of a block that are compared with one another.",
        ),
        OptionSpec::text(
            "legal-forms",
            "",
            "Words to be left out beside the usual legal forms (comma list).",
        ),
    ],
    output: &[
        ("id", "Identifier, the lesser key."),
        ("other", "Identifier of the other."),
        ("name", "Name."),
        ("other_name", "Name of the other."),
        ("similarity", "Similarity, 0 to 1."),
        ("reason", "same_name, same_words, similar_words or similar_spelling."),
        ("same_region", "Whether both lie in the same region."),
        ("decision", "`proposed`."),
    ],
    references: &[
        Reference {
            text: "Winkler, W. E. (1990). String comparator metrics and enhanced decision rules in the Fellegi–Sunter model of record \
                   linkage. Proceedings of the Section on Survey Research Methods, American Statistical Association, 354–359.",
            locator: "Jaro–Winkler, by the library strsim",
            doi: "",
            checked: false,
        },
        Reference {
            text: "Christen, P. (2012). Data Matching. Springer.",
            locator: "chapters 4 and 5: blocking and comparison",
            doi: "10.1007/978-3-642-31164-2",
            checked: false,
        },
    ],
    run,
};

/// Rows of a study's organisations under the usual options.
///
/// # Errors
/// A missing column, an empty key, a key twice.
pub fn review(organisations: &Table) -> Result<Vec<NameReviewRow>, MethodError> {
    Ok(review_of(organisations, &[], Rule::default())?.rows)
}

struct Review {
    rows: Vec<NameReviewRow>,
    names: usize,
    nameless: usize,
    skipped: usize,
}

fn review_of(table: &Table, legal_forms: &[&str], rule: Rule) -> Result<Review, MethodError> {
    let key = if table.get("id").is_some() { "id" } else { "organisation" };
    let column =
        |n: &str| table.column(n).map_err(|source| MethodError::Table { input: "nodes".into(), source });
    let (ids, names) = (column(key)?, column("name")?);
    let mut rows: Vec<(String, String, Option<String>)> = Vec::new();
    let mut nameless = 0;
    for row in 0..table.rows() {
        let id = ids
            .display(row)
            .ok_or_else(|| MethodError::data(format!("input `nodes`, row {}: `{key}` is empty", row + 1)))?;
        let region = table.get("region").and_then(|c: &Column| c.display(row));
        match names.display(row) {
            Some(name) => rows.push((id, name, region)),
            None => nameless += 1,
        }
    }
    rows.sort();
    if let Some(w) = rows.windows(2).find(|w| w[0].0 == w[1].0) {
        return Err(MethodError::data(format!("input `nodes`: `{}` stands twice", w[0].0)));
    }
    let forms: Vec<NormalForm> = rows.iter().map(|r| NormalForm::of(&r.1, legal_forms)).collect();
    let (proposals, skipped) = propose(&forms, rule);
    let row = |p: &Proposal| {
        let (a, b) = (&rows[p.first], &rows[p.second]);
        NameReviewRow {
            id: a.0.clone(),
            other: b.0.clone(),
            name: a.1.clone(),
            other_name: b.1.clone(),
            similarity: p.similarity,
            reason: p.reason.word(),
            same_region: a.2.as_ref().zip(b.2.as_ref()).map(|(x, y)| x == y),
            decision: "proposed",
        }
    };
    Ok(Review { rows: proposals.iter().map(row).collect(), names: rows.len(), nameless, skipped })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let table = inputs.need("nodes", "id, name[, region]")?;
    let usual = Rule::default();
    let rule = Rule {
        spelling: options.real("spelling").unwrap_or(usual.spelling),
        words: options.real("words").unwrap_or(usual.words),
        block: options.integer("block") as usize,
    };
    let review = review_of(table, &options.list("legal-forms"), rule)?;
    let mut output = Output::new(table_of(&review.rows))
        .figure("names", review.names as i64)
        .figure("blocks_too_large", review.skipped as i64);
    if review.nameless > 0 {
        output
            .warnings
            .push(format!("{} organisations have no name and are compared with none", review.nameless));
    }
    output.assumptions.push("nothing is merged: who is the same is for the reader to decide".into());
    Ok(output)
}
