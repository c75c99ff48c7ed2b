-- What people call things: a word is given to some objects of a camera, others bear it because they look alike. Events
-- keep what their sentence was made of, so that it can be told again with the name, and without it once it is taken back.

alter table event add column facts $text;        -- events.v1.Facts, base64; null where no analyzer gave any
alter table event add column given_names $text;  -- JSON array of events.v1.GivenName; null: nobody named it
alter table tracked_object add column facts $text;
alter table tracked_object add column given_names $text;
alter table tracked_object add column signature_version $int;
alter table tracked_object add column signature $text;  -- base64; how it is read is the version's

-- Look-alikes are searched by camera, the newest first.
create index tracked_object_by_channel on tracked_object (channel_ref, start_us);

-- Events of several objects: those that a name of one of them is told in.
create table event_subject (
  object_id $uuid not null,
  event_ref $int not null,
  primary key (object_id, event_ref)
) $clustered;

create table label (
  label_ref $key,
  label_id $uuid not null,
  channel_ref $int not null,
  display_name $name(200) not null,
  object_class $name(64) not null,  -- the kind of thing; empty: a name that one thing bears
  scope $int not null,              -- events.v1.Label.Scope
  creator $ascii(255) not null,
  create_us $int not null,
  version $int not null
) $table;
create unique index label_by_id on label (label_id);
create index label_by_channel on label (channel_ref, display_name);

-- Who bears a label, and who does not. What a person pointed at is kept with its signature: it stays an example when the
-- object itself is gone.
create table label_bearer (
  label_ref $int not null,
  bearer_id $uuid not null,  -- of a tracked object, or of an event that has none
  standing $int not null,    -- 1 named by a person, 2 rejected by a person, 3 look-alike
  confidence $real not null,
  start_us $int not null,
  end_us $int not null,
  signature_version $int,
  signature $text,
  primary key (label_ref, bearer_id)
) $clustered;
create index label_bearer_by_id on label_bearer (bearer_id, label_ref);

-- Whose events are still to be told again after a label changed; a restart goes on here.
create table label_retell (
  bearer_id $uuid not null primary key
) $clustered;

-- What nobody can name a supervisor is asked about once: objects that some question was about already. The question
-- itself is a message of the chat.
create table supervisor_question (
  object_id $uuid not null primary key,
  message_id $uuid not null,
  create_us $int not null
) $clustered;
