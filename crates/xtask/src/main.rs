//! Development tasks: `cargo run -p xtask -- TASK`.

mod bench;
mod calibrate;
mod docs;
mod machine;
mod sample;

use std::process::ExitCode;

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    let done = match task.as_deref() {
        Some("sample") => sample::write(),
        Some("bench") => bench::run(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("calibrate") => calibrate::write(),
        Some("docs") => docs::write(),
        Some("machine") => {
            println!("{}", machine::limits());
            Ok(())
        }
        _ => {
            eprintln!(
                "tasks:\n  bench      our side of a kernel benchmark\n  calibrate  writes docs/calibration.md (some minutes, in release)\n  docs       writes docs/methods and docs/tables.md from the code\n  machine    measures what the benchmarks are held against\n  sample     writes studies/sample-country"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
