"""Make a log of calls to every provider: what an integration writes in a week, seeded.

    python tools/make_log.py --records 100000 log.jsonl        also .gz, .zst and .parquet

The same seed and the same catalogs give the same log. Names and addresses are made up.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

from shipping_errors import catalog, providers
from shipping_errors.testing import all_samples

Record = dict[str, Any]

FIRST = datetime(2026, 11, 16, tzinfo=UTC).timestamp()
WEEK = 7 * 86_400.0
INCIDENT = (0.40, 0.43)  # parts of the week in which one provider is down
CODES_OF_A_RANGE = 300  # of long ranges of codes the first ones are enough
ROWS_IN_A_BATCH = 20_000

STREETS = ("Hauptstraße 5", "12 Rue de l'Église", "221B Baker St", "MG Road 14", "渋谷区 1-2-3")
NAMES = ("Anna Müller", "José Álvarez", "Priya Nair", "山田 太郎", "Olu Adé 📦")
SERVICES = ("ground", "express", "saver", "next_day", "locker")
GATEWAY = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} "
    "{reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
REASONS = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


class Sent(NamedTuple):
    """A response that a provider sends: JSON to which a payload is added, or a fixed text."""

    status: int
    headers: dict[str, str]
    data: dict[str, Any] | None
    text: str


class Provider(NamedTuple):
    """What the log has of one provider."""

    id: str
    url: str
    successes: list[Sent]
    errors: list[Sent]


def records(count: int, seed: int = 0) -> Iterator[Record]:
    """Yield records in the order of their time: provider, url, status, headers and body."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    known = [_provider(name) for name in providers()]
    down = known[seed % len(known)]
    weights = [1 / (rank + 1) ** 0.5 for rank in range(len(known))]
    for number in range(count):
        part = number / count
        # More calls by day than by night.
        time = FIRST + WEEK * (part + 0.1 / math.tau * math.sin(math.tau * 7 * part))
        provider = rng.choices(known, weights)[0]
        is_down = provider is down and INCIDENT[0] < part < INCIDENT[1]
        yield _record(rng, number, time, provider, is_down)


def _provider(name: str) -> Provider:
    """Prepare the responses of a provider from its catalog."""
    known = catalog(name)
    host = next(iter(known.hosts), f"{name.replace('_', '-')}.example")
    base, _, path = host.partition("/")
    sent = [
        Sent(each.status, dict(each.headers), *_data_and_text(each.body))
        for each in islice(all_samples(name), CODES_OF_A_RANGE)
    ]
    failed = [_fails(each.judged.category) for each in islice(all_samples(name), len(sent))]
    url = f"https://api.{base.removeprefix('api.')}/{path}".rstrip("/")
    return Provider(
        name,
        url,
        [each for each, error in zip(sent, failed, strict=True) if not error]
        or [Sent(200, {"Content-Type": "application/json"}, _success(known.envelope), "")],
        [each for each, error in zip(sent, failed, strict=True) if error],
    )


def _success(envelope: Any) -> Record:  # noqa: ANN401 - of a catalog
    """Return the least that a success of a provider has, where no row of its catalog is one."""
    data: Record = {}
    for paths, value in (
        (envelope.code, next(iter(envelope.success_codes), None)),
        (envelope.success, True),
    ):
        if paths and value is not None:
            *parents, key = getattr(paths[0], "at", paths[0])
            place = data
            for parent in parents:
                place = place.setdefault(parent, {})
            place[key] = (
                int(value) if envelope.code_type == "number" and value is not True else value
            )
    return data


def _fails(category: Any) -> bool:  # noqa: ANN401 - a word of the vocabulary
    return bool(category.is_error)


def _data_and_text(body: bytes) -> tuple[dict[str, Any] | None, str]:
    text = body.decode()
    try:
        data = json.loads(text)
    except ValueError:
        return None, text
    return (data, text) if isinstance(data, dict) else (None, text)


def _record(
    rng: random.Random, number: int, time: float, provider: Provider, is_down: bool
) -> Record:
    status, headers, body = _response(rng, number, provider, is_down)
    return {
        "time": datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds"),
        "provider": provider.id,
        "method": rng.choice(("POST", "GET")),
        "url": f"{provider.url}/v1/{rng.choice(('labels', 'rates', 'tracking', 'orders'))}",
        "status": status,
        "headers": headers,
        "body": body,
        "duration_ms": round(rng.lognormvariate(5.5, 0.7)),
    }


def _response(
    rng: random.Random, number: int, provider: Provider, is_down: bool
) -> tuple[int | None, dict[str, str], str | None]:
    chance = rng.random()
    if is_down and chance < 0.7:
        return _gateway(rng)
    if chance < 0.85:
        sent = provider.successes[0] if chance < 0.8 else rng.choice(provider.successes)
        return sent.status, sent.headers, _written(rng, number, sent, _order)
    if chance < 0.97 and provider.errors:
        # A few codes are most of a log.
        position = min(int(rng.expovariate(6) * len(provider.errors)), len(provider.errors) - 1)
        sent = provider.errors[position]
        return sent.status, _with_wait(rng, sent), _written(rng, number, sent, _request)
    return _unusual(rng, number, provider)


def _unusual(
    rng: random.Random, number: int, provider: Provider
) -> tuple[int | None, dict[str, str], str | None]:
    """Return what no documentation shows: pages, cut bodies, unknown codes, nothing at all."""
    kind = rng.randrange(6)
    sent = rng.choice(provider.errors or provider.successes)
    if kind == 0:
        return _gateway(rng)
    if kind == 1:
        return None, {}, None
    if kind == 2:
        return rng.choice((200, 204, 500)), {}, ""
    text = _written(rng, number, sent, _order)
    if kind == 3:
        return sent.status, sent.headers, text[: rng.randrange(1, len(text) + 1)]
    if kind == 4 and sent.data is not None:
        return 400, sent.headers, _dumps(_with_unknown_code(sent.data, rng.randrange(20)))
    return rng.choice((404, 422, 429)), {"Retry-After": str(rng.randrange(1, 90))}, "Try later"


def _gateway(rng: random.Random) -> tuple[int, dict[str, str], str]:
    status = rng.choice(tuple(REASONS))
    page = GATEWAY.format(status=status, reason=REASONS[status])
    return status, {"Content-Type": "text/html"}, page


def _with_unknown_code(data: Record, number: int) -> Record:
    """Return the data with another text or number where a code may be, at any depth."""
    changed: Record = {}
    for key, value in data.items():
        if isinstance(value, dict):
            changed[key] = _with_unknown_code(value, number)
        elif key in {"code", "status", "status_code", "errorCode"}:
            changed[key] = 987_000 + number if isinstance(value, int) else f"NEW_{number}"
        else:
            changed[key] = value
    return changed


def _with_wait(rng: random.Random, sent: Sent) -> dict[str, str]:
    if sent.status in {429, 503} and rng.random() < 0.8:
        return {**sent.headers, "Retry-After": str(round(rng.lognormvariate(2.5, 1)))}
    return sent.headers


def _written(rng: random.Random, number: int, sent: Sent, payload: Any) -> str:  # noqa: ANN401 - JSON
    if sent.data is None:
        return sent.text
    return _dumps({**sent.data, "data": sent.data.get("data") or payload(rng, number)})


def _order(rng: random.Random, number: int) -> Record:
    tracking = f"1Z{number:09d}{rng.randrange(1000):03d}"
    return {
        "id": f"{rng.getrandbits(96):024x}",
        "tracking_number": tracking,
        "label": {"url": f"https://files.example/labels/{tracking}.pdf", "format": "pdf"},
        "ship_to": {
            "name": rng.choice(NAMES),
            "street": rng.choice(STREETS),
            "postal_code": f"{rng.randrange(100_000):05d}",
            "country": rng.choice(("DE", "FR", "GB", "IN", "JP")),
        },
        "rates": [
            {"service": rng.choice(SERVICES), "amount": round(rng.uniform(3, 60), 2)}
            for _ in range(rng.randrange(1, 4))
        ],
    }


def _request(rng: random.Random, number: int) -> Record:
    return {"request_id": f"{rng.getrandbits(64):016x}-{number}"}


def _dumps(data: Record) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def lines(made: Iterator[Record], seed: int, broken: float) -> Iterator[bytes]:
    """Yield the records as lines of JSON; ``broken`` is the part of them that is cut."""
    rng = random.Random(f"lines {seed}")  # noqa: S311 - nothing secret
    for record in made:
        line = _dumps(record).encode()
        if rng.random() < broken:
            line = line[: rng.randrange(1, len(line))]
        yield line + b"\n"


def write(path: Path, made: Iterator[Record], seed: int = 0, broken: float = 0.0) -> None:
    """Write a log; its name says the format."""
    if path.suffix == ".parquet":
        _write_parquet(path, made)
        return
    with _opened(path) as file:
        file.writelines(lines(made, seed, broken))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix == ".zst":
        import pyarrow as pa  # noqa: PLC0415 - in an extra - needed for some formats alone

        with pa.output_stream(path, compression="zstd") as stream:
            yield stream
    elif path.suffix == ".gz":
        with gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) as stream:
            yield stream
    else:
        with path.open("wb") as stream:
            yield stream


def _write_parquet(path: Path, made: Iterator[Record]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - in an extra - needed for some formats alone
    import pyarrow.parquet as pq  # noqa: PLC0415 - in an extra

    schema = pa.schema(
        {
            "time": pa.timestamp("ms", "UTC"),
            "provider": pa.string(),
            "method": pa.string(),
            "url": pa.string(),
            "status": pa.int16(),
            "headers": pa.map_(pa.string(), pa.string()),
            "body": pa.string(),
            "duration_ms": pa.int32(),
        }
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while rows := list(islice(made, ROWS_IN_A_BATCH)):
            for row in rows:
                row["time"] = datetime.fromisoformat(row["time"])
                row["headers"] = list(row["headers"].items())
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema))


def main() -> int:
    """Make the log that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", type=Path, help="NAME.jsonl, .jsonl.gz, .jsonl.zst or .parquet")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broken", type=float, default=0.0, help="the part of lines that is cut")
    options = parser.parse_args()
    write(options.file, records(options.records, options.seed), options.seed, options.broken)
    return 0


if __name__ == "__main__":
    sys.exit(main())
