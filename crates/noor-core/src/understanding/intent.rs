//! The closed list of what a customer can want.

use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// One thing a customer can want. Closed: a new one fails to compile wherever it matters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Intent {
    // Courtesies.
    /// Says hello; `salam` when it was the Arabic greeting that asks for its full return.
    Greet {
        /// "As-salamu alaykum" in either script.
        salam: bool,
    },
    /// Says thank you.
    Thank,
    /// Says goodbye.
    SayGoodbye,
    /// Says yes, or that something is fine.
    Agree,
    /// Says no, or not now.
    Decline,
    /// Wants to think about it, ask somebody, come back later.
    Postpone,
    /// Says who they are or how to reach them, and nothing else.
    Introduce,

    // Noor and the shop.
    /// Asks whether they talk to a machine.
    AskIfBot,
    /// Asks which languages are served, or wishes for another one.
    AskLanguages,
    /// Asks about the shop; the article of its own knowledge that answers.
    AskShop {
        /// The article's key in `content/knowledge`.
        article: String,
    },

    // Products.
    /// Looks for products of a kind.
    FindProducts,
    /// Asks what something costs.
    AskPrice,
    /// Asks whether, or how many of, something is there.
    AskStock,
    /// Wants to see a picture.
    AskPicture,
    /// Wants to see more, or others, of what was shown.
    AskMore,
    /// Asks about a property of a product.
    AskProperty {
        /// Which.
        property: Property,
    },
    /// Asks what tells products apart, or which of them is better.
    Compare,
    /// Asks which of them Noor would take.
    AskAdvice,
    /// Asks for prices in another currency.
    AskInCurrency {
        /// Which.
        currency: Currency,
    },

    // The order.
    /// Takes what is named, pointed at or was calculated.
    Order,
    /// Asks what their order is, or what it comes to.
    AskCart,
    /// Asks for a total with VAT.
    AskWithVat,
    /// Wants the order as it stands to be carried out: confirmed, delivered, paid.
    PlaceOrder,
    /// Takes an offer as it stands: "approved", "go ahead".
    Accept,
    /// Wants what they bought before.
    LikeLastTime,
    /// Wants a quotation on paper.
    AskQuotation,
    /// Wants no quotation.
    RefuseQuotation,
    /// Wants no quotation yet.
    DeferQuotation,
    /// Asks where an order is that was placed before.
    AskOrder,
    /// Wants an invoice or a receipt.
    AskInvoice,
    /// Says that something is paid.
    SayPaid,

    // What people of the shop decide or do.
    /// Wants a person.
    AskHuman,
    /// Wants a certain person of the shop, by name or title.
    AskPersonByName,
    /// Wants a person of a nationality, a sex or a language.
    AskPersonOfKind,
    /// Wants to be called.
    AskCall,
    /// Wants to come and see.
    AskVisit,
    /// Asks for a discount, a better price or terms of payment, or says that somebody allowed one.
    AskDiscount,
    /// Wants something made or changed for them.
    AskCustom,
    /// Wants samples.
    AskSample,
    /// Sends, or speaks of, a drawing or floor plan.
    SendPlan,
    /// Wants a delivery promised that the shop's articles say nothing of: by a day, to a place, by a way.
    AskLogistics,
    /// Fits out an office or another place as a whole.
    FitOut,
    /// Buys in bulk or to sell again.
    BuyInBulk,
    /// Complains.
    Complain,
    /// Insults or threatens.
    Abuse,
    /// Wants to give something back or claims under a warranty.
    ReturnGoods,
    /// Was shown and told enough and is not convinced.
    Doubt,

    // Who is no customer, or no longer.
    /// Looks for work.
    ApplyForJob,
    /// Offers goods or services to the shop, or used furniture.
    OfferGoods,
    /// Advertises, chains, gambles.
    Spam,
    /// Wants no more messages.
    OptOut,

    // What changes nothing.
    /// Gives the machine orders, or asks for its instructions and secrets.
    Instruct,
    /// Asks about other customers.
    AskAboutOthers,
}

/// A property of a product that customers ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// Outer sizes.
    Size,
    /// Which colours it comes in.
    Colour,
    /// What it is made of.
    Material,
    /// How many people it is for.
    Seats,
    /// What it weighs.
    Weight,
    /// How much it carries.
    Load,
    /// How it is adjusted: tilt, height, armrests, mechanism.
    Adjustment,
    /// Whether and how it is put together.
    Assembly,
    /// Who makes it, and where.
    Origin,
    /// The warranty.
    Warranty,
    /// Certificates, fire classes, norms.
    Certificate,
    /// When it is there again.
    Restock,
    /// What it is good for: backs, noise, long hours.
    Benefit,
    /// Anything else about it: "details", "specifications".
    Details,
}
