"""What people hold in their hands: an app that shows codes, a device that keeps passkeys."""

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.factors import codes
from accounts.models import User

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def code_of(secret: str, *, later: int = 0) -> str:
    """Return what the app shows, `later` half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def give_app(user: User) -> str:
    """Set up an app, long ago, with recovery codes; return its secret."""
    secret = codes.new_secret()
    codes.app_of(user=user, secret=secret, step=0).save()
    codes.codes_of(user=user).save()
    return secret


def recovery_codes_of(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(row.wrap().get_unused_codes())


@dataclass
class Device:
    """A passkey in software: what a phone does behind the browser."""

    host: str = "acme.localhost"
    origin: str = "http://acme.localhost:8000"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: os.urandom(32))
    flags: AuthenticatorData.FLAG = FLAGS

    def make(self, options: dict[str, Any]) -> str:
        """Return the answer to `options` of a page that adds a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2's own
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(
            hashlib.sha256(self.host.encode()).digest(),
            self.flags | AuthenticatorData.FLAG.AT,
            1,
            credential,
        )
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            clientDataJSON=self._said("webauthn.create", options),
            attestationObject=websafe_encode(bytes(attestation)),
        )

    def use(self, options: dict[str, Any], user: User) -> str:
        """Return the answer to `options` of a page that asks for a passkey."""
        said = self._said("webauthn.get", options)
        data = AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), self.flags, 2)
        signed = bytes(data) + hashlib.sha256(websafe_decode(said)).digest()
        return self._answer(
            clientDataJSON=said,
            authenticatorData=websafe_encode(bytes(data)),
            signature=websafe_encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
            userHandle=websafe_encode(str(user_pk_to_url_str(user)).encode()),
        )

    def _said(self, kind: str, options: dict[str, Any]) -> str:
        challenge = options["publicKey"]["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return websafe_encode(json.dumps(said).encode())

    def _answer(self, **response: str) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )
