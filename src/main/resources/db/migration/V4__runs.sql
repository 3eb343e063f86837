-- Runs of the steering lab that visitors saved. They never change: an id is made of what was asked for and what came of it.
create table SavedRun (
  id varchar(24) primary key,
  owner varchar(64) not null,
  model varchar(200) not null,
  request varchar(200000) not null,
  result varchar(1000000) not null,
  version varchar(60) not null,
  arithmetic varchar(20) not null,
  made timestamp(6) with time zone not null
);

create index SavedRunOwner on SavedRun (owner, made);
