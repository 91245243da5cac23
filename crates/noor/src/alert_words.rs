//! What the shop's people read when somebody waits for them: `content/alerts/`.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use noor_core::dialogue::reason::Reason;
use noor_core::dialogue::state::Stage;
use serde::Deserialize;

/// All of it, in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertWords {
    /// The first line of an alert.
    pub title: Titles,
    /// What stands before each thing that is told.
    pub labels: Labels,
    /// Why a person is wanted, by its code.
    pub reasons: BTreeMap<String, String>,
    /// Where the sale stands, by the stage's word.
    pub stages: BTreeMap<String, String>,
    /// What a quotation needs.
    pub details: BTreeMap<String, String>,
    /// What somebody may spend.
    pub budget: BudgetWords,
    /// What buttons say.
    pub buttons: ButtonWords,
    /// How a request stands, under its alert.
    pub standing: StandingWords,
    /// What who presses a button is told.
    pub answers: AnswerWords,
    /// What who opens the chat is told.
    pub linking: LinkingWords,
}

/// First lines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// A customer waits.
    pub waiting: String,
    /// The customer still waits.
    pub again: String,
    /// Nobody waits, but somebody may want to look.
    pub notice: String,
}

/// What stands before each thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Who it is.
    pub customer: String,
    /// Their number, its middle hidden.
    pub phone: String,
    /// Why a person is wanted.
    pub reason: String,
    /// Where the conversation can be read.
    pub link: String,
    /// What they said last.
    pub last_words: String,
    /// Where the sale stands.
    pub stage: String,
    /// What they ordered so far.
    pub order: String,
    /// What they may spend.
    pub budget: String,
    /// For how many people.
    pub people: String,
    /// What they were shown.
    pub shown: String,
    /// What a quotation lacks.
    pub missing: String,
    /// How many files they sent.
    pub files: String,
    /// What went wrong.
    pub problem: String,
}

/// What somebody may spend; `{amount}` is the amount.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetWords {
    /// In all.
    pub total: String,
    /// For one piece.
    pub per_item: String,
}

/// What buttons say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ButtonWords {
    /// Take it.
    pub take: String,
    /// It is settled.
    pub resolve: String,
    /// Noor goes on.
    pub hand_back: String,
}

/// How a request stands; `{name}` is who did something about it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingWords {
    /// The reader has it.
    pub yours: String,
    /// Somebody has it.
    pub taken: String,
    /// Somebody answers who did not say who they are.
    pub taken_in_chat: String,
    /// Somebody settled it.
    pub resolved: String,
    /// Somebody gave it back.
    pub handed_back: String,
    /// It ended by itself.
    pub over: String,
}

/// What who presses a button is told, in 200 characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerWords {
    /// They have it now.
    pub yours: String,
    /// Somebody else has it.
    pub with: String,
    /// They settled it.
    pub resolved: String,
    /// They gave it back.
    pub handed_back: String,
    /// It was over before.
    pub over: String,
    /// They are none of the shop's people.
    pub stranger: String,
    /// The button is none of ours, or not any more.
    pub not_ours: String,
}

/// What who opens the chat is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkingWords {
    /// They are one of the shop's people.
    pub welcome: String,
    /// They are not.
    pub stranger: String,
    /// Their invitation is none.
    pub no_such_code: String,
}

impl AlertWords {
    /// Reads a file of content.
    ///
    /// # Errors
    ///
    /// What is missing or unknown in it.
    pub fn from_toml(text: &str) -> Result<Self> {
        let words: Self = toml::from_str(text)?;
        for reason in Reason::ALL {
            if !words.reasons.contains_key(reason.code()) {
                bail!("[reasons] {} is missing", reason.code());
            }
        }
        for stage in [
            Stage::Greeting,
            Stage::Qualifying,
            Stage::NeedsAnalysis,
            Stage::Solution,
            Stage::CompanyDetails,
            Stage::Quoting,
            Stage::Closing,
        ] {
            if !words.stages.contains_key(stage.word()) {
                bail!("[stages] {} is missing", stage.word());
            }
        }
        for detail in ["name", "company", "email", "phone", "address"] {
            if !words.details.contains_key(detail) {
                bail!("[details] {detail} is missing");
            }
        }
        Ok(words)
    }
}

/// A sentence with somebody's name in it.
pub fn naming(sentence: &str, name: &str) -> String {
    sentence.replace("{name}", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = include_str!("../../../content/alerts/en.toml");

    #[test]
    fn a_reason_without_words_is_named_when_the_content_is_read() {
        let lacking = ENGLISH.replace("phone_call =", "phone_cal =");
        let error = AlertWords::from_toml(&lacking).unwrap_err().to_string();
        assert_eq!(error, "[reasons] phone_call is missing");
        let unknown = ENGLISH.replace("[buttons]", "[buttons]\npress = \"\"");
        assert!(AlertWords::from_toml(&unknown).is_err());
    }
}
