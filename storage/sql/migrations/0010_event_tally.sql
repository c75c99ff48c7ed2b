-- Counts that are ready: a month of a busy camera is half a million events, and "how many people" must not look at each
-- of them. Kept in the transaction that changes the events; docs/design/counting.md says how they are exact.

-- What happened in one cell of time. kind_group is which kinds are told apart from the rest: -1 all kinds together (kind
-- is 0 then), -2 the kinds that an object's story begins with, else the one kind of that number.
create table event_tally (
  channel_ref $int not null,
  kind_group $int not null,
  span_us $int not null,   -- how long the cell is: a quarter of an hour or a day
  class_ref $int not null,
  begin_us $int not null,  -- a multiple of span_us
  kind $int not null,
  events $int not null,
  alone $int not null,     -- events without an object
  objects $int not null,   -- objects that are in this cell and in no other of the same kind_group and span_us
  primary key (channel_ref, kind_group, span_us, class_ref, begin_us, kind)
) $clustered;

-- Objects that are in several cells of the same kind_group and span_us: a row for each.
create table event_roamer (
  channel_ref $int not null,
  kind_group $int not null,
  span_us $int not null,
  class_ref $int not null,
  begin_us $int not null,
  kind $int not null,
  object_ref $int not null,
  primary key (channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref)
) $clustered;

-- What an object did, without looking at the events themselves.
create index event_of_object on event (object_ref, start_us, event_ref, channel_ref, class_ref, kind);
drop index if exists event_by_object $of(event);

-- Events of before. "replace", so that a step that was interrupted may be done again.
replace into event_tally (channel_ref, kind_group, span_us, class_ref, begin_us, kind, events, alone, objects)
select channel_ref, -1, 900000000, class_ref, begin_us, 0, sum(n),
  sum(case when object_ref is null then n else 0 end), sum(case when object_ref is not null and cells = 1 then 1 else 0 end)
from (select channel_ref, class_ref, object_ref, begin_us, count(*) as n, count(*) over (partition by object_ref) as cells
  from (select channel_ref, class_ref, object_ref, start_us - start_us % 900000000 as begin_us from event) as e
  group by channel_ref, class_ref, object_ref, begin_us) as c
group by channel_ref, class_ref, begin_us;

replace into event_tally (channel_ref, kind_group, span_us, class_ref, begin_us, kind, events, alone, objects)
select channel_ref, -1, 86400000000, class_ref, begin_us, 0, sum(n),
  sum(case when object_ref is null then n else 0 end), sum(case when object_ref is not null and cells = 1 then 1 else 0 end)
from (select channel_ref, class_ref, object_ref, begin_us, count(*) as n, count(*) over (partition by object_ref) as cells
  from (select channel_ref, class_ref, object_ref, start_us - start_us % 86400000000 as begin_us from event) as e
  group by channel_ref, class_ref, object_ref, begin_us) as c
group by channel_ref, class_ref, begin_us;

replace into event_tally (channel_ref, kind_group, span_us, class_ref, begin_us, kind, events, alone, objects)
select channel_ref, kind_group, 900000000, class_ref, begin_us, kind, sum(n),
  sum(case when object_ref is null then n else 0 end), sum(case when object_ref is not null and cells = 1 then 1 else 0 end)
from (select channel_ref, kind_group, class_ref, object_ref, begin_us, kind, count(*) as n,
    count(*) over (partition by object_ref, kind_group) as cells
  from (select channel_ref, class_ref, object_ref, kind, start_us - start_us % 900000000 as begin_us,
      case when kind in (1, 9, 10, 11, 12, 13, 14, 30, 31, 32, 33, 34, 35) then -2 else kind end as kind_group
    from event) as e
  group by channel_ref, kind_group, class_ref, object_ref, begin_us, kind) as c
group by channel_ref, kind_group, class_ref, begin_us, kind;

replace into event_tally (channel_ref, kind_group, span_us, class_ref, begin_us, kind, events, alone, objects)
select channel_ref, kind_group, 86400000000, class_ref, begin_us, kind, sum(n),
  sum(case when object_ref is null then n else 0 end), sum(case when object_ref is not null and cells = 1 then 1 else 0 end)
from (select channel_ref, kind_group, class_ref, object_ref, begin_us, kind, count(*) as n,
    count(*) over (partition by object_ref, kind_group) as cells
  from (select channel_ref, class_ref, object_ref, kind, start_us - start_us % 86400000000 as begin_us,
      case when kind in (1, 9, 10, 11, 12, 13, 14, 30, 31, 32, 33, 34, 35) then -2 else kind end as kind_group
    from event) as e
  group by channel_ref, kind_group, class_ref, object_ref, begin_us, kind) as c
group by channel_ref, kind_group, class_ref, begin_us, kind;

replace into event_roamer (channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref)
select channel_ref, -1, 900000000, class_ref, begin_us, 0, object_ref
from (select channel_ref, class_ref, object_ref, begin_us, count(*) over (partition by object_ref) as cells
  from (select channel_ref, class_ref, object_ref, start_us - start_us % 900000000 as begin_us from event
    where object_ref is not null) as e
  group by channel_ref, class_ref, object_ref, begin_us) as c
where cells > 1;

replace into event_roamer (channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref)
select channel_ref, -1, 86400000000, class_ref, begin_us, 0, object_ref
from (select channel_ref, class_ref, object_ref, begin_us, count(*) over (partition by object_ref) as cells
  from (select channel_ref, class_ref, object_ref, start_us - start_us % 86400000000 as begin_us from event
    where object_ref is not null) as e
  group by channel_ref, class_ref, object_ref, begin_us) as c
where cells > 1;

replace into event_roamer (channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref)
select channel_ref, kind_group, 900000000, class_ref, begin_us, kind, object_ref
from (select channel_ref, kind_group, class_ref, object_ref, begin_us, kind,
    count(*) over (partition by object_ref, kind_group) as cells
  from (select channel_ref, class_ref, object_ref, kind, start_us - start_us % 900000000 as begin_us,
      case when kind in (1, 9, 10, 11, 12, 13, 14, 30, 31, 32, 33, 34, 35) then -2 else kind end as kind_group
    from event where object_ref is not null) as e
  group by channel_ref, kind_group, class_ref, object_ref, begin_us, kind) as c
where cells > 1;

replace into event_roamer (channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref)
select channel_ref, kind_group, 86400000000, class_ref, begin_us, kind, object_ref
from (select channel_ref, kind_group, class_ref, object_ref, begin_us, kind,
    count(*) over (partition by object_ref, kind_group) as cells
  from (select channel_ref, class_ref, object_ref, kind, start_us - start_us % 86400000000 as begin_us,
      case when kind in (1, 9, 10, 11, 12, 13, 14, 30, 31, 32, 33, 34, 35) then -2 else kind end as kind_group
    from event where object_ref is not null) as e
  group by channel_ref, kind_group, class_ref, object_ref, begin_us, kind) as c
where cells > 1;
