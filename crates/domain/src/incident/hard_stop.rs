//! Hard stops (硬停止): whenever one holds, the incident is P1, police go,
//! and community forces may only observe. They only ever make things safer, and nobody can lift one.

use crate::category::Category;
use crate::incident::Facts;

crate::codes! {
    /// A circumstance too dangerous for community forces.
    pub enum HardStop {
        Weapon = "weapon", "持械", "Weapon";
        DomesticViolence = "domestic_violence", "家庭暴力", "Domestic violence";
        Injury = "injury", "有人受伤", "Somebody is hurt";
        MinorHarm = "minor_harm", "涉未成年人侵害", "Harm to a minor";
        Suicide = "suicide", "轻生", "Suicide risk";
        Hazardous = "hazardous", "危化或燃气", "Gas or dangerous goods";
        MassGathering = "mass_gathering", "群体聚集", "Crowd";
        Sos = "sos", "成员求助", "A member's SOS";
        VideoLost = "video_lost", "报险后视频中断", "Picture lost after danger was reported";
    }
}

/// For how long the picture may be gone after a report of danger, in seconds: 20, by which time an officer must look.
pub const VIDEO_LOST_S: u32 = 20;

/// The hard stops that hold, in their order.
pub fn hard_stops(facts: &Facts, category: Option<&Category>) -> Vec<HardStop> {
    HardStop::ALL.iter().copied().filter(|it| holds(*it, facts, category)).collect()
}

fn holds(stop: HardStop, facts: &Facts, category: Option<&Category>) -> bool {
    let by_category = category.is_some_and(|it| it.hard_stops.contains(&stop));
    by_category
        || match stop {
            HardStop::Weapon => facts.weapon,
            HardStop::DomesticViolence => facts.involves_dv,
            HardStop::Injury => facts.injured_count > 0,
            // A minor alone is no hard stop: pupils who push each other are talked to (category 4010).
            // A minor in a matter that harms people is.
            HardStop::MinorHarm => facts.involves_minor && (facts.involves_dv || category.is_some_and(harms_people)),
            HardStop::Sos => facts.sos,
            HardStop::VideoLost => facts.danger_reported && facts.video_lost_s > VIDEO_LOST_S,
            HardStop::Suicide | HardStop::Hazardous | HardStop::MassGathering => false,
        }
}

/// Tells whether the category is one in which somebody is harmed (伤害类: hurting, killing, unlawful detention, fights, domestic violence).
fn harms_people(category: &Category) -> bool {
    category.stat_groups.contains(&crate::category::StatGroup::Injury)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::dictionary::Dictionary;

    #[track_caller]
    fn check(facts: Facts, code: Option<&str>, expected: &[HardStop]) {
        let category = code.and_then(|it| Dictionary::built_in().get(it.parse().unwrap()));
        assert_eq!(hard_stops(&facts, category), expected, "{code:?} {facts:?}");
    }

    #[test]
    fn each_fact_of_the_list_stops() {
        let none = Facts::default();
        check(Facts { weapon: true, ..none }, None, &[HardStop::Weapon]);
        check(Facts { involves_dv: true, ..none }, Some("4002"), &[HardStop::DomesticViolence]);
        check(Facts { injured_count: 1, ..none }, Some("4001"), &[HardStop::Injury]);
        check(Facts { sos: true, ..none }, None, &[HardStop::Sos]);
        check(Facts { danger_reported: true, video_lost_s: 21, ..none }, None, &[HardStop::VideoLost]);
        check(Facts { danger_reported: true, video_lost_s: 20, ..none }, None, &[]);
        check(Facts { video_lost_s: 600, ..none }, None, &[]);
    }

    #[test]
    fn some_categories_stop_by_themselves() {
        let none = Facts::default();
        for (code, stop) in [
            ("1005", HardStop::Injury),
            ("2002", HardStop::DomesticViolence),
            ("2012", HardStop::MinorHarm),
            ("5001", HardStop::Suicide),
            ("6002", HardStop::Hazardous),
            ("6005", HardStop::Hazardous),
            ("8001", HardStop::MassGathering),
        ] {
            check(none, Some(code), &[stop]);
        }
        check(none, Some("6001"), &[]);
    }

    #[test]
    fn a_minor_stops_only_where_somebody_is_harmed() {
        let minor = Facts { involves_minor: true, ..Facts::default() };
        check(minor, Some("4010"), &[]);
        check(minor, Some("5002"), &[]);
        check(minor, Some("2001"), &[HardStop::MinorHarm]);
        let at_home = Facts { involves_dv: true, ..minor };
        check(at_home, None, &[HardStop::DomesticViolence, HardStop::MinorHarm]);
    }
}
