-- Each column has one writer. The catalogue says what a product is, what it costs and whether it is
-- listed; the inventory says which item it is, how many there are and whether it may be sold. What
-- follows from both is generated, and written by nobody.

drop index products_traits;
alter table products rename column active to listed;
alter table products rename column stock to stock_listed;
alter table products
    -- The inventory that answers for this row; without one the catalogue's own figure stands.
    add column inventory text,
    -- Its item, absent where it has none: shown, but not quoted.
    add column item_id text,
    add column stock_counted integer check (stock_counted >= 0),
    add column sellable boolean,
    add column counted_at timestamptz,
    add column stock integer generated always as
        (case when inventory is null then stock_listed else stock_counted end) stored,
    add column active boolean not null generated always as
        (listed and coalesce(sellable, true)) stored,
    add column quotable boolean not null generated always as
        (listed and coalesce(sellable, true) and price is not null
         and (inventory is null or item_id is not null)) stored,
    add check (item_id is not null or stock_counted is null and sellable is null),
    add check (inventory is not null or item_id is null);

create index products_traits on products (family, price)
    include (id, sku_key, subtype, colours, materials, features, width_mm, depth_mm, height_mm,
             length_mm, currency, stock, capacity, of_itself)
    where active;
create index products_item on products (item_id) where item_id is not null;

-- Where each field of a product comes from: {"price": {"source": …, "at": …, "hash": …}, …}, the
-- moment being the one at which it became what it is. One column a writer.
create table product_lineage (
    product_id bigint primary key references products on delete cascade,
    catalogue  jsonb not null default '{}',
    inventory  jsonb not null default '{}'
);

create function field_lineage(given jsonb, derived text[], source text, at timestamptz)
returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(key, jsonb_build_object(
               'source', case when key = any(derived) then 'lexicon' else source end,
               'at', at,
               'hash', left(md5(value::text), 12))), '{}')
      from jsonb_each(given)
     where value not in ('null', '[]', '{}', '""')
$$;

-- What is the same from the same source keeps the moment at which it became so.
create function kept_lineage(old jsonb, new jsonb)
returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(key,
               case when old -> key ->> 'hash' = value ->> 'hash'
                     and old -> key ->> 'source' = value ->> 'source'
                    then old -> key else value end), '{}')
      from jsonb_each(new)
$$;

-- Pages of a source that need not be asked for again while their entry in its lists is the same.
create table source_pages (
    source  text not null,
    key     text not null,
    version text not null,
    page    jsonb not null,
    read_at timestamptz not null,
    primary key (source, key)
);

-- A walk may be one through the inventory, and may have found more missing than is believed.
alter table catalogue_syncs
    add column kept integer not null default 0;
