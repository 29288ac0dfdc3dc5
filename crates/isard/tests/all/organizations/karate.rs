//! Published values of Zachary's karate club.

use super::{INSTRUCTOR, KARATE, karate, labels, of_edges, sizes};
use isard::organizations::communities::multilayer::quality;

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
}

fn ties() -> Vec<(u32, u32, f64)> {
    KARATE.iter().map(|&(a, b)| (a, b, 1.0)).collect()
}

#[test]
fn the_best_partition_of_the_club_is_found() {
    let output = of_edges("communities", karate(&["all"]), &[("starts", "20")]);
    close(output.figures["quality"].as_f64().unwrap_or(0.0), 0.419_790, 5e-7);
    assert_eq!(sizes(&labels(&output)), [5, 6, 11, 12]);
    // Quality once more, from the pairs of nodes.
    let labels = labels(&output);
    let mut degree = [0.0; 34];
    KARATE.iter().for_each(|&(a, b)| {
        degree[a as usize] += 1.0;
        degree[b as usize] += 1.0;
    });
    let mut sum = 0.0;
    for i in 0..34u32 {
        for j in 0..34u32 {
            if labels[i as usize] == labels[j as usize] {
                let tied = KARATE.contains(&(i.min(j), i.max(j))) && i != j;
                sum += f64::from(tied) - degree[i as usize] * degree[j as usize] / 156.0;
            }
        }
    }
    close(sum / 156.0, 0.419_790, 5e-7);
}

#[test]
fn the_split_of_the_club_has_its_quality_in_one_and_two_layers() {
    let faction = |_: usize, i: usize| u32::from(INSTRUCTOR.contains(&(i as u32)));
    let one = [ties()];
    let two = [ties(), ties()];
    let q = |layers: &[_], coupling| quality(34, layers, faction, 1.0, coupling).expect("ties");
    close(q(&one, None), 0.358_235, 5e-7);
    close(q(&two, None), 0.358_235, 5e-7);
    close(q(&two, Some(0.5)), 0.421_298_35, 5e-9);
    close(q(&two, Some(1.0)), 0.473_076_92, 5e-9);
}

#[test]
fn coupled_layers_are_optimised_and_reported_by_layer() {
    let options = [("coupling", "0.5"), ("starts", "20")];
    let output = of_edges("communities", karate(&["a", "b"]), &options);
    assert_eq!(output.table.rows(), 68);
    // Both layers with the best partition of one: (2·156·0.419790 + 34)/(312 + 34).
    let best = (312.0 * 0.419_789_612_097_304 + 34.0) / 346.0;
    assert!(output.figures["quality"].as_f64().unwrap_or(0.0) > best - 1e-9);
    // Without coupling the layers are two networks.
    let apart = of_edges("communities", karate(&["a", "b"]), &[("coupling", "0"), ("starts", "20")]);
    close(apart.figures["quality"].as_f64().unwrap_or(0.0), 0.419_790, 5e-7);
    let found = labels(&apart);
    assert!((0..34).all(|i| !found[34..].contains(&found[i])));
}

#[test]
fn layers_of_weight_zero_do_not_count() {
    let mut rows: Vec<_> =
        KARATE.iter().map(|t| (format!("K{:02}", t.0), format!("K{:02}", t.1), "club", 1.0)).collect();
    rows.extend((0..33).map(|i| (format!("K{i:02}"), format!("K{:02}", i + 1), "noise", 3.0)));
    let table = super::edges(&rows);
    let output = of_edges("communities", table, &[("layer-weights", "noise=0"), ("starts", "20")]);
    close(output.figures["quality"].as_f64().unwrap_or(0.0), 0.419_790, 5e-7);
}

#[test]
fn a_profile_shows_more_communities_at_higher_resolution() {
    let output = of_edges("communities", karate(&["all"]), &[("resolutions", "0.2,1,4")]);
    let profile = output.figures["resolution_profile"].as_array().expect("a profile");
    let counts: Vec<u64> = profile.iter().filter_map(|p| p["communities"].as_u64()).collect();
    assert!(counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
}

#[test]
fn structure_of_the_club_has_the_published_values() {
    let output = of_edges("network-summary", karate(&["all"]), &[]);
    let value = |name: &str| {
        let names = output.table.text("name").expect("names");
        let row = names.iter().position(|n| n == Some(name)).expect("the measure");
        output.table.real_at(row, "value").expect("a value")
    };
    assert_eq!((value("core_max"), value("core_size")), (4.0, 10.0));
    close(value("assortativity"), -0.475_613, 5e-7);
    close(value("clustering"), 0.255_681_818_181_818_2, 1e-12);
    assert_eq!((value("members"), value("ties"), value("components")), (34.0, 78.0, 1.0));
}

#[test]
fn brokers_of_the_club_have_the_published_values() {
    let output = of_edges("brokerage", karate(&["all"]), &[]);
    let at = |row, name| output.table.real_at(row, name).expect("a value");
    close(at(0, "constraint"), 0.155_423, 5e-7);
    close(at(33, "constraint"), 0.156_419, 5e-7);
    close(at(0, "effective_size"), 13.75, 1e-12);
    close(at(33, "effective_size"), 15.235_294_117_647_06, 1e-12);
    close(at(5, "effective_size"), 2.5, 1e-12);
}

#[test]
fn the_two_heads_of_the_club_lead() {
    let output = of_edges("leaders", karate(&["all"]), &[("false-discovery", "1"), ("most-leaders", "0.05")]);
    let leader = |row| output.table.value(row, "leader") == isard::model::Value::Boolean(true);
    assert_eq!((0..34).filter(|&r| leader(r)).collect::<Vec<_>>(), [0, 33]);
    let between = |row| output.table.real_at(row, "betweenness").expect("a value");
    close(between(0), 0.437_635_281_385_281_5, 1e-12);
    close(between(33), 0.304_074_975_949_759_96, 1e-12);
    close(between(2), 0.143_656_806_156_806_15, 1e-12);
}
