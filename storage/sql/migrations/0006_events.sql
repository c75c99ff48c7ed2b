-- What cameras saw, laid out for ten million events: rows that are searched hold numbers, and every index that a
-- question uses holds all the question needs (docs/design/data.md).

create table event_channel (
  channel_ref $key,
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null
) $table;
create unique index event_channel_by_name on event_channel (project_id, channel_id);

create table event_class (
  class_ref $key,
  object_class $name(64) not null
) $table;
create unique index event_class_by_name on event_class (object_class);

create table event_media (
  media_ref $key,
  media $ascii(255) not null
) $table;
create unique index event_media_by_name on event_media (media);

create table feature (
  feature_ref $key,
  feature_key $name(64) not null,
  feature_value $name(128) not null
) $table;
create unique index feature_by_name on feature (feature_key, feature_value);

create table tracked_object (
  object_ref $key,
  object_id $uuid not null,
  channel_ref $int not null,
  class_ref $int not null,
  confidence $real not null,
  start_us $int not null,
  end_us $int,
  features $text not null,  -- key, value, confidence by tabs; one a line
  sentence_pl $text not null,
  sentence_en $text not null,
  label $name(200) not null,  -- by a human, and not touched by analyzers
  media_ref $int,
  attempt $ascii(64) not null,
  described $int not null  -- 0: only its events came so far
) $table;
create unique index tracked_object_by_id on tracked_object (object_id);
create index tracked_object_by_media on tracked_object (media_ref);

create table event (
  event_ref $key,
  event_id $uuid not null,
  channel_ref $int not null,
  class_ref $int not null,
  kind $int not null,
  severity $int not null,
  confidence $real not null,
  start_us $int not null,
  end_us $int,
  state $int not null,
  object_ref $int,
  media_ref $int,
  media_offset_us $int not null,
  attempt $ascii(64) not null,
  revision $int not null,
  sentence_pl $text not null,
  sentence_en $text not null,
  features $text not null,
  box_left $real,  -- all four or none
  box_top $real,
  box_width $real,
  box_height $real,
  clip $ascii(255) not null,   -- names below the event's own channel are kept without it
  still $ascii(255) not null,
  zone $name(64) not null,
  line $name(64) not null,
  object_count $int not null
) $table;
create unique index event_by_id on event (event_id);
create unique index event_by_revision on event (revision);
-- event_ref before the rest: pages are ordered by (start_us, event_ref).
create index event_by_time on event (channel_ref, start_us, event_ref, class_ref, kind, object_ref);
create index event_by_class on event (channel_ref, class_ref, start_us, event_ref, kind, object_ref);
create index event_by_object on event (object_ref, start_us, event_ref);
create index event_by_media on event (media_ref);

-- "Red cars": events by feature, with what else such a question asks.
create table event_feature (
  feature_ref $int not null,
  channel_ref $int not null,
  start_us $int not null,
  event_ref $int not null,
  class_ref $int not null,
  kind $int not null,
  object_ref $int,
  primary key (feature_ref, channel_ref, start_us, event_ref)
) $clustered;
create index event_feature_by_event on event_feature (event_ref);

-- Events that are gone, for those who watch; forgotten after a while (revision_counter.compacted).
create table event_tombstone (
  revision $int not null primary key,
  event_id $uuid not null,
  channel_ref $int not null,
  delete_us $int not null
) $clustered;
