//! Wazzup's error codes, of the answer to a send and of the reports that follow it.
//!
//! Owns what each code means; never how a message is sent again.

use crate::messaging::Refusal;

/// One spelling for every way Wazzup writes a code: `REPEATED_CRM_MESSAGE_ID` and
/// `repeatedCrmMessageId` are the same.
pub(super) fn normal(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What a code in the answer to a send says about the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was taken before, under our key.
    TakenBefore,
    /// It was not taken this time; the same again may work later.
    NotNow,
    /// Nobody can tell.
    Unclear,
    /// It will not be taken.
    Never,
}

/// Sorts the (normalised) code of a refused send.
pub(super) fn verdict(code: &str) -> Verdict {
    match code {
        "repeatedcrmmessageid" => Verdict::TakenBefore,
        "channelnotfound"
        | "channelblocked"
        | "messagechannelunavailable"
        | "messagedownloadcontenterror" => Verdict::NotNow,
        "messagescannotadd" | "unknownerror" | "unknownerrorwithtraceid" => Verdict::Unclear,
        _ => Verdict::Never,
    }
}

/// What a (normalised) code means for the shop.
pub(super) fn meaning(code: &str) -> Refusal {
    match code {
        "24hoursexceeded" | "7daysexceeded" => Refusal::WindowClosed,
        "messagetexttoolong" | "toolongtext" => Refusal::TooLong,
        code if code.starts_with("messagestoolong") => Refusal::TooLong,
        "invalidmessagedata"
        | "validationerror"
        | "messageonlytextorcontent"
        | "messagesonlytextorcontent"
        | "messagenothingtosend"
        | "messagestextcannotbeblank"
        | "messagescontentcannotbeblank"
        | "messagewrongcontenttype"
        | "messagesunsupportedcontenttypeinstapi"
        | "messagescontentsizeexceeded"
        | "messagescontentsizeexceededwaba"
        | "messagescontentsizeexceededtelegram"
        | "messagedownloadcontenterror"
        | "referencemessagenotfound"
        | "messagesnotfound"
        | "templaterejected"
        | "toobigcontent"
        | "wrongcontent"
        | "contentconversionerror"
        | "badlink"
        | "mentionforbidden"
        | "commentcanbetextonly" => Refusal::Content,
        "badcontact"
        | "messagesinvalidcontacttype"
        | "chatnoaccess"
        | "chatidigsidmismatch"
        | "messagesnottextfirst"
        | "messagecancelled"
        | "messagedeleted"
        | "cannotreplytodeleted"
        | "commentdeleted"
        | "commentalreadyprivatereplied"
        | "commentinvalidforprivatereply" => Refusal::Recipient,
        "channelnotfound"
        | "channelblocked"
        | "messagechannelunavailable"
        | "channelwapirejected"
        | "channelrejected"
        | "channelnomoney"
        | "notenoughmoney"
        | "balanceisempty"
        | "channellimitexceeded"
        | "nosuchaccount" => Refusal::Line,
        "messagesisspam" | "messagesabnormalsend" | "spam" => Refusal::Spam,
        "wrongtransport" | "templatenotfound" | "forbidden" | "unauthorized" | "invalidapikey" => {
            Refusal::Settings
        }
        "toomanyextreqs" | "generalerror" | "unknownerror" | "unknownerrorwithtraceid" => {
            Refusal::Passing
        }
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_code_are_one() {
        assert_eq!(normal("REPEATED_CRM_MESSAGE_ID"), normal("repeatedCrmMessageId"));
        assert_eq!(normal("24_HOURS_EXCEEDED"), "24hoursexceeded");
    }

    #[test]
    fn every_code_of_the_answer_to_a_send_has_its_verdict() {
        let table = [
            ("INVALID_MESSAGE_DATA", Verdict::Never),
            ("VALIDATION_ERROR", Verdict::Never),
            ("WRONG_TRANSPORT", Verdict::Never),
            ("REPEATED_CRM_MESSAGE_ID", Verdict::TakenBefore),
            ("MESSAGE_ONLY_TEXT_OR_CONTENT", Verdict::Never),
            ("MESSAGE_TEXT_TOO_LONG", Verdict::Never),
            ("MESSAGES_CONTENT_SIZE_EXCEEDED_WABA", Verdict::Never),
            ("MESSAGE_DOWNLOAD_CONTENT_ERROR", Verdict::NotNow),
            ("CHANNEL_NOT_FOUND", Verdict::NotNow),
            ("CHANNEL_BLOCKED", Verdict::NotNow),
            ("MESSAGE_CHANNEL_UNAVAILABLE", Verdict::NotNow),
            ("CHANNEL_NO_MONEY", Verdict::Never),
            ("MESSAGES_NOT_TEXT_FIRST", Verdict::Never),
            ("MESSAGES_IS_SPAM", Verdict::Never),
            ("BAD_CONTACT", Verdict::Never),
            ("MESSAGES_CAN_NOT_ADD", Verdict::Unclear),
            ("UNKNOWN_ERROR", Verdict::Unclear),
            ("UNKNOWN_ERROR_WITH_TRACE_ID", Verdict::Unclear),
            ("A_CODE_OF_TOMORROW", Verdict::Never),
        ];
        for (code, expected) in table {
            assert_eq!(verdict(&normal(code)), expected, "{code}");
        }
    }

    #[test]
    fn a_code_says_what_would_help() {
        let table = [
            ("24_HOURS_EXCEEDED", Refusal::WindowClosed),
            ("7_DAYS_EXCEEDED", Refusal::WindowClosed),
            ("MESSAGES_TOO_LONG_WABA_HEADER", Refusal::TooLong),
            ("TOO_LONG_TEXT", Refusal::TooLong),
            ("BAD_LINK", Refusal::Content),
            ("TEMPLATE_REJECTED", Refusal::Content),
            ("BAD_CONTACT", Refusal::Recipient),
            ("BALANCE_IS_EMPTY", Refusal::Line),
            ("SPAM", Refusal::Spam),
            ("WRONG_TRANSPORT", Refusal::Settings),
            ("TOO_MANY_EXT_REQS", Refusal::Passing),
            ("A_CODE_OF_TOMORROW", Refusal::Other),
        ];
        for (code, expected) in table {
            assert_eq!(meaning(&normal(code)), expected, "{code}");
        }
    }
}
