-- Directions that visitors uploaded or made of texts. An owner is the SHA-256 of a key that a browser holds. The id is a
-- digest of what the vector is, so the same one is stored once. Numbers are float32, little-endian, in base64.
create table SteeringVector (
  id varchar(24) primary key,
  owner varchar(64) not null,
  model varchar(200) not null,
  address varchar(60) not null,
  title varchar(200) not null,
  listed boolean not null,
  numbers varchar(400000) not null,
  contrast varchar(200000) not null,
  made timestamp(6) with time zone not null
);

create index SteeringVectorOwner on SteeringVector (owner, model);

create index SteeringVectorListed on SteeringVector (model, listed);
