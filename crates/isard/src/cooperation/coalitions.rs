//! Coalitions named in an option.

use crate::registry::MethodError;

/// Positions of the members of `a+b; c+d+e`, ascending.
///
/// # Errors
/// A key that is no region, a region twice in a coalition.
pub(super) fn read(text: &str, regions: &[String]) -> Result<Vec<Vec<usize>>, MethodError> {
    let bad =
        |expected: String| MethodError::BadOption { name: "coalitions".into(), value: text.into(), expected };
    let mut out = Vec::new();
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let mut members = Vec::new();
        for key in part.split('+').map(str::trim) {
            let found = regions.iter().position(|r| r == key);
            members.push(found.ok_or_else(|| bad(format!("regions of the input; `{key}` is none")))?);
        }
        members.sort_unstable();
        if members.windows(2).any(|w| w[0] == w[1]) {
            return Err(bad(format!("each region once; in `{part}` one stands twice")));
        }
        out.push(members);
    }
    Ok(out)
}
