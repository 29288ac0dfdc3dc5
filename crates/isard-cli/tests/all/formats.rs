//! Files of statistical offices in studies, methods and queries.

use crate::{isard, text};
use std::path::Path;

const TSV: &str = "unit,nace_r2,geo\\TIME_PERIOD\t2019 \t2020 \n\
    THS,A,AT11\t10 \t10 e\nTHS,C,AT11\t30 b\t: c\nTHS,A,AT12\t40 \t40 \nTHS,C,AT12\t20 \t20 \n";

const SDMX: &str = "DATAFLOW,FREQ,ACTIVITY,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\n\
    X:Y(1.0),A,A,AT11,2019,10,A,F\nX:Y(1.0),A,C,AT11,2019,30,B,F\n\
    X:Y(1.0),A,A,AT12,2019,40,A,F\nX:Y(1.0),A,C,AT12,2019,20,A,F\n\
    X:Y(1.0),A,A,AT11,2020,10,E,F\nX:Y(1.0),A,C,AT11,2020,,Q,C\n\
    X:Y(1.0),A,A,AT12,2020,40,A,F\nX:Y(1.0),A,C,AT12,2020,20,A,F\n";

const CUBE: &str = r#"{"version":"2.0","class":"dataset","id":["nace","geo","Jahr"],"size":[2,2,2],
    "role":{"time":["Jahr"]},"dimension":{
    "nace":{"category":{"index":["A","C"]}},
    "geo":{"category":{"index":{"AT11":0,"AT12":1}}},
    "Jahr":{"category":{"index":["2019","2020"]}}},
    "value":[10,10,40,40,30,null,20,20],"status":{"1":"e","4":"b","5":"c"}}"#;

/// The same eight cells in the three formats, with the words of each for region and industry.
const FILES: [(&str, &str, &str, &str); 3] = [
    ("jobs.tsv", TSV, "geo", "nace_r2"),
    ("jobs.csv", SDMX, "REF_AREA", "ACTIVITY"),
    ("jobs.json", CUBE, "geo", "nace"),
];

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path.display().to_string()
}

#[test]
fn methods_read_files_of_statistical_offices() {
    for (name, content, ..) in FILES {
        let dir = tempfile::tempdir().expect("a folder");
        let input = format!("activity={}", write(dir.path(), name, content));
        let out = isard(&["--quiet", "method", "run", "location-quotient", "--in", &input]);
        assert_eq!(out.status.code(), Some(0), "{name}: {}", text(&out.stderr));
        let said = text(&out.stdout);
        let lines: Vec<&str> = said.lines().collect();
        // (10/40) / (50/100); 2020: the withheld cell is missing, (10/10) / (50/70).
        assert_eq!(
            lines[..3],
            ["region,industry,year,value,status", "AT11,A,2019,0.5,observed", "AT11,C,2019,1.5,observed"],
            "{name}"
        );
        assert_eq!(lines[5..7], ["AT11,A,2020,1.4,observed", "AT11,C,2020,,missing"], "{name}");
    }
}

#[test]
fn queries_read_them_as_they_are() {
    for (name, content, region, industry) in FILES {
        let dir = tempfile::tempdir().expect("a folder");
        let file = write(dir.path(), name, content);
        let query = format!(
            "select status, count(*) as n, sum(value) as total from jobs \
             where \"{region}\" = 'AT11' and \"{industry}\" in ('A', 'C') group by status order by status"
        );
        let out = isard(&["sql", &file, &query]);
        assert_eq!(out.status.code(), Some(0), "{name}: {}", text(&out.stderr));
        assert_eq!(
            text(&out.stdout),
            "status,n,total\nestimated,1,10\nobserved,2,40\nsuppressed,1,\n",
            "{name}"
        );
    }
}

#[test]
fn studies_take_them_as_tables_and_as_sources() {
    for (name, content, region, industry) in FILES {
        let as_table = format!(
            "[tables.activity]\nfile = \"{name}\"\n[tables.activity.columns]\nregion = \"{region}\"\n\
             industry = \"{industry}\"\nyear = \"time\"\nemployment = \"value\"\nemployment_status = \"status\"\n"
        );
        let as_source = format!(
            "[sources.raw]\nfile = \"{name}\"\n[tables.activity]\nsql = '''select \"{region}\" as region, \
             \"{industry}\" as industry, time as year, 'employment' as measure, value, status from raw'''\n"
        );
        for tables in [as_table, as_source] {
            let dir = tempfile::tempdir().expect("a folder");
            let put = |name: &str, content: &str| write(dir.path(), name, content);
            put(name, content);
            put("study.toml", &format!("[study]\ntitle = \"Jobs\"\n{tables}"));
            put("regions.csv", "region,name\nAT11,Burgenland\nAT12,Lower Austria\n");
            put("industries.csv", "industry,name\nA,Farming\nC,Industry\n");
            let (study, atlas) =
                (dir.path().display().to_string(), dir.path().join("atlas").display().to_string());
            let out = isard(&["--quiet", "run", &study, "-o", &atlas]);
            assert_eq!(out.status.code(), Some(0), "{name}: {}", text(&out.stderr));
            let query = "select region, industry, year, value, status from study.activity order by 1, 2, 3";
            let said = text(&isard(&["sql", &atlas, query]).stdout);
            let lines: Vec<&str> = said.lines().collect();
            assert_eq!(
                lines[..5],
                [
                    "region,industry,year,value,status",
                    "AT11,A,2019,10,observed",
                    "AT11,A,2020,10,estimated",
                    "AT11,C,2019,30,observed",
                    "AT11,C,2020,,suppressed",
                ],
                "{name}: {tables}"
            );
        }
    }
}

#[test]
fn a_broken_one_is_named_with_its_place() {
    for (name, content, expected) in [
        (
            "jobs.tsv",
            "unit,geo\\time\t2019\nTHS\t5\n",
            "jobs.tsv: not a usable Eurostat TSV: line 2 has 1 codes",
        ),
        (
            "jobs.csv",
            "DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE\nX,AT\n",
            "jobs.csv: line 2 has 2 fields, the header has 4",
        ),
        (
            "jobs.json",
            "{\"version\":\"2.0\",\n\"value\":[1,}",
            "jobs.json: not valid JSON at line 2, column 12",
        ),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        let input = format!("activity={}", write(dir.path(), name, content));
        let out = isard(&["method", "run", "location-quotient", "--in", &input]);
        let said = text(&out.stderr).replace(&format!("{}/", dir.path().display()), "");
        assert_eq!(out.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{name}: {said}");
    }
}

const GRAPH: &str = r#"<graphml><key id="d" for="node" attr.name="role"/><graph edgedefault="undirected">
<node id="a"><data key="d">firm</data></node><node id="b"/><node id="c"/>
<node id="x"/><node id="y"/><node id="z"/>
<edge source="a" target="b"/><edge source="b" target="c"/><edge source="a" target="c"/>
<edge source="x" target="y"/><edge source="y" target="z"/><edge source="x" target="z"/><edge source="a" target="x"/>
</graph></graphml>"#;

#[test]
fn methods_read_networks_as_users_have_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let list = "From,To\na,b\nb,c\na,c\nx,y\ny,z\nx,z\na,x\n";
    for (name, content) in [("net.graphml", GRAPH), ("net.csv", list)] {
        let file = write(dir.path(), name, content);
        let input = format!("edges={file}");
        let out =
            isard(&["--quiet", "method", "run", "communities", "--in", &input, "--set", "stability-runs=0"]);
        assert_eq!(out.status.code(), Some(0), "{name}: {}", text(&out.stderr));
        let said = text(&out.stdout);
        let of = |id: &str| {
            let row = said.lines().find(|l| l.starts_with(&format!("{id},"))).expect("a row");
            row.split(',').nth(2).expect("a community").to_string()
        };
        assert!(
            of("a") == of("b") && of("b") == of("c") && of("x") == of("z") && of("a") != of("x"),
            "{said}"
        );
    }
    let file = write(dir.path(), "parts.csv", "project_id,participant\np,a\np,b\np,c\nq,a\nq,b\n");
    let input = format!("participants={file}");
    let out = isard(&["--quiet", "method", "run", "two-mode-projection", "--in", &input]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    // Newman's weights: 1/(3 − 1) + 1/(2 − 1).
    assert!(
        text(&out.stdout).lines().any(|l| l.starts_with("a,b,") && l.contains("1.5")),
        "{}",
        text(&out.stdout)
    );
    let broken = write(dir.path(), "broken.graphml", &GRAPH[..200]);
    let out = isard(&["method", "run", "communities", "--in", &format!("edges={broken}")]);
    assert_ne!(out.status.code(), Some(0));
    assert!(text(&out.stderr).contains("GraphML"), "{}", text(&out.stderr));
}
