-- A quotation whose time ran out without an answer: its draft order is called off, and the CRM is told.

alter table quotes add column expired_at timestamptz;

create index quotes_open on quotes (valid_until)
    where accepted_at is null and cancelled_at is null and expired_at is null;
