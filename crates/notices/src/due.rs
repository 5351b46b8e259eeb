//! What time does to a notice: it is repeated to those who have not acknowledged it, and it ends.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, NoticeId};
use domain::notice::{NoticeAction, NoticeStatus, ReceiptStatus};
use platform::app::App;
use platform::db::{Command, Outcome, Rows};
use platform::jobs::{self, Jobs, Next};
use platform::problem::{Error, Result, rule};
use platform::scope::Actor;
use platform::sent::system_sender;
use sea_orm::EntityTrait as _;
use uuid::Uuid;

use crate::issue::{event, next_due};
use crate::store::{notice, receipt};

/// The job of one notice.
pub const DUE: &str = "notices.due";

/// Adds the handler.
pub fn register(jobs: Jobs) -> Jobs {
    jobs.on(DUE, Arc::new(|app, job| Box::pin(due(app, job))))
}

async fn due(app: App, job: jobs::Model) -> anyhow::Result<Next> {
    let id: NoticeId = job.key.parse()?;
    let find = async || -> anyhow::Result<Option<notice::Model>> {
        Ok(notice::Entity::find_by_id(id).all(app.db().read()).await?.into_iter().next())
    };
    let Some(row) = find().await?.filter(|it| it.status == NoticeStatus::Active) else { return Ok(Next::Done) };
    // One id for each step, so that a step done twice happens once.
    let step = row.version.to_be_bytes();
    let sender = system_sender(row.station_id, &[b"notice due", Uuid::from(id).as_bytes(), &step]);
    app.db().run(sender, Pass { id }).await?;
    let row = find().await?.filter(|it| it.status == NoticeStatus::Active);
    Ok(row.map_or(Next::Done, |it| Next::At(next_due(&it))))
}

/// Lets time do to a notice what is due.
struct Pass {
    id: NoticeId,
}

impl Command for Pass {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<notice::Entity>(self.id);
        rows.find(&receipt::OF_NOTICE, self.id);
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<notice::Entity>(&self.id).cloned().ok_or(Error::NotFound)?;
        if row.status != NoticeStatus::Active || next_due(&row) > now {
            return Ok(Outcome::new(()));
        }
        let version = row.version + 1;
        let of_notice = || rows.all::<receipt::Entity>().filter(|it| it.notice_id == self.id);
        if row.expires_at <= now {
            let status = row.status.advance(NoticeAction::Expire).map_err(rule)?;
            let row = notice::Model { status, repeats_left: 0, version, ..row };
            let members = of_notice().map(|it| it.member_id).collect();
            let told = event("notice_expired", &row, Actor::System, members);
            return Ok(Outcome::new(()).put::<notice::Entity>(row).event(told));
        }
        let status = row.status.advance(NoticeAction::Repeat).map_err(rule)?;
        let owing = of_notice().filter(|it| it.status != ReceiptStatus::Acknowledged);
        let owing: Vec<MemberId> = owing.map(|it| it.member_id).collect();
        // Everybody has acknowledged: nobody needs to hear it again.
        let left = if owing.is_empty() { 0 } else { row.repeats_left - 1 };
        let row = notice::Model { status, repeats_left: left, repeated_at: Some(now), version, ..row };
        let mut outcome = Outcome::new(());
        if !owing.is_empty() {
            outcome = outcome.event(event("notice_repeated", &row, Actor::System, owing));
        }
        Ok(outcome.put::<notice::Entity>(row))
    }
}
