-- Access tokens of outside accounts, one for all processes of a shop, and who is asking for the next.
create table oauth_tokens (
    -- Made of a hash: it holds no secret.
    account            text primary key,
    -- Sealed with a key that the database does not have.
    token              bytea,
    expires_at         timestamptz,
    -- Until then nobody asks for a token.
    circuit_open_until timestamptz,
    circuit_reason     text,
    lock_owner         uuid,
    lock_until         timestamptz,
    updated_at         timestamptz not null,
    check ((token is null) = (expires_at is null)),
    check ((circuit_open_until is null) = (circuit_reason is null)),
    check ((lock_owner is null) = (lock_until is null))
);
