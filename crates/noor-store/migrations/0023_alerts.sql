-- Whom of the shop's people a bot tells that a customer waits, what each of them was told and when,
-- and who did something about it.

create table telegram_people (
    -- Where they are reached. In a private chat it is the person's own id, but nobody promises that.
    chat_id          bigint primary key,
    telegram_user_id bigint not null unique,
    -- As the shop calls them: it stands in the invitation, not in what they chose for themselves.
    name             text not null,
    -- Their account in the panel, if they have one.
    user_id          uuid,
    linked_at        timestamptz not null,
    -- Since when the bot cannot write to them.
    blocked_at       timestamptz,
    -- Since when they no longer belong to the shop's people. What they were told stays.
    removed_at       timestamptz
);

create table telegram_invitations (
    -- SHA-256 of the code: who reads this table cannot use what is in it.
    code_hash  bytea primary key,
    name       text not null,
    user_id    uuid,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    bigint
);

-- Which person holds a conversation. It says something only while `holder` is 'manager'; null then
-- means that somebody wrote in the gateway's own app, which does not say who.
alter table conversations add column manager_by text;
alter table conversations add column manager_name text;

-- Who took a handoff and who ended it (`user:…`, `telegram:…`, `system`), by the names they had then.
-- A handoff that is over without a resolution ended by itself: time passed, or a notice was read.
alter table handoffs add column taken_by text;
alter table handoffs add column taken_by_name text;
alter table handoffs add column resolved_by text;
alter table handoffs add column resolved_by_name text;
alter table handoffs add column resolution text
    check (resolution in ('resolved', 'handed_back'));

-- One row for each handoff, reminder and person: what they were told is here, and so is that they
-- were not.
create table alerts (
    id          bigint generated always as identity primary key,
    handoff_id  uuid not null references handoffs (id),
    -- 0 for the first alert; each reminder is a round more.
    round       integer not null,
    chat_id     bigint not null references telegram_people (chat_id),
    -- `unknown` is never repeated: the next reminder is its repeat. `superseded` is what a reminder
    -- overtook, or a person who came, before it was said.
    state       text not null check (
        state in ('due', 'sending', 'delivered', 'unknown', 'failed', 'superseded')),
    attempts    integer not null default 0,
    due_at      timestamptz not null,
    claim_until timestamptz,
    message_id  bigint,
    told_at     timestamptz,
    error       text,
    -- The standing of the handoff that the message shows, and when it may next be made to show
    -- another.
    shown       text,
    amend_at    timestamptz,
    -- Set once the message says how it ended: from then on nobody looks at it.
    closed_at   timestamptz,
    unique (handoff_id, round, chat_id)
) with (fillfactor = 70);

create index alerts_due on alerts (due_at) where state in ('due', 'sending');
create index alerts_shown on alerts (amend_at) where state = 'delivered' and closed_at is null;
