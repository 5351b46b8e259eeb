//! What imports refuse, and what to do instead.

platform::codes! {
    FILE_TOO_LARGE = "file_too_large", 413, "文件太大，最多 {limit} MB；请删掉图片和无关的工作表后再导入", "The file is too large, at most {limit} MB; take out pictures and other sheets and import it again";
    NOT_A_WORKBOOK = "not_a_workbook", 422, "这不是 .xlsx 工作簿，或者文件已损坏；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入", "This is no .xlsx workbook, or it is damaged; open it in Excel or WPS, save it as .xlsx and import that";
    OLD_WORKBOOK = "old_workbook", 422, "这是旧版 .xls 或者加了密码的工作簿；请去掉密码，另存为 .xlsx 后再导入", "This is an old .xls or has a password; take the password off, save it as .xlsx and import that";
    MACROS = "workbook_with_macros", 422, "工作簿带宏，不能导入；请另存为不带宏的 .xlsx 后再导入", "The workbook holds macros and is not taken; save it as .xlsx without macros and import that";
    UNPACKED_TOO_LARGE = "unpacked_too_large", 422, "文件解开后超过 {limit} MB，没有读取；请只保留要导入的工作表", "Unpacked the file is more than {limit} MB and was not read; keep only the sheets to import";
    TOO_MANY_ROWS = "too_many_rows", 422, "工作表「{sheet}」超过 {limit} 行；请删掉多余的行，或分几次导入", "Sheet {sheet} has more than {limit} rows; delete those that are not needed, or import in several files";
    TOO_MANY_COLUMNS = "too_many_columns", 422, "工作表「{sheet}」超过 {limit} 列；请删掉多余的列", "Sheet {sheet} has more than {limit} columns; delete those that are not needed";
    CELL_TOO_LONG = "cell_too_long", 422, "工作表「{sheet}」第 {row} 行有一格超过 {limit} 个字；请改短", "A cell in row {row} of sheet {sheet} has more than {limit} characters; make it shorter";
    NO_SHEET = "no_known_sheet", 422, "工作簿里没有能认出的工作表；请用 likedong import template 写出的模板填写", "No sheet of the workbook is known; fill in the template that likedong import template writes";
    MISTAKES = "import_has_mistakes", 409, "工作簿里还有 {count} 处错误，没有做任何改动；请改正后再导入，或者只导入正确的部分", "The workbook has {count} mistakes and nothing was changed; correct them, or import only what is right";
    NOTHING_RIGHT = "import_has_nothing", 409, "工作簿里没有可以导入的内容，没有做任何改动", "There is nothing in the workbook that can be imported, and nothing was changed";
    CHANGED_MEANWHILE = "import_changed_meanwhile", 409, "核对之后辖区数据又有改动，没有做任何改动；请重新核对再导入", "The station's rows have changed since the check and nothing was changed; check again before importing";
    CHANGED_SINCE = "import_changed_since", 409, "导入之后这些数据又被改过或已经用到（{what}），不能撤销；请用新的工作簿改正", "What was imported has been changed or used since ({what}) and cannot be undone; correct it with another workbook";
    NOT_APPLIED = "import_not_applied", 409, "这次导入还没有写入，没有什么可撤销", "This import has not been carried out; there is nothing to undo";
    APPLIED = "import_applied", 409, "这次导入已经写入或已经撤销，不能再次写入；请重新上传", "This import was carried out or undone already; upload the workbook again";
    NO_PROJECTION = "no_projection", 422, "缺少 .prj 文件，无法知道坐标系；请把 .prj 一起放好，或改用 GeoJSON 并注明坐标系", "The .prj file is missing, so the reference system is unknown; put it beside the .shp, or use GeoJSON and name the system";
    PROJECTED = "projected_boundaries", 422, "边界文件用的是投影坐标（单位是米）；请在制图软件里导出为经纬度（CGCS2000 或 WGS-84）", "The boundaries are in projected coordinates, in metres; export them in degrees, CGCS2000 or WGS-84";
    NOT_BOUNDARIES = "not_boundaries", 422, "边界文件读不懂：应为 GeoJSON（FeatureCollection，每个面带 code 属性），或带 .dbf 和 .prj 的 .shp", "The boundaries cannot be read: GeoJSON (a FeatureCollection whose areas have a code), or .shp with .dbf and .prj";
    OTHER_STATION = "other_station", 409, "工作簿是另一个派出所的（代码 {code}），没有做任何改动；请核对数据目录", "The workbook is of another station (number {code}) and nothing was changed; check the data folder";
}
