//! How the history of a place is kept: one span after another, and when the next one begins.

use sea_orm::entity::prelude::*;

use crate::parts::place_version;

/// The rows to write when a place stands as `next` says from `next.valid_from` on, after the span that stood.
///
/// Nothing begins anew where name, number, bounds and belonging are what they were. A place that closes ends its
/// span; one that is new and closed at once never stood.
pub fn spans(
    next: place_version::Model,
    current: Option<&place_version::Model>,
    closed_at: Option<DateTimeUtc>,
) -> Vec<place_version::Model> {
    let Some(current) = current else {
        return if closed_at.is_none() { vec![next] } else { Vec::new() };
    };
    if closed_at.is_some() {
        return vec![place_version::Model { valid_to: closed_at, ..current.clone() }];
    }
    let corrected = place_version::Model { id: current.id, valid_from: current.valid_from, ..next.clone() };
    if corrected == *current {
        Vec::new()
    } else if current.valid_from == next.valid_from {
        // Twice in one moment: the first was never so.
        vec![corrected]
    } else {
        vec![place_version::Model { valid_to: Some(next.valid_from), ..current.clone() }, next]
    }
}
