//! Rules for stars that a study names itself: `[clusters.presets.NAME]`.

use super::RunOptions;
use crate::config::option_texts;
use isard::clusters::minimum_size;
use isard::clusters::stars::{
    DYNAMISM_TOP, DYNAMISM_YEARS, FOCUS_TOP, PRESET, PRODUCTIVITY_TOP, SIZE_TOP, SPECIALIZATION_LQ,
    SPECIALIZATION_TOP, STRONG_LQ, STRONG_TOP,
};
use isard::registry::{MethodError, OptionKind, nearest};

/// Key of `[clusters]` that holds the presets.
pub(super) const KEY: &str = "presets";
/// Key of a preset that names the one it starts from.
const LIKE: &str = "like";
/// Step whose options they are.
const STEP: &str = "clusters";

/// A preset of the study in use.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Own {
    pub(super) name: String,
    /// The preset it starts from.
    pub(super) like: String,
}

/// The options of `[clusters]` and of the command line with a preset of the
/// study spelled out, and which one that is.
///
/// A preset states what differs from the one it is `like`; keys of `[clusters]`
/// beside it, and those of the command line, count more.
///
/// # Errors
/// A preset that is no table, has the name of a built-in one, an unknown key or
/// a preset to start from that does not exist; a `preset` nobody defined.
pub(super) fn spell_out(
    section: &toml::Table,
    options: &RunOptions,
) -> Result<(toml::Table, RunOptions, Option<Own>), MethodError> {
    let OptionKind::Choice(built_in) = PRESET.kind else { return Ok(Default::default()) };
    let own = own_presets(section, built_in)?;
    let (mut section, mut options) = (section.clone(), options.clone());
    section.remove(KEY);
    let of_line = options.set.get(STEP).and_then(|set| set.iter().rev().find(|(k, _)| k == PRESET.name));
    let overruled = of_line.is_some();
    let wanted = of_line.map(|p| p.1.as_str()).or(section.get(PRESET.name).and_then(toml::Value::as_str));
    let Some(name) = wanted.filter(|name| !built_in.contains(name)).map(String::from) else {
        if overruled {
            section.remove(PRESET.name);
        }
        return Ok((section, options, None));
    };
    let Some((_, preset)) = own.iter().find(|p| p.0 == name) else {
        let known: Vec<&str> = built_in.iter().copied().chain(own.iter().map(|p| p.0)).collect();
        let meant = match nearest(&name, known.iter().copied()) {
            Some(found) => format!("; did you mean `{found}`?"),
            None => format!(", or a preset of the study's own under [clusters.{KEY}.NAME]"),
        };
        return Err(MethodError::BadOption {
            name: PRESET.name.into(),
            value: name,
            expected: format!("one of {}{meant}", known.join(", ")),
        });
    };
    let like = preset.get(LIKE).and_then(toml::Value::as_str).unwrap_or(PRESET.default).to_string();
    // What is said beside a preset replaces what it says of the same star.
    let rivals = [SPECIALIZATION_LQ.name, SPECIALIZATION_TOP.name];
    let on_line = options.set.get(STEP).into_iter().flatten().map(|p| p.0.clone());
    let beside: Vec<String> = option_texts(&section, &[]).into_iter().map(|p| p.0).chain(on_line).collect();
    let said =
        |key: &str| beside.iter().any(|k| k == key || rivals.contains(&key) && rivals.contains(&k.as_str()));
    for (key, value) in preset.iter().filter(|(key, _)| key.as_str() != LIKE) {
        let key = key.replace('_', "-");
        if !said(&key) {
            section.insert(key, value.clone());
        }
    }
    section.insert(PRESET.name.into(), like.clone().into());
    if let Some(set) = options.set.get_mut(STEP) {
        set.retain(|(key, _)| key != PRESET.name);
    }
    Ok((section, options, Some(Own { name, like })))
}

/// The presets of a study by name, checked whether they are used or not.
fn own_presets<'a>(
    section: &'a toml::Table,
    built_in: &[&str],
) -> Result<Vec<(&'a str, &'a toml::Table)>, MethodError> {
    let Some(all) = section.get(KEY) else { return Ok(Vec::new()) };
    let no_table = |what: String| {
        MethodError::data_hint(
            format!("{what} is no table of options"),
            format!("write [clusters.{KEY}.NAME] and under it, for instance, specialization-lq = 1.5"),
        )
    };
    let all = all.as_table().ok_or_else(|| no_table(format!("[clusters] {KEY}")))?;
    let own = [
        SIZE_TOP,
        SPECIALIZATION_LQ,
        SPECIALIZATION_TOP,
        FOCUS_TOP,
        PRODUCTIVITY_TOP,
        DYNAMISM_TOP,
        DYNAMISM_YEARS,
        STRONG_TOP,
        STRONG_LQ,
    ];
    let keys: Vec<&str> = own.iter().chain(&minimum_size::OPTIONS).map(|o| o.name).chain([LIKE]).collect();
    let mut out = Vec::new();
    for (name, preset) in all {
        let preset = preset.as_table().ok_or_else(|| no_table(format!("[clusters.{KEY}.{name}]")))?;
        if built_in.contains(&name.as_str()) {
            return Err(MethodError::data_hint(
                format!("[clusters.{KEY}.{name}] has the name of a built-in preset"),
                format!("give it another name, and {LIKE} = \"{name}\" to start from that one"),
            ));
        }
        if let Some(like) = preset.get(LIKE).filter(|v| !v.as_str().is_some_and(|l| built_in.contains(&l))) {
            return Err(MethodError::BadOption {
                name: format!("{LIKE} of [clusters.{KEY}.{name}]"),
                value: like.to_string(),
                expected: format!("one of {}", built_in.join(", ")),
            });
        }
        for key in preset.keys().map(|k| k.replace('_', "-")) {
            if !keys.contains(&key.as_str()) {
                return Err(MethodError::UnknownOption {
                    name: format!("{key} of [clusters.{KEY}.{name}]"),
                    hint: Some(match nearest(&key, keys.iter().copied()) {
                        Some(found) => format!("did you mean `{found}`?"),
                        None => format!("a preset has: {}", keys.join(", ")),
                    }),
                });
            }
        }
        out.push((name.as_str(), preset));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> toml::Table {
        toml::from_str(text).expect("valid TOML")
    }

    fn line(pairs: &[(&str, &str)]) -> RunOptions {
        let pairs = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        RunOptions { set: [(STEP.to_string(), pairs)].into(), ..RunOptions::default() }
    }

    const OWN: &str = r#"
        preset = "ours"
        focus-top = 0.3
        [presets.ours]
        like = "panorama"
        specialization-lq = 1.5
        focus_top = 0.1
        minimum-value = 50
        [presets.other]
    "#;

    #[test]
    fn a_preset_of_the_study_is_spelled_out_below_what_stands_beside_it() {
        let (found, _, own) = spell_out(&section(OWN), &RunOptions::default()).expect("fits");
        let expected = "preset = 'panorama'\nfocus-top = 0.3\nspecialization-lq = 1.5\nminimum-value = 50";
        assert_eq!(found, section(expected));
        assert_eq!(own, Some(Own { name: "ours".into(), like: "panorama".into() }));
    }

    #[test]
    fn the_command_line_chooses_and_overrules() {
        let (found, options, own) = spell_out(&section(OWN), &line(&[("preset", "other")])).expect("fits");
        assert_eq!(own.map(|o| (o.name, o.like)), Some(("other".into(), "observatory".into())));
        assert_eq!(found, section("preset = 'observatory'\nfocus-top = 0.3"));
        assert!(options.set[STEP].is_empty());
        // A threshold of the other kind takes the place of the preset's.
        let (found, ..) = spell_out(&section(OWN), &line(&[("specialization-top", "0.1")])).expect("fits");
        assert!(!found.contains_key("specialization-lq"));
        let (_, options, own) = spell_out(&section(OWN), &line(&[("preset", "panorama")])).expect("fits");
        assert_eq!((own, options.set[STEP].len()), (None, 1));
    }

    #[test]
    fn mistakes_in_presets_are_named() {
        let wrong = [
            ("preset = 'obsrvatory'", "did you mean `observatory`?"),
            ("preset = 'mine'", "[clusters.presets.NAME]"),
            ("presets = 3", "no table"),
            ("presets.a = 3", "[clusters.presets.a] is no table"),
            ("[presets.observatory]", "built-in"),
            ("[presets.a]\nlike = 'b'", "one of observatory, panorama"),
            ("[presets.a]\nlike = 3", "one of observatory, panorama"),
            ("[presets.a]\nsize-tp = 0.2", "did you mean `size-top`?"),
            ("[presets.a]\ndraws = 10", "a preset has"),
        ];
        for (text, expected) in wrong {
            let error = spell_out(&section(text), &RunOptions::default()).expect_err(text);
            let said = format!("{error} {}", error.hint().unwrap_or_default());
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
