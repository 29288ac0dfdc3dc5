//! Codes of problems and what they mean; `isard check --explain CODE`.

/// Code, title, explanation and remedy.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "N0001",
        "mended by the reader",
        "The file had a byte-order mark, another encoding or another oddity of form that the reader took care of. Nothing to do.",
    ),
    (
        "E0002",
        "file cannot be read",
        "The file is missing, damaged or of a format isard does not know. Compare the path in study.toml with the folder, open the file in its own program and save it again.",
    ),
    (
        "E0003",
        "study.toml cannot be used",
        "study.toml has a mistake of form, an unknown key, or a value of the wrong type. `isard new DIR` writes a commented example.",
    ),
    (
        "E0004",
        "query failed",
        "The SQL of a table in study.toml could not be run. Try it with `isard sql FILE \"select …\"`.",
    ),
    (
        "N0101",
        "header matched by case",
        "A column's header differed from the contract's name only by case, spaces or hyphens.",
    ),
    (
        "E0102",
        "column missing",
        "A column that every row must fill is not in the file. Rename the column, or map it: `columns = { region = \"geo\" }` under the table in study.toml.",
    ),
    (
        "W0103",
        "column not known",
        "A column is not used, but its name is close to one that would be. Extra columns are kept and ignored.",
    ),
    (
        "E0104",
        "no indicator columns",
        "A wide table of indicators needs one column per indicator beside region and year.",
    ),
    (
        "E0105",
        "no measure",
        "The table of activity needs employment, establishments, wages, value_added or exports, or the columns measure and value.",
    ),
    (
        "E0106",
        "no rows",
        "The table has a header and nothing below it. Tables that point into it are not checked until it has rows.",
    ),
    ("E0201", "key is empty", "A row has no identifier where one is required."),
    (
        "E0204",
        "unknown key",
        "A row names a region, an industry or another unit that its table does not list. Correct the key, add the unit, or set `unknown = \"leave-out\"` under the table in study.toml.",
    ),
    (
        "W0205",
        "rows with unknown keys left out",
        "`unknown = \"leave-out\"` is set: the rows are not used and listed here.",
    ),
    (
        "W0207",
        "table pointed into is not there",
        "A table names units, such as organisations, whose own table the study does not have: they stay without names, places and kinds.",
    ),
    ("E0206", "a unit is its own ancestor", "Following `parent` leads back to the unit itself."),
    ("E0301", "value is empty", "A value that every row must have is empty."),
    (
        "E0312",
        "not a number",
        "A cell of a numeric column holds text. Spaces and commas as thousands separators, decimal commas and the usual flags are accepted, other letters are not.",
    ),
    ("E0313", "number out of range", "A number lies outside the range its column allows."),
    ("E0314", "not a year", "A year is a whole number from 1000 to 2999."),
    ("E0315", "not one of the words", "A column with a fixed list of words holds another word."),
    (
        "E0316",
        "a date in a numeric cell",
        "A spreadsheet took a number for a date. Format the column as a number and enter it again.",
    ),
    ("E0317", "not true or false", "Accepted are true, false, yes, no, 1 and 0."),
    ("E0318", "not a whole number", "A whole number is expected."),
    (
        "N0321",
        "thousands separators removed",
        "Spaces, commas, points or apostrophes between groups of three digits were read as thousands separators.",
    ),
    (
        "N0322",
        "decimal comma",
        "A comma was read as the decimal sign, because the column says so elsewhere or the file is separated by semicolons.",
    ),
    ("N0323", "spaces trimmed", "White space around cells was removed."),
    (
        "N0324",
        "flag read as status",
        "A letter or sign such as `:`, `c`, `(D)` or `b` was read as the status of the value.",
    ),
    ("N0325", "signs replaced", "A typographic minus or an invisible sign inside a number was replaced."),
    ("E0407", "bounds the wrong way round", "bound_low is larger than bound_high."),
    ("E0408", "value outside its bounds", "The value does not lie between bound_low and bound_high."),
    (
        "W0409",
        "status and value disagree",
        "A cell is called missing or suppressed and yet has a value, or observed and has none. The value is kept where there is one; the status follows it.",
    ),
    ("N0501", "identical rows", "The same row stands more than once; one is kept."),
    (
        "E0502",
        "conflicting rows",
        "Two rows have the same key and different values. Remove one, or add what tells them apart.",
    ),
    ("W0601", "region without boundary", "A region has no outline, so that maps leave it blank."),
    ("W0602", "not in the study", "An outline belongs to no region of the study and is ignored."),
    (
        "W0701",
        "industry codes of two vintages",
        "Most codes are of one vintage of a classification, the others of another. A code may mean different things in both: translate with a table of crosswalks.",
    ),
    (
        "W0702",
        "not the classification declared",
        "The column scheme names a classification that knows fewer of the codes than another does.",
    ),
    (
        "E0710",
        "industry codes of two vintages",
        "Most codes are of one vintage of a classification, the others of another. A code may mean different things in both: translate with a table of crosswalks, or keep them with mixed-codes.",
    ),
    (
        "N0705",
        "regions brought to one vintage",
        "Codes of regions were replaced by those of the vintage the study asks for; cells that became one were added up.",
    ),
    (
        "W0706",
        "regions without a place in the vintage",
        "A region was divided, and nothing says how its figures are shared, or it has no successor. Its rows are left out.",
    ),
    (
        "E0707",
        "region codes of two vintages",
        "Most codes are of one vintage of NUTS, the others of another: the same region may stand twice, and a code may mean another region. Bring them to one with regions-to, or keep them with mixed-codes.",
    ),
    (
        "W0708",
        "region codes of two vintages kept",
        "Codes of several vintages of NUTS stand side by side on the study's word.",
    ),
    ("N0711", "parents from codes", "Industries name no parents; those their codes tell are taken."),
    ("N0709", "vintage of regions recognised", "The codes of regions are those of a vintage of NUTS."),
    ("N0703", "classification recognised", "The codes of industries are those of a known classification."),
];

/// Title and explanation of a code.
pub fn explain(code: &str) -> Option<(&'static str, &'static str)> {
    CODES.iter().find(|(c, ..)| *c == code).map(|(_, title, text)| (*title, *text))
}
