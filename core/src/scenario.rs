//! Scenario files: manifests, knobs, and route tests with their expectations.
