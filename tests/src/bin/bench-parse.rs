//! From text to World on 15,000 documents, beside what js-yaml needs for the text alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::parse;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::world::World;

const APPS: usize = 5000;
const RUNS: usize = 7;

fn main() {
    let text = generate();
    let file = root().join("target/bench/manifests.yaml");
    fs::create_dir_all(file.parent().expect("the file lies in a folder")).expect("target can be written");
    fs::write(&file, &text).expect("target can be written");
    println!("{} documents, {:.1} MB, median of {RUNS} runs", 3 * APPS, text.len() as f64 / 1e6);

    let ours = measure(&Files::single("manifests.yaml", text));
    println!(
        "svcpath: parse {} + decode {} + World {} = {}, peak memory {}",
        show(ours.parse),
        show(ours.decode),
        show(ours.world),
        show(ours.total),
        peak_memory()
    );
    match js_yaml(&file) {
        Ok((time, memory)) => {
            println!("js-yaml: loadAll {}, peak memory {memory:.0} MB", show(time));
            println!("ratio: {:.2}", ours.total.as_secs_f64() / time.as_secs_f64());
        }
        Err(why) => println!("js-yaml: not measured: {why}"),
    }
}

/// The medians, each of its own.
struct Times {
    parse: Duration,
    decode: Duration,
    world: Duration,
    total: Duration,
}

fn measure(files: &Files) -> Times {
    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..RUNS {
        let start = Instant::now();
        let (manifests, problems) = parse(files);
        let parsed = Instant::now();
        let (cluster, more) = decode(&manifests);
        let decoded = Instant::now();
        let world = World::build(&cluster, &Knobs::default(), &State::default());
        let built = Instant::now();
        assert!(problems.is_empty() && more.is_empty(), "the generated manifests are fine: {problems:?} {more:?}");
        assert_eq!((manifests.objects().len(), world.services.len(), world.pods.len()), (3 * APPS, APPS, 2 * APPS));
        for (list, time) in times.iter_mut().zip([parsed - start, decoded - parsed, built - decoded, built - start]) {
            list.push(time);
        }
    }
    let [parse, decode, world, total] = times.map(|mut list| {
        list.sort();
        list[RUNS / 2]
    });
    Times { parse, decode, world, total }
}

/// Median and peak memory of js-yaml in the same number of runs.
fn js_yaml(file: &Path) -> Result<(Duration, f64), String> {
    let mut node = Command::new("node");
    let run = node.current_dir(root()).arg("tests/bench/js-yaml.mjs").arg(file).arg(RUNS.to_string()).output();
    let output = run.map_err(|error| format!("node cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [milliseconds, memory, documents] = figures.as_slice() else { return Err(format!("no figures in {text:?}")) };
    assert_eq!(*documents as usize, 3 * APPS, "both read the same documents");
    Ok((Duration::from_secs_f64(milliseconds / 1000.0), *memory))
}

/// Many teams' shops: a Deployment, a Service and an Ingress for each app.
fn generate() -> String {
    (0..APPS).map(|app| manifests(app / 100, app)).collect()
}

fn manifests(team: usize, app: usize) -> String {
    let version = app % 7;
    format!(
        "---
# The workload of app {app}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{app:04}
  namespace: team-{team:02}
  labels:
    app.kubernetes.io/name: app-{app:04}
    app.kubernetes.io/part-of: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: app-{app:04}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{app:04}
        app.kubernetes.io/version: \"1.{version}\"
    spec:
      containers:
      - name: app
        image: registry.example.com/team-{team:02}/app-{app:04}:1.{version}
        ports:
        - name: http
          containerPort: 8080
        env:
        - name: GREETING
          value: 'hello from app {app}'
        - name: BACKEND_ADDR
          value: app-{app:04}.team-{team:02}.svc.cluster.local:80
        resources:
          requests: {{cpu: 100m, memory: 64Mi}}
          limits: {{cpu: 200m, memory: 128Mi}}
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
      terminationGracePeriodSeconds: 30
---
apiVersion: v1
kind: Service
metadata:
  name: app-{app:04}
  namespace: team-{team:02}
  labels: {{team: team-{team:02}}}
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: app-{app:04}
  ports:
  - name: http
    port: 80
    targetPort: http
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-{app:04}
  namespace: team-{team:02}
spec:
  rules:
  - host: app-{app:04}.team-{team:02}.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: app-{app:04}
            port:
              name: http
"
    )
}

fn show(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}

/// The largest resident size that this process had, where the system tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or("unknown on this system".into(), |kilobytes| format!("{:.0} MB", kilobytes / 1024.0))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf()
}
