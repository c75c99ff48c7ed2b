-- Files of channels.
create table media (
  media_id $uuid not null primary key,
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  kind $int not null,
  display_name $name(255) not null,
  size_bytes $int not null,
  start_us $int,
  duration_us $int not null,
  codec $ascii(32) not null,  -- empty: no video
  width $int not null,
  height $int not null,
  frames_per_second $real not null,
  audio_codec $ascii(32) not null,
  container $ascii(64) not null,
  browser_playable $int not null,
  analysis_state $int not null,
  analysis_progress $real not null,
  analysis_attempt $ascii(64) not null,
  analysis_error_pl $text not null,
  analysis_error_en $text not null,
  analysis_error_reason $ascii(64) not null,
  source_id $uuid,  -- media it was made from
  event_id $uuid,   -- event that it shows
  event_offset_us $int not null,  -- from the beginning of the clip to the event
  remark_pl $text not null,
  remark_en $text not null,
  stored_bytes $int not null,  -- of all its files, kept beside them so that usage is one index range
  create_us $int not null,
  update_us $int not null,
  version $int not null
) $clustered;
-- Repeating a still or clip of an event changes the one there is.
create unique index media_by_event on media (event_id, kind);
create index media_by_channel on media (project_id, channel_id, start_us, media_id);
create index media_by_source on media (source_id);
create index media_by_analysis on media (analysis_state, create_us);
create index media_usage on media (project_id, channel_id, stored_bytes);

-- What is on the disk for a media, one row a variant: the original, the browser's version, the animation, the still.
create table media_file (
  media_id $uuid not null,
  variant $int not null,
  path $name(255) not null,  -- below the media directory
  content_type $ascii(64) not null,
  size_bytes $int not null,
  create_us $int not null,
  primary key (media_id, variant),
  foreign key (media_id) references media (media_id) on delete cascade
) $clustered;

-- Files whose rows are gone and that still must go from the disk, whatever happens in between.
create table doomed_file (
  path $name(255) not null primary key
) $clustered;

create table upload (
  upload_id $uuid not null primary key,
  project_id $ascii(63) not null,
  channel_id $ascii(63) not null,
  display_name $name(255) not null,
  size_bytes $int not null,
  received_bytes $int not null,
  start_us $int,
  expire_us $int not null,
  media_id $uuid,  -- set when it was finished
  path $name(255) not null,
  principal $name(128) not null,
  request_id $name(128),  -- null: every call starts another upload
  create_us $int not null
) $clustered;
create unique index upload_by_request on upload (principal, request_id);
create index upload_by_channel on upload (project_id, channel_id);
create index upload_by_expiry on upload (expire_us);
