-- How to log in at cameras, sealed: only who has the key can read it (docs/adr/0091).
create table credential (
  camera_id $ascii(63) not null primary key,
  key_id $ascii(16) not null,  -- which key sealed it, so that a rotation finds what is left
  sealed $text not null,       -- base64 of nonce and box; the camera's id is bound into it
  foreign key (camera_id) references camera (camera_id) on delete cascade
) $clustered;
create index credential_by_key on credential (key_id);
