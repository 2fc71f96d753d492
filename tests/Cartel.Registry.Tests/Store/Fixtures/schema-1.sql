PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE agents (
    ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
    registered_at INTEGER NOT NULL, registration TEXT NOT NULL,
    lease_until INTEGER NOT NULL, lease_seconds REAL NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
    status TEXT, profile TEXT, sequence INTEGER, profile_at INTEGER,
    PRIMARY KEY (ns, task, agent),
    FOREIGN KEY (ns, task) REFERENCES tasks (ns, task));
INSERT INTO "agents" VALUES('default','sea','target',639308707593964607,'{"schemaHash":"ad7531aee57682f78a27d2bb585429fe3639cd28e23c765569a2b9edef0cb85c","version":"1.0"}',639308707717041570,1.23076963074541172464e+01,0,NULL,NULL,NULL,NULL);
INSERT INTO "agents" VALUES('default','sea','donor',639308707596954967,'{"schemaHash":"ad7531aee57682f78a27d2bb585429fe3639cd28e23c765569a2b9edef0cb85c","version":"1.0"}',639308707704183563,1.01751802967280049474e+01,0,'{"sampleCount":5,"accuracy":0.5}','{"sequence":9007199254740993,"modelVersion":300,"classCounts":[100,100,100],"evidence":[100,100,100],"recall":[0.9,0.9,0.9],"precision":[0.9,0.9,0.9],"parts":[{"id":"class:2","classes":[2],"sha256":"1111111111111111111111111111111111111111111111111111111111111111","sizeBytes":100,"evidence":100}]}',9007199254740993,639308707598298675);
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (ns, key));
INSERT INTO "events" VALUES(1,'default','agent.joined:sea/target:639308707593964607','{"id":"","at":"2026-11-21T15:12:39.3964607+00:00","kind":"agent.joined","task":"sea","agent":"target","message":"target joined the fleet."}');
INSERT INTO "events" VALUES(2,'default','agent.joined:sea/donor:639308707596954967','{"id":"","at":"2026-11-21T15:12:39.6954967+00:00","kind":"agent.joined","task":"sea","agent":"donor","message":"donor joined the fleet."}');
INSERT INTO "events" VALUES(3,'default','signal:sea/target/novelty/500','{"id":"","at":"2026-11-21T15:12:40.3460584+00:00","kind":"novelty","task":"sea","agent":"target","sample":500,"classes":[2],"message":"target met the unknown class \u201Cc\u201D at sample 500."}');
INSERT INTO "events" VALUES(4,'default','transfer:sea.01a1feaaab9a74209ac3ec0161a9c000:offered','{"id":"","at":"2026-11-21T15:12:40.3460584+00:00","kind":"transfer.offered","task":"sea","agent":"target","sample":500,"transfer":"sea.01a1feaaab9a74209ac3ec0161a9c000","classes":[2],"message":"target was offered parts by donor."}');
INSERT INTO "events" VALUES(5,'default','transfer:sea.01a1feaaab9a74209ac3ec0161a9c000:fetching:donor','{"id":"","at":"2026-11-21T15:12:40.9112551+00:00","kind":"transfer.fetching","task":"sea","agent":"target","transfer":"sea.01a1feaaab9a74209ac3ec0161a9c000","donor":"donor","classes":[2],"message":"target fetches parts from donor."}');
INSERT INTO "events" VALUES(6,'default','recall://2222222222222222222222222222222222222222222222222222222222222222','{"id":"","at":"2026-11-21T15:12:41.4130853+00:00","kind":"part.recalled","task":"","agent":"","message":"The part 2222222222222222222222222222222222222222222222222222222222222222 was recalled: It was wrong."}');
CREATE TABLE history (
    id INTEGER PRIMARY KEY, ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
    at INTEGER NOT NULL, status TEXT NOT NULL,
    FOREIGN KEY (ns, task, agent) REFERENCES agents (ns, task, agent) ON DELETE CASCADE);
INSERT INTO "history" VALUES(1,'default','sea','donor',639308707602431761,'{"sampleCount":5,"accuracy":0.5}');
CREATE TABLE idempotency (
    ns TEXT NOT NULL, task TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL,
    body_hash TEXT NOT NULL, transfer TEXT, at INTEGER NOT NULL,
    PRIMARY KEY (ns, task, operation, key));
INSERT INTO "idempotency" VALUES('default','sea','transfer','fixture','7acfb86d8c6350f8e1d212602ae7de43b9a94787fc291f6f292b049c3a194f68','sea.01a1feaaab9a74209ac3ec0161a9c000',639308707603460584);
CREATE TABLE inbox (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
    transfer TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL,
    UNIQUE (ns, task, agent, transfer, sha256),
    FOREIGN KEY (ns, task, agent) REFERENCES agents (ns, task, agent) ON DELETE CASCADE);
INSERT INTO "inbox" VALUES(1,'default','sea','donor','sea.01a1feaaab9a74209ac3ec0161a9c000','1111111111111111111111111111111111111111111111111111111111111111',639308707603460584);
CREATE TABLE ratings (
    ns TEXT NOT NULL, task TEXT NOT NULL, scope TEXT NOT NULL, subject TEXT NOT NULL,
    kept REAL NOT NULL, refused REAL NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (ns, task, scope, subject),
    FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);
CREATE TABLE recalled (
    ns TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ns, sha256));
INSERT INTO "recalled" VALUES('default','2222222222222222222222222222222222222222222222222222222222222222',639308707614130853);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "settings" VALUES('epoch','7a375dc2');
CREATE TABLE tasks (
    ns TEXT NOT NULL, task TEXT NOT NULL, manifest TEXT NOT NULL, schema_hash TEXT NOT NULL,
    PRIMARY KEY (ns, task));
INSERT INTO "tasks" VALUES('default','sea','{"name":"sea","schema":{"features":[{"name":"x","kind":"numeric"}],"classes":["a","b","c"]},"learner":"linear-logistic"}','ad7531aee57682f78a27d2bb585429fe3639cd28e23c765569a2b9edef0cb85c');
CREATE TABLE transfers (
    ns TEXT NOT NULL, task TEXT NOT NULL, id TEXT NOT NULL,
    body TEXT NOT NULL, version INTEGER NOT NULL, deadline INTEGER,
    PRIMARY KEY (ns, task, id),
    FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);
INSERT INTO "transfers" VALUES('default','sea','sea.01a1feaaab9a74209ac3ec0161a9c000','{"id":"sea.01a1feaaab9a74209ac3ec0161a9c000","task":"sea","target":"target","trigger":{"kind":"novelty","sample":500},"needs":[2],"state":"fetching","offers":[{"agent":"donor","score":0.913,"jsdBits":0,"jsdStandardErrorBits":0.003,"parts":[{"id":"class:2","classes":[2],"sha256":"1111111111111111111111111111111111111111111111111111111111111111","sizeBytes":100,"evidence":100}],"classCounts":[100,100,100],"recall":[0.9,0.9,0.9]}],"donor":"donor","createdAt":"2026-11-21T15:12:40.3460584+00:00","updatedAt":"2026-11-21T15:12:40.9112551+00:00","deadline":"2026-11-21T15:13:40.9112551+00:00"}',2,639308708209112551);
CREATE TABLE zoo (
    ns TEXT NOT NULL, task TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (ns, task, id),
    FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);
INSERT INTO "zoo" VALUES('default','sea','d8d0c1de1dbe23a9','{"id":"d8d0c1de1dbe23a9","donor":"donor","keptAt":"2026-11-21T15:12:39.8298675+00:00","classCounts":[100,100,100],"evidence":[100,100,100],"recall":[0.9,0.9,0.9],"parts":[{"id":"class:2","classes":[2],"sha256":"1111111111111111111111111111111111111111111111111111111111111111","sizeBytes":100,"evidence":100}]}');
CREATE INDEX history_of_agent ON history (ns, task, agent, id);
CREATE INDEX open_transfers ON transfers (ns, task, id) WHERE deadline IS NOT NULL;
CREATE INDEX events_of_namespace ON events (ns, number);
COMMIT;
PRAGMA user_version = 0;
