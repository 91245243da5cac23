//! The tables that people look at.
//!
//! Columns of a closed list name their values in `choices`, and each has a label in
//! `content/panel/`. Secrets and hashes are never columns.

use super::Direction::Down;
use super::Kind::{Choice, Code, Flag, Json, Number, Text, Time};
use super::{Table, column};

/// Who may sign in.
pub static USERS: Table = Table {
    name: "users",
    from: "users",
    key: ("id", "uuid"),
    columns: &[
        column("name", "name", Text).listed().sorted().searched(),
        column("username", "username", Code).listed().sorted().searched(),
        column("role", "role", Choice).listed().sorted().choices(&["owner", "manager", "analyst"]),
        column("state", "case when disabled_at is null then 'active' else 'disabled' end", Choice)
            .listed()
            .choices(&["active", "disabled"]),
        column("totp", "totp_secret is not null", Flag).listed(),
        column("signed_in_at", "signed_in_at", Time).listed().sorted(),
        column("created_at", "created_at", Time).sorted(),
    ],
    order: ("created_at", Down),
};

/// Who changed what.
pub static AUDIT: Table = Table {
    name: "audit",
    from: "audit_log",
    key: ("id", "bigint"),
    columns: &[
        column("at", "at", Time).listed().sorted(),
        column("actor", "actor", Text).listed().searched(),
        column("action", "action", Choice).listed(),
        column("subject_kind", "subject_kind", Choice).listed(),
        column("subject", "subject", Code).listed().searched(),
        column("address", "address", Code),
        column("before", "before", Json),
        column("after", "after", Json),
    ],
    order: ("at", Down),
};

/// Keys for programs.
pub static KEYS: Table = Table {
    name: "keys",
    from: "api_keys",
    key: ("id", "uuid"),
    columns: &[
        column("name", "name", Text).listed().sorted().searched(),
        column("beginning", "beginning || '…'", Code).listed(),
        column(
            "state",
            "case when revoked_at is not null then 'revoked'
                  when expires_at <= now() then 'expired' else 'active' end",
            Choice,
        )
        .listed()
        .choices(&["active", "expired", "revoked"]),
        column("scopes", "array_to_string(scopes, ', ')", Code).listed(),
        column("last_used_at", "last_used_at", Time).listed().sorted(),
        column("expires_at", "expires_at", Time).listed().sorted(),
        column("created_by", "created_by", Text),
        column("created_at", "created_at", Time).sorted(),
    ],
    order: ("created_at", Down),
};

/// The mirror of the catalogue.
pub static PRODUCTS: Table = Table {
    name: "products",
    from: "products",
    key: ("id", "bigint"),
    columns: &[
        column("sku", "sku", Code).listed().sorted().searched(),
        column("name_en", "name_en", Text).listed().sorted().searched(),
        column("name_ar", "name_ar", Text).searched(),
        column("family", "family", Code).listed().sorted(),
        column("price", "price", Number).listed().sorted(),
        column("currency", "currency", Code).listed(),
        column("stock", "stock", Number).listed().sorted(),
        column("active", "active", Flag).listed().choices(&["true", "false"]),
        column("quotable", "quotable", Flag).choices(&["true", "false"]),
        column("subtype", "subtype", Code),
        column("colours", "array_to_string(colours, ', ')", Text),
        column("materials", "array_to_string(materials, ', ')", Text),
        column("width_mm", "width_mm", Number),
        column("depth_mm", "depth_mm", Number),
        column("height_mm", "height_mm", Number),
        column("description_en", "description_en", Text),
        column("description_ar", "description_ar", Text),
        column("source", "source", Code),
        column("inventory", "inventory", Code),
        column("item_id", "item_id", Code),
        column("counted_at", "counted_at", Time),
        column("updated_at", "updated_at", Time).sorted(),
    ],
    order: ("sku", super::Direction::Up),
};

/// Quotations, every revision.
pub static QUOTES: Table = Table {
    name: "quotes",
    from: "quotes q join customers c on c.id = q.customer_id",
    key: ("q.id", "uuid"),
    columns: &[
        column("number", "q.number", Code).listed().sorted().searched(),
        column("revision", "q.revision", Number).listed(),
        column("recipient", "q.draft #>> '{recipient,name}'", Text).listed().searched(),
        column("customer", "c.name", Text).searched(),
        column(
            "state",
            "case when q.cancelled_at is not null then 'cancelled'
                  when q.accepted_at is not null then 'accepted'
                  when q.valid_until <= now() then 'expired' else 'open' end",
            Choice,
        )
        .listed()
        .choices(&["open", "accepted", "expired", "cancelled"]),
        column("made_at", "q.made_at", Time).listed().sorted(),
        column("valid_until", "q.valid_until", Time).listed().sorted(),
        column("accepted_at", "q.accepted_at", Time),
        column("cancelled_at", "q.cancelled_at", Time),
        column("conversation", "q.conversation_id", Code),
        column("draft", "q.draft", Json),
    ],
    order: ("made_at", Down),
};

/// What is done outside.
pub static EFFECTS: Table = Table {
    name: "effects",
    from: "effects",
    key: ("id", "uuid"),
    columns: &[
        column("key", "key", Code).listed().searched(),
        column("kind", "kind", Code).listed(),
        column("state", "state", Choice).listed().choices(&["due", "running", "done", "failed"]),
        column("attempts", "attempts", Number).listed().sorted(),
        column("due_at", "due_at", Time).listed().sorted(),
        column("created_at", "created_at", Time).listed().sorted(),
        column("finished_at", "finished_at", Time),
        column("lane", "lane", Code).searched(),
        column("conversation", "conversation_id", Code),
        column("error", "error", Text).searched(),
        column("subject", "subject", Json),
        column("outcome", "outcome", Json),
    ],
    order: ("created_at", Down),
};

/// What is to leave, and what left.
pub static OUTBOX: Table = Table {
    name: "outbox",
    from: "outbox o join conversations c on c.id = o.conversation_id
           left join customers k on k.id = c.customer_id",
    key: ("o.id", "uuid"),
    columns: &[
        column("created_at", "o.created_at", Time).listed().sorted(),
        column("customer", "k.name", Text).listed().searched(),
        column("words", "left(o.echo_key, 200)", Text).listed().searched(),
        column("state", "o.state", Choice).listed().choices(&[
            "pending",
            "sending",
            "unknown",
            "accepted",
            "failed",
            "cancelled",
        ]),
        column("attempts", "o.attempts", Number).listed(),
        column("accepted_at", "o.accepted_at", Time),
        column("next_attempt_at", "o.next_attempt_at", Time),
        column("gateway", "o.gateway", Code),
        column("conversation", "o.conversation_id", Code),
        column("error", "o.error", Text),
        column("content", "o.content", Json),
    ],
    order: ("created_at", Down),
};

/// Requests for a person.
pub static HANDOFFS: Table = Table {
    name: "handoffs",
    from: "handoffs h join conversations c on c.id = h.conversation_id
           left join customers k on k.id = c.customer_id",
    key: ("h.id", "uuid"),
    columns: &[
        column("opened_at", "h.opened_at", Time).listed().sorted(),
        column("customer", "k.name", Text).listed().searched(),
        column("reason", "h.reason", Choice).listed().searched(),
        column(
            "state",
            "case when h.resolved_at is not null then 'resolved'
                  when h.taken_at is not null then 'taken' else 'open' end",
            Choice,
        )
        .listed()
        .choices(&["open", "taken", "resolved"]),
        column("mode", "h.mode", Choice).listed().choices(&["hand_over", "notify"]),
        column("alerts", "h.alerts", Number),
        column("taken_at", "h.taken_at", Time),
        column("resolved_at", "h.resolved_at", Time),
        column("conversation", "h.conversation_id", Code),
        column("card", "h.card", Json),
    ],
    order: ("opened_at", Down),
};

/// Calls of models.
pub static MODEL_CALLS: Table = Table {
    name: "model_calls",
    from: "model_calls",
    key: ("id", "uuid"),
    columns: &[
        column("at", "at", Time).listed().sorted(),
        column("role", "role", Code).listed(),
        column("model", "model", Code).listed().searched(),
        column("outcome", "outcome", Code).listed().searched(),
        column("tokens_in", "tokens_in", Number).listed().sorted(),
        column("tokens_cached", "tokens_cached", Number),
        column("tokens_out", "tokens_out", Number).listed().sorted(),
        column("cost_usd", "cost_usd", Number).listed().sorted(),
        column("elapsed_ms", "elapsed_ms", Number).listed().sorted(),
        column("turn", "turn_id", Code),
    ],
    order: ("at", Down),
};

/// The customers.
pub static CUSTOMERS: Table = Table {
    name: "customers",
    from: "customers c",
    key: ("c.id", "uuid"),
    columns: &[
        column("name", "c.name", Text).listed().sorted().searched(),
        column(
            "known_as",
            "(select string_agg(i.messenger || ' ' || i.external_id, ', ')
                from customer_identities i where i.customer_id = c.id)",
            Code,
        )
        .listed()
        .searched(),
        column("company", "c.profile #>> '{details,company,company}'", Text).listed().searched(),
        column("created_at", "c.created_at", Time).listed().sorted(),
        column("profile", "c.profile", Json),
    ],
    order: ("created_at", Down),
};

/// Rules for prices below the list.
pub static PRICE_RULES: Table = Table {
    name: "price_rules",
    from: "price_rules",
    key: ("id", "uuid"),
    columns: &[
        column("label", "coalesce(rule #>> '{name,en}', rule ->> 'name', id::text)", Text).listed(),
        column(
            "state",
            "case when withdrawn_at is not null then 'withdrawn'
                  when approved_at is not null then 'approved' else 'draft' end",
            Choice,
        )
        .listed()
        .choices(&["draft", "approved", "withdrawn"]),
        column("approved_by", "approved_by", Text).listed().searched(),
        column("approved_at", "approved_at", Time).listed().sorted(),
        column("created_at", "created_at", Time).listed().sorted(),
        column("withdrawn_at", "withdrawn_at", Time),
        column("rule", "rule", Json),
    ],
    order: ("created_at", Down),
};
