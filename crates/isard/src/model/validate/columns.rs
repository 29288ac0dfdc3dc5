//! Headers are matched to the columns of the schema.

use super::{Found, Places, base_place};
use crate::model::{Problem, RawTable, Table, TableSpec};
use crate::registry::nearest;

/// Columns under the names of the schema, and where each stands in the file.
pub(super) fn match_headers(spec: &TableSpec, raw: RawTable, found: &mut Found) -> (RawTable, Places) {
    let mut table = Table::new();
    let mut places = Places::default();
    let exact: Vec<String> = raw.table.names().map(str::to_string).collect();
    for (index, field) in raw.table.fields().iter().enumerate() {
        let simple = simplify(&field.name);
        // A header that only differs in form is taken, unless the right one is there too.
        let renamed = simple != field.name && known(spec, &simple) && !exact.contains(&simple);
        let name = if renamed { simple } else { field.name.clone() };
        let mut place = base_place(&raw);
        place.line = Some(1);
        place.column = Some(field.name.clone());
        place.column_index = Some(index);
        if renamed {
            found.add(Problem::new("N0101", format!("header `{}` read as `{name}`", field.name), place));
        } else if !known(spec, &name)
            && let Some(near) = nearest(&name, spec.columns.iter().map(|c| c.name))
            && !exact.iter().any(|e| e == near)
            && strsim::jaro_winkler(&name, near) > 0.9
        {
            let problem = Problem::new("W0103", format!("column `{name}` is not known"), place);
            found.add(problem.hint(format!("did you mean `{near}`?")));
        }
        places.columns.push((name.clone(), field.name.clone(), index));
        table.push(name, field.column.clone());
    }
    (RawTable { table, ..raw }, places)
}

fn known(spec: &TableSpec, name: &str) -> bool {
    spec.column(name).is_some() || (spec.name == "activity" && super::reshape::measure_column(name).is_some())
}

fn simplify(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
