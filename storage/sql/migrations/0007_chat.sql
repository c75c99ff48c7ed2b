-- What was said. What happened is not here: the chat takes it from the events, where it may still grow.
create table message (
  message_id $uuid not null primary key,
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  user_id $ascii(63) not null,  -- whose turn it belongs to; empty: everybody's who may see the channel
  author $int not null,
  time_us $int not null,
  text_pl $text not null,
  text_en $text not null,
  body $text not null,  -- JSON of the rest: understanding, citations, hours, upload
  answers $uuid,
  revision $int not null
) $clustered;
create index message_by_time on message (project_id, channel_id, user_id, time_us, message_id);
create unique index message_by_revision on message (revision);

create table chat_state (
  user_id $ascii(63) not null,
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  read_us $int not null,
  pinned $int not null,
  primary key (user_id, project_id, channel_id)
) $clustered;

create table standing_question (
  question_id $uuid not null primary key,
  project_id $ascii(63) not null,
  user_id $ascii(63) not null,
  words $text not null,
  question $text not null,  -- JSON
  chips $text not null,     -- JSON
  paused $int not null,
  create_us $int not null,
  last_match_us $int,
  matches $int not null,
  version $int not null
) $clustered;
create index standing_question_by_user on standing_question (user_id, project_id, create_us);
