//! How far the calls of an incident have come: counted, and by response ring.

use chrono::{DateTime, Utc};
use domain::incident::clocks::Limits;
use domain::offer::OfferStatus;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clocks;
use crate::rows::{incident, offer};

/// How far the calls of an incident have come, counted since people were first sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calls {
    /// Calls made.
    pub offered: usize,
    /// Of these, shown by a terminal or answered.
    pub acknowledged: usize,
    /// Of these, coming, there or done.
    pub accepted: usize,
    /// Of these, arrived.
    pub arrived: usize,
    /// Unanswered calls of members whom nothing was proven to wake: they must be telephoned.
    pub unproven: usize,
}

impl Calls {
    /// Counts the calls of `row` among `offers`.
    pub fn count(row: &incident::Model, offers: &[offer::Model]) -> Self {
        let mut calls = Self::default();
        let of_this =
            |it: &&offer::Model| it.incident_id == row.id && row.dispatched_at.is_some_and(|at| it.offered_at >= at);
        for it in offers.iter().filter(of_this) {
            let comes = it.status.is_assignment() || it.status == OfferStatus::Cleared;
            calls.offered += 1;
            calls.acknowledged += usize::from(it.delivered_at.is_some());
            calls.accepted += usize::from(comes);
            calls.arrived += usize::from(it.arrived_at.is_some());
            calls.unproven += usize::from(it.status.is_waiting() && !it.proven);
        }
        calls
    }
}

/// One response ring of an incident: its own unit within 1 minute, neighbours within 3, police within 5.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ring {
    /// 1 the own unit, 2 neighbours, 3 police.
    pub ring: i64,
    /// Until when its first should be there.
    pub due_at: Option<DateTime<Utc>>,
    /// When its first was there.
    pub first_arrived_at: Option<DateTime<Utc>>,
    /// How many were called.
    pub called: usize,
    /// How many said yes.
    pub accepted: usize,
    /// How many are there.
    pub arrived: usize,
}

/// The three rings of an incident, from its calls.
pub fn rings(row: &incident::Model, offers: &[offer::Model], limits: &Limits) -> Vec<Ring> {
    (1..=3)
        .map(|ring| {
            let of_ring = || offers.iter().filter(move |it| it.ring == ring);
            Ring {
                ring,
                due_at: row.dispatched_at.map(|it| it + clocks::ring_limit(ring, limits)),
                first_arrived_at: of_ring().filter_map(|it| it.arrived_at).min(),
                called: of_ring().count(),
                accepted: of_ring().filter(|it| it.accepted_at.is_some()).count(),
                arrived: of_ring().filter(|it| it.arrived_at.is_some()).count(),
            }
        })
        .collect()
}
