//! `isard method list | show | run`.

use super::input::add;
use crate::args::{Global, MethodArgs, MethodCommand};
use crate::display::problem::wrap;
use crate::display::style::{BOLD, WARNING};
use crate::display::table::deliver;
use crate::failure::Failure;
use isard::registry::{Inputs, Method, Options, find, methods};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn method(args: &MethodArgs, global: &Global) -> Result<ExitCode, Failure> {
    match &args.command {
        MethodCommand::List => list(global),
        MethodCommand::Show { id } => show(find(id)?, global),
        MethodCommand::Run { id, files, inputs, set, output } => {
            let inputs: Vec<String> = files.iter().chain(inputs).cloned().collect();
            run(find(id)?, &inputs, set, output.as_deref(), global)
        }
    }
    .map(|()| ExitCode::SUCCESS)
}

fn list(global: &Global) -> Result<(), Failure> {
    if global.json {
        let all: Vec<Value> = methods().into_iter().map(entry).collect();
        println!("{:#}", json!(all));
        return Ok(());
    }
    let mut question = "";
    for m in methods() {
        if m.question != question {
            question = m.question;
            anstream::println!("{BOLD}{question}{BOLD:#}");
        }
        println!("  {:<26} {}", m.id, m.summary);
    }
    Ok(())
}

fn entry(m: &Method) -> Value {
    json!({
        "id": m.id,
        "question": m.question,
        "title": m.title,
        "summary": m.summary,
        "formula": m.formula,
        "undefined": m.undefined,
        "complexity": m.complexity,
        "inputs": m.inputs.iter().map(|i| json!({ "name": i.name, "columns": i.columns, "optional": i.optional })).collect::<Vec<_>>(),
        "options": m.options.iter().map(|o| json!({ "name": o.name, "expected": o.expectation(), "default": o.default, "description": o.doc })).collect::<Vec<_>>(),
        "outputs": m.output.iter().map(|(name, doc)| json!({ "column": name, "description": doc })).collect::<Vec<_>>(),
        "references": m.references.iter().map(|r| json!({ "text": r.text, "locator": r.locator, "doi": r.doi, "checked": r.checked })).collect::<Vec<_>>(),
    })
}

fn show(m: &Method, global: &Global) -> Result<(), Failure> {
    if global.json {
        println!("{:#}", entry(m));
        return Ok(());
    }
    let section = |title: &str| anstream::println!("\n{BOLD}{title}{BOLD:#}");
    anstream::println!("{BOLD}{}{BOLD:#} ({})\n{}", m.title, m.id, wrap(m.summary, 0));
    section("Formula");
    println!("  {}", wrap(m.formula, 2));
    section("Inputs");
    for i in m.inputs {
        println!("  {:<14} {}{}", i.name, i.columns, if i.optional { " (optional)" } else { "" });
    }
    if !m.options.is_empty() {
        section("Options");
        for o in m.options {
            let default = if o.default.is_empty() { "not set".to_string() } else { o.default.to_string() };
            println!("  {:<18} {} [{}; default {default}]", o.name, wrap(o.doc, 21), o.expectation());
        }
    }
    section("Output");
    for (name, doc) in m.output {
        println!("  {name:<18} {}", wrap(doc, 21));
    }
    section("Undefined");
    println!("  {}", wrap(m.undefined, 2));
    section("Complexity");
    println!("  {}", wrap(m.complexity, 2));
    section("References");
    for r in m.references {
        let unchecked = if r.checked { "" } else { " (unchecked)" };
        let doi = if r.doi.is_empty() { String::new() } else { format!(" https://doi.org/{}", r.doi) };
        let locator = if r.locator.is_empty() { String::new() } else { format!(", {}", r.locator) };
        println!("  {}", wrap(&format!("{}{locator}.{doi}{unchecked}", r.text.trim_end_matches('.')), 4));
    }
    Ok(())
}

fn run(
    m: &Method,
    inputs: &[String],
    set: &[String],
    output: Option<&Path>,
    global: &Global,
) -> Result<(), Failure> {
    let mut given = Inputs::default();
    let mut remarks = Vec::new();
    for text in inputs {
        // A bare file is the method's first input.
        let (name, file) = text.split_once('=').unwrap_or((m.inputs.first().map_or("", |i| i.name), text));
        if !m.inputs.iter().any(|i| i.name == name) {
            let names: Vec<&str> = m.inputs.iter().map(|i| i.name).collect();
            return Err(Failure::new(format!("{} has no input `{name}`", m.id))
                .hint(format!("inputs are: {}", names.join(", "))));
        }
        add(&mut given, name, Path::new(file), global, &mut remarks)?;
        // A GraphML file has the nodes beside their ties.
        let has = |name: &str| m.inputs.iter().any(|i| i.name == name);
        let others = inputs.iter().any(|i| i.starts_with("nodes="));
        if name == "edges" && has("nodes") && !others && isard_io::is_graphml(file) {
            add(&mut given, "nodes", Path::new(file), global, &mut remarks)?;
            remarks.push(format!("{file}: nodes are those of the same file"));
        }
    }
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for text in set {
        let Some(pair) = text.split_once('=') else {
            return Err(Failure::new(format!("--set {text}: expected KEY=VALUE")));
        };
        pairs.push(pair);
    }
    let seed = global.seed.map(|s| s.to_string());
    if let (Some(seed), true) = (&seed, m.options.iter().any(|o| o.name == "seed")) {
        pairs.push(("seed", seed));
    }
    let options = Options::check(m.options, pairs)?;
    let mut result = (m.run)(&given, &options)?;
    result.warnings.splice(0..0, remarks);
    if !global.quiet && !global.json {
        for warning in &result.warnings {
            anstream::eprintln!("{WARNING}warning{WARNING:#}: {}", wrap(warning, 9));
        }
    }
    let mut metadata = json!({
        "method": m.id,
        "variant": result.variant,
        "options": options.to_json(),
        "seed": options.to_json().get("seed").cloned().unwrap_or(Value::Null),
        "warnings": result.warnings,
        "assumptions": result.assumptions,
        "sources": inputs,
    });
    if let Value::Object(map) = &mut metadata {
        map.extend(result.figures);
    }
    deliver(&result.table, output, global.json, &metadata)
}
