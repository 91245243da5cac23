-- Prices are asked for again before they are promised, where the catalogue can be asked for one product.
alter table products
    -- What the catalogue calls the product's page.
    add column source_page text,
    -- When the price was last asked for by itself.
    add column price_checked_at timestamptz;
