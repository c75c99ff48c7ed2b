-- Who may come in, who is in, and what was done.
create table user_account (
  user_id $ascii(63) not null primary key,
  display_name $name(200) not null,
  roles $int not null,  -- bit n: role number n of type.v1.Role
  password_hash $ascii(255) not null,  -- argon2id in its text form, with salt and costs
  password_expired $int not null,
  disabled $int not null,
  create_us $int not null,
  update_us $int not null,
  version $int not null
) $clustered;

-- One login. Its refresh tokens form a family: they end together.
create table session (
  session_id $uuid not null primary key,
  user_id $ascii(63) not null,
  address $ascii(64) not null,
  agent $name(255) not null,
  create_us $int not null,
  use_us $int not null,
  expire_us $int not null,
  end_us $int,  -- null while it lasts
  foreign key (user_id) references user_account (user_id) on delete cascade
) $clustered;
create index session_by_user on session (user_id, create_us);
create index session_by_expiry on session (expire_us);

-- Tokens are kept as hashes: who reads the table cannot log in. Used ones stay until the session ends, because a
-- second use means that somebody copied one.
create table refresh_token (
  token_hash $ascii(64) not null primary key,
  session_id $uuid not null,
  expire_us $int not null,
  use_us $int,
  foreign key (session_id) references session (session_id) on delete cascade
) $clustered;
create index refresh_token_by_session on refresh_token (session_id);

-- Append-only; each row's hash covers the row before, so a row that was changed or taken out shows.
create table audit (
  sequence $int not null primary key,
  time_us $int not null,
  principal $name(128) not null,
  method $ascii(160) not null,
  resource $name(255) not null,
  address $ascii(64) not null,
  outcome $ascii(64) not null,  -- "OK", or the reason of the refusal
  facts $text not null,         -- JSON
  previous_hash $ascii(64) not null,
  hash $ascii(64) not null
) $clustered;
create index audit_by_principal on audit (principal, sequence);
create index audit_by_resource on audit (resource, sequence);

-- The end of the chain: rows cut off at the end show too. Appending locks it.
create table audit_head (
  audit_head_id $int not null primary key,
  sequence $int not null,
  hash $ascii(64) not null
) $clustered;
insert into audit_head (audit_head_id, sequence, hash) values (1, 0, '');
