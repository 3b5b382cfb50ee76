import http.client

import pytest

from project.utf8 import says_utf8
from stack.running import Stack

FORM = (
    b'--edge\r\nContent-Disposition: form-data; name="identifier"\r\n\r\n\\ud800\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="password"\r\n\r\nx\r\n--edge--\r\n'
)
MULTIPART = "multipart/form-data; boundary=edge"


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/plain; charset=utf-8", 'a/b; charset="UTF-8"', "a/b; charset=utf8"],
)
def test_utf8_and_saying_nothing_are_admitted(content_type: str) -> None:
    assert says_utf8(content_type)


@pytest.mark.parametrize(
    "parameter",
    [
        "charset=hex",
        "charset=unicode_escape",
        "charset=utf-7",
        "charset=idna",
        "charset=latin-1",
        "charset=nonsense",
        "charset*=utf-8''hex",
        "charset*=hex''61",
    ],
)
def test_no_other_codec_is(parameter: str) -> None:
    assert not says_utf8(f"{MULTIPART}; {parameter}")


@pytest.mark.parametrize("host", ["localhost", "acme.localhost"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("charset", ["hex", "unicode_escape"])
def test_both_sites_refuse_it_in_one_sentence(
    stack: Stack, host: str, method: str, charset: str
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=10)
    headers = {
        "Host": f"{host}:{stack.port}",
        "Content-Type": f"{MULTIPART}; charset={charset}",
    }
    connection.request(method, "/sign-in/?next=x", body=FORM, headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (415, b"Send UTF-8.\n")
    connection.close()
