//! Every state × every action of every state machine, written down in `docs/states.md`.
//!
//! `UPDATE_EXPECT=1 cargo test -p domain` writes the document anew.

use std::fmt::Write as _;

use domain::code::Code;
use domain::incident::IncidentStatus;
use domain::incident::status::{Action, Refused};
use domain::notice::{NoticeAction, NoticeRefused, NoticeStatus, ReceiptAction, ReceiptStatus};
use domain::offer::OfferStatus;
use domain::offer::status::{OfferAction, OfferRefused};
use domain::sos::{SosAction, SosRefused, SosStatus};
use domain::terminal::{TerminalAction, TerminalRefused, TerminalStatus};
use expect_test::expect_file;

const HEAD: &str = "\
# States

Generated from `crates/domain` by its tests; `UPDATE_EXPECT=1 cargo test -p domain` writes it anew.
A cell is the state after the action; `=` is the same state again; *italics* say why it is refused.
";

/// A machine as a section of the document: actions down, states across.
fn table<S: Code, A: Code, R: Code>(title: &str, source: &str, advance: impl Fn(S, A) -> Result<S, R>) -> String {
    let mut text = format!("\n## {title}\n\nSource: `crates/domain/src/{source}`.\n\n");
    let states = S::VALUES;
    let names = |name: fn(S) -> &'static str| states.iter().map(|it| name(*it)).collect::<Vec<_>>().join(" | ");
    let _ = writeln!(text, "| | {} |", names(S::code));
    let _ = writeln!(text, "|---|{}", "---|".repeat(states.len()));
    let _ = writeln!(text, "| | {} |", names(S::zh));
    for action in A::VALUES {
        let cells: Vec<String> = states
            .iter()
            .map(|state| match advance(*state, *action) {
                Ok(next) if next == *state => "=".to_owned(),
                Ok(next) => format!("**{next}**"),
                Err(why) => format!("*{why}*"),
            })
            .collect();
        let _ = writeln!(text, "| {action} {} | {} |", action.zh(), cells.join(" | "));
    }
    text.push_str("\n| refusal | 中文 | English |\n|---|---|---|\n");
    for why in R::VALUES {
        let _ = writeln!(text, "| {why} | {} | {} |", why.zh(), why.en());
    }
    text
}

#[test]
fn the_document_shows_every_state_and_action() {
    let text = [
        HEAD.to_owned(),
        table::<IncidentStatus, Action, Refused>("Incident 警情", "incident/status.rs", IncidentStatus::advance),
        table::<OfferStatus, OfferAction, OfferRefused>("Offer 出动呼叫", "offer/status.rs", OfferStatus::advance),
        table::<TerminalStatus, TerminalAction, TerminalRefused>(
            "Terminal 终端",
            "terminal.rs",
            TerminalStatus::advance,
        ),
        table::<NoticeStatus, NoticeAction, NoticeRefused>("Notice 通知", "notice.rs", NoticeStatus::advance),
        table::<ReceiptStatus, ReceiptAction, NoticeRefused>("Receipt 签收", "notice.rs", ReceiptStatus::advance),
        table::<SosStatus, SosAction, SosRefused>("SOS 一键求助", "sos.rs", SosStatus::advance),
    ]
    .concat();
    expect_file!["../../../../docs/states.md"].assert_eq(&text);
}

/// The way of an incident, arrow by arrow; the document must hold each.
#[test]
fn the_way_of_an_incident_is_there() {
    use Action::{
        Acknowledge, Arrive, Cancel, Close, Convert, Depart, Dispatch, Escalate, Feedback, Handle, Merge, Receipt,
        Reopen, Return, Review, Revisit, Transfer, Triage,
    };
    use IncidentStatus::{
        Acknowledged, Cancelled, Closed, Dispatched, EnRoute, FeedbackDone, HandedOver, Handled, Merged, OnScene,
        Reported, Revisited, TransferredOut, Triaged,
    };
    for (from, action, to) in [
        (Reported, Triage, Triaged),
        (Triaged, Close, Closed),
        (Triaged, Merge, Merged),
        (Triaged, Transfer, TransferredOut),
        (TransferredOut, Receipt, HandedOver),
        (HandedOver, Close, Closed),
        (TransferredOut, Return, Triaged),
        (Triaged, Dispatch, Dispatched),
        (Dispatched, Acknowledge, Acknowledged),
        (Acknowledged, Depart, EnRoute),
        (EnRoute, Arrive, OnScene),
        (OnScene, Handle, Handled),
        (Handled, Feedback, FeedbackDone),
        (FeedbackDone, Review, Closed),
        (OnScene, Escalate, Dispatched),
        (OnScene, Convert, Closed),
        (Closed, Revisit, Revisited),
        (Closed, Reopen, Triaged),
    ] {
        assert_eq!(from.advance(action), Ok(to), "{from} {action}");
    }
    for status in IncidentStatus::ALL {
        assert_eq!(status.advance(Cancel).is_ok(), !status.is_over(), "any open state can be cancelled: {status}");
        assert_eq!(status.advance(Cancel).unwrap_or(Cancelled), Cancelled);
    }
}
