"""Have anchors stamped by a time-stamping authority (RFC 3161), where TSA_URL names one.

What is stamped are the 64 hexadecimal digits of an anchor's root, as mails and pages show them:
whoever has the mail checks a stamp with `openssl ts -verify`, and needs nothing of ours.
"""

import logging
import time
from functools import lru_cache
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from tenant_site.proofs.models import Anchor, AnchorStamp

logger = logging.getLogger(__name__)
STAMPS_AT_ONCE, WAIT_SECONDS, MOST_BYTES = 31, 5, 1 << 16
HEADERS = {"Content-Type": "application/timestamp-query"}
ASKING_FAILED = (OSError, HTTPException, ValueError, VerificationError)
REST_SECONDS = 600  # for which an authority that is not reached is left alone by this process
_rests_until = dict[str, float]()


def stamp_daily() -> str | None:
    """Have the anchors stamped that are not, the latest first, and say how many were.

    An authority that does not answer, or answers something else, is logged and asked again the
    next time; the anchors stand without it. One that is not reached costs the first workspace of
    a night some seconds, and the others nothing.
    """
    if not settings.TSA_URL:
        return None
    count = 0
    for anchor in Anchor.objects.unstamped()[:STAMPS_AT_ONCE]:
        try:
            _refuse_while_it_rests()
            stamp(anchor)
        except ASKING_FAILED as reason:
            told = "The anchor of %s was not stamped by %s, which is asked again next time: %s"
            logger.warning(told, anchor.made_on, settings.TSA_URL, reason)
            break
        count += 1
    return f"anchors stamped: {count}" if count else None


def stamp(anchor: Anchor) -> AnchorStamp:
    """Have one anchor stamped, and keep the answer once it is proved.

    Raises:
        OSError: the authority is not reached; HTTPException: it breaks off.
        ValueError: what it answers is no stamp; VerificationError: a stamp that does not hold.
    """
    message = anchor.root_hex.encode()
    request = (
        TimestampRequestBuilder()
        .data(message)
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    answer = _ask(request.as_bytes())
    response = decode_timestamp_response(answer)
    _prove(VerifierBuilder.from_request(request), response, message)
    kept, _made = AnchorStamp.objects.get_or_create(
        anchor=anchor,
        defaults={
            "stamped_at": response.tst_info.gen_time,
            "authority": urlsplit(settings.TSA_URL).hostname or "",
            "response": answer,
        },
    )
    return kept


def holds(stamp: AnchorStamp) -> bool:
    """Say whether a stamp is of its anchor, and of an authority that TSA_CERTIFICATES has.

    Where that is not set any more the hash and the moment are looked at, not the signature.
    """
    message = stamp.anchor.root_hex.encode()
    try:
        response = decode_timestamp_response(stamp.response)
        if settings.TSA_CERTIFICATES:
            _prove(VerifierBuilder(), response, message)
    except (ValueError, VerificationError):
        return False
    told = response.tst_info
    imprint, moment = sha256(message).digest(), stamp.stamped_at
    return (told.message_imprint.message, told.gen_time) == (imprint, moment)


def _refuse_while_it_rests() -> None:
    if time.monotonic() < _rests_until.get(settings.TSA_URL, 0):
        raise TimeoutError("it was not reached a moment ago")


def _ask(query: bytes) -> bytes:
    request = Request(settings.TSA_URL, query, HEADERS)  # noqa: S310  # the operator's address
    try:
        with urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310  # the operator's address
            return bytes(answer.read(MOST_BYTES))
    except OSError:
        _rests_until[settings.TSA_URL] = time.monotonic() + REST_SECONDS
        raise


def _prove(builder: VerifierBuilder, response: TimeStampResponse, message: bytes) -> None:
    """Hold a stamp against the certificates as they were valid when it was made.

    Raises:
        VerificationError: it does not hold.
    """
    for certificate in _certificates(settings.TSA_CERTIFICATES):
        builder = builder.add_root_certificate(certificate)
    builder.build().verify_message(response, message)


@lru_cache(maxsize=8)
def _certificates(path: str) -> list[x509.Certificate]:
    return list(dict.fromkeys(x509.load_pem_x509_certificates(Path(path).read_bytes())))
