//! What places refuse, and what to do instead.

platform::codes! {
    SWAPPED = "coordinates_swapped", 422, "经纬度像是写反了，应先经度后纬度", "Longitude and latitude look swapped; write the longitude first";
    OTHER_REFERENCE = "other_reference_system", 422, "坐标像是火星坐标（GCJ-02），请改用 WGS-84，或加上 crs", "The coordinates look like GCJ-02; send WGS-84, or name the system in crs";
    OUTSIDE = "outside_jurisdiction", 422, "这个位置不在本所辖区内，请核对；确需报告请拨打 110", "This place is outside the station's jurisdiction; check it, or call 110";
    NO_STREETS = "no_streets", 404, "本所还没有导入街道图，请用 likedong map import 导入", "No street map has been imported for this station; import one with likedong map import";
    STATION_EXISTS = "station_exists", 409, "这个派出所已经建好，不能再次写入", "This station exists already and cannot be laid out again";
}
