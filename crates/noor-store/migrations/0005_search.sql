-- Whether a row says of itself what family it is of, and is not only kept among that family.
alter table products add column of_itself boolean not null default true;

-- Everything a search filters and sorts by, so that it reads nothing but this index.
drop index products_family_price;
create index products_traits on products (family, price)
    include (id, sku_key, subtype, colours, materials, width_mm, depth_mm, height_mm, length_mm,
             currency, stock, capacity, of_itself)
    where active;
