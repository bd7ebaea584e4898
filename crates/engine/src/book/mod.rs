//! Price books: one edition of one provider's prices, immutable once published.
//!
//! A book holds pools (units that can pay for one another), packs (what is sold) and rates (what a generation deducts);
//! one of a provider that prices jobs says how ([`JobPrices`]).
//! Every row says where it is from, when that was checked and how sure it is. A figure that no source gives is
//! [`Figure::Unknown`], which is not zero: nothing is priced with it, and the total is incomplete.
//!
//! A book may also list offers: what other makers and resellers ask, without packs ([`market`] is the shipped one of these).
//!
//! [`Book::read`] is the checker: it reports all problems of a book with their paths, or gives the book; [`places`] says on
//! which lines of the file they are. [`Books`] is the shelf, published and local. [`diff`] compares two editions row by
//! row, and [`counterpart`] finds in one what a rate of the other is.
//!
//! An [`Overlay`] holds negotiated prices; laid over a published edition it makes a local book.
//!
//! This room imports the number rooms, `issue` and `read`.

mod check;
mod counterpart;
mod diff;
mod index;
mod job;
mod locate;
mod offers;
mod overlay;
mod rows;
mod shelf;

pub use check::MAX_BYTES;
pub(crate) use check::minimum_order;
pub use counterpart::{Counterpart, Counterparts, How, allows, counterpart, present};
pub use diff::{Basis, Change, Figures, Kind, Of, Side, Table, diff};
pub use job::{JobModel, JobPrices, KeyframePrice, Lengths, Span, by_second};
pub use locate::{Place, locate, locate_all, places};
pub(crate) use locate::{not_json, repeated_paths};
pub use offers::{MarketOffer, Seller, SellerKind, Sound};
pub use overlay::{JOINT, Laid, Overlay, OverlayPack, OverlayRate};
pub use rows::{
    Billing, Book, Dispute, Effective, Evidence, Figure, Life, MinimumOrder, Note, Pack, Pool, Provider, Rate,
    Retirement, Source,
};
pub use shelf::{Books, Edition, Lent, market, market_file};
