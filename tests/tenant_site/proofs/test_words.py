import ast
import inspect
from collections.abc import Iterator

from tenancy.inspection.verifying import verifiers
from tenant_site.books import verification
from tenant_site.proofs import stored_files
from tenant_site.proofs.words import WORDS


def codes_in(source: str) -> Iterator[object]:
    """Yield the codes of findings in a verifier's source: the first of two or more constants."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            makes = ast.unparse(node.func) in {"Problem", "Finding", "found"}
            first = node.args[0] if makes and node.args else None
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first = node.elts[0] if isinstance(node.elts[1], ast.Constant) else None
        else:
            continue
        if isinstance(first, ast.Constant):
            yield first.value


def test_whatever_a_verifier_finds_has_words() -> None:
    modules = {inspect.getmodule(verifier) for verifier in verifiers().values()}
    sources = [inspect.getsource(one) for one in (*modules, verification, stored_files) if one]
    assert {code for source in sources for code in codes_in(source)} == set(WORDS)
