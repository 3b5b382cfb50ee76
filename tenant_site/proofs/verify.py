"""Prove an exported news book. Open the zip in a folder of its own, and run this in that folder:

    python3 -I verify.py [hash of a mailed anchor ...]

What does not hold is WRONG: status 1. What was erased by law while the export was made is OPEN, for
only a newer one proves it: status 2. Only a hash that was kept elsewhere tells that a book was cut
off or rewritten before. README.txt, members.csv, books.csv, codes of books and days of anchors are
for reading: nothing proves them. What must hold (+ joins bytes; ids have 16, numbers and
microseconds 8, highest first; the client is the one that opened the book):

seal        SHA-256("nb1" + book + number + microseconds + seal before + SHA-256(canon)) of an entry
seal 0      SHA-256("nb1-genesis" + client + book)
commitment  SHA-256(salt of 32 bytes + text); canon has one to what was said, and one to each file
file        the text of its commitment has its SHA-256; its name has the entry's number, its place
absence     a text or file is absent only if the canon of a later entry "erases" its commitment
anchor      Merkle root (RFC 6962) over "nb1-anchor" + book + number + seal of each book, by ids
stamp       answer (RFC 3161) about the 64 digits of an anchor's hash; README.txt: who signed it
"""

import hashlib
import itertools
import json
import os
import pathlib
import struct
import sys
import typing
import uuid

Json = typing.Any
mailed = {argument.lower() for argument in sys.argv[1:]}
unnamed: set[str] = set()  # files of this folder that nothing has named yet
PARTS = {"seq", "recorded_us", "canon", "hash", "content", "files", "salt", "path"}  # of lines
failed: list[str] = []


def must(holds: object, place: str, sentence: str, kind: str = "WRONG") -> None:
    if not holds:
        failed.append(kind)
        print(ascii(f"{kind} {place}: {sentence}")[1:-1])  # what is in here steers no terminal


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def once(said: list[tuple[str, Json]]) -> Json:
    """Refuse what no seal covers: a part that is told twice, or that is none."""
    if len(dict(said)) < len(said) or not PARTS.issuperset(dict(said)):
        raise ValueError("it says more than is sealed")
    return dict(said)


def path_of(name: str) -> pathlib.Path:
    is_here = name in unnamed and not pathlib.Path(name).is_symlink()  # none leads out of here
    must(is_here, name, "it is missing.")
    unnamed.discard(name)
    return pathlib.Path(name if is_here else os.devnull)


def is_there(place: str, part: Json, commit: str, stem: str) -> bool:
    """Hold what was said (or a file, where its name has a `stem`) against its commitment."""
    if not part or part["content"] is None:
        return False
    salt, text = bytes.fromhex(part["salt"]), part["content"]
    must(len(salt) == 32 and sha(salt, text.encode()).hex() == commit, place, "it was changed.")
    if not stem or (name := f"{stem}.{part['path'].rpartition('.')[2]}") not in unnamed:
        return not stem
    is_same = sha(path_of(name).read_bytes()).hex() == json.loads(text)["sha256"]
    must(is_same, place, f"the bytes of {name} were changed.")
    return True


def prove_entry(book: Json, line: Json, chain: Json, erased: Json, absent: Json) -> None:
    """Hold an entry against the one before it, and its content and files against its canon."""
    (before, seal), number, canon = chain[-1], line["seq"], json.loads(line["canon"])
    place, key = f"{book['code']}#{number}", uuid.UUID(book["id"])
    numbers = struct.pack(">qq", number, line["recorded_us"])
    seal = sha(b"nb1", key.bytes, numbers, seal, sha(line["canon"].encode()))
    chain.append((number, bytes.fromhex(line["hash"])))
    must(number == before + 1, place, f"it stands where entry {before + 1} should.")
    must(canon["book"] == str(key), place, "it comes from another book.")
    must(seal == chain[-1][1], place, "its seal does not fit it, or the entry before it.")
    erased.update(dict.fromkeys(canon.get("erases", ()), number))
    commits, parts = [canon["content"], *canon["files"]], [line["content"], *line["files"]]
    for position, (commit, part) in enumerate(itertools.zip_longest(commits, parts)):
        what = f"{place}, file {position}" if position else f"{place}, content"
        stem = f"books/{book['code']}/files/{number:06}-{position}" if position else ""
        if not is_there(what, part, commit, stem):
            absent.append((what, number, commit))


def prove_book(book: Json, anchored: Json) -> None:
    """Walk through a book from seal to seal, then hold it against what was anchored of it."""
    code, client, key = book["code"], uuid.UUID(book["client"]), uuid.UUID(book["id"])
    chain: Json = [(0, sha(b"nb1-genesis", client.bytes, key.bytes))]
    name, erased, absent = f"books/{code}/entries.jsonl", dict[str, int](), list[Json]()
    with path_of(name).open("rb") as lines:
        for at, text in enumerate(lines, 1):
            try:
                prove_entry(book, json.loads(text, object_pairs_hook=once), chain, erased, absent)
            except Exception as problem:
                must(False, f"{name}, line {at}", f"it cannot be read ({problem!r}).")
    for place, number, commit in absent:
        kind = "OPEN" if commit in book["erased_meanwhile"] else "WRONG"
        must(erased.get(commit, 0) > number, place, "absent, and no later entry erases it.", kind)
    last, head, standing, covered = chain[-1], bytes.fromhex(book["head"]), set(chain), 0
    must(last == (book["seq"], head), code, "its end was cut off, rewritten or added to.")
    for place, root, head in anchored:
        must(head in standing, f"{code}#{head[0]}", f"it has not the seal of the {place}.")
        covered = max(covered, head[0] if root in mailed else 0)
    must(covered or not last[0] or not mailed, code, "no mailed anchor covers it.")
    told = f"{code}, client {client}: entries {last[0]}, under mailed anchors {covered}"
    print(ascii(told)[1:-1])


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return sha(*(b"\0" + leaf for leaf in leaves))
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))


def prove_anchor(anchor: Json, anchored: Json) -> str:
    """Hold an anchor against its heads and its stamp, note the heads by book, return its hash."""
    place, root, leaves = f"anchor of {anchor['day']}", str(anchor["root"]), list[bytes]()
    for one in anchor["heads"]:
        key, head = uuid.UUID(one["book"]), (one["seq"], bytes.fromhex(one["head"]))
        leaves.append(b"nb1-anchor" + key.bytes + struct.pack(">q", head[0]) + head[1])
        anchored.setdefault(key, []).append((place, root, head))
    must(root_of(sorted(leaves)).hex() == root, place, "its hash is not that of its heads.")
    if anchor["is_stamped"]:
        stamp = path_of(f"stamps/{anchor['day']}.tsr").read_bytes()
        must(sha(root.encode()) in stamp, place, "its stamp is of another hash.")
    return root


def main() -> int:
    try:
        found = (one for one in pathlib.Path().rglob("*") if one.is_symlink() or not one.is_dir())
        unnamed.update(one.as_posix() for one in found)
        known, anchored = json.loads(path_of("anchors.json").read_bytes()), dict[uuid.UUID, Json]()
        for root in mailed - {prove_anchor(anchor, anchored) for anchor in known["anchors"]}:
            must(False, root, "no anchor here has this hash: books or anchors were changed.")
        must(known["books"], "anchors.json", "it names no book.")
        for book in known["books"]:
            prove_book(book, anchored.pop(uuid.UUID(book["id"]), ()))
        print("Books that were anchored and are not in here:", len(anchored))
        for name in sorted(unnamed - {"README.txt", "verify.py", "members.csv", "books.csv"}):
            must(False, name, "nothing names this file.")
    except Exception as problem:
        must(False, "export", f"it cannot be read to its end ({problem!r}).")
    print(f"Lines that begin with WRONG or OPEN: {len(failed)}" if failed else "All is well.")
    return 1 if "WRONG" in failed else 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
