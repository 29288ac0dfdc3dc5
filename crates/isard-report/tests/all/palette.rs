//! The palettes are legible for every eye and on both papers.

use isard_report::{Mode, Palette, Rgb, Vision, contrast, delta_e, simulate};

fn color(p: &Palette, name: &str, mode: Mode) -> Rgb {
    p.color(name, mode).unwrap_or_else(|| panic!("no colour {name}"))
}

const EYES: [Vision; 4] = [Vision::Trichromat, Vision::Protanopia, Vision::Deuteranopia, Vision::Tritanopia];

#[test]
fn three_groups_differ_for_every_eye_and_in_grey() {
    let p = Palette::new(3);
    for mode in [Mode::Light, Mode::Dark] {
        for (a, b) in [("g1", "g2"), ("g2", "g3"), ("g1", "g3")] {
            let (x, y) = (color(&p, a, mode), color(&p, b, mode));
            for vision in EYES {
                let d = delta_e(simulate(x, vision), simulate(y, vision));
                assert!(d >= 34.0, "{a} {b} {mode:?} {vision:?}: {d:.1}");
            }
            let d = delta_e(simulate(x, Vision::Grey), simulate(y, Vision::Grey));
            assert!(d >= 18.0, "{a} {b} {mode:?} grey: {d:.1}");
        }
    }
}

#[test]
fn marks_stand_out_from_both_papers() {
    let p = Palette::new(3);
    for mode in [Mode::Light, Mode::Dark] {
        for name in ["ink", "ink2", "ink3", "accent", "star"] {
            let c = contrast(color(&p, name, mode), color(&p, "paper", mode));
            assert!(c >= 3.0, "{name} {mode:?}: {c:.2}");
        }
    }
    // On the light paper sand is pale; there its dots carry a dark ring or a word.
    for g in ["g1", "g2", "g3"] {
        let c = contrast(color(&p, g, Mode::Dark), color(&p, "paper", Mode::Dark));
        assert!(c >= 3.0, "{g}: {c:.2}");
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
            for step in (1..=6).map(|i| format!("q{i}")).chain((1..=7).map(|i| format!("d{i}"))) {
                let c = contrast(color(&p, &format!("o{step}"), mode), color(&p, &step, mode));
                assert!(c >= 4.5, "text on {step} {mode:?}: {c:.2}");
            }
        }
    }
}

#[test]
fn ramps_run_one_way_and_their_arms_stay_apart() {
    let p = Palette::new(3);
    for mode in [Mode::Light, Mode::Dark] {
        let paper = color(&p, "paper", mode);
        let steps: Vec<f64> = (1..=6).map(|i| contrast(color(&p, &format!("q{i}"), mode), paper)).collect();
        assert!(steps.windows(2).all(|w| w[0] < w[1]), "{mode:?}: {steps:?}");
        for vision in EYES {
            for (a, b) in [("d1", "d7"), ("d2", "d6"), ("d3", "d5")] {
                let (x, y) = (color(&p, a, mode), color(&p, b, mode));
                let d = delta_e(simulate(x, vision), simulate(y, vision));
                assert!(d >= 18.0, "{a} {b} {mode:?} {vision:?}: {d:.1}");
            }
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
