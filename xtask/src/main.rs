//! The chores of this repository. Each command installs what it needs and nothing else.

mod bench;
mod beside;
mod build;
mod compress;
mod glue;
mod process;
mod serve;
mod setup;
mod size;
mod split;
mod start;
mod test;
mod worker;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask serve [--port 8080]   build the site and serve it on 127.0.0.1
cargo xtask test                  everything that guards main
cargo xtask build                 the static site, in dist/
cargo xtask bench                 the benchmarks of docs/benchmarks.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match perform(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        ["serve"] => serve::serve(8080)?,
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => serve::serve(port)?,
            Err(_) => bail!("--port takes a number from 0 to 65535, as in `--port 8080`; found `{port}`"),
        },
        ["test"] => return Ok(test::test()),
        ["build"] => {
            build::build()?;
            size::check()?;
        }
        ["bench"] => bench::bench()?,
        ["measure", program, arguments @ ..] => bench::measure(program, arguments)?,
        [] | ["--help" | "-h" | "help"] => println!("{USAGE}"),
        _ => bail!("no such command: cargo xtask {}\n{USAGE}", arguments.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
