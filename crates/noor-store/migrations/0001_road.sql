-- The road of a message: what came in, who it is from, the turn that answered it, what goes out.

create table customers (
    id         uuid primary key,
    -- As the customer goes by on the messenger: data, never an instruction.
    name       text,
    created_at timestamptz not null
);

create table customer_identities (
    messenger   text not null,
    external_id text not null,
    customer_id uuid not null references customers (id),
    created_at  timestamptz not null,
    primary key (messenger, external_id)
);

create table conversations (
    id               uuid primary key,
    customer_id      uuid not null references customers (id),
    gateway          text not null,
    channel          text not null,
    messenger        text not null,
    chat             text not null,
    language         text not null default 'en' check (language in ('en', 'ar')),
    sales_stage      text not null default 'greeting',
    -- The dialogue's aggregate; its shape belongs to noor-core.
    state            jsonb not null default '{}',
    -- Who answers: Noor; nobody yet, since a person was asked for; or a person.
    holder           text not null default 'noor' check (holder in ('noor', 'handoff', 'manager')),
    manager_at       timestamptz,
    -- Grows with every takeover. What was queued under an older number never leaves.
    epoch            bigint not null default 0,
    -- Message ids. Everything up to `answered_to` is answered or in a person's hands; everything
    -- up to `claimed_to` is in the batch of the running turn.
    last_inbound     bigint not null default 0,
    claimed_to       bigint not null default 0,
    answered_to      bigint not null default 0,
    burst_at         timestamptz,
    due_at           timestamptz,
    lease_owner      uuid,
    lease_until      timestamptz,
    lease_generation bigint not null default 0,
    -- Turns in a row that broke off.
    failures         integer not null default 0,
    last_customer_at timestamptz,
    created_at       timestamptz not null,
    unique (gateway, channel, messenger, chat)
) with (fillfactor = 70);

create index conversations_due on conversations (due_at) where due_at is not null;
create index conversations_customer on conversations (customer_id);

-- Every delivery of a gateway as it came, before anybody tried to understand it.
create table inbound_events (
    id          uuid primary key,
    gateway     text not null,
    received_at timestamptz not null,
    body        bytea not null,
    -- What could not be read in it, if anything.
    problem     text
);

create index inbound_events_problem on inbound_events (received_at) where problem is not null;

-- Words of customers, people of the shop and other bots. Noor's own are in `outbox`.
create table messages (
    id              bigint generated always as identity primary key,
    conversation_id uuid not null references conversations (id),
    gateway         text not null,
    provider_id     text not null,
    revision        text not null check (revision in ('original', 'edited', 'deleted')),
    author          text not null check (author in ('customer', 'bot', 'manager', 'system')),
    kind            text not null,
    text            text not null,
    attachment      jsonb,
    quotes          text,
    sent_at         timestamptz,
    received_at     timestamptz not null,
    -- The turn that answered it.
    turn_id         uuid
);

-- What makes repeated deliveries harmless. A message may be edited more than once, each time under
-- the same id.
create unique index messages_once on messages (
    gateway, provider_id, revision, (case revision when 'edited' then md5(text) else '' end));

create index messages_conversation on messages (conversation_id, id);

-- The journal: one row a turn, enough to compute it again.
create table turns (
    id              uuid primary key,
    conversation_id uuid not null references conversations (id),
    generation      bigint not null,
    message_ids     bigint[] not null,
    outcome         text not null,
    language        text not null,
    -- Understanding, plan, evidence, draft, model calls, timings.
    journal         jsonb not null,
    started_at      timestamptz not null,
    finished_at     timestamptz not null
);

create index turns_conversation on turns (conversation_id, started_at);

create table model_calls (
    id         uuid primary key,
    turn_id    uuid,
    role       text not null,
    model      text not null,
    outcome    text not null,
    tokens_in  integer not null,
    tokens_out integer not null,
    cost_usd   numeric(14, 8),
    elapsed_ms integer not null,
    at         timestamptz not null
);

create index model_calls_at on model_calls (at);

-- What Noor means to say, in order, each under the key the gateway sees.
create table outbox (
    id               uuid primary key,
    seq              bigint generated always as identity,
    conversation_id  uuid not null references conversations (id),
    turn_id          uuid,
    gateway          text not null,
    epoch            bigint not null,
    content          jsonb not null,
    -- How an echo of it would read: the words with blanks collapsed, or the link.
    echo_key         text not null,
    state            text not null check (
        state in ('pending', 'sending', 'unknown', 'accepted', 'failed', 'cancelled')),
    provider_id      text,
    attempts         integer not null default 0,
    first_attempt_at timestamptz,
    attempt_at       timestamptz,
    -- Set once the gateway may have taken it: from then on it is only repeated while the gateway
    -- still knows our key, until this time.
    repeatable_until timestamptz,
    next_attempt_at  timestamptz not null,
    claim_until      timestamptz,
    accepted_at      timestamptz,
    error            text,
    -- When an unknown outcome was given to a person; it no longer holds up what follows.
    given_up_at      timestamptz,
    created_at       timestamptz not null
) with (fillfactor = 70);

create unique index outbox_provider on outbox (gateway, provider_id) where provider_id is not null;
create index outbox_open on outbox (conversation_id, seq)
    where state in ('pending', 'sending', 'unknown') and given_up_at is null;
create index outbox_due on outbox (next_attempt_at)
    where state in ('pending', 'sending', 'unknown') and given_up_at is null;
create index outbox_conversation on outbox (conversation_id, seq);
-- By the hash, since a text may be longer than an index takes.
create index outbox_unbound on outbox (conversation_id, md5(echo_key)) where provider_id is null;

-- What the gateway reported about our messages, also when it did so before it answered our call.
create table delivery_states (
    gateway     text not null,
    provider_id text not null,
    status      text not null check (status in ('sent', 'delivered', 'read', 'edited', 'failed')),
    error       text,
    at          timestamptz,
    received_at timestamptz not null,
    -- When a failure was acted upon.
    handled_at  timestamptz,
    primary key (gateway, provider_id, status)
);

create index delivery_states_failed on delivery_states (received_at)
    where status = 'failed' and handled_at is null;

-- The shop's lines, as far as the gateway told.
create table channels (
    gateway    text not null,
    channel    text not null,
    active     boolean not null,
    state      text not null,
    updated_at timestamptz not null,
    primary key (gateway, channel)
);

create table handoffs (
    id              uuid primary key,
    conversation_id uuid not null references conversations (id),
    reason          text not null,
    -- Who, why, last words, what was shown: what a person needs to take over.
    card            jsonb not null,
    opened_at       timestamptz not null,
    taken_at        timestamptz,
    resolved_at     timestamptz,
    -- When the people of the shop are to be told (again).
    alert_due_at    timestamptz,
    alerts          integer not null default 0
);

create unique index handoffs_open on handoffs (conversation_id) where resolved_at is null;
create index handoffs_alert on handoffs (alert_due_at)
    where resolved_at is null and taken_at is null;
