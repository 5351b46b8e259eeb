//! What a call shows to the member who is called (出动呼叫, adoption rules 2 and 7).
//!
//! Before acceptance: what kind of matter, how far, what one may and may not do; the place only to the
//! incident's own unit. The address and the words after. In neutral cases only where to meet the police car.

use crate::category::dictionary::{Dictionary, Limits, NeutralCard};
use crate::category::{Category, CategoryCode};
use crate::geo::Point;
use crate::incident::Priority;
use crate::mask;
use crate::member::{Level, MemberKind};
use crate::offer::OfferStatus;
use crate::words::Words;

/// What is known of the incident, and who is called.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// The category.
    pub category: Option<&'a Category>,
    /// The priority.
    pub priority: Priority,
    /// How far members may act.
    pub level: Level,
    /// Members see neutral words only (`assess`).
    pub neutral: bool,
    /// Where it is.
    pub point: Option<Point>,
    /// The address.
    pub address_text: &'a str,
    /// What was reported.
    pub description: &'a str,
    /// Who is called.
    pub kind: MemberKind,
    /// The incident is in the unit of the member who is called.
    pub own_unit: bool,
    /// How far it is for them.
    pub distance_m: Option<u32>,
    /// The state of the call.
    pub status: OfferStatus,
}

/// What the screen shows; what it may not show is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The category; absent in neutral cases, since its name would tell.
    pub category: Option<CategoryCode>,
    /// What to call the matter.
    pub category_name: Words,
    /// The priority.
    pub priority: Priority,
    /// How far the member may act.
    pub level: Level,
    /// What the member may do.
    pub may: Vec<Words>,
    /// What the member may not do.
    pub may_not: Vec<Words>,
    /// The law that says so.
    pub law: Vec<Words>,
    /// How far it is.
    pub distance_m: Option<u32>,
    /// It is in the member's own unit.
    pub own_unit: bool,
    /// The one sentence of a neutral case.
    pub neutral: Option<Words>,
    /// Where it is.
    pub point: Option<Point>,
    /// The address.
    pub address_text: Option<String>,
    /// What was reported, without numbers that could be somebody's.
    pub description: Option<String>,
}

/// How much of the incident the member may see now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// Neither place nor words.
    Matter,
    /// The place too: the own unit before it answers.
    Place,
    /// Place and words: who has accepted.
    All,
}

/// Makes the card.
pub fn card(dictionary: &Dictionary, brief: &Brief<'_>) -> Card {
    // The police work the matter itself, so neutral words are for community forces.
    if brief.neutral && brief.kind.is_group() {
        neutral_card(dictionary.neutral(), brief)
    } else {
        plain_card(dictionary, brief)
    }
}

fn plain_card(dictionary: &Dictionary, brief: &Brief<'_>) -> Card {
    // The police have their own law; the card of limits is for community forces.
    let group = brief.kind.is_group();
    let limits = if group { dictionary.limits(brief.category, brief.level) } else { Limits::default() };
    let sight = sight(brief);
    Card {
        category: brief.category.map(|it| it.code),
        category_name: brief.category.map_or_else(unsorted, |it| Words::new(it.zh.clone(), it.en.clone())),
        priority: brief.priority,
        level: brief.level,
        may: limits.may,
        may_not: limits.may_not,
        law: limits.law,
        distance_m: brief.distance_m,
        own_unit: brief.own_unit,
        neutral: None,
        point: brief.point.filter(|_| sight != Sight::Matter),
        address_text: (sight != Sight::Matter).then(|| brief.address_text.to_owned()),
        description: (sight == Sight::All).then(|| mask::text(brief.description)),
    }
}

/// Says where to guide the police car, to the building and no nearer, and never what it is about.
fn neutral_card(words: &NeutralCard, brief: &Brief<'_>) -> Card {
    let place = (sight(brief) != Sight::Matter).then(|| mask::address(brief.address_text));
    Card {
        category: None,
        category_name: words.name.clone(),
        priority: brief.priority,
        level: brief.level.min(Level::L1),
        may: words.may.clone(),
        may_not: words.may_not.clone(),
        law: Vec::new(),
        distance_m: brief.distance_m,
        own_unit: brief.own_unit,
        neutral: Some(neutral_sentence(words, place.as_deref())),
        point: brief.point.filter(|_| place.is_some()),
        address_text: place,
        description: None,
    }
}

fn neutral_sentence(words: &NeutralCard, place: Option<&str>) -> Words {
    match place.filter(|it| !it.is_empty()) {
        Some(place) if mask::names_building(place) => words.at_building.fill("place", place),
        Some(place) => words.at_place.fill("place", place),
        None => words.without_place.clone(),
    }
}

fn sight(brief: &Brief<'_>) -> Sight {
    match brief.status {
        OfferStatus::Accepted | OfferStatus::EnRoute | OfferStatus::Arrived => Sight::All,
        OfferStatus::Offered | OfferStatus::Delivered if brief.own_unit => Sight::Place,
        OfferStatus::Offered | OfferStatus::Delivered => Sight::Matter,
        // Whoever is done, or did not come, needs to know nothing more.
        OfferStatus::Cleared | OfferStatus::Declined | OfferStatus::Expired | OfferStatus::StoodDown => Sight::Matter,
    }
}

fn unsorted() -> Words {
    Words::new("未分类", "Not sorted yet")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn brief(code: &str) -> Brief<'static> {
        Brief {
            category: Dictionary::built_in().get(code.parse().unwrap()),
            priority: Priority::P4,
            level: Level::L3,
            neutral: false,
            point: Some(Point::new(107.39, 29.70)),
            address_text: "青枫苑3号楼2单元501室",
            description: "屋里有蝙蝠，电话19900001234",
            kind: MemberKind::Guard,
            own_unit: false,
            distance_m: Some(210),
            status: OfferStatus::Offered,
        }
    }

    /// The card as the member sees it in Chinese, one line a field.
    fn shown(brief: &Brief<'_>) -> String {
        let card = card(Dictionary::built_in(), brief);
        let list = |words: &[Words]| words.iter().map(|it| it.zh.as_str()).collect::<Vec<_>>().join(";");
        let sentence = card.neutral.map_or_else(String::new, |it| it.zh);
        format!(
            "{} {} {} {}m\n可:{}\n不可:{}\n依据:{}\n{sentence}\n地点:{} 地址:{:?} 内容:{:?}\n",
            card.category_name.zh,
            card.priority,
            card.level,
            card.distance_m.unwrap_or_default(),
            list(&card.may),
            list(&card.may_not),
            list(&card.law),
            if card.point.is_some() { "有" } else { "无" },
            card.address_text,
            card.description,
        )
    }

    #[track_caller]
    fn check(brief: &Brief<'_>, expected: &Expect) {
        expected.assert_eq(&shown(brief));
    }

    #[test]
    fn before_acceptance_a_call_shows_the_matter_and_not_the_place() {
        check(
            &brief("5103"),
            &expect![[r#"
                动物进屋 P4 L3 210m
                可:开窗引出，毒蛇马蜂等119;协调、劝解、报修，说好后登记结果;情况变了就要增援
                不可:不收费;不罚款、不处罚、不没收;不强制、不追债、不代收代付
                依据:保安服务管理条例第30条

                地点:无 地址:None 内容:None
            "#]],
        );
    }

    #[test]
    fn the_own_unit_sees_the_place_and_the_words_come_after() {
        let own = Brief { own_unit: true, ..brief("5103") };
        let place = |brief: &Brief<'_>| {
            let card = card(Dictionary::built_in(), brief);
            (card.point.is_some(), card.address_text.is_some(), card.description)
        };
        assert_eq!(place(&own), (true, true, None));
        let accepted = Brief { status: OfferStatus::Accepted, ..brief("5103") };
        assert_eq!(place(&accepted), (true, true, Some("屋里有蝙蝠，电话199****1234".to_owned())));
        let done = Brief { status: OfferStatus::Cleared, ..own };
        assert_eq!(place(&done), (false, false, None));
    }

    #[test]
    fn violence_at_home_shows_only_where_to_guide_the_police_car() {
        let home = Brief {
            priority: Priority::P1,
            level: Level::L1,
            neutral: true,
            own_unit: true,
            description: "丈夫打人",
            ..brief("2002")
        };
        check(
            &home,
            &expect![[r#"
                引导警车 P1 L1 210m
                可:在楼下等候，引导警车
                不可:不上楼;不询问;不拍摄
                依据:
                请到青枫苑3号楼下引导警车，不上楼、不询问、不拍摄
                地点:有 地址:Some("青枫苑3号楼") 内容:None
            "#]],
        );
        check(
            &Brief { status: OfferStatus::Arrived, ..home },
            &expect![[r#"
                引导警车 P1 L1 210m
                可:在楼下等候，引导警车
                不可:不上楼;不询问;不拍摄
                依据:
                请到青枫苑3号楼下引导警车，不上楼、不询问、不拍摄
                地点:有 地址:Some("青枫苑3号楼") 内容:None
            "#]],
        );
        let stranger = Brief { own_unit: false, ..home };
        check(
            &stranger,
            &expect![[r#"
                引导警车 P1 L1 210m
                可:在楼下等候，引导警车
                不可:不上楼;不询问;不拍摄
                依据:
                请到指定位置引导警车，不上楼、不询问、不拍摄
                地点:无 地址:None 内容:None
            "#]],
        );
        let officer = Brief { kind: MemberKind::Officer, status: OfferStatus::Accepted, ..home };
        check(
            &officer,
            &expect![[r#"
                家庭暴力 P1 L1 210m
                可:
                不可:
                依据:

                地点:有 地址:Some("青枫苑3号楼2单元501室") 内容:Some("丈夫打人")
            "#]],
        );
    }
}
