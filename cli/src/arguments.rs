//! The command line as clap reads it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use svcpath_core::KUBERNETES;

#[derive(Debug, Parser)]
#[command(name = "svcpath", about = "Shows the path of a request through Kubernetes, exactly.")]
#[command(version = version(), arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Follow one request, hop by hop
    Trace(TraceArguments),
    /// Run the route tests of scenario files
    Test(TestArguments),
    /// List the problems in manifests
    Check(CheckArguments),
    /// Draw the picture as an SVG file that needs nothing else
    Render(RenderArguments),
    /// Print a link to the page that holds manifests, request and all
    Share(ShareArguments),
}

#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Manifests or a scenario: files, folders (read recursively: *.yaml, *.yml, *.json), or - for standard input
    #[arg(short = 'f', long = "filename", value_name = "FILE", num_args = 1.., required = true)]
    pub(crate) files: Vec<String>,
    /// What manifests cannot say about the cluster, for example proxyMode=nftables; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) cluster: Vec<String>,
}

/// How something is asked; what for, each command says itself.
#[derive(Debug, Args)]
pub(crate) struct RequestArguments {
    /// Who asks: internet, ip/ADDRESS, node/NAME, pod/NAMESPACE/NAME, deploy/NAMESPACE/NAME, namespace/NAME
    #[arg(long, value_name = "SOURCE", default_value = "internet", requires = "to")]
    pub(crate) from: String,
    /// Ask this node's kernel only: node/NAME
    #[arg(long, value_name = "NODE", requires = "to")]
    pub(crate) at: Option<String>,
    /// The entry or the way round: ingress/…, gateway/…, service/…, port-forward/NAMESPACE/NAME, api-proxy
    #[arg(long, value_name = "ENTRY", requires = "to")]
    pub(crate) via: Option<String>,
    /// The HTTP method
    #[arg(short = 'X', long = "method", value_name = "METHOD", requires = "to")]
    pub(crate) method: Option<String>,
    /// An HTTP header, 'Name: value'; repeatable
    #[arg(short = 'H', long = "header", value_name = "HEADER", requires = "to")]
    pub(crate) headers: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TraceArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// What is asked for: a URL such as http://api.shop/items or dns://api?type=SRV, or service/NAMESPACE/NAME[:PORT]
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) request: RequestArguments,
    #[arg(long, value_enum, default_value_t = TraceOutput::Text)]
    pub(crate) output: TraceOutput,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TraceOutput {
    /// Hop by hop, to read
    Text,
    /// All of it, for programs
    Json,
    /// The picture
    Svg,
    /// A table of the steps
    Markdown,
    /// The question and what came of it as a test for `svcpath test`, with the manifests; secrets are masked
    Scenario,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// Scenario files, or folders with scenario files (read recursively)
    #[arg(value_name = "SCENARIO", required = true)]
    pub(crate) paths: Vec<String>,
    #[arg(long, value_enum, default_value_t = TestOutput::Text)]
    pub(crate) output: TestOutput,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestOutput {
    Text,
    Junit,
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    #[arg(long, value_enum, default_value_t = CheckOutput::Text)]
    pub(crate) output: CheckOutput,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CheckOutput {
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct RenderArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// What is asked for, as for `trace`; without it the picture shows the cluster alone
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) request: RequestArguments,
    /// The step to show, from 1; the request's last one unless given
    #[arg(long, value_name = "N", requires = "to")]
    pub(crate) step: Option<usize>,
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
    #[arg(long, value_enum, default_value_t = Colours::Light)]
    pub(crate) theme: Colours,
    /// What stands side by side: nodes, or workloads
    #[arg(long, value_enum, default_value_t = Columns::Nodes)]
    pub(crate) view: Columns,
    /// The room for the picture in CSS pixels; it grows where it needs more
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u16).range(240..=8000))]
    pub(crate) width: Option<u16>,
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u16).range(240..=8000))]
    pub(crate) height: Option<u16>,
    /// The file to write, or - for standard output
    #[arg(short = 'o', long = "output", value_name = "OUT.svg")]
    pub(crate) output: String,
}

#[derive(Debug, Args)]
pub(crate) struct ShareArguments {
    #[command(flatten)]
    pub(crate) input: Input,
    /// What is asked for, as for `trace`
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) request: RequestArguments,
    /// The step to show, from 1
    #[arg(long, value_name = "N", requires = "to")]
    pub(crate) step: Option<usize>,
    /// What stands side by side: nodes, or workloads
    #[arg(long, value_enum, default_value_t = Columns::Nodes)]
    pub(crate) view: Columns,
    /// Where the page is; unless given, where `cargo xtask serve` serves it on this machine
    #[arg(long, value_name = "URL", default_value = SITE)]
    pub(crate) site: String,
}

/// Of the page that `cargo xtask serve` serves: there is no other that everybody can reach.
const SITE: &str = "http://127.0.0.1:8080/";

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    En,
    Ru,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Colours {
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Columns {
    Nodes,
    Apps,
}

/// `0.1.0 (models Kubernetes 1.34-1.37)`
fn version() -> String {
    format!("{} (models Kubernetes {KUBERNETES})", env!("CARGO_PKG_VERSION"))
}
