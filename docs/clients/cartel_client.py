#!/usr/bin/env python3
"""A reference client of the Cartel registry in Python's standard library: enrol, publish, ask, fetch, receipt.

    python3 cartel_client.py http://127.0.0.1:5080 [--enrol TOKEN]

runs a whole exchange between two agents of the task "python-demo" and prints each step as a line of JSON. The classes
below are what another program would use; docs/protocol.md has every resource.
"""
import argparse
import base64
import calendar
import hashlib
import hmac
import json
import secrets
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

# --- ES256: the curve P-256, ECDSA with a deterministic nonce (RFC 6979) -----------------------------------------------
# Pure Python is not constant in time: fit for a reference and for tests, not for a device that an attacker can time.
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def _add(a, b):
    """The sum of two points; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = ((3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(k, point):
    """A multiple of a point."""
    total = None
    while k:
        if k & 1:
            total = _add(total, point)
        point, k = _add(point, point), k >> 1
    return total


def _nonces(key, digest):
    """The nonces of RFC 6979, section 3.2, for SHA-256."""
    seed = key.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    v, k = b"\1" * 32, b"\0" * 32
    for round_ in (b"\0", b"\1"):
        k = hmac.digest(k, v + round_ + seed, "sha256")
        v = hmac.digest(k, v, "sha256")
    while True:
        v = hmac.digest(k, v, "sha256")
        nonce = int.from_bytes(v, "big")
        if 0 < nonce < N:
            yield nonce
        k = hmac.digest(k, v + b"\0", "sha256")
        v = hmac.digest(k, v, "sha256")


def sign(key, message):
    """The ECDSA signature of a message: r and s, 32 bytes each."""
    digest = hashlib.sha256(message).digest()
    for nonce in _nonces(key, digest):
        r = _times(nonce, G)[0] % N
        s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * key) % N
        if r and s:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def b64(data):
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Identity:
    """An agent's key, made on the device and never sent, and the tokens that it signs."""

    def __init__(self, namespace, agent, key=None):
        self.subject = f"{namespace}/{agent}"
        self.key = key or secrets.randbelow(N - 1) + 1
        x, y = (b64(c.to_bytes(32, "big")) for c in _times(self.key, G))
        self.public = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        canonical = json.dumps(self.public, sort_keys=True, separators=(",", ":"))
        self.thumbprint = b64(hashlib.sha256(canonical.encode()).digest())

    def token(self, now):
        """A JSON Web Token for the next five minutes."""
        header = {"alg": "ES256", "typ": "JWT", "kid": self.thumbprint}
        claims = {"sub": self.subject, "aud": "cartel-registry", "iat": int(now), "exp": int(now) + 300}
        signed = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{b64(sign(self.key, signed.encode()))}"


class Refused(Exception):
    """The registry refused: `problem` is its application/problem+json; branch on problem["code"]."""

    def __init__(self, problem):
        super().__init__(f'{problem.get("code")}: {problem.get("detail")}')
        self.problem = problem


class Registry:
    """One namespace of a registry, seen by one agent."""

    def __init__(self, address, namespace="default", identity=None, skew=0.0):
        self.root = f"{address.rstrip('/')}/api/v1/namespaces/{namespace}"
        self.identity, self.skew, self._token = identity, skew, (None, 0)

    def call(self, method, path, body=None, headers=None, attempts=4):
        """Sends a request; comes back after Retry-After where that helps; corrects its clock where the registry says so."""
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        for attempt in range(attempts):
            if self.identity:
                headers["Authorization"] = f"Bearer {self._bearer()}"
            request = urllib.request.Request(self.root + path, data=body, headers=headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=70) as answer:
                    content = answer.read()
                    is_json = answer.headers.get_content_type() == "application/json"
                    return json.loads(content) if is_json else content
            except urllib.error.HTTPError as error:
                is_problem = error.headers.get_content_type() == "application/problem+json"
                problem = json.loads(error.read()) if is_problem else {"code": f"http-{error.code}", "retryable": error.code >= 500}
                if problem.get("serverTime") and attempt == 0:
                    self.skew, self._token = _seconds(problem["serverTime"]) - time.time(), (None, 0)
                elif error.code in (429, 503) and attempt + 1 < attempts:
                    time.sleep(min(30, float(error.headers.get("Retry-After", 1))))
                else:
                    raise Refused(problem) from error

    def list(self, path, **query):
        """All items of a list, page by page."""
        while True:
            page = self.call("GET", f"{path}?{urllib.parse.urlencode(query)}")
            yield from page["items"]
            if not page.get("nextCursor"):
                return
            query["cursor"] = page["nextCursor"]

    def enrol(self, token, agent):
        """Binds the identity's public key to the agent's name, once for each token."""
        identity, self.identity = self.identity, None
        try:
            return self.call("POST", "/enrollments", {"token": token, "agent": agent, "publicKey": identity.public})
        finally:
            self.identity = identity

    def ask(self, task, request):
        """Asks for help; the same key for every repetition, so that a lost answer opens no second transfer."""
        return self.call("POST", f"/tasks/{task}/transfers", request, {"Idempotency-Key": str(uuid.uuid4())})

    def fetch(self, sha256, wait=30):
        """A part by its hash; waits until its donor has uploaded it."""
        part = self.call("GET", f"/parts/{sha256}?waitSeconds={wait}")
        if hashlib.sha256(part).hexdigest() != sha256:
            raise ValueError(f"the bytes are not those of {sha256}")
        return part

    def _bearer(self):
        now = time.time() + self.skew
        if now > self._token[1] - 60:
            self._token = (self.identity.token(now), now + 300)
        return self._token[0]


def _seconds(instant):
    return calendar.timegm(time.strptime(instant[:19], "%Y-%m-%dT%H:%M:%S"))


def schema_hash(features, classes):
    """The hash of a schema of numeric features: docs/protocol.md, "The schema hash"; lengths are in UTF-16 units."""
    lines = ["cartel-schema-1"] + [f"numeric {_utf16(name)} {name}" for name in features] + [f"class {_utf16(name)} {name}" for name in classes]
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def _utf16(name):
    return len(name.encode("utf-16-le")) // 2


def part_bytes(schema, part_id, class_index, payload):
    """A model part of version 1: docs/protocol.md, "A part"."""
    name = lambda text: bytes([len(text)]) + text.encode("ascii")  # noqa: E731
    return (b"CPRT\1" + name("python-demo") + bytes.fromhex(schema) + name(part_id)
            + struct.pack("<HHqi", 1, class_index, 100, len(payload)) + payload)


def demo(address, token, namespace):
    """Two agents: one has learned a class, the other has just met it."""
    task, features, classes = "python-demo", ["x"], ["a", "b", "c"]
    schema = schema_hash(features, classes)
    run = uuid.uuid4().hex[:8]
    donor, target = f"donor-{run}", f"target-{run}"
    sides = {}
    for agent in (donor, target):
        sides[agent] = Registry(address, namespace, Identity(namespace, agent) if token else None)
        if token:
            say("enrolled", keyId=sides[agent].enrol(token, agent)["keyId"])
    manifest = {"name": task, "learner": "linear-logistic",
                "schema": {"features": [{"name": name, "kind": "numeric"} for name in features], "classes": classes}}
    try:
        sides[donor].call("PUT", f"/tasks/{task}", manifest)
    except Refused as refusal:
        # Where people decide on tasks, an agent may not: then the task has to be there.
        if refusal.problem["code"] != "forbidden":
            raise
    for agent, side in sides.items():
        grant = side.call("PUT", f"/tasks/{task}/agents/{agent}", {"schemaHash": schema, "version": "python-1"})
        say("registered", agent=agent, leaseSeconds=grant["leaseSeconds"])

    part = part_bytes(schema, "class:2", 2, run.encode() * 8)
    sha256 = hashlib.sha256(part).hexdigest()
    offer = {"id": "class:2", "classes": [2], "sha256": sha256, "sizeBytes": len(part), "evidence": 100}
    profile = {"sequence": 1, "modelVersion": 300, "classCounts": [100] * 3, "evidence": [100] * 3, "recall": [0.9] * 3, "parts": [offer]}
    receipt = sides[donor].call("PUT", f"/tasks/{task}/agents/{donor}/profile", profile)
    say("published", sequence=receipt["sequence"], nextPublishAfterSeconds=receipt["nextPublishAfterSeconds"])

    transfer = sides[target].ask(task, {
        "target": target, "trigger": {"kind": "novelty", "sample": 500}, "needs": [2], "classCounts": [100, 100, 10],
        "recall": [0.9, 0.9, None], "schemaHash": schema, "byteBudget": 1_000_000})
    best = transfer["offers"][0]
    say("offered", transfer=transfer["id"], donor=best["agent"], jsdBits=best["jsdBits"])

    wanted = [one["sha256"] for one in best["parts"]]
    sides[target].call("PUT", f'/transfers/{transfer["id"]}/state', {"state": "fetching", "donor": best["agent"], "parts": wanted})
    for request in sides[donor].call("GET", f"/tasks/{task}/agents/{donor}/inbox?waitSeconds=10")["items"]:
        if request["sha256"] == sha256:
            sides[donor].call("PUT", f"/parts/{sha256}", part, {"Content-Type": "application/octet-stream"})
            say("uploaded", sha256=sha256)
    fetched = sides[target].fetch(sha256)
    say("fetched", bytes=len(fetched))

    ended = sides[target].call("PUT", f'/transfers/{transfer["id"]}/receipt', {
        "outcome": "adopted", "reason": "the demonstration's part", "donor": best["agent"], "parts": ["class:2"],
        "bytesFetched": len(fetched), "errorBefore": 0.5, "errorAfter": 0.1, "mergedAtSample": 600, "endedAtSample": 700})
    say("ended", state=ended["state"])
    if token:
        # An agent sees its own transfers; lists are for people.
        say("read", state=sides[target].call("GET", f'/transfers/{transfer["id"]}')["state"])
    else:
        mine = sides[target].list(f"/tasks/{task}/transfers", filter=f'eq(target,"{target}")', limit=1)
        say("listed", transfers=[one["id"] for one in mine])


def say(step, **what):
    """One line of JSON for each step."""
    print(json.dumps({"step": step, **what}), flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("address")
    options.add_argument("--namespace", default="default")
    options.add_argument("--enrol", metavar="TOKEN", help="an enrolment token that two agents may use")
    chosen = options.parse_args()
    try:
        demo(chosen.address, chosen.enrol, chosen.namespace)
    except (Refused, ValueError, OSError) as failure:
        sys.exit(f"cartel_client: {failure}")
