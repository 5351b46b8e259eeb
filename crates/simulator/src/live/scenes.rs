//! Chooses what happens next in the town, where, and how it is reported. Pure and seeded.

use std::collections::VecDeque;

use domain::geo::Point;
use domain::member::{Level, MemberKind, UnitCategory};
use serde::Serialize;

use crate::client::wire::Report;
use crate::live::data_words::{AGAIN, CALLERS, SCENES, Scene};
use crate::rng::Rng;
use crate::town::{Town, Unit};

/// How a report reaches the station, and so who signs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Channel {
    /// Somebody calls or comes: the desk writes it down.
    Desk,
    /// A resident writes it.
    Resident,
    /// A member of the community forces reports it.
    Member,
}

/// A report to be made, and by whom.
#[derive(Clone, Debug)]
pub struct Told {
    /// By whom.
    pub channel: Channel,
    /// What.
    pub report: Report,
}

/// Makes up what happens.
#[derive(Debug)]
pub struct Storyteller<'a> {
    town: &'a Town,
    rng: Rng,
    /// The units that have somebody fit on shift; much happens there, since that is where the demo looks.
    guarded: Vec<usize>,
    /// The last scene and its place, which a second caller may tell again.
    last: Option<Told>,
    /// The last categories, the newest last.
    recent: VecDeque<&'static str>,
    told: usize,
}

/// Categories that are not told again at once.
const RECENT: usize = 5;

/// The scene that is grave in any case, so that whoever looks for two minutes sees one.
const GRAVE_AT: usize = 4;

impl<'a> Storyteller<'a> {
    /// Begins with a town and a seed.
    pub fn new(town: &'a Town, seed: u64) -> Self {
        let guarded = (0..town.units.len()).filter(|it| guarded(town, &town.units[*it])).collect();
        Self { town, rng: Rng::stream(seed, "scenes"), guarded, last: None, recent: VecDeque::new(), told: 0 }
    }

    /// How long until the next report, in seconds of station time; `per_day` is the mean of a day.
    pub fn pause_s(&mut self, per_day: f64) -> f64 {
        // Between clockwork and pure chance: a town that neither floods nor sleeps.
        let mean = 86_400.0 / per_day.max(1e-6);
        mean * 0.45 + self.rng.exponential(mean * 0.55)
    }

    /// The next report: mostly a new scene, at times the last one told again by somebody else.
    pub fn next_told(&mut self) -> Told {
        if let Some(last) = self.last.take()
            && self.rng.chance(0.12)
        {
            return self.again(last);
        }
        let scene = self.scene();
        let told = self.tell(scene);
        self.last = Some(told.clone());
        told
    }

    /// What happens: by weight, nothing twice within a short time, and something grave early on.
    fn scene(&mut self) -> &'static Scene {
        self.told += 1;
        let early = self.told == GRAVE_AT;
        let weight = |it: &Scene| match (early, self.recent.contains(&it.category)) {
            (true, _) => {
                if it.is_grave() {
                    it.weight
                } else {
                    0.0
                }
            }
            (false, true) => 0.0,
            (false, false) => it.weight,
        };
        let weights: Vec<f64> = SCENES.iter().map(weight).collect();
        let scene = &SCENES[self.rng.weighted(&weights)];
        self.recent.push_back(scene.category);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        scene
    }

    fn tell(&mut self, scene: &Scene) -> Told {
        let says = self.rng.pick(scene.says).copied().unwrap_or_default();
        let channel = [Channel::Desk, Channel::Resident, Channel::Member][self.rng.weighted(&[5.0, 3.0, 2.0])];
        let mut report = match self.unit(scene.at) {
            Some(unit) => {
                let unit = &self.town.units[unit];
                let point = self.inside(unit);
                let called =
                    self.rng.pick(&unit.aliases).filter(|_| self.rng.clone().chance(0.5)).unwrap_or(&unit.name);
                let mut report = Report::words("", &says.replace("{}", called), point);
                report.address_text = Some(format!("{}（{}）", unit.name, unit.address_text));
                report.unit_id = Some(unit.id);
                report
            }
            None => {
                let (street, point) = self.street();
                let mut report = Report::words("", &says.replace("{}", &street), point);
                report.address_text = Some(street);
                report
            }
        };
        // Desk officers mostly know the category; residents tell in words.
        let named = match channel {
            Channel::Desk => 0.75,
            Channel::Member => 0.6,
            Channel::Resident => 0.2,
        };
        report.category = self.rng.chance(named).then(|| scene.category.to_owned());
        report.weapon = scene.grave.weapon;
        report.involves_minor = scene.grave.minor || scene.category == "4010";
        report.involves_dv = scene.grave.violence;
        report.injured_count = scene.grave.injured;
        report.people_count = 1 + self.rng.below(4) as u32;
        self.sign(channel, report)
    }

    /// Puts the source and the caller on a report.
    fn sign(&mut self, channel: Channel, mut report: Report) -> Told {
        report.source = match channel {
            Channel::Desk => ["station_phone", "station_phone", "110_transfer", "walk_in"][self.rng.below(4)],
            Channel::Resident => "resident_h5",
            Channel::Member => "device_report",
        }
        .to_owned();
        if report.source == "station_phone" || report.source == "walk_in" {
            report.caller_name = self.rng.pick(CALLERS).map(|it| (*it).to_owned());
            report.caller_phone = Some(format!("1990000{:04}", 9000 + self.rng.below(1000)));
        }
        Told { channel, report }
    }

    /// The same matter as somebody else tells it, from a few steps away.
    fn again(&mut self, last: Told) -> Told {
        let mut report = last.report;
        let opening = self.rng.pick(AGAIN).copied().unwrap_or_default();
        report.description = format!("{opening}{}", report.description);
        let step = |rng: &mut Rng| rng.between(-0.000_15, 0.000_15);
        report.point = Point::new(report.point.lon + step(&mut self.rng), report.point.lat + step(&mut self.rng));
        report.caller_name = None;
        report.caller_phone = None;
        let channel = if last.channel == Channel::Desk { Channel::Resident } else { Channel::Desk };
        self.sign(channel, report)
    }

    /// A unit of one of the categories, mostly one with people on shift.
    fn unit(&mut self, at: &[UnitCategory]) -> Option<usize> {
        let of = |it: &usize| at.contains(&self.town.units[*it].category);
        let guarded: Vec<usize> = self.guarded.iter().copied().filter(of).collect();
        let every: Vec<usize> = (0..self.town.units.len()).filter(of).collect();
        let from = if self.rng.chance(0.8) && !guarded.is_empty() { guarded } else { every };
        self.rng.pick(&from).copied()
    }

    /// A place within the unit's grounds.
    fn inside(&mut self, unit: &Unit) -> Point {
        let bounds = unit.service_area.bounds();
        for _ in 0..8 {
            let point =
                Point::new(self.rng.between(bounds.west, bounds.east), self.rng.between(bounds.south, bounds.north));
            if unit.service_area.contains(point) {
                return point;
            }
        }
        unit.point
    }

    /// A place in a street with a name, mostly near somebody who walks a beat.
    fn street(&mut self) -> (String, Point) {
        let ways = &self.town.streets.ways;
        for _ in 0..40 {
            let Some(way) = self.rng.pick(ways) else {
                break;
            };
            let Some((name, node)) = way.name.as_ref().zip(self.rng.pick(&way.nodes)) else {
                continue;
            };
            let point = self.town.streets.nodes[*node as usize];
            let near = self
                .town
                .members
                .iter()
                .any(|it| it.on_shift && it.kind != MemberKind::Guard && it.home.distance_m(point) < 900.0);
            if self.town.station.boundary.contains(point) && near {
                return (name.clone(), point);
            }
        }
        (self.town.station.name.clone(), self.town.station.point)
    }
}

/// Whether a unit has somebody on shift who may handle things alone.
fn guarded(town: &Town, unit: &Unit) -> bool {
    town.members.iter().any(|it| it.unit_id == Some(unit.id) && it.on_shift && it.consent && it.level_max >= Level::L2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::town::{Ground, generate};

    #[test]
    fn what_happens_lies_in_the_station_and_is_told_in_words() {
        let town = generate(1, Ground::Generated);
        let mut teller = Storyteller::new(&town, 1);
        let mut channels = BTreeMap::new();
        let (mut grave, mut twice) = (0, 0);
        for _ in 0..400 {
            let told = teller.next_told();
            assert!(town.station.boundary.contains(told.report.point));
            assert!(!told.report.description.contains("{}") && !told.report.description.is_empty());
            *channels.entry(told.channel).or_insert(0) += 1;
            grave += usize::from(told.report.weapon || told.report.involves_dv || told.report.injured_count > 0);
            twice += usize::from(AGAIN.iter().any(|it| told.report.description.starts_with(it)));
        }
        assert_eq!(channels.len(), 3);
        assert!((8..60).contains(&grave) && (15..80).contains(&twice), "{grave} {twice}");
    }

    #[test]
    fn pauses_have_the_mean_that_is_asked_for() {
        let town = generate(1, Ground::Generated);
        let mut teller = Storyteller::new(&town, 1);
        let mean = (0..4000).map(|_| teller.pause_s(7.0)).sum::<f64>() / 4000.0;
        assert!((mean / (86_400.0 / 7.0) - 1.0).abs() < 0.05, "{mean}");
    }
}
