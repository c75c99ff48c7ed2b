-- What a project says beside its own columns is one column of JSON, as with channels (docs/adr/0051).
alter table project add column settings $text not null default '';

-- A watch reads what changed after its revision. Rows from before have 0: they are in every snapshot.
alter table project add column revision $int not null default 0;
alter table channel add column revision $int not null default 0;
create index project_by_revision on project (revision);
create index channel_by_revision on channel (revision);

-- Names of what is gone, so that a watch hears of it.
create table application_tombstone (
  revision $int not null primary key,
  name $ascii(160) not null
) $clustered;

insert into revision_counter (counter, revision, compacted) values ('application', 0, 0);
