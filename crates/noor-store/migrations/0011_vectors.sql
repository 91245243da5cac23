-- What a model makes of the products' texts, for the search by meaning. The tables need the extension
-- pgvector, which a server may lack or withhold: then they are missing too, and nothing but this
-- search is. Preparing the search runs this file again, so it may be run any number of times.
do $$
begin
    -- Nobody needs to hear that everything is there already.
    perform set_config('client_min_messages', 'warning', true);
    if not exists (select from pg_extension where extname = 'vector') then
        if not exists (select from pg_available_extensions where name = 'vector') then
            return;
        end if;
        begin
            create extension if not exists vector;
        exception
            when insufficient_privilege then
                return;
            when unique_violation or duplicate_object then
                -- Somebody else has just created it.
                null;
        end;
    end if;
    -- An old version has no such types.
    if to_regtype('halfvec') is null or to_regtype('sparsevec') is null then
        return;
    end if;

    -- Which models' vectors there are. Each has an index of its own, so none meets another's.
    create table if not exists vector_spaces (
        id         integer generated always as identity primary key,
        model      text not null,
        dimensions integer not null check (dimensions > 0),
        -- Whether there are lexical weights too.
        sparse     boolean not null,
        unique (model, dimensions, sparse)
    );
    create table if not exists product_vectors (
        space     integer not null references vector_spaces on delete cascade,
        -- The product's sku_key. What is not in the catalogue any more is not found.
        product   text not null,
        -- Of the embedded text, to tell whether it has changed since.
        text_hash text not null,
        dense     halfvec not null,
        sparse    sparsevec(250002),
        primary key (space, product)
    );
exception
    when unique_violation or duplicate_table then
        -- Somebody else has just created the tables.
        null;
end
$$;
