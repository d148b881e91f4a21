-- The number of a session's newest event; those before this migration were not kept.
alter table sessions add column last_event bigint default 0 not null;

create table session_events (
    session_id varchar(63) not null references sessions (id) on delete cascade,
    number bigint not null,
    name varchar(16) not null,
    data varchar(1000000) not null,
    primary key (session_id, number)
);
