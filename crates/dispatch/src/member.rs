//! What the engine knows of a member: facts for the rules, and where the member is.

use std::sync::Arc;

use domain::geo::Point;
use domain::geo::polygon::Polygon;
use domain::ids::{MemberId, PostId, UnitId};
use domain::member::{Level, MemberKind};
use domain::time::Timestamp;

use crate::street::Profile;

/// A member who can be reached now: on shift, or off shift and enrolled as a volunteer.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Who it is.
    pub id: MemberId,
    /// What the member is.
    pub kind: MemberKind,
    /// The unit that the member belongs to.
    pub unit: Option<UnitId>,
    /// Whether the member is on shift.
    pub duty: Duty,
    /// The fixed post where the member stands on this shift.
    pub post: Option<Post>,
    /// Whether the consent to be located is given and current.
    pub consents: bool,
    /// Whether the member is at least eighteen.
    pub adult: bool,
    /// The highest level that the member is authorised for.
    pub level_max: Level,
    /// Until when certificate and training are valid; nothing when there are none. Not asked of police.
    pub qualified_until: Option<Timestamp>,
    /// Until when the member is insured against accidents; asked of volunteers.
    pub insured_until: Option<Timestamp>,
    /// Whether the member enrolled as a volunteer, by own choice.
    pub enrolled: bool,
    /// The legal or contracted area of the member's unit, or of the member.
    pub area: Option<Arc<Polygon>>,
    /// How the member travels.
    pub travel: Profile,
    /// Where the member is taken to be as long as no fix is known: the post, or a place the volunteer named.
    pub base: Option<Point>,
    /// The last known position.
    pub fix: Option<Fix>,
    /// Whether a way to wake the member was proven on this shift (adoption rule 1).
    ///
    /// Somebody whose way is not proven is telephoned with the first call.
    pub proven: bool,
}

/// Whether a member is on shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// On shift: the shift is confirmed.
    OnShift,
    /// Off shift; called only as a volunteer.
    OffShift,
}

/// A fixed post and how many must stay there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    /// Which post it is.
    pub id: PostId,
    /// Where it is.
    pub point: Point,
    /// Within this many metres of the post nobody leaves it.
    pub radius_m: f64,
    /// How many must stay (`required_headcount`).
    pub required_headcount: u32,
}

/// A position and when it was taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Where.
    pub point: Point,
    /// When, by the clock of the server.
    pub at: Timestamp,
}

impl Member {
    /// Where the member is, as far as is known.
    pub fn place(&self) -> Option<Point> {
        self.fix.map(|it| it.point).or(self.base).or(self.post.map(|it| it.point))
    }

    /// Tells whether going to `point` means to leave the post.
    pub fn leaves_post_for(&self, point: Point) -> bool {
        self.post.is_some_and(|post| post.point.distance_m(point) > post.radius_m)
    }

    /// Tells whether the member would go as a volunteer, which only matters of level L3 allow.
    ///
    /// Volunteers by kind stay volunteers on an organised shift: they have no employer's area to serve in.
    pub fn goes_as_volunteer(&self) -> bool {
        match self.duty {
            Duty::OffShift => true,
            Duty::OnShift => matches!(self.kind, MemberKind::Volunteer | MemberKind::Parent),
        }
    }

    /// Tells whether the member belongs to ring 3: police and those who assist them.
    pub fn is_ring_of_police(&self) -> bool {
        !self.kind.is_group()
    }
}
