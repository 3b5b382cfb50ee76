"""Where each page of a workspace is, and what it answers to those who may see it."""

import uuid

from tenant_site.books.models import Book
from tenant_site.members.models import Member
from tests.every_route import routes_of

ROUTES = routes_of("project.urls_tenants")
# what a page answers to those who may see it, where that is not 200
OTHERWISE: dict[str, int] = {
    "draft_save": 405,
    "draft_upload": 405,
    "draft_discard": 405,
    "draft_restore": 405,
    "sign_in": 302,
    "handover_detail": 404,
    "handover_accept": 404,
    "order_read": 405,
    "order_detail": 404,
    "order_revise": 404,
    "order_withdraw": 404,
    "sign_in_step": 302,
    "sign_in_passkey": 405,
    "release_wait": 302,
    "release_enter": 405,
    "release_again": 405,
    "app_add": 302,  # to confirm who one is, first
    "app_remove": 302,
    "recovery_codes": 302,
    "recovery_renew": 302,
    "passkey_add": 302,
    "passkey_rename": 302,
    "passkey_remove": 302,
    "sign_in_rules": 302,
    "factors_reset": 302,
    "waiting_approve": 405,
    "waiting_refuse": 405,
    "type_retire": 405,
    "type_offer": 405,
    "type_move": 405,
    "form_undo": 405,
    "form_discard": 405,
    "form_version": 404,
    "pack_file": 302,  # to choose what goes into it
    "pack_check": 404,
    "field_change": 302,
    "field_move": 405,
    "field_remove": 405,
    "account_login": 302,
    "sign_out": 405,
    "account_logout": 405,
    "handoff_enter": 302,
    "ban_detail": 404,
    "pass_detail": 404,
    "pass_revoke": 405,
    "person_type_change": 404,
    "person_type_usual": 405,
    "record_detail": 404,
    "record_change": 404,
    "record_merge": 404,
    "register_import_check": 404,
    "entries_file": 422,  # without a column
    "record_part": 405,
    "record_retire": 405,
    "record_restore": 405,
    "support_end": 405,
    "workspace_deletion_undo": 405,
    "legacy_import_report": 404,
    "legacy_import_csv": 404,
    "invoice": 404,
    "invoice_pay": 405,
    "domain_use_ours": 405,
    "domain_prove": 405,
    "domain_make_primary": 405,
    "domain_remove": 302,
    "support_arrive": 302,
    "support_enter": 410,
    "support_leave": 405,
    "invitation_accept": 302,
    "invitation_resend": 405,
    "invitation_revoke": 405,
    "invitations_send": 405,
    "member_import_check": 404,
    "password_reset_code": 302,
    "password_reset_link": 410,
    "email_link": 410,
    "email_code": 302,
    "email_send": 405,
    "session_end": 405,
    "sessions_end_others": 405,
    "sign_out_everywhere": 405,
    "switch": 405,
    "depart": 302,
    "arrive": 410,
    "search_table": 302,  # to the search: nothing is asked
    "search_save": 405,
    "search_remove": 405,
    "search_restore": 405,
    "inside_left": 405,
    "entry_seen": 405,
    "integrity_check": 405,
    "anchor_address_remove": 405,
    "report_detail": 404,
    "report_pdf": 404,
    "report_reissue": 405,
    "report_confirm": 404,
    "erasure": 404,
    "erase_entry": 302,  # to confirm who one is, first
    "erase_person": 302,
    "hold_place": 302,
    "hold_end": 302,
    "retention_change": 302,
    "reading_rule": 405,
    "follow_up": 404,  # none is open
    "follow_up_change": 405,
    "follow_up_finish": 405,
    "follow_up_reopen": 405,
}


def sample(name: str, member: Member, book: Book) -> object:
    """What stands for a part of an address; each name that the urlconf uses must stand here."""
    return {
        "book_code": book.code,
        "seq": 1,
        "follow_up_id": 1,
        "address_id": 1,
        "mention_id": 1,
        "kind": "persons",
        "ending": "csv",
        "record_id": uuid.UUID(int=1),
        "hold_id": uuid.UUID(int=1),
        "erasure_id": uuid.UUID(int=1),
        "person_id": uuid.UUID(int=1),
        "type_code": "003",
        "order_id": member.pk,
        "version_id": member.pk,
        "kind_name": "choice",
        "number": 999,
        "version": 1,
        "field_key": "plate",
        "member_id": member.pk,
        "invoice_id": member.pk,
        "domain_id": member.pk,
        "search_id": uuid.UUID(int=1),
        "draft_id": uuid.UUID(int=1),
        "token": "x" * 43,
        "ticket": "x" * 43,
        "passkey_id": 1,
        "release_id": member.pk,
        "invitation_id": uuid.UUID(int=1),
        "pass_id": 1,
        "ban_id": uuid.UUID(int=1),
        "type_id": uuid.UUID(int=1),
        "import_id": uuid.UUID(int=1),
        "client_id": member.pk,
        "visit_id": member.pk,
        "browser": "0" * 64,
    }[name]


def addresses(member: Member, book: Book) -> dict[str, list[str]]:
    """Where each page is, for one book and one member, as the urlconf says it."""
    found = dict[str, list[str]]()
    for route in ROUTES:
        address = route.address(lambda name: sample(name, member, book))
        found.setdefault(route.name, []).append(address)
    return found
