"""The bodies that the three providers really send, and what each means.

Minimal bodies, typed for the purpose, of the shapes in the providers' documentation, official SDKs
and published client programs.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Fact(NamedTuple):
    """An answer of a provider, and the fields that its classification must have."""

    name: str
    provider: str
    http_status: int | None
    body: bytes
    expected: dict[str, Any]
    headers: dict[str, str] | None = None


NOW = 1_795_000_000.0
"""The time at which the answers came, as epoch seconds: 2026-11-18 11:06:40 UTC."""

AFTERSHIP = [
    Fact(
        "success",
        "aftership_shipping",
        200,
        b'{"meta":{"code":200,"message":"OK","details":[]},"data":{"id":"5b74","status":"created"}}',
        {"category": "ok", "code": "200", "is_error": False, "outcome": "done"},
    ),
    Fact(
        "an error inside HTTP 200",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4153,"message":"Item does not exist.","details":[],"retryable":false},'
        b'"data":{}}',
        {
            "category": "not_found",
            "code": "4153",
            "retryable": False,
            "retry_basis": "response",
            "rule": "aftership_shipping:4153",
            "message": "Item does not exist.",
        },
    ),
    Fact(
        "the response's flag contradicts the table: 429 with false",
        "aftership_shipping",
        429,
        b'{"meta":{"code":429,"message":"Slow down","details":[],"retryable":false},"data":{}}',
        {"category": "rate_limited", "retryable": False, "retry_basis": "response"},
    ),
    Fact(
        "the response's flag contradicts the table: 500 with true",
        "aftership_shipping",
        500,
        b'{"meta":{"code":500,"message":"Oops","details":[],"retryable":true},"data":{}}',
        {"category": "provider_error", "retryable": True, "retry_basis": "response"},
    ),
    Fact(
        "details",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4104,"message":"The request was invalid or cannot be otherwise served.",'
        b'"details":[{"path":"data.shipment.ship_to.state","info":"state is too long"},{},'
        b'{"path":"data.shipment.parcels.0.items.0.price","info":"price is missing"},'
        b'{"info":"no such account"}],"retryable":false},"data":{}}',
        {
            "category": "invalid_data",
            "field_errors": [
                ("data.shipment.ship_to.state", "state is too long"),
                ("data.shipment.parcels.0.items.0.price", "price is missing"),
                ("", "no such account"),
            ],
        },
    ),
    Fact(
        "details are absent",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4104,"message":"The request was invalid.","retryable":false},"data":{}}',
        {"category": "invalid_data", "field_errors": []},
    ),
    Fact(
        "the gateway's 401",
        "aftership_shipping",
        401,
        b'{"data":{},"meta":{"code":401,"message":"The API key is invalid.","errors":[],'
        b'"type":"Unauthorized"}}',
        {
            "category": "authentication",
            "retryable": False,
            "retry_basis": "inferred",
            "message": "The API key is invalid.",
        },
    ),
    Fact(
        "version 2's errors",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4104,"message":"Invalid","errors":{"shipment_packages_items":'
        b'"items is missing"}},"data":{}}',
        {
            "category": "invalid_data",
            "field_errors": [("shipment_packages_items", "items is missing")],
        },
    ),
    Fact(
        "no message",
        "aftership_shipping",
        429,
        b'{"meta":{"code":429},"data":{}}',
        {
            "category": "rate_limited",
            "retryable": True,
            "retry_basis": "documented",
            "message": "You have exceeded the API call rate limit. Please check the header field "
            "'X-RateLimit-Reset' for time left until the limit release.",
        },
    ),
    Fact(
        "an empty message",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4100,"message":"","details":[],"retryable":false},"data":"{}"}',
        {"category": "provider_error", "retryable": False, "message": "Internal Error."},
    ),
    Fact(
        "pending",
        "aftership_shipping",
        200,
        b'{"meta":{"code":3001,"message":"The request has been accepted for processing, but the '
        b'processing has not been completed.","details":[]},"data":{"id":"5b74",'
        b'"status":"creating","files":null,"rate":null}}',
        {"category": "pending", "is_error": False, "outcome": "in_progress", "retryable": False},
    ),
    Fact(
        "rates that failed in part",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4713,"message":"All or partial failed in rate request.","details":[],'
        b'"retryable":false},"data":{"rates":[{"service_type":"a","error_message":null},'
        b'{"service_type":"b","error_message":"Weight over limit"}]}}',
        {
            "category": "carrier_error",
            "outcome": "not_done",
            "field_errors": [("data.rates.1.error_message", "Weight over limit")],
        },
    ),
    Fact(
        "a webhook",
        "aftership_shipping",
        None,
        b'{"event":"label.created","date_time":"2026-11-18T11:06:40Z","meta":{"code":4703,'
        b'"message":"The courier is down","details":[],"retryable":true},"data":{}}',
        {
            "category": "carrier_unavailable",
            "retryable": True,
            "outcome": "maybe_done",
            "http_status": None,
        },
    ),
    Fact(
        "the gateway's page",
        "aftership_shipping",
        502,
        b"<html>\n<head><title>502 Bad\n Gateway</title></head><body>nginx</body></html>",
        {
            "category": "provider_unavailable",
            "retryable": False,
            "retry_basis": "documented",
            "rule": "aftership_shipping:502",
            "message": "502 Bad Gateway",
            "code": None,
        },
    ),
    Fact(
        "a page with HTTP 200",
        "aftership_shipping",
        200,
        b"<!doctype html><html><head><title>Just a moment...</title></head></html>",
        {"category": "unknown", "rule": "none", "message": "Just a moment..."},
    ),
    Fact(
        "HTTP 429 with the code of a success",
        "aftership_shipping",
        429,
        b'{"meta":{"code":200,"message":"OK","details":[]},"data":{}}',
        {"category": "rate_limited", "rule": "aftership_shipping:429", "code": "200"},
    ),
    Fact(
        "HTTP 200 with code 429",
        "aftership_shipping",
        200,
        b'{"meta":{"code":429,"message":"Too many requests","details":[],"retryable":true},'
        b'"data":{}}',
        {"category": "rate_limited", "retryable": True, "http_status": 200},
    ),
    Fact(
        "a reset in epoch milliseconds",
        "aftership_shipping",
        429,
        b'{"meta":{"code":429,"message":"Too many","details":[],"retryable":true},"data":{}}',
        {"retry_after": 30.0},
        {"X-RateLimit-Reset": "1795000030000"},
    ),
    Fact(
        "a reset in epoch seconds, under its other name",
        "aftership_shipping",
        429,
        b'{"meta":{"code":429,"message":"Too many","details":[],"retryable":true},"data":{}}',
        {"retry_after": 45.0},
        {"RATELIMIT-RESET": "1795000045"},
    ),
    Fact(
        "a reset in seconds from now",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4172,"message":"Too many","details":[],"retryable":true},"data":{}}',
        {"category": "rate_limited", "retry_after": 12.0},
        {"ratelimit-reset": "12"},
    ),
    Fact(
        "the order number is taken: no advice to use another",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4801,"message":"Duplicate order_number, please specify a different '
        b'order_number and try again.","details":[],"retryable":false},"data":{}}',
        {"category": "already_done", "outcome": "already_done", "retryable": False},
    ),
    Fact(
        "a code of the older edition",
        "aftership_shipping",
        200,
        b'{"meta":{"code":4105,"message":"Invalid URL or API key.","details":[],'
        b'"retryable":false},"data":{}}',
        {"category": "authentication", "source_url": "https://docs.postmen.com/errors.html"},
    ),
    Fact(
        "an empty answer",
        "aftership_shipping",
        200,
        b"",
        {"category": "unknown", "rule": "none"},
    ),
]

CLICKPOST = [
    Fact(
        "an error inside HTTP 200",
        "clickpost",
        200,
        b'{"meta":{"status":301,"success":false,"message":"Invalid Token"},"result":null,'
        b'"order_id":1,"tracking_id":1}',
        {"category": "authentication", "code": "301", "rule": "clickpost:301"},
    ),
    Fact(
        "a success",
        "clickpost",
        200,
        b'{"result":{"waybill":"1","reference_number":"2"},"meta":{"message":"SUCCESS",'
        b'"status":200,"success":true},"tracking_id":1,"order_id":1}',
        {"category": "ok", "is_error": False, "outcome": "done"},
    ),
    *(
        Fact(
            f"status {code} inside HTTP 200",
            "clickpost",
            200,
            b'{"meta":{"status":%d,"success":false,"message":"it failed"}}' % code,
            {"category": category, "rule": f"clickpost:{code}", "http_status": 200},
        )
        for code, category in {
            400: "invalid_data",
            404: "not_found",
            422: "invalid_data",
            500: "provider_error",
        }.items()
    ),
    Fact(
        "HTTP 401 with another code",
        "clickpost",
        401,
        b'{"meta":{"status":320,"success":false,"message":"This service is not subscribed by you"}}',
        {"category": "permission", "rule": "clickpost:320"},
    ),
    Fact(
        "HTTP 400 with another code",
        "clickpost",
        400,
        b'{"meta":{"status":350,"success":false,"message":"Cancellation failed"}}',
        {"category": "carrier_error", "outcome": "maybe_done"},
    ),
    Fact(
        "HTTP 202 with 202",
        "clickpost",
        202,
        b'{"meta":{"status":202,"success":true,"message":"Request received"}}',
        {"category": "pending", "is_error": False, "outcome": "in_progress"},
    ),
    Fact(
        "HTTP 500 with 500",
        "clickpost",
        500,
        b'{"meta":{"status":500,"success":false,"message":"Internal Server Error"}}',
        {"category": "provider_error", "retryable": True, "outcome": "maybe_done"},
    ),
    Fact(
        "flat",
        "clickpost",
        200,
        b'{"message":"SUCCESS","status_code":200,"success":true}',
        {"category": "ok", "message": "SUCCESS"},
    ),
    Fact(
        "doubled",
        "clickpost",
        200,
        b'{"result":[],"meta":{"meta":{"status":200,"success":true,"message":"SUCCESS"}}}',
        {"category": "ok", "code": "200"},
    ),
    Fact(
        "doubled, and a failure by its flag",
        "clickpost",
        200,
        b'{"result":[],"meta":{"meta":{"status":200,"success":false,"message":"FAILED"}}}',
        {"category": "unknown", "rule": "none", "message": "FAILED"},
    ),
    Fact(
        "bare detail",
        "clickpost",
        405,
        b'{"detail":"Method \\"POST\\" not allowed."}',
        {"category": "malformed_request", "message": 'Method "POST" not allowed.', "code": None},
    ),
    Fact("an empty object with HTTP 400", "clickpost", 400, b"{}", {"category": "invalid_data"}),
    Fact(
        "a success without meta",
        "clickpost",
        200,
        b'{"token":"abc","expires_at":"2026-11-19T11:06:40Z"}',
        {"category": "ok", "rule": "http:200"},
    ),
    Fact(
        "a message that is field errors",
        "clickpost",
        200,
        b'{"meta":{"status":400,"success":false,"message":{"non_field_errors":["ABC not '
        b'registered against account code 1"]}}}',
        {
            "category": "invalid_data",
            "message": "Bad Request",
            "field_errors": [("non_field_errors", "ABC not registered against account code 1")],
        },
    ),
    Fact(
        "a message with one field error",
        "clickpost",
        200,
        b'{"meta":{"status":400,"success":false,"message":{"Time Difference":["too short"]}}}',
        {"field_errors": [("Time Difference", "too short")]},
    ),
    Fact(
        "a printed dict stays text",
        "clickpost",
        200,
        b'{"meta":{"status":400,"success":false,"message":"{\'pincode\': [\'not valid\']}"}}',
        {"message": "{'pincode': ['not valid']}", "field_errors": []},
    ),
    Fact(
        "false with 102",
        "clickpost",
        200,
        b'{"meta":{"status":102,"success":false,"message":"We are processing your order"}}',
        {"category": "pending", "is_error": False},
    ),
    Fact(
        "false with 303",
        "clickpost",
        200,
        b'{"meta":{"status":303,"success":false,"message":"waybill already registered"},'
        b'"result":{"waybill":"1"}}',
        {"category": "already_done", "outcome": "already_done"},
    ),
    *(
        Fact(
            f"{flag} with 323",
            "clickpost",
            200,
            b'{"meta":{"status":323,"success":%s,"message":"Order placed"}}' % flag.encode(),
            {"category": "already_done"},
        )
        for flag in ("true", "false")
    ),
    Fact(
        "true with 600",
        "clickpost",
        200,
        b'{"meta":{"status":600,"success":true,"message":"SUCCESS"}}',
        {"category": "already_done"},
    ),
    Fact(
        "true at status 200",
        "clickpost",
        200,
        b'{"meta":{"status":200,"success":true,"message":"Pin code not serviceable"}}',
        {"category": "ok", "message": "Pin code not serviceable"},
    ),
    Fact(
        "329 of the later edition",
        "clickpost",
        200,
        b'{"meta":{"status":329,"success":false,"message":"Courier Partner API timeout"}}',
        {
            "category": "carrier_unavailable",
            "retryable": True,
            "retry_basis": "documented",
            "outcome": "maybe_done",
        },
    ),
    Fact(
        "420 of the later edition",
        "clickpost",
        200,
        b'{"meta":{"status":420,"success":false,"message":"Pincode is wrong"}}',
        {"category": "carrier_error", "documentation": None, "message": "Pincode is wrong"},
    ),
    Fact(
        "a parcel's status is not an error",
        "clickpost",
        200,
        b'{"meta":{"status":200,"success":true,"message":"SUCCESS"},"result":{"1":{'
        b'"latest_status":{"clickpost_status_code":9,"status":"RTO"}}}}',
        {"category": "ok"},
    ),
    Fact(
        "a webhook with a parcel's status",
        "clickpost",
        None,
        b'{"waybill":"1","clickpost_status_code":9,"status":"RTO"}',
        {"category": "unknown", "code": None},
    ),
]

TRACKING_APP = [
    Fact(
        "a success",
        "shopify_tracking_app",
        200,
        b'{"code":200,"payload":null}',
        {"category": "ok", "is_error": False, "code": "200", "rule": "shopify_tracking_app:200"},
    ),
    Fact(
        "the documented error",
        "shopify_tracking_app",
        400,
        b'{"code":902,"payload":"Package with the specified tracking number has already been '
        b'added"}',
        {
            "category": "already_done",
            "message": "Package with the specified tracking number has already been added",
        },
    ),
    Fact(
        "field errors as an object",
        "shopify_tracking_app",
        422,
        b'{"code":422,"payload":{"errors":{"field1":"Error description"}}}',
        {"category": "invalid_data", "field_errors": [("field1", "Error description")]},
    ),
    Fact(
        "field errors as a list of objects",
        "shopify_tracking_app",
        422,
        b'{"code":422,"payload":{"errors":[{"field":"text"},{"other":"more"}]}}',
        {"field_errors": [("field", "text"), ("other", "more")]},
    ),
    Fact(
        "field errors as a list of fields and messages",
        "shopify_tracking_app",
        422,
        b'{"code":422,"payload":{"errors":[{"field":"f","message":"text"}]}}',
        {"field_errors": [("f", "text")]},
    ),
    Fact(
        "the documented sample, which is no JSON",
        "shopify_tracking_app",
        422,
        b'{"code":422,"payload":{"errors":["field1": "Error description"]}}',
        {
            "category": "invalid_data",
            "rule": "shopify_tracking_app:422",
            "message": "Error validating data sent by POST request",
        },
    ),
    Fact(
        "too early",
        "shopify_tracking_app",
        400,
        b'{"code":903,"payload":"Next check is possible on 18.11.2026 11:26"}',
        {
            "category": "rate_limited",
            "retryable": True,
            "retry_basis": "documented",
            "retry_after": 1160.0,
            "outcome": "not_done",
            "rule": "shopify_tracking_app:903",
        },
    ),
    Fact(
        "too early, in another language and notation",
        "shopify_tracking_app",
        400,
        '{"code":903,"payload":"Следующая проверка возможна 2026-11-18T12:26:00+02:00"}'.encode(),
        {"category": "rate_limited", "retry_after": 0.0},
    ),
    Fact(
        "too early, beside the header that every answer has",
        "shopify_tracking_app",
        400,
        b'{"code":903,"payload":"Next check is possible on 18.11.2026 11:26"}',
        {"retry_after": 1160.0},
        {"X-Rate-Limit-Limit": "10", "X-Rate-Limit-Remaining": "9", "X-Rate-Limit-Reset": "1"},
    ),
    Fact(
        "delivered",
        "shopify_tracking_app",
        400,
        b'{"code":903,"payload":"The package has been delivered"}',
        {"category": "state_conflict", "retryable": False, "retry_after": None},
    ),
    Fact(
        "the rate limit",
        "shopify_tracking_app",
        429,
        b'{"code":429,"payload":"Rate limit exceeded"}',
        {"category": "rate_limited", "retry_basis": "inferred", "retry_after": 1.0},
        {"x-rate-limit-reset": "1"},
    ),
    Fact(
        "too frequent progress checks",
        "shopify_tracking_app",
        400,
        b'{"code":910,"payload":"Too frequent"}',
        {"category": "rate_limited", "retryable": True, "retry_basis": "documented"},
    ),
    Fact(
        "an error that escapes the wrapper",
        "shopify_tracking_app",
        429,
        b'{"name":"Too Many Requests","message":"Rate limit exceeded.","code":0,"status":429}',
        {
            "category": "rate_limited",
            "code": "0",
            "rule": "shopify_tracking_app:429",
            "message": "Rate limit exceeded.",
        },
    ),
    Fact(
        "code 0 is no success",
        "shopify_tracking_app",
        200,
        b'{"name":"Oops","message":"Something","code":0,"status":200}',
        {"category": "unknown", "rule": "none"},
    ),
    Fact(
        "the range",
        "shopify_tracking_app",
        502,
        b'{"code":502,"payload":null}',
        {
            "category": "provider_unavailable",
            "rule": "shopify_tracking_app:500-504",
            "outcome": "maybe_done",
        },
    ),
    Fact(
        "detection failed: not to be repeated blindly",
        "shopify_tracking_app",
        400,
        b'{"code":904,"payload":"Failed to identify the delivery service"}',
        {"category": "invalid_data", "retryable": False},
    ),
]

FACTS = AFTERSHIP + CLICKPOST + TRACKING_APP
