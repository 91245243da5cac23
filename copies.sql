    insert into products (sku, sku_key, source, name_en, name_ar, description_en, description_ar,
                          categories, family, subtype, colours, materials, width_mm, depth_mm,
                          height_mm, length_mm, price, currency, price_basis, stock_listed, listed,
                          images, attributes, capacity, url, content_hash, search, folded_name,
                          of_itself, features, name_sounds, updated_at)
    select sku || '-' || n, sku_key || 'copy' || n, source, name_en, name_ar, description_en,
           description_ar, categories, family, subtype, colours, materials, width_mm + n % 400,
           depth_mm + n % 100, height_mm, length_mm, round(price * (0.5 + n % 97 / 60.0), 2),
           currency, price_basis, (stock + n) % 50, listed, images, attributes, capacity, url,
           content_hash, search, folded_name || ' ' || n, of_itself, features, name_sounds,
           updated_at
      from products,
           generate_series(1, greatest(100000 / (select count(*)::int from products) - 1, 0)) n
     where sku_key not like '%copy%'
