"""Prove an exported news book: python3 -I verify.py [folder or zip] [hash of a mailed anchor ...]

Recomputes every seal, commitment, file and anchor, and names what does not hold; status 1 then.
A seal is SHA-256("nb1" + book + number + microseconds + seal before + SHA-256(canon)), numbers as
8 bytes big-endian; a commitment is SHA-256(salt + content); an anchor is the Merkle root of
RFC 6962 over "nb1-anchor" + book + number + seal of each book, in the order of the books' ids.
"""

import collections
import hashlib
import json
import pathlib
import struct
import sys
import uuid
import zipfile

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, struct.error)
problems = []


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def wrong(place, sentence):
    problems.append(place)
    sys.stdout.write(f"WRONG {place}: {sentence}\n")


class Archive:
    """Reads the zip itself, or the folder into which it was opened."""

    def __init__(self, path):
        self.path, self.zip = path, zipfile.ZipFile(path) if path.is_file() else None
        found = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        self.names = self.zip.namelist() if self.zip else found
        self.files = collections.defaultdict(list)  # by the name without its ending
        for name in self.names:
            if "/files/" in name:
                self.files[str(pathlib.PurePosixPath(name).with_suffix(""))].append(name)

    def open(self, name):
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def sha256(self, name):
        digest = hashlib.sha256()
        with self.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()


class BookCheck:
    """Walks the chain of one book from its genesis to its head."""

    def __init__(self, archive, book, client):
        self.archive, self.code, self.id = archive, book["code"], uuid.UUID(book["id"])
        self.folder, self.end = f"books/{self.code}", (book["seq"], book["head"])
        self.seq, self.seal = 0, sha(b"nb1-genesis", client.bytes, self.id.bytes).hex()
        self.seals, self.absent, self.erased = {}, [], {}

    def run(self, anchored):
        name = f"{self.folder}/entries.jsonl"
        with self.archive.open(name) as lines:
            for number, text in enumerate(lines, 1):
                try:
                    self.entry(json.loads(text), anchored)
                except UNREADABLE as problem:
                    wrong(f"{name}, line {number}", f"it cannot be read ({problem!r}).")
        for place, seq, commit in self.absent:
            if self.erased.get(commit, 0) <= seq:
                wrong(place, "content is absent, and no later redaction says so.")
        if (self.seq, self.seal) != self.end:
            told = f"it ends at {self.seq}; it had come to {self.end[0]}"
            wrong(self.code, f"{told}, or its last seal was another: cut off or rewritten.")
        for stem, names in self.archive.files.items():
            if names and stem.startswith(f"{self.folder}/"):
                wrong(names[0], "no entry names this file.")

    def entry(self, line, anchored):
        place, canon = f"{self.code}#{line['seq']}", json.loads(line["canon"])
        self.link(place, line)
        if canon["book"] != str(self.id):
            wrong(place, "it comes from another book.")
        if self.seq in anchored:
            self.seals[self.seq] = self.seal
        if canon["kind"] == "redaction":
            self.erased.update((commit, self.seq) for commit in canon.get("erases", []))
        said, files = line["content"], line["files"]
        if not said or said["commit"] != canon["content"]:
            wrong(place, "its content is not the one that was sealed.")
        else:
            self.sealed(place, said, "its content")
        if [file["commit"] for file in files] != canon["files"]:
            wrong(place, "its files are not those that were sealed.")
        for file in files:
            facts = self.sealed(place, file, f"what was sealed of {file['path']}")
            if facts:
                self.bytes(place, file["path"], facts["sha256"])

    def link(self, place, line):
        if line["seq"] != self.seq + 1:
            wrong(place, f"it stands where entry {self.seq + 1} should: removed or exchanged.")
        if line["prev_hash"] != self.seal:
            wrong(place, "it does not continue the entry before it.")
        head = b"nb1" + self.id.bytes + struct.pack(">qq", line["seq"], line["recorded_us"])
        text = sha(line["canon"].encode())
        if sha(head, bytes.fromhex(line["prev_hash"]), text).hex() != line["hash"]:
            wrong(place, "its seal does not fit what it says.")
        self.seq, self.seal = line["seq"], line["hash"]

    def sealed(self, place, one, what):
        if one["content"] is None:
            self.absent.append((place, self.seq, one["commit"]))
        elif sha(bytes.fromhex(one["salt"]), one["content"].encode()).hex() != one["commit"]:
            wrong(place, f"{what} was changed.")
        else:
            return json.loads(one["content"])
        return None

    def bytes(self, place, path, sha256):
        names = self.archive.files.pop(f"{self.folder}/{path}", [])
        if not names:
            wrong(place, f"the file {path} is missing.")
        for name in names:
            if self.archive.sha256(name) != sha256:
                wrong(place, f"the bytes of {name} were changed.")


def root_of(leaves):
    if len(leaves) < 2:
        return sha(b"\0", leaves[0]) if leaves else sha()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))


def check_anchors(anchors, seals, mailed):
    roots = set()
    for anchor in anchors:
        heads, place = anchor["heads"], f"anchor {anchor['day']}"
        leaves = [
            b"nb1-anchor" + uuid.UUID(one["book"]).bytes + struct.pack(">q", one["seq"])
            + bytes.fromhex(one["head"]) for one in heads
        ]  # fmt: skip
        roots.add(root_of(sorted(leaves)).hex())
        if root_of(sorted(leaves)).hex() != anchor["root"]:
            wrong(place, "its root is not that of the heads below it.")
        for one in heads:
            code, found = seals.get(one["book"], ("", {}))
            if code and found.get(one["seq"]) != one["head"]:
                how = "bears another seal" if one["seq"] in found else "is missing"
                wrong(f"{code}#{one['seq']}", f"the entry that was anchored there {how} ({place}).")
    for root in mailed:
        if root.lower() not in roots:
            wrong(root, "no anchor here has this hash: the books or their anchors were changed.")


def check_manifest(archive):
    manifest = json.loads(archive.open("manifest.json").read())
    for name in sorted(set(manifest) ^ set(archive.names) - {"manifest.json"}):
        wrong(name, "it is missing." if name in manifest else "the manifest does not have it.")
    for name in sorted(set(manifest) & set(archive.names)):
        if archive.sha256(name) != manifest[name]:
            wrong(name, "it is not as it was exported (manifest.json).")


def main(arguments):
    if arguments and pathlib.Path(arguments[0]).exists():
        path, mailed = pathlib.Path(arguments[0]), arguments[1:]
    else:
        path, mailed = pathlib.Path(__file__).parent, arguments
    archive, anchored, seals = Archive(path), collections.defaultdict(set), {}
    try:
        known = json.loads(archive.open("anchors.json").read())
        check_manifest(archive)
        for one in (head for anchor in known["anchors"] for head in anchor["heads"]):
            anchored[one["book"]].add(one["seq"])
        for book in known["books"]:
            check = BookCheck(archive, book, uuid.UUID(known["client"]))
            check.run(anchored[book["id"]])
            seals[book["id"]] = book["code"], check.seals
            sys.stdout.write(f"{book['code']}: entries read: {check.seq}\n")
        check_anchors(known["anchors"], seals, mailed)
    except (OSError, *UNREADABLE) as problem:
        wrong(str(path), f"the export cannot be read to its end ({problem}).")
    sys.stdout.write(f"Problems: {len(problems)}\n" if problems else "All is well.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
