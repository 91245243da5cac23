-- Pictures of products as customers get them: fetched from where the catalogue says, made ready for
-- any messenger and kept here, so that a vendor's address is never passed on.

create table picture_files (
    -- Of what was fetched. The same picture under two addresses is one file.
    sha256       bytea primary key,
    content_type text not null check (content_type = 'image/jpeg'),
    width        integer not null check (width > 0),
    height       integer not null check (height > 0),
    bytes        bytea not null check (length(bytes) > 0)
);

-- They are compressed already.
alter table picture_files alter column bytes set storage external;

create table product_pictures (
    -- The address that the catalogue gives.
    source     text primary key,
    state      text not null check (state in ('waiting', 'fetched', 'broken')),
    -- Why it is broken, for people.
    reason     text,
    sha256     bytea references picture_files,
    -- The best place that it has among the pictures of a product; 1 is the one that is shown.
    place      integer not null,
    attempts   integer not null default 0,
    -- When it is to be fetched (again); never, once it was.
    due_at     timestamptz,
    fetched_at timestamptz,
    -- Since when no product on offer has it.
    gone_at    timestamptz,
    check ((state = 'fetched') = (sha256 is not null)),
    check ((state = 'fetched') = (fetched_at is not null)),
    check ((state = 'fetched') = (due_at is null)),
    check ((state = 'broken') = (reason is not null))
);

create index product_pictures_due on product_pictures (place, due_at)
    where due_at is not null and gone_at is null;
create index product_pictures_gone on product_pictures (gone_at) where gone_at is not null;
create index product_pictures_file on product_pictures (sha256) where sha256 is not null;
