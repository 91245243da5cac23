//! Why a draft is not sent: sentences a model can act on. It decides nothing.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// Why a draft is not sent. Told to the model once, so that it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum Objection {
    /// It names a value that nobody looked up.
    #[error("`{{{0}}}` is not a slot of this turn; use only the slots given")]
    UnknownSlot(String),
    /// It writes a figure by hand, or the customer's in another role.
    #[error("the figure `{0}` must be a slot or left out")]
    Figure(String),
    /// A list is not numbered 1, 2, 3, or a numbered line names no product.
    #[error("number the lines of a list 1., 2., 3. and name a product in each of them")]
    Numbering,
    /// It claims something that only a slot may say.
    #[error("`{words}` is a claim about {claim}; copy the plain reply's sentence or leave it out")]
    Claim {
        /// What the claim is about, as content calls it.
        claim: String,
        /// The words that make it.
        words: String,
    },
    /// It uses a word that is not known to be harmless.
    #[error("say it without the word `{0}`: simple everyday words only")]
    Unfamiliar(String),
    /// A word changes what a value means.
    #[error("`{0}` must not stand in a sentence with a price, a total or a stock count")]
    Twist(String),
    /// A value stands beside a word that gives it another role.
    #[error("`{slot}` must not stand beside `{beside}`; write it alone, after the product's name")]
    Beside {
        /// The value, as it is written in a draft.
        slot: String,
        /// The word next to it; empty if none is there and one has to be.
        beside: String,
    },
    /// Something is put into the price of something else.
    #[error("`{0}` is added to what a price buys; leave it out of the sentence with the price")]
    Bundle(String),
    /// A value is not about the product named last.
    #[error("`{0}` belongs to another product; put each value right after its own product's name")]
    Subject(String),
    /// It speaks of prices without a value.
    #[error("it speaks of `{0}` without a price slot in the same sentence")]
    Price(String),
    /// It says yes to something the customer would like to have.
    #[error("`{0}` agrees to what the customer asks; do not agree, promise or accept")]
    Agreement(String),
    /// A block does not stand alone.
    #[error("`{0}` must stand alone in its line")]
    Block(String),
    /// It leaves out a value the answer owes.
    #[error("the value `{0}` is missing")]
    Missing(String),
    /// It leaves out a sentence the answer owes.
    #[error("copy this sentence of the plain reply word for word: {0}")]
    Unsaid(String),
    /// It tells things in another order than they are remembered in.
    #[error("`{0}` comes too early; keep the order of the plain reply")]
    Order(String),
    /// It says of a thing what the catalogue does not say of it.
    #[error("nobody says that it is `{0}`; say nothing of how it is made or looks")]
    Property(String),
    /// It is in the wrong script.
    #[error("it must be written in {0}")]
    Language(Language),
    /// It asks more than one question.
    #[error("it asks more than one question")]
    Questions,
    /// It has a link, an address or a number of its own.
    #[error("it must not contain links, addresses or phone numbers")]
    Link,
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It breaks off in the middle.
    #[error("it breaks off; end the last sentence")]
    Unfinished,
    /// It is too long.
    #[error("it is longer than {0} characters")]
    Long(usize),
    /// It uses markup that WhatsApp does not have, or that strikes text out.
    #[error("it uses markup other than *bold* and _italic_")]
    Markup,
    /// It has a character that is neither a letter, a usual mark nor a friendly face.
    #[error("the character `{0}` (U+{code:04X}) must not be used", code = u32::from(*.0))]
    Symbol(char),
}
