//! Other customers of the shop, who are in its books while somebody else writes.

use anyhow::{Context as _, Result};
use noor_core::ids::ConversationId;
use noor_core::language::Language;
use noor_core::message::{Author, ChatAddress, InboundMessage, MessageKind, Revision};
use noor_store::PgConnection;
use noor_store::inbox::{self, NewMessage, Opening};
use noor_store::rehearsal::{self, Standing};
use serde_json::{Map, Value, json};

use crate::context::Context;

/// Somebody else, as they told the shop themselves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Other {
    fields: Map<String, Value>,
}

impl Other {
    /// One, or a list of them.
    ///
    /// # Errors
    ///
    /// A sentence about what is no customer.
    pub(super) fn of(value: Value) -> Result<Vec<Self>, String> {
        match value {
            Value::Object(fields) => Ok(vec![Self { fields }]),
            Value::Array(several) => {
                let others = several.into_iter().map(Self::of);
                Ok(others.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
            other => Err(format!("`other_customer` is to be an object, not {other}")),
        }
    }

    /// Puts them into the shop's books: a conversation in which they said who they are.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub(super) async fn place(
        &self,
        db: &mut PgConnection,
        context: &Context,
        gateway: &'static str,
        line: &ChatAddress,
    ) -> Result<()> {
        let at = context.clock.now();
        let said = self.said();
        let address = ChatAddress { chat: self.chat(), ..line.clone() };
        let opening = Opening {
            address: address.clone(),
            contact_name: self.text("name"),
            conversation: ConversationId(context.ids.next()),
            customer: context.ids.next(),
        };
        let opened = inbox::lock_conversations(&mut *db, gateway, &[opening], at).await;
        let opened = opened.context("open another customer's conversation")?;
        let conversation = *opened.get(&address).context("it was not opened")?;
        let message = InboundMessage {
            provider_id: context.ids.next().to_string(),
            revision: Revision::Original,
            address,
            author: Author::Customer,
            kind: MessageKind::Text,
            text: said,
            attachment: None,
            contact_name: None,
            contact_phone: None,
            quotes: None,
            sent_at: Some(at),
        };
        let new = NewMessage { conversation, message: &message };
        let added = inbox::add_messages(&mut *db, gateway, &[new], at).await;
        let added = added.context("keep what another customer said")?;
        let standing = Standing {
            language: Language::English,
            sales_stage: "greeting",
            state: json!({}),
            answered_to: added.last().map_or(0, |added| added.id),
            last_customer_at: Some(at),
        };
        rehearsal::place(db, conversation, &standing).await.context("place another customer")
    }

    /// Everything about them, in their words.
    fn said(&self) -> String {
        let fields = self.fields.iter().map(|(name, value)| match value.as_str() {
            Some(text) => format!("{name}: {text}"),
            None => format!("{name}: {value}"),
        });
        fields.collect::<Vec<_>>().join("\n")
    }

    fn chat(&self) -> String {
        let phone = self.text("phone").unwrap_or_default();
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() { "971500000099".to_owned() } else { digits }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.fields.get(name)?.as_str().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_else_has_a_chat_of_their_own() {
        let others = json!([{"name": "Huda", "phone": "+971 50 000 0077"}, {"name": "Ziad"}]);
        let others = Other::of(others).unwrap();
        let chats: Vec<String> = others.iter().map(Other::chat).collect();
        assert_eq!(chats, ["971500000077", "971500000099"]);
        assert_eq!(others[0].said(), "name: Huda\nphone: +971 50 000 0077");
        assert!(Other::of(json!("Huda")).is_err());
    }
}
