//! What the server itself refuses, before any slice is asked.

platform::codes! {
    NO_SUCH_ROUTE = "no_such_route", 404, "没有这个接口地址，请对照 /api/v1/openapi.json", "There is no such address; compare /api/v1/openapi.json";
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, "这个接口不接受这种请求方法", "This address does not take this method";
    TIMED_OUT = "timed_out", 504, "没有及时得到答复，请用同一个 Idempotency-Key 重发", "There was no answer in time; send it again with the same Idempotency-Key";
}
