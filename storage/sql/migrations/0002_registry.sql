-- Cameras as installers know them. Credentials live in a table of their own, never here.
create table camera (
  camera_id $ascii(63) not null primary key,
  display_name $name(200) not null,
  place $name(200) not null,
  create_us $int not null,
  update_us $int not null,
  version $int not null  -- the etag
) $clustered;
