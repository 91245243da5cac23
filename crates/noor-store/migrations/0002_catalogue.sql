-- The mirror of the catalogue. A missing value is unknown, never zero.

create extension if not exists pg_trgm;

create table products (
    id          bigint generated always as identity primary key,
    sku         text not null,
    -- One key for every spelling of the code.
    sku_key     text not null unique,
    source      text not null,
    name_en     text,
    name_ar     text,
    description_en text,
    description_ar text,
    categories  text[] not null,
    family      text,
    subtype     text,
    colours     text[] not null,
    materials   text[] not null,
    width_mm    integer,
    depth_mm    integer,
    height_mm   integer,
    length_mm   integer,
    price       numeric(14, 2) check (price > 0),
    currency    text,
    price_basis text not null default 'each' check (price_basis in ('each', 'set', 'm2')),
    stock       integer check (stock >= 0),
    active      boolean not null,
    images      text[] not null,
    attributes  jsonb not null,
    capacity    integer,
    url         text,
    -- Of everything above, to tell a changed row from an unchanged one.
    content_hash bytea not null,
    -- Folded words of both languages, for the text search, and folded names, for typing errors.
    search      tsvector not null,
    folded_name text not null,
    updated_at  timestamptz not null,
    check ((price is null) = (currency is null))
);

create index products_sku_prefix on products (sku_key collate "C");
create index products_search on products using gin (search);
create index products_folded_name on products using gin (folded_name gin_trgm_ops);
create index products_family_price on products (family, price) where active;

-- One row a walk through a source: what it changed, and whether it saw everything.
create table catalogue_syncs (
    id          uuid primary key,
    source      text not null,
    started_at  timestamptz not null,
    finished_at timestamptz not null,
    complete    boolean not null,
    added       integer not null,
    changed     integer not null,
    unchanged   integer not null,
    removed     integer not null,
    rejected    jsonb not null
);
