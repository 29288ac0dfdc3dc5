//! Embedded typefaces: Source Sans 3 and Source Serif 4 (SIL Open Font
//! License, `fonts/`). Subsets a text does not need are left out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

struct Face {
    family: &'static str,
    weight: u16,
    files: [&'static [u8]; 3],
}

macro_rules! face {
    ($family:literal, $file:literal, $weight:literal) => {
        Face {
            family: $family,
            weight: $weight,
            files: [
                include_bytes!(concat!("../fonts/source-", $file, "-latin-", $weight, "-normal.woff2")),
                include_bytes!(concat!("../fonts/source-", $file, "-latin-ext-", $weight, "-normal.woff2")),
                include_bytes!(concat!("../fonts/source-", $file, "-cyrillic-", $weight, "-normal.woff2")),
            ],
        }
    };
}

const FACES: [Face; 4] = [
    face!("Source Sans 3", "sans-3", 400),
    face!("Source Sans 3", "sans-3", 600),
    face!("Source Serif 4", "serif-4", 400),
    face!("Source Serif 4", "serif-4", 600),
];

/// Code points of the subsets, as CSS wants them.
const RANGES: [&str; 3] = [
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215",
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0",
    "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
];

/// The `@font-face` rules a text needs.
pub(crate) fn css(text: &str) -> String {
    let extended = text.chars().any(|c| ('\u{100}'..='\u{24f}').contains(&c));
    let cyrillic = text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let wanted = [true, extended, cyrillic];
    let mut css = String::new();
    for face in &FACES {
        for (i, file) in face.files.iter().enumerate().filter(|(i, _)| wanted[*i]) {
            css += &format!(
                "@font-face{{font-family:'{}';font-weight:{};font-display:swap;src:url(data:font/woff2;base64,{}) format('woff2');unicode-range:{}}}",
                face.family,
                face.weight,
                STANDARD.encode(file),
                RANGES[i]
            );
        }
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_text_needs_is_embedded() {
        let (latin, polish, both) = (css("Texas"), css("Śląskie"), css("Śląskie і Київ"));
        assert_eq!(latin.matches("@font-face").count(), 4);
        assert_eq!(polish.matches("@font-face").count(), 8);
        assert_eq!(both.matches("@font-face").count(), 12);
        assert!(!latin.contains("http"));
    }

    #[test]
    fn files_are_fonts() {
        assert!(FACES.iter().flat_map(|f| f.files).all(|f| f.starts_with(b"wOF2")));
    }
}
