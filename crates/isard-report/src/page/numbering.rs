//! Numbers of figures and tables in the order of the page. Until that is known
//! a place-holder stands for each.

use std::collections::HashMap;

/// Private-use characters around an identifier; no text of a study has them.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Place-holder of a figure's number.
pub(super) fn figure(id: &str) -> String {
    format!("{OPEN}figure {id}{CLOSE}")
}

/// Place-holder of a table's number.
pub(super) fn table(id: &str) -> String {
    format!("{OPEN}table {id}{CLOSE}")
}

/// Place-holder of the number of the first figure of the page.
pub(super) fn first_figure() -> String {
    format!("{OPEN}first{CLOSE}")
}

/// The page with numbers in the order in which figures and tables stand.
pub(super) fn resolved(page: &str) -> String {
    let mut numbers: HashMap<String, usize> = HashMap::from([("first".to_string(), 1)]);
    for (kind, start, end) in
        [("figure", "<figure", " id=\""), ("table", "<section class=\"table\"", " id=\"")]
    {
        let mut n = 0;
        for (at, _) in page.match_indices(start) {
            let tag = &page[at..at + page[at..].find('>').unwrap_or(0)];
            if let Some(id) = tag.split(end).nth(1).and_then(|t| t.split('"').next()) {
                n += 1;
                numbers.insert(format!("{kind} {id}"), n);
            }
        }
    }
    let mut out = String::with_capacity(page.len());
    let mut parts = page.split(OPEN);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_once(CLOSE) {
            Some((id, rest)) => {
                let number = numbers.get(id).copied().unwrap_or(0);
                out.push_str(&number.to_string());
                out.push_str(rest);
            }
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_of_the_page() {
        let one = |id: &str| format!("<figure id=\"{id}\">{}</figure>", figure(id));
        let page = format!(
            "{}{}<section class=\"table\" id=\"t\">{}</section>{}",
            one("b"),
            one("a"),
            table("t"),
            figure("a")
        );
        let out = resolved(&page);
        assert!(out.contains("<figure id=\"b\">1<") && out.contains("<figure id=\"a\">2<"));
        assert!(out.ends_with("id=\"t\">1</section>2"));
    }
}
