-- Work that one process of all does at its time.
create table schedule (
    name    text primary key,
    next_at timestamptz not null
);
