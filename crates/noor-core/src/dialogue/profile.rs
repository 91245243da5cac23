//! What is known of a person beyond one conversation.

use serde::{Deserialize, Serialize};

use super::past::Past;
use super::state::{Event, State};
use crate::language::Language;
use crate::understanding::Details;

/// A person as the shop knows them, whichever of its lines they write on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What they told about themselves.
    pub details: Details,
    /// The language they were answered in last.
    pub language: Option<Language>,
    /// The segments they belong to, by the keys that price rules name, as the CRM says; never written
    /// by a turn.
    #[serde(skip_serializing)]
    pub segments: Vec<String>,
    /// What they did with the shop before, as the CRM says; never written by a turn.
    #[serde(skip_serializing)]
    pub past: Past,
}

impl Profile {
    /// The same with what a conversation knows now, which was told all of it before ([`Self::tells`]).
    /// Of somebody who told nothing, nothing is kept.
    #[must_use]
    pub fn with(&self, state: &State, language: Language) -> Self {
        let details = state.details.clone();
        let language = if details.is_empty() { self.language } else { Some(language) };
        Self { details, language, segments: self.segments.clone(), past: self.past.clone() }
    }

    /// What a conversation has to be told that knows less.
    pub fn tells(&self, state: &State) -> Option<Event> {
        let details = self.details.with(&state.details);
        (details != state.details).then_some(Event::Recalled { details })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_once_is_known_on_every_line() {
        let details = Details { name: Some("Salem".to_owned()), ..Details::default() };
        let told = State { details, ..State::default() };
        let profile = Profile::default().with(&told, Language::Arabic);
        assert_eq!(profile.language, Some(Language::Arabic));
        let event = profile.tells(&State::default()).unwrap();
        let known = State::default().after(&event);
        assert_eq!(known.details, told.details);
        assert_eq!(profile.tells(&known), None);
        let later = Details { name: Some("Salim".to_owned()), ..Details::default() };
        let corrected = State { details: later.clone(), ..State::default() };
        assert_eq!(profile.tells(&corrected), None, "what was said here is newer");
        assert_eq!(profile.with(&corrected, Language::English).details, later);
    }

    #[test]
    fn of_a_stranger_nothing_is_kept() {
        let profile = Profile::default();
        assert_eq!(profile.with(&State::default(), Language::Arabic), profile);
    }
}
