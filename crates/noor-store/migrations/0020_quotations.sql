-- From yes to paper: what was offered, and what is done outside because of it.

-- Prices below the list. A rule without an approval is a draft, and changes nothing.
create table price_rules (
    id           uuid primary key,
    -- noor-core's rule: whom and what it is for, and what it makes of a price.
    rule         jsonb not null,
    approved_by  text,
    approved_at  timestamptz,
    withdrawn_at timestamptz,
    created_at   timestamptz not null,
    check ((approved_by is null) = (approved_at is null))
);

create sequence quote_numbers start 1001;

-- Every revision of every quotation, as it was made out: nothing of it changes but what becomes of it.
create table quotes (
    id               uuid primary key,
    number           text not null,
    revision         integer not null check (revision > 0),
    conversation_id  uuid not null references conversations (id),
    customer_id      uuid not null references customers (id),
    -- noor-core's draft: to whom, which lines, at which prices.
    draft            jsonb not null,
    made_at          timestamptz not null,
    valid_until      timestamptz not null,
    accepted_at      timestamptz,
    accepted_variant integer check (accepted_variant >= 0),
    cancelled_at     timestamptz,
    unique (number, revision),
    check ((accepted_at is null) = (accepted_variant is null)),
    check (accepted_at is null or cancelled_at is null)
);

create index quotes_conversation on quotes (conversation_id, made_at desc);
create index quotes_customer on quotes (customer_id, made_at desc);

-- What is to be done outside, written before it is done, under a key of ours that is there once.
create table effects (
    id              uuid primary key,
    key             text not null unique,
    kind            text not null,
    -- What it is about; its shape belongs to the kind.
    subject         jsonb not null,
    conversation_id uuid references conversations (id),
    state           text not null default 'due'
                    check (state in ('due', 'running', 'done', 'failed')),
    attempts        integer not null default 0,
    due_at          timestamptz not null,
    lease_owner     uuid,
    lease_until     timestamptz,
    outcome         jsonb,
    error           text,
    created_at      timestamptz not null,
    finished_at     timestamptz
) with (fillfactor = 80);

create index effects_due on effects (due_at) where state in ('due', 'running');
create index effects_conversation on effects (conversation_id);

-- The calls that an effect takes. One that was begun and not finished may have been done: the other
-- side is asked before it is begun again.
create table effect_steps (
    effect_id   uuid not null references effects (id) on delete cascade,
    step        text not null,
    begun_at    timestamptz not null,
    finished_at timestamptz,
    outcome     jsonb,
    primary key (effect_id, step)
);

-- What ours is called there: a customer's contact, a conversation's deal, a quotation's order.
create table crm_links (
    vendor     text not null,
    kind       text not null,
    subject    text not null,
    remote_id  text not null,
    linked_at  timestamptz not null,
    primary key (vendor, kind, subject)
);

create index crm_links_remote on crm_links (vendor, kind, remote_id);
