//! Eurostat TSV, SDMX-CSV and JSON-stat.

use crate::place::{message, names, read, shown};
use isard::model::{Column, RawTable};
use isard_io::ReadError;

fn all(raw: &RawTable) -> Vec<String> {
    (0..raw.table.rows()).map(|r| shown(raw, r)).collect()
}

const TSV: &str = "unit,nace_r2,geo\\time\t2016 \t2015 \nTHS,A,AT11\t12.3 b\t: c\nTHS,B-E,AT12\t:\t0 n\n";

#[test]
fn eurostat_tsv_becomes_long() {
    for name in ["t.tsv", "t.csv"] {
        let raw = read(name, TSV).unwrap();
        assert_eq!(names(&raw), "unit|nace_r2|geo|time|value|flag|status");
        assert_eq!(
            all(&raw),
            [
                "THS|A|AT11|2016|12.3|b|observed",
                "THS|A|AT11|2015|-|c|suppressed",
                "THS|B-E|AT12|2016|-|-|missing",
                "THS|B-E|AT12|2015|0|n|observed",
            ]
        );
        assert_eq!(raw.lines, [2, 2, 3, 3]);
        assert_eq!(raw.origin.notes, ["Eurostat TSV: 2 columns of `time` turned into rows"]);
    }
}

#[test]
fn eurostat_flags_tell_the_status() {
    for (cell, expected) in [
        ("1.5 e", "1.5|e|estimated"),
        ("1.5 be", "1.5|be|estimated"),
        ("1.5 s", "1.5|s|estimated"),
        ("1.5 i", "1.5|i|estimated"),
        ("1.5 p", "1.5|p|observed"),
        ("-3", "-3|-|observed"),
        (": z", "-|z|missing"),
        (": u", "-|u|missing"),
        (":c", "-|c|suppressed"),
        ("c", "-|c|suppressed"),
        (": @C", "-|@C|suppressed"),
        ("", "-|-|missing"),
        ("7 @C", "7|@C|observed"),
    ] {
        let raw = read("t.tsv", format!("freq,geo\\TIME_PERIOD\t2020 \t2021 \nA,AT\t{cell} \t1\n")).unwrap();
        assert_eq!(shown(&raw, 0), format!("A|AT|2020|{expected}"), "{cell}");
    }
    let raw = read("t.tsv", "geo\\time\t2020\nAT\t5 q\nBE\t6 q\nBG\t7\n").unwrap();
    assert_eq!(shown(&raw, 0), "AT|2020|5|q|observed");
    assert_eq!(
        raw.origin.notes[1],
        "flags in `flag` that no list explains did not change the status: `q` 2 times"
    );
}

#[test]
fn eurostat_tsv_may_have_regions_in_its_columns() {
    let raw = read("t.tsv", "unit,time\\geo\tAT\tBE\nEUR,2010\t1\t2 e\n").unwrap();
    assert_eq!(names(&raw), "unit|time|geo|value|flag|status");
    assert_eq!(shown(&raw, 1), "EUR|2010|BE|2|e|estimated");
}

#[test]
fn eurostat_tsv_with_a_wrong_number_of_codes_names_the_line() {
    let error = read("t.tsv", "unit,geo\\time\t2010\nEUR,AT\t1\nEUR\t2\n").unwrap_err();
    assert_eq!(
        message(&error),
        "t.tsv: not a usable Eurostat TSV: line 3 has 1 codes before the first tab, the header names 2 dimensions"
    );
}

#[test]
fn sdmx_csv_statuses_become_those_of_the_contract() {
    let text = "DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\n\
        X:Y(1.0),A,AT11,2019,12.5,A,F\n\
        X:Y(1.0),A,AT12,2019,13,E,F\n\
        X:Y(1.0),A,AT13,2019,14,B,\n\
        X:Y(1.0),A,AT21,2019,,A,C\n\
        X:Y(1.0),A,AT22,2019,NaN,M,F\n\
        X:Y(1.0),A,AT31,2019,,Q,\n\
        X:Y(1.0),A,AT32,2019,0,L,\n\
        X:Y(1.0),A,AT33,2019,9,I,N\n\
        X:Y(1.0),A,AT34,2019,9,?,\n\
        X:Y(1.0),A,AT35,2019,,,\n";
    let raw = read("t.csv", text).unwrap();
    assert_eq!(names(&raw), "DATAFLOW|FREQ|REF_AREA|time|value|OBS_STATUS|CONF_STATUS|status");
    let found: Vec<String> = (0..raw.table.rows())
        .map(|r| {
            let cell = |name| raw.table.get(name).unwrap().display(r).unwrap_or("-".into());
            format!("{} {} {}", cell("REF_AREA"), cell("value"), cell("status"))
        })
        .collect();
    assert_eq!(
        found,
        [
            "AT11 12.5 observed",
            "AT12 13 estimated",
            "AT13 14 observed",
            "AT21 - suppressed",
            "AT22 - missing",
            "AT31 - suppressed",
            "AT32 - missing",
            "AT33 9 estimated",
            "AT34 9 observed",
            "AT35 - missing",
        ]
    );
    assert_eq!(
        raw.origin.notes,
        [
            "1 values whose status says that there is none were left out",
            "flags in `OBS_STATUS` that no list explains did not change the status: `?` 1 times",
        ]
    );
    assert_eq!(raw.lines[9], 11);
}

#[test]
fn sdmx_csv_2_with_labels_actions_and_semicolons() {
    let text = "STRUCTURE[|];STRUCTURE_ID;ACTION;GEO: Region;TIME_PERIOD: Time;OBS_VALUE: Value;TITLE[]\n\
        dataflow;X:Y(1.0);I;AT11: Burgenland: south;2019;12,5;a\n\
        dataflow;X:Y(1.0);D;AT12: Wien;2019;;b\n\
        dataflow;X:Y(1.0);A;AT13: Wien;2019;7;c\n";
    let raw = read("t.csv", text).unwrap();
    assert_eq!(names(&raw), "STRUCTURE|STRUCTURE_ID|ACTION|GEO|time|value|TITLE|status");
    assert_eq!(
        all(&raw),
        ["dataflow|X:Y(1.0)|I|AT11|2019|12,5|a|observed", "dataflow|X:Y(1.0)|A|AT13|2019|7|c|observed"]
    );
    assert_eq!(raw.lines, [2, 4]);
    assert!(raw.origin.notes.contains(&"1 deleted observations (action D) were left out".to_string()));
    assert!(raw.origin.notes.iter().any(|n| n.contains("`GEO: Region`")), "{:?}", raw.origin.notes);
}

#[test]
fn eurostats_sdmx_csv_has_its_own_flags() {
    let text = "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n\
        ESTAT:X(1.0),01/02/24,A,AT11,2019,12.5,p\nESTAT:X(1.0),01/02/24,A,AT12,2019,1,e\n\
        ESTAT:X(1.0),01/02/24,A,AT13,2019,,c\n";
    let raw = read("t.csv.gz", text).unwrap();
    let statuses: Vec<_> = raw.table.text("status").unwrap().iter().flatten().collect();
    assert_eq!(statuses, ["observed", "estimated", "suppressed"]);
}

#[test]
fn a_table_that_only_looks_like_sdmx_is_left_as_it_is() {
    let raw = read("t.csv", "STRUCTURE,region,value\nx,A,1\n").unwrap();
    assert_eq!(names(&raw), "STRUCTURE|region|value");
    let error = read("t.csv", "DATAFLOW,time,TIME_PERIOD,OBS_VALUE\nx,1,2,3\n").unwrap_err();
    assert!(matches!(error, ReadError::Structure { .. }), "{error}");
}

const CUBE: &str = r#"{"version":"2.0","class":"dataset","label":"x","id":["geo","time","sex"],"size":[2,2,1],
 "role":{"time":["time"],"geo":["geo"]},
 "dimension":{
  "geo":{"category":{"index":{"AT":1,"BE":0},"label":{"AT":"Austria","BE":"Belgium"}}},
  "time":{"category":{"index":["2019","2020"]}},
  "sex":{"category":{"label":{"T":"Total"}}}},
 "value":[1,2.5,null,4],"status":{"1":"e","2":":","3":"b"}}"#;

#[test]
fn json_stat_becomes_long() {
    let raw = read("t.json", CUBE).unwrap();
    assert_eq!(names(&raw), "geo|time|sex|value|flag|status");
    let dense = [
        "BE|2019|T|1|-|observed",
        "BE|2020|T|2.5|e|estimated",
        "AT|2019|T|-|:|missing",
        "AT|2020|T|4|b|observed",
    ];
    assert_eq!(all(&raw), dense);
    assert!(matches!(raw.table.get("value"), Some(Column::Real(_))));
    assert!(raw.lines.is_empty());
}

#[test]
fn json_stat_may_be_sparse() {
    let sparse = CUBE.replace("[1,2.5,null,4]", r#"{"3":4,"1":2.5}"#).replace(r#","2":":""#, "");
    let raw = read("t.json", sparse).unwrap();
    assert_eq!(all(&raw), ["BE|2020|T|2.5|e|estimated", "AT|2020|T|4|b|observed"]);
    assert_eq!(raw.origin.notes, ["2 cells without value or flag are not listed"]);
    let suppressed = CUBE.replace("[1,2.5,null,4]", r#"{"3":4}"#).replace(r#""2":":""#, r#""2":"c""#);
    let raw = read("t.json", suppressed).unwrap();
    assert_eq!(shown(&raw, 1), "AT|2019|T|-|c|suppressed");
}

#[test]
fn json_stat_status_may_be_one_word_or_a_list_and_names_their_own() {
    let raw = read("t.json", CUBE.replace(r#"{"1":"e","2":":","3":"b"}"#, r#""e""#)).unwrap();
    assert_eq!(shown(&raw, 0), "BE|2019|T|1|e|estimated");
    let raw = read("t.json", CUBE.replace(r#"{"1":"e","2":":","3":"b"}"#, r#"[null,"e","",null]"#)).unwrap();
    assert_eq!(shown(&raw, 1), "BE|2020|T|2.5|e|estimated");
    let named = CUBE
        .replace(r#""time":{"cat"#, r#""Jahr":{"cat"#)
        .replace(r#""geo","time","sex""#, r#""geo","Jahr","sex""#);
    let raw = read("t.json", named.replace(r#"{"time":["time"]"#, r#"{"time":["Jahr"]"#)).unwrap();
    assert_eq!(names(&raw), "geo|time|sex|value|flag|status");
}

#[test]
fn json_stat_1_is_wrapped() {
    let text = r#"{"dataset":{"dimension":{"id":["geo"],"size":[2],"geo":{"category":{"index":{"A":0,"B":1}}}},"value":[1,"x"]}}"#;
    let raw = read("t.json", text).unwrap();
    assert_eq!(all(&raw), ["A|1|observed", "B|x|observed"]);
}

#[test]
fn json_stat_that_contradicts_itself_is_refused() {
    for (from, to, expected) in [
        ("[2,2,1]", "[2,3,1]", "dimension `time` has 2 categories, `size` says 3"),
        ("[2,2,1]", "[2,2]", "`id` names 3 dimensions, `size` 2"),
        ("[1,2.5,null,4]", "[1,2.5]", "`value` has 2 entries, the cube 4 cells"),
        ("[1,2.5,null,4]", r#"{"4":1}"#, "there is no cell `4`"),
        ("[1,2.5,null,4]", "7", "`value` is neither a list nor an object"),
        ("[1,2.5,null,4]", "[1,2.5,true,4]", "a value is neither number nor text: true"),
        (
            r#"{"AT":1,"BE":0}"#,
            r#"{"AT":1,"BE":1}"#,
            "dimension `geo`: code `BE` has the impossible position 1",
        ),
        (r#""sex":{"category""#, r#""six":{"category""#, "dimension `sex` has no categories"),
    ] {
        let error = read("t.json", CUBE.replace(from, to)).unwrap_err();
        assert_eq!(message(&error), format!("t.json: not a usable JSON-stat file: {expected}"));
    }
    for text in [r#"{"class":"collection"}"#, r#"{"type":"FeatureCollection","features":[]}"#, "{}"] {
        assert!(matches!(read("t.json", text), Err(ReadError::Structure { .. })), "{text}");
    }
    assert!(matches!(read("t.json", &CUBE[..100]), Err(ReadError::BadJson { .. })));
}
