-- The highest number of a call about each thing, so that one that comes too late is known.
create table fence (
    thing   varchar(200)                not null primary key,
    number  bigint                      not null,
    seen_at timestamp(6) with time zone not null
);
