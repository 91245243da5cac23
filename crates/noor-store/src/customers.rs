//! Customers by what is known of them, for whoever names one.

use noor_core::ids::CustomerId;
use sqlx::PgPool;

/// The customers that a messenger calls by an id, at any of some messengers.
///
/// # Errors
///
/// The database's own.
pub async fn called(
    db: &PgPool,
    messengers: &[&str],
    external_id: &str,
) -> sqlx::Result<Vec<CustomerId>> {
    let found = sqlx::query_scalar!(
        r#"select distinct customer_id as "id!" from customer_identities
            where messenger = any($1) and external_id = $2"#,
        messengers as _,
        external_id,
    )
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().map(CustomerId).collect())
}

/// What some messengers call a customer by.
///
/// # Errors
///
/// The database's own.
pub async fn names(
    db: &PgPool,
    messengers: &[&str],
    customer: CustomerId,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select external_id from customer_identities
          where messenger = any($1) and customer_id = $2
          order by external_id",
        messengers as _,
        customer.0,
    )
    .fetch_all(db)
    .await
}

/// Whether any customer is of a segment, in capitals or not.
///
/// # Errors
///
/// The database's own.
pub async fn any_of_segment(db: &PgPool, segment: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from customers c,
                          jsonb_array_elements_text(coalesce(c.profile -> 'segments', '[]')) s
                          where lower(trim(s)) = lower(trim($1))) as "there!""#,
        segment,
    )
    .fetch_one(db)
    .await
}
