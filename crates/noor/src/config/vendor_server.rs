//! A vendor's server beside the models': where it is asked, with which key and for which model.
//!
//! It must never send one vendor's key to another.

use secrecy::SecretString;
use url::Url;

use super::model::{ModelSettings, Provider};
use super::reader::Reader;

/// A server of a vendor.
#[derive(Clone, Debug)]
pub struct VendorServer {
    /// How it wants to be asked.
    pub kind: ServerKind,
    /// Where its API is.
    pub url: Url,
    /// Its key, if it wants one.
    pub api_key: Option<SecretString>,
    /// The model that works there.
    pub model: String,
}

/// The kinds of servers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerKind {
    /// OpenRouter.
    OpenRouter,
    /// Any server that speaks OpenAI's API.
    OpenAi,
}

/// The settings of one server.
pub(super) struct Keys {
    pub(super) url: &'static str,
    pub(super) api_key: &'static str,
    pub(super) model: &'static str,
    /// What to do for having no server at all.
    pub(super) to_do_without: &'static str,
}

/// What was said of a server.
pub(super) struct Said {
    keys: Keys,
    url: Option<Url>,
    api_key: Option<SecretString>,
    model: String,
}

impl Said {
    pub(super) fn read(from: &mut Reader<'_>, keys: Keys) -> Self {
        let url = from.url(keys.url, &["https", "http"]);
        let api_key = from.secret(keys.api_key);
        let model = from.text(keys.model).unwrap_or_default();
        Self { keys, url, api_key, model }
    }

    /// The server, and a mistake for each thing without which it cannot work.
    pub(super) fn server(
        self,
        from: &mut Reader<'_>,
        kind: ServerKind,
        models: &ModelSettings,
    ) -> VendorServer {
        let said = match kind {
            ServerKind::OpenRouter => self.or_that_of(models),
            ServerKind::OpenAi => self,
        };
        said.check(from, kind);
        let Self { url, api_key, model, .. } = said;
        VendorServer { kind, url: url.unwrap_or_else(|| kind.own_address()), api_key, model }
    }

    /// The models' OpenRouter, if no other was named.
    fn or_that_of(self, models: &ModelSettings) -> Self {
        match (&self.url, &self.api_key, models.provider) {
            (None, None, Provider::OpenRouter) => {
                Self { url: models.base_url.clone(), api_key: models.api_key.clone(), ..self }
            }
            (Some(_), _, _)
            | (_, Some(_), _)
            | (None, None, Provider::Rules | Provider::OpenAi) => self,
        }
    }

    fn check(&self, from: &mut Reader<'_>, kind: ServerKind) {
        let Keys { api_key, model, to_do_without, .. } = self.keys;
        let at_openai = kind == ServerKind::OpenAi && self.url.is_none();
        let needs_key = kind == ServerKind::OpenRouter || at_openai;
        if needs_key && self.api_key.is_none() {
            from.reject(api_key, "this vendor needs a key.", to_do_without);
        }
        let problem = if self.model.is_empty() {
            "it is empty."
        } else if !at_openai && !from.is_chosen(model) {
            "the default is a model of OpenAI."
        } else {
            return;
        };
        from.reject(model, problem, "Write the name of a model that your vendor offers.");
    }
}

impl ServerKind {
    fn own_address(self) -> Url {
        let address = match self {
            Self::OpenRouter => "https://openrouter.ai/api/v1",
            Self::OpenAi => "https://api.openai.com/v1",
        };
        Url::parse(address).expect("a constant address")
    }
}
