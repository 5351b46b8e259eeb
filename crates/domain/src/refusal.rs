//! Every refusal of the rules, in one list: what is not in it cannot be answered, so the list is whole.

use crate::code::Code;

/// A refusal of a rule.
pub trait Refusal: Code {}

/// Writes down which enums are refusals.
macro_rules! refusals {
    ($($refusal:path),+ $(,)?) => {
        $(impl Refusal for $refusal {})+

        /// The words of every refusal.
        pub fn words() -> Vec<&'static str> {
            let mut words = Vec::new();
            $(words.extend(<$refusal as Code>::VALUES.iter().map(|it| it.code()));)+
            words
        }
    };
}

refusals! {
    crate::incident::claim::ClaimRefused,
    crate::incident::close::Unfinished,
    crate::incident::major::MajorRefused,
    crate::incident::status::Refused,
    crate::incident::transfer::Disputed,
    crate::incident::transfer::Kept,
    crate::jurisdiction::charge::ChargeRefused,
    crate::notice::NoticeRefused,
    crate::offer::status::OfferRefused,
    crate::record::RecordRefused,
    crate::terminal::TerminalRefused,
    crate::sos::SosRefused,
    crate::sos::DrillRefused,
}
