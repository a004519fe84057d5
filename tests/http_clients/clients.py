"""One ``post`` for each client: the response, its body read; or whatever the client raises.

``timeout`` is in seconds. It is long, so that a busy machine fails no test, but where a test waits
for it to pass.
"""

from __future__ import annotations

import asyncio
import http.client
import ssl
import tempfile
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import curl_cffi
import httplib2
import httpx
import httpx2
import requests
import tornado.httpclient
import trustme
import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 20.0
SHORT = 0.3
# All clients trust this one. Its key is of the kind that tlslite-ng can serve with.
CA = trustme.CA(key_type=trustme.KeyType.RSA)
TRUST = ssl.create_default_context()  # shared, since making one takes longer than a call
CA.configure_trust(TRUST)
_FOLDER = tempfile.TemporaryDirectory()
CA_FILE = str(Path(_FOLDER.name) / "ca.pem")
CA.cert_pem.write_to_path(CA_FILE)
_BODY = b'{"order": 1}'


def post_httpx(url: str, timeout: float = LONG) -> httpx.Response:
    with httpx.Client(
        timeout=timeout, follow_redirects=True, trust_env=False, verify=TRUST
    ) as client:
        return client.post(url, content=_BODY)


def post_httpx_async(url: str, timeout: float = LONG) -> httpx.Response:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(
            timeout=timeout, follow_redirects=True, trust_env=False, verify=TRUST
        ) as client:
            return await client.post(url, content=_BODY)

    return asyncio.run(post())


def post_httpx2(url: str, timeout: float = LONG) -> httpx2.Response:
    with httpx2.Client(
        timeout=timeout, follow_redirects=True, trust_env=False, verify=TRUST
    ) as client:
        return client.post(url, content=_BODY)


def post_httpx2_async(url: str, timeout: float = LONG) -> httpx2.Response:
    async def post() -> httpx2.Response:
        async with httpx2.AsyncClient(
            timeout=timeout, follow_redirects=True, trust_env=False, verify=TRUST
        ) as client:
            return await client.post(url, content=_BODY)

    return asyncio.run(post())


def post_niquests(url: str, timeout: float = LONG) -> Any:
    import niquests  # noqa: PLC0415 - it is not always installed

    with niquests.Session() as session:
        session.trust_env = False
        return session.post(url, data=_BODY, timeout=timeout, verify=CA_FILE)


def post_niquests_async(url: str, timeout: float = LONG) -> Any:
    import niquests  # noqa: PLC0415 - as above

    async def post() -> Any:
        async with niquests.AsyncSession() as session:
            session.trust_env = False
            return await session.post(url, data=_BODY, timeout=timeout, verify=CA_FILE)

    return asyncio.run(post())


def post_curl_cffi(url: str, timeout: float = LONG) -> Any:
    with curl_cffi.Session(trust_env=False, verify=CA_FILE) as session:
        return session.post(url, data=_BODY, timeout=timeout)


def post_curl_cffi_async(url: str, timeout: float = LONG) -> Any:
    async def post() -> Any:
        async with curl_cffi.AsyncSession(trust_env=False, verify=CA_FILE) as session:
            return await session.post(url, data=_BODY, timeout=timeout)

    return asyncio.run(post())


def post_tornado(url: str, timeout: float = LONG) -> tornado.httpclient.HTTPResponse:
    async def post() -> tornado.httpclient.HTTPResponse:
        client = tornado.httpclient.AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(
                url,
                method="POST",
                body=_BODY,
                connect_timeout=timeout,
                request_timeout=timeout,
                ssl_options=TRUST,
            )
        finally:
            client.close()

    return asyncio.run(post())


def post_httplib2(url: str, timeout: float = LONG) -> httplib2.Response:
    client = httplib2.Http(timeout=timeout, proxy_info=None, ca_certs=CA_FILE)
    client.follow_all_redirects = True
    try:
        response, response.content = client.request(url, "POST", body=_BODY)
    finally:
        client.close()
    return response


def post_requests(url: str, timeout: float = LONG) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, data=_BODY, timeout=timeout, verify=CA_FILE)


def post_aiohttp(url: str, timeout: float = LONG) -> aiohttp.ClientResponse:
    async def post() -> aiohttp.ClientResponse:
        limits = aiohttp.ClientTimeout(sock_connect=timeout, sock_read=timeout)
        async with (
            aiohttp.ClientSession(timeout=limits) as session,
            session.post(url, data=_BODY, ssl=TRUST) as response,
        ):
            await response.read()
            return response

    return asyncio.run(post())


def post_urllib3(url: str, timeout: float = LONG) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(ssl_context=TRUST) as pool:
        return pool.request("POST", url, body=_BODY, timeout=timeout, retries=3)


def post_urllib(url: str, timeout: float = LONG) -> Any:
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=TRUST)
    )
    return opener.open(urllib.request.Request(url, data=_BODY), timeout=timeout)  # noqa: S310 - to the loopback


def post_http_client(url: str, timeout: float = LONG) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=timeout, context=TRUST)
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=timeout)
    )
    try:
        connection.request("POST", parts.path, body=_BODY)
        return connection.getresponse()
    finally:
        connection.close()


POSTS: dict[str, Callable[..., Any]] = {
    "httpx": post_httpx,
    "httpx_async": post_httpx_async,
    "httpx2": post_httpx2,
    "httpx2_async": post_httpx2_async,
    "requests": post_requests,
    "niquests": post_niquests,
    "niquests_async": post_niquests_async,
    "aiohttp": post_aiohttp,
    "urllib3": post_urllib3,
    "urllib": post_urllib,
    "http_client": post_http_client,
    "curl_cffi": post_curl_cffi,
    "curl_cffi_async": post_curl_cffi_async,
    "tornado": post_tornado,
    "httplib2": post_httplib2,
}
