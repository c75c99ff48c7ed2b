-- What every room needs: the memory of requests, and numbers for changes.

-- A mutation that is sent twice under one request_id gives the first result twice.
create table request (
  principal $name(128) not null,
  method $ascii(160) not null,
  request_id $name(128) not null,
  fingerprint $ascii(64) not null,  -- hash of the request: another one under the same id is a mistake
  result $text not null,            -- the response, base64 of its wire form
  expire_us $int not null,          -- µs since the epoch, UTC, like every *_us
  primary key (principal, method, request_id)
) $clustered;
create index request_by_expiry on request (expire_us);

-- One row per kind of change. A writer holds its row until it commits, so numbers become visible in their order.
create table revision_counter (
  counter $ascii(32) not null primary key,
  revision $int not null,
  compacted $int not null  -- tombstones up to here are forgotten
) $clustered;
insert into revision_counter (counter, revision, compacted) values ('events', 0, 0), ('chat', 0, 0);

-- How far a reader of a stream of changes got, so that it goes on there after a restart.
create table stream_position (
  reader $ascii(64) not null primary key,
  revision $int not null
) $clustered;
