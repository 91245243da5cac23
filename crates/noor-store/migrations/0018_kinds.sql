-- A search for office chairs reads the office chairs, not all that is a chair.
drop index products_traits;
create index products_traits on products (family, subtype, price)
    include (id, sku_key, colours, materials, features, width_mm, depth_mm, height_mm, length_mm,
             currency, stock, capacity, of_itself)
    where active;
