//! What a telephone says. It has the card of the member's own screen and says less: never who called, never what
//! was reported; the place only where the card has it.

use domain::member::Level;
use domain::words::Words;

use crate::view::offer::CardView;

/// One piece of what is said: the words, and the clip that a station may have recorded for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The clip's name; `None` where the words are never the same.
    pub clip: Option<String>,
    /// The words.
    pub text: String,
}

/// The telephone speaks Chinese: it is heard in the street, not on a screen with a language.
fn piece(clip: Option<String>, words: &Words) -> Piece {
    Piece { clip, text: words.zh.clone() }
}

fn fixed(clip: &str, words: &Words) -> Piece {
    piece(Some(clip.to_owned()), words)
}

/// A call that waits for an answer.
pub fn call(card: &CardView) -> Vec<Piece> {
    let mut said = vec![fixed("greeting", &Words::new("出动呼叫。出动呼叫。", "A call to go. A call to go."))];
    said.extend(matter(card));
    said.push(keys());
    said
}

fn keys() -> Piece {
    let words = Words::new(
        "收到，马上去，请按1。走不开，请按2。再听一遍，请按3。",
        "To come, press 1. If you cannot, press 2. To hear it again, press 3.",
    );
    fixed("keys", &words)
}

/// What it is, how far, where, and how far one may go.
fn matter(card: &CardView) -> Vec<Piece> {
    if let Some(neutral) = &card.neutral {
        // The neutral sentence has the place in it where it may be said, and says everything else too.
        let clip = card.address_text.is_none().then(|| "neutral".to_owned());
        return vec![Piece { clip, text: neutral.clone() }];
    }
    let name = Words::new(&card.category_name, &card.category_name);
    let mut said = vec![piece(card.category.map(|it| format!("category-{it}")), &name)];
    if let Some(metres) = card.distance_m {
        let away = Words::new("离您约{metres}米。", "About {metres} metres from you.");
        said.push(piece(None, &away.fill("metres", &rounded(metres).to_string())));
    }
    said.extend(place(card));
    let level = match card.level {
        Level::L0 => Words::new("只报告，不靠近。", "Report only; do not go near."),
        Level::L1 => Words::new("只观察，不上前。", "Only observe; stay back."),
        Level::L2 => Words::new("两人同去，先期处置。", "Go in twos; first response."),
        Level::L3 => Words::new("可以劝解处理。", "You may settle it."),
    };
    said.push(fixed(&format!("level-{}", card.level), &level));
    said
}

/// Distances as people say them: to ten metres, and to a hundred from a kilometre on.
fn rounded(metres: u32) -> u32 {
    let step = if metres < 1_000 { 10 } else { 100 };
    metres.div_ceil(step) * step
}

fn place(card: &CardView) -> Option<Piece> {
    let address = card.address_text.as_ref().filter(|it| !it.is_empty())?;
    let words = Words::new("地点：{place}。", "The place: {place}.");
    Some(piece(None, &words.fill("place", address)))
}

/// After the key for coming: the place is said now.
pub fn accepted(card: &CardView) -> Vec<Piece> {
    let mut said = vec![fixed("accepted", &Words::new("已登记，您马上去。", "Noted: you are coming."))];
    match &card.neutral {
        Some(sentence) => said.push(Piece { clip: None, text: sentence.clone() }),
        None => said.extend(place(card)),
    }
    said.push(fixed("care", &Words::new("请注意安全。", "Take care.")));
    said
}

/// After the key for not coming.
pub fn declined() -> Vec<Piece> {
    vec![fixed("declined", &Words::new("已登记，您走不开。谢谢。", "Noted: you cannot come. Thank you."))]
}

/// When the call had ended before the key.
pub fn over() -> Vec<Piece> {
    let words = Words::new("这次呼叫已经结束，不用去了，谢谢。", "This call is over; no need to go, thank you.");
    vec![fixed("over", &words)]
}

/// What the duty commander hears: the number of the incident, and nothing of it.
pub fn commander(incident_no: &str) -> Vec<Piece> {
    // Digit by digit: a number of twelve digits is not said as one.
    let digits: Vec<String> = incident_no.chars().map(|it| it.to_string()).collect();
    let words = Words::new(
        "值班指挥长请注意，警情{number}两分钟没有人接受，请处理。",
        "Duty commander: nobody has accepted incident {number} for two minutes.",
    );
    let keys = Words::new("知道了，请按1。再听一遍，请按3。", "To acknowledge, press 1. To hear it again, press 3.");
    vec![
        fixed("commander", &Words::new("指挥室紧急呼叫。", "An urgent call of the command room.")),
        piece(None, &words.fill("number", &digits.join(" "))),
        fixed("commander-keys", &keys),
    ]
}

/// After the duty commander's key.
pub fn commander_noted() -> Vec<Piece> {
    vec![fixed("commander-noted", &Words::new("已登记。", "Noted."))]
}

#[cfg(test)]
mod tests {
    use domain::incident::Priority;

    use super::*;

    fn card() -> CardView {
        CardView {
            drill: false,
            category: "5103".parse().ok(),
            category_name: "动物进屋".to_owned(),
            priority: Priority::P4,
            level: Level::L3,
            may: Vec::new(),
            may_not: Vec::new(),
            law: Vec::new(),
            distance_m: Some(213),
            own_unit: false,
            neutral: None,
            point: None,
            address_text: None,
            description: Some("屋里有蝙蝠，张某报".to_owned()),
        }
    }

    fn text(said: &[Piece]) -> String {
        said.iter().map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn the_words_and_before_acceptance_the_place_are_not_said() {
        let said = text(&call(&card()));
        assert!(said.contains("动物进屋离您约220米") && !said.contains("蝙蝠") && !said.contains("地点"), "{said}");
        let own = CardView { address_text: Some("青枫苑3号楼".to_owned()), ..card() };
        assert!(text(&call(&own)).contains("地点：青枫苑3号楼"));
        let accepted = text(&accepted(&own));
        assert!(accepted.contains("青枫苑3号楼") && !accepted.contains("蝙蝠"), "{accepted}");
    }

    #[test]
    fn a_neutral_case_has_its_one_sentence() {
        let neutral = CardView {
            neutral: Some("请到指定位置引导警车".to_owned()),
            category: None,
            category_name: "引导警车".to_owned(),
            ..card()
        };
        let said = call(&neutral);
        assert_eq!(said.len(), 3);
        assert_eq!((said[1].clip.as_deref(), said[1].text.as_str()), (Some("neutral"), "请到指定位置引导警车"));
    }
}
