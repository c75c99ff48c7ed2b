-- A recording is a media from its first moment on, so that it is seen and played while it runs; `running` says that its
-- file still grows, and that nothing may delete it.
alter table media add column running $int not null default 0;
create index media_by_running on media (running, media_id);
-- The oldest recordings go first, in a channel and on the whole disk.
create index media_by_age on media (kind, start_us, media_id);

-- When a recording has no picture although it ran.
create table recording_gap (
  media_id $uuid not null,
  from_us $int not null,
  until_us $int not null,
  primary key (media_id, from_us),
  foreign key (media_id) references media (media_id) on delete cascade
) $clustered;
