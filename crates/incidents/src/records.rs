//! Who may see and write what lies beside an incident.

use std::sync::Arc;

use domain::ids::{IncidentId, MemberId};
use platform::problem::{Error, Result};
use platform::records::{Records, Sight};
use platform::scope::Scope;
use uuid::Uuid;

use crate::incidents::Incidents;
use crate::view::sight::reads_words;
use crate::{clocks, store};

/// The word for incidents where kinds of records are named.
pub const KIND: &str = "incident";

/// Registers incidents as records.
pub fn register(records: &Records, incidents: &Incidents) {
    let incidents = incidents.clone();
    records.register(KIND, Arc::new(move |scope, id| Box::pin(may_see(incidents.clone(), scope, id))));
}

/// Comments and photos tell as much as the words of the report: who reads those sees what lies beside, and so do those
/// who take part where it is surely no police matter. In neutral cases (homes, children, informants) it is for the police
/// alone, and nobody else takes pictures.
async fn may_see(incidents: Incidents, scope: Scope, id: Uuid) -> Result<Sight> {
    let (row, offers) = store::find(&scope, incidents.app(), IncidentId::from(id)).await?;
    let assigned: Vec<MemberId> = offers.iter().filter(|it| it.status.is_assignment()).map(|it| it.member_id).collect();
    let takes_part = scope.member.is_some_and(|it| assigned.contains(&it));
    let neutral = clocks::neutral(&row);
    let open = scope.role.works_police_matters() || !neutral;
    if !open || !(reads_words(&scope, &row) || (takes_part && !row.is_police())) {
        return Err(Error::NotFound);
    }
    let mut audience = row.audience(assigned);
    if neutral || row.is_police() {
        audience.police = true;
        audience.members.clear();
    }
    Ok(Sight { audience, title: row.incident_no, attach: Ok(()), speak: Ok(()) })
}
