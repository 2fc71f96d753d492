#!/usr/bin/env python3
"""Writes schema-N.sql and schema-N.redis: a small store of each engine as the given registry writes it.

usage: make.py N path/to/cartel-registry.dll

Run it with the last build before a schema changes, and commit what it writes: the tests open it with every later one.
Needs dotnet and redis-server."""
import json, pathlib, sqlite3, subprocess, sys, tempfile, time, urllib.request

HERE = pathlib.Path(__file__).parent
MANIFEST = {"name": "sea", "schema": {"features": [{"name": "x", "kind": "numeric"}], "classes": ["a", "b", "c"]}, "learner": "linear-logistic"}
PART = "1" * 64
schema = None


def call(base, method, path, body=None, headers=()):
    request = urllib.request.Request(base + "/api/v1/namespaces/default" + path, method=method,
                                     data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    for name, value in headers:
        request.add_header(name, value)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def fill(base, data):
    """A task with two agents, a report, a profile, a transfer under way, a recall."""
    call(base, "PUT", "/tasks/sea", MANIFEST)
    global schema
    if schema is None:
        schema = sqlite3.connect(f"{data}/registry.db").execute("SELECT schema_hash FROM tasks").fetchone()[0]
    for agent in ("target", "donor"):
        call(base, "PUT", f"/tasks/sea/agents/{agent}", {"schemaHash": schema, "version": "1.0"})
    profile = {"sequence": 9007199254740993, "modelVersion": 300, "classCounts": [100, 100, 100], "evidence": [100, 100, 100],
               "recall": [0.9, 0.9, 0.9], "precision": [0.9, 0.9, 0.9],
               "parts": [{"id": "class:2", "classes": [2], "sha256": PART, "sizeBytes": 100, "evidence": 100}]}
    call(base, "PUT", "/tasks/sea/agents/donor/profile", profile)
    call(base, "PUT", "/tasks/sea/agents/donor/lease", {"sampleCount": 5, "accuracy": 0.5})
    request = {"target": "target", "trigger": {"kind": "novelty", "sample": 500}, "needs": [2], "classCounts": [100, 100, 10],
               "recall": [0.9, 0.9, None], "schemaHash": schema, "byteBudget": 1000000}
    transfer = call(base, "POST", "/tasks/sea/transfers", request, [("Idempotency-Key", "fixture")])
    call(base, "PUT", f"/transfers/{transfer['id']}/state", {"state": "fetching", "donor": "donor", "parts": [PART]})
    call(base, "POST", f"/parts/{'2' * 64}/recall", {"reason": "It was wrong."})


def registry(dll, data, *arguments):
    process = subprocess.Popen(["dotnet", dll, "--port", "0", "--data", data, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        fill(process.stdout.readline().strip().removeprefix("Listening on "), data)
    finally:
        process.terminate()
        process.wait()


def main():
    number, dll = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as data:
        registry(dll, data)
        database = sqlite3.connect(f"{data}/registry.db")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        # The dump fills tables in the order of their names.
        lines = ["PRAGMA foreign_keys = OFF;"] + [line for line in database.iterdump() if "sqlite_sequence" not in line]
        lines.append(f"PRAGMA user_version = {version};")
        (HERE / f"schema-{number}.sql").write_text("\n".join(lines) + "\n")

    port = "17399"
    with tempfile.TemporaryDirectory() as data:
        redis = subprocess.Popen(["redis-server", "--port", port, "--save", "", "--dir", data], stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            registry(dll, data, "--redis", f"127.0.0.1:{port}")
            (HERE / f"schema-{number}.redis").write_text("".join(dump(port)))
        finally:
            redis.terminate()
            redis.wait()


def dump(port):
    """One command a line, as a JSON array."""
    def ask(*command):
        return json.loads(subprocess.run(["redis-cli", "-p", port, "--json", *command], capture_output=True, text=True, check=True).stdout)
    for key in sorted(ask("KEYS", "*")):
        kind = ask("TYPE", key)
        if kind == "string":
            yield json.dumps(["SET", key, ask("GET", key)]) + "\n"
        elif kind == "hash":
            yield json.dumps(["HSET", key, *[text for pair in ask("HGETALL", key).items() for text in pair]]) + "\n"
        elif kind == "list":
            yield json.dumps(["RPUSH", key, *ask("LRANGE", key, "0", "-1")]) + "\n"
        elif kind == "set":
            yield json.dumps(["SADD", key, *ask("SMEMBERS", key)]) + "\n"
        elif kind == "zset":
            members = ask("ZRANGE", key, "0", "-1", "WITHSCORES")
            pairs = members if members and isinstance(members[0], list) else list(zip(members[::2], members[1::2]))
            yield json.dumps(["ZADD", key, *[text for member, score in pairs for text in (format(float(score), ".0f"), member)]]) + "\n"


main()
