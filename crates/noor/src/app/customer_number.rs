//! By which number a customer is known outside.

use noor_core::message::ChatAddress;
use noor_providers::phone::Phone;

use crate::context::Context;

/// Messengers on which a chat is called by the customer's number.
pub(crate) const BY_NUMBER: [&str; 2] = ["whatsapp", "viber"];

/// The number in full of whoever writes in a chat; `None` on messengers whose chats are called otherwise:
/// what somebody types proves no number.
pub(crate) fn phone(context: &Context, address: &ChatAddress) -> Option<String> {
    let ChatAddress { messenger, chat, .. } = address;
    if !BY_NUMBER.contains(&messenger.as_str()) || !chat.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    // Messengers give whole numbers without a plus.
    let number = Phone::parse(&format!("+{chat}"), &context.content.shop.calling_code);
    number.map(|number| number.e164())
}
