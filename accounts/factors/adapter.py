"""What allauth.mfa asks us: how secrets are kept, what apps show, whose passkeys these are."""

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.factors.relying_party import relying_party_id
from accounts.factors.sealing import seal, unseal


class FactorAdapter(DefaultMFAAdapter):
    """allauth's own, with secrets sealed and one relying party for all our addresses."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Name the service: a person has one code for all workspaces."""
        return "News Book"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Show in the app whose code it is."""
        return str(getattr(user, "email", None) or user)

    def build_totp_svg(self, url: str) -> str:
        """Draw the address as an inline SVG, black on white also in the dark: cameras want it."""
        code = segno.make(url, error="m", micro=False)
        return str(code.svg_inline(border=4, omitsize=True, svgclass="qr", light="#fff"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the relying party: the same for all our hosts."""
        return {"id": relying_party_id(context.request.get_host()), "name": "News Book"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """Tell the authenticator whose passkey it keeps."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user), "name": self.get_totp_label(user)}
