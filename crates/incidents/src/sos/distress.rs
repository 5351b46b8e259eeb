//! Who calls for help right now. They are called out to nothing, least of all to their own SOS.

use std::collections::BTreeMap;

use domain::ids::{MemberId, SosId, StationId};
use parking_lot::Mutex;
use platform::log::Entry;

/// The log entry of a press.
pub const RAISED: &str = "sos_raised";
/// The log entries after which the presser can be called out again.
const OVER: [&str; 2] = ["sos_resolved", "sos_false_alarm"];

/// The open calls for help of this node, fed by the log before anybody is answered.
#[derive(Default)]
pub struct Distress(Mutex<BTreeMap<(StationId, MemberId), SosId>>);

impl Distress {
    /// Takes an open one in.
    pub fn add(&self, station: StationId, member: MemberId, sos: SosId) {
        self.0.lock().insert((station, member), sos);
    }

    /// Tells whether a member calls for help.
    pub fn holds(&self, station: StationId, member: MemberId) -> bool {
        self.0.lock().contains_key(&(station, member))
    }

    /// Follows the log.
    pub fn hear(&self, entry: &Entry) {
        if !entry.row.kind.starts_with("sos_") {
            return;
        }
        let (Some(member), Some(sos)) = (entry.refer("member_id"), entry.refer("sos_id")) else { return };
        let (station, member) = (entry.row.station_id, MemberId::from(member));
        if entry.row.kind == RAISED {
            self.add(station, member, sos.into());
        } else if OVER.contains(&entry.row.kind.as_str()) {
            self.0.lock().remove(&(station, member));
        }
    }
}
