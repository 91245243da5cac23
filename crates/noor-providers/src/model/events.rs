//! An event stream that nobody asked for, put together again. Some servers stream whatever is asked.

use serde_json::{Map, Value, json};

/// The answer whose pieces come as `data:` lines; `None` if there is no such line. Linear in its input.
pub(super) fn whole(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
    let mut answer = Map::new();
    let mut content = String::new();
    let mut finish = Value::Null;
    let mut refusal = Value::Null;
    for event in events.filter_map(|event| serde_json::from_str::<Value>(event.trim()).ok()) {
        let choice = &event["choices"][0];
        content.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        for (kept, told) in
            [(&mut finish, &choice["finish_reason"]), (&mut refusal, &choice["delta"]["refusal"])]
        {
            if !told.is_null() {
                kept.clone_from(told);
            }
        }
        for field in ["model", "usage", "error"] {
            if !event[field].is_null() {
                answer.insert(field.to_owned(), event[field].clone());
            }
        }
        if !choice.is_null() {
            answer.insert("choices".to_owned(), Value::Null);
        }
    }
    if answer.contains_key("choices") {
        let message = json!({"content": content, "refusal": refusal});
        let choice = json!({"finish_reason": finish, "message": message});
        answer.insert("choices".to_owned(), json!([choice]));
    }
    (!answer.is_empty()).then_some(Value::Object(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_the_answer_they_are_of() {
        let stream = ": PROCESSING\n\n\
            data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
            data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\ndata: [DONE]\n\n";
        let answer = whole(stream.as_bytes()).unwrap();
        assert_eq!(answer["choices"][0]["message"]["content"], "Hello");
        assert_eq!(answer["choices"][0]["finish_reason"], "stop");
        assert_eq!((&answer["model"], &answer["usage"]["prompt_tokens"]), (&json!("m"), &json!(3)));
    }

    #[test]
    fn a_stream_that_fails_says_so_and_a_page_is_none() {
        let failed = whole(b"data: {\"error\":{\"code\":503}}\n\n").unwrap();
        assert_eq!(failed["error"]["code"], 503);
        for body in [&b"<html>data: 1</html>"[..], b"", b"data: [DONE]", b"\xff\xfe"] {
            assert_eq!(whole(body), None);
        }
    }
}
