//! The slice as other code holds it.

use std::sync::Arc;

use domain::ids::NoticeId;
use domain::notice::{NoticeStatus, check_photo};
use domain::permission::Permission;
use duty::duty::Duty;
use people::people::People;
use places::places::Places;
use platform::app::App;
use platform::problem::{self, Error, Result, refuse};
use platform::records::{Barred, Records, Sight};
use platform::scope::{Audience, Scope};
use uuid::Uuid;

use crate::{refusal, store};

/// The word for notices where kinds of records are named.
pub const KIND: &str = "notice";

struct Parts {
    people: People,
    places: Places,
    duty: Duty,
}

/// The notices of this node; cheap to clone.
#[derive(Clone)]
pub struct Notices(Arc<Parts>);

impl Notices {
    /// Stands on people, places and duty.
    pub fn new(people: &People, places: &Places, duty: &Duty) -> Self {
        Self(Arc::new(Parts { people: people.clone(), places: places.clone(), duty: duty.clone() }))
    }

    /// The platform.
    pub fn app(&self) -> &App {
        self.0.people.app()
    }

    /// The people.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    /// The places.
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// Who is on duty, and where.
    pub fn duty(&self) -> &Duty {
        &self.0.duty
    }

    /// Registers notices as records, so that a lost person's photo can lie beside one.
    pub fn register(&self, records: &Records) {
        let notices = self.clone();
        records.register(KIND, Arc::new(move |scope, id| Box::pin(may_see(notices.clone(), scope, id))));
    }

    /// A notice that `scope` may read: as an addressee, or as one who may issue notices.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none within the scope.
    pub async fn see(
        &self,
        scope: &Scope,
        id: NoticeId,
    ) -> Result<(store::notice::Model, Option<store::receipt::Model>)> {
        let row = store::find(scope, self.app(), id).await?;
        let own = store::own_receipt(scope, self.app(), id).await?;
        if own.is_some() || issues(scope) { Ok((row, own)) } else { Err(Error::NotFound) }
    }
}

/// Who issues notices for the whole station reads them all.
pub(crate) fn issues(scope: &Scope) -> bool {
    scope.may(Permission::NoticeIssue) && scope.reach == platform::scope::Reach::Station
}

async fn may_see(notices: Notices, scope: Scope, id: Uuid) -> Result<Sight> {
    let (row, _) = notices.see(&scope, NoticeId::from(id)).await?;
    let attach = if !issues(&scope) {
        Err(Barred::Refused(refuse(&problem::FORBIDDEN)))
    } else if row.status != NoticeStatus::Active {
        Err(Barred::Refused(refuse(&problem::NOTHING)))
    } else {
        check_photo(row.kind, row.photo_consent).map_err(Barred::rule)
    };
    // What lies beside a notice is told to the station alone; addressees find it when they open the notice.
    let audience = Audience { police: true, ..Audience::default() };
    let speak = if issues(&scope) { Ok(()) } else { Err(Barred::Refused(refuse(&refusal::NO_COMMENTS))) };
    Ok(Sight { audience, title: row.kind.zh().to_owned(), attach, speak })
}
