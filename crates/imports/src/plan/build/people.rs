//! Members with their sealed values, and who is responsible for what.

use std::collections::BTreeMap;

use ::people::seed::{MEMBER_NAME, MEMBER_PHONE};
use ::people::store::{Enrolment, member};
use ::places::parts::responsibility;
use chrono::{DateTime, Utc};
use domain::ids::{MemberId, ResponsibilityId, SealedId};
use domain::jurisdiction::charge::ChargeLevel;
use domain::time::Day;
use platform::seal::{self, Personal};
use platform::time::row_time;
use uuid::Uuid;

use super::{Builder, counted};
use crate::check::holders;
use crate::record::Record;
use crate::sheet::Sheet;
use crate::step::Step;

impl Builder<'_> {
    pub(super) fn members(&mut self) {
        let rows: BTreeMap<String, &member::Model> =
            self.present.members.iter().map(|it| (it.id.to_string(), it)).collect();
        self.right(Sheet::Members);
        for (at, entry) in self.future.rows(Sheet::Members).iter().enumerate() {
            let before = entry.record.text("id").and_then(|id| rows.get(id)).copied();
            let right = entry.told.is_some_and(|it| !self.findings.is_bad(Sheet::Members, it));
            if let Some(before) = before {
                self.members.insert(at, before.id);
            }
            let id = before.map_or_else(|| MemberId::from(Uuid::now_v7()), |it| it.id);
            let Some(after) = right.then(|| self.member(id, &entry.record, before)).flatten() else { continue };
            self.members.insert(at, id);
            let after = counted(before, after, |it| &mut it.version);
            self.write::<member::Entity>(Sheet::Members, before, after);
        }
    }

    fn member(&mut self, id: MemberId, it: &Record, before: Option<&member::Model>) -> Option<member::Model> {
        let (kind, level_max, name) = (it.choice("kind")?, it.choice("level_max")?, it.personal("person")?);
        let grid = self.ground(it).or_else(|| self.ground(&self.future.target(it, Sheet::Units, "unit")?.record));
        let name_sealed_id = self.seal(id, before.map(|it| it.name_sealed_id), MEMBER_NAME, name);
        let phone_there = before.and_then(|it| it.phone_sealed_id);
        let phone_sealed_id = match it.personal("phone") {
            Some(phone) => Some(self.seal(id, phone_there, MEMBER_PHONE, phone)),
            None => phone_there,
        };
        Some(member::Model {
            id,
            station_id: self.station,
            community_id: self.id(Sheet::Communities, it.text("community")).or(grid.map(|it| it.1)),
            grid_id: grid.map(|it| it.0),
            unit_id: self.id(Sheet::Units, it.text("unit")),
            post_id: self.id(Sheet::Posts, it.text("post")),
            kind,
            status: before.map_or(Enrolment::Active, |it| it.status),
            name_sealed_id,
            phone_sealed_id,
            adult: it.yes("adult").unwrap_or_default(),
            trained_until: until(it.day("trained_until")),
            guard_cert_until: until(it.day("guard_cert_until")),
            insured_until: until(it.day("insured_until")),
            level_max,
            self_enrolled: it.yes("self_enrolled").unwrap_or_default(),
            version: before.map_or(1, |it| it.version),
        })
    }

    /// Seals a personal value: in the row that is there, so that the former value is nowhere left behind.
    fn seal(&mut self, of: MemberId, there: Option<SealedId>, kind: &str, text: &Personal) -> SealedId {
        if let Some(id) = there.filter(|it| self.present.open.get(it) == Some(text)) {
            return id;
        }
        let id = there.unwrap_or_else(|| SealedId::from(Uuid::now_v7()));
        let before = self.present.sealed.get(&id).cloned();
        let after = self.author.sealer.seal(id, self.station, of.into(), kind, text, self.author.now);
        self.steps.push(Box::new(Step::<seal::Entity> { before, after }));
        id
    }

    /// Appoints: who holds a charge already goes on, another one takes over, and nobody holds it twice.
    pub(super) fn charges(&mut self) {
        let held: BTreeMap<Uuid, &responsibility::Model> =
            self.present.charges.iter().map(|it| (it.target_id, it)).collect();
        for entry in self.right(Sheet::Responsibilities) {
            let it = &entry.record;
            let target = holders::charged(it, self.future).and_then(|(sheet, key)| self.id::<Uuid>(sheet, Some(key)));
            let member = holders::person(it, self.future).ok().and_then(|it| self.members.get(&it)).copied();
            let (Some(target_id), Some(member_id), Some(level)) = (target, member, it.choice::<ChargeLevel>("level"))
            else {
                continue;
            };
            let before = held.get(&target_id).copied();
            let (now, account) = (self.author.now, self.author.account);
            if let Some(before) = before.filter(|it| it.member_id == member_id) {
                self.write::<responsibility::Entity>(Sheet::Responsibilities, Some(before), before.clone());
                continue;
            }
            // A handover happens now; a charge that was vacant begins on the day that is written, if it has come.
            let day = it.day("from").map(|it| row_time(it.start())).filter(|it| *it <= now);
            let starts_at = if before.is_some() { now } else { day.unwrap_or(now) };
            if let Some(before) = before {
                let version = before.version + 1;
                let after =
                    responsibility::Model { ends_at: Some(now), relieved_by: account, version, ..before.clone() };
                self.steps.push(Box::new(Step::<responsibility::Entity> { before: Some(before.clone()), after }));
            }
            let after = responsibility::Model {
                id: ResponsibilityId::from(Uuid::now_v7()),
                station_id: self.station,
                level,
                target_id,
                member_id,
                starts_at,
                ends_at: None,
                appointed_by: account,
                relieved_by: None,
                version: 1,
            };
            self.write::<responsibility::Entity>(Sheet::Responsibilities, None, after);
        }
    }
}

/// The end of a paper's last day.
fn until(last: Option<Day>) -> Option<DateTime<Utc>> {
    last.map(|it| row_time(it.end()))
}
