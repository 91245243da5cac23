-- What is done outside for one customer is done in the order in which it was decided on.

alter table effects add column lane text;
update effects set lane = key;
alter table effects alter column lane set not null;
create index effects_lane on effects (lane, created_at, id) where state in ('due', 'running');

-- Papers as they were sent: what a customer has in hand stays as it is, whatever a template becomes.
create table documents (
    id              uuid primary key,
    conversation_id uuid not null references conversations (id),
    -- What kind of paper, and of what: `quotation`, `NR-1042/2`.
    kind            text not null,
    subject         text not null,
    name            text not null,
    content_type    text not null,
    bytes           bytea not null,
    made_at         timestamptz not null,
    unique (kind, subject)
);

create index documents_conversation on documents (conversation_id, made_at);
