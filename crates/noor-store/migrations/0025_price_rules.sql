-- Who wrote a price rule, and who took it back. Rules of before have nobody's name.
alter table price_rules
    add column written_by text,
    add column withdrawn_by text;
