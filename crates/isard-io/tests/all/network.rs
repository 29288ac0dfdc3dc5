//! Networks: GraphML, edge lists, participants.

use crate::place::{Place, message};
use isard::model::{Column, Table};
use isard_io::{Network, ReadError, ReadOptions, read_network, read_participants};

fn network(name: &str, bytes: impl AsRef<[u8]>) -> Result<Network, ReadError> {
    let place = Place::new();
    read_network(&place.write(name, bytes), &ReadOptions::default())
}

/// Header and rows, an empty cell as `-`.
fn shown(table: &Table) -> Vec<String> {
    let names = table.names().collect::<Vec<_>>().join("|");
    let row = |r| {
        let cells = table.fields().iter().map(|f| f.column.display(r).unwrap_or_else(|| "-".into()));
        cells.collect::<Vec<_>>().join("|")
    };
    std::iter::once(names).chain((0..table.rows()).map(row)).collect()
}

const GRAPH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="role" attr.type="string"><default>firm</default></key>
  <key id="d1" for="edge" attr.name="weight" attr.type="double"/>
  <key id="d2" for="node" attr.name="staff" attr.type="int"/>
  <graph id="G" edgedefault="undirected">
    <node id="a"><data key="d0">science</data><data key="d2">12</data></node>
    <node id="b &amp; c"/>
    <node id="d"><data key="d0"><![CDATA[R&D]]></data></node>
    <edge source="a" target="b &amp; c"><data key="d1">1.5</data></edge>
    <edge source="b &amp; c" target="d" directed="true"/>
  </graph>
</graphml>"#;

#[test]
fn a_graph_with_attributes() {
    let found = network("a.graphml", GRAPH).unwrap();
    assert_eq!(shown(&found.nodes), ["id|role|staff", "a|science|12", "b & c|firm|-", "d|R&D|-"]);
    assert_eq!(shown(&found.edges), ["source|target|weight|directed", "a|b & c|1.5|false", "b & c|d|-|true"]);
    assert!(matches!(found.nodes.get("staff"), Some(Column::Integer(_))));
    assert!(matches!(found.edges.get("weight"), Some(Column::Real(_))));
    assert!(found.notes.is_empty());
}

#[test]
fn prefixes_packing_and_encodings() {
    let prefixed = GRAPH
        .replace("<graph", "<g:graph")
        .replace("</graph", "</g:graph")
        .replace("<node", "<g:node")
        .replace("</node", "</g:node")
        .replace("xmlns=", "xmlns:g=");
    assert_eq!(network("a.xml", prefixed).unwrap().nodes, network("a.graphml", GRAPH).unwrap().nodes);
    let cyrillic =
        r#"<?xml version='1.0' encoding='windows-1251'?><graphml><graph><node id="NAME"/></graph></graphml>"#;
    let (before, after) = cyrillic.split_once("NAME").unwrap();
    let bytes = [before.as_bytes(), &[0xc7, 0xe0, 0xe2, 0xee, 0xe4], after.as_bytes()].concat();
    assert_eq!(shown(&network("a.graphml", bytes).unwrap().nodes)[1], "Завод");
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(GRAPH.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(network("a.graphml", wide).unwrap().edges, network("a.graphml", GRAPH).unwrap().edges);
}

#[test]
fn what_is_left_out_is_noted() {
    let text = r#"<graphml><graph edgedefault="directed"><node id="a"><graph edgedefault="directed"><node id="a1"/></graph></node>
        <hyperedge><endpoint node="a"/></hyperedge><edge source="a" target="a1"><data key="none">3</data></edge></graph></graphml>"#;
    let found = network("a.graphml", text).unwrap();
    assert_eq!(shown(&found.nodes), ["id", "a", "a1"]);
    assert_eq!(found.notes.len(), 3);
    let text = r#"<graphml><key id="k" for="node" attr.name="size" attr.type="int"/><graph><node id="a"><data key="k">many</data></node></graph></graphml>"#;
    assert!(matches!(network("a.graphml", text).unwrap().nodes.get("size"), Some(Column::Text(_))));
}

#[test]
fn damaged_graphs_are_refused() {
    let says = |text: &str, word: &str| {
        let e = network("a.graphml", text).unwrap_err();
        assert!(message(&e).contains(word), "{}", message(&e));
        assert!(!e.hint().is_empty());
    };
    says("<graphml><graph><node id='a'/>", "breaks off");
    says("<html></html>", "`html`");
    says("<graphml><graph><node/></graph></graphml>", "`id`");
    says("<graphml><graph><node id='a'/><node id='a'/></graph></graphml>", "both have the id `a`");
    says("<graphml><graph><node id='a'/><edge source='a' target='b'/></graph></graphml>", "not in the file");
    says("<graphml><graph></node></graphml>", "GraphML");
    says(
        "<graphml><key id='k' for='node'/><graph><node id='a'><data key='k'>&bomb;</data></node></graph></graphml>",
        "&bomb;",
    );
    says("<!-- nothing -->", "no element");
}

#[test]
fn edge_lists_by_name_or_place() {
    let found = network("a.csv", "From;To;Value;layer\na;b;2;production\nb;c;1;commercial\n").unwrap();
    assert_eq!(shown(&found.edges), ["source|target|weight|layer", "a|b|2|production", "b|c|1|commercial"]);
    assert_eq!(shown(&found.nodes), ["id", "a", "b", "c"]);
    assert_eq!(found.notes.len(), 3);
    let found = network("a.csv", "seller,buyer\na,b\n").unwrap();
    assert_eq!(shown(&found.edges)[0], "source|target");
    assert!(found.notes[0].contains("first two columns"));
    let e = network("a.csv", "one\nx\n").unwrap_err();
    assert!(message(&e).contains("single column"));
}

#[test]
fn participants_by_their_usual_names() {
    let place = Place::new();
    let path = place.write("p.csv", "projectID,organisationID,role\n1,77,coordinator\n1,78,\n");
    let (table, notes) = read_participants(&path, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&table), ["project|organisation|role", "1|77|coordinator", "1|78|-"]);
    assert_eq!(notes.len(), 2);
    let path = place.write("q.csv", "a,b\n1,2\n");
    assert!(
        message(&read_participants(&path, &ReadOptions::default()).unwrap_err()).contains("organisation")
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

    /// A graph with bytes cut out or changed is read or refused, never a panic.
    #[test]
    fn random_edits(at in 0usize..GRAPH.len(), to in 0usize..GRAPH.len(), byte in proptest::prelude::any::<u8>(), cut in proptest::prelude::any::<bool>()) {
        let mut bytes = GRAPH.as_bytes().to_vec();
        if cut { bytes.drain(at.min(to)..at.max(to)); } else { bytes[at] = byte; }
        if let Err(e) = network("a.graphml", bytes) {
            proptest::prop_assert!(!e.hint().is_empty());
        }
    }
}
