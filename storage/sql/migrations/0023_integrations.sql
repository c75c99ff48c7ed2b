-- What a project works with outside.
create table integration (
  project_id $ascii(63) not null,
  integration_id $ascii(63) not null,
  display_name $name(200) not null,
  settings $text not null,  -- JSON of the kind's own message
  secret $text not null,    -- sealed, bound to the name; empty: none
  last_test $text not null, -- JSON; empty: never tested
  create_us $int not null,
  update_us $int not null,
  version $int not null,    -- the etag; a test does not change it
  primary key (project_id, integration_id),
  foreign key (project_id) references project (project_id)
) $clustered;
