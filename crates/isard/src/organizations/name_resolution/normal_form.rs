//! Names without what does not tell organisations apart.

/// Legal forms, after folding.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "cjsc",
    "co",
    "company",
    "corp",
    "corporation",
    "doo",
    "ek",
    "eood",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "kft",
    "kg",
    "kgaa",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "ojsc",
    "ood",
    "oy",
    "oyj",
    "plc",
    "pjsc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "sl",
    "slu",
    "spa",
    "spol",
    "srl",
    "sro",
    "ug",
    "zao",
    "zoo",
    "ао",
    "ат",
    "зао",
    "ип",
    "оао",
    "ооо",
    "пао",
    "прат",
    "пат",
    "тов",
    "фоп",
    "чп",
    "пп",
];

/// A name as its words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NormalForm {
    /// Words in order.
    pub words: Vec<String>,
    /// Words in alphabetical order, each once, joined by spaces.
    pub sorted: String,
}

/// A letter without its accent; Latin letters of Europe, and й, ё, ї, ґ.
fn folded(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ġ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        'ё' => "е",
        'й' => "и",
        'ї' => "і",
        'ґ' => "г",
        _ => "",
    }
}

impl NormalForm {
    /// The normal form; `extra` words are left out beside legal forms. A name
    /// of legal forms alone keeps them.
    pub fn of(name: &str, extra: &[&str]) -> NormalForm {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            let fold = folded(c);
            match c {
                _ if !fold.is_empty() => word.push_str(fold),
                _ if c.is_alphanumeric() => word.push(c),
                // Joined abbreviations (S.p.A., d.o.o.) and possessives, and
                // combining accents, do not part words.
                '.' | '\'' | '’' | 'ʼ' | '\u{300}'..='\u{36f}' => {}
                _ => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            }
        }
        words.extend((!word.is_empty()).then_some(word));
        let extra: Vec<String> = extra.iter().flat_map(|e| NormalForm::plain(e)).collect();
        let idle = |w: &String| LEGAL_FORMS.contains(&w.as_str()) || extra.contains(w);
        if !words.iter().all(idle) {
            words.retain(|w| !idle(w));
        }
        let mut sorted = words.clone();
        sorted.sort();
        sorted.dedup();
        NormalForm { sorted: sorted.join(" "), words }
    }

    fn plain(text: &str) -> Vec<String> {
        text.to_lowercase().split_whitespace().map(|w| w.replace('.', "")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::NormalForm;

    fn words(name: &str) -> Vec<String> {
        NormalForm::of(name, &[]).words
    }

    #[test]
    fn names_lose_what_does_not_tell() {
        assert_eq!(words("Müller & Söhne GmbH"), ["mueller", "soehne"]);
        assert_eq!(words("ACCIAIERIE S.p.A."), ["acciaierie"]);
        assert_eq!(words("ТОВ «Електрон»"), ["електрон"]);
        assert_eq!(words("Łódź-Textil, Sp. z o.o."), ["lodz", "textil", "sp", "z", "oo"]);
        assert_eq!(words("Co Ltd"), ["co", "ltd"]);
        assert!(words("—").is_empty());
        // Composed and combining accents are alike where the base letter is plain.
        assert_eq!(words("Cafe\u{301}"), words("Café"));
        assert_eq!(NormalForm::of("Group Alfa", &["group"]).sorted, "alfa");
    }
}
