//! Prints the paths of the compositions.
#[path = "../tests/common/mod.rs"]
mod common;

fn main() {
    let want: Vec<String> = std::env::args().skip(1).collect();
    for composition in common::compositions() {
        if !want.is_empty() && !want.iter().any(|w| w == composition.name) {
            continue;
        }
        let (_, Some(trace)) = composition.read() else { continue };
        println!(
            "== {} {:?} {:?} paths {} status {:?}",
            composition.name,
            trace.verdict,
            trace.service,
            trace.paths.len(),
            trace.status
        );
        let path = trace.drawn_path();
        for (reply, hops) in [("", &path.hops), ("  <- ", &path.reply)] {
            for hop in hops {
                println!("{reply}{} #{}", hop.at, hop.connection);
                for s in &hop.steps {
                    let c: Vec<String> = s
                        .candidates
                        .iter()
                        .map(|c| format!("{:?}{:?}", c.what, c.why_not).chars().take(110).collect())
                        .collect();
                    println!(
                        "{reply}     {:?} {:?} {} -> {} => {} -> {} {} ev{:?} [{}] {:?}",
                        s.stage,
                        s.decision,
                        s.before.source(),
                        s.before.dst,
                        s.after.source(),
                        s.after.dst,
                        s.reason.code(),
                        s.evidence.iter().map(|e| e.object.to_string()).collect::<Vec<_>>(),
                        c.join(" | "),
                        s.chosen
                    );
                }
            }
        }
    }
}
