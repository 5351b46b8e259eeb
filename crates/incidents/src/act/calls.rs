//! What becomes of the search and of the calls of an incident when the desk acts.

use domain::incident::SearchAlert;
use domain::incident::status::Action;
use domain::offer::OfferStatus;

use super::Work;
use crate::driver::DESK;

impl Work<'_> {
    /// A person at the desk has acted: what the search could not do without one it does from now on.
    pub(super) fn attend(&mut self) {
        let at_desk = DESK.contains(&self.act.scope.role);
        let acts = match self.act.verb.action() {
            Action::Triage | Action::Dispatch | Action::Acknowledge | Action::Escalate | Action::StandDown => true,
            Action::Depart
            | Action::Arrive
            | Action::Handle
            | Action::ReportProgress
            | Action::Feedback
            | Action::Review
            | Action::Close
            | Action::Transfer
            | Action::Receipt
            | Action::Return
            | Action::Merge
            | Action::Convert
            | Action::Cancel
            | Action::Reopen
            | Action::Revisit
            | Action::Claim
            | Action::Release
            | Action::ExternalRef
            | Action::MarkMajor
            | Action::UnmarkMajor
            | Action::ReportMajor => false,
        };
        if at_desk {
            self.row.picked_up_at = self.row.picked_up_at.or(Some(self.now));
        }
        if let Some(search) = self.search.as_mut().filter(|it| it.unattended && at_desk && acts) {
            search.unattended = false;
            search.version += 1;
        }
        let sorts = self.act.verb.action() == Action::Triage;
        if (acts && !sorts) || self.row.closed_at.is_some() || self.row.handled_at.is_some() {
            self.row.alert = SearchAlert::None;
        }
    }

    /// Ends every call that has not ended: who has not arrived is sent home, who is there is done.
    pub(super) fn end_all(&mut self) {
        for at in 0..self.offers.len() {
            let there = self.offers[at].status == OfferStatus::Arrived;
            let status = if there { OfferStatus::Cleared } else { OfferStatus::StoodDown };
            self.end(at, status);
        }
        if let Some(search) = &mut self.search {
            search.ended_at = Some(self.now);
            search.version += 1;
        }
    }

    pub(super) fn end(&mut self, at: usize, status: OfferStatus) {
        let (now, offer) = (self.now, &mut self.offers[at]);
        if offer.ended_at.is_some() {
            return;
        }
        offer.status = status;
        offer.ended_at = Some(now);
        offer.version += 1;
        if status == OfferStatus::Cleared {
            offer.cleared_at = Some(now);
        }
        self.ended.push(offer.clone());
    }
}
