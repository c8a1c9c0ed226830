//! kube-proxy's rules as they are shown inside a node: they do what the trace says, and lead from one to the next.

use svcpath_core::knobs::ProxyMode;
use svcpath_core::route::chains::{Chain, Met, chains};
use svcpath_core::route::trace;
use svcpath_core::trace::{Decision, Hop, Place, Stage};

use super::law;
use super::paths::requests;

/// Where packets come from the kernel itself.
const HOOKS: &[&str] = &[
    "PREROUTING",
    "OUTPUT",
    "INPUT",
    "FORWARD",
    "nat-prerouting",
    "nat-output",
    "filter-prerouting",
    "filter-input",
    "filter-forward",
    "filter-output",
];
/// What the kernel calls by hooks that are not drawn: after routing, or in the filter table.
const CALLED_LATER: &[&str] = &["KUBE-POSTROUTING", "masquerading", "KUBE-PROXY-FIREWALL"];

#[test]
fn the_chains_of_a_node_do_what_the_trace_says() {
    law(2000, |cluster, flows| {
        let world = cluster.world();
        let mut tried = 0;
        for request in flows.iter().flat_map(|flow| requests(cluster, flow)) {
            let explanation = trace(&world, &request).explain(&world);
            for path in explanation.paths.iter().take(4) {
                for (i, hop) in path.hops.iter().enumerate() {
                    if !matches!(hop.at, Place::Node(_)) {
                        continue;
                    }
                    let decided = kernel_decisions(hop);
                    let chains = chains(&world, &explanation, path, i);
                    let name = format!("{:?}\n{chains:#?}", request.written());
                    if world.knobs.proxy_mode == ProxyMode::Other || decided.first() != Some(&Decision::Match) {
                        assert!(chains.is_empty(), "{name}: no rule claims the packet");
                        continue;
                    }
                    let acts: Vec<Decision> =
                        chains.iter().flat_map(|chain| &chain.rules).filter_map(|rule| rule.act).collect();
                    // A Service without a way on is claimed by the rule that refuses.
                    let refused = matches!(decided.as_slice(), [_, Decision::Reject | Decision::Drop]);
                    let skip = usize::from(refused && acts.len() == 1);
                    let unknown = decided.contains(&Decision::Unknown);
                    if !unknown {
                        assert_eq!(acts, decided[skip..], "{name}");
                    }
                    leads_on(&chains, &name);
                    marked_is_masqueraded(&chains, acts.contains(&Decision::Snat), &name);
                    tried += 1;
                }
            }
        }
        tried
    });
}

/// What kube-proxy decides at a stay, in order.
fn kernel_decisions(hop: &Hop) -> Vec<Decision> {
    let rewrites = |decision: Decision| {
        matches!(
            decision,
            Decision::Match | Decision::Dnat | Decision::Snat | Decision::Reject | Decision::Drop | Decision::Unknown
        )
    };
    let steps = hop.steps.iter().filter(|step| step.stage == Stage::KubeProxy);
    let mut decided: Vec<Decision> = steps.map(|step| step.decision).filter(|decision| rewrites(*decision)).collect();
    // That a source is kept, or remembered, is no rule's doing.
    let mut first = true;
    decided.retain(|decision| *decision != Decision::Match || std::mem::take(&mut first));
    decided
}

fn leads_on(chains: &[Chain], name: &str) {
    for (chain, next) in chains.iter().zip(chains.iter().skip(1)) {
        let taken: Vec<_> = chain.rules.iter().filter(|rule| rule.met == Met::Taken).collect();
        assert!(taken.len() <= 1, "{name}\n{} is left twice", chain.name);
        let called = HOOKS.contains(&next.name.as_str()) || CALLED_LATER.contains(&next.name.as_str());
        if called || next.table == "ipvs" {
            continue;
        }
        let target = taken.first().map_or("", |rule| rule.target.as_str());
        let target = target.trim_start_matches("goto ").trim_start_matches("jump ");
        assert_eq!(target, next.name, "{name}\n{} leads elsewhere", chain.name);
    }
    for chain in chains {
        let after = chain.rules.iter().skip_while(|rule| rule.met != Met::Taken).skip(1);
        let applied = after.filter(|rule| rule.met == Met::Applied).count();
        assert_eq!(applied, 0, "{name}\n{} acts on a packet that is gone", chain.name);
    }
}

fn marked_is_masqueraded(chains: &[Chain], masquerades: bool, name: &str) {
    let mark = |target: &str| target.contains("KUBE-MARK-MASQ") || target.contains("mark-for-masquerade");
    let hairpin = |matches: &str| matches.contains("KUBE-LOOP-BACK");
    let rules = || chains.iter().flat_map(|chain| &chain.rules);
    let marked = rules().any(|rule| rule.met == Met::Applied && mark(&rule.target));
    let looped = rules().any(|rule| rule.met == Met::Taken && hairpin(&rule.matches));
    assert_eq!(marked || looped, masquerades, "{name}");
}
