-- H2 writes commits out up to half a second later unless told otherwise: a row that is written first would be lost
-- when the service is killed right after.
set write_delay 0;
