//! Members of the community forces (群防成员), where they stand, and how far they may act.

crate::codes! {
    /// What a member is.
    pub enum MemberKind {
        Guard = "guard", "保安员", "Guard";
        GridWorker = "grid_worker", "网格员", "Grid worker";
        ComprehensiveOfficer = "comprehensive_officer", "综治专干", "Community safety officer";
        Volunteer = "volunteer", "平安志愿者", "Volunteer";
        Parent = "parent", "家长志愿者", "Parent volunteer";
        Observer = "observer", "安全观察员", "Safety observer";
        Mediator = "mediator", "人民调解员", "People's mediator";
        Teller = "teller", "银行联络员", "Bank contact";
        Auxiliary = "auxiliary", "辅警", "Auxiliary";
        Officer = "officer", "民警", "Police officer";
    }

    /// What a member is doing now.
    pub enum MemberStatus {
        Free = "free", "待命", "Free";
        Called = "called", "呼叫中", "Called";
        Busy = "busy", "处置中", "Busy";
        Off = "off", "未在岗", "Off duty";
    }

    /// How far community forces may act by 【保安服务管理条例 29、30】; a higher level allows more.
    pub enum Level {
        L0 = "L0", "只报告", "Report only";
        L1 = "L1", "观察回传", "Observe and relay";
        L2 = "L2", "先期处置", "First response";
        L3 = "L3", "独立处置", "Handle alone";
    }

    /// What a member unit is.
    pub enum UnitCategory {
        School = "school", "学校", "School";
        Kindergarten = "kindergarten", "幼儿园", "Kindergarten";
        Bank = "bank", "银行网点", "Bank";
        Hospital = "hospital", "医院", "Hospital";
        Mall = "mall", "商场", "Mall";
        Property = "property", "物业小区", "Residential estate";
        Enterprise = "enterprise", "企业", "Enterprise";
        Government = "government", "机关单位", "Government office";
        GasStation = "gas_station", "加油站", "Petrol station";
        Hotel = "hotel", "旅馆", "Hotel";
        Logistics = "logistics", "寄递物流", "Logistics";
        Entertainment = "entertainment", "娱乐场所", "Entertainment venue";
        Construction = "construction", "建筑工地", "Building site";
        TransportHub = "transport_hub", "交通枢纽", "Transport hub";
        Other = "other", "其他", "Other";
    }

    /// What a fixed post is.
    pub enum PostKind {
        PoliceRoom = "police_room", "警务室", "Police room";
        SentryBox = "sentry_box", "岗亭", "Sentry box";
        Gate = "gate", "门卫", "Gate";
        Escort = "escort", "护学岗", "School escort post";
        Stationed = "stationed", "屯警点", "Stationed point";
        EventPoint = "event_point", "活动点位", "Event point";
    }

    /// How far from town a place is, which decides how soon somebody must be there: 5 minutes in town, 10 in the outskirts, 15 beyond, for an urgent matter.
    pub enum AreaType {
        Urban = "urban", "城区", "Town";
        Suburban = "suburban", "城郊", "Outskirts";
        Remote = "remote", "偏远", "Remote";
    }
}

impl MemberKind {
    /// Tells whether the member belongs to the police, whose arrival a police matter needs (adoption rule 4).
    ///
    /// An auxiliary assists but has no authority to enforce the law, so only an officer counts.
    pub const fn is_police(self) -> bool {
        match self {
            Self::Officer => true,
            Self::Guard
            | Self::GridWorker
            | Self::ComprehensiveOfficer
            | Self::Volunteer
            | Self::Parent
            | Self::Observer
            | Self::Mediator
            | Self::Teller
            | Self::Auxiliary => false,
        }
    }

    /// Tells whether the member counts as community forces (群防力量), which handle non-police matters alone.
    pub const fn is_group(self) -> bool {
        match self {
            Self::Guard
            | Self::GridWorker
            | Self::ComprehensiveOfficer
            | Self::Volunteer
            | Self::Parent
            | Self::Observer
            | Self::Mediator
            | Self::Teller => true,
            Self::Auxiliary | Self::Officer => false,
        }
    }
}

impl Level {
    /// How many people the level needs (adoption rule 2): one alone never steps between people.
    pub const fn people_needed(self) -> u32 {
        match self {
            Self::L2 => 2,
            Self::L0 | Self::L1 | Self::L3 => 1,
        }
    }

    /// The level that so many people may act at: who is alone where two are needed only observes.
    pub const fn with_people(self, people: u32) -> Self {
        if people < self.people_needed() { Self::L1 } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_level_allows_more() {
        assert!(Level::L0 < Level::L1 && Level::L1 < Level::L2 && Level::L2 < Level::L3);
    }

    #[test]
    fn one_alone_only_observes_where_two_are_needed() {
        let alone = Level::ALL.iter().map(|it| it.with_people(1)).collect::<Vec<_>>();
        assert_eq!(alone, [Level::L0, Level::L1, Level::L1, Level::L3]);
        assert_eq!(Level::L2.with_people(2), Level::L2);
    }

    #[test]
    fn an_auxiliary_is_neither_police_who_end_a_matter_nor_community_forces() {
        for kind in MemberKind::ALL {
            assert!(!(kind.is_police() && kind.is_group()), "{kind}");
        }
        assert!(!MemberKind::Auxiliary.is_police() && !MemberKind::Auxiliary.is_group());
    }
}
