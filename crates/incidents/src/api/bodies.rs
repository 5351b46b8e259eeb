//! What the verbs of an incident are sent with.

use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::ids::{IncidentId, MemberId, OfferId};
use domain::incident::major::MajorStep;
use domain::incident::outside::OutsideSystem;
use domain::incident::{Disposition, PoliceNature, Priority, TransferTo};
use serde::Deserialize;
use utoipa::ToSchema;

/// Nothing but the version that the sender has seen.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PlainBody {
    /// The version that the sender has seen; left out, the command is for whatever is there.
    pub(super) expected_version: Option<i64>,
}

/// A reason, where one is asked for.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReasonBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Why.
    pub(super) reason: String,
}

/// Why an incident is taken up again.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReopenBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Why.
    pub(super) reason: String,
    /// The later report of the same matter, where somebody called again: then the 72 hours do not count.
    pub(super) repeated_by: Option<IncidentId>,
}

/// How an incident is sorted; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TriageBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The category.
    pub(super) category: Option<CategoryCode>,
    /// The priority.
    pub(super) priority: Option<Priority>,
    /// Whose matter it is.
    pub(super) police_nature: Option<PoliceNature>,
    /// A weapon is involved; danger is only ever added.
    pub(super) weapon: bool,
    /// Domestic violence is involved.
    pub(super) involves_dv: bool,
    /// A minor is involved.
    pub(super) involves_minor: bool,
    /// People hurt; a smaller number than is known changes nothing.
    pub(super) injured_count: u32,
    /// When the caller expects somebody, as agreed; only for P4, whose arrival is due then.
    pub(super) agreed_at: Option<DateTime<Utc>>,
}

/// Whom to send; without members the engine finds them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DispatchBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The members to call, chosen by hand.
    pub(super) members: Vec<MemberId>,
    /// Send police too, whatever the nature; needs the permission to send police.
    pub(super) police: bool,
}

/// Whom to pass an incident to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Whom to.
    pub(super) to: TransferTo,
    /// Why.
    #[serde(default)]
    pub(super) reason: String,
}

/// That the other body has it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReceiptBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Who signed for it there.
    pub(super) signed_by: String,
    /// Its number there.
    pub(super) number: Option<String>,
}

/// Why it comes back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReturnBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Why; it is needed.
    pub(super) reason: String,
    /// The station takes it back itself; otherwise the other body returns it, which it can do once.
    pub(super) taken_back: bool,
}

/// A number of another system.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExternalRefBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Which system.
    pub(super) system: OutsideSystem,
    /// The number there: letters, digits and hyphens, at most 40.
    pub(super) number: String,
}

/// That an incident is major.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MajorBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// When it became known, from when the hour runs; now if left out.
    pub(super) known_at: Option<DateTime<Utc>>,
    /// Why, for whoever wants to say.
    pub(super) reason: String,
}

/// A step of the report of a major incident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MajorStepBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// Which.
    pub(super) step: MajorStep,
    /// Who was told, for whoever wants to say; it is kept sealed.
    #[serde(default)]
    pub(super) told: String,
}

/// Which incident it is the same as.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The other incident, which carries on for both.
    pub(super) into: IncidentId,
    /// Why.
    #[serde(default)]
    pub(super) reason: String,
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandleBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// What came of it.
    pub(super) disposition: Disposition,
    /// The same in words.
    #[serde(default)]
    pub(super) result: String,
}

/// What is reported from the scene while work goes on.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ProgressBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The words.
    pub(super) text: String,
}

/// What is reported back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FeedbackBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The words.
    pub(super) text: String,
}

/// What the caller said when asked again.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RevisitBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// The words.
    pub(super) result: String,
}

/// Whose call to take back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StandDownBody {
    /// The version that the sender has seen.
    pub(super) expected_version: Option<i64>,
    /// One call; left out, everybody who is not there yet.
    pub(super) offer_id: Option<OfferId>,
}
