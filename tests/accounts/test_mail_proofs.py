from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.mail_proofs import Issued, ProofRefused, by_code, by_token, issue, use_up
from accounts.models import MailProof, User

RESET, CONFIRM = MailProof.Purpose.RESET, MailProof.Purpose.CONFIRM
EMAIL = "ana@example.com"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(EMAIL, "correct horse battery")


@pytest.fixture
def issued(person: User) -> Issued:
    return issue(user=person, email=EMAIL, purpose=RESET)


def another_code(issued: Issued) -> str:
    return f"{(int(issued.code) + 1) % 10**6:06}"


def test_a_code_has_six_digits_and_may_be_typed_in_groups(issued: Issued) -> None:
    assert len(issued.code) == 6
    grouped = f" {issued.code[:3]} {issued.code[3:]} "
    assert by_code(issued.proof.pk, grouped, purpose=RESET) == issued.proof


def test_a_proof_works_once(issued: Issued, person: User) -> None:
    assert use_up(issued.proof) == person
    for again in (
        lambda: use_up(issued.proof),
        lambda: by_code(issued.proof.pk, issued.code, purpose=RESET),
        lambda: by_token(issued.token, RESET),
    ):
        with pytest.raises(ProofRefused):
            again()


def test_a_code_is_tried_five_times(issued: Issued) -> None:
    left = []
    for _ in range(5):
        with pytest.raises(ProofRefused) as refused:
            by_code(issued.proof.pk, another_code(issued), purpose=RESET)
        left.append(refused.value.tries_left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(ProofRefused):
        by_code(issued.proof.pk, issued.code, purpose=RESET)


def test_a_proof_lives_for_ten_minutes(issued: Issued) -> None:
    left = issued.proof.expires_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    MailProof.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ProofRefused):
        by_code(issued.proof.pk, issued.code, purpose=RESET)
    with pytest.raises(ProofRefused):
        by_token(issued.token, RESET)


def test_looking_at_a_link_does_not_use_it_up(issued: Issued) -> None:
    """Mail programs follow links before people do."""
    by_token(issued.token, RESET)
    assert by_token(issued.token, RESET) == issued.proof


def test_a_new_mail_ends_the_one_before(issued: Issued, person: User) -> None:
    issue(user=person, email=EMAIL, purpose=RESET)
    with pytest.raises(ProofRefused):
        by_token(issued.token, RESET)


def test_a_proof_is_good_for_its_purpose_alone(issued: Issued) -> None:
    with pytest.raises(ProofRefused):
        by_code(issued.proof.pk, issued.code, purpose=CONFIRM)
    with pytest.raises(ProofRefused):
        by_token(issued.token, CONFIRM)


def test_a_proof_of_nobody_opens_nothing(db: None) -> None:
    nobodys = issue(user=None, email="nobody@example.com", purpose=RESET)
    with pytest.raises(ProofRefused) as refused:
        by_code(nobodys.proof.pk, nobodys.code, purpose=RESET)
    assert refused.value.tries_left == 4  # as of a wrong code for an account
    with pytest.raises(ProofRefused):
        by_token(nobodys.token, RESET)


def test_an_unknown_proof_opens_nothing(db: None) -> None:
    with pytest.raises(ProofRefused):
        by_code(uuid4(), "123456", purpose=RESET)


def test_only_hashes_are_kept(issued: Issued) -> None:
    row = MailProof.objects.get()
    for secret in (issued.code, issued.token):
        assert secret.encode() not in bytes(row.code_hash) + bytes(row.token_hash)


def test_a_closed_account_proves_nothing(issued: Issued) -> None:
    User.objects.update(is_active=False)
    proof = by_code(issued.proof.pk, issued.code, purpose=RESET)
    with pytest.raises(ProofRefused):
        use_up(proof)
