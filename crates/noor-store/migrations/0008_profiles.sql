-- What a person told about themselves, known on every line they write on; its shape belongs to
-- noor-core. Written in the transaction of the turn that heard it.
alter table customers add column profile jsonb not null default '{}';
-- Tokens of the question that the vendor had in its cache, as far as it tells: they cost less.
alter table model_calls add column tokens_cached integer not null default 0;
