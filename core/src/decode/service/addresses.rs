//! `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`: ValidateServiceClusterIPsRelatedFields, and what the allocators
//! refuse before they look at the cluster (pkg/registry/core/service/storage/alloc.go).

use std::net::IpAddr;

use crate::decode::cursor::Cursor;
use crate::decode::scalar;
use crate::model::{FamilyPolicy, IpFamily, Labels, ServiceType};
use crate::object::FieldPath;
use crate::problem::{Problem, Prohibition, Rule, Several, Twin};

/// `clusterIP`'s word for a headless Service.
const HEADLESS: &str = "None";
const FAMILIES: [(&str, IpFamily); 2] = [("IPv4", IpFamily::V4), ("IPv6", IpFamily::V6)];
const POLICIES: [(&str, FamilyPolicy); 3] = [
    ("PreferDualStack", FamilyPolicy::PreferDualStack),
    ("RequireDualStack", FamilyPolicy::RequireDualStack),
    ("SingleStack", FamilyPolicy::SingleStack),
];

/// The address fields of one Service as they are written, after `clusterIP` alone has filled `clusterIPs`.
pub(super) struct Addresses<'a> {
    spec: &'a Cursor<'a>,
    /// `clusterIP`, where it is not empty.
    first: Option<String>,
    /// `clusterIPs`.
    all: Vec<String>,
    /// `ipFamilies`.
    families: Vec<String>,
}

impl<'a> Addresses<'a> {
    pub(super) fn new(spec: &'a Cursor<'a>) -> Self {
        let first = spec.filled("clusterIP");
        let mut all = spec.strings("clusterIPs");
        if all.is_empty() {
            all.extend(first.clone());
        }
        Self { spec, first, all, families: spec.strings("ipFamilies") }
    }

    /// Nothing is written: everything is left to the cluster.
    pub(super) fn are_silent(&self) -> bool {
        self.first.is_none()
            && self.all.is_empty()
            && self.families.is_empty()
            && self.spec.get("ipFamilyPolicy").is_none()
    }

    pub(super) fn headless(&self) -> bool {
        self.first.iter().chain(self.all.first()).any(|first| first == HEADLESS)
    }

    /// What can be read of them.
    pub(super) fn cluster_ips(&self) -> Vec<IpAddr> {
        let listed: Vec<IpAddr> = self.all.iter().filter_map(|ip| scalar::address(ip)).collect();
        if listed.is_empty() { self.first.iter().filter_map(|ip| scalar::address(ip)).collect() } else { listed }
    }

    /// As declared, and beyond that as the cluster IPs say. Empty: the cluster's own choice.
    pub(super) fn families(&self) -> Vec<IpFamily> {
        let mut families: Vec<IpFamily> = self.families.iter().filter_map(|family| family_of(family)).collect();
        for ip in self.cluster_ips().into_iter().skip(families.len()) {
            families.push(IpFamily::of(ip));
        }
        families
    }

    /// Says what the API server refuses; without a refusal, the policy that is declared or follows.
    pub(super) fn check(&self, kind: Option<ServiceType>, selector: Option<&Labels>) -> Option<FamilyPolicy> {
        let fine = match kind {
            Some(ServiceType::ExternalName) => {
                self.forbid();
                return None;
            }
            Some(kind @ (ServiceType::NodePort | ServiceType::LoadBalancer)) => {
                if self.is_headless_alone() {
                    self.refuse_at(0, HEADLESS, Rule::NotHeadless(kind));
                }
                self.check_all()
            }
            Some(ServiceType::ClusterIp) | None => self.check_all(),
        };
        let written = self.spec.get("ipFamilyPolicy");
        let policy = match &written {
            Some(written) => written.one_of(&POLICIES)?,
            // Whoever makes the endpoints by hand has them of any family.
            None if self.headless() && selector.is_none_or(Labels::is_empty) => FamilyPolicy::RequireDualStack,
            None => FamilyPolicy::SingleStack,
        };
        let single = policy == FamilyPolicy::SingleStack;
        for (name, count, several) in [
            ("clusterIPs", self.all.len(), Several::ClusterIps),
            ("ipFamilies", self.families.len(), Several::Families),
        ] {
            if fine && single && count == 2 {
                let span = written.or_else(|| self.spec.get(name)).map_or(self.spec.span(), |place| place.span());
                let problem = Problem::Invalid { value: "SingleStack".into(), rule: Rule::DualStackPolicy(several) };
                self.spec.problem_at(problem, self.spec.path().field("ipFamilyPolicy"), span);
            }
        }
        let refused = single && (self.all.len() == 2 || self.families.len() == 2);
        (fine && !refused).then_some(policy)
    }

    /// An ExternalName Service has none of them.
    fn forbid(&self) {
        let problem = || Problem::Forbidden { why: Prohibition::OfExternalName };
        if !self.all.is_empty() {
            self.spec.problem_at(problem(), self.path(), self.place().span());
        }
        for (name, written) in [("ipFamilies", !self.families.is_empty()), ("ipFamilyPolicy", true)] {
            if let Some(place) = self.spec.get(name).filter(|_| written) {
                place.problem(problem());
            }
        }
    }

    /// Whether the API server takes them as they are.
    fn check_all(&self) -> bool {
        let first = self.check_first();
        let families = self.check_families();
        // With addresses that are none the rest means nothing.
        self.check_each() && self.check_families_of_addresses() && first && families && self.all.len() <= 2
    }

    /// `clusterIP` and the first of `clusterIPs` say the same.
    fn check_first(&self) -> bool {
        let rule = match (&self.first, self.all.first()) {
            (None, Some(_)) => Rule::ClusterIpsAlone,
            (Some(one), Some(first)) if one != first => Rule::FirstClusterIp,
            (Some(_), _) | (None, None) => return true,
        };
        self.refuse(rule);
        false
    }

    fn check_families(&self) -> bool {
        let list = self.spec.list("ipFamilies");
        let mut fine = true;
        for (i, item) in list.iter().flat_map(Cursor::items).enumerate() {
            fine &= item.one_of(&FAMILIES).is_some();
            let Some(family) = item.raw_text() else { continue };
            if list.iter().flat_map(Cursor::items).take(i).any(|earlier| earlier.raw_text() == Some(family)) {
                item.problem(Problem::Duplicate { twin: Twin::Text(family.to_owned()) });
                fine = false;
            }
        }
        fine
    }

    /// Each is an address, or the only one is `None`; and there are two at most.
    fn check_each(&self) -> bool {
        let mut fine = true;
        for (i, ip) in self.all.iter().enumerate() {
            if i == 0 && ip == HEADLESS {
                if self.all.len() > 1 {
                    self.refuse(Rule::OnlyNone);
                    fine = false;
                }
            } else if scalar::address(ip).is_none() {
                self.refuse_at(i, ip, Rule::IpAddress);
                fine = false;
            }
        }
        if self.all.len() > 2 {
            self.refuse(Rule::TwoClusterIps);
        }
        fine
    }

    /// One address of a family, and of the family at its position.
    fn check_families_of_addresses(&self) -> bool {
        let of_addresses: Vec<IpFamily> = self.cluster_ips().into_iter().map(IpFamily::of).collect();
        let mut fine = true;
        let both = of_addresses.contains(&IpFamily::V4) && of_addresses.contains(&IpFamily::V6);
        if of_addresses.len() > 1 && !both {
            self.refuse(Rule::OneOfEachFamily);
            fine = false;
        }
        for (i, (of_address, family)) in of_addresses.iter().zip(&self.families).enumerate() {
            if let Some(family) = family_of(family).filter(|family| family != of_address) {
                self.refuse_at(i, &self.all[i], Rule::MatchesFamily(family, i));
                fine = false;
            }
        }
        fine
    }

    fn is_headless_alone(&self) -> bool {
        self.all.len() == 1 && self.all[0] == HEADLESS
    }

    /// Refuses all cluster IPs together.
    fn refuse(&self, rule: Rule) {
        let quoted: Vec<String> = self.all.iter().map(|ip| format!("{ip:?}")).collect();
        let problem = Problem::Invalid { value: format!("[{}]", quoted.join(",")), rule };
        self.spec.problem_at(problem, self.path(), self.place().span());
    }

    /// Refuses one of the cluster IPs.
    fn refuse_at(&self, index: usize, value: &str, rule: Rule) {
        let list = self.spec.list("clusterIPs");
        let item = list.as_ref().and_then(|list| list.items().nth(index));
        let span = item.map_or(self.place().span(), |item| item.span());
        let problem = Problem::Invalid { value: value.to_owned(), rule };
        self.spec.problem_at(problem, self.path().index(index), span);
    }

    fn path(&self) -> FieldPath {
        self.spec.path().field("clusterIPs")
    }

    /// Where they are written.
    fn place(&self) -> Cursor<'_> {
        self.spec.get("clusterIPs").or_else(|| self.spec.get("clusterIP")).unwrap_or(*self.spec)
    }
}

fn family_of(name: &str) -> Option<IpFamily> {
    FAMILIES.iter().find(|(known, _)| *known == name).map(|(_, family)| *family)
}
