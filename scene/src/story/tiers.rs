//! The tiers of a picture: every connection that reaches nodes or pods has its rules, and the pods behind them.

use std::collections::{BTreeMap, BTreeSet};

use svcpath_core::model::ServiceType;
use svcpath_core::trace::{Candidate, Step};
use svcpath_core::world::ServiceEntry;

use super::spot::{Spot, spot};
use super::{Key, Story, address_in, chooses_for, key_of, names_endpoint, pod_in, service_key};

/// One connection inside the cluster: a Service's rules and the pods behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TierStory {
    pub(crate) connection: u8,
    pub(crate) service: Option<Key>,
    /// Whether some kernel's rules look at its packets.
    pub(crate) kernel: bool,
    /// Pods that could answer or do, in the order of the world.
    pub(crate) pods: Vec<Key>,
    /// The pod that asks, where it could answer itself.
    pub(crate) itself: Option<Key>,
    /// Addresses that could answer and are no pods.
    pub(crate) addresses: Vec<String>,
    /// Those of them that the packet goes to.
    pub(crate) met: Vec<String>,
}

impl TierStory {
    /// Whether the pod that asks could be the one that answers.
    pub(crate) fn answers(&self, key: &Key) -> bool {
        self.itself.as_ref() == Some(key)
    }
}

impl<'a> Story<'a> {
    /// The tier of a connection; the last one there is for connections beyond.
    pub(crate) fn tier_of(&self, connection: u8) -> usize {
        let found = self.tiers.iter().position(|tier| tier.connection >= connection);
        found.unwrap_or(self.tiers.len().saturating_sub(1))
    }

    /// The Service whose rules the band of a tier stands for; before any question, the first that has some.
    pub(crate) fn rules_of(&self, tier: &TierStory) -> Option<&'a ServiceEntry> {
        match &tier.service {
            Some(key) => self.service(key),
            None if self.trace.is_none() => {
                self.world.services.iter().map(|entry| &**entry).find(|service| has_rules(service))
            }
            None => None,
        }
    }

    pub(super) fn find_tiers(&self) -> Vec<TierStory> {
        let mut tiers: BTreeMap<u8, TierStory> = BTreeMap::new();
        let mut pods: BTreeMap<u8, BTreeSet<Key>> = BTreeMap::new();
        let caller = self.caller().cloned();
        for beat in self.beats.iter().filter(|beat| !beat.reply) {
            let connection = chooses_for(beat);
            let spot = spot(beat.hop, beat.step);
            let in_cluster = matches!(spot, Spot::Kernel(_) | Spot::Pass(_));
            let wanted: Vec<&Candidate> = beat.step.candidates.iter().filter(|c| names_endpoint(c)).collect();
            let arrives = matches!(&spot, Spot::Pod(_)) && Some(&spot) != caller.as_ref();
            if !in_cluster && wanted.is_empty() && !arrives {
                continue;
            }
            let of = if arrives && wanted.is_empty() { beat.hop.connection } else { connection };
            let tier = tiers.entry(of).or_insert_with(|| TierStory { connection: of, ..TierStory::default() });
            tier.kernel |= matches!(spot, Spot::Kernel(_));
            if tier.service.is_none() {
                tier.service = service_in(beat.step);
            }
            let chosen =
                beat.step.chosen.and_then(|n| beat.step.candidates.get(n)).filter(|c| pod_in(&c.what).is_none());
            tier.met.extend(chosen.map(|candidate| address_in(&candidate.what)));
            for candidate in wanted {
                match pod_in(&candidate.what) {
                    Some(key) => drop(pods.entry(of).or_default().insert(key)),
                    None => {
                        let text = address_in(&candidate.what);
                        if !tier.addresses.contains(&text) {
                            tier.addresses.push(text);
                        }
                    }
                }
            }
            if let (Spot::Pod(key), true) = (&spot, arrives) {
                pods.entry(beat.hop.connection).or_default().insert(key.clone());
                let connection = beat.hop.connection;
                tiers.entry(connection).or_insert_with(|| TierStory { connection, ..TierStory::default() });
            }
        }
        if tiers.is_empty() {
            tiers.insert(1, TierStory { connection: 1, ..TierStory::default() });
        }
        let mut placed: BTreeSet<Key> = BTreeSet::new();
        if let Some(Spot::Pod(key)) = &caller {
            placed.insert(key.clone());
        }
        for (connection, tier) in &mut tiers {
            let Some(keys) = pods.get(connection) else { continue };
            if let Some(Spot::Pod(key)) = &caller {
                tier.itself = keys.contains(key).then(|| key.clone());
            }
            let known = keys.iter().filter(|key| !placed.contains(*key));
            let mut known: Vec<_> = known.filter_map(|key| Some((self.world.find_pod(&key.0, &key.1)?, key))).collect();
            known.sort_unstable_by_key(|(id, _)| *id);
            tier.pods = known.into_iter().map(|(_, key)| key.clone()).collect();
            placed.extend(tier.pods.iter().cloned());
        }
        if let Some(tier) = tiers.values_mut().next()
            && tier.service.is_none()
        {
            let named = self.trace.and_then(|trace| trace.service.as_deref()).and_then(service_key);
            tier.service = named.or_else(|| self.beats.iter().find_map(|beat| service_in(beat.step)));
        }
        tiers.into_values().collect()
    }
}

/// Whether kube-proxy writes any for it.
pub(crate) fn has_rules(service: &ServiceEntry) -> bool {
    !service.spec.headless && service.spec.kind != ServiceType::ExternalName
}

fn service_in(step: &Step) -> Option<Key> {
    step.evidence.iter().find(|evidence| evidence.object.kind == "Service").map(|evidence| key_of(&evidence.object))
}
