//! Use cases, one file a verb. Handlers and jobs translate; here it is decided what happens, and
//! here transactions begin and end.

pub mod access;
pub mod alerts;
pub mod by;
mod confirm;
pub mod count_stock;
mod customer_number;
pub mod deliver;
pub mod effects;
mod expire_quotations;
pub mod forget;
pub mod hand_back;
pub mod index_meanings;
mod learn_customer;
pub mod load_catalogue;
pub mod look_after;
pub(crate) mod paper;
pub mod prepare_pictures;
pub mod price_rules;
pub mod quota;
pub mod receive_message;
pub mod recommend;
pub mod resolve_handoff;
pub mod search;
mod shrinking;
pub mod take_over;
pub mod take_turn;
pub mod token_vault;
pub mod vectors;
pub mod verify_quotation;
