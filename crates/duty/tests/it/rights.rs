//! Red line 3 as a property: whatever happens in whatever order, nobody is located off duty or without consent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::geo::Point;
use domain::geo::polygon::{Bounds, Polygon};
use domain::ids::{MemberId, ShiftId, StationId};
use duty::fix::{Fix, parse};
use duty::state::{AGE_MAX, SKEW_MAX, State};
use places::area::Area;
use places::atlas::{Atlas, Divisions, Stock};
use places::store::station;
use platform::scope::Audience;
use proptest::prelude::*;
use uuid::Uuid;

use crate::furniture::{HERE, east, id};

const SECOND: i64 = 1_000_000;

#[derive(Clone, Debug)]
enum Step {
    Begin(u128),
    End(u128),
    Consent(u128),
    Withdraw(u128),
    /// A position of somebody, this many seconds before or after the present.
    Fix(u128, i64),
    Write,
}

fn step() -> impl Strategy<Value = Step> {
    let who = 1u128..4;
    prop_oneof![
        2 => who.clone().prop_map(Step::Begin),
        1 => who.clone().prop_map(Step::End),
        2 => who.clone().prop_map(Step::Consent),
        1 => who.clone().prop_map(Step::Withdraw),
        12 => (who, -1_000i64..120).prop_map(|(who, seconds)| Step::Fix(who, seconds)),
        1 => Just(Step::Write),
    ]
}

fn atlas() -> Atlas {
    let bounds = Bounds { west: 107.33, south: 29.65, east: 107.45, north: 29.75 };
    let station = station::Model {
        id: id::<StationId>(1),
        code: String::new(),
        name: String::new(),
        boundary: Area(Polygon::rectangle(bounds).unwrap()),
        area_km2: 128.0,
        pop_household: 0,
        pop_resident: 0,
        duty_phone: String::new(),
        demo: true,
        settings: serde_json::json!({}),
        version: 1,
    };
    let (communities, grids, units, posts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Atlas::new(Stock {
        station,
        communities,
        grids,
        units,
        posts,
        parts: Divisions::default(),
        names: Arc::default(),
        streets: None,
    })
}

/// What a member has a right to, kept the plain way.
#[derive(Default)]
struct Rights {
    on_shift: BTreeMap<u128, i64>,
    consents: BTreeMap<u128, i64>,
    last: BTreeMap<u128, i64>,
}

impl Rights {
    fn may_send(&self, who: u128, at: i64, now: i64) -> bool {
        self.on_shift.get(&who).is_some_and(|since| at >= *since)
            && self.consents.get(&who).is_some_and(|since| at >= *since)
            && at <= now + SKEW_MAX
            && now - at <= AGE_MAX
            && self.last.get(&who).is_none_or(|last| at > *last)
    }
}

proptest! {
    #[test]
    fn nobody_is_located_without_right(steps in prop::collection::vec(step(), 1..120)) {
        let atlas = atlas();
        let mut state = State::default();
        let mut rights = Rights::default();
        let mut unwritten: BTreeSet<u128> = BTreeSet::new();
        let mut now = 1_795_392_000 * SECOND;
        for (number, step) in steps.into_iter().enumerate() {
            now += 5 * SECOND;
            match step {
                Step::Begin(who) => {
                    let shift = ShiftId::from(Uuid::from_u128(number as u128 + 1_000));
                    state.begin(id(who), shift, None, now, Audience::default());
                    rights.on_shift.insert(who, now);
                    rights.last.remove(&who);
                }
                Step::End(who) => {
                    state.end(id(who));
                    rights.on_shift.remove(&who);
                    rights.last.remove(&who);
                }
                Step::Consent(who) => {
                    state.consent(id(who), now);
                    rights.consents.entry(who).or_insert(now);
                }
                Step::Withdraw(who) => {
                    state.withdraw(id(who));
                    rights.consents.remove(&who);
                    rights.last.remove(&who);
                    unwritten.remove(&who);
                }
                Step::Fix(who, seconds) => {
                    let at = now + seconds * SECOND;
                    let point = east(HERE, (number % 50) as f64 * 12.0);
                    let fix = Fix { at, point, accuracy_m: 5.0, battery: None };
                    let taken = state.take(id::<MemberId>(who), &[Some(fix)], now, &atlas);
                    let may = rights.may_send(who, at, now);
                    prop_assert_eq!(taken.accepted == 1, may, "{:?}", taken);
                    prop_assert_eq!(taken.accepted + taken.refused.len(), 1);
                    if may {
                        rights.last.insert(who, at);
                        unwritten.insert(who);
                    }
                }
                Step::Write => {
                    for chunk in state.chunks() {
                        let who = Uuid::from(chunk.member).as_u128();
                        prop_assert!(unwritten.contains(&who), "a track of somebody who gave no right to it");
                    }
                    unwritten.clear();
                }
            }
            for who in 1..4 {
                let live = state.on_shift(id(who)).and_then(|it| it.live);
                let right = rights.on_shift.contains_key(&who) && rights.consents.contains_key(&who);
                prop_assert!(live.is_none() || right);
                prop_assert_eq!(live.map(|it| it.device_at), rights.last.get(&who).copied());
                prop_assert!(live.is_none_or(|it| it.at <= now));
            }
        }
    }

    #[test]
    fn no_body_makes_the_reading_fail(bytes in prop::collection::vec(any::<u8>(), 0..300), lon in any::<f64>(), lat in any::<f64>()) {
        let _ = parse(&bytes);
        let atlas = atlas();
        let mut state = State::default();
        state.begin(id(1), id(2), None, 0, Audience::default());
        state.consent(id(1), 0);
        let fix = Fix { at: 10, point: Point::new(lon, lat), accuracy_m: 1.0, battery: None };
        let taken = state.take(id(1), &[Some(fix), None], 10, &atlas);
        prop_assert_eq!(taken.accepted + taken.refused.len(), 2);
    }
}
