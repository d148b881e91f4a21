alter table restores add column delta boolean default false not null;
