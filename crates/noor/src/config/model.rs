//! `[model]`: who reads messages and writes replies.
//!
//! Owns the choice of the provider. It must never send one vendor's key to another.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::reader::{Choice, Reader};
use super::values::Origin;

/// `[model]`.
#[derive(Clone, Debug)]
pub struct ModelSettings {
    /// Who is asked, decided.
    pub provider: Provider,
    /// Where the provider's API is, with a slash at the end; `None` for the built-in rules.
    pub base_url: Option<Url>,
    /// The provider's key.
    pub api_key: Option<SecretString>,
    /// The model that reads.
    pub model_fast: String,
    /// The model that writes.
    pub model_main: String,
    /// Models to try after those.
    pub fallbacks: Vec<String>,
    /// Whether only vendors that keep nothing are asked.
    pub zero_data_retention: bool,
    /// Tokens an answer may have.
    pub max_tokens: u32,
    /// How long reading may take.
    pub fast_deadline: Duration,
    /// How long writing may take.
    pub main_deadline: Duration,
}

impl ModelSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let limits = Duration::from_millis(500)..=Duration::from_mins(2);
        let wish = from.choice("model.provider");
        let key = from.secret("model.api_key");
        let api_key = key.filter(|_| may_be_used(from, wish));
        let provider = match (wish, &api_key) {
            (Wish::Rules, _) | (Wish::Auto, None) => Provider::Rules,
            (Wish::OpenRouter, _) | (Wish::Auto, Some(_)) => Provider::OpenRouter,
            (Wish::OpenAi, _) => Provider::OpenAi,
        };
        let base_url = from.url("model.base_url", &["https", "http"]);
        check(from, provider, base_url.is_some(), api_key.is_some());
        Self {
            provider,
            base_url: base_url.or_else(|| provider.own_address()).map(with_slash),
            api_key,
            model_fast: from.text("model.model_fast").unwrap_or_default(),
            model_main: from.text("model.model_main").unwrap_or_default(),
            fallbacks: from.list("model.fallbacks"),
            zero_data_retention: from.flag("model.zero_data_retention"),
            max_tokens: from.number("model.max_tokens", 64..=8192),
            fast_deadline: from.duration("model.fast_deadline", limits.clone()),
            main_deadline: from.duration("model.main_deadline", limits),
        }
    }
}

/// OpenRouter's key in its short name is for OpenRouter alone.
fn may_be_used(from: &mut Reader<'_>, wish: Wish) -> bool {
    let name = "OPENROUTER_API_KEY";
    let short = matches!(from.origin("model.api_key"), Some(Origin::Environment(n)) if n == name);
    match wish {
        Wish::OpenAi if short => {
            let warning =
                format!("{name} is not sent to provider openai; use NOOR_MODEL__API_KEY.");
            from.warnings.push(warning);
            false
        }
        Wish::OpenAi | Wish::Auto | Wish::Rules | Wish::OpenRouter => true,
    }
}

fn check(from: &mut Reader<'_>, provider: Provider, own_address: bool, key: bool) {
    let needs_key = match provider {
        Provider::Rules => return,
        Provider::OpenRouter => true,
        Provider::OpenAi => !own_address,
    };
    if needs_key && !key {
        let advice = "Set it, or set model.provider = \"rules\" to do without.";
        from.reject("model.api_key", "this provider needs a key.", advice);
    }
    for name in ["model.model_fast", "model.model_main"] {
        let chosen = from.is_chosen(name);
        let problem = match provider {
            Provider::OpenAi if !chosen => "the default is a model of OpenRouter.",
            Provider::OpenAi | Provider::OpenRouter if from.text(name).is_none() => "it is empty.",
            Provider::OpenAi | Provider::OpenRouter | Provider::Rules => continue,
        };
        from.reject(name, problem, "Write the name of a model that your provider offers.");
    }
}

fn with_slash(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The built-in rules, which need nobody.
    Rules,
    /// OpenRouter.
    OpenRouter,
    /// Any server that speaks OpenAI's chat completions.
    OpenAi,
}

impl Provider {
    fn own_address(self) -> Option<Url> {
        let address = match self {
            Self::Rules => return None,
            Self::OpenRouter => "https://openrouter.ai/api/v1/",
            Self::OpenAi => "https://api.openai.com/v1/",
        };
        Some(Url::parse(address).expect("a constant address"))
    }
}

/// What was asked for.
#[derive(Clone, Copy)]
enum Wish {
    Auto,
    Rules,
    OpenRouter,
    OpenAi,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("rules", Self::Rules),
        ("openrouter", Self::OpenRouter),
        ("openai", Self::OpenAi),
    ];
}
