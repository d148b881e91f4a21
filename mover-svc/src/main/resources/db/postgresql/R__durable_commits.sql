-- PostgreSQL commits are durable as they are; the counterpart for H2 says why this file exists.
select 1;
