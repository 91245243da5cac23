//! What all of Zoho's products share: where they live, who may call, and how one call goes.
//!
//! It knows no product's records: those are in `inventory/` and its like. A token is shared by all
//! processes of a shop, because Zoho gives few of them and lets the oldest die.

pub mod data_centre;
pub mod oauth;
pub mod vault;
pub mod wire;
