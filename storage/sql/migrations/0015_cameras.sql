-- Cameras know where their pictures come from and how they answered last; whoever watches them sees every change.
alter table camera add column main_stream $name(2000) not null default '';  -- never with credentials
alter table camera add column sub_stream $name(2000) not null default '';
alter table camera add column onvif_device $name(2000) not null default '';
alter table camera add column make $name(200) not null default '';
alter table camera add column model $name(200) not null default '';
alter table camera add column labels $text not null default '';      -- one a line
alter table camera add column has_credentials $int not null default 0;
alter table camera add column last_probe $text not null default '';  -- base64 of its wire form; does not touch the version
alter table camera add column revision $int not null default 0;
create index camera_by_revision on camera (revision);

create table camera_tombstone (
  revision $int not null primary key,
  camera_id $ascii(63) not null,
  delete_us $int not null
) $clustered;
insert into revision_counter (counter, revision, compacted) values ('cameras', 0, 0);
