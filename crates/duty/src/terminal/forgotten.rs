//! A hand-over that did not happen: when the planned end has passed it is asked who is there, and until somebody
//! answers, the post's calls say that the identity is not confirmed.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::ShiftId;
use people::store::member;
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::jobs::{Jobs, Next};
use platform::log::Event;
use platform::problem::Result;
use platform::scope::Actor;
use platform::sent::system_sender;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::store::shift;

/// The job that asks.
pub const ASK: &str = "duty.hand_over_ask";
/// How often it looks: a minute late is soon enough for a shift of hours.
const ASK_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Shifts asked after in one run.
const ASKED_MAX: u64 = 500;

/// Adds the handler.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(ASK, Arc::new(|app, _| Box::pin(ask(app))))
}

async fn ask(app: App) -> anyhow::Result<Next> {
    let now = app.clock().now();
    let past = shift::Entity::find()
        .filter(shift::Column::EndedAt.is_null())
        .filter(shift::Column::PlannedEndAt.lte(now))
        .filter(shift::Column::AskedAt.is_null())
        .limit(ASKED_MAX)
        .all(app.db().read())
        .await?;
    for row in past {
        let sender = system_sender(row.station_id, &[ASK.as_bytes(), Uuid::now_v7().as_bytes()]);
        app.db().run(sender, Ask { shift: row.id }).await?;
    }
    Ok(Next::At(now + ASK_EVERY))
}

struct Ask {
    shift: ShiftId,
}

impl Command for Ask {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<shift::Entity>(self.shift);
        if let Some(member) = rows.get::<shift::Entity>(&self.shift).map(|it| it.member_id) {
            rows.want::<member::Entity>(member);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<shift::Entity>(&self.shift).filter(|it| it.ended_at.is_none() && it.asked_at.is_none());
        let Some(row) = row.filter(|it| it.planned_end_at.is_some_and(|end| end <= now)) else {
            return Ok(Outcome::new(()));
        };
        let Some(member) = rows.get::<member::Entity>(&row.member_id) else { return Ok(Outcome::new(())) };
        let event = Event::new("shift_hand_over_asked", row.id, Actor::System, member.audience())
            .refer("member_id", row.member_id)
            .refer("shift_id", row.id)
            .field("planned_end_at", row.planned_end_at);
        let asked = shift::Model { asked_at: Some(now), version: row.version + 1, ..row.clone() };
        Ok(Outcome::new(()).put::<shift::Entity>(asked).event(event))
    }
}
