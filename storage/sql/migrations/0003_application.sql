-- Projects and their channels.
create table project (
  project_id $ascii(63) not null primary key,
  display_name $name(200) not null,
  time_zone $ascii(64) not null,
  quota_bytes $int not null,
  create_us $int not null,
  update_us $int not null,
  version $int not null
) $clustered;

create table channel (
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  camera_id $ascii(63) not null,  -- of the registry, which may live in another database: no foreign key
  display_name $name(200) not null,
  settings $text not null,        -- JSON: always read and written as a whole, never searched (docs/adr/0051)
  create_us $int not null,
  update_us $int not null,
  version $int not null,
  primary key (project_id, channel_id),
  foreign key (project_id) references project (project_id)
) $clustered;
create index channel_by_camera on channel (camera_id);
