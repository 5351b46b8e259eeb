//! What the engine knows of an incident that needs people.

use domain::geo::Point;
use domain::ids::{IncidentId, UnitId};
use domain::incident::Priority;
use domain::member::Level;
use domain::time::Timestamp;
use serde::Serialize;

use crate::member::Member;

/// People who must come to a matter of level L2 (adoption rule 2).
pub const PEOPLE_FOR_L2: u32 = 2;

/// An incident as the search for people sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Which incident.
    pub incident: IncidentId,
    /// Where.
    pub point: Point,
    /// How urgent.
    pub priority: Priority,
    /// How far community forces may act; L1 after a hard stop.
    pub level: Level,
    /// The unit it happens in.
    pub unit: Option<UnitId>,
    /// How many of the community forces should come; at level L2 never fewer than two.
    pub needed: u32,
    /// Whether police are sent (派警): the nature is police or unclear, or it was ordered.
    pub police: bool,
    /// Whether nobody was at the desk when it was reported (adoption rule 3).
    pub desk_absent: bool,
    /// Whether the chief authorised, in writing and beforehand, calls for this category without the desk.
    pub authorised: bool,
    /// Whether the engine chooses people itself; otherwise it calls only those who are named to it.
    pub automatic: bool,
    /// Seconds after enough have accepted in which a nearer acceptor releases a farther one; 0 is off.
    pub upgrade_window_s: u32,
    /// When the search was ordered; all its clocks start here.
    pub dispatched_at: Timestamp,
    /// The highest wave that the rows of this incident name, 0 for a new one: waves go on counting after a reopening,
    /// so that no new call is taken for an old one.
    pub waves_before: u32,
}

impl Case {
    /// How many of the community forces must accept before the search rests.
    pub fn group_needed(&self) -> u32 {
        match self.level {
            Level::L0 => 0,
            Level::L2 => self.needed.max(PEOPLE_FOR_L2),
            Level::L1 | Level::L3 => self.needed,
        }
    }

    /// How far those who come may act, as long as `coming` have accepted: one alone only observes.
    pub fn level_for(&self, coming: u32) -> Level {
        match self.level {
            Level::L2 if coming < PEOPLE_FOR_L2 => Level::L1,
            Level::L0 | Level::L1 | Level::L2 | Level::L3 => self.level,
        }
    }

    /// The ring that a member belongs to.
    pub fn ring_of(&self, member: &Member) -> Ring {
        if member.is_ring_of_police() {
            Ring::Police
        } else if self.unit.is_some() && member.unit == self.unit {
            Ring::OwnUnit
        } else {
            Ring::Adjacent
        }
    }
}

/// The rings of 1, 3 and 5 minutes: the own unit, its neighbours, the police; a number on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "u8")]
pub enum Ring {
    /// The unit where it happens: on the spot within 60 s.
    OwnUnit,
    /// Neighbours, grid workers, volunteers: within 180 s.
    Adjacent,
    /// Police: within 300 s.
    Police,
}

impl Ring {
    /// Every ring, the innermost first.
    pub const ALL: [Self; 3] = [Self::OwnUnit, Self::Adjacent, Self::Police];

    /// The number of the ring, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::OwnUnit => 1,
            Self::Adjacent => 2,
            Self::Police => 3,
        }
    }

    /// The ring with a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::OwnUnit),
            2 => Some(Self::Adjacent),
            3 => Some(Self::Police),
            _ => None,
        }
    }
}

impl From<Ring> for u8 {
    fn from(ring: Ring) -> Self {
        ring.number()
    }
}
