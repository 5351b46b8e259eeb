//! The jurisdiction: its parts beside communities and grids, what kinds there are, and who is responsible for what.

pub mod charge;
pub mod code;

crate::codes! {
    /// A part of the jurisdiction that has a history of names and bounds.
    pub enum PlaceType {
        Community = "community", "村社", "Community";
        Grid = "grid", "网格", "Grid";
        Unit = "unit", "单位", "Unit";
        Post = "post", "固定岗", "Post";
        Patch = "patch", "片区", "Patch";
        Beat = "beat", "警格", "Beat";
        MicroGrid = "micro_grid", "微网格", "Micro-grid";
        PatrolTeam = "patrol_team", "流动哨", "Patrol team";
    }

    /// What a community is: a neighbourhood has a residents' committee, a village a villagers' committee.
    pub enum CommunityKind {
        Neighbourhood = "neighbourhood", "居委会", "Neighbourhood";
        Village = "village", "村委会", "Village";
    }

    /// What a grid is: a dedicated one belongs to a school, a business quarter or a park, and is numbered from 900.
    pub enum GridKind {
        General = "general", "普通网格", "General grid";
        Dedicated = "dedicated", "专属网格", "Dedicated grid";
    }

    /// How a patrol team moves.
    pub enum TeamMode {
        Foot = "foot", "步巡", "On foot";
        Ebike = "ebike", "电动车巡", "By e-bike";
        Car = "car", "车巡", "By car";
        Motorcycle = "motorcycle", "摩巡", "By motorcycle";
    }

    /// How far a unit has come on its way into the network.
    pub enum UnitStatus {
        Prospect = "prospect", "待走访", "Prospect";
        Visited = "visited", "已走访", "Visited";
        Demoed = "demoed", "已演示", "Shown";
        Agreed = "agreed", "已签协议", "Agreed";
        Commissioned = "commissioned", "已调试验收", "Commissioned";
        Active = "active", "在网", "Active";
        Dormant = "dormant", "停用", "Dormant";
        Exited = "exited", "已退出", "Exited";
    }

    /// Where a unit's guards come from, which decides where they may serve
    /// 【保安服务管理条例 15、42】.
    pub enum GuardSource {
        Company = "company", "保安公司派驻", "Security company";
        Own = "own", "自行招用", "Own employees";
        Property = "property", "物业", "Property management";
    }

    /// What a name of the gazetteer names.
    pub enum NameKind {
        Local = "local", "俗称", "Local name";
        Alias = "alias", "别名", "Alias";
        Building = "building", "楼栋", "Building";
        Entrance = "entrance", "出入口", "Entrance";
        Floor = "floor", "楼层", "Floor";
    }

    /// Where a name of the gazetteer comes from.
    pub enum NameSource {
        Import = "import", "导入", "Import";
        Setup = "setup", "手工录入", "Typed in";
        Desk = "desk", "接报时记住", "Remembered by the desk";
    }
}
