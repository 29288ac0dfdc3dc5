//! Numbers as people read them.

/// 12,406.
pub(crate) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// 1 error, 12,406 rows.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_one_is_no_plural() {
        assert_eq!(grouped(12_406), "12,406");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1, "error"), "1 error");
        assert_eq!(counted(1_000_000, "row"), "1,000,000 rows");
        assert_eq!(counted(0, "file"), "0 files");
    }
}
