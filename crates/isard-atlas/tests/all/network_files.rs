//! Organisations and ties as users have them: GraphML, edge lists, participants
//! of projects; what each section of study.toml changes; and damaged files.

use isard::model::{Severity, Table};
use isard_atlas::{Atlas, RunOptions, Silent, Study, StudyError, analyze, load};
use std::fmt::Write;

/// Two places of six firms, all tied to each other, and one tie between them.
const TIES: usize = 2 * 15 + 1;

fn firm(k: usize) -> String {
    format!("f{k:02}")
}

fn ends() -> Vec<(usize, usize)> {
    let place = |from: usize| (from..from + 6).flat_map(move |a| (a + 1..from + 6).map(move |b| (a, b)));
    place(0).chain(place(6)).chain([(0, 6)]).collect()
}

fn graphml() -> String {
    let mut out = String::from(
        "<graphml><key id=\"r\" for=\"node\" attr.name=\"role\"/><key id=\"g\" for=\"node\" attr.name=\"region\"/>\
         <key id=\"l\" for=\"node\" attr.name=\"label\"/><key id=\"x\" for=\"node\" attr.name=\"lon\" attr.type=\"double\"/>\
         <key id=\"y\" for=\"node\" attr.name=\"lat\" attr.type=\"double\"/>\
         <key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/><graph edgedefault=\"undirected\">\n",
    );
    for k in 0..12 {
        let (role, region) = (if k % 6 == 5 { "science" } else { "firm" }, if k < 6 { "r1" } else { "r2" });
        let (lon, lat) = (30.0 + 2.0 * (k / 6) as f64 + 0.01 * k as f64, 50.0);
        let data = [("r", role), ("g", region), ("l", "Works &amp; Sons")];
        let data: String = data.iter().map(|(key, v)| format!("<data key=\"{key}\">{v}</data>")).collect();
        let place = format!("<data key=\"x\">{lon}</data><data key=\"y\">{lat}</data>");
        writeln!(out, "<node id=\"{}\">{data}{place}</node>", firm(k)).expect("text");
    }
    for (a, b) in ends() {
        let tie =
            format!("<edge source=\"{}\" target=\"{}\"><data key=\"w\">1.5</data></edge>", firm(a), firm(b));
        writeln!(out, "{tie}").expect("text");
    }
    out + "</graph></graphml>\n"
}

fn organisations() -> String {
    let mut out = String::from("organisation,name,role,region,lon,lat\n");
    for k in 0..12 {
        let region = if k < 6 { "r1" } else { "r2" };
        writeln!(out, "{},Firm {k},firm,{region},{},50", firm(k), 30 + 2 * (k / 6)).expect("text");
    }
    out
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("study.toml", "[network]\nmethod = \"modularity\"\nstability-runs = 2\ndraws = 19\n");
    write("regions.csv", "region,name\nr1,One\nr2,Two\n");
    files.iter().for_each(|(name, text)| write(name, text));
    folder
}

fn read(files: &[(&str, &str)]) -> Study {
    load(folder(files).path(), &Silent).expect("the study loads")
}

fn run(study: Study) -> Atlas {
    let errors: Vec<_> = study.problems.iter().filter(|p| p.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    analyze(study, &RunOptions::default(), &Silent).expect("the study is analysed")
}

fn table<'a>(atlas: &'a Atlas, name: &str) -> &'a Table {
    &atlas.tables[name].table
}

/// Both places are found, whatever the file.
fn two_communities(atlas: &Atlas) {
    let members = table(atlas, "network/members");
    assert_eq!(members.rows(), 12);
    let of = |key: &str| {
        let row = (0..12).find(|&r| members.text_at(r, "organisation") == Some(key)).expect("a member");
        members.text_at(row, "community").expect("a community").to_string()
    };
    for k in 0..12 {
        assert_eq!(of(&firm(k)) == of(&firm(0)), k < 6, "{k}");
    }
}

#[test]
fn a_graphml_file_is_organisations_and_ties() {
    let study = read(&[("network.graphml", &graphml())]);
    assert_eq!(study.tables["organisations"].rows(), 12);
    assert_eq!(study.tables["organisations"].text_at(0, "name"), Some("Works & Sons"));
    assert_eq!(study.tables["ties"].rows(), TIES);
    let noted = study.problems.iter().any(|p| p.message.contains("of the layer `other`"));
    assert!(noted, "{:?}", study.problems);
    let atlas = run(study);
    two_communities(&atlas);
    // Its ties are read beside a table of organisations as well.
    let atlas = run(read(&[("ties.graphml", &graphml()), ("organisations.csv", &organisations())]));
    two_communities(&atlas);
    let members = table(&atlas, "network/members");
    assert!((0..12).all(|r| members.text_at(r, "role") != Some("science")), "the table has only firms");
}

#[test]
fn an_edge_list_with_words_of_its_own_is_ties() {
    let mut list = String::from("From,To,Strength\n");
    for (a, b) in ends() {
        writeln!(list, "{},{},2", firm(a), firm(b)).expect("text");
    }
    let study = read(&[("ties.csv", &list), ("organisations.csv", &organisations())]);
    assert!(study.problems.iter().any(|p| p.message.contains("`From` was read as `source`")));
    assert_eq!(study.tables["ties"].real_at(0, "weight"), Some(2.0));
    two_communities(&run(study));
}

#[test]
fn participants_of_projects_are_tied() {
    let mut list = String::from("projectID,participant\n");
    for place in 0..2 {
        for project in 0..4 {
            for k in (0..6).filter(|k| k % 4 != project) {
                writeln!(list, "p{place}{project},{}", firm(6 * place + k)).expect("text");
            }
        }
    }
    let atlas = run(read(&[("participants.csv", &list), ("organisations.csv", &organisations())]));
    two_communities(&atlas);
    assert!(
        atlas.assumptions.iter().any(|a| a.contains("participants of one project")),
        "{:?}",
        atlas.assumptions
    );
}

#[test]
fn damaged_networks_are_told_with_their_place() {
    let errors = |files: &[(&str, &str)]| -> Vec<String> {
        let of = |p: isard::model::Problem| {
            let place = format!("{}:{:?} {:?}", p.place.file, p.place.line, p.place.column);
            (p.severity >= Severity::Warning).then(|| format!("{place}: {}", p.message))
        };
        read(files).problems.into_iter().filter_map(of).collect()
    };
    let whole = graphml();
    let broken = &whole[..whole.len() / 2];
    let told = errors(&[("network.graphml", broken)]);
    assert!(told.iter().any(|t| t.starts_with("network.graphml") && t.contains("GraphML")), "{told:?}");
    let twice = whole.replace("<node id=\"f01\">", "<node id=\"f00\">");
    let told = errors(&[("network.graphml", &twice)]);
    assert!(told.iter().any(|t| t.contains("f00")), "{told:?}");
    let outside = whole.replace("<data key=\"y\">50</data>", "<data key=\"y\">95</data>");
    let told = errors(&[("network.graphml", &outside)]);
    assert!(told.iter().any(|t| t.contains("Some(2) Some(\"lat\")") && t.contains("95")), "{told:?}");
    let list = "source,target,weight\nf00,f01,1\nf00,f99,1\nf02,f02,1\nf03,f04,-2\nf05,f06,NaN\n";
    let told = errors(&[("ties.csv", list), ("organisations.csv", &organisations())]);
    for (line, about) in [("Some(3)", "f99"), ("Some(5)", "-2")] {
        assert!(told.iter().any(|t| t.contains(line) && t.contains(about)), "{about}: {told:?}");
    }
}

/// A section of study.toml over the GraphML file.
fn with(section: &str) -> Result<Atlas, StudyError> {
    let text = format!("[network]\n{section}\n");
    let study = read(&[("network.graphml", &graphml()), ("study.toml", &text)]);
    analyze(study, &RunOptions::default(), &Silent)
}

fn communities(atlas: &Atlas) -> usize {
    table(atlas, "network/communities").rows()
}

#[test]
fn options_of_the_network_change_what_they_name() {
    let quick = "stability-runs = 0\ndraws = 0\nmethod = \"modularity\"";
    let plain = with(quick).expect("analysed");
    assert_eq!(communities(&plain), 2);
    let fine = with(&format!("{quick}\nresolution = 50")).expect("analysed");
    assert!(communities(&fine) > 2, "a great resolution parts communities");
    let near = with(&format!("{quick}\nradius-km = 1.5")).expect("analysed");
    assert!(communities(&near) > 2, "a small territory parts communities");
    let slow = with(&format!("{quick}\nowned = \"together\"\nalso-share = 0.1")).expect("analysed");
    assert_eq!(table(&slow, "network/owned").rows(), 0, "nobody owns another one here");
    assert_eq!(
        table(&slow, "network/affiliations").rows(),
        2,
        "the tie between the places is a sixth of both ends' ties"
    );
    assert_eq!(table(&plain, "network/affiliations").rows(), 0, "below a quarter");
    let form = |atlas: &Atlas| {
        let t = table(atlas, "network/institutional_form");
        (0..t.rows()).map(|r| t.text_at(r, "form").unwrap_or_default().to_string()).collect::<Vec<_>>()
    };
    let narrow = with(&format!("{quick}\nterritory-km = 0.1")).expect("analysed");
    assert_ne!(form(&plain), form(&narrow), "the territory decides the form");
    let rules = with(&format!("{quick}\nrules = \"members>=7\"")).expect("analysed");
    let of = |atlas: &Atlas| format!("{:?}", table(atlas, "network/institutional_profile"));
    assert_ne!(of(&plain), of(&rules));
    let reach = with(&format!("{quick}\nreach-km = 0.5")).expect("analysed");
    let of = |atlas: &Atlas| format!("{:?}", table(atlas, "network/role_reach"));
    assert_ne!(of(&plain), of(&reach));
    let step = plain.steps.iter().find(|s| s.name == "network").expect("the step");
    assert_eq!((&step.options["method"], &step.options["stability-runs"]), (&"modularity".into(), &0.into()));
}

#[test]
fn unknown_options_and_values_of_the_network_are_refused_with_a_hint() {
    for (section, part) in [
        ("methd = \"modularity\"", "method"),
        ("method = \"louvain\"", "block-model"),
        ("radius-km = -3", "radius-km"),
        ("rules = \"members>\"", "rules"),
        ("matching = \"best\"", "coarsened"),
    ] {
        let error = with(section).expect_err(section);
        let told = format!("{error} {:?}", error.hint());
        assert!(told.contains(part), "{section}: {told}");
    }
}

/// Firms of the second place belong to the first of the first one.
#[test]
fn owned_firms_and_travel_times_of_a_study() {
    let section =
        |more: &str| format!("[network]\nmethod = \"modularity\"\nstability-runs = 0\ndraws = 0\n{more}\n");
    let mut owned = String::from("organisation,name,role,region,employees,parent\n");
    for k in 0..12 {
        let parent = if k > 8 { firm(6) } else { String::new() };
        writeln!(owned, "{},Firm {k},firm,r{},{},{parent}", firm(k), 1 + k / 6, 10 + k).expect("text");
    }
    let mut ties = String::from("source,target,layer\n");
    ends().iter().for_each(|(a, b)| writeln!(ties, "{},{},production", firm(*a), firm(*b)).expect("text"));
    let files = |toml: &str, times: &str| {
        let study = read(&[
            ("organisations.csv", &owned),
            ("ties.csv", &ties),
            ("study.toml", toml),
            ("travel_times.csv", times),
        ]);
        run(study)
    };
    let near = "from,to,minutes\nr1,r2,30\n";
    let atlas = files(&section("owned = \"together\""), near);
    let members = table(&atlas, "network/members");
    assert_eq!(members.rows(), 9);
    let head = (0..9).find(|&r| members.text_at(r, "organisation") == Some("f06")).expect("the owner");
    assert_eq!(members.real_at(head, "size"), Some(16.0 + 19.0 + 20.0 + 21.0));
    let list = table(&atlas, "network/owned");
    assert_eq!((list.rows(), list.text_at(0, "owner")), (3, Some("f06")));
    assert_eq!(list.text_at(0, "community"), members.text_at(head, "community"));
    // Institutions are judged by all members, the owned ones too.
    let forms = table(&atlas, "network/institutional_form");
    let counted: i64 = (0..forms.rows()).filter_map(|r| forms.integer_at(r, "members")).sum();
    assert_eq!(counted, 12);
    let by_time = files(&section("travel-minutes = 1"), "from,to,minutes\nr1,r1,0\nr2,r2,5\nr1,r2,30\n");
    assert_eq!(communities(&by_time), 7, "five minutes within the second region are too long");
    assert!(
        by_time.assumptions.iter().any(|a| a.contains("within 1 minutes of the leader")),
        "{:?}",
        by_time.assumptions
    );
    let study = read(&[
        ("organisations.csv", &owned),
        ("ties.csv", &ties),
        ("study.toml", &section("travel-minutes = 1")),
    ]);
    let error = analyze(study, &RunOptions::default(), &Silent).expect_err("no travel times");
    assert!(format!("{error} {:?}", error.hint()).contains("travel_times"), "{error}");
}
