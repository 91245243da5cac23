-- The shop's people: who may come in, who is in, who was refused, and what they changed.

create table users (
    id              uuid primary key,
    username        text not null,
    name            text not null,
    role            text not null check (role in ('owner', 'manager', 'analyst')),
    -- argon2id, as a PHC string.
    password_hash   text not null,
    -- Sealed with a key that the database does not have.
    totp_secret     bytea,
    -- The step of the last code that was taken: no code is taken twice.
    totp_step       bigint,
    language        text not null default 'en' check (language in ('en', 'ar')),
    theme           text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
    -- Grows with everything that ends this person's sessions.
    epoch           bigint not null default 0,
    created_at      timestamptz not null,
    signed_in_at    timestamptz,
    disabled_at     timestamptz
);

create unique index users_username on users (lower(username));

create table sessions (
    -- Of the cookie: whoever reads the table cannot come in.
    id_hash     bytea primary key,
    -- Whose it is, once somebody is signed in.
    user_id     uuid references users (id) on delete cascade,
    data        jsonb not null,
    created_at  timestamptz not null,
    seen_at     timestamptz not null
);

create index sessions_user on sessions (user_id) where user_id is not null;
create index sessions_seen on sessions (seen_at);

-- Failed attempts to come in, by account and by address, each under a hash.
create table sign_in_failures (
    subject    bytea primary key,
    failures   integer not null,
    failed_at  timestamptz not null,
    wait_until timestamptz not null
);

create index sign_in_failures_failed on sign_in_failures (failed_at);

create table api_keys (
    id           uuid primary key,
    name         text not null,
    -- The beginning of the key, by which people tell it from others.
    beginning    text not null,
    hash         bytea not null unique,
    scopes       text[] not null,
    created_by   text not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

create table audit_log (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    -- Who: a person of the shop, by id if it was one, and by name as it was then.
    user_id      uuid,
    actor        text not null,
    address      text,
    action       text not null,
    subject_kind text not null,
    subject      text not null,
    -- What it was and what it is now, without secrets.
    before       jsonb,
    after        jsonb
);

create index audit_log_at on audit_log (at desc, id desc);
create index audit_log_subject on audit_log (subject_kind, subject, id desc);
