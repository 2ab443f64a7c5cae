#!/usr/bin/env python3
"""Checks a bundle of `edugroup export` by docs/verify.md alone: standard library, none of the product's code.

verify.py BUNDLE [--since OLD] [--public-key KEY]...   prints `CODE` or `CODE at position N` for each fault, or OK, and exits as
`edugroup verify` does. `verify.py -` reads such arguments from its input, a JSON list on each line, and prints [status, lines] for each.
"""
import base64, hashlib, json, os, re, sys

# Ed25519 (RFC 8032, 5.1), verification only.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    """Two points of the curve in extended coordinates (RFC 8032, 5.1.4)."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    o, q = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, q - o, q + o, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(k, point):
    total = (0, 1, 1, 0)
    while k:
        if k & 1:
            total = add(total, point)
        point, k = add(point, point), k >> 1
    return total


def decode(raw):
    """A point from its 32 bytes (RFC 8032, 5.1.3), or None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public, message, signature):
    a, r = decode(public), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    one, other = times(s, BASE), add(r, times(k, a))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


# The Merkle tree (RFC 6962, 2.1), grown leaf by leaf.
class Tree:
    def __init__(self):
        self.size, self.full = 0, []

    def append(self, leaf):
        size, self.size = self.size, self.size + 1
        while size & 1:
            leaf, size = hashlib.sha256(b"\1" + self.full.pop() + leaf).digest(), size >> 1
        self.full.append(leaf)

    def root(self):
        if not self.full:
            return hashlib.sha256(b"").digest()
        root = self.full[-1]
        for left in reversed(self.full[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        return root


def sha(data):
    return hashlib.sha256(data).hexdigest()


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Lines of events and names, of which each has one way to be written.
def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def content(value):
    """The bytes that a text, or {"base64": ...}, stands for, or None."""
    if isinstance(value, str):
        return value.encode()
    if not isinstance(value, dict) or list(value) != ["base64"] or not isinstance(value["base64"], str):
        return None
    raw = base64.b64decode(value["base64"])
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw if base64.b64encode(raw).decode() == value["base64"] else None
    return None


EVENT = ["position", "stream", "revision", "eventId", "type", "data", "metadata"]


def read_event(line):
    try:
        event = json.loads(line.decode())
        if not isinstance(event, dict) or list(event) != EVENT or (text(event) + "\n").encode() != line:
            return None
        data, metadata = content(event["data"]), content(event["metadata"])
    except (ValueError, RecursionError):
        return None
    if not all(is_whole(event[key]) for key in ("position", "revision")) or data is None or metadata is None:
        return None
    if not all(isinstance(event[key], str) for key in ("stream", "eventId", "type")):
        return None
    return {**event, "data": data, "metadata": metadata}


def leaf_hash(ledger, event):
    leaf = text({
        "algorithm": "SHA-256", "data": sha(event["data"]), "eventId": event["eventId"], "ledger": ledger,
        "metadata": sha(event["metadata"]), "revision": event["revision"], "stream": event["stream"], "type": event["type"],
        "version": 1,
    })
    return hashlib.sha256(b"\0" + leaf.encode()).digest()


def leaves_of(bundle, ledger):
    with open(os.path.join(bundle, "events.ndjson"), "rb") as file:
        for place, line in enumerate(file, 1):
            event = read_event(line)
            yield place, event, event and leaf_hash(ledger, event)


def hashes_of(bundle):
    path = os.path.join(bundle, "leaves")
    if os.path.exists(path):
        with open(path, "rb") as file:
            while record := file.read(32):
                yield record


def read_name(line):
    try:
        name = json.loads(line.decode())
        if not isinstance(name, dict) or list(name) != ["position", "personId", "salt", "details"]:
            return None
        if not is_whole(name["position"]) or not isinstance(name["personId"], str) or not isinstance(name["details"], dict):
            return None
        if not isinstance(name["salt"], str) or not re.fullmatch("[0-9a-f]{64}", name["salt"]):
            return None
        # RFC 8785 where keys are ASCII and values are texts, as all details are.
        name["details"] = dict(sorted(name["details"].items()))
        return name if (text(name) + "\n").encode() == line else None
    except (ValueError, RecursionError):
        return None


# Signed notes (c2sp.org/signed-note) and checkpoints (c2sp.org/tlog-checkpoint).
def read_key(key):
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(.*)", key, re.S)
    if not match:
        return None
    try:
        raw = base64.b64decode(match[3], validate=True)
    except ValueError:
        return None
    if len(raw) != 33 or raw[0] != 1 or sha(match[1].encode() + b"\n" + raw)[:8] != match[2]:
        return None
    return match[1], match[2], raw[1:]


def open_checkpoint(note, keys):
    """(checkpoint or None, whether one of the keys signed it and none of them wrongly)"""
    try:
        body, _, signatures = note.decode().rpartition("\n\n")
        origin, size, root = body.split("\n")[:3]
        if not re.fullmatch("0|[1-9][0-9]{0,15}", size) or not signatures.endswith("\n"):
            return None, False
        raw = base64.b64decode(root, validate=True)
        if len(raw) != 32 or base64.b64encode(raw).decode() != root:
            return None, False
        lines = [re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line) for line in signatures[:-1].split("\n")]
        if not all(lines):
            return None, False
        read = [(line[1], base64.b64decode(line[2], validate=True)) for line in lines]
        if any(len(signature) < 5 or base64.b64encode(signature).decode() != line[2] for (_, signature), line in zip(read, lines)):
            return None, False
    except ValueError:
        return None, False
    mine = [
        signed_by(public, (body + "\n").encode(), signature[4:])
        for name, signature in read
        for key_name, key_id, public in keys
        if name == key_name and signature[:4].hex() == key_id
    ]
    return {"origin": origin, "size": int(size), "root": raw}, bool(mine) and all(mine)


def are_signed(bundle, checkpoint):
    tree = Tree()
    for record in hashes_of(bundle):
        if len(record) != 32:
            return False
        tree.append(record)
    return (tree.size, tree.root()) == (checkpoint["size"], checkpoint["root"])


class NoBundle(Exception):
    pass


def manifest_of(bundle):
    try:
        with open(os.path.join(bundle, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        if manifest["format"] != "edugroup-ledger bundle 1":
            raise ValueError
        manifest["ledger"], manifest["size"], manifest["root"], manifest["publicKey"], manifest["files"]
        return manifest
    except (OSError, ValueError, KeyError, TypeError):
        raise NoBundle()


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


def fingerprint(path):
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def place_of(wanted, leaves):
    return next((place for place, found in leaves if found == wanted), None)


def events_faults(bundle, ledger, checkpoint, seen):
    """What is wrong with the events; `seen` is what the one way through gave."""
    count, differs, misplaced = seen["count"], seen["differs"], seen["misplaced"]
    size = checkpoint["size"]
    ended = ("TAIL_CUT", count + 1) if count < size else ("NOT_SIGNED_FOR", size + 1) if count > size else None
    if seen["whole"] and (count, seen["root"]) == (size, checkpoint["root"]):
        return ([misplaced] if misplaced else []) + ([("FILE", differs)] if differs else [])
    if differs and are_signed(bundle, checkpoint):
        if ended and ended[1] == differs:
            return [ended]
        signed = next(record for place, record in enumerate(hashes_of(bundle), 1) if place == differs)
        event, here = next((event, found) for place, event, found in leaves_of(bundle, ledger) if place == differs)
        if event is None:
            return [misplaced]
        meant = place_of(here, enumerate(hashes_of(bundle), 1))
        moved = place_of(signed, ((place, found) for place, _, found in leaves_of(bundle, ledger)))
        code = "REORDERED" if meant and moved else "DELETED" if meant else "INSERTED" if moved else "CHANGED"
        return [(code, differs)]
    unlike = ("CHANGED", differs) if differs and differs <= count and os.path.exists(os.path.join(bundle, "leaves")) else None
    found = [fault for fault in (misplaced, unlike, ended) if fault]
    return [min(found, key=lambda fault: fault[1])] if found else [("OTHER_ROOT", None)]


def main(argv):
    bundle, since, keys = None, None, []
    while argv:
        argument = argv.pop(0)
        if argument == "--since":
            since = argv.pop(0)
        elif argument == "--public-key":
            keys.append(read_key(argv.pop(0)))
        else:
            bundle = argument
    manifest = manifest_of(bundle)
    older = since is not None and os.path.isdir(since)
    own = read_key((manifest_of(since) if older else manifest)["publicKey"])
    keys = keys or ([own] if own else [])
    faults = []

    checkpoint, believed = open_checkpoint(read_file(os.path.join(bundle, "checkpoint")), keys)
    if not believed:
        faults.append(("SIGNATURE", None))
    if checkpoint is None:
        return faults
    ledger = checkpoint["origin"].removeprefix("edugroup-ledger/")
    before = None
    if since is not None:
        before, trusted = open_checkpoint(read_file(os.path.join(since, "checkpoint") if older else since), keys)
        if not trusted:
            faults.append(("SIGNATURE", None))

    tree, revisions, hashes = Tree(), {}, hashes_of(bundle)
    seen = {"count": 0, "differs": None, "misplaced": None, "whole": True}
    root_before = tree.root() if before and before["size"] == 0 else None
    names_path = os.path.join(bundle, "names.ndjson")
    commitments, misfits = {}, []
    for place, event, found in leaves_of(bundle, ledger):
        seen["count"] = place
        beside = next(hashes, None)
        if seen["differs"] is None and (found is None or found != beside):
            seen["differs"] = place
        if event is None:
            seen["misplaced"] = seen["misplaced"] or ("MALFORMED", place)
            seen["whole"] = False
            continue
        if event["position"] != place:
            seen["misplaced"] = seen["misplaced"] or ("WRONG_POSITION", place)
        elif event["revision"] != revisions.get(event["stream"], -1) + 1:
            seen["misplaced"] = seen["misplaced"] or ("WRONG_REVISION", place)
        revisions[event["stream"]] = event["revision"]
        if event["type"] in ("PersonRegistered", "PersonDetailsChanged"):
            data = json.loads(event["data"])
            commitments[place] = data["personId"], data["commitment"]
        if seen["whole"]:
            tree.append(found)
            if before and before["size"] == place:
                root_before = tree.root()
    if seen["differs"] is None and next(hashes, None) is not None:
        seen["differs"] = seen["count"] + 1
    seen["root"] = tree.root()
    holds = before is not None and root_before == before["root"]
    faults += events_faults(bundle, ledger, checkpoint, seen)

    if before is not None:
        if before["origin"] != checkpoint["origin"]:
            faults.append(("OTHER_LEDGER", None))
        elif not holds:
            parts = None
            if older and are_signed(since, before):
                pairs = zip(hashes_of(since), leaves_of(bundle, ledger))
                parts = next((place for theirs, (place, _, ours) in pairs if theirs != ours), None)
            if parts is not None:
                faults.append(("FORK", parts))
            elif before["size"] > seen["count"]:
                faults.append(("SHRUNK", seen["count"] + 1))
            else:
                faults.append(("FORK", None))

    if os.path.exists(names_path):
        last = 0
        with open(names_path, "rb") as file:
            for line in file:
                name = read_name(line)
                if name is None:
                    misfits.append(("NAME", None))
                    continue
                position = name["position"]
                person, commitment = commitments.get(position, (None, None)) if position >= last else (None, None)
                last = max(last, position)
                details = text(name["details"]).encode()
                if person != name["personId"] or sha(bytes.fromhex(name["salt"]) + details) != commitment:
                    misfits.append(("NAME", position))
        faults += sorted(misfits, key=lambda fault: fault[1] or 0)

    told = (manifest["ledger"], manifest["size"], manifest["root"])
    if told != (ledger, checkpoint["size"], base64.b64encode(checkpoint["root"]).decode()):
        faults.append(("FILE", None))
    listed = {file["name"] for file in manifest["files"]}
    faults += [("FILE", None) for name in ("events.ndjson", "leaves", "checkpoint") if name not in listed]
    for file in manifest["files"]:
        path = os.path.join(bundle, file["name"])
        if not os.path.exists(path) or fingerprint(path) != (file["bytes"], file["sha256"]):
            faults.append(("FILE", None))
    return faults


# The exit status, the gravest first; what is in none of these is about events.
STATUS = [(4, ["SIGNATURE"]), (1, []), (3, ["OTHER_LEDGER", "FORK", "SHRUNK"]), (5, ["NAME"]), (6, ["FILE"])]


def graded(fault):
    return next((grade for grade, (_, codes) in enumerate(STATUS) if fault[0] in codes), 1)


def check(argv):
    """The exit status, and a line for each fault."""
    try:
        found = sorted(main(argv), key=graded)
    except NoBundle:
        return 1, ["NO_BUNDLE"]
    lines = [code if position is None else f"{code} at position {position}" for code, position in found]
    return STATUS[graded(found[0])][0] if found else 0, lines


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        for line in sys.stdin:
            print(json.dumps(check(json.loads(line))))
        sys.exit(0)
    status, lines = check(sys.argv[1:])
    print("\n".join(lines or ["OK"]))
    sys.exit(status)
