//! What is sent: collections, points, filters, in Qdrant's own terms.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::SERVICE;
use crate::error::ProviderError;
use crate::vectors::{Narrow, Point, Space, Traits};

/// The names of the two vectors of a point.
pub(super) const DENSE: &str = "dense";
pub(super) const SPARSE: &str = "sparse";

/// Every field that a filter names, and how it is indexed.
pub(super) const INDEXES: [(&str, &str); 8] = [
    ("family", "keyword"),
    ("colours", "keyword"),
    ("materials", "keyword"),
    ("features", "keyword"),
    ("price_thousandths", "integer"),
    ("currency", "keyword"),
    ("in_stock", "bool"),
    ("active", "bool"),
];

/// A request's body stays well below the 32 MB that a server reads by default.
const LARGEST_BODY: usize = 8 << 20;
/// Most points of one request, however small.
pub(super) const MOST_ITEMS: usize = 500;

/// The collection of a space. Another model, size or kind is another collection.
pub(super) fn collection_name(prefix: &str, space: &Space) -> String {
    let Space { model, dimensions, sparse } = space;
    let hash = Sha256::digest(format!("{model}\n{dimensions}\n{sparse}"));
    let told = hash.iter().take(8).fold(0_u64, |told, byte| told << 8 | u64::from(*byte));
    format!("{prefix}_{told:016x}")
}

/// The id of a product's point: a UUID of version 8, whose free bits are the first of the SHA-256 of
/// `noor product point`, a line feed, and the product's key.
pub(super) fn point_id(key: &str) -> String {
    let hash = Sha256::digest(format!("noor product point\n{key}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = of_hash);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// The order for a new collection.
pub(super) fn collection(space: &Space, int8: bool) -> Value {
    let mut order = json!({
        "vectors": {
            DENSE: { "size": space.dimensions, "distance": "Cosine", "datatype": "float16" },
        },
    });
    if space.sparse {
        order["sparse_vectors"] = json!({ SPARSE: {} });
    }
    if int8 {
        order["quantization_config"] =
            json!({ "scalar": { "type": "int8", "quantile": 0.99, "always_ram": true } });
    }
    order
}

/// Refuses a collection that was made for something else.
pub(super) fn check_collection(
    name: &str,
    space: &Space,
    found: &Value,
) -> Result<(), ProviderError> {
    let params = &found["config"]["params"];
    let dense = &params["vectors"][DENSE];
    let sparse = params["sparse_vectors"][SPARSE].is_object();
    if dense["size"] == space.dimensions && dense["distance"] == "Cosine" && sparse == space.sparse
    {
        return Ok(());
    }
    let wanted = collection(space, false);
    Err(ProviderError::Refused {
        service: SERVICE,
        code: "collection".to_owned(),
        reason: format!(
            "the collection {name} has vectors {} and sparse vectors {}, but {wanted} is needed: \
             delete it, and it is filled anew",
            params["vectors"], params["sparse_vectors"],
        ),
    })
}

/// A point with everything it carries.
pub(super) fn point(point: &Point) -> Value {
    let mut payload = traits(&point.traits);
    payload.insert("key".to_owned(), json!(point.key));
    payload.insert("text_hash".to_owned(), json!(point.text_hash));
    let mut vector = json!({ DENSE: point.vector.dense });
    if let Some(sparse) = &point.vector.sparse {
        vector[SPARSE] = json!({ "indices": sparse.indices, "values": sparse.values });
    }
    json!({ "id": point_id(&point.key), "vector": vector, "payload": payload })
}

/// A step of a batch that gives a point new traits.
pub(super) fn set_traits((key, of): &(String, Traits)) -> Value {
    json!({ "set_payload": { "payload": traits(of), "points": [point_id(key)] } })
}

/// All traits, the unknown ones too: they take the place of what was known before.
pub(super) fn traits(traits: &Traits) -> Map<String, Value> {
    let nearest = RoundingStrategy::MidpointAwayFromZero;
    let price = traits.price.and_then(|price| thousandths(price, nearest));
    let fields = [
        ("family", json!(traits.family)),
        ("colours", json!(traits.colours)),
        ("materials", json!(traits.materials)),
        ("features", json!(traits.features)),
        ("price_thousandths", json!(price)),
        ("currency", json!(traits.currency)),
        ("in_stock", json!(traits.in_stock)),
        ("active", json!(traits.active)),
    ];
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

/// What must hold: active, and everything that is given.
pub(super) fn filter(narrow: &Narrow) -> Value {
    let is = |key: &str, value: Value| json!({ "key": key, "match": { "value": value } });
    let mut must = vec![is("active", json!(true))];
    let lists = [
        ("family", &narrow.families),
        ("colours", &narrow.colours),
        ("materials", &narrow.materials),
    ];
    for (key, values) in lists {
        if !values.is_empty() {
            must.push(json!({ "key": key, "match": { "any": values } }));
        }
    }
    must.extend(narrow.features.iter().map(|feature| is("features", json!(feature))));
    if narrow.price_min.is_some() || narrow.price_max.is_some() {
        // A bound beyond all numbers is as far away as numbers go.
        let bound = |price: Decimal, strategy| {
            let beyond = if price.is_sign_negative() { i64::MIN } else { i64::MAX };
            thousandths(price, strategy).unwrap_or(beyond)
        };
        let min = narrow.price_min.map(|price| bound(price, RoundingStrategy::ToPositiveInfinity));
        let max = narrow.price_max.map(|price| bound(price, RoundingStrategy::ToNegativeInfinity));
        must.push(json!({ "key": "price_thousandths", "range": { "gte": min, "lte": max } }));
    }
    if let Some(currency) = &narrow.currency {
        must.push(is("currency", json!(currency)));
    }
    if narrow.in_stock {
        must.push(is("in_stock", json!(true)));
    }
    json!({ "must": must })
}

/// A price as a whole number: no currency has more than three places.
fn thousandths(price: Decimal, strategy: RoundingStrategy) -> Option<i64> {
    let price = price.checked_mul(Decimal::ONE_THOUSAND)?;
    price.round_dp_with_strategy(0, strategy).to_i64()
}

/// The items in lists whose bodies are not too large; an item that alone is, is alone.
pub(super) fn by_size(items: Vec<Value>) -> Vec<Vec<Value>> {
    let (mut lists, mut list, mut size) = (Vec::new(), Vec::new(), 0);
    for item in items {
        let more = item.to_string().len() + 1;
        if size > 0 && size + more > LARGEST_BODY {
            lists.push(std::mem::take(&mut list));
            size = 0;
        }
        size += more;
        list.push(item);
    }
    lists.push(list);
    lists.retain(|list| !list.is_empty());
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_the_same_every_time() {
        assert_eq!(point_id("kx210"), point_id("kx210"));
        assert_ne!(point_id("kx210"), point_id("kx211"));
        let id = uuid::Uuid::parse_str(&point_id("kx210")).unwrap();
        assert_eq!((id.get_version_num(), id.get_variant()), (8, uuid::Variant::RFC4122));
        let space = Space { model: "m".to_owned(), dimensions: 3, sparse: true };
        let others = [
            Space { model: "n".to_owned(), ..space.clone() },
            Space { dimensions: 4, ..space.clone() },
            Space { sparse: false, ..space.clone() },
        ];
        let name = collection_name("noor", &space);
        assert_eq!(name, collection_name("noor", &space));
        assert!(name.starts_with("noor_") && name.len() == 21, "{name}");
        assert!(others.iter().all(|other| collection_name("noor", other) != name));
    }

    #[test]
    fn bounds_are_exact_to_the_last_place() {
        let price = |text: &str| Some(text.parse::<Decimal>().unwrap());
        let narrow = Narrow {
            price_min: price("399.0001"),
            price_max: price("399.9999"),
            ..Narrow::default()
        };
        let range = &filter(&narrow)["must"][1]["range"];
        assert_eq!(*range, json!({ "gte": 399_001, "lte": 399_999 }));
        let of = Traits { price: price("399.90"), ..Traits::default() };
        assert_eq!(traits(&of)["price_thousandths"], json!(399_900));
        let huge = Narrow { price_max: Some(Decimal::MAX), ..Narrow::default() };
        assert_eq!(filter(&huge)["must"][1]["range"]["lte"], json!(i64::MAX));
    }

    #[test]
    fn lists_keep_order_and_size() {
        let sizes =
            |items: Vec<Value>| -> Vec<usize> { by_size(items).iter().map(Vec::len).collect() };
        let small: Vec<Value> = (0..500).map(|n| json!(n)).collect();
        assert_eq!(by_size(small.clone()), [small]);
        let large = Value::String("x".repeat(LARGEST_BODY / 2));
        assert_eq!(sizes(vec![large; 3]), [1, 1, 1]);
        let third = Value::String("x".repeat(LARGEST_BODY / 3 - 10));
        assert_eq!(sizes(vec![third; 7]), [3, 3, 1]);
        let endless = Value::String("x".repeat(LARGEST_BODY * 2));
        assert_eq!(sizes(vec![endless, json!(1)]), [1, 1]);
        assert!(sizes(Vec::new()).is_empty());
    }
}
