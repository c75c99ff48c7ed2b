-- Who may see what. A decision reads the grants of one user and of his groups, so subjects are what is indexed; lists
-- of what is granted on a resource have an index too.
create table user_group (
  group_id $ascii(63) not null primary key,
  display_name $name(200) not null,
  create_us $int not null,
  update_us $int not null,
  version $int not null
) $clustered;

create table group_member (
  group_id $ascii(63) not null,
  user_id $ascii(63) not null,
  primary key (group_id, user_id),
  foreign key (group_id) references user_group (group_id) on delete cascade,
  foreign key (user_id) references user_account (user_id) on delete cascade
) $clustered;
create index group_member_by_user on group_member (user_id, group_id);

create table access_grant (
  grant_id $uuid not null primary key,
  subject $ascii(80) not null,    -- users/{id} or groups/{id}: two tables, so no foreign key
  resource $ascii(160) not null,  -- of another service, which may have another database
  rights $int not null,           -- bit n: access.v1.GrantRight n
  kinds $text not null,           -- lists by tabs; empty: all
  object_classes $text not null,
  zones $text not null,
  labels $text not null,
  minimum_severity $int not null,
  from_us $int,                   -- when they may look; null: open
  until_us $int,
  weekly_hours $ascii(2000) not null,  -- "12345 480 960;67 0 1440": days, minutes of the project's clock
  look_back_us $int,              -- null: all
  note $name(500) not null,
  granted_by $ascii(80) not null,
  create_us $int not null,
  update_us $int not null,
  version $int not null
) $clustered;
create index access_grant_by_subject on access_grant (subject, grant_id);
create index access_grant_by_resource on access_grant (resource, grant_id);

-- Grows with whatever may change a decision, so that decisions that were remembered are thrown away. Whoever changes
-- something takes its number first: changes follow one another, and "the last administrator" is a fact.
insert into revision_counter (counter, revision, compacted) values ('access', 1, 0);
