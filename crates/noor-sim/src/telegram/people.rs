//! What people do: they open the chat, leave it, come back, write, and press buttons.

use serde_json::{Value, json};

use super::answer::Refusal;
use super::{Person, Press, State, Telegram, Update};
use crate::lock;

impl Telegram {
    /// Somebody presses "start", with the code of a link they followed or without one. `true` once
    /// the program took it.
    pub async fn starts(&self, person: i64, name: &str, code: Option<&str>) -> bool {
        let text = code.map_or_else(|| "/start".to_owned(), |code| format!("/start {code}"));
        self.meets(person, name);
        self.writes(person, &text).await
    }

    /// Somebody writes to the bot.
    pub async fn writes(&self, person: i64, text: &str) -> bool {
        let message = self.next_message_id();
        let mut written = json!({
            "message_id": message,
            "from": self.from(person),
            "chat": self.private_chat(person),
            "date": self.now(),
            "text": text,
        });
        if text.starts_with('/') {
            let length = text.split_whitespace().next().unwrap_or_default().len();
            written["entities"] = json!([{ "type": "bot_command", "offset": 0, "length": length }]);
        }
        self.happens(person, "message", written).await
    }

    /// Somebody presses a button that says `label`, under a message of the bot's. Gives the press,
    /// for [`Telegram::answer_to`], once the program took it.
    ///
    /// # Errors
    ///
    /// There is no such button, or the program did not take the press.
    pub async fn presses(&self, person: i64, message: i64, label: &str) -> anyhow::Result<String> {
        let data = {
            let state = lock(&self.inner.state);
            let shown = state.messages.iter().find(|it| it.chat == person && it.id == message);
            let buttons = shown.into_iter().flat_map(|message| message.buttons.iter().flatten());
            let mut pressed = buttons.filter(|button| button.text == label);
            pressed.next().and_then(|button| button.data.clone())
        };
        let data = data.ok_or_else(|| anyhow::anyhow!("no button says {label:?}"))?;
        self.presses_data(person, message, &data).await
    }

    /// Somebody presses a button that brings `data` back, whether or not it is still shown.
    ///
    /// # Errors
    ///
    /// The program did not take the press.
    pub async fn presses_data(
        &self,
        person: i64,
        message: i64,
        data: &str,
    ) -> anyhow::Result<String> {
        let press = {
            let at = self.inner.basics.clock.now();
            let mut state = lock(&self.inner.state);
            let id = format!("{}{}", person, 4000 + state.presses.len());
            state.presses.insert(id.clone(), Press { by: person, at, answer: None });
            id
        };
        let query = json!({
            "id": press,
            "from": self.from(person),
            "chat_instance": "-1",
            "message": {
                "message_id": message,
                "chat": self.private_chat(person),
                "date": self.now(),
            },
            "data": data,
        });
        anyhow::ensure!(self.happens(person, "callback_query", query).await, "not taken");
        Ok(press)
    }

    /// Somebody stops the bot: it cannot write to them any more.
    pub async fn blocks(&self, person: i64) -> bool {
        self.changes_membership(person, "kicked").await
    }

    /// Somebody lets the bot write again.
    pub async fn unblocks(&self, person: i64) -> bool {
        self.changes_membership(person, "member").await
    }

    /// Somebody stops the bot, and the program never hears of it.
    pub fn blocks_silently(&self, person: i64) {
        self.set_reachable(person, false);
    }

    /// Who pressed, if there is such a press.
    pub fn presser(&self, press: &str) -> Option<i64> {
        lock(&self.inner.state).presses.get(press).map(|press| press.by)
    }

    async fn changes_membership(&self, person: i64, status: &str) -> bool {
        self.set_reachable(person, status == "member");
        let change = json!({
            "chat": self.private_chat(person),
            "from": self.from(person),
            "date": self.now(),
            "old_chat_member": { "status": if status == "member" { "kicked" } else { "member" } },
            "new_chat_member": { "status": status, "until_date": 0 },
        });
        self.happens(person, "my_chat_member", change).await
    }

    fn meets(&self, person: i64, name: &str) {
        let mut state = lock(&self.inner.state);
        state.people.insert(person, Person { name: name.to_owned(), reachable: true });
    }

    fn set_reachable(&self, person: i64, reachable: bool) {
        if let Some(person) = lock(&self.inner.state).people.get_mut(&person) {
            person.reachable = reachable;
        }
    }

    /// Delivers what happened, if the program wants to hear of such things.
    async fn happens(&self, person: i64, kind: &str, what: Value) -> bool {
        let update = {
            let mut state = lock(&self.inner.state);
            let Some(webhook) = state.webhook.clone() else { return false };
            if !webhook.allowed.is_empty() && !webhook.allowed.iter().any(|it| it == kind) {
                return false;
            }
            state.updates += 1;
            let mut body = json!({ "update_id": state.updates });
            body[kind] = what;
            Update { webhook, body: body.to_string() }
        };
        // Presses do not wait for messages, nor the other way round.
        let lane = format!("{person}{}", if kind == "callback_query" { " presses" } else { "" });
        let delivered = self.inner.courier.post(&lane, update);
        let taken = delivered.await.unwrap_or_default();
        lock(&self.inner.state).trouble =
            (!taken).then(|| "Wrong response from the webhook".to_owned());
        taken
    }

    fn from(&self, person: i64) -> Value {
        json!({ "id": person, "is_bot": false, "first_name": self.name_of(person), "language_code": "en" })
    }

    fn private_chat(&self, person: i64) -> Value {
        json!({ "id": person, "type": "private", "first_name": self.name_of(person) })
    }

    fn name_of(&self, person: i64) -> String {
        let state = lock(&self.inner.state);
        state.people.get(&person).map_or_else(|| "Somebody".to_owned(), |it| it.name.clone())
    }

    fn next_message_id(&self) -> i64 {
        let mut state = lock(&self.inner.state);
        state.last_message += 1;
        state.last_message
    }

    fn now(&self) -> i64 {
        self.inner.basics.clock.now().timestamp()
    }
}

impl State {
    /// Whether the bot may write to somebody: they have to have begun, and not to have stopped it.
    pub(super) fn may_write_to(&self, chat: i64) -> Result<(), Refusal> {
        match self.people.get(&chat) {
            Some(person) if person.reachable => Ok(()),
            Some(_) => Err(Refusal::forbidden("bot was blocked by the user")),
            None => Err(Refusal::bad_request("chat not found")),
        }
    }
}
