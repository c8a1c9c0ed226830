//! The `svcpath` command: arguments and files in, words, JSON or pictures out. Every answer comes from core.

mod arguments;
mod check;
mod input;
mod place;
mod project;
mod question;
mod render;
mod share;
mod terminal;
mod test;
mod trace;
mod workflow;

use std::process::ExitCode;

use anstream::AutoStream;
use clap::Parser;

use crate::arguments::{Arguments, Command};

/// What a command has to say, and how it ended.
struct Outcome {
    /// For standard output, with styles; they are taken out where they cannot be shown.
    out: String,
    /// For standard error.
    err: String,
    code: Code,
}

/// The exit codes of every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Fine = 0,
    /// Findings, or failed expectations.
    Findings = 1,
    /// A usage error, or input that cannot be read.
    Unusable = 2,
}

/// Input or arguments that cannot be used, in one line.
struct Unusable(String);

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Render(arguments) => render::run(&arguments),
        Command::Share(arguments) => share::run(&arguments),
    };
    let outcome = outcome.unwrap_or_else(|Unusable(line)| Outcome {
        out: String::new(),
        err: format!("error: {line}\n"),
        code: Code::Unusable,
    });
    // A reader that has gone away (`| head`) is no failure of ours.
    let _ = terminal::write(AutoStream::auto(std::io::stdout().lock()), &outcome.out);
    let _ = terminal::write(AutoStream::auto(std::io::stderr().lock()), &outcome.err);
    ExitCode::from(outcome.code as u8)
}
