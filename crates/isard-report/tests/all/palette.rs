//! The palettes are legible for every eye and on both papers.

use isard_report::{Mode, Palette, Rgb, Vision, contrast, delta_e, simulate};

fn color(p: &Palette, name: &str, mode: Mode) -> Rgb {
    p.color(name, mode).unwrap_or_else(|| panic!("no colour {name}"))
}

#[test]
fn three_groups_differ_for_every_eye() {
    let p = Palette::new(3);
    for (a, b) in [("g1", "g2"), ("g2", "g3"), ("g1", "g3")] {
        for vision in [Vision::Trichromat, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia] {
            let (x, y) = (color(&p, a, Mode::Light), color(&p, b, Mode::Light));
            let d = delta_e(simulate(x, vision), simulate(y, vision));
            assert!(d >= 34.0, "{a} {b} {vision:?}: {d:.1}");
        }
        let (x, y) = (color(&p, a, Mode::Light), color(&p, b, Mode::Light));
        let d = delta_e(simulate(x, Vision::Grey), simulate(y, Vision::Grey));
        assert!(d >= 18.0, "{a} {b} grey: {d:.1}");
    }
}

#[test]
fn dark_groups_differ_for_every_eye() {
    let p = Palette::new(3);
    for (a, b) in [("g1", "g2"), ("g2", "g3"), ("g1", "g3")] {
        for vision in [Vision::Trichromat, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia] {
            let (x, y) = (color(&p, a, Mode::Dark), color(&p, b, Mode::Dark));
            let d = delta_e(simulate(x, vision), simulate(y, vision));
            assert!(d >= 20.0, "{a} {b} {vision:?}: {d:.1}");
        }
    }
}

#[test]
fn text_has_contrast_in_both_modes() {
    for groups in 2..=9 {
        let p = Palette::new(groups);
        let mut names: Vec<String> = ["ink", "ink2", "ink3", "accent"].map(String::from).to_vec();
        names.extend((1..=groups).map(|g| format!("t{g}")));
        for mode in [Mode::Light, Mode::Dark] {
            for name in &names {
                let c = contrast(color(&p, name, mode), color(&p, "paper", mode));
                assert!(c >= 4.5, "{name} of {groups} {mode:?}: {c:.2}");
            }
            for g in 1..=groups {
                let c = contrast(color(&p, &format!("o{g}"), mode), color(&p, &format!("g{g}"), mode));
                assert!(c >= 4.5, "text on g{g} of {groups} {mode:?}: {c:.2}");
            }
        }
    }
}

#[test]
fn ramps_run_one_way() {
    let p = Palette::new(3);
    let paper = color(&p, "paper", Mode::Light);
    let steps: Vec<f64> =
        (1..=6).map(|i| contrast(color(&p, &format!("q{i}"), Mode::Light), paper)).collect();
    assert!(steps.windows(2).all(|w| w[0] < w[1]), "{steps:?}");
    // The two arms of the diverging ramp stay apart for every eye.
    for vision in [Vision::Trichromat, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia] {
        for (a, b) in [("d1", "d7"), ("d2", "d6"), ("d3", "d5")] {
            let d = delta_e(
                simulate(color(&p, a, Mode::Light), vision),
                simulate(color(&p, b, Mode::Light), vision),
            );
            assert!(d >= 18.0, "{a} {b} {vision:?}: {d:.1}");
        }
    }
}

#[test]
fn more_groups_are_interpolated_between_the_ends() {
    let (three, five) = (Palette::new(3), Palette::new(5));
    for (a, b) in [("g1", "g1"), ("g2", "g3"), ("g3", "g5")] {
        assert_eq!(three.color(a, Mode::Light), five.color(b, Mode::Light));
    }
    let two = Palette::new(2);
    assert_eq!(two.color("g2", Mode::Light), three.color("g3", Mode::Light));
    assert_eq!(five.color("g6", Mode::Light), None);
}
