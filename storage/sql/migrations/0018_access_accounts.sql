-- Accounts that end, that come by a link, and that need a second factor.
alter table user_account add column expire_us $int;         -- null: never
alter table user_account add column link_hash $ascii(64);   -- of the link's token, null: none
alter table user_account add column link_expire_us $int;    -- not used for the first time after this
alter table user_account add column link_lifetime_us $int;  -- from the first use on
alter table user_account add column link_use_us $int;       -- the first use, null: none yet
create unique index user_account_by_link on user_account (link_hash);

-- The secret is sealed with a key outside the database: who reads the table has no codes.
create table second_factor (
  user_id $ascii(63) not null primary key,
  sealed_secret $ascii(255) not null,
  confirmed $int not null,  -- 0: begun, not yet proved
  last_step $int not null,  -- time step of the last code taken: no code counts twice
  foreign key (user_id) references user_account (user_id) on delete cascade
) $clustered;

-- One row a code, gone when used. They are random, so a plain hash hides them.
create table recovery_code (
  user_id $ascii(63) not null,
  code_hash $ascii(64) not null,
  primary key (user_id, code_hash),
  foreign key (user_id) references user_account (user_id) on delete cascade
) $clustered;
