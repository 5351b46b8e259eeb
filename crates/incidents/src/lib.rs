//! Incidents, from the report to the close: intake, triage, offers, timeline; drives dispatch.

pub mod rows;
