-- The tables that apalis-postgres 1.0 expects to find, for shops that run without Redis.
--
-- The library's own migrations arrive at this state by way of the extension pgcrypto, which small
-- PostgreSQL builds (the private one that `noor demo` brings along) do not have and this state does
-- not use. The bell's contract tests fail if a later version of the library expects anything else.

create extension if not exists hstore;
create schema if not exists apalis;

create table apalis.workers (
    id           text primary key,
    worker_type  text not null,
    storage_name text not null,
    layers       text not null default '',
    last_seen    timestamptz not null default now(),
    started_at   timestamptz
);

create table apalis.jobs (
    job             bytea not null,
    id              text primary key,
    job_type        text not null,
    status          text not null default 'Pending',
    attempts        integer not null default 0,
    max_attempts    integer not null default 25,
    run_at          timestamptz not null default now(),
    last_result     jsonb,
    lock_at         timestamptz,
    lock_by         text references apalis.workers (id),
    done_at         timestamptz,
    priority        integer default 0,
    idempotency_key text,
    metadata        hstore
);

create index jobs_fetch on apalis.jobs (job_type, priority desc, run_at)
    where status = 'Pending' or (status = 'Failed' and attempts < max_attempts);
create index jobs_lock_by on apalis.jobs (lock_by);
create unique index jobs_idempotency_key on apalis.jobs (job_type, idempotency_key);

-- Hands a worker its next jobs; two workers never get the same one.
create function apalis.get_jobs(worker_id text, v_job_type text, v_job_count integer default 5)
returns setof apalis.jobs language sql as $$
    with next as (
        select id from apalis.jobs
         where (status = 'Pending' or (status = 'Failed' and attempts < max_attempts))
           and run_at < now() and job_type = v_job_type
         order by priority desc, run_at
         limit v_job_count for update skip locked
    )
    update apalis.jobs j set status = 'Queued', lock_by = worker_id, lock_at = now()
      from next where j.id = next.id
    returning j.*
$$;
