//! How wide a text is, before any browser sees it.

mod advances;

/// A typeface at a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Source Sans 3, 400.
    Sans,
    /// Source Sans 3, 600.
    SansBold,
}

/// Width in the unit of `size`. A character the fonts lack counts as wide as
/// an "m", so that what is laid out around it stays clear.
pub(crate) fn width(text: &str, face: Face, size: f64) -> f64 {
    let table = match face {
        Face::Sans => advances::SANS_400,
        Face::SansBold => advances::SANS_600,
    };
    text.chars().map(|c| advance(table, c)).sum::<f64>() * size / 1000.0
}

fn advance(table: &[(u32, &[u16])], c: char) -> f64 {
    let code = c as u32;
    let run = table.partition_point(|(first, _)| *first <= code);
    let found = run.checked_sub(1).and_then(|r| table[r].1.get((code - table[r].0) as usize));
    found.map_or(829.0, |&w| f64::from(w))
}

/// Breaks a text into lines no wider than `limit`; a longer word stays whole.
pub(crate) fn wrap(text: &str, face: Face, size: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), face, size) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// Shortens a text with an ellipsis so that it is no wider than `limit`.
pub(crate) fn shorten(text: &str, face: Face, size: f64, limit: f64) -> String {
    if width(text, face, size) <= limit {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let shorter: String = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if width(&shorter, face, size) <= limit {
            return shorter;
        }
    }
    "…".to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_tabular_and_bold_is_wider() {
        assert_eq!(width("1111", Face::Sans, 10.0), width("8888", Face::Sans, 10.0));
        assert!(width("manner", Face::SansBold, 10.0) > width("manner", Face::Sans, 10.0));
        assert!((width("0", Face::Sans, 1000.0) - 497.0).abs() < 1e-9);
    }

    #[test]
    fn accents_and_cyrillic_are_known() {
        assert_ne!(width("ł", Face::Sans, 1000.0), 829.0);
        assert_ne!(width("ї", Face::Sans, 1000.0), 829.0);
        assert_eq!(width("\u{4e2d}", Face::Sans, 1000.0), 829.0);
    }

    #[test]
    fn lines_fit_and_lose_no_word() {
        let text = "gross state product in thousand dollars of 1982";
        let lines = wrap(text, Face::Sans, 12.0, 90.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|l| width(l, Face::Sans, 12.0) <= 90.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_shortened_text_fits() {
        let short = shorten("Computers and electronics", Face::Sans, 12.0, 80.0);
        assert!(short.ends_with('…') && width(&short, Face::Sans, 12.0) <= 80.0);
        assert_eq!(shorten("Paper", Face::Sans, 12.0, 80.0), "Paper");
    }
}
