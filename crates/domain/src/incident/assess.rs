//! What the facts of an incident demand: its priority, whose matter it is, how far members may act.
//!
//! This is the one place where these are decided; intake, triage and escalation all ask here.

use crate::category::{Category, Nature};
use crate::incident::hard_stop::{HardStop, hard_stops};
use crate::incident::{Facts, PoliceNature, Priority};
use crate::member::Level;

/// What is said about an incident.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What is known about its danger.
    pub facts: Facts,
    /// Its category, once it has one.
    pub category: Option<&'a Category>,
    /// The priority that somebody chose.
    pub priority: Option<Priority>,
    /// Whose matter somebody says it is.
    pub police_nature: Option<PoliceNature>,
    /// The hard stops that held before: they hold for good.
    pub held: &'a [HardStop],
}

/// What follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The priority.
    pub priority: Priority,
    /// Whose matter it is.
    pub police_nature: PoliceNature,
    /// How far community forces may act.
    pub level: Level,
    /// The hard stops that hold.
    pub hard_stops: Vec<HardStop>,
    /// Police must be sent now, whatever anybody chose.
    pub police_at_once: bool,
    /// Members see neutral words only (adoption rule 7).
    pub neutral: bool,
}

/// Without a category nobody knows what it is, so it is treated as one that can get worse (P2).
const PRIORITY_UNSORTED: Priority = Priority::P2;

/// Without a category members may look and relay, no more.
const LEVEL_UNSORTED: Level = Level::L1;

/// The highest level in a police matter; to handle alone (L3) is for non-police matters.
const LEVEL_POLICE_MAX: Level = Level::L2;

/// Works out what the report demands.
pub fn assess(report: &Report<'_>) -> Assessment {
    let hard_stops = union(report.held, &hard_stops(&report.facts, report.category));
    let stopped = !hard_stops.is_empty();
    let danger = stopped || report.facts.escalated;
    let police_nature = if danger { PoliceNature::Police } else { police_nature(report) };
    let priority = if danger { Priority::P1 } else { priority(report) };
    Assessment {
        priority,
        police_nature,
        level: level(report.category, police_nature).min(if danger { Level::L1 } else { Level::L3 }),
        police_at_once: danger,
        neutral: neutral(report.category, &hard_stops),
        hard_stops,
    }
}

/// Whose matter it is: a police category stays one, and what may be either is a non-police matter
/// only when somebody says so. What is unclear is treated as a police matter until then.
fn police_nature(report: &Report<'_>) -> PoliceNature {
    let said = report.police_nature.unwrap_or(PoliceNature::Unknown);
    match report.category.map(|it| it.nature) {
        Some(Nature::Police) => PoliceNature::Police,
        Some(Nature::NonPolice) => match said {
            PoliceNature::Police => PoliceNature::Police,
            PoliceNature::NonPolice | PoliceNature::Unknown => PoliceNature::NonPolice,
        },
        Some(Nature::Either) | None => said,
    }
}

fn priority(report: &Report<'_>) -> Priority {
    let usual = report.category.map_or(PRIORITY_UNSORTED, |it| it.default_priority);
    report.priority.unwrap_or(usual)
}

fn level(category: Option<&Category>, nature: PoliceNature) -> Level {
    let highest = category.map_or(LEVEL_UNSORTED, |it| it.level_max);
    match nature {
        PoliceNature::NonPolice => highest,
        PoliceNature::Police | PoliceNature::Unknown => highest.min(LEVEL_POLICE_MAX),
    }
}

fn neutral(category: Option<&Category>, stops: &[HardStop]) -> bool {
    category.is_some_and(|it| it.neutral)
        || stops.iter().any(|it| matches!(it, HardStop::DomesticViolence | HardStop::MinorHarm))
}

/// Both sets, in the order of the list.
fn union(held: &[HardStop], new: &[HardStop]) -> Vec<HardStop> {
    HardStop::ALL.iter().copied().filter(|it| held.contains(it) || new.contains(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::dictionary::Dictionary;

    const PLAIN: Report<'static> = Report {
        facts: Facts {
            weapon: false,
            involves_dv: false,
            involves_minor: false,
            injured_count: 0,
            sos: false,
            danger_reported: false,
            video_lost_s: 0,
            escalated: false,
        },
        category: None,
        priority: None,
        police_nature: None,
        held: &[],
    };

    fn category(code: &str) -> Option<&'static Category> {
        Dictionary::built_in().get(code.parse().unwrap())
    }

    fn short(report: &Report<'_>) -> (Priority, PoliceNature, Level) {
        let it = assess(report);
        assert_eq!(it.police_at_once, !it.hard_stops.is_empty() || report.facts.escalated);
        (it.priority, it.police_nature, it.level)
    }

    #[test]
    fn the_category_says_what_is_usual() {
        let bat = Report { category: category("5103"), ..PLAIN };
        assert_eq!(short(&bat), (Priority::P4, PoliceNature::NonPolice, Level::L3));
        let urgent = Report { priority: Some(Priority::P2), ..bat };
        assert_eq!(short(&urgent), (Priority::P2, PoliceNature::NonPolice, Level::L3));
        assert_eq!(short(&PLAIN), (Priority::P2, PoliceNature::Unknown, Level::L1));
    }

    #[test]
    fn what_may_be_either_is_a_police_matter_until_somebody_says_otherwise() {
        let quarrel = Report { category: category("4001"), ..PLAIN };
        assert_eq!(short(&quarrel), (Priority::P3, PoliceNature::Unknown, Level::L2));
        let said = |nature| Report { police_nature: Some(nature), ..quarrel };
        assert_eq!(short(&said(PoliceNature::NonPolice)), (Priority::P3, PoliceNature::NonPolice, Level::L3));
        assert_eq!(short(&said(PoliceNature::Police)), (Priority::P3, PoliceNature::Police, Level::L2));
    }

    #[test]
    fn nobody_can_call_a_police_category_a_non_police_matter() {
        let fight = Report { category: category("2001"), police_nature: Some(PoliceNature::NonPolice), ..PLAIN };
        assert_eq!(short(&fight), (Priority::P2, PoliceNature::Police, Level::L2));
    }

    #[test]
    fn a_hard_stop_outlives_the_category_that_set_it_off() {
        let relabelled = Report {
            category: category("9001"),
            priority: Some(Priority::P4),
            police_nature: Some(PoliceNature::NonPolice),
            held: &[HardStop::Suicide],
            ..PLAIN
        };
        let it = assess(&relabelled);
        assert_eq!(it.hard_stops, [HardStop::Suicide]);
        assert_eq!((it.priority, it.police_nature, it.level), (Priority::P1, PoliceNature::Police, Level::L0));
    }

    #[test]
    fn escalation_brings_police_and_holds_members_back() {
        let facts = Facts { escalated: true, ..PLAIN.facts };
        let stall = Report { category: category("5106"), facts, ..PLAIN };
        assert_eq!(short(&stall), (Priority::P1, PoliceNature::Police, Level::L1));
    }

    #[test]
    fn neutral_words_are_for_homes_children_and_informants() {
        let with = |code, facts| assess(&Report { category: category(code), facts, ..PLAIN }).neutral;
        assert!(with("2002", PLAIN.facts) && with("2012", PLAIN.facts) && with("7001", PLAIN.facts));
        assert!(with("4002", Facts { involves_dv: true, ..PLAIN.facts }));
        assert!(with("1005", Facts { involves_minor: true, ..PLAIN.facts }));
        assert!(!with("4010", Facts { involves_minor: true, ..PLAIN.facts }), "pupils who push each other");
        assert!(!with("5002", Facts { involves_minor: true, ..PLAIN.facts }), "a lost child must be described");
    }
}
