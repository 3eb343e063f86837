-- Demos that visitors make of steered runs. An owner is the SHA-256 of a key that a browser holds.
create table PublicDemo (
  name varchar(40) primary key,
  owner varchar(64) not null,
  words varchar(60000) not null,
  shown boolean not null,
  created timestamp(6) with time zone not null,
  changed timestamp(6) with time zone not null
);

create index PublicDemoOwner on PublicDemo (owner);
