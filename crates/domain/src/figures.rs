//! The figures of a day, folded from plain facts. Nobody is ranked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::incident::IncidentStatus;
use crate::offer::OfferStatus;
use crate::time::{Day, Timestamp};

/// What is counted of an incident.
#[derive(Clone, Copy, Debug)]
pub struct IncidentFact {
    /// Its state now.
    pub status: IncidentStatus,
    /// Its category is one of the group 90; then it is not counted at all.
    pub invalid: bool,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When somebody was first sent.
    pub dispatched_at: Option<Timestamp>,
    /// When somebody first acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// When somebody was first on the scene.
    pub on_scene_at: Option<Timestamp>,
    /// When feedback was given.
    pub feedback_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Police were sent.
    pub police_dispatched: bool,
    /// Community forces handled it alone (`solo`).
    pub solo_by_group: bool,
}

/// What is counted of a call.
#[derive(Clone, Copy, Debug)]
pub struct OfferFact {
    /// Its state now.
    pub status: OfferStatus,
    /// When the member was called.
    pub offered_at: Timestamp,
    /// When the member accepted.
    pub accepted_at: Option<Timestamp>,
}

/// The figures of one day of the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayFigures {
    /// The day.
    pub day: Day,
    /// Incidents reported that day.
    pub reported: u32,
    /// Incidents open now, whenever they were reported.
    pub open: u32,
    /// Incidents closed that day.
    pub closed: u32,
    /// Of these, the non-police ones that community forces handled alone (S09).
    pub non_police_solo: u32,
    /// Calls made that day.
    pub calls: u32,
    /// Of these, accepted, whatever came later.
    pub accepted: u32,
    /// Of these, declined without having been accepted.
    pub declined: u32,
    /// Of these, never answered.
    pub no_answer: u32,
    /// The median time from sending to acknowledgement, over what was sent that day.
    pub median_ack_s: Option<u32>,
    /// The median time from sending to arrival, over what was sent that day.
    pub median_arrive_s: Option<u32>,
    /// Members on duty now.
    pub on_duty: u32,
    /// Incidents reported that day to which police were sent.
    pub police_dispatched: u32,
    /// How many of what was sent that day were acknowledged within each band of [`ACKNOWLEDGE_BANDS_S`], the last one
    /// beyond them.
    pub acknowledge_bands: [u32; 5],
    /// The same for the arrival, by [`ARRIVE_BANDS_S`].
    pub arrive_bands: [u32; 5],
    /// The same for the feedback, by [`FEEDBACK_BANDS_S`].
    pub feedback_bands: [u32; 5],
}

/// The bands of the weekly report for acknowledgement, in seconds: up to 30, 60, 120, 180 and beyond.
pub const ACKNOWLEDGE_BANDS_S: [u32; 4] = [30, 60, 120, 180];
/// Those for arrival: up to 5, 10, 15, 30 minutes and beyond.
pub const ARRIVE_BANDS_S: [u32; 4] = [5 * 60, 10 * 60, 15 * 60, 30 * 60];
/// Those for feedback: up to half an hour, one, two, four hours and beyond.
pub const FEEDBACK_BANDS_S: [u32; 4] = [30 * 60, 3_600, 2 * 3_600, 4 * 3_600];

/// Counts a day.
pub fn day_figures(day: Day, incidents: &[IncidentFact], offers: &[OfferFact], on_duty: u32) -> DayFigures {
    let counted: Vec<&IncidentFact> = incidents.iter().filter(|it| !it.invalid).collect();
    let reported = |it: &IncidentFact| day.contains(it.reported_at);
    let closed = |it: &IncidentFact| it.closed_at.is_some_and(|at| day.contains(at)) && is_closed(it.status);
    let many = |keep: &dyn Fn(&IncidentFact) -> bool| count(counted.iter().filter(|it| keep(it)));
    let calls: Vec<&OfferFact> = offers.iter().filter(|it| day.contains(it.offered_at)).collect();
    let answers = |keep: &dyn Fn(&OfferFact) -> bool| count(calls.iter().filter(|it| keep(it)));
    let since_sent = |moment: fn(&IncidentFact) -> Option<Timestamp>| {
        let sent = counted.iter().filter_map(|it| Some((it.dispatched_at?, moment(it)?)));
        times_s(sent.filter(|(sent, _)| day.contains(*sent)))
    };
    DayFigures {
        day,
        reported: many(&reported),
        open: many(&|it| !it.status.is_over()),
        closed: many(&closed),
        non_police_solo: many(&|it| closed(it) && it.solo_by_group),
        calls: count(&calls),
        accepted: answers(&|it| it.accepted_at.is_some()),
        declined: answers(&|it| it.status == OfferStatus::Declined && it.accepted_at.is_none()),
        no_answer: answers(&|it| it.status == OfferStatus::Expired),
        median_ack_s: median_s(since_sent(|it| it.acknowledged_at)),
        median_arrive_s: median_s(since_sent(|it| it.on_scene_at)),
        on_duty,
        police_dispatched: many(&|it| reported(it) && it.police_dispatched),
        acknowledge_bands: bands(&since_sent(|it| it.acknowledged_at), ACKNOWLEDGE_BANDS_S),
        arrive_bands: bands(&since_sent(|it| it.on_scene_at), ARRIVE_BANDS_S),
        feedback_bands: bands(&since_sent(|it| it.feedback_at), FEEDBACK_BANDS_S),
    }
}

fn is_closed(status: IncidentStatus) -> bool {
    matches!(status, IncidentStatus::Closed | IncidentStatus::Revisited)
}

fn count<T>(items: impl IntoIterator<Item = T>) -> u32 {
    u32::try_from(items.into_iter().count()).unwrap_or(u32::MAX)
}

/// The seconds between the two moments.
fn times_s(moments: impl Iterator<Item = (Timestamp, Timestamp)>) -> Vec<u32> {
    moments.filter_map(|(from, to)| u32::try_from(to.seconds_since(from)).ok()).collect()
}

/// How many times lie in each band; a time that is just the limit is within it.
fn bands(times: &[u32], limits: [u32; 4]) -> [u32; 5] {
    let mut counts = [0; 5];
    for time in times {
        counts[limits.iter().position(|limit| time <= limit).unwrap_or(limits.len())] += 1;
    }
    counts
}

/// The middle of the times; of an even number the lower of the two in the middle.
fn median_s(mut times: Vec<u32>) -> Option<u32> {
    times.sort_unstable();
    times.get(times.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_falls_into_the_first_band_that_holds_it() {
        assert_eq!(bands(&[0, 30, 31, 60, 180, 181, 9_999], ACKNOWLEDGE_BANDS_S), [2, 2, 0, 1, 2]);
        assert_eq!(bands(&[300, 1_800], FEEDBACK_BANDS_S), [2, 0, 0, 0, 0]);
    }

    const DAY: &str = "2026-11-23";

    fn at(time: &str) -> Timestamp {
        format!("{DAY}T{time}+08:00").parse().unwrap()
    }

    fn incident(time: &str) -> IncidentFact {
        IncidentFact {
            status: IncidentStatus::Reported,
            invalid: false,
            reported_at: at(time),
            dispatched_at: None,
            acknowledged_at: None,
            on_scene_at: None,
            feedback_at: None,
            closed_at: None,
            police_dispatched: false,
            solo_by_group: false,
        }
    }

    fn call(status: OfferStatus, accepted: bool) -> OfferFact {
        OfferFact { status, offered_at: at("09:00:00"), accepted_at: accepted.then(|| at("09:00:20")) }
    }

    #[test]
    fn a_day_is_counted() {
        let solo = IncidentFact {
            status: IncidentStatus::Closed,
            dispatched_at: Some(at("09:00:00")),
            acknowledged_at: Some(at("09:00:20")),
            on_scene_at: Some(at("09:02:00")),
            feedback_at: Some(at("09:30:00")),
            closed_at: Some(at("10:00:00")),
            solo_by_group: true,
            ..incident("08:59:30")
        };
        let slow = IncidentFact {
            on_scene_at: Some(at("09:10:00")),
            feedback_at: Some(at("09:45:00")),
            police_dispatched: true,
            solo_by_group: false,
            ..solo
        };
        let yesterday = IncidentFact { reported_at: at("00:00:00").plus_s(-1), ..incident("00:00:00") };
        let drill = IncidentFact { invalid: true, ..incident("11:00:00") };
        let calls = [
            call(OfferStatus::Cleared, true),
            call(OfferStatus::Declined, false),
            call(OfferStatus::Declined, true),
            call(OfferStatus::Expired, false),
            call(OfferStatus::StoodDown, false),
            OfferFact { offered_at: at("00:00:00").plus_s(86_400), ..call(OfferStatus::Offered, false) },
        ];
        let figures = day_figures(DAY.parse().unwrap(), &[solo, slow, yesterday, drill], &calls, 31);
        let expected = DayFigures {
            day: DAY.parse().unwrap(),
            reported: 2,
            open: 1,
            closed: 2,
            non_police_solo: 1,
            calls: 5,
            accepted: 2,
            declined: 1,
            no_answer: 1,
            median_ack_s: Some(20),
            median_arrive_s: Some(120),
            on_duty: 31,
            police_dispatched: 1,
            acknowledge_bands: [2, 0, 0, 0, 0],
            arrive_bands: [1, 1, 0, 0, 0],
            feedback_bands: [1, 1, 0, 0, 0],
        };
        assert_eq!(figures, expected);
    }

    #[test]
    fn an_empty_day_has_no_median() {
        let figures = day_figures(DAY.parse().unwrap(), &[], &[], 0);
        assert_eq!((figures.reported, figures.median_ack_s, figures.median_arrive_s), (0, None, None));
    }

    #[test]
    fn what_was_reopened_is_not_closed() {
        let reopened =
            IncidentFact { status: IncidentStatus::Triaged, closed_at: Some(at("10:00:00")), ..incident("08:00:00") };
        let figures = day_figures(DAY.parse().unwrap(), &[reopened], &[], 0);
        assert_eq!((figures.closed, figures.open), (0, 1));
    }
}
