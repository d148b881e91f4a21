-- Ports of instances that are exchanged for others of the same id: nobody else gets them meanwhile.
create table kept_port (
    instance varchar(63) not null primary key,
    port     integer     not null unique
);
