//! What places refuse, and what to do instead.

platform::codes! {
    SWAPPED = "coordinates_swapped", 422, "经纬度像是写反了，应先经度后纬度", "Longitude and latitude look swapped; write the longitude first";
    OTHER_REFERENCE = "other_reference_system", 422, "坐标像是火星坐标（GCJ-02），请改用 WGS-84，或加上 crs", "The coordinates look like GCJ-02; send WGS-84, or name the system in crs";
    OUTSIDE = "outside_jurisdiction", 422, "这个位置不在本所辖区内，请核对；确需报告请拨打 110", "This place is outside the station's jurisdiction; check it, or call 110";
    NO_STREETS = "no_streets", 404, "本所还没有导入街道图，请用 likedong map import 导入", "No street map has been imported for this station; import one with likedong map import";
    STATION_EXISTS = "station_exists", 409, "这个派出所已经建好，不能再次写入", "This station exists already and cannot be laid out again";
    CODE_TAKEN = "code_taken", 409, "代码 {code} 已被本所另一处使用（撤销的也算），请核对后改用别的代码", "The number {code} belongs to another place of this station, perhaps a closed one; check it and use another";
    STILL_IN_USE = "still_in_use", 409, "下面还有没撤销的网格、单位、岗位或名称，请先改挂或撤销它们", "Grids, units, posts or names still belong to it; move or close them first";
    FAR_DATE = "far_date", 422, "日期离今天太远，请核对年份", "The date is too far from today; check the year";
    NAMES_FULL = "names_full", 409, "地名已满，最多 {limit} 条，请先清理不用的", "The gazetteer is full with {limit} names; remove some that nobody uses";
    CLOSED = "place_closed", 409, "这一处已经撤销，不能再改", "This place is closed and cannot be changed";
    NOT_REMEMBERED = "not_remembered", 403, "这个地名不是接报时记住的，请由管理员在地名库里修改", "This name was not remembered by the desk; whoever keeps the gazetteer can change it";
}
