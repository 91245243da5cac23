-- What a thing has or is made for, under the lexicon's keys: derived at sync, filtered by the search.
alter table products add column features text[] not null default '{}';

-- How the words of its names sound, for names that are written in other letters.
alter table products add column name_sounds text[] not null default '{}';
create index products_name_sounds on products using gin (name_sounds);

drop index products_traits;
create index products_traits on products (family, price)
    include (id, sku_key, subtype, colours, materials, features, width_mm, depth_mm, height_mm,
             length_mm, currency, stock, capacity, of_itself)
    where active;
