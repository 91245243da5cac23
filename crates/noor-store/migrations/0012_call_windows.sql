-- Calls of accounts whose vendors allow so many in a period, for shops without Redis. One row an
-- account, so that whoever books waits for whoever books just now.
create table call_windows (
    account       text primary key,
    -- When calls were made, none older than two periods: the clocks of two processes may differ.
    calls         timestamptz[] not null,
    -- Nobody may call before this: the vendor said so.
    blocked_until timestamptz
);
