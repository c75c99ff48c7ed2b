-- Analyzers share the channels by leases. They are kept here, not in memory, so that several application services agree
-- and a restart moves no channel.
create table analyzer (
  analyzer_id $ascii(63) not null primary key,
  holder $uuid not null,   -- the stream that speaks for it; a newer one takes over
  capacity $int not null,  -- channels at once; 0: any number
  renewed_us $int not null
) $clustered;

create table channel_lease (
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  analyzer_id $ascii(63) not null,
  fence $int not null,     -- grows with every change of hands
  since_us $int not null,
  primary key (project_id, channel_id)
) $clustered;
create index channel_lease_by_analyzer on channel_lease (analyzer_id);

insert into revision_counter (counter, revision, compacted) values ('leases', 0, 0);
