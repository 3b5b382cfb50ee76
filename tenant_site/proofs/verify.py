"""Prove an exported news book: python3 -I verify.py [folder or zip] [hash of a mailed anchor ...]

Recomputes every seal, commitment, file and anchor, and names what does not hold; status 1 then.
What was erased while the export was made is named as open, only a newer export proves it: status 2.
A seal is SHA-256("nb1" + book + number + microseconds + seal before + SHA-256(canon)), numbers as
8 bytes big-endian; a commitment is SHA-256(salt + content); an anchor is the Merkle root of
RFC 6962 over "nb1-anchor" + book + number + seal of each book, in the order of the books' ids.
"""

import collections
import datetime
import hashlib
import json
import pathlib
import struct
import sys
import typing
import uuid
import zipfile

Json = typing.Any
problems: list[str] = []
left_open: list[str] = []


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def say(text: str) -> None:
    sys.stdout.write(ascii(text)[1:-1] + "\n")  # names that were put here do not steer a terminal


def wrong(place: str, sentence: str) -> None:
    problems.append(place)
    say(f"WRONG {place}: {sentence}")


def missing(place: str, sentence: str, *, is_open: bool) -> None:
    if is_open:
        left_open.append(place)
        say(f"OPEN {place}: {sentence} It is said to be erased while this was exported.")
    else:
        wrong(place, sentence)


def told(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"


class Archive:
    """Reads the zip itself, or the folder into which it was opened; hashes each file once."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path, self.zip = path, zipfile.ZipFile(path) if path.is_file() else None
        found = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        names = collections.Counter(self.zip.namelist() if self.zip else found)
        for name in (name for name, times in names.items() if times > 1):
            wrong(name, "the zip has several files of this name.")
        self.sha256 = {name: self.hash(name) for name in names}
        self.meanwhile: dict[str, list[str]] = {}
        self.files: dict[str, list[str]] = collections.defaultdict(list)
        for name in (name for name in names if "/files/" in name):  # by it without its ending
            self.files[str(pathlib.PurePosixPath(name).with_suffix(""))].append(name)

    def open(self, name: str) -> typing.IO[bytes]:
        return self.zip.open(name) if self.zip else (self.path / name).open("rb")

    def hash(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.open(name) as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
        except Exception as problem:  # noqa: BLE001  # whatever was done to a zip, it is named
            wrong(name, f"it cannot be read ({told(problem)}).")
            return ""
        return digest.hexdigest()

    def check_manifest(self) -> None:
        manifest = json.loads(self.open("manifest.json").read())
        for name in sorted({*manifest, *self.sha256} - {"manifest.json"}):
            if name not in self.sha256:
                wrong(name, "it is missing.")
            elif name not in manifest:
                wrong(name, "the manifest does not have it.")
            elif self.sha256[name] != manifest[name]:
                wrong(name, "it is not as it was exported (manifest.json).")


class Book:
    """Walks the chain of one book from its genesis to its head."""

    def __init__(self, archive: Archive, book: Json, client: uuid.UUID) -> None:
        self.archive, self.code, self.id = archive, book["code"], uuid.UUID(book["id"])
        self.folder, self.end = f"books/{self.code}", (book["seq"], bytes.fromhex(book["head"]))
        self.seq, self.seal = 0, sha(b"nb1-genesis", client.bytes, self.id.bytes)
        self.seals: dict[int, bytes] = {}  # where it was anchored
        self.absent: list[tuple[str, int, str]] = []
        self.erased: dict[str, int] = {}
        self.meanwhile = frozenset(archive.meanwhile.get(self.code, ()))

    def run(self, anchored: set[int]) -> None:
        name = f"{self.folder}/entries.jsonl"
        with self.archive.open(name) as lines:
            for number, text in enumerate(lines, 1):
                try:
                    self.entry(json.loads(text))
                except Exception as problem:  # noqa: BLE001  # whatever stands there, it is named
                    wrong(f"{name}, line {number}", f"it cannot be read ({told(problem)}).")
                if self.seq in anchored:
                    self.seals[self.seq] = self.seal
        if (self.seq, self.seal) != self.end:
            ends = f"it ends at {self.seq}; it had come to {self.end[0]}"
            wrong(self.code, f"{ends}, or its last seal was another: cut off or rewritten.")
        self.leftovers()

    def leftovers(self) -> None:
        for place, seq, commit in self.absent:
            if self.erased.get(commit, 0) <= seq:
                what = "content is absent, and no later redaction says so."
                missing(place, what, is_open=commit in self.meanwhile)
        for stem, names in self.archive.files.items():
            if names and stem.startswith(f"{self.folder}/"):
                wrong(names[0], "no entry names this file.")

    def entry(self, line: Json) -> None:
        place, canon = f"{self.code}#{line['seq']}", json.loads(line["canon"])
        self.link(place, line)
        if canon["book"] != str(self.id):
            wrong(place, "it comes from another book.")
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
                self.stored(place, file, facts["sha256"])

    def link(self, place: str, line: Json) -> None:
        before, seal = bytes.fromhex(line["prev_hash"]), bytes.fromhex(line["hash"])
        if line["seq"] != self.seq + 1:
            wrong(place, f"it stands where entry {self.seq + 1} should: removed or exchanged.")
        if before != self.seal:
            wrong(place, "it does not continue the entry before it.")
        head = b"nb1" + self.id.bytes + struct.pack(">qq", line["seq"], line["recorded_us"])
        if sha(head, before, sha(line["canon"].encode())) != seal:
            wrong(place, "its seal does not fit what it says.")
        self.seq, self.seal = line["seq"], seal

    def hold(self, seq: int, seal: bytes, anchor: str) -> None:
        if self.seals.get(seq) != seal:
            how = "bears another seal" if seq in self.seals else "is missing"
            wrong(f"{self.code}#{seq}", f"the entry that was anchored there {how} ({anchor}).")

    def sealed(self, place: str, one: Json, what: str) -> Json:
        if one["content"] is None:
            self.absent.append((place, self.seq, one["commit"]))
            return None
        salt = bytes.fromhex(one["salt"])  # another length would take from the content, or give
        if len(salt) != 32 or sha(salt, one["content"].encode()).hex() != one["commit"]:
            wrong(place, f"{what} was changed.")
            return None
        return json.loads(one["content"])

    def stored(self, place: str, file: Json, sha256: str) -> None:
        path, is_open = file["path"], file["commit"] in self.meanwhile
        names = self.archive.files.pop(f"{self.folder}/{path}", [])
        if not names:
            missing(place, f"the file {path} is missing.", is_open=is_open)
        for name in names:
            if self.archive.sha256[name] != sha256:
                wrong(place, f"the bytes of {name} were changed.")


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return sha(b"\0", leaves[0]) if leaves else sha()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1", root_of(leaves[:half]), root_of(leaves[half:]))


def check_books(archive: Archive, known: Json) -> dict[uuid.UUID, Book]:
    books: dict[uuid.UUID, Book] = {}
    anchored = collections.defaultdict(set)
    for anchor in known["anchors"]:
        for key, seq, _ in anchor["heads"]:
            anchored[key].add(seq)
    for one in known["books"]:
        book = Book(archive, one, uuid.UUID(known["client"]))
        if book.id in books:
            wrong(book.code, "another book here has the same id.")
        books[book.id] = book
        book.run(anchored[book.id])
        say(f"{book.code}: entries read: {book.seq}")
    folders = {name.split("/")[1] for name in archive.sha256 if name.startswith("books/")}
    for code in sorted(folders - {book.code for book in books.values()}):
        wrong(f"books/{code}", "anchors.json does not know this book.")
    return books


def check_anchors(anchors: Json, books: dict[uuid.UUID, Book], mailed: set[str]) -> None:
    roots, anchored, leaf = set(), set(), b"nb1-anchor"
    held: dict[uuid.UUID, int] = {}  # up to which entry a book stands under a mailed anchor
    for anchor in anchors:
        place, heads = f"anchor {anchor['day']}", anchor["heads"]
        leaves = [leaf + k.bytes + struct.pack(">q", seq) + seal for k, seq, seal in heads]
        root = root_of(sorted(leaves)).hex()
        roots.add(root)
        if root != anchor["root"]:
            wrong(place, "its root is not that of the heads below it.")
        for key, seq, seal in heads:
            anchored.add(key)
            if key in books:
                books[key].hold(seq, seal, place)
            if root in mailed:
                held[key] = max(held.get(key, 0), seq)
    for root in mailed - roots:
        wrong(root, "no anchor here has this hash: the books or their anchors were changed.")
    check_cover(books, anchored, held if mailed else None)


def check_stamps(archive: Archive, anchors: Json) -> None:
    stamped = [anchor for anchor in anchors if "stamped_at" in anchor]
    for anchor in stamped:
        name = f"stamps/{datetime.date.fromisoformat(anchor['day'])}.tsr"
        digest = sha(anchor["root"].encode())
        if name not in archive.sha256:
            wrong(name, "the time stamp of this anchor is missing.")
        elif digest not in archive.open(name).read():
            wrong(name, "it does not stamp the hash of this anchor.")
    if stamped:
        say(f"Time stamps: {len(stamped)}. Who signed one is checked by (here the last):")
        say(f"openssl ts -verify -digest {digest.hex()} -in {name} -CAfile authority.pem")


def check_cover(books: dict[uuid.UUID, Book], anchored: set[uuid.UUID], held: Json) -> None:
    if not books:
        say("There is no book in here.")
    elsewhere = len(anchored - set(books))
    if elsewhere and not books:
        wrong("anchors.json", "it has anchors of books, and none of them is in here.")
    elif elsewhere:
        say(f"Books that were anchored and are not in here: {elsewhere}")
    for key, book in books.items() if held is not None else ():
        if key in held:
            say(f"{book.code}: held against mailed anchors up to entry {held[key]}")
        elif book.seq:
            wrong(book.code, "no mailed anchor covers it: it is newer, or not the one it was.")


def main(arguments: list[str]) -> int:
    path = pathlib.Path(__file__).parent
    if arguments and pathlib.Path(arguments[0]).exists():
        path, arguments = pathlib.Path(arguments[0]), arguments[1:]
    try:
        archive = Archive(path)
        known = json.loads(archive.open("anchors.json").read())
        for anchor in known["anchors"]:  # ids as ids: as text one may be spelled in many ways
            anchor["heads"] = [
                (uuid.UUID(head["book"]), head["seq"], bytes.fromhex(head["head"]))
                for head in anchor["heads"]
            ]
        if "erased_meanwhile.json" in archive.sha256:
            archive.meanwhile = json.loads(archive.open("erased_meanwhile.json").read())
        archive.check_manifest()
        books = check_books(archive, known)
        check_anchors(known["anchors"], books, {root.lower() for root in arguments})
        check_stamps(archive, known["anchors"])
    except Exception as problem:  # noqa: BLE001  # whatever was done to an export, it is named
        wrong(str(path), f"the export cannot be read to its end ({told(problem)}).")
    if left_open and not problems:
        say(f"Nothing is wrong; {len(left_open)} to be proved by a newer export.")
        return 2
    say(f"Problems: {len(problems)}" if problems else "All is well.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
