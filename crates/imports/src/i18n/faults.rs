//! What can be wrong in a workbook, and what to write instead.

domain::codes! {
    /// How much a finding weighs.
    pub enum Weight {
        Error = "error", "错误", "Error";
        Warning = "warning", "提醒", "Warning";
        Note = "note", "说明", "Note";
    }

    /// What a finding is about.
    pub enum What {
        MissingColumn = "missing_column", "缺少必填的列", "A column that must be there is missing";
        UnknownColumn = "unknown_column", "不认识的列，没有读取", "The column is not known and was not read";
        UnknownSheet = "unknown_sheet", "不认识的工作表，没有读取", "The sheet is not known and was not read";
        Required = "required", "必填，没有填写", "It must be filled and is empty";
        TooLong = "too_long", "字数太多", "It has too many characters";
        WrongLength = "wrong_length", "代码位数或字符不对", "The number has the wrong count or kind of characters";
        WrongOrder = "wrong_order", "顺序码与网格类别不符", "The order does not fit the kind of the grid";
        CheckDigit = "check_digit", "统一社会信用代码的校验位不对", "The check character of the credit code does not fit";
        LostDigits = "lost_digits", "长代码被存成了数字，末尾几位已经丢失", "A long code was stored as a number and its last digits are lost";
        NotAPhone = "not_a_phone", "不像电话号码", "It does not look like a telephone number";
        NotANumber = "not_a_number", "不是数字", "It is not a number";
        OutOfRange = "out_of_range", "数字超出范围", "The number is out of range";
        NotInList = "not_in_list", "不在可选的列表里", "It is not one of the list";
        NotADay = "not_a_day", "不是日期", "It is not a day";
        NotYesOrNo = "not_yes_or_no", "应填是或否", "It is neither yes nor no";
        FailedFormula = "failed_formula", "公式出错或没有结果", "The formula failed or has no value";
        Duplicate = "duplicate", "与另一行重复", "It doubles another row";
        UnknownTarget = "unknown_target", "找不到所指的对象", "What it points to is not there";
        WrongParent = "wrong_parent", "代码与所属的上级对不上", "The number does not belong to its parent";
        WrongBranch = "wrong_branch", "所属关系前后不一致", "It is put in two places that do not belong together";
        NotAnArea = "not_an_area", "边界读不懂", "The boundary cannot be read";
        CrossesItself = "crosses_itself", "边界自相交叉", "The boundary crosses itself";
        OutsideStation = "outside_station", "位置在辖区之外", "The place lies outside the station";
        Swapped = "swapped", "经纬度像是写反了", "Longitude and latitude look swapped";
        OtherSystem = "other_system", "坐标系像是选错了", "The reference system looks wrong";
        TwoHolders = "two_holders", "同一职责有两个在任的人", "A charge has two holders at a time";
        WrongHolder = "wrong_holder", "这类人员不能担任这项职责", "This kind of member cannot hold the charge";
        Ambiguous = "ambiguous", "有几个同名的人，分不清是谁", "Several people have this name and it is not clear who is meant";
        OneStation = "one_station", "只能有一个派出所", "There can be one station only";
        DependsOnMistake = "depends_on_mistake", "所指的那一行有错误", "The row it points to has a mistake";
        OutsideGrid = "outside_grid", "位置不在所写的网格里", "The place does not lie in the grid that is named";
        Vacant = "vacant", "暂缺责任人", "Nobody holds the charge";
        Merged = "merged", "合并的单元格，按同一内容读取", "Merged cells were read as having the same content";
        Formula = "formula", "公式，取了上次算出的结果", "A formula; the value that it last had was taken";
        UnknownArea = "unknown_area", "边界文件里的代码在工作簿和辖区里都没有", "The boundary's number is neither in the workbook nor in the station";
        Ended = "ended", "原责任人的任期到今天为止", "The former holder's charge ends today";
    }
}

impl What {
    /// How much it weighs: an error keeps its row out, a warning and a note do not.
    pub const fn weight(self) -> Weight {
        match self {
            Self::UnknownColumn | Self::UnknownSheet | Self::OutsideGrid | Self::Vacant | Self::Merged => {
                Weight::Warning
            }
            Self::UnknownArea => Weight::Warning,
            Self::Formula | Self::Ended => Weight::Note,
            Self::MissingColumn
            | Self::Required
            | Self::TooLong
            | Self::WrongLength
            | Self::WrongOrder
            | Self::CheckDigit
            | Self::LostDigits
            | Self::NotAPhone
            | Self::NotANumber
            | Self::OutOfRange
            | Self::NotInList
            | Self::NotADay
            | Self::NotYesOrNo
            | Self::FailedFormula
            | Self::Duplicate
            | Self::UnknownTarget
            | Self::WrongParent
            | Self::WrongBranch
            | Self::NotAnArea
            | Self::CrossesItself
            | Self::OutsideStation
            | Self::Swapped
            | Self::OtherSystem
            | Self::TwoHolders
            | Self::WrongHolder
            | Self::Ambiguous
            | Self::OneStation
            | Self::DependsOnMistake => Weight::Error,
        }
    }

    /// What to write instead, in Chinese and English; `{}` stands for what the finding knows.
    pub const fn instead(self) -> (&'static str, &'static str) {
        match self {
            Self::MissingColumn => ("请用模板里的标题：{}", "Use the heading of the template: {}"),
            Self::UnknownColumn => ("如果需要，请改用模板里的标题", "If it is needed, use a heading of the template"),
            Self::UnknownSheet => {
                ("如果需要，请改用模板里的工作表名", "If it is needed, use a sheet name of the template")
            }
            Self::Required => ("请填写", "Fill it in"),
            Self::TooLong => ("最多 {} 个字", "At most {} characters"),
            Self::WrongLength | Self::WrongOrder => ("应为：{}", "It must be: {}"),
            Self::CheckDigit => ("请照证照核对 18 位代码", "Compare all 18 characters with the licence"),
            Self::LostDigits => ("请把单元格设为文本，重新填写", "Set the cell to text and write the code again"),
            Self::NotAPhone => ("11 位手机号，或区号加座机号", "A mobile number of 11 digits, or area code and line"),
            Self::NotANumber => ("请填写数字", "Write a number"),
            Self::OutOfRange => ("应在 {} 之间", "It must be in {}"),
            Self::NotInList => ("可选：{}", "One of: {}"),
            Self::NotADay => ("写成 2026-10-18 这样", "Write it as 2026-10-18"),
            Self::NotYesOrNo => ("填「是」或「否」", "Write yes or no"),
            Self::FailedFormula => ("请填写数值或文字，不用公式", "Write the value itself instead of a formula"),
            Self::Duplicate => ("请保留一行；另一行是第 {} 行", "Keep one of them; the other is row {}"),
            Self::UnknownTarget => ("请先在「{}」里建立，或改正写法", "Write it in sheet {} first, or correct it here"),
            Self::WrongParent => ("应以 {} 开头", "It must begin with {}"),
            Self::WrongBranch => ("按这里所写，应为 {}", "By what else is written it must be {}"),
            Self::NotAnArea => (
                "写成「经度 纬度, 经度 纬度, …」，至少三个角",
                "Write longitude latitude, longitude latitude, … of at least three corners",
            ),
            Self::CrossesItself => ("交叉在 {} 附近，请重画这条边", "It crosses near {}; draw that edge again"),
            Self::OutsideStation => ("请核对经纬度", "Check longitude and latitude"),
            Self::Swapped => (
                "先经度（约 105–110），后纬度（约 28–32）",
                "Longitude first, about 105–110, then latitude, about 28–32",
            ),
            Self::OtherSystem => (
                "按 {} 读取就落在所写的网格里，请改选坐标系",
                "Read as {} the places lie in their grids; choose that system",
            ),
            Self::TwoHolders => ("请只留一人；另一人在第 {} 行", "Keep one person; the other is in row {}"),
            Self::WrongHolder => ("应为：{}", "It must be: {}"),
            Self::Ambiguous => ("请同时填写手机号", "Write the telephone number as well"),
            Self::OneStation => ("请只留一行", "Keep one row"),
            Self::DependsOnMistake => ("请先改正「{}」里的那一行", "Correct that row of sheet {} first"),
            Self::OutsideGrid => ("请核对网格或经纬度", "Check the grid or the coordinates"),
            Self::Vacant => ("请尽快在「责任挂接」里补上", "Fill it in the sheet of responsibilities soon"),
            Self::Merged => ("请核对；最好取消合并", "Check it; better undo the merging"),
            Self::Formula => ("请核对结果", "Check the value"),
            Self::UnknownArea => ("请核对代码：{}", "Check the number: {}"),
            Self::Ended => ("如不是换人，请改正", "Correct it unless somebody else takes over"),
        }
    }
}
