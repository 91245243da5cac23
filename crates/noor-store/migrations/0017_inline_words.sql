-- The search reads the words of every row that has one of them, and none of its long texts.
alter table products alter column search set storage main;
alter table products alter column description_en set storage external;
alter table products alter column description_ar set storage external;
