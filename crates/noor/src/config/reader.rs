//! Turning raw values into typed ones, one setting at a time.
//!
//! Owns the rules for each kind of value. A wrong one is noted and its default read instead, so that
//! one mistake never hides the next.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::mistake::Mistake;
use super::quantity;
use super::values::{Entry, Origin, Raw, Values};

/// An enum whose values have names in the configuration.
pub(super) trait Choice: Copy + 'static {
    /// Each value with its name, the default first.
    const NAMES: &'static [(&'static str, Self)];
}

/// What is wrong with a value, and what to do about it.
type Wrong = (String, String);

/// Reads typed settings and collects what is wrong with them.
pub(super) struct Reader<'a> {
    values: &'a Values,
    defaults: &'a Values,
    pub(super) mistakes: Vec<Mistake>,
    /// What works, but probably not as meant.
    pub(super) warnings: Vec<String>,
    /// Settings never to be shown.
    pub(super) secrets: BTreeSet<&'static str>,
    /// Settings of which only the password is never to be shown.
    pub(super) addresses: BTreeSet<&'static str>,
    /// Every setting that was read; a test compares it with `default.toml`.
    pub(super) read: BTreeSet<&'static str>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values, defaults: &'a Values) -> Self {
        Self {
            values,
            defaults,
            mistakes: Vec::new(),
            warnings: Vec::new(),
            secrets: BTreeSet::new(),
            addresses: BTreeSet::new(),
            read: BTreeSet::new(),
        }
    }

    /// A text; empty means "none".
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let text = self.read(key, |entry| match &entry.raw {
            Raw::Text(text) => Ok(text.trim().to_owned()),
            other => Err(wrong_kind(other, "a text in quotes")),
        });
        Some(text).filter(|text| !text.is_empty())
    }

    /// A text that nobody may see.
    pub(super) fn secret(&mut self, key: &'static str) -> Option<SecretString> {
        self.secrets.insert(key);
        self.text(key).map(SecretString::from)
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        self.read(key, |entry| match (&entry.raw, is_text_only(&entry.origin)) {
            (Raw::Flag(flag), _) => Ok(*flag),
            (Raw::Text(text), true) => match text.to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Ok(true),
                "false" | "no" | "off" | "0" => Ok(false),
                _ => Err(not(text, "true or false", "Write true or false.")),
            },
            (other, _) => Err(wrong_kind(other, "true or false, without quotes")),
        })
    }

    /// A whole number within a range.
    pub(super) fn number<T>(&mut self, key: &'static str, range: RangeInclusive<T>) -> T
    where
        T: TryFrom<i64> + PartialOrd + std::fmt::Display,
    {
        self.read(key, |entry| {
            let number = match (&entry.raw, is_text_only(&entry.origin)) {
                (Raw::Integer(number), _) => *number,
                (Raw::Text(text), true) => text.parse().map_err(|_| {
                    not(text, "a whole number", "Write it in digits only, such as 20.")
                })?,
                (other, _) => return Err(wrong_kind(other, "a whole number, without quotes")),
            };
            T::try_from(number).ok().filter(|number| range.contains(number)).ok_or_else(|| {
                (
                    format!("{number} is out of range."),
                    format!("Choose from {} to {}.", range.start(), range.end()),
                )
            })
        })
    }

    /// A duration within a range.
    pub(super) fn duration(
        &mut self,
        key: &'static str,
        range: RangeInclusive<Duration>,
    ) -> Duration {
        self.quantity(key, &range, "a duration", r#""3s", "500ms" or "2m""#, quantity::duration, {
            quantity::spell_duration
        })
    }

    /// A size in bytes within a range.
    pub(super) fn size(&mut self, key: &'static str, range: RangeInclusive<u64>) -> u64 {
        self.quantity(key, &range, "a size", r#""512KiB" or "1MiB""#, quantity::size, {
            quantity::spell_size
        })
    }

    fn quantity<T: PartialOrd + Copy>(
        &mut self,
        key: &'static str,
        range: &RangeInclusive<T>,
        kind: &str,
        examples: &str,
        parse: fn(&str) -> Option<T>,
        spell: fn(T) -> String,
    ) -> T {
        self.read(key, |entry| {
            let Raw::Text(text) = &entry.raw else {
                return Err(wrong_kind(&entry.raw, &format!("{kind} with its unit: {examples}")));
            };
            let value =
                parse(text).ok_or_else(|| not(text, kind, &format!("Write {examples}.")))?;
            if range.contains(&value) {
                return Ok(value);
            }
            let (least, most) = (spell(*range.start()), spell(*range.end()));
            Err((format!("{text} is out of range."), format!("Choose from {least} to {most}.")))
        })
    }

    /// One of an enum's names.
    pub(super) fn choice<T: Choice>(&mut self, key: &'static str) -> T {
        self.read(key, |entry| {
            let names = T::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            let Raw::Text(text) = &entry.raw else {
                return Err(wrong_kind(&entry.raw, &format!("one of: {names}")));
            };
            let wanted = text.trim().to_lowercase();
            T::NAMES
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| *value)
                .ok_or_else(|| (format!("{text:?} is not a choice."), format!("Choose: {names}.")))
        })
    }

    /// A list of texts, or one text with commas.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<String> {
        self.list_of(key, "a text")
    }

    /// A list whose items all have a form of their own, such as networks.
    pub(super) fn list_of<T: FromStr>(&mut self, key: &'static str, kind: &str) -> Vec<T> {
        self.read(key, |entry| {
            let items: Vec<&str> = match &entry.raw {
                Raw::List(items) => items.iter().map(String::as_str).collect(),
                Raw::Text(text) => text.split(',').collect(),
                other => return Err(wrong_kind(other, r#"a list: ["one", "two"]"#)),
            };
            items
                .into_iter()
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| {
                    item.parse().map_err(|_| not(item, kind, "Correct or remove this item."))
                })
                .collect()
        })
    }

    /// An address of one of the given schemes, without a secret in it.
    pub(super) fn url(&mut self, key: &'static str, schemes: &[&str]) -> Option<Url> {
        self.read(key, |entry| match &entry.raw {
            Raw::Text(text) if text.trim().is_empty() => Ok(None),
            Raw::Text(text) => address(text, schemes).map(Some),
            other => Err(wrong_kind(other, "an address in quotes")),
        })
    }

    /// An address that may have a password in it.
    pub(super) fn secret_url(
        &mut self,
        key: &'static str,
        schemes: &[&str],
    ) -> Option<SecretString> {
        self.addresses.insert(key);
        // Only checked: drivers read options from the text that a parsed address may lose.
        self.url(key, schemes)?;
        self.text(key).map(SecretString::from)
    }

    /// Notes a mistake about a setting whose value is right in itself but not beside others.
    pub(super) fn reject(&mut self, key: &'static str, problem: &str, advice: &str) {
        let origin = self.values.get(key).map_or(Origin::Default, |entry| entry.origin.clone());
        self.mistakes.push(Mistake {
            key: key.to_owned(),
            origin,
            problem: problem.to_owned(),
            advice: advice.to_owned(),
        });
    }

    /// Whether a mistake about this setting was noted.
    pub(super) fn is_rejected(&self, key: &str) -> bool {
        self.mistakes.iter().any(|mistake| mistake.key == key)
    }

    /// Whether somebody wrote this setting anywhere.
    pub(super) fn is_chosen(&self, key: &str) -> bool {
        self.values.get(key).is_some_and(|entry| entry.origin != Origin::Default)
    }

    /// Where the setting was written.
    pub(super) fn origin(&self, key: &str) -> Option<&Origin> {
        self.values.get(key).map(|entry| &entry.origin)
    }

    fn read<T>(&mut self, key: &'static str, convert: impl Fn(&Entry) -> Result<T, Wrong>) -> T {
        self.read.insert(key);
        let entry = self.values.get(key).expect("a test reads every setting of default.toml");
        match convert(entry) {
            Ok(value) => value,
            Err((problem, advice)) => {
                let hidden = self.secrets.contains(key) || self.addresses.contains(key);
                let problem = if hidden { "the value has the wrong form." } else { &problem };
                self.reject(key, problem, &advice);
                let default = self.defaults.get(key).map(convert);
                default
                    .and_then(Result::ok)
                    .expect("the defaults are built in, and a test reads them all")
            }
        }
    }
}

fn address(text: &str, schemes: &[&str]) -> Result<Url, Wrong> {
    let advice = || format!("Write it as {}://…", schemes.join("://… or "));
    let url = Url::parse(text.trim())
        .map_err(|error| (format!("this is not an address ({error})."), advice()))?;
    if schemes.contains(&url.scheme()) {
        return Ok(url);
    }
    Err((format!("an address that begins with {}: cannot be used.", url.scheme()), advice()))
}

/// Whether values from there are always texts, whatever they mean.
const fn is_text_only(origin: &Origin) -> bool {
    match origin {
        Origin::Environment(_) | Origin::Flag(_) => true,
        Origin::Default | Origin::File { .. } => false,
    }
}

fn wrong_kind(found: &Raw, wanted: &str) -> Wrong {
    (format!("this is {}.", found.kind()), format!("Write {wanted}."))
}

fn not(text: &str, kind: &str, advice: &str) -> Wrong {
    const SHOWN: usize = 60;
    let shown: String = text.chars().take(SHOWN).collect();
    (format!("{shown:?} is not {kind}."), advice.to_owned())
}
