//! Networks: GraphML, edge lists, participants.

use crate::place::{Place, message};
use isard::model::{Column, Table};
use isard_io::{Network, NetworkPart, ReadError, ReadOptions, read_network, read_network_table};

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
    let read = |path: &std::path::Path, part| read_network_table(path, part, &ReadOptions::default());
    let raw = read(&path, NetworkPart::Participants).unwrap();
    assert_eq!(shown(&raw.table), ["project|organisation|role", "1|77|coordinator", "1|78|-"]);
    assert_eq!((raw.origin.notes.len(), raw.line(1)), (2, Some(3)));
    let path = place.write("q.csv", "a,b\n1,2\n");
    assert!(message(&read(&path, NetworkPart::Participants).unwrap_err()).contains("organisation"));
    let path = place.write("r.graphml", GRAPH);
    assert!(message(&read(&path, NetworkPart::Participants).unwrap_err()).contains("nodes and ties"));
}

#[test]
fn a_file_as_one_table_of_a_network() {
    let place = Place::new();
    let read =
        |path: &std::path::Path, part| read_network_table(path, part, &ReadOptions::default()).unwrap();
    let path = place.write("a.graphml", GRAPH);
    let whole = network("a.graphml", GRAPH).unwrap();
    assert_eq!(read(&path, NetworkPart::Nodes).table, whole.nodes);
    assert_eq!(read(&path, NetworkPart::Ties).table, whole.edges);
    assert_eq!((&whole.node_lines, &whole.edge_lines), (&vec![7, 8, 9], &vec![10, 11]));
    assert_eq!(read(&path, NetworkPart::Ties).line(1), Some(11));
    // Lines of a table stay, so that what is wrong in it is found.
    let path = place.write("e.csv", "From,To,w\nx,y,2\ny,z,3\n");
    let ties = read(&path, NetworkPart::Ties);
    assert_eq!(shown(&ties.table), ["source|target|weight", "x|y|2", "y|z|3"]);
    assert_eq!(ties.line(1), Some(3));
    assert_eq!(shown(&read(&path, NetworkPart::Nodes).table)[0], "From|To|w");
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
