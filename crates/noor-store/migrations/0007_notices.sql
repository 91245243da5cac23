-- Some triggers stop Noor and some only tell a person while Noor goes on. The latter are notices:
-- told once, resolved by that, and any number of them beside an open handoff.
alter table handoffs add column mode text not null default 'hand_over'
    check (mode in ('hand_over', 'notify'));
drop index handoffs_open;
create unique index handoffs_open on handoffs (conversation_id)
    where resolved_at is null and mode = 'hand_over';
